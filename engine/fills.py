"""Does a fill sound in this bar, and what does it play when no layer of the config has one of its own?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.conditions import scheduled_fill
from engine.phrase import hit_draws

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.layers import Part
    from engine.phrase import Moment

ROLL: Final = {8: 0.3, 9: 0.3, 10: 0.6, 11: 0.45, 12: 0.9, 13: 0.75, 14: 1.0, 15: 1.0}
"""Chance of each step of the built-in roll: it thickens over the second half of the bar. Ours."""

ROLLERS: Final[tuple[str, ...]] = ("snare", "clap", "tom", "rim")
"""Who plays it, the first that is there; else the first layer that is no kick."""


def has_fill(parts: Sequence[Part]) -> bool:
    """Return True when some layer plays a fill of its own when the performer asks for one.

    Source: Elektron's FILL condition; a negated one plays outside fills and is none.
    """
    return any(
        condition.kind == "FILL" and not condition.negate
        for part in parts
        for condition in part.layer.conditions
    )


def fill_scheduled(parts: Sequence[Part], bar: int) -> bool:
    """Return True when a layer's own schedule calls for a fill in a bar (index from 0)."""
    return any(scheduled_fill(condition, bar) for part in parts for condition in part.layer.conditions)


def roll(parts: Sequence[Part], moment: Moment) -> tuple[str, int]:
    """Return the layer that plays the built-in roll and its steps; ("", 0) when there is nobody to play it.

    Source: ours: whoever asks for a fill shall hear one in any config.
    """
    names = {part.name for part in parts}
    able: list[str] = [name for name in ROLLERS if name in names] or [part.name for part in parts if part.voice != "K"]
    if not able:
        return "", 0
    player = able[0]
    draws = hit_draws(moment, player, "roll", 0)
    return player, sum(1 << step for step, chance in ROLL.items() if draws[step] < chance)
