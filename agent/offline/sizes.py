"""By how much does a wish move a parameter, so that a listener notices?

Steps are ours, tried by rendering 32 bars before and after (`tests/agent/test_effects.py`); degrees scale them. Ranges
are those of the parameters; what a step would push beyond them ends at the range.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from engine.commands import Set, Target
from engine.parameters import parameter, read

if TYPE_CHECKING:
    from agent.requests import Request
    from engine.bands import ScoreLetter
    from engine.config import Config

FULL: Final = 9.0
"""The degree that means: as far as it goes."""
STEPS: Final = {
    "swing_percent": 0.04, "density.target": 0.15, "ghost_pre1_prob": 0.4, "ratchet_prob": 0.2, "micro_ms": 5.0,
    "variation": 0.2, "prob": 0.25, "thin_bias": 0.25, "T_ms_cap": 4.0, "E_target": 0.06, "D_target": 0.1, "bpm": 4.0,
    "beat_bin_cap_ms": 4.0, "velocity_scale": 0.15, "H": 0.12, "energy": 0.2, "S": 0.1, "rot": 1.0,
    "displace_into_2_prob": 0.3,
}
VELOCITY_FACTOR: Final = 1.16
"""About two decibels: heard, and not out of the mix."""
MAX_VELOCITY: Final = 127
LENGTH_FACTOR: Final = 1.6
PERCENT: Final = 100.0
FIRST_DISPERSION: Final = 0.5
S_RANGE: Final = (0.1, 0.8)


def nudged(
    config: Config, path: str, direction: int, degree: float = 1.0, *, factor: float | None = None
) -> Set | None:
    """Return a wish that moves a number up or down from where it is; None when it is there already, or is no number."""
    known = parameter(config, path)
    if known is None:
        return None
    now = read(config, path)
    if isinstance(now, bool) or not isinstance(now, (int, float)):
        return None
    low, high = known.low if known.low is not None else now, known.high if known.high is not None else now
    if factor is not None:
        goal = now * factor
    elif degree >= FULL:
        goal = high if direction > 0 else low
    else:
        goal = now + direction * degree * _step(path)
    return _towards(path, now, min(max(goal, low), high))


def moved(config: Config, path: str, change: float) -> Set | None:
    """Return a wish that moves a number by so much, within its range."""
    known, now = parameter(config, path), read(config, path)
    if known is None or isinstance(now, bool) or not isinstance(now, (int, float)):
        return None
    low, high = known.low if known.low is not None else now, known.high if known.high is not None else now
    return _towards(path, now, min(max(now + change, low), high))


def _step(path: str) -> float:
    """Return the step of a parameter, by the end of its path."""
    return next((step for name, step in STEPS.items() if path == name or path.endswith(f".{name}")), 0.1)


def _towards(path: str, now: float, goal: float) -> Set | None:
    whole = isinstance(now, int)
    value: Any = round(goal) if whole else round(goal, 4)
    return None if value == now else Set(path, value)


def exactly(config: Config, path: str, value: float, unit: str) -> Set | None:
    """Return a wish for a value as it was said: shares may be said in percent."""
    known = parameter(config, path)
    if known is None:
        return None
    share = known.high is not None and known.high <= 1.0
    if unit == "percent" or (share and value > 1.0):
        value /= PERCENT
    now = read(config, path)
    return Set(path, round(value) if isinstance(now, int) and not isinstance(now, bool) else round(value, 4))


def louder(config: Config, layer: str, direction: int, degree: float, factor: float | None = None) -> Set | None:
    """Return a wish for a layer's velocity, or for each of its velocities, louder or quieter."""
    now = config.layers[layer].velocity
    if now is None:
        return None
    scale = factor or VELOCITY_FACTOR ** (direction * min(degree, 4.0))
    values = [now] if isinstance(now, (int, float)) else list(now)
    moved = [min(MAX_VELOCITY, max(1, round(value * scale))) for value in values]
    if moved == values:
        return None
    return Set(f"{layer}.velocity", moved[0] if isinstance(now, (int, float)) else list(moved))


