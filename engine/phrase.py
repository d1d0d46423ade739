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

LONGEST_PHRASE_BARS: Final = 32

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
        home: share of phrases in which figures return, None when they go on changing.
        turns: how the bars before lines of 4, 8, 16 and 32 turn; none: some steps are drawn anew.
        since_anchor: bars from where phrases are counted.
    """

    seed: int
    bar: int
    repeats: bool
    position: int
    turn: float
    variation: float
    home: float | None = None
    turns: tuple[str, ...] = ()
    since_anchor: int = 0

    @property
    def starts(self) -> bool:
        """True in the first bar of a phrase."""
        return self.position == 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a bar stands on the phrase grid, for screens.

    Attributes:
        bar: bar of the phrase, from 0. of: length of the phrase.
        phrase: phrase of the 32 bars in which it stands, from 0. phrases: how many these hold.
        anchor: bar from which phrases are counted.
    """

    bar: int
    of: int
    phrase: int
    phrases: int
    anchor: int

    def __str__(self) -> str:
        """Return it in words, counted from 1: "3 of 8, phrase 2 of 4"."""
        return f"{self.bar + 1} of {self.of}, phrase {self.phrase + 1} of {self.phrases}"


def place_of(bar: int, anchor: int, bars: int) -> Place:
    """Place a bar in phrases of some bars, counted from an anchor."""
    since = bar - anchor
    return Place(since % bars, bars, since % LONGEST_PHRASE_BARS // bars, LONGEST_PHRASE_BARS // bars, anchor)


def next_line(anchor: int, bars: int, from_bar: int) -> int:
    """Return the first bar, from one on, that lies a multiple of some bars from the anchor."""
    return from_bar + (anchor - from_bar) % bars


def moment_of(config: Config, seed: int, bar: int, anchor: int = 0) -> Moment:
    """Place a bar in the config's phrases, counted from an anchor.

    Source: ours: dance records change every four bars and turn at the end of eight or sixteen.
    """
    bars = config.phrase.bars
    position = (bar - anchor) % bars
    if position == bars - 1:
        turn = WHOLE_TURN
    elif position % SMALL_TURN_BARS == SMALL_TURN_BARS - 1:
        turn = SMALL_TURN
    else:
        turn = 0.0
    phrase = config.phrase
    since = bar - anchor
    return Moment(seed, bar, config.mode == "m4", position, turn, phrase.variation, phrase.home, phrase.turns, since)


def gain_of(config: Config, moment: Moment) -> float:
    """Return the factor on velocities in a bar: a phrase swells from its first bar to its last, energy makes louder.

    Source: ours: half of the swell lies below the written velocities and half above.
    """
    dynamics = config.dynamics
    swell = 1.0 + dynamics.swell * (moment.position / max(config.phrase.bars - 1, 1) - 0.5)
    return swell * (1.0 - dynamics.energy * (1.0 - config.energy))


def turned_steps(moment: Moment, layer: str, generation: int) -> int:
    """Return the mask of steps that this bar's turn draws anew; 0 in a plain bar.

    Source: ours: a turn changes a few hits and returns (docs/rules.md#phrases).
    """
    if not moment.turn or not moment.repeats or moment.turns:
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
