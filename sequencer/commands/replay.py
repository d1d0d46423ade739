"""The command `techno replay`: how does a person play a recorded night again, or take another turn in it?"""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated, Final

import typer

from engine.errors import TechnoError
from sequencer.commands import live  # noqa: TC001 - typer reads the annotations
from sequencer.commands.playing_again import Front, Outputs, Part, play_again
from sequencer.commands.printed import print_json, print_line, print_warning
from sequencer.commands.recorded import recording_of, spare_recordings
from sequencer.commands.starting import MidiWay

if TYPE_CHECKING:
    from sequencer.tape.replay import Branch

MAX_SEED: Final = 2**63 - 1
MAX_BAR: Final = 10**9
HOW_TO_PLAY: Final = {
    "begin": "from", "bars": "bars", "ports": "port", "virtual": "virtual", "trims": "trim", "midi": "midi",
    "lead": "lead", "listen": "listen", "name": "name", "no_console": "no-console", "plain": "plain",
}
"""Parameters of the command that hold with --play only, and their options."""


class Differs(TechnoError):
    """The replayed bars differ from the recorded checksums."""

    told = True  # with --json the object has been printed

    def __init__(self, journal: str, bar: int, folder: Path) -> None:
        self.bar = bar
        super().__init__(
            f"{journal}: bar {bar + 1} is the first that is not what was played; another version of the engine "
            f"made it, or the journal was changed; what came of it is in {folder}"
        )


class Damaged(TechnoError):
    """A journal that could be played again only up to a line."""

    told = True  # as above

    def __init__(self, journal: str, line: int, bars: int, folder: Path) -> None:
        self.line = line
        super().__init__(
            f"{journal}: line {line} is not what was written, so nothing from there on is played again; the {bars} "
            f"bars before it are in {folder}"
        )


def replay(  # noqa: PLR0913, PLR0917 - the options of the command
    context: typer.Context,
    journal: Annotated[str, typer.Argument(metavar="JOURNAL", help="a session, its folder or journal.jsonl; or last")],
    out: Annotated[
        Path | None,
        typer.Option(help="one .mid file, the ending may be left out; else the parts, in the output folder"),
    ] = None,
    from_bar: Annotated[
        int | None, typer.Option(min=0, max=MAX_BAR, help="with --seed, --no-wishes: from that bar on, counted from 0")
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, max=MAX_SEED, help="another seed; recorded wishes stay")] = None,
    no_wishes: Annotated[bool, typer.Option("--no-wishes", help="leave out what was wished")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object and nothing else")] = False,
    play: Annotated[bool, typer.Option("--play", help="play it again, as it was, in a session of its own")] = False,
    begin: Annotated[
        str | None, typer.Option("--from", metavar="MARK|BAR", help="with --play: from there, bars from 1")
    ] = None,
    bars: Annotated[int | None, typer.Option(min=1, help="with --play: so many bars")] = None,
    ports: live.PortOption = None, virtual: live.VirtualOption = None, trims: live.TrimOption = None,
    midi: live.MidiOption = MidiWay.AUTO, lead: live.LeadOption = 0.0, listen: live.ListenOption = None,
    name: live.NameOption = "main",
    no_console: Annotated[bool, typer.Option("--no-console", help="stay in the foreground, without a console")] = False,
    plain: live.PlainOption = False,
) -> int:
    """Make a recorded session again, byte for byte. It branches off from some bar, or is played again, too."""
    from sequencer.tape.replay import Branch, journal_in

    branches = seed is not None or no_wishes
    if from_bar is not None and not branches:
        raise typer.BadParameter("say what is another from there on: --seed or --no-wishes", param_hint="--from-bar")
    branch = Branch(from_bar or 0, seed, not no_wishes) if branches else None
    if not play:
        _only_played(context)
    elif out is not None or as_json:
        raise typer.BadParameter("writes no files and prints no object", param_hint="--play")
    path = journal_in(recording_of(journal))
    if not play:
        from sequencer.folders import midi_place

        out = None if out is None else midi_place(out)
        _made_again(path, branch, out, as_json=as_json)
        return 0
    return play_again(
        path, branch, Part(begin, bars), Outputs(ports, virtual, trims, midi, lead, listen), name,
        Front(context.obj, console=not no_console, plain=plain),
    )


def _made_again(path: Path, branch: Branch | None, out: Path | None, *, as_json: bool) -> None:
    """Make the files of a journal again, and say how they compare."""
    from sequencer.commands.progress import progress
    from sequencer.folders import out_folder
    from sequencer.tape.recording import PART_BARS
    from sequencer.tape.replay import replayed, sent_bars
    from sequencer.whole_files import written_together

    spare_recordings(out)
    total = sent_bars(path)
    draw = progress(total)
    made = replayed(path, branch=branch, part_bars=PART_BARS if out is None else None, progress=draw)
    if draw is not None:
        draw(total)
    if out is None:
        folder = out_folder() / "replays" / _name(path, branch)
        files = [(folder / name, content) for name, content in sorted(made.files.items())]
    else:
        files = [(out, content) for content in made.files.values()]
    for place, _ in files:
        if place.absolute().parent == path.absolute().parent and out is None:
            raise TechnoError(f"{place}: is the recording itself; name another place with --out")
    written_together(files)
    for warning in made.warnings:
        print_warning(warning)
    if as_json:
        print_json({
            "out": str(out or files[0][0].parent), "files": [str(place) for place, _ in files], "bars": made.bars,
            "seed": made.state.seed, "compared": made.compared, "differs": made.differs, "damaged": made.damaged,
            "warnings": list(made.warnings),
        })
    if made.differs is not None:
        raise Differs(str(path), made.differs, out or files[0][0].parent)
    if made.damaged is not None:
        raise Damaged(str(path), made.damaged, made.bars, out or files[0][0].parent)
    if not as_json:
        same = f"{made.compared} checksums compared, all as they were played" if branch is None else "branched off"
        print_line(f"{out or files[0][0].parent}: {made.bars} bars of {made.header.name or 'a session'}, {same}")


def _only_played(context: typer.Context) -> None:
    """Refuse what says how to play, where nothing is played.

    Raises:
        typer.BadParameter: such an option was given.
    """
    for option in HOW_TO_PLAY:
        source = context.get_parameter_source(option)
        if source is not None and source.name != "DEFAULT":
            raise typer.BadParameter("says how to play; add --play", param_hint=f"--{HOW_TO_PLAY[option]}")


def _name(path: Path, branch: Branch | None) -> str:
    """Return a name for the replay's folder that tells one branch from another."""
    name = path.absolute().parent.name or path.stem
    if branch is None:
        return name
    seed = "" if branch.seed is None else f"-seed{branch.seed}"
    return f"{name}-bar{branch.from_bar}{seed}{'' if branch.wishes else '-no-wishes'}"
