"""The command `techno score`: how does any drum MIDI file measure?"""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer

from sequencer.commands.printed import print_error, print_json_rows, print_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.bar import Scores


def score(
    file: Annotated[Path, typer.Argument(metavar="FILE.mid", help="any drum MIDI file")],
    channel: Annotated[
        int | None, typer.Option(min=1, max=16, help="MIDI channel the drums are on, when not 10")
    ] = None,
    track: Annotated[
        str | None, typer.Option(metavar="NUMBER|NAME", help="track the drums are on: from 1, or part of its name")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object and nothing else")] = False,
) -> None:
    """Measure E S D H T of every bar of a drum MIDI file. A bar that is not 16 sixteenths has no scores."""
    from engine.midi_score import score_file

    found = score_file(file, channel, track)
    if as_json:
        print_json_rows("bars", _score_rows(found.bars))
    else:
        _print_scores(found.bars)
    for remark in found.remarks:
        print_error(remark)


def _score_rows(bars: Sequence[Scores | None]) -> Iterator[dict[str, float | None]]:
    from engine.bands import SCORE_COLUMNS, score_values

    nothing = dict.fromkeys(SCORE_COLUMNS)
    for index, scores in enumerate(bars):
        yield {"bar": index, **(nothing if scores is None else score_values(scores))}


def _print_scores(bars: Sequence[Scores | None]) -> None:
    from engine.bands import SCORE_COLUMNS

    print_line("bar  " + "  ".join(name.rjust(9) for name in SCORE_COLUMNS))
    for number, row in enumerate(_score_rows(bars), start=1):
        cells = ("        -" if row[name] is None else f"{row[name]:9.3f}" for name in SCORE_COLUMNS)
        print_line(f"{number:3d}  " + "  ".join(cells))
