"""Which steps of this bar does a layer's Euclidean cycle sound, before anything is done to them?

A bar's steps are a mask: bit s set means that step s (0..15) sounds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from engine.euclid import euclid_mask, window
from engine.limits import whole
from engine.state import EVERY_LAYER, MEANING_NOW
from engine.timebase import STEPS_PER_BAR
from engine.voices import BACKBONE_DRUMS, Voice, drum_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from engine.config import Config, Layer

OFFBEATS: Final = 0x4444
"""Steps 2 6 10 14: the eighths between the beats."""

BEATS: Final = 0x1111
"""Steps 0 4 8 12."""

BACKBEATS: Final = 0x1010
"""Steps 4 and 12: beats 2 and 4."""

BACKBEAT_DRUMS: Final = BACKBONE_DRUMS - {"kick"}
"""Snare, clap and rim: what they play on beats 2 and 4 stays."""

CLOSED_HAT_NOTES: Final = frozenset({42, 44})
"""Closed and pedal hi-hat of General MIDI's percussion map."""


@dataclass(frozen=True, slots=True)
class Part:
    """A layer that is there in this bar, with what its name and note make of it.

    Attributes:
        name: of the layer.
        layer: its settings in this bar.
        voice: K, M or C.
        backbone: it counts for entrainment.
        closed_hat: `thin_bias` thins it near kicks.
        free: the controller draws its steps (m4, a written density, and not a kick).
        pliable: the controller may change hits of it.
        kept: steps on which its own hits stay, whoever chooses.
    """

    name: str
    layer: Layer
    voice: Voice
    backbone: bool
    closed_hat: bool
    free: bool
    pliable: bool = False
    kept: int = 0


def parts_of(config: Config, meaning: int = MEANING_NOW, out: Collection[str] = ()) -> list[Part]:
    """Return the layers that are there, in the config's order; one that the config mutes is not.

    Args:
        config: filled.
        meaning: of the session's configs and wishes; before 2 only layers with a density were the controller's.
        out: layers that are out by energy, which are not there either.

    Source: docs/scores.md#grid; who is free is ours (docs/rules.md#free-layers).
    """
    controlled = config.mode == "m4"
    found = []
    for name, layer in config.layers.items():
        if layer.muted or name in out:
            continue
        note = layer.note or 0
        drum = drum_of(name, note)
        voice: Voice = "K" if drum == "kick" else "C" if drum == "cymbal" else "M"
        closed = voice == "C" and (name.startswith("hat_c") or note in CLOSED_HAT_NOTES)
        free = controlled and layer.density is not None and voice != "K"
        pliable, kept = False, 0
        if controlled and meaning >= EVERY_LAYER:
            pliable = voice != "K" if layer.free is None else layer.free
            free = free and pliable
            kept = BACKBEATS if layer.free is None and drum in BACKBEAT_DRUMS else 0
        found.append(Part(name, layer, voice, drum in BACKBONE_DRUMS, closed, free, pliable, kept))
    return found


def base_mask(layer: Layer, bar: int, drift: float) -> int:
    """Return the steps that the layer's cycle sounds in a bar.

    The cycle runs on over the bar line from bar 0, so a length other than 16 makes a polymeter.

    Args:
        layer: a filled layer.
        bar: index of the bar, from 0.
        drift: rotation in 16ths on top of the layer's own, rounded halves up, so that its steps come in even time.

    Source: Bjorklund (2003); docs/rules.md#polymeter.
    """
    length = min(layer.steps, layer.last_step or layer.steps)
    cycle = euclid_mask(layer.fills or 0, layer.steps, (layer.rot or 0) + whole(drift))
    mask = window(cycle, length, bar * STEPS_PER_BAR % length)
    return mask & OFFBEATS if layer.offbeats_only else mask


def drifted(part: Part, rotation: float, *, max_rate: float, kick_immutable: bool) -> float:
    """Return the rotation after one more bar of drift; the guard bounds the rate and holds the kick still.

    Source: ours; docs/rules.md#drift.
    """
    if part.voice == "K" and kick_immutable:
        return rotation
    rate = part.layer.rotation_rate_per_bar
    return (rotation + min(max(rate, -max_rate), max_rate)) % part.layer.steps if rate else rotation


def steps_of(mask: int) -> list[int]:
    """Return the sounding steps of a mask, in order."""
    return [step for step in range(STEPS_PER_BAR) if mask >> step & 1]
