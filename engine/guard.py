"""When is a bar so loose that dancers lose the beat, and what is played instead?

Below `guard.min_E` the bar's backbone is rebuilt plainly: kicks on the four beats, the other backbone layers as their
cycles stand, and if that is not enough on the beats only. A fill, and a backbone that is empty, are meant: they are
never rescued.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.layers import BEATS
from engine.scores import entrainment, guard_entrainment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.config import Config
    from engine.layers import Part


def backbone_of(parts: Sequence[Part], masks: Mapping[str, int]) -> int:
    """Return the steps that kick, snare, clap or rim sound."""
    backbone = 0
    for part in parts:
        if part.backbone:
            backbone |= masks[part.name]
    return backbone


def guarded_entrainment(backbone: int, previous: int | None, *, eased: bool) -> float:
    """Return E as the guard reads it: without rho16 on a fill bar and on the first bar after a break (`eased`).

    Source: docs/rules.md#guard.
    """
    return guard_entrainment(backbone) if eased else entrainment(backbone, previous)


def needs_rescue(config: Config, backbone: int, previous: int | None, *, fill: bool, eased: bool) -> bool:
    """Return True when a bar of m4 must be rebuilt.

    Source: docs/rules.md#guard.
    """
    if config.mode != "m4" or fill or not backbone:
        return False
    return guarded_entrainment(backbone, previous, eased=eased) < config.guard.min_E


def rescued(
    parts: Sequence[Part], masks: Mapping[str, int], cycles: Mapping[str, int], min_entrainment: float
) -> dict[str, int]:
    """Return the bar's masks with a plain backbone.

    Args:
        parts: layers that are there.
        masks: their steps in the bar that failed.
        cycles: their cycles' steps, before any rule.
        min_entrainment: the guard's bound, read without rho16.

    Source: ours: the plainest bar that these layers can play.
    """
    plain = dict(masks)
    kicks = [part for part in parts if part.voice == "K"]
    for part in parts:
        if part.voice == "K":
            plain[part.name] = BEATS if part is kicks[0] else 0
        elif part.backbone:
            plain[part.name] = cycles[part.name]
    if guard_entrainment(backbone_of(parts, plain)) < min_entrainment:
        for part in parts:
            if part.backbone:
                plain[part.name] &= BEATS
    return plain
