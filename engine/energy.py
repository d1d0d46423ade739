"""Which layers are there at this energy, and what else does energy move?

Energy is the performer's one fader, 0..1. A layer with `enters` sounds while energy is at least that; layers come and
go on phrase lines only, and leave HYSTERESIS lower than they enter. A layer that is out is not there for scores and
controller, as one that the config mutes. `energy_map` moves parameters between their values at 0 and at 1, through the
limiter; what a hand has set it leaves alone.

Source: ours (docs/rules.md#energy).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.altered import altered
from engine.bands import bounded_values, distance
from engine.glides import cap_for, number_at
from engine.limits import ROUNDING, held_in_type, towards
from engine.parameters import canonical, kept_in_order, parameter, write
from engine.voices import in_backbone

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from engine.bands import Band
    from engine.bar import Scores
    from engine.config import Config
    from engine.state import Control, SessionState

HYSTERESIS: Final = 0.05
"""Energy by which a layer leaves lower than it enters, so that it does not flutter."""


def gated(config: Config, energy: float, out: Collection[str]) -> tuple[str, ...]:
    """Return the layers that are out at an energy, in the config's order; `out` are those that were.

    Source: docs/rules.md#energy.
    """
    return tuple(
        name for name, layer in config.layers.items()
        if energy < (layer.enters if name in out else layer.enters - HYSTERESIS) - ROUNDING
    )


def on_line(state: SessionState) -> bool:
    """Return True when the bar to come begins a phrase, or is the first."""
    return (state.bar - state.anchor) % state.config.phrase.bars == 0


def mapped(state: SessionState) -> SessionState:
    """Return the state with the parameters of the energy map moved towards where energy wants them.

    Source: docs/rules.md#energy: a hand's value, and one that glides, come first.
    """
    config = state.config
    led = {glide.path for glide in state.glides}
    for given, (at_zero, at_one) in config.energy_map.items():
        path = canonical(given)
        known, now = parameter(config, path), number_at(config, path)
        if known is None or now is None or path in led or path in state.touched:
            continue
        goal = at_zero + (at_one - at_zero) * config.energy
        value = kept_in_order(config, path, towards(now, goal, cap_for(config, path)))
        config = write(config, path, held_in_type(known, value))
    return altered(state, config=config) if config is not state.config else state


def unguarded(state: SessionState) -> bool:
    """Return True where the guard has no say: kick, snare, clap or rim is out, or a layer has just come or gone.

    Source: docs/rules.md#energy.
    """
    if state.stirred:
        return True
    layers = state.config.layers
    return any(in_backbone(name, layers[name].note or 0) for name in state.out if name in layers)


def kept_still(
    before: Control, scores: Scores, bands: Mapping[str, Band | None], state: SessionState
) -> tuple[Control, tuple[tuple[str, str], ...]]:
    """Return the controller's memory of a bar in which layers are out: as it was, and what holds the goals missed."""
    why = f"energy {state.config.energy:.2f} keeps {', '.join(state.out)} out"
    held = tuple((letter, why) for letter, value in bounded_values(scores).items() if distance(value, bands[letter]))
    return altered(before, timing_random_ms=scores.timing_random_ms), held
