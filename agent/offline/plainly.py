"""How are requests said in plain words: "mute the clap for 8 bars at bar 73"?

The words are those of a wish, so that saying them asks for the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent.offline.asking import LAYER_WORDS
from engine.commands import Drop, Fill, Lock, Mute, Solo, Tempo, Undo, Unlock, Unmute, Unsolo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.offline.understand import Asked
    from agent.requests import Request
    from engine.when import When

OF_LAYERS = (Mute, Unmute, Solo, Unsolo, Lock, Unlock)


def plainly(asked: Sequence[Asked]) -> str:
    """Return requests as a wish in plain words; "" where one of them has no such words."""
    groups: dict[tuple[str, str], list[str]] = {}
    for one in asked:
        act, time = _act(one.request), _time(one.when)
        if not act or time is None:
            return ""
        bars = getattr(one.request, "bars", None)
        length = f" for {bars} bars" if bars and isinstance(one.request, (Mute, Solo)) else ""
        layer = getattr(one.request, "layer", "")
        groups.setdefault((act, length + time), []).append(LAYER_WORDS.get(layer, layer))
    parts = [
        f"{act}{' the ' if all(layers) else ''}{' and the '.join(dict.fromkeys(layers))}{rest}"
        for (act, rest), layers in groups.items()
    ]
    return ", ".join(parts)


def _act(request: Request) -> str:
    """Return the verb of a request; "" where a wish would need more than a verb and a layer."""
    if isinstance(request, OF_LAYERS):
        return str(request.command)
    if isinstance(request, Tempo):
        return f"tempo {request.bpm:g}" + (f" over {request.over_bars} bars" if request.over_bars else "")
    if isinstance(request, (Fill, Drop)) and request.bars:
        return f"{request.command} for {request.bars} bars" if request.bars > 1 else f"{request.command} for 1 bar"
    return "undo" if isinstance(request, Undo) and request.steps == 1 else ""


def _time(when: When | None) -> str | None:
    """Return a time in words, with the blank before it; None where it has no short words."""
    if when is None:
        return ""
    if when.every_bars is not None or when.phrase not in {False, True}:
        return None
    if when.at_bar is not None:
        return f" at bar {when.at_bar + 1}"
    if when.in_bars is not None:
        return f" in {when.in_bars} bars"
    return " at the next phrase"
