"""What does the performer hold besides parameters: mutes, solos, a drop, a fill, and for how many more bars?

The engine carries mutes through unread: events of a muted layer stay in the bar and scores still count them, because a
performer's mute is not a musical failure. The player leaves them out when it sends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.altered import altered
from engine.state import Held, HeldHit, Holds

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

DROPPED = ("kick", "bass")
"""A drop takes out the layers whose names begin with one of these (docs/rules.md#hands)."""


def drops(layer: str) -> bool:
    """Return True for a layer that a drop takes out."""
    return layer.startswith(DROPPED)


def held(holds: tuple[Held, ...], layer: str, bars: int | None) -> tuple[Held, ...]:
    """Return the holds with a layer added, or its bars renewed."""
    return (*released(holds, layer), Held(layer, bars))


def released(holds: tuple[Held, ...], layer: str) -> tuple[Held, ...]:
    """Return the holds without a layer."""
    return tuple(hold for hold in holds if hold.layer != layer)


def holds_layer(holds: tuple[Held, ...], layer: str) -> bool:
    """Return True when a layer is among the holds."""
    return any(hold.layer == layer for hold in holds)


def soloed(stage: Holds) -> tuple[str, ...]:
    """Return the layers that the performer has soloed."""
    return tuple(hold.layer for hold in stage.solos)


def silent(stage: Holds, layers: Iterable[str]) -> tuple[str, ...]:
    """Return the layers that do not sound under the performer's hands, in the config's order."""
    muted, alone = {hold.layer for hold in stage.mutes}, soloed(stage)
    return tuple(
        layer for layer in layers
        if layer in muted or (alone and layer not in alone) or (stage.drop_bars and drops(layer))
    )


def after_bar(stage: Holds, *, frozen: bool = False) -> Holds:
    """Return the stage one bar later: what was held for some bars has one less, or is released.

    A fill waits while the bar is frozen, because it is heard on release.
    """
    if stage == REST:
        return stage
    waits = frozen or stage.fill_bars is None
    return altered(
        stage,
        mutes=_counted_down(stage.mutes), solos=_counted_down(stage.solos),
        drop_bars=max(0, stage.drop_bars - 1),
        fill_bars=stage.fill_bars if waits or stage.fill_bars is None else max(0, stage.fill_bars - 1),
    )


REST = Holds()


def _counted_down(holds: tuple[Held, ...]) -> tuple[Held, ...]:
    return tuple(
        hold if hold.bars_left is None else Held(hold.layer, hold.bars_left - 1)
        for hold in holds
        if hold.bars_left is None or hold.bars_left > 1
    )


def on_layers(stage: Holds, layers: Collection[str]) -> Holds:
    """Return the stage without mutes and solos of layers that are not there."""
    return altered(
        stage,
        mutes=tuple(hold for hold in stage.mutes if hold.layer in layers),
        solos=tuple(hold for hold in stage.solos if hold.layer in layers),
        hits=tuple(hit for hit in stage.hits if hit.layer in layers),
        locks=tuple(layer for layer in stage.locks if layer in layers),
    )


def turned(stage: Holds, old: Holds, new: Holds) -> Holds:
    """Return a stage with the differences between two others, old and new, applied to it."""
    return Holds(
        mutes=_exchanged(stage.mutes, old.mutes, new.mutes), solos=_exchanged(stage.solos, old.solos, new.solos),
        drop_bars=stage.drop_bars if old.drop_bars == new.drop_bars else new.drop_bars,
        fill_bars=stage.fill_bars if old.fill_bars == new.fill_bars else new.fill_bars,
        hits=_exchanged_hits(stage.hits, old.hits, new.hits),
        locks=(
            *(layer for layer in stage.locks if layer in new.locks or layer not in old.locks),
            *(layer for layer in new.locks if layer not in old.locks and layer not in stage.locks),
        ),
    )


def differences(old: Holds, new: Holds) -> set[str]:
    """Name the differences between two stages: "mute LAYER", "solo LAYER", "drop", "fill"."""
    found = {"drop"} if old.drop_bars != new.drop_bars else set()
    found |= {"fill"} if old.fill_bars != new.fill_bars else set()
    found |= {f"hit {hit.layer} {hit.step}" for hit in set(old.hits) ^ set(new.hits)}
    found |= {f"lock {layer}" for layer in set(old.locks) ^ set(new.locks)}
    found |= {f"mute {hold.layer}" for hold in set(old.mutes) ^ set(new.mutes)}
    return found | {f"solo {hold.layer}" for hold in set(old.solos) ^ set(new.solos)}


def _exchanged_hits(
    hits: tuple[HeldHit, ...], old: tuple[HeldHit, ...], new: tuple[HeldHit, ...]
) -> tuple[HeldHit, ...]:
    was, will = ({(hit.layer, hit.step): hit for hit in side} for side in (old, new))
    for key in dict.fromkeys((*was, *will)):
        if was.get(key) != will.get(key):
            hits = tuple(hit for hit in hits if (hit.layer, hit.step) != key)
            if key in will:
                hits = (*hits, will[key])
    return hits


def _exchanged(holds: tuple[Held, ...], old: tuple[Held, ...], new: tuple[Held, ...]) -> tuple[Held, ...]:
    was = {hold.layer: hold for hold in old}
    will = {hold.layer: hold for hold in new}
    for layer in dict.fromkeys((*was, *will)):
        if was.get(layer) != will.get(layer):
            holds = released(holds, layer)
            if layer in will:
                holds = (*holds, will[layer])
    return holds
