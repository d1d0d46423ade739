"""Are the scores where they are wanted, and where have they been? One row for each of E S D H T."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from engine.controller import distance
from sequencer.console.paint import spark
from sequencer.console.view import HISTORY_BARS
from sequencer.tape.bar_log import score_values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sequencer.console.paint import Fragment, Line
    from sequencer.console.view import StageView

LETTERS: Final = "ESDHT"
T_SCALE_MS: Final = 20.0
HEAD_COLUMNS: Final = 29
MIN_GAUGE: Final = 8
MAX_GAUGE: Final = 40
MIN_HISTORY: Final = 8
Band = tuple[float, float]


class Meter(NamedTuple):
    """One score of now: its value, band and scale."""

    letter: str
    value: float | None
    band: Band | None
    top: float


def meter(letter: str, values: Mapping[str, float] | None, goals: Mapping[str, Band | None]) -> Meter:
    """Return the meter of a score; T shows its random part, to which its cap applies."""
    band = goals.get(letter)
    value = None if values is None else values["T_rand_ms" if letter == "T" else letter]
    top = 1.0 if letter != "T" else max(T_SCALE_MS, 0.0 if band is None else 2 * band[1])
    return Meter(letter, value, band, top)


def meter_lines(view: StageView, width: int) -> list[Line]:
    """Return the five meters."""
    goals: Mapping[str, Band | None] = {} if view.snapshot is None else view.snapshot.goals
    values = None if view.bar is None else score_values(view.bar.scores)
    out = () if view.bar is None else view.bar.out_of_reach
    history = min(HISTORY_BARS, max(MIN_HISTORY, width - HEAD_COLUMNS - MIN_GAUGE - 1))
    gauge = max(MIN_GAUGE, min(MAX_GAUGE, width - HEAD_COLUMNS - history - 2))
    return [
        _line(view, meter(letter, values, goals), gauge, history, out_of_reach=letter in out) for letter in LETTERS
    ]


def _line(view: StageView, found: Meter, gauge: int, history: int, *, out_of_reach: bool) -> Line:
    style = _style(found.value, found.band)
    value = "  -  " if found.value is None else f"{found.value:5.2f}"
    return (
        ("class:title", f" {found.letter} "), (style, _standing(found, out_of_reach=out_of_reach).ljust(10)),
        (style, value), ("class:dim", f" {_band(found):9} "),
        *_gauge(view, found, gauge), ("", " "), *_history(view, found, history),
    )


def _standing(found: Meter, *, out_of_reach: bool) -> str:
    """Return where a score lies, in a word."""
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
    return "class:trouble" if distance(value, band) else "class:good"


def _band(found: Meter) -> str:
    if found.band is None:
        return "no goal"
    low, high = found.band
    return f"{low:g}-{high:g} ms" if found.letter == "T" else f"{low:.2f}-{high:.2f}"


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


def _history(view: StageView, found: Meter, columns: int) -> list[Fragment]:
    line: list[Fragment] = []
    bars = view.history[-columns:]
    line.append(("", " " * (columns - len(bars))))
    for bar in bars:
        values = score_values(bar.scores)
        value = values["T_rand_ms" if found.letter == "T" else found.letter]
        style = "class:rescued" if bar.rescued and found.letter == "E" else _style(value, found.band)
        line.append((style, spark(value, 0.0, found.top, ascii_only=view.ascii_only)))
    return line
