"""What does a performer's hand put on the grid, take out of it, and hold still?

A hit that is held by hand comes last and outranks every rule but the guard. A locked layer keeps the figure it has.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.config import Config
    from engine.layers import Part
    from engine.state import HeldHit

LOCKED: Final = "locked"
HAND: Final = "your hand"


def still(parts: Sequence[Part], locks: Iterable[str]) -> list[Part]:
    """Return the parts with those of locked layers taken out of the controller's hands."""
    return [replace(part, free=False, pliable=False) if part.name in locks else part for part in parts]


def still_paths(config: Config, locks: Iterable[str]) -> set[str]:
    """Return the modulated paths that belong to locked layers."""
    layers = tuple(f"{layer}." for layer in locks)
    paths = {modulator.param_path.removeprefix("layers.") for modulator in config.modulators} if layers else set()
    return {path for path in paths if path.startswith(layers)}


def steps_held(hits: Sequence[HeldHit], layer: str) -> tuple[int, int]:
    """Return the steps of a layer that are put in by hand, and those that are taken out, as masks."""
    put_in = taken_out = 0
    for hit in hits:
        if hit.layer == layer:
            put_in |= hit.on << hit.step
            taken_out |= (not hit.on) << hit.step
    return put_in, taken_out
