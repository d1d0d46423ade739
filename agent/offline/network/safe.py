"""Which requests are done on a likely reading, from which likelihood on, and which must be said outright?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.network.tokens import figures_of
from agent.requests import Record, Transport
from engine.commands import (
    Arc,
    Cancel,
    Drop,
    Fill,
    Freeze,
    Hit,
    Hold,
    Jam,
    Lock,
    Mark,
    Mute,
    Redo,
    Scene,
    Section,
    Set,
    Solo,
    Target,
    Tempo,
    Undo,
    Unfreeze,
    Unlock,
    Unmute,
    Unsolo,
    Watch,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.offline.understand import Asked
    from engine.state import SessionState

NEVER: Final = 2.0
SAFE: Final = {
    **dict.fromkeys((
        Set, Target, Tempo, Mute, Unmute, Solo, Unsolo, Fill, Drop, Lock, Unlock, Undo, Freeze, Unfreeze, Hold, Arc,
        Mark, Watch,
    ), 0.0),
    **dict.fromkeys((Section, Hit), 0.35), **dict.fromkeys((Scene, Redo), 0.5), Record: 0.4, Cancel: 0.6, Jam: 0.65,
}
"""From which likelihood on each is done: what one "undo" takes back, what changes much, what takes plans away."""
MOVED: Final = 0.4
"""From which likelihood on a plan is put elsewhere."""
STARTS: Final = 0.6
"""From which likelihood on the transport starts: it does nothing where it runs."""
SAID_OUTRIGHT: Final = 0.75
"""From which likelihood on a stop is done, where the line begins so."""
PLANNED: Final = 0.4
"""From which likelihood on a stop is planned: there is time to take it back."""
LEAPS: Final = 0.5
"""From which likelihood on the tempo leaps, where the line has its figure."""
MOST_BPM: Final = 10.0
"""A tempo further away than this is a leap."""
STOP: Final = re.compile(r"(?:(?:please|ok|right|now|just|and),? )*stop\b(?! (?:everything|it|all)\b)")


def is_safe(asked: Sequence[Asked], state: SessionState, share: float, text: str) -> bool:
    """Return True for requests that are done on a reading so likely, and that leave something sounding.

    Args:
        asked: requests. state: how the music stands. share: how likely the reading is. text: the line.
    """
    muted = {one.request.layer for one in asked if isinstance(one.request, Mute)}
    moved = any(isinstance(one.request, Cancel) for one in asked) and len(asked) > 1
    return muted < set(state.config.layers) and all(
        share >= (MOVED if moved and isinstance(one.request, Cancel) else _least(one, state, text.lower()))
        for one in asked
    )


def _least(one: Asked, state: SessionState, plain: str) -> float:
    """Return from which likelihood on a request is done."""
    request = one.request
    if isinstance(request, Transport):
        outright = PLANNED if one.when is not None else SAID_OUTRIGHT if STOP.match(plain) else NEVER
        return outright if request.action == "stop" else STARTS
    if isinstance(request, Tempo) and not request.over_bars and abs(request.bpm - state.config.bpm) > MOST_BPM:
        return LEAPS if request.bpm in figures_of(plain) else NEVER
    return 0.0 if getattr(request, "action", "") == "off" else SAFE.get(type(request), NEVER)
