"""What is remembered while the bandmate steers by itself: its budget, what it has announced, and what it did?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import JsonValue  # noqa: TC002 - the state reads annotations where they stand

JamMode = Literal["ghost", "assist", "auto"]


@dataclass(frozen=True, slots=True)
class Announced:
    """A move that stands on the agenda.

    Attributes:
        id: of its plan.
        made_bar: index of the bar after which it was announced.
        waits: it does not come true unless somebody says yes.
        before: what it found: values, or whether its layer was muted.
    """

    id: str
    made_bar: int
    waits: bool
    before: JsonValue


@dataclass(frozen=True, slots=True)
class Jamming:
    """How the bandmate steers.

    Attributes:
        mode: ghost says, assist asks, auto does.
        change: most that a phrase may change, a share 0..1.
        layers: that may be touched; none for all.
        energy: corridor of energy, lowest and highest.
        announced: moves on the agenda.
        did: kinds of the last moves, the last at the end, as "density hat_c".
        homes: value that a path had when it was first moved, as (path, value).
    """

    mode: JamMode
    change: float
    layers: tuple[str, ...]
    energy: tuple[float, float]
    announced: tuple[Announced, ...] = ()
    did: tuple[str, ...] = ()
    homes: tuple[tuple[str, float], ...] = ()
