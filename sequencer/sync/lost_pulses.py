"""Was a pulse lost, or did the tempo change? What the pulses around it say, seen again with every pulse that comes.

Some pulses in a row are read as a tempo with at most one bend in it. Of two readings that one is better which leaves
less of the moments to jitter, loses fewer pulses, and bends less: the negative logarithm of how probable all three are.

Source: a maximum a posteriori estimate over readings; the line with a bend is a least-squares spline of degree 1 with
one knot, its bend held small by ridge regression.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from math import log1p
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

LOST_COST: Final = 4.6
"""Of the first pulse that is lost in a row: minus the logarithm of one in a hundred."""
NEXT_LOST_COST: Final = 3.0
"""Of each further one: they are lost together."""
BENT_COST: Final = 5.0
"""Of a change of tempo, which is about as rare as a lost pulse."""
BEND: Final = 0.15
"""Standard deviation of a change of tempo, as a share of the period."""
SURER: Final = 1.0
"""A reading takes the place of another when its cost is so much less."""
KNOWN: Final = 16
"""The jitter is taken to be known from so many pulses."""
LEAST_BEFORE: Final = 8
"""So many pulses have to lie before a step that is judged: fewer tell nothing of the tempo there."""


@dataclass(slots=True)
class Step:
    """A pulse as it came: its moment, how many pulses on from the one before it was taken to be, and whether surely."""

    ns: int
    count: int
    doubtful: bool = False


class Reading(NamedTuple):
    """How some pulses are read.

    Attributes:
        cost: the smaller, the more probable.
        ns: moment of the last pulse, by the line.
        period_ns: time from pulse to pulse at the end of the line.
    """

    cost: float
    ns: float
    period_ns: float


def read_again(steps: Sequence[Step], jitter_ns: float) -> Reading | None:
    """Change the counts of doubtful steps where others are more probable; return the line then, None if none changed.

    Args:
        steps: in order; of the first one the count does not matter.
        jitter_ns: standard deviation of the moments.
    """
    counts = [step.count for step in steps]
    best, changed = read(steps, counts, jitter_ns), False
    for place, step in enumerate(steps):
        if not step.doubtful or place < LEAST_BEFORE:
            continue
        for count in (step.count - 1, step.count + 1):
            if count < 1:
                continue
            other = read(steps, [*counts[:place], count, *counts[place + 1 :]], jitter_ns)
            if other.cost < best.cost - SURER:
                best, changed, step.count = other, True, count
        counts[place] = step.count
    return best if changed else None


def read(steps: Sequence[Step], counts: Sequence[int], jitter_ns: float) -> Reading:
    """Return the most probable line through some pulses, if each is so many pulses on from the one before."""
    count = len(steps)
    places = [0, *accumulate(counts[1:])]
    mean_x, mean_y = sum(places) / count, sum(step.ns - steps[0].ns for step in steps) / count
    xs = [place - mean_x for place in places]
    ys = [step.ns - steps[0].ns - mean_y for step in steps]
    xx, xy = sum(x * x for x in xs), sum(x * y for x, y in zip(xs, ys, strict=True))
    yy = sum(y * y for y in ys)
    slope = xy / xx
    best = Reading(_cost(yy - slope * xy, count, jitter_ns), mean_y + slope * xs[-1], slope)
    held = (jitter_ns / (BEND * slope)) ** 2
    behind = after_x = after_xx = after_y = after_xy = 0.0
    for x, y in zip(reversed(xs), reversed(ys), strict=True):
        # the bend at x: what lies behind it is moved by its distance from x
        bends, bends_x = after_x - x * behind, after_xx - x * after_x
        bends_y = after_xy - x * after_y
        squares = bends_x - x * bends - bends * bends / count + held
        scale = xx * squares - bends_x * bends_x
        slope, turn = (xy * squares - bends_y * bends_x) / scale, (bends_y * xx - xy * bends_x) / scale
        cost = BENT_COST + _cost(yy - slope * xy - turn * bends_y, count, jitter_ns)
        if cost < best.cost and slope + turn > 0:
            end = mean_y + slope * xs[-1] + turn * (xs[-1] - x - bends / count)
            best = Reading(cost, end, slope + turn)
        behind, after_x, after_xx, after_y, after_xy = (
            behind + 1, after_x + x, after_xx + x * x, after_y + y, after_xy + x * y
        )
    lost = sum(LOST_COST + NEXT_LOST_COST * (one - 2) for one in counts[1:] if one > 1)
    return Reading(best.cost + lost, steps[0].ns + best.ns, best.period_ns)


def _cost(squares: float, count: int, jitter_ns: float) -> float:
    """Return minus the logarithm of how probable the moments' distances from the line are.

    The jitter is known as well as from so many pulses: Student's distribution, not Gauss's.
    """
    return (KNOWN + count) / 2 * log1p(max(0.0, squares) / (KNOWN * jitter_ns * jitter_ns))
