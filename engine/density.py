"""How many of a bar's steps does a layer play, and which go or come first when that is too many or too few?

The target is a share of 16 steps with a tolerance. Too many: the metrically weakest go first; too few: the strongest
silent steps come first. Void steps prefer silence: they count as weaker than any other when their bias is full.

Source: metric weights of Longuet-Higgins & Lee (1984) by way of `engine/scores.py`; the tie-break is ours.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from engine.near_kick import has_room
from engine.scores import METRIC_WEIGHTS
from engine.timebase import STEPS_PER_BAR

if TYPE_CHECKING:
    from engine.config import Density

ROUNDING: Final = 1e-9
"""Share of a hit below which a rounding error changes no count."""


def _spread(step: int) -> int:
    """Reverse a step's four bits, so that steps of one weight go and come evenly over the bar."""
    return int(f"{step:04b}"[::-1], 2)


STRONGEST_FIRST: Final = tuple(
    sorted(range(STEPS_PER_BAR), key=lambda step: (-METRIC_WEIGHTS[step], _spread(step)))
)
"""All steps by metric weight (Longuet-Higgins & Lee 1984), equal ones spread over the bar."""
VOID_PENALTY: Final = STEPS_PER_BAR
"""Ranks that a void step with full bias loses."""


def bounds(density: Density, give: int = 0) -> tuple[int, int]:
    """Return the fewest and most hits in a bar, 0..16; both the nearest count when the tolerance holds none.

    Args:
        density: target and tolerance, shares of 16 steps.
        give: hits by which the controller moves both.

    Source: ours; docs/rules.md#density.
    """
    low = math.ceil((density.target - density.tol) * STEPS_PER_BAR - ROUNDING)
    high = math.floor((density.target + density.tol) * STEPS_PER_BAR + ROUNDING)
    if low > high:
        low = high = round(density.target * STEPS_PER_BAR)
    return _within_bar(low + give), _within_bar(high + give)


def _within_bar(hits: int) -> int:
    return min(max(hits, 0), STEPS_PER_BAR)


def void_mask(density: Density) -> int:
    """Return the void steps as a mask; configs count them from 1."""
    mask = 0
    for step in density.void_steps:
        mask |= 1 << (step - 1)
    return mask


def ranked(density: Density) -> list[int]:
    """Return the steps from strongest to weakest: hits are added from the front and taken from the back.

    Source: ours: a void step falls by whole places, so that full bias puts it behind all others.
    """
    void = void_mask(density)
    if not void:
        return list(STRONGEST_FIRST)
    fall = abs(density.void_bias) * VOID_PENALTY
    places = {step: place + (fall if void >> step & 1 else 0.0) for place, step in enumerate(STRONGEST_FIRST)}
    return sorted(STRONGEST_FIRST, key=lambda step: places[step])


def clamped(mask: int, density: Density, blocked: int, gap: int = 0, since_hit: int = STEPS_PER_BAR) -> int:
    """Return the mask with as many hits as the density allows, by metric weight alone (m3).

    Args:
        mask: steps that sound so far.
        density: target, tolerance and void steps.
        blocked: steps that may not be added: conditions, off-beats or a kick forbid them.
        gap: silent 16ths that added hits keep on either side.
        since_hit: 16ths from the layer's last hit to this bar line.

    Source: ours; docs/rules.md#density.
    """
    low, high = bounds(density)
    hits = mask.bit_count()
    order = ranked(density)
    for step in reversed(order):
        if hits <= high:
            break
        if mask >> step & 1:
            mask &= ~(1 << step)
            hits -= 1
    for step in order:
        if hits >= low:
            break
        if not (mask | blocked) >> step & 1 and has_room(mask, step, gap, since_hit):
            mask |= 1 << step
            hits += 1
    return mask
