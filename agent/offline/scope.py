"""What holds for all clauses of a sentence while they are understood?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from agent.offline.asking import Question
from agent.requests import Request

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.state import SessionState


@dataclass(slots=True)
class Scope:
    """What holds for all clauses of a sentence.

    Attributes:
        state: how the music stands. names: of the configs.
        spared, kept: layers and qualities that must not change.
        outright: a question was answered with this; nothing is echoed again.
        fresh: the line before changed something.
    """

    state: SessionState
    names: Sequence[str] = ()
    spared: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    mentioned: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    outright: bool = False
    fresh: bool = False


Meant: TypeAlias = list[Request] | Question | None
"""What a clause stands for: requests, a question that must be answered first, or None where it is not understood."""
