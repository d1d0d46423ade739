"""How likely is each step of a free layer to sound, given its last figure and the syncopation that is wanted?

A free layer is a two-state Markov chain a step: a step that sounded tends to sound again, a silent one to stay silent;
in a turn a few steps tend to change over instead. The cycle's mask says where hits belong, the kick and the void steps
push them away, and the controller's bias tilts all of them onto the beat or off it along the metric weights. A step
sounds when its inclination beats its draw; the draws span DRAW_SPREAD, which floors and ceils the probability. The
density band then keeps the best steps or drops the worst.

Source: sync-biased Markov steps are ours; metric weights are Longuet-Higgins & Lee (1984).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from engine.density import STRONGEST_FIRST, bounds, void_mask
from engine.near_kick import crowded, has_room, thinning
from engine.phrase import hit_draws, turned_steps
from engine.scores import METRIC_WEIGHTS
from engine.timebase import STEPS_PER_BAR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.layers import Part
    from engine.phrase import Moment

MIDDLE: Final = 0.5
"""A draw below this speaks for a hit, one above it for a rest."""
IN_CYCLE: Final = 0.22
"""What the cycle's mask adds to, or takes from, a step's inclination."""
STAY: Final = 0.25
"""What the held figure adds or takes. With IN_CYCLE it outweighs any draw, so that a held figure holds."""
DRAW_SPREAD: Final = 0.6
"""Width of the draws' influence: below 1, so that a figure is its cycle with a few steps changed, not noise."""
BIAS_WEIGHT: Final = 0.7
"""What the full bias adds on the weakest 16ths and takes on the downbeat."""
VOID_WEIGHT: Final = 0.5
"""What full void bias takes from a step's inclination. Ours: it outweighs the cycle and a middling draw."""
LIGHTEST: Final = min(METRIC_WEIGHTS)
"""Metric weight of the 16ths between the eighths."""

TILT: Final = tuple(2.0 * weight / LIGHTEST - 1.0 for weight in METRIC_WEIGHTS)
"""-1 on the downbeat, 0 on beats 2 and 4, +1 on the 16ths between."""

BITS: Final = tuple(1 << step for step in range(STEPS_PER_BAR))
"""Each step's bit of a mask."""


@dataclass(frozen=True, slots=True)
class FreeLayer:
    """A layer whose steps the controller may choose in this bar.

    Attributes:
        part: the layer.
        chances: each step's inclination before the bias: above 0 it rather sounds, below 0 it rather rests.
        loose: the same without the pull of the held figure, for when the band cannot be reached with it.
        draws: each step's draw, -0.5..0.5.
        blocked: steps that may not sound.
        low, high: fewest and most hits of the density band.
        gap: refractory steps; since_hit: 16ths from the last hit to the bar line.
        may_give: the controller may leave the density band by a few hits.
        kept: steps on which the cycle's own hits stay; own: those hits.
    """

    part: Part
    chances: tuple[float, ...]
    loose: tuple[float, ...]
    draws: tuple[float, ...]
    blocked: int
    low: int
    high: int
    since_hit: int
    may_give: bool
    kept: int = 0
    own: int = 0


def free_layer(  # noqa: PLR0913 - all that bears on a free layer's steps, by name
    part: Part, mask: int, *, moment: Moment, generation: int, held: int | None, renewed: bool, kick: int,
    thin_bias: float, blocked: int, since_hit: int, may_give: bool,
) -> FreeLayer:
    """Return a free layer's steps as inclinations to sound.

    Args:
        part: a free layer; it has a density.
        mask: what its cycle sounds after conditions.
        moment: the bar's place in its phrase.
        generation: of its figure.
        held: its figure so far, None before the first.
        renewed: the generation has just advanced: half the steps forget the held figure.
        kick: steps of the kick.
        thin_bias: -1..0, for closed hats.
        blocked: steps that may not sound.
        since_hit: 16ths from the last hit to the bar line.
        may_give: see FreeLayer.

    Source: ours: a Markov chain's chance for each step; the weights are measured against records.
    """
    density = part.layer.density
    if density is None:
        raise ValueError(f"{part.name} has no density")
    draws = hit_draws(moment, part.name, "hit", generation)
    turned = turned_steps(moment, part.name, generation)
    forgotten = 0
    if renewed:
        forgets = hit_draws(moment, part.name, "forget", generation)
        forgotten = sum(1 << step for step, draw in enumerate(forgets) if draw < MIDDLE)
    loose = _signed(mask, IN_CYCLE)
    if part.closed_hat and thin_bias:
        loose = tuple([chance - loss for chance, loss in zip(loose, thinning(kick, thin_bias), strict=True)])
    void = void_mask(density)
    if void:
        loss = abs(density.void_bias) * VOID_WEIGHT
        loose = tuple([chance - loss if void >> step & 1 else chance for step, chance in enumerate(loose)])
    chances = loose
    if held is not None:
        pulls = _signed(held ^ turned, STAY)
        chances = tuple([chance + pull for chance, pull in zip(loose, pulls, strict=True)])
    if forgotten:
        chances = tuple([loose[step] if forgotten >> step & 1 else chance for step, chance in enumerate(chances)])
    low, high = bounds(density)
    return FreeLayer(
        part, chances, loose, tuple([draw - MIDDLE for draw in draws]),
        blocked, low, high, since_hit, may_give, part.kept, mask & part.kept,
    )


