"""How far may a parameter move in one bar?

One limiter bounds every change, whoever asks: a person, an agent, a modulator or the controller. Its caps stand on the
fields of `engine/config.py`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from engine.parameters import Parameter

ROUNDING: Final = 1e-9
"""Rounding error that may gather over equal steps, in any parameter's unit."""


def whole(value: float) -> int:
    """Return the nearest whole number, halves up, so that whole steps never exceed a whole cap."""
    return math.floor(value + 0.5)


def towards(value: float, goal: float, cap: float) -> float:
    """Return the value after one bar's move to a goal, at most `cap` either way; it lands on the goal exactly.

    Source: docs/rules.md#limiter.
    """
    way = goal - value
    if abs(way) <= cap + ROUNDING:
        return goal
    return value + math.copysign(cap, way)


def bars_to(value: float, goal: float, cap: float) -> int:
    """Return the bars that `towards` needs from a value to a goal; 0 when it is there.

    Source: docs/rules.md#limiter.
    """
    way = abs(goal - value)
    if way <= ROUNDING:
        return 0
    return max(1, math.ceil((way - ROUNDING) / cap)) if cap > 0.0 else 1


def held_in_type(known: Parameter, value: float) -> float:
    """Return a number as the parameter holds it: whole for an int."""
    return whole(value) if known.kind == "int" else value
