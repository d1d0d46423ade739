"""What is on a picture of bars: hits, scores with their bands, energy, sections, and the parameters that move."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from engine.bands import SCORES
from engine.goals import goals
from engine.timebase import BAR_TICKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.bar import Bar
    from engine.config import Config

MOST_PARAMETERS: Final = 8
"""More lines in one panel cannot be told apart."""


@dataclass(frozen=True, slots=True)
class Curve:
    """One number over the bars.

    Attributes:
        name: letter of a score, or path of a parameter.
        values: one a bar.
        band: lower and upper end that was aimed at, None without a goal.
        scale: largest value that is usual.
    """

    name: str
    values: tuple[float, ...]
    band: tuple[float, float] | None = None
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A stretch of bars, ready to be drawn.

    Attributes:
        title: one line.
        bars: how many.
        layers: names, in the config's order.
        hits: (place of the layer, onset in bars from the first, velocity 1..127).
        scores: E S D H T.
        energy: one value a bar, 0..1.
        sections: (bar, name) where a section of the arc begins.
        fills: bars with a fill. rescued: bars that the guard has rebuilt.
        parameters: those that move, the first of them.
    """

    title: str
    bars: int
    layers: tuple[str, ...]
    hits: tuple[tuple[int, float, int], ...]
    scores: tuple[Curve, ...]
    energy: tuple[float, ...]
    sections: tuple[tuple[int, str], ...]
    fills: tuple[int, ...]
    rescued: tuple[int, ...]
    parameters: tuple[Curve, ...]

    def json(self) -> dict[str, object]:
        """Return it as what JSON can hold."""
        return asdict(self)


def sheet_of(config: Config, bars: Sequence[Bar], title: str) -> Sheet:
    """Return the sheet of bars.

    Args:
        config: that they were made from.
        bars: at least one, in order.
        title: one line.
    """
    layers = tuple(config.layers) or tuple(dict.fromkeys(event.layer for bar in bars for event in bar.events))
    place = {name: number for number, name in enumerate(layers)}
    first = bars[0].start_tick
    hits = tuple(
        (place[event.layer], (event.tick - first) / BAR_TICKS, event.velocity)
        for bar in bars for event in bar.events if event.layer in place and event.layer not in bar.muted
    )
    aims = goals(config.targets)
    scores = tuple(
        Curve(
            score.letter, tuple(score.bounded.of(bar.scores) for bar in bars), aims.get(score.letter), score.scale
        )
        for score in SCORES
    )
    return Sheet(
        title, len(bars), layers, hits, scores, tuple(bar.energy for bar in bars), _sections(bars),
        tuple(number for number, bar in enumerate(bars) if bar.fill),
        tuple(number for number, bar in enumerate(bars) if bar.rescued), _moving(bars),
    )


def _sections(bars: Sequence[Bar]) -> tuple[tuple[int, str], ...]:
    """Return the (bar, name) of each section's begin; one that plays at the first bar begins there."""
    return tuple(
        (number, bar.section.name) for number, bar in enumerate(bars)
        if bar.section is not None and (number == 0 or bar.section.bar == 0)
    )


def _moving(bars: Sequence[Bar]) -> tuple[Curve, ...]:
    """Return the parameters that do not keep one value, the first of them."""
    found = []
    for at, (path, _) in enumerate(bars[0].parameters):
        values = tuple(bar.parameters[at][1] for bar in bars if len(bar.parameters) > at)
        if len(values) == len(bars) and len(set(values)) > 1:
            found.append(Curve(path, values))
    return tuple(found[:MOST_PARAMETERS])
