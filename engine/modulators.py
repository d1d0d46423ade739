"""How do parameters wander while nobody touches them?

A modulator moves one parameter, a step a bar, within bounds: a random walk, an Ornstein-Uhlenbeck process that is drawn
back to the middle, or a sine. A step never exceeds the smaller of `max_delta_per_bar` and the parameter's own cap, and
is reflected at the bounds. A modulator found outside its bounds (they were moved) first walks in.

Source: Uhlenbeck & Ornstein (1930), in steps of a bar, with even instead of Gaussian noise so that a step is bounded.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from engine.config import BARS_TO_CROSS
from engine.draws import unit_draw
from engine.limits import ROUNDING, held_in_type, towards
from engine.parameters import canonical, kept_in_order, parameter, read, write

if TYPE_CHECKING:
    from collections.abc import Collection

    from engine.config import Config, Modulation, Modulator


def reflected(value: float, low: float, high: float) -> float:
    """Return the value mirrored back into [low, high] at the bound it passed.

    Source: ours; docs/rules.md#modulators.
    """
    if value < low:
        value = 2.0 * low - value
    elif value > high:
        value = 2.0 * high - value
    return min(max(value, low), high)


def stepped(
    modulation: Modulation, value: float, *, bar: int, draw: float, cap: float, energy: float = 1.0
) -> float:
    """Return a modulator's next position.

    Args:
        modulation: how it moves.
        value: where it stands.
        bar: index of the bar it steps into, for a sine.
        draw: in [0, 1).
        cap: most it may move.
        energy: 0..1, for a modulator that follows it.

    Source: Uhlenbeck & Ornstein (1930) for ou; docs/rules.md#modulators.
    """
    low, high = modulation.min_val, modulation.max_val
    if not low - ROUNDING <= value <= high + ROUNDING:
        return towards(value, min(max(value, low), high), cap)
    middle = (low + high) / 2.0
    noise = (2.0 * draw - 1.0) * modulation.step_per_bar
    match modulation.mode:
        case "random_walk":
            move = noise
        case "ou":
            move = (middle - value) / modulation.tau + noise
        case "sine":
            turns = bar / modulation.tau + modulation.phase
            move = middle + (high - low) / 2.0 * math.sin(2.0 * math.pi * turns) - value
        case "energy":
            move = low + (high - low) * energy - value
    return reflected(value + min(max(move, -cap), cap), low, high)


def cap_of(config: Config, modulator: Modulator) -> float:
    """Return the most a modulator moves in a bar: the smaller of its own rate and its parameter's cap.

    Source: docs/rules.md#modulators.
    """
    known = parameter(config, modulator.param_path)
    own = 0.0 if known is None else known.cap_per_bar
    if modulator.cc is not None:
        own = modulator.cc.highest / BARS_TO_CROSS
    wanted = modulator.mod.max_delta_per_bar
    return own if wanted is None else min(own, wanted)


def started(config: Config) -> tuple[float, ...]:
    """Return each modulator's first position: its parameter's value, inside its bounds."""
    positions = []
    for modulator in config.modulators:
        value = None if modulator.cc is not None else read(config, canonical(modulator.param_path))
        low, high = modulator.mod.min_val, modulator.mod.max_val
        number = float(value) if isinstance(value, (int, float)) else low
        positions.append(min(max(number, low), high))
    return tuple(positions)


def modulated(
    config: Config, positions: tuple[float, ...], *, seed: int, bar: int, led: Collection[str]
) -> tuple[Config, tuple[float, ...]]:
    """Return the config and the positions after all modulators have stepped into a bar.

    Args:
        config: current values.
        positions: each modulator's position, in the config's order.
        seed: of the session.
        bar: index of the bar.
        led: canonical paths on which a wish glides; their modulators follow it.
    """
    moved = []
    for modulator, position in zip(config.modulators, positions, strict=True):
        path = canonical(modulator.param_path)
        known = parameter(config, path)
        if modulator.cc is not None:
            draw, cap = unit_draw(seed, "modulator", modulator.name, bar), cap_of(config, modulator)
            moved.append(stepped(modulator.mod, position, bar=bar, draw=draw, cap=cap, energy=config.energy))
            continue
        if known is None or read(config, path) is None:  # null is a goal that was taken away
            moved.append(position)
            continue
        if path in led:
            value = read(config, path)
            moved.append(float(value) if isinstance(value, (int, float)) else position)
            continue
        draw = unit_draw(seed, "modulator", modulator.name, bar)
        cap = cap_of(config, modulator)
        after = stepped(modulator.mod, position, bar=bar, draw=draw, cap=cap, energy=config.energy)
        after = kept_in_order(config, path, after)
        moved.append(after)
        config = write(config, path, held_in_type(known, after))
    return config, tuple(moved)
