"""The command `techno sessions`: what has been recorded, and how is a part of it cut out?"""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated, Final

import typer

from engine.errors import MidiFileError, TechnoError
from sequencer.commands.printed import print_json, print_line, print_warning
from sequencer.commands.recorded import folder_of, recordings, spare_recordings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sequencer.tape.sessions import Recorded

MIDI, LOG = ".mid", ".csv"
MOST_NAMED: Final = 8
"""Unfinished bars that are named."""


def sessions(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="its folder's name, its end, or last")] = None,
    begin: Annotated[str | None, typer.Option("--from", metavar="MARK|BAR", help="cut from there, bars from 1")] = None,
    end: Annotated[str | None, typer.Option("--to", metavar="MARK|BAR", help="up to there, without it")] = None,
    bars: Annotated[int | None, typer.Option(min=1, help="so many bars")] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="write the part: .mid, or .csv for its log")] = None,
    plot: Annotated[
        Path | None, typer.Option(metavar="FILE.svg|png", help="draw it, or the part: hits, scores, energy, what moves")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object and nothing else")] = False,
) -> None:
    """List recorded sessions. Show one with its marks and scores, draw it, or cut a part out of it."""
    from sequencer.tape.sessions import recorded, session_in

    written = out is not None or plot is not None
    cutting = begin is not None or end is not None or bars is not None
    if (cutting or written) and (name is None or not written):
        raise typer.BadParameter("name the session, and a file with --out or --plot", param_hint="NAME, --out, --plot")
    if name is None:
        found = recorded(recordings())
        if as_json:
            print_json({"sessions": [_row(one) for one in found]})
        elif not found:
            print_line(f"nothing has been recorded in {recordings()} yet")
        else:
            for one in found:
                print_line(_words(one))
        return
    folder = folder_of(name)
    session = session_in(folder)
    if written:
        _cut(folder, session, (begin, end, bars), out, plot, as_json=as_json)
        return
    scores = _scores(folder, session)
    if as_json:
        print_json({**_row(session), "unfinished": list(session.unfinished), "scores": scores})
        return
    print_line(_words(session))
    for mark in session.marks:
        print_line(f"  bar {mark.bar + 1:<6} {mark.name:<24} {mark.clock}".rstrip())
    for key, row in scores.items():
        print_line(f"  {key:<9} {row['median']:.3f}  ({row['min']:.3f} to {row['max']:.3f})")
    if session.unfinished:
        print_line(f"  not scored: {_unfinished(session)}")


def _cut(
    folder: Path, session: Recorded, part: tuple[str | None, str | None, int | None], out: Path | None,
    plot: Path | None, *, as_json: bool,
) -> None:
    """Write a part of a session to files: its notes or its log, and its picture."""
    from sequencer.commands.picturing import picture_kind, picture_of
    from sequencer.tape.bar_log import log_text
    from sequencer.tape.sessions import bar_of, part_of
    from sequencer.whole_files import written_together

    begin, end, bars = part
    if end is not None and bars is not None:
        raise typer.BadParameter("say where it ends once", param_hint="--to, --bars")
    if out is not None and out.suffix.lower() not in {MIDI, LOG}:
        raise typer.BadParameter("a part is a .mid file or a .csv log", param_hint="--out")
    kind = picture_kind(plot)
    spare_recordings(out, plot)
    if not session.bars:
        raise TechnoError(f"{session.name}: there is no bar in its journal that can be read")
    first = session.first_bar if begin is None else bar_of(session, begin)
    last = session.first_bar + session.bars if end is None else bar_of(session, end)
    last = last if bars is None else first + bars
    if first >= last:
        raise TechnoError(f"{session.name}: bar {first + 1} does not lie before bar {last + 1}")
    if session.fault:
        print_warning(f"{session.name}: {session.fault}")
    content, made = part_of(folder, first, last)
    played = [one.heard for one in made]
    files: list[tuple[Path, bytes | Iterator[bytes]]] = []
    if out is not None:
        files.append((out, log_text(played).encode() if out.suffix.lower() == LOG else content))
    if plot is not None:
        title = f"{session.name}, {_bars(len(made))} from bar {first + 1}"
        # What a bar was made under is what the next one began with; only the last one's own is not known.
        configs = [one.before.config for one in (*made[1:], made[-1])]
        files.append((plot, picture_of(configs, played, title, kind)))
    written_together(files)
    if as_json:
        print_json({str(way): str(path) for way, path in (("out", out), ("plot", plot)) if path is not None}
                   | {"bars": len(made), "from_bar": first})
        return
    for path, _ in files:
        print_line(f"{path}: {_bars(len(made))} of {session.name}, from bar {first + 1}")


def _scores(folder: Path, session: Recorded) -> dict[str, dict[str, float]]:
    """Return median, least and most of each score over the session's finished bars, as they were sent."""
    from statistics import median

    from engine.bands import score_values
    from engine.midi_score import score_file
    from sequencer.tape.recording import PART_BARS, PART_NAME

    found: dict[str, list[float]] = {}
    left_out = set(session.unfinished)
    for part in sorted(path for path in folder.glob("take-*.mid") if PART_NAME.fullmatch(path.stem)):
        first = session.first_bar + (int(part.stem.partition("-")[2]) - 1) * PART_BARS
        try:
            scored = score_file(part).bars
        except MidiFileError as error:
            print_warning(str(error))
            continue
        for bar, scores in enumerate(scored, start=first):
            for key, value in {} if scores is None or bar in left_out else score_values(scores).items():
                found.setdefault(key, []).append(value)
    return {key: {"median": median(one), "min": min(one), "max": max(one)} for key, one in found.items()}


def _row(session: Recorded) -> dict[str, object]:
    return {
        "name": session.name, "config": session.config, "bars": session.bars, "first_bar": session.first_bar,
        "seconds": session.seconds, "takes": list(session.takes), "fault": session.fault or None,
        "marks": [{"name": mark.name, "bar": mark.bar, "clock": mark.clock} for mark in session.marks],
    }


def _unfinished(session: Recorded) -> str:
    """Name the bars that say nothing of the music, the last ones where they are many."""
    shown = session.unfinished[-MOST_NAMED:]
    before = "..., " if len(session.unfinished) > len(shown) else ""
    bars = ", ".join(str(bar + 1) for bar in shown)
    return f"{'bar' if len(session.unfinished) == 1 else 'bars'} {before}{bars}, cut short or skipped"


def _bars(count: int) -> str:
    return f"{count} bar{'' if count == 1 else 's'}"


def _words(session: Recorded) -> str:
    minutes, seconds = divmod(round(session.seconds), 60)
    marks = ", ".join(f"{mark.name} {mark.bar + 1}" for mark in session.marks)
    length = f"{minutes}:{seconds:02}  {_bars(session.bars)}"
    parts = [f"{session.name}  {length}  {session.config or 'a config of its own'}"]
    parts += [f"marks {marks}"] if marks else []
    parts += [f"takes {', '.join(session.takes)}"] if session.takes else []
    parts += [session.fault] if session.fault else []
    return "  ".join(parts)
