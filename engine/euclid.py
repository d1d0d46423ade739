"""How are hits spread as evenly as possible over a cycle, and which part of the cycle does a bar hear?

A cycle is a mask: an int whose bit s is set when step s sounds.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from engine.timebase import STEPS_PER_BAR

BAR_MASK: Final = (1 << STEPS_PER_BAR) - 1
"""All 16 steps of a bar."""

CACHED_CYCLES: Final = 4096
"""Every hit count and rotation of a 64-step cycle fits about once; a session uses a few dozen."""


@lru_cache(maxsize=CACHED_CYCLES)
def euclid_mask(fills: int, steps: int, rotation: int = 0) -> int:
    """Return the Euclidean cycle of `fills` hits in `steps` steps as a mask with bits 0..steps-1.

    The first hit falls on step 0; positive `rotation` (in steps, any int) moves hits later; negative `fills` gives the
    inverse of the cycle of that many hits, with hits where it rests.

    Raises:
        ValueError: steps below 1, or more fills than steps either way.

    Source: Bjorklund (2003), "The theory of rep-rate pattern generation in the SNS timing system"; as rhythm, Toussaint
    (2005), "The Euclidean algorithm generates traditional musical rhythms". Rotation and inversion are ours.
    """
    if steps < 1:
        raise ValueError(f"a cycle needs at least one step, found {steps}")
    if abs(fills) > steps:
        raise ValueError(f"a cycle of {steps} steps takes -{steps}..{steps} hits, found {fills}")
    mask = sum(1 << step for step, sounds in enumerate(_spread(abs(fills), steps)) if sounds == "x")
    if fills < 0:
        mask ^= (1 << steps) - 1
    turn = rotation % steps
    return (mask << turn | mask >> (steps - turn)) & ((1 << steps) - 1)


def _spread(hits: int, steps: int) -> str:
    """Return the unrotated cycle as text, x for a hit and . for a rest.

    Two kinds of groups are dealt onto each other, the fewer onto the more, until at most one group is left over.
    """
    head, heads = "x", hits
    tail, tails = ".", steps - hits
    while min(heads, tails) > 0 and tails > 1:
        if heads > tails:
            head, tail = head + tail, head
            heads, tails = tails, heads - tails
        else:
            head = head + tail
            tails -= heads
    return head * heads + tail * tails


def window(cycle: int, length: int, start: int) -> int:
    """Return the bar of 16 steps that an endlessly repeated cycle sounds, read from cycle position `start`.

    `cycle` is a mask of `length` steps (at least 1; bits above are ignored); `start` is any int, in steps, and counts
    round the cycle. Bit s of the result is step s of the bar.

    Raises:
        ValueError: length below 1.

    Source: ours; the layer of `length` steps runs on over the bar line.
    """
    if length < 1:
        raise ValueError(f"a cycle needs at least one step, found {length}")
    cycle &= (1 << length) - 1
    turn = start % length
    heard = cycle >> turn | cycle << (length - turn)
    if length >= STEPS_PER_BAR:
        return heard & BAR_MASK
    heard &= (1 << length) - 1
    span = length
    while span < STEPS_PER_BAR:
        heard |= heard << span
        span *= 2
    return heard & BAR_MASK
