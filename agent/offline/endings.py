"""What ends a wish that was meant for a while, and what brings all of it back: "for 8 bars", "then everyone in"?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent.offline.sizes import as_it_was
from engine.commands import Hit, Mute, Solo, Unmute, Unsolo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.requests import Request
    from engine.config import Config


def ending(request: Request, config: Config, *, until: bool) -> Request | None:
    """Return the request that ends another one; None for what ends by itself.

    Args:
        request: what was wished for a while. config: as it was before.
        until: a bar was named, so that a mute or solo has no length of its own.
    """
    if isinstance(request, Hit):
        return Hit(request.layer, request.step, None)
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
