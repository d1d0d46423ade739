"""When does the music repeat itself, and when does it turn?

Techno repeats. In m4 the draws that decide whether a hit sounds are named by the figure of the phrase, not by the bar:
all plain bars of a phrase share one figure, every fourth bar is a small turn and the last one a whole turn, in which
some steps are drawn anew. A layer's figure lasts until its generation advances. In m0 to m3 every bar draws anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from engine.draws import unit_draw, unit_draws

if TYPE_CHECKING:
    from engine.config import Config

SMALL_TURN_BARS: Final = 4
"""Bars between turns inside a phrase: the shortest unit in which dance records change (docs/rules.md#phrases)."""
SMALL_TURN: Final = 0.5
WHOLE_TURN: Final = 1.0
"""How much of the phrase's variation a turn takes, a share. Ours: the end of a phrase is heard above a fourth bar."""

KEPT_FIGURES: Final = 1024
"""Draws of figures that are kept instead of drawn again in every bar of a phrase: a few of each of 64 layers."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Where a bar stands in its phrase.

    Attributes:
        seed: of the session.
        bar: index of the bar, from 0.
        repeats: True in m4, where figures repeat.
        position: bar of the phrase, from 0.
        turn: 0 in a plain bar, up to 1 in the last bar of a phrase.
        variation: share of steps that a whole turn draws anew, 0..1.
    """

    seed: int
    bar: int
    repeats: bool
    position: int
    turn: float
    variation: float

    @property
    def starts(self) -> bool:
        """True in the first bar of a phrase."""
        return self.position == 0


def moment_of(config: Config, seed: int, bar: int) -> Moment:
    """Return where a bar stands.

    Source: ours: dance records change every four bars and turn at the end of eight or sixteen.
    """
    bars = config.phrase.bars
    position = bar % bars
    if position == bars - 1:
        turn = WHOLE_TURN
    elif position % SMALL_TURN_BARS == SMALL_TURN_BARS - 1:
        turn = SMALL_TURN
    else:
        turn = 0.0
    return Moment(seed, bar, config.mode == "m4", position, turn, config.phrase.variation)


def turned_steps(moment: Moment, layer: str, generation: int) -> int:
    """Return the mask of steps that this bar's turn draws anew; 0 in a plain bar.

    Source: ours: a turn changes a few hits and returns (docs/rules.md#phrases).
    """
    if not moment.turn or not moment.repeats:
        return 0
    return _turned(moment.seed, layer, generation, moment.position, moment.variation * moment.turn)


@lru_cache(maxsize=KEPT_FIGURES)
def _turned(seed: int, layer: str, generation: int, position: int, chance: float) -> int:
    which = unit_draws(seed, layer, "turn", generation, position)
    return sum([1 << step for step, draw in enumerate(which) if draw < chance])


@lru_cache(maxsize=KEPT_FIGURES)
def _held(seed: int, layer: str, purpose: str, generation: int) -> tuple[float, ...]:
    return unit_draws(seed, layer, purpose, "figure", generation)


def hit_draws(moment: Moment, layer: str, purpose: str, generation: int) -> tuple[float, ...]:
    """Return 16 draws in [0, 1), one a step, that decide whether hits sound.

    Source: naming by phrase is ours (docs/rules.md#phrases); a draw a step is Elektron's PROB.
    """
    if not moment.repeats:
        return unit_draws(moment.seed, layer, purpose, "bar", moment.bar)
    held = _held(moment.seed, layer, purpose, generation)
    turned = turned_steps(moment, layer, generation)
    if not turned:
        return held
    fresh = unit_draws(moment.seed, layer, purpose, "turned", generation, moment.position)
    return tuple([fresh[step] if turned >> step & 1 else held[step] for step in range(len(held))])


def renews(moment: Moment, layer: str, generation: int) -> bool:
    """Return True when a layer's figure gives way to a new one at this phrase start.

    Source: ours: at a phrase start few layers change (docs/rules.md#phrases).
    """
    return (
        moment.repeats
        and moment.starts
        and moment.bar > 0
        and unit_draw(moment.seed, layer, "renewal", generation, moment.bar) < moment.variation
    )
