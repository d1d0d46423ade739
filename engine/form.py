"""Which figure does a layer play in this phrase?

A record has a home figure, leaves it for others and returns. With `phrase.home` each layer has a handful of figures
and keeps to one for 8, 16 or 32 bars, by its tier; layers of one tier change together, so that more changes at a line
of 32 than at one of 16 or 8. How the bar before a line turns stands in `engine/turns.py`.

Source: ours, after how dance records are built; sizes nest (docs/rules.md#phrases).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from engine.draws import unit_draw, unit_draws
from engine.near_kick import FULL
from engine.timebase import STEPS_PER_BAR

if TYPE_CHECKING:
    from engine.phrase import Moment

LINES: Final = (4, 8, 16, 32)
"""Lengths of phrases that nest, in bars."""
TIERS: Final = ((0.4, 8), (0.75, 16), (1.0, 32))
"""Bars for which a layer keeps its figure, with the share of layers up to it. Ours."""
FIGURES: Final = 5
"""Figures that a layer has besides its home. Ours: what returns is recognised."""
MOST_VARIED: Final = 3
MOST_ADDED: Final = 2
"""Hits that a figure leaves out of a cycle, and adds to it, at most. Ours."""


@lru_cache(maxsize=4096)
def tier_of(seed: int, layer: str) -> int:
    """Return for how many bars a layer keeps a figure: 8, 16 or 32."""
    draw = unit_draw(seed, layer, "tier")
    return next(bars for share, bars in TIERS if draw < share)


@lru_cache(maxsize=4096)
def _figure(seed: int, tier: int, block: int, home: float) -> int:
    if block == 0:
        return 0
    which, other = unit_draws(seed, "form", tier, block)[:2]
    return 0 if which < home else 1 + int(other * FIGURES)


def figure_of(moment: Moment, layer: str) -> int:
    """Return the number of the figure that a layer plays, 0 for its home.

    Source: ours.
    """
    if moment.home is None:
        raise ValueError("figures have no form without phrase.home")
    tier = tier_of(moment.seed, layer)
    return _figure(moment.seed, tier, moment.since_anchor // tier, moment.home)


def variant(moment: Moment, layer: str, figure: int, mask: int, *, adds: bool) -> int:
    """Return the steps that a figure other than home changes in a layer that plays its own cycle.

    A layer that plays every step goes on; one of the backbone gets no hits more (`adds`).

    Source: ours: a few hits, so that the layer stays itself.
    """
    if not figure or not mask or mask == FULL:
        return 0
    draws = unit_draws(moment.seed, layer, "variant", figure)
    order = sorted(range(STEPS_PER_BAR), key=draws.__getitem__)
    hits = [step for step in order if mask >> step & 1]
    rests = [step for step in order if not mask >> step & 1]
    out = hits[: round(draws[hits[-1]] * min(len(hits) // 3, MOST_VARIED))]
    new = rests[: round(draws[order[-1]] * MOST_ADDED)] if adds else []
    return sum([1 << step for step in (*out, *new)])
