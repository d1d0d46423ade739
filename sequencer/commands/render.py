"""The command `techno render`: how does a person turn a config into a MIDI file?"""

from __future__ import annotations

from os.path import realpath
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.bar import Bar
    from sequencer.folders import Found

MAX_BARS: Final = 100_000
MAX_SEED: Final = 2**63 - 1
SHORT_SOUND: Final = 16
"""Bars whose sound is made before anybody wonders."""


def render(  # noqa: PLR0913, PLR0917 - an option of the command line each
    config: Annotated[str, typer.Argument(metavar="CONFIG", help="a path, or a name of `techno configs`")],
    out: Annotated[
        Path | None,
        typer.Option(help="the .mid file, the ending may be left out; else CONFIG-seedN.mid in the output folder"),
    ] = None,
    bars: Annotated[int | None, typer.Option(min=1, max=MAX_BARS, help="bars to render; else the config's")] = None,
    seed: Annotated[int | None, typer.Option(min=0, max=MAX_SEED, help="seed of every draw; else the config's")] = None,
    bpm: Annotated[float | None, typer.Option(min=20.0, max=300.0, help="tempo; else the config's")] = None,
    arc: Annotated[bool, typer.Option("--arc", help="follow the config's arc to its end")] = False,
    log: Annotated[Path | None, typer.Option(help="also write a CSV file with a row a bar")] = None,
    wav: Annotated[Path | None, typer.Option(help="also write the sound of the built-in kit to a WAV file")] = None,
    soundfont: Annotated[Path | None, typer.Option(help="the WAV file's drums by this soundfont instead")] = None,
    plot: Annotated[
        Path | None, typer.Option(metavar="FILE.svg|png", help="also draw it: hits, scores, energy, what moves")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object and nothing else")] = False,
) -> None:
    """Render a config to a MIDI file, offline. A file that is there already is replaced."""
    from engine.bands import SCORE_LETTERS
    from sequencer.commands.picturing import picture_kind, picture_of
    from sequencer.commands.printed import print_json, print_line
    from sequencer.commands.progress import progress
    from sequencer.folders import find_config
    from sequencer.tape.arc import with_arc
    from sequencer.tape.bar_log import log_text
    from sequencer.tape.offline import rendered, summary, take_of
    from sequencer.whole_files import written_together

    if soundfont is not None and wav is None:
        raise typer.BadParameter("a soundfont plays into a WAV file; name it with --wav", param_hint="--soundfont")
    kind = picture_kind(plot)
    found = find_config(config)
    played = with_arc(found.config, found.name) if arc else found.config
    used_seed = played.seed if seed is None else seed
    out, log = _places(found, used_seed, out, log, wav, plot)
    count = bars or (played.arc.bars if arc and played.arc is not None else played.bars)
    made = rendered(played, bars=count, seed=seed, bpm=bpm, progress=progress(count))
    midi = take_of(played, made, found.name).to_bytes()
    files: list[tuple[Path, bytes | Iterator[bytes]]] = [(out, midi)]
    if log is not None:
        files.append((log, log_text(made).encode()))
    if wav is not None:
        files.append((wav, _sound(made, midi, soundfont)))
    if plot is not None:
        title = f"{found.name}, {made[0].bpm:g} BPM, seed {used_seed}"
        files.append((plot, picture_of([played] * len(made), made, title, kind)))
    written_together(files)
    events = sum(1 for bar in made for event in bar.events if event.layer not in bar.muted)
    rescues = sum(bar.rescued for bar in made)
    scores = summary(made)
    if as_json:
        print_json({
            "out": str(out), "bars": count, "bpm": made[0].bpm, "seed": used_seed, "ppq": played.ppq, "events": events,
            "scores": scores, "rescues": rescues,
        })
        return
    print_line(f"{out}: {count} bars of {found.name} at {made[0].bpm:g} BPM, seed {used_seed}, {events} hits")
    medians = "  ".join(f"{name} {figures['median']:.2f}" for name, figures in scores.items())
    print_line(f"medians: {medians}" + (f"; {rescues} bars rescued" if rescues else ""))
    for letter in SCORE_LETTERS:
        missed = sum(letter in bar.out_of_reach for bar in made)
        if missed:
            print_line(f"{letter} was out of reach of its target for {missed} bars")
    if log is not None:
        print_line(f"log: {log}")
    if wav is not None:
        print_line(f"sound: {wav}")
    if plot is not None:
        print_line(f"picture: {plot}")


def _sound(bars: Sequence[Bar], midi: bytes, soundfont: Path | None) -> Iterator[bytes]:
    """Return the pieces of the WAV file of bars, which are also that MIDI file.

    Raises:
        SoundFailed: the soundfont cannot be played.
    """
    from sequencer.commands.progress import progress
    from sequencer.sound.kit import RATE, Kit
    from sequencer.sound.offline import wav_of
    from sequencer.sound.soundfont import soundfont_wav

    if soundfont is not None:
        return soundfont_wav(midi, soundfont, RATE)
    return wav_of(bars, Kit(), progress(len(bars), short=SHORT_SOUND))


def _places(
    found: Found, seed: int, out: Path | None, log: Path | None, wav: Path | None, plot: Path | None
) -> tuple[Path, Path | None]:
    """Return the paths of the .mid and the log: from the command line, else from the config.

    Raises:
        ConfigError: a config's own path leads out of the output folder by a link.
        typer.BadParameter: one would be written over the other, or over the config.
    """
    from sequencer.commands.recorded import spare_recordings
    from sequencer.folders import midi_place, out_folder

    own = found.config
    if out is not None:
        out = midi_place(out)
    else:
        out = _own(found, "out", own.out) if own.out else out_folder() / f"{found.name}-seed{seed}.mid"
    log = log or (_own(found, "log_path", own.log_path) if own.log_path else None)
    if log is not None and log.resolve() == out.resolve():
        raise typer.BadParameter("the log and the .mid need names of their own", param_hint="--log")
    if wav is not None and wav.resolve() in {place.resolve() for place in (out, log) if place is not None}:
        raise typer.BadParameter("the WAV file needs a name of its own", param_hint="--wav")
    if plot is not None and plot.resolve() in {place.resolve() for place in (out, log, wav) if place is not None}:
        raise typer.BadParameter("the picture needs a name of its own", param_hint="--plot")
    for place, option in ((out, "--out"), (log, "--log"), (wav, "--wav"), (plot, "--plot")):
        if place is not None and place.resolve() == found.path.resolve():
            raise typer.BadParameter("that is the config itself; name another file", param_hint=option)
    spare_recordings(out, log, wav, plot)
    return out, log


def _own(found: Found, key: str, path: str) -> Path:
    """Return the place of a config's own path, which is below the output folder whatever links lie on the way.

    Raises:
        ConfigError: it is not.
    """
    from engine.config_file import below_out
    from engine.errors import ConfigError, Fault
    from engine.found_words import shown
    from sequencer.folders import out_folder

    folder = out_folder()
    place = folder / below_out(path)
    if not Path(realpath(place)).is_relative_to(realpath(folder)):
        message = f"{shown(path)} leads out of the output folder by a link; name another file"
        raise ConfigError(found.path.name, (Fault(key, shown(path), "a path below the output folder", message),))
    return place
