"""What did one wish do to the state, before its outcome is worded?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pydantic import JsonValue

    from engine.bar import OutcomeStatus
    from engine.config import Config
    from engine.state import Change, Holds, Planned, SessionState, ShotChange


class Answer(NamedTuple):
    """What a wish did to the state; a tuple, because a bar with a whole agenda due makes hundreds.

    Attributes:
        state: after it.
        status: of its outcome; None when `engine/glides.py` will answer, because something is on its way.
        path: for the outcome. requested, applied, reason: likewise.
        changes: parameters changed, for undo.
        configs: whole configs before and after, for undo.
        stages: what the performer held before and will hold after, where that is not simply the state's.
        morph: it began a morph.
        cut: it did not go through the limiter.
        undoable: it is a step of undo when it changed something.
        planned: what it put on the agenda. cancelled: what it took off.
        shots: scenes that it overwrote, renamed or deleted, for undo.
        anchors: phrase anchor before and after, for undo.
        held_by: what overrules it, in words.
    """

    state: SessionState
    status: OutcomeStatus | None = "applied"
    path: str = ""
    requested: JsonValue = None
    applied: JsonValue = None
    reason: str = ""
    changes: tuple[Change, ...] = ()
    configs: tuple[Config, Config] | None = None
    stages: tuple[Holds, Holds] | None = None
    morph: bool = False
    cut: bool = False
    undoable: bool = True
    planned: tuple[Planned, ...] = ()
    cancelled: tuple[Planned, ...] = ()
    shots: tuple[ShotChange, ...] = ()
    anchors: tuple[int, int] | None = None
    held_by: str = ""


def refused(state: SessionState, reason: str, *, path: str = "", requested: JsonValue = None) -> Answer:
    """Return the answer to a wish that leaves the state as it was."""
    return Answer(state, "refused", path, requested, None, reason)


def joined(*reasons: str) -> str:
    """Return reasons as one sentence; empty ones are left out."""
    return "; ".join(filter(None, reasons))
