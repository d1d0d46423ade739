"""Which requests are done on a likely reading, and which are only ever offered?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agent.requests import Record
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
    **dict.fromkeys((Section, Scene, Record, Hit), 0.5), Cancel: 0.7, Redo: 0.7, Jam: 0.85,
}
"""From which likelihood on each is done: what one "undo" takes back, what changes much, what takes plans away."""
MOST_BPM: Final = 10.0
"""A tempo further away than this is asked about first."""


def is_safe(asked: Sequence[Asked], state: SessionState, share: float) -> bool:
    """Return True for requests that are done on a reading so likely, and that leave something sounding.

    Args:
        asked: requests. state: how the music stands. share: how likely the reading is.
    """
    muted = {one.request.layer for one in asked if isinstance(one.request, Mute)}
    leaps = [
        one for one in asked if isinstance(one.request, Tempo) and not one.request.over_bars
        and abs(one.request.bpm - state.config.bpm) > MOST_BPM
    ]
    kinds = {type(one.request) for one in asked if getattr(one.request, "action", "") != "off"}
    likely = all(share >= SAFE.get(kind, NEVER) for kind in kinds)
    return likely and muted < set(state.config.layers) and not leaps
