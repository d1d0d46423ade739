"""What ends a wish that was meant for a while, and what brings all of it back: "for 8 bars", "then everyone in"?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agent.offline.sizes import as_it_was
from engine.commands import Freeze, Hit, Lock, Mute, Set, Solo, Target, Unfreeze, Unlock, Unmute, Unsolo
from engine.goals import goals
from engine.parameters import is_number, parameter, read
from engine.when import When

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.requests import Request
    from engine.config import Config

STEPS: Final = 4
"""In how many steps a value moves that is to be reached over some bars."""
MOST_STEPS: Final = 20
"""Steps of all the values of one wish together: each is a plan."""


def in_steps(
    requests: Sequence[Request], bars: int | None, when: When | None, config: Config
) -> list[tuple[Request, When | None]]:
    """Return requests with their times; a number that is to be reached over some bars moves in steps.

    Args:
        requests: of a clause. bars: over how many, None for at once. when: the time of the clause.
        config: as it stands.
    """
    found: list[tuple[Request, When | None]] = []
    most = max(MOST_STEPS // max(len(requests), 1), 1)
    for one in requests:
        known = isinstance(one, Set) and parameter(config, one.path) is not None
        now = read(config, one.path) if known and isinstance(one, Set) else None
        plain = when is None or (when.every_bars is None and (when.in_bars, when.at_bar) != (None, None))
        first, steps = (0 if when is None else when.at_bar or when.in_bars or 0), min(STEPS, bars or 0, most)
        for at in range(1, steps + 1):
            part = _part(one, now, at / steps, config) if plain else None
            if part is None:
                found.append((one, when))
                break
            after = round((bars or 0) * at / steps)
            placed = when is not None and when.at_bar is not None
            found.append((part, When(at_bar=first + after) if placed else When(in_bars=first + after)))
        else:
            found += [] if steps else [(one, when)]
    return found


def _part(request: Request, now: object, share: float, config: Config) -> Request | None:
    """Return a request that goes only a share of the way; None for one that has no way to go."""
    if isinstance(request, Set):
        if isinstance(now, (int, float)) and isinstance(request.to, (int, float)) and is_number(now):
            return Set(request.path, _between(now, request.to, share))
        if not (isinstance(now, list) and isinstance(request.to, list) and len(now) == len(request.to)):
            return None
        ends = list(zip(now, request.to, strict=True))
        parts = [
            _between(one, other, share)
            for one, other in ends
            if isinstance(one, (int, float)) and isinstance(other, (int, float))
        ]
        return Set(request.path, [*parts]) if len(parts) == len(ends) else None
    band = goals(config.targets).get(request.score) if isinstance(request, Target) else None
    if band is None or not isinstance(request, Target) or request.low is None or request.high is None:
        return None
    low, high = (_between(one, other, share) for one, other in zip(band, (request.low, request.high), strict=True))
    return Target(request.score, low, high)


def _between(now: float, goal: float, share: float) -> float:
    value = now + (goal - now) * share
    return round(value) if isinstance(now, int) else round(value, 4)


def ending(request: Request, config: Config, *, until: bool) -> Request | None:
    """Return the request that ends another one; None for what ends by itself.

    Args:
        request: what was wished for a while. config: as it was before.
        until: a bar was named, so that a mute or solo has no length of its own.
    """
    if isinstance(request, Hit):
        return Hit(request.layer, request.step, None)
    if isinstance(request, Freeze):
        return Unfreeze()
    if isinstance(request, Lock):
        return Unlock(request.layer)
    if isinstance(request, Mute):
        return Unmute(request.layer) if until else None
    if isinstance(request, Solo):
        return Unsolo(request.layer) if until else None
    return as_it_was(request, config)


def brought_back(asked: Sequence[Request], config: Config) -> list[Request] | None:
    """Return the requests that bring back what a sentence takes away; None where that ends by itself.

    Args:
        asked: what the sentence asked for before. config: as it stands.
    """
    out = [one.layer for one in asked if isinstance(one, Mute)]
    solos = [one for one in asked if isinstance(one, Solo)]
    if solos:
        return [Unsolo(one.layer) for one in solos if not one.bars] or None
    if out:
        return [Unmute(layer) for layer in out]
    return [was for one in asked if (was := as_it_was(one, config)) is not None]