@lru_cache(maxsize=512)
def _signed(mask: int, amount: float) -> tuple[float, ...]:
    """Return the amount for each step of a mask, and its negative for the others."""
    return tuple([amount if mask >> step & 1 else -amount for step in range(STEPS_PER_BAR)])


def chosen(free: FreeLayer, bias: float, give: int, *, loose: bool) -> int:
    """Return the steps a free layer plays under a bias; the backbeat that it keeps is as its cycle has it.

    Args:
        free: the layer.
        bias: -1 onto the beat .. 1 off it.
        give: hits by which the density band is left, where the layer may.
        loose: forget the held figure.

    Source: ours: the music that a bias leads to is predicted, not chased with nudges, which overshoot.
    """
    mask = _drawn(free, bias, give, loose=loose)
    return mask & ~free.kept | free.own if free.kept else mask


def _drawn(free: FreeLayer, bias: float, give: int, *, loose: bool) -> int:
    """Return the steps that chance, bias and density make.

    Args:
        free: the layer.
        bias: -1 onto the beat .. 1 off it.
        give: hits by which the density band is left, where the layer may.
        loose: forget the held figure.

    Source: ours: predicted from the metric weights; nudging step by step towards the band overshoots it.
    """
    shift = give if free.may_give else 0
    low = min(max(free.low + shift, 0), STEPS_PER_BAR)
    high = min(max(free.high + shift, 0), STEPS_PER_BAR)
    pushes, spread = _leaning(bias)
    chances, draws, blocked = free.loose if loose else free.chances, free.draws, free.blocked
    mask = ~blocked & sum([
        bit for bit, chance, push, draw in zip(BITS, chances, pushes, draws, strict=True)
        if chance + push > spread * draw
    ])
    hits = mask.bit_count()
    gap = free.part.layer.refractory_steps
    if low <= hits <= high and not (gap and crowded(mask, gap, free.since_hit)):
        return mask
    margins = [chance + push - spread * draw for chance, push, draw in zip(chances, pushes, draws, strict=True)]
    best = sorted(STRONGEST_FIRST, key=margins.__getitem__, reverse=True)
    if blocked:
        best = [step for step in best if not blocked >> step & 1]
    if not low <= hits <= high:
        mask = 0
        for step in best[:low if hits < low else high]:
            mask |= BITS[step]
    return _spaced(mask, best, gap, free.since_hit, low) if gap else mask


def _spaced(mask: int, best: Sequence[int], gap: int, since_hit: int, low: int) -> int:
    """Return the mask's best steps that keep the silence after a hit, and others up to `low` hits where they fit."""
    found = count = 0
    for step in [*(step for step in best if mask >> step & 1), *(step for step in best if not mask >> step & 1)]:
        wanted = mask >> step & 1 or count < low
        if not wanted:
            break
        if has_room(found, step, gap, since_hit):
            found |= BITS[step]
            count += 1
    return found


@lru_cache(maxsize=512)
def _leaning(bias: float) -> tuple[tuple[float, ...], float]:
    """Return the bias to add to each step's inclination, and the spread of the draws under it."""
    push = bias * BIAS_WEIGHT
    return tuple([push * tilt for tilt in TILT]), DRAW_SPREAD * (1.0 - bias * bias)  # at its ends the metre decides