def louder_by(config: Config, layer: str, change: float) -> Set | None:
    """Return a wish for a layer's velocity, or for each of its velocities, moved by so much."""
    now = config.layers[layer].velocity
    if now is None:
        return None
    values = [now] if isinstance(now, (int, float)) else list(now)
    moved = [min(max(round(value + change), 1), MAX_VELOCITY) for value in values]
    return Set(f"{layer}.velocity", moved[0] if isinstance(now, (int, float)) else list(moved))


def hits(config: Config, layer: str, direction: int, degree: float, factor: float | None = None) -> list[Set]:
    """Return wishes for more or fewer hits of a layer: its density where it has one, else the hits of its cycle."""
    found = config.layers[layer]
    if found.density is not None and found.offbeats_only and direction > 0:
        # Between the beats it plays all there is: more of it lies elsewhere.
        opened = nudged(config, f"{layer}.density.target", direction, degree, factor=factor)
        return [Set(f"{layer}.offbeats_only", False), *([opened] if opened else [])]  # noqa: FBT003 - a value
    if found.density is not None:
        wish = nudged(config, f"{layer}.density.target", direction, degree, factor=factor)
        return [wish] if wish else []
    wishes: list[Set] = []
    kept = [condition for condition in found.conditions if condition.kind != "FILL"]
    if direction > 0 and len(kept) < len(found.conditions):
        # It plays in fills only: more of it is to hear it at all, in every other bar.
        rest = [condition.model_dump(mode="json") for condition in kept]
        return [Set(f"{layer}.conditions", [*rest, {"kind": "A_B", "a": 2, "b": 2}])]
    now, steps = found.fills or 0, found.last_step or found.steps
    if factor is not None:
        goal = round(now * factor)
    elif degree >= FULL:
        goal = steps if direction > 0 else 0
    else:
        goal = round(now * (1.5 ** (direction * degree)))
        goal = goal if goal != now else now + direction
    goal = min(max(goal, 0), steps)
    if goal != now:
        wishes.append(Set(f"{layer}.fills", goal))
    return wishes


def length(config: Config, layer: str, direction: int, degree: float) -> Set | None:
    """Return a wish for longer or shorter notes."""
    path = f"{layer}.length_steps"
    known, now = parameter(config, path), read(config, path)
    if known is None or not isinstance(now, (int, float)):
        return None
    goal = now * LENGTH_FACTOR ** (direction * min(degree, 4.0))
    return _towards(path, float(now), min(max(goal, known.low or 0.0), known.high or goal))


def band(config: Config, score: ScoreLetter, direction: int, degree: float) -> Target | Set | None:
    """Return a wish that moves a score's band up or down, as wide as it is."""
    targets = config.targets
    match score:
        case "S":
            low, high = targets.S_low, targets.S_high
            if low is None or high is None:
                low, high = 0.35, 0.55
            least, most = S_RANGE
        case "H":
            low, high = targets.H_low, targets.H_high
            if low is None or high is None:
                low, high = 0.3, 0.6
            least, most = 0.0, 1.0
        case "E":
            return nudged(config, "targets.E_target", direction, degree)
        case "D":
            now = FIRST_DISPERSION if targets.D_target is None else targets.D_target
            goal = round(min(max(now + direction * degree * STEPS["D_target"], 0.0), 1.0), 4)
            return Target("D", goal, goal)
        case "T":
            return nudged(config, "targets.T_ms_cap", direction, degree)
    width = high - low
    way = (most - least) if degree >= FULL else STEPS[score] * degree
    moved = min(max(low + direction * way, least), most - width)
    if round(moved, 4) == round(low, 4):
        return None
    return Target(score, round(moved, 4), round(moved + width, 4))


def as_it_was(request: Request, config: Config) -> Set | Target | None:
    """Return the requests that set a parameter or band back to how it is now; None for what ends by itself."""
    if isinstance(request, Set):
        return Set(request.path, read(config, request.path))
    if isinstance(request, Target) and request.score in {"S", "H"}:
        targets = config.targets
        band = (targets.S_low, targets.S_high) if request.score == "S" else (targets.H_low, targets.H_high)
        return Target(request.score, *band)
    return None
