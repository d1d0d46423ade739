"""What becomes of a modulator's bounds and pace: "widen the sway", "sway between .5 and .6", "slow the sway down"?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agent.offline.asking import Question
from agent.offline.knobs import DEGREES, Turned, turned
from engine.commands import Set
from engine.parameters import parameter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.requests import Request
    from engine.config import Config, Modulator

SHARE_OF_WIDTH: Final = 0.25
"""How much of its width a modulator gains, or loses, at either end; ours."""
LEAST_OF_RANGE: Final = 0.05
"""The least that it gains, as a share of the parameter's range."""
PACE: Final = 1.5
PERCENT: Final = 100.0


def modulated(
    name: str, path: str, how: Sequence[str], figures: Sequence[Turned], config: Config, *, alone: bool
) -> list[Request] | Question | None:
    """Return the requests that turn a modulator; None for what does not add up.

    Args:
        name: of the modulator. path: of its parameter, "" for its bounds.
        how: what is to become of it. figures: numbers that were said. config: as it stands.
        alone: nothing but its name says that the modulator is meant.
    """
    found = next(one for one in config.modulators if one.name == name)
    if path and not path.startswith("modulators."):
        return None
    if path:
        return turned([path.replace("NAME", name)], f"{path.rpartition('.')[2]} of {name}", how, figures, config)
    ways = [one for one in how if one not in DEGREES]
    degree = next((DEGREES[one] for one in how if one in DEGREES), 1.0)
    if len(figures) == 2 and not ways and not any(one.by for one in figures):  # noqa: PLR2004 - both ends
        return _between(found, [_share(one, found, config) for one in figures], config)
    if figures or len(ways) != 1:
        return None
    match ways[0]:
        case "wide" | "narrow":
            return _wider(found, degree if ways[0] == "wide" else -degree, config)
        case "fast" | "slow":
            return _paced(found, PACE if ways[0] == "fast" else 1 / PACE)
        case "up" | "down" if not alone:
            return _wider(found, degree if ways[0] == "up" else -degree, config)
        case _:
            return None


def _range(found: Modulator, config: Config) -> tuple[float, float]:
    known = parameter(config, f"modulators.{found.name}.min_val")
    low = found.mod.min_val if known is None or known.low is None else known.low
    high = found.mod.max_val if known is None or known.high is None else known.high
    return low, high


def _share(figure: Turned, found: Modulator, config: Config) -> float:
    high = _range(found, config)[1]
    return figure.value / PERCENT if figure.unit == "percent" or (high <= 1.0 < figure.value) else figure.value


def _between(found: Modulator, ends: Sequence[float], config: Config) -> list[Request] | Question:
    low, high = _range(found, config)
    if min(ends) < low or max(ends) > high:
        return Question(f"{found.name} moves within {low:g}..{high:g}; between which two?")
    return _bounds(found, round(min(ends), 4), round(max(ends), 4))


def _wider(found: Modulator, degree: float, config: Config) -> list[Request]:
    low, high = _range(found, config)
    width = found.mod.max_val - found.mod.min_val
    gain = SHARE_OF_WIDTH * degree * max(width, LEAST_OF_RANGE * (high - low))
    if degree < 0 and width + 2 * gain <= 0:
        gain = -width / 2 * SHARE_OF_WIDTH
    return _bounds(
        found, round(max(found.mod.min_val - gain, low), 4), round(min(found.mod.max_val + gain, high), 4)
    )


def _bounds(found: Modulator, low: float, high: float) -> list[Request]:
    """Return the requests that set both ends, in an order in which they never pass each other."""
    ends: list[Request] = []
    if low != found.mod.min_val:
        ends.append(Set(f"modulators.{found.name}.min_val", low))
    if high != found.mod.max_val:
        ends.append(Set(f"modulators.{found.name}.max_val", high))
    return ends[::-1] if low > found.mod.max_val else ends


def _paced(found: Modulator, factor: float) -> list[Request]:
    """Return the request that makes a modulator faster: a random walk by its step, the others by their period."""
    mod, path = found.mod, f"modulators.{found.name}"
    if mod.mode == "random_walk":
        return [Set(f"{path}.step_per_bar", round(mod.step_per_bar * factor, 4))]
    if mod.mode == "energy":
        return []
    return [Set(f"{path}.tau", round(max(mod.tau / factor, 1.0), 2))]
