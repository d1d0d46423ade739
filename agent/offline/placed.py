"""How does a layer come to sound on some steps of the bar and on no other: "the clap only on the 4"?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agent.offline.qualities import Changes
from engine.commands import Hit, Set
from engine.euclid import euclid_mask
from engine.timebase import STEPS_PER_BAR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.requests import Request
    from engine.config import Config
    from engine.state import HeldHit

OFFBEATS: Final = frozenset({2, 6, 10, 14})
"""Half way between two beats, from 0."""


def only_on(steps: Sequence[int], layers: Sequence[str], config: Config, held: Sequence[HeldHit]) -> list[Request]:
    """Return the requests that let layers sound on these steps alone.

    They are a cycle of as many hits, and hits by hand where such a cycle does not fall on the steps.

    Args:
        steps: of the bar, from 0. layers: of the config. config: as it stands. held: hits that were put by hand.
    """
    wanted = sum(1 << step for step in {*steps})
    cycles = ((turn, euclid_mask(len({*steps}), STEPS_PER_BAR, turn)) for turn in range(STEPS_PER_BAR))
    turn, mask = max(cycles, key=lambda one: (one[1] & wanted).bit_count())
    found = Changes(config, layers).placed(len({*steps}), turn)
    for layer in layers:
        if config.layers[layer].offbeats_only and not {*steps} <= OFFBEATS:
            found.append(Set(f"{layer}.offbeats_only", False))  # noqa: FBT003 - the value of a parameter
        by_hand = {one.step for one in held if one.layer == layer}
        for step in range(STEPS_PER_BAR):
            here, falls = step in steps, bool(mask >> step & 1)
            if here != falls:
                found.append(Hit(layer, step, here))
            elif step in by_hand:
                found.append(Hit(layer, step, None))
    return found
