"""What do the two plainest modes play: the metronome (m0) and the deterministic backbone (m1)?

Neither needs layers. A config's layers lend them note, velocity, channel and port: in m0 the first layer becomes the
click, in m1 the first kick, the first snare or clap and the first cymbal take their parts. Whatever else they say is
for the modes above. m1 is the bar whose S is 0.5 exactly: four-on-floor, backbeat, open hat off the beat.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.config import Layer
from engine.voices import in_backbone, voice_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CLICK: Final = "click"
CLICK_NOTE: Final = 37
"""Side stick of General MIDI's percussion map."""
CLICK_VELOCITIES: Final = (118, 1, 1, 1, 88, 1, 1, 1, 88, 1, 1, 1, 88, 1, 1, 1)
"""The downbeat is louder; the steps between the beats never sound."""
STRAIGHT: Final = 0.5


def plain_layers(mode: str, layers: Mapping[str, Layer]) -> dict[str, Layer]:
    """Return the layers that m0 or m1 plays, given those of the config (not filled in); other modes keep theirs."""
    if mode == "m0":
        return _metronome(layers)
    return _backbone(layers) if mode == "m1" else dict(layers)


def _plain(given: Layer, fills: int, rot: int, *, note: int | None, velocity: int | tuple[int, ...] | None) -> Layer:
    """Return a layer that takes only its sound from a given one."""
    return Layer(
        fills=fills, rot=rot, note=note if given.note is None else given.note,
        velocity=velocity if given.velocity is None else given.velocity,
        channel=given.channel, port=given.port, muted=given.muted, swing_percent=STRAIGHT,
    )


def _metronome(layers: Mapping[str, Layer]) -> dict[str, Layer]:
    name, given = next(iter(layers.items()), (CLICK, Layer(note=CLICK_NOTE)))
    return {name: _plain(given, 4, 0, note=None, velocity=CLICK_VELOCITIES)}


def _backbone(layers: Mapping[str, Layer]) -> dict[str, Layer]:
    parts: tuple[tuple[str, int, int, Callable[[str, int], bool]], ...] = (
        ("kick", 4, 0, lambda name, note: voice_of(name, note) == "K"),
        ("clap", 2, 4, lambda name, note: voice_of(name, note) == "M" and in_backbone(name, note)),
        ("hat_o", 4, 2, lambda name, note: voice_of(name, note) == "C"),
    )
    found = {}
    for usual, fills, rot, fits in parts:
        name = next((name for name, layer in layers.items() if fits(name, layer.note or 0)), usual)
        found[name] = _plain(layers.get(name, Layer()), fills, rot, note=None, velocity=None)
    return found
