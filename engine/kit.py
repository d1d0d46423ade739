"""What does a layer play when its config leaves something out?

The named layers of a techno kit have defaults; any other layer is a quiet percussion voice. Note numbers are General
MIDI's percussion key map (MIDI Manufacturers Association, General MIDI Level 1, 1991); the rest is ours, taken from
what drum machines ship with.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from engine.backbone import plain_layers
from engine.config import Config, Density, Layer
from engine.timebase import STEPS_PER_BAR

if TYPE_CHECKING:
    from collections.abc import Mapping

OFFBEAT_STEPS: Final = (2, 6, 10, 14)
"""The eighths between the beats."""

HAT = "hat_c"
"""The layer whose density `targets.hat_density_target` names."""

STRAIGHT: Final = 0.5
HAT_SWING: Final = 0.55
"""Swing of the named hats, as a share of the 16th pair; all else is straight. Ours."""


@dataclass(frozen=True, slots=True)
class KitDefault:
    """Defaults of a named layer: hits in 16 steps, rotation, note, velocity, swing, note length in 16ths."""

    fills: int
    rot: int
    note: int
    velocity: int
    swing_percent: float
    length_steps: float


KIT: Final[Mapping[str, KitDefault]] = {
    "kick": KitDefault(4, 0, 36, 112, STRAIGHT, 0.5),
    "hat_c": KitDefault(12, 0, 42, 80, HAT_SWING, 0.5),
    "hat_o": KitDefault(4, 2, 46, 84, HAT_SWING, 1.0),
    "snare": KitDefault(2, 4, 38, 96, STRAIGHT, 0.5),
    "clap": KitDefault(2, 4, 39, 92, STRAIGHT, 0.5),
}
"""The named layers; configs rely on their notes."""
OTHER: Final = KitDefault(4, 0, 75, 76, STRAIGHT, 0.5)
"""Any other layer: four hits of the claves."""


OWN_HITS_TOLERANCE: Final = 1 / STEPS_PER_BAR
"""A layer that writes no density keeps its own hits, one more or one less."""


def own_density(layer: Layer) -> Density:
    """Return the density of a filled layer that writes none: the hits of its cycle in a bar, plus or minus one."""
    fills = layer.fills or 0
    hits = fills if fills >= 0 else layer.steps + fills
    share = max(0.0, min(hits / layer.steps, 1.0))  # of a cycle that is being made shorter there may be more
    if layer.offbeats_only:
        share = min(share, len(OFFBEAT_STEPS) / STEPS_PER_BAR)
    return Density(target=share, tol=OWN_HITS_TOLERANCE)


def filled_layer(name: str, layer: Layer) -> Layer:
    """Return the layer with every default filled in that its name decides.

    A cycle of other than 16 steps keeps the named layer's hits where they fit.

    Source: General MIDI Level 1 notes; the rest is ours (see the table).
    """
    default = KIT.get(name, OTHER)
    fills = default.fills
    if layer.offbeats_only and layer.fills is None:
        fills = layer.steps  # the mask is all, and the off-beats are what is left of it
    update = {
        "fills": min(fills, layer.steps) if layer.fills is None else layer.fills,
        "rot": (0 if layer.offbeats_only else default.rot) if layer.rot is None else layer.rot,
        "note": default.note if layer.note is None else layer.note,
        "velocity": default.velocity if layer.velocity is None else layer.velocity,
        "swing_percent": default.swing_percent if layer.swing_percent is None else layer.swing_percent,
        "length_steps": default.length_steps if layer.length_steps is None else layer.length_steps,
    }
    return layer.model_copy(update=update)


def filled(config: Config) -> Config:
    """Return the whole config as the engine plays it: layers filled in, those of m0 and m1 made, one hat density.

    `targets.hat_density_target` and `hat_c.density.target` are one parameter: the targets' when they are given, else
    the layer's, else (m4 only) the default. An explicit null leaves the layer's own density alone.

    Source: docs/rules.md#paths.
    """
    played = plain_layers(config.mode, config.layers)
    layers = {name: filled_layer(name, layer) for name, layer in played.items()}
    targets = config.targets
    hat = layers.get(HAT)
    if hat is not None:
        given = {
            field: value
            for field, key in (("target", "hat_density_target"), ("tol", "hat_density_tol"))
            if key in targets.model_fields_set and (value := getattr(targets, key)) is not None
        }
        wants_default = config.mode == "m4" and "hat_density_target" not in targets.model_fields_set
        if hat.density is not None or "target" in given or wants_default:
            layers[HAT] = hat = hat.model_copy(update={"density": (hat.density or Density()).model_copy(update=given)})
    density = hat.density if hat is not None else None
    targets = targets.model_copy(
        update={
            "hat_density_target": density.target if density else None,
            "hat_density_tol": density.tol if density else None,
        }
    )
    return config.model_copy(update={"layers": layers, "targets": targets})
