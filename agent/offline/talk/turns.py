"""What was asked in a conversation, line by line, and what did each line change?

A turn keeps its requests and the state before them, so that a later line may change it, take it back, do it again to
something else, or measure an amount from it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from engine.commands import Redo, Set, Target, Tempo, Undo, Watch
from engine.parameters import parameter, read

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic import JsonValue

    from agent.offline.meaning import Clause
    from agent.offline.understand import Asked
    from engine.config import Config
    from engine.state import SessionState

Levels: TypeAlias = dict[str, tuple[float, ...]]
"""Numbers by the path of their parameter; a band is two of them, a cycle of velocities as many as it has."""
NO_AMOUNTS: Final = frozenset({"phrase.bars"})
"""Numbers of which there is no more and less."""
MOST_TURNS: Final = 64
BANDS: Final = {"S": ("S_low", "S_high"), "H": ("H_low", "H_high")}


@dataclass(frozen=True, slots=True)
class Turn:
    """One line that was carried out.

    Attributes:
        id: of its step of undo. said: the line.
        clauses: what it said, with what it pointed to filled in. asked: its requests.
        before: how the music stood. playing: the transport ran.
        origin: the numbers from which amounts are measured; those of the turn that it only scaled, else its own.
    """

    id: str
    said: str
    clauses: tuple[Clause, ...]
    asked: tuple[Asked, ...]
    before: SessionState
    playing: bool
    origin: Mapping[str, tuple[float, ...]] = field(default_factory=dict)

    def goals(self) -> Levels:
        """Return the numbers that it asked for, with no time or from a bar on."""
        found: Levels = {}
        for one in self.asked:
            path, value = goal_of(one.request)
            if value is not None and path not in found and path not in NO_AMOUNTS:
                found[path] = value
        return found

    def starts(self) -> Levels:
        """Return the numbers as they were before it."""
        return {path: level for path in self.goals() if (level := level_of(self.before.config, path)) is not None}

    def layers(self) -> list[str]:
        """Return the session's layers that it touched, in order."""
        named = [getattr(one.request, "layer", "") for one in self.asked]
        named += [path.split(".")[0] for path in self.goals()]
        return [one for one in dict.fromkeys(named) if one in self.before.config.layers]

    def bar(self) -> int:
        """Return the bar from which its times were counted."""
        return self.before.bar - 1 if self.playing and self.before.bar else self.before.bar


@dataclass(slots=True)
class Talk:
    """A conversation.

    Attributes:
        turns: that changed something and still hold, the last one last. undone: those that were taken back.
        fresh: the line before changed something. began: how the music stood at first.
        topic: "tempo" where the last line was about it, else "".
        offer: a wish that was spoken of and may be agreed to. took_back: the line before was an undo,
            of so many steps (back_steps).
        saved: names of scenes in the order in which they were saved.
        about: the wish that the line before asked how to do, in one word.
        idle: the line before was asked about or refused: nothing was done.
        value: paths of the value that the line before asked about. told: ids of the plans that it was told of.
        spoken: the layers that were named last, whatever became of that line; none after an act that named none.
        steps: the line before was told on which steps a layer plays.
        waits: a wish, and the word that it waits for.
        stories: parts of this line that only tell what goes on, and were passed over.
    """

    turns: list[Turn] = field(default_factory=list)
    undone: list[Turn] = field(default_factory=list)
    fresh: bool = False
    took_back: bool = False
    began: SessionState | None = None
    offer: str = ""
    topic: str = ""
    back_steps: int = 1
    saved: list[str] = field(default_factory=list)
    about: str = ""
    idle: bool = False
    spoken: list[str] = field(default_factory=list)
    value: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    steps: bool = False
    stories: list[str] = field(default_factory=list)
    waits: tuple[str, str] | None = None

    @property
    def last(self) -> Turn | None:
        """Return the last turn that holds."""
        return self.turns[-1] if self.turns else None

    @property
    def planned(self) -> bool:
        """Return True where the last turn that holds is a plan or a watched condition."""
        last = self.last
        return last is not None and any(one.when is not None or isinstance(one.request, Watch) for one in last.asked)

    def keep(self, turn: Turn) -> None:
        """Keep a turn; one that undoes or redoes moves the turns before it."""
        if any(isinstance(one.request, (Undo, Redo)) for one in turn.asked):
            self.take_back(turn.asked)
        kept = tuple(one for one in turn.asked if not isinstance(one.request, (Undo, Redo)))
        if kept:
            self.took_back, self.undone = False, []  # what is done anew leaves nothing to redo
            self.turns = [*self.turns, replace(turn, asked=kept)][-MOST_TURNS:]

    def take_back(self, asked: Sequence[Asked]) -> None:
        """Move the turns that requests undo or redo."""
        self.took_back = any(isinstance(one.request, Undo) for one in asked)
        for one in asked:
            if isinstance(one.request, Undo):
                self.back_steps = one.request.steps
                for _ in range(min(one.request.steps, len(self.turns))):
                    self.undone.append(self.turns.pop())
            elif isinstance(one.request, Redo):
                for _ in range(min(one.request.steps, len(self.undone))):
                    self.turns.append(self.undone.pop())

    def thread(self) -> list[Turn]:
        """Return the last turns that moved the same numbers, the first of them first."""
        found: list[Turn] = []
        paths: set[str] = set()
        for turn in reversed(self.turns):
            moved = set(turn.goals())
            if not moved or (paths and moved != paths):
                break
            paths = moved
            found.insert(0, turn)
        return found


def goal_of(request: object) -> tuple[str, tuple[float, ...] | None]:
    """Return the path of the numbers that a request sets, and these; None where it sets none."""
    if isinstance(request, Tempo):
        return "bpm", (float(request.bpm),)
    if isinstance(request, Target):
        if request.low is None or request.high is None:
            return "", None
        return f"targets.{request.score}", (request.low, request.high)
    if isinstance(request, Set):
        return request.path, _numbers(request.to)
    return "", None


def level_of(config: Config, path: str) -> tuple[float, ...] | None:
    """Return the numbers at a path as they stand; None where there are none."""
    band = BANDS.get(path.removeprefix("targets."))
    if band is not None:
        low, high = (getattr(config.targets, name) for name in band)
        return None if low is None or high is None else (float(low), float(high))
    if path.startswith("targets.") and len(path) == len("targets.D"):
        return None
    return None if parameter(config, path) is None else _numbers(read(config, path))


def setting(path: str, level: tuple[float, ...], config: Config) -> Set | Tempo | Target:
    """Return the request that sets numbers at a path, in the kind that stands there."""
    if path == "bpm":
        return Tempo(round(level[0], 2))
    if path.removeprefix("targets.") in BANDS:
        return Target("S" if path.endswith("S") else "H", round(level[0], 4), round(level[1], 4))
    known = parameter(config, path)
    now = read(config, path)
    whole = isinstance(now, int) or (isinstance(now, list) and all(isinstance(one, int) for one in now))
    low, high = (None, None) if known is None else (known.low, known.high)
    numbers = [min(max(one, one if low is None else low), one if high is None else high) for one in level]
    put: list[JsonValue] = [round(one) if whole else round(one, 4) for one in numbers]
    return Set(path, put if isinstance(now, list) else put[0])


def _numbers(value: Any) -> tuple[float, ...] | None:  # noqa: ANN401 - JSON
    """Return a number, or a list of them, as numbers; None for anything else."""
    many = value if isinstance(value, (list, tuple)) else [value]
    if not many or any(isinstance(one, bool) or not isinstance(one, (int, float)) for one in many):
        return None
    return tuple(float(one) for one in many)
