"""Where may ghosts come before a beat, and which beats fall two 16ths late?

A ghost sounds a 16th before a beat, softer than the hit it leads to. Displacement moves a hit from its beat two 16ths
later without adding one. The guard can forbid both to the kick (`kick_immutable`); other layers take them as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.phrase import hit_draws
from engine.timebase import STEPS_PER_BAR

if TYPE_CHECKING:
    from engine.config import Layer
    from engine.phrase import Moment

STEPS_PER_BEAT: Final = 4
"""16ths in a quarter note."""
BEAT_STEPS: Final = range(0, STEPS_PER_BAR, STEPS_PER_BEAT)
"""The four beats, as steps."""
DISPLACED_BY: Final = 2
"""16ths: onto the off-beat (`displace_into_2_prob`)."""


def displaced(mask: int, layer: Layer, name: str, moment: Moment, generation: int) -> int:
    """Return the mask with some hits on beats moved two 16ths later, where that step is free.

    Source: ours; docs/rules.md#kick.
    """
    if not layer.displace_into_2_prob:
        return mask
    draws = hit_draws(moment, name, "displace", generation)
    for beat in BEAT_STEPS:
        later = 1 << (beat + DISPLACED_BY)
        if mask >> beat & 1 and not mask & later and draws[beat] < layer.displace_into_2_prob:
            mask = mask & ~(1 << beat) | later
    return mask


def ghosts(mask: int, layer: Layer, name: str, moment: Moment, generation: int) -> int:
    """Return the ghosts to add: a 16th before each beat, also before the next bar's, by the layer's probability.

    A layer that is silent in this bar has none. Ours: a layer kept for a fill would otherwise be heard in every bar.
    """
    if not layer.ghost_pre1_prob or not mask:
        return 0
    draws = hit_draws(moment, name, "ghost", generation)
    found = 0
    for beat in BEAT_STEPS:
        step = (beat - 1) % STEPS_PER_BAR
        if draws[step] < layer.ghost_pre1_prob:
            found |= 1 << step
    return found & ~mask
