"""How do hats and percussion make room for the kick, and a layer for itself?

Thinning (`thin_bias`) makes closed hats on or beside a kick less likely; `mute_near_kick` forbids hits within a
distance; `refractory_steps` keeps silence after a hit.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from engine.timebase import STEPS_PER_BAR

FULL: Final = (1 << STEPS_PER_BAR) - 1
"""The mask of a bar in which every step sounds."""

BESIDE_SHARE: Final = 0.5
"""A step beside a kick is thinned half as much as the kick's own. Ours: enough to hear, too little to empty a bar."""


def _turned(mask: int, steps: int) -> int:
    """Return the mask moved later round the bar."""
    steps %= STEPS_PER_BAR
    return (mask << steps | mask >> (STEPS_PER_BAR - steps)) & FULL


@lru_cache(maxsize=512)
def near(kick: int, distance: int) -> int:
    """Return the steps at most `distance` 16ths from a kick, round the bar; distance 0 is off: no step.

    Source: ours; docs/rules.md#room.
    """
    found = kick if distance else 0
    for shift in range(1, distance + 1):
        found |= _turned(kick, shift) | _turned(kick, -shift)
    return found


@lru_cache(maxsize=512)
def _shares(kick: int) -> tuple[float, ...]:
    """Return the share of the thinning at each step: 1 on a kick, less beside one, else 0."""
    beside = near(kick, 1)
    return tuple([
        1.0 if kick >> step & 1 else BESIDE_SHARE if beside >> step & 1 else 0.0 for step in range(STEPS_PER_BAR)
    ])


def thinning(kick: int, thin_bias: float) -> tuple[float, ...]:
    """Return how much each step's probability loses by thinning: |thin_bias| on a kick, half of it beside one, else 0.

    Source: ours (see BESIDE_SHARE).
    """
    amount = abs(thin_bias)
    return tuple([amount * share for share in _shares(kick)])


def thinned(mask: int, kick: int, thin_bias: float, draws: tuple[float, ...]) -> int:
    """Return the mask without the hits that thinning draws away."""
    if not thin_bias:
        return mask
    for step, loss in enumerate(thinning(kick, thin_bias)):
        if draws[step] < loss:
            mask &= ~(1 << step)
    return mask


def rested(mask: int, gap: int, since_hit: int) -> int:
    """Return the mask without hits that come less than `gap` silent steps after the one before.

    Args:
        mask: steps that would sound.
        gap: silent 16ths to keep after a hit; 0 is off.
        since_hit: 16ths from the layer's last hit to this bar line.

    Source: ours; docs/rules.md#room.
    """
    if not gap or not mask:
        return mask
    last = -since_hit
    for step in range(STEPS_PER_BAR):
        if mask >> step & 1:
            if step - last <= gap:
                mask &= ~(1 << step)
            else:
                last = step
    return mask


def has_room(mask: int, step: int, gap: int, since_hit: int) -> bool:
    """Return True when a step has `gap` silent 16ths to every hit of the mask and to the last hit before the bar."""
    around = (1 << (2 * gap + 1)) - 1
    return not mask & (around << step >> gap) and step + since_hit > gap


def crowded(mask: int, gap: int, since_hit: int) -> bool:
    """Return True when some hit of the mask has less than `gap` silent 16ths to the hit before it."""
    if mask & ((1 << max(0, gap + 1 - since_hit)) - 1):
        return True
    return any(mask & mask >> apart for apart in range(1, gap + 1))


def since_last(mask: int, since_hit: int) -> int:
    """Return the 16ths from the last hit to the next bar line, at most 64."""
    return STEPS_PER_BAR + 1 - mask.bit_length() if mask else min(since_hit + STEPS_PER_BAR, 64)
