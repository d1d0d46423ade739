"""Are the scores where they are wanted, and where have they been? One row for each of E S D H T."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from engine.bands import SCORES, distance
from sequencer.console.paint import spark
from sequencer.console.view import HISTORY_BARS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.bands import Band, Score
    from engine.bar import Scores
    from sequencer.console.paint import Fragment, Line
    from sequencer.console.view import StageView

GUARDED: Final = "E"
"""The score that the guard reads; a bar it rebuilt is marked there."""
HEAD_COLUMNS: Final = 29
MIN_GAUGE: Final = 8
MAX_GAUGE: Final = 40
MIN_HISTORY: Final = 8
APART_ROWS: Final = 3


class Meter(NamedTuple):
    """One score of now: its value, band and scale."""

    score: Score
    value: float | None
    band: Band | None
    top: float


def meter(score: Score, scores: Scores | None, goals: Mapping[str, Band | None]) -> Meter:
    """Return the meter of a score, which shows what its band bounds."""
    band = goals.get(score.letter)
    value = None if scores is None else score.bounded.of(scores)
    top = max(score.scale, 2 * band[1]) if score.unit and band is not None else score.scale
    return Meter(score, value, band, top)


def meter_lines(view: StageView, width: int, height: int = len(SCORES)) -> list[Line]:
    """Return a meter for each score; where the height has room for it, its history is a curve of several rows."""
    goals: Mapping[str, Band | None] = {} if view.snapshot is None else view.snapshot.goals
    scores = None if view.bar is None else view.bar.scores
    out = () if view.bar is None else view.bar.out_of_reach
    history = min(HISTORY_BARS, max(MIN_HISTORY, width - HEAD_COLUMNS - MIN_GAUGE - 1))
    gauge = max(MIN_GAUGE, min(MAX_GAUGE, width - HEAD_COLUMNS - history - 2))
    rows = max(1, height // len(SCORES))
    lines: list[Line] = []
    for score in SCORES:
        lines += _meter(view, meter(score, scores, goals), (gauge, history, rows), out_of_reach=score.letter in out)
    return lines


def _meter(view: StageView, found: Meter, size: tuple[int, int, int], *, out_of_reach: bool) -> list[Line]:
    """Paint one meter; `size` is the columns of gauge and history, and its rows: from three on one is a gap."""
    gauge, history, rows = size
    style = _style(found.value, found.band)
    value = "  -  " if found.value is None else f"{found.value:5.2f}"
    head: list[Fragment] = [
        ("class:title", f" {found.score.letter} "), (style, _standing(found, out_of_reach=out_of_reach).ljust(10)),
        (style, value), ("class:dim", f" {_band(found):9} "), *_gauge(view, found, gauge), ("", " "),
    ]
    curve = _history(view, found, history, rows - (rows >= APART_ROWS))
    blank: Fragment = ("", " " * sum(len(text) for _, text in head))
    lines: list[Line] = [(*head, *curve[0]), *((blank, *row) for row in curve[1:])]
    return lines + [(("", ""),)] * (rows - len(lines))


def _standing(found: Meter, *, out_of_reach: bool) -> str:
    """Say in a word whether a score is in its band."""
    if found.value is None:
        return ""
    if found.band is None:
        return "free"
    if not distance(found.value, found.band):
        return "in band"
    if out_of_reach:
        return "unreached"
    return "low" if found.value < found.band[0] else "high"


def _style(value: float | None, band: Band | None) -> str:
    if value is None or band is None:
        return "class:value"
    return "class:warn" if distance(value, band) else "class:good"  # a drop or a fill may be why; red is for alarms


def _band(found: Meter) -> str:
    if found.band is None:
        return "no goal"
    return found.score.shown_band(found.band)


def _gauge(view: StageView, found: Meter, width: int) -> list[Fragment]:
    """Paint the scale with its band, and a needle at the value."""
    plain, inside, needle = (".", "=", "|") if view.ascii_only else ("·", "━", "┃")
    low, high = found.band or (1.0, 0.0)
    place = None if found.value is None else min(width - 1, max(0, int(found.value / found.top * width)))
    line: list[Fragment] = []
    for column in range(width):
        left, right = column / width * found.top, (column + 1) / width * found.top
        wanted = found.band is not None and left < high and right > low
        if column == place:
            line.append((_style(found.value, found.band), needle))
        else:
            line.append(("class:band", inside) if wanted else ("class:rest", plain))
    return line


def _history(view: StageView, found: Meter, columns: int, rows: int) -> list[list[Fragment]]:
    """Paint the last bars as a curve of some rows, the upper first."""
    bars = view.history[-columns:]
    curve: list[list[Fragment]] = []
    for row in reversed(range(rows)):
        line: list[Fragment] = [("", " " * (columns - len(bars)))]
        low, high = found.top * row / rows, found.top * (row + 1) / rows
        for bar in bars:
            value = found.score.bounded.of(bar.scores)
            style = "class:rescued" if bar.rescued and found.score.letter == GUARDED else _style(value, found.band)
            line.append((style, spark(value, low, high, ascii_only=view.ascii_only) if value >= low else " "))
        curve.append(line)
    return curve
