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
        bands: lower and upper end that was aimed at in each bar, None without a goal; empty where there never is one.
        scale: largest value that is usual.
    """

    name: str
    values: tuple[float, ...]
    bands: tuple[tuple[float, float] | None, ...] = ()
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


def sheet_of(configs: Sequence[Config], bars: Sequence[Bar], title: str) -> Sheet:
    """Return the sheet of bars.

    Args:
        configs: what each of them was made from.
        bars: at least one, in order.
        title: one line.
    """
    named = (name for config in configs for name in config.layers)
    played = (event.layer for bar in bars for event in bar.events)
    layers = tuple(dict.fromkeys((*named, *played)))
    place = {name: number for number, name in enumerate(layers)}
    hits = tuple(
        (place[event.layer], number + (event.tick - bar.start_tick) / BAR_TICKS, event.velocity)
        for number, bar in enumerate(bars) for event in bar.events if event.layer not in bar.muted
    )
    aims = [goals(config.targets) for config in configs]
    scores = tuple(
        Curve(
            score.letter, tuple(score.bounded.of(bar.scores) for bar in bars),
            tuple(aim.get(score.letter) for aim in aims), score.scale,
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
    """Return the parameters that all bars have and that do not keep one value, the first of them."""
    had: dict[str, list[float]] = {}
    for bar in bars:
        for path, value in bar.parameters:
            had.setdefault(path, []).append(value)
    moving = [
        Curve(path, tuple(values)) for path, values in had.items() if len(values) == len(bars) and len(set(values)) > 1
    ]
    return tuple(moving[:MOST_PARAMETERS])
