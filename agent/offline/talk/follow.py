"""What does a line stand for that follows from the lines before?

A follow-up fills what it leaves out from the last act: its target, its amount, its time. A correction takes the last
act back and does it with what was corrected. Every word of a line is accounted for here, or it is no follow-up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from agent.offline.talk.turns import level_of, setting
from agent.offline.understand import Asked
from engine.commands import Cancel, Mute, Solo, Undo, Unmute, Unsolo
from engine.when import When

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from agent.offline.asking import Question
    from agent.offline.meaning import Clause
    from agent.offline.talk.turns import Talk, Turn
    from engine.config import Config
    from engine.state import SessionState


@dataclass(slots=True)
class Scene:
    """What a follow-up is read against: the conversation and how the music stands."""

    talk: Talk
    state: SessionState
    playing: bool

    @property
    def config(self) -> Config:
        """Return the config as it stands."""
        return self.state.config

    @property
    def sounding(self) -> int:
        """Return the bar from which times are counted."""
        return self.state.bar - 1 if self.playing and self.state.bar else self.state.bar


@dataclass(slots=True)
class Follow:
    """What a follow-up asks for.

    Attributes:
        asked: requests in their order. back: what takes the last turn back before them.
        clauses: what the next line may point back to.
        origin: where amounts are measured from. question: what must be answered first.
        says: the answer where nothing is to be done. carried: all that is to be done stands in `back`.
        left: parts of the line that were not understood.
    """

    asked: list[Asked] = field(default_factory=list)
    back: list[Asked] = field(default_factory=list)
    clauses: tuple[Clause, ...] = ()
    origin: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    question: Question | None = None
    says: str = ""
    carried: bool = False
    left: list[str] = field(default_factory=list)


def taken_back(turn: Turn, scene: Scene) -> list[Asked]:
    """Return the requests that take a turn back.

    An undo if it was the last step. Else somebody did something since, and only what is its own is set back: its mutes
    and solos end, its numbers are as before, what it planned goes.
    """
    steps = scene.state.undo
    if not turn.id or not steps or steps[-1].turn.partition(" at ")[0] == turn.id:
        return [Asked(Undo())]
    found = [Asked(one) for one in let_go(turn)]
    found += [
        Asked(setting(path, level, scene.config)) for path, level in turn.starts().items()
        if level_of(scene.config, path) not in {None, level}
    ]
    return found + [Asked(Cancel(item.id)) for item in scene.state.agenda if item.wish.turn == turn.id]


def let_go(turn: Turn, but: Sequence[str] = ()) -> list[Unmute | Unsolo]:
    """Return the requests that let go what a turn holds at once, but for some layers."""
    found: list[Unmute | Unsolo] = []
    for one in turn.asked:
        if one.when is not None or getattr(one.request, "layer", "") in but:
            continue
        if isinstance(one.request, Mute):
            found.append(Unmute(one.request.layer))
        elif isinstance(one.request, Solo):
            found.append(Unsolo(one.request.layer))
    return found


def planned_bar(turn: Turn, scene: Scene) -> int | None:
    """Return the bar on which the first plan of a turn falls; None where none is left on the agenda."""
    bars = [item.at_bar for item in scene.state.agenda if turn.id and item.wish.turn == turn.id and item.watch is None]
    if bars:
        return min(bars)
    times = [one.when for one in turn.asked if one.when is not None and one.when.in_bars is not None]
    waits = [turn.bar() + (one.in_bars or 0) for one in times]
    return min(waits) if waits and min(waits) >= scene.state.bar else None


def when_of(turn: Turn, scene: Scene) -> When | None:
    """Return the time of a turn's plan, as a bar that does not move; None where it has none."""
    bar = planned_bar(turn, scene)
    first = next((one.when for one in turn.asked if one.when is not None), None)
    if first is None or bar is None:
        return None
    return When(at_bar=bar, every_bars=first.every_bars)
