"""What is known when a question is asked, and what became of a number or a layer before?"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from agent.offline.asking import LAYER_WORDS
from agent.offline.talk.facts import plan_told
from agent.offline.talk.turns import level_of
from engine.state import Held

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from agent.offline.talk.follow import Scene
    from engine.config import Config
    from engine.control import Snapshot
    from engine.state import Holds, Planned, SessionState, UndoStep

MOST_TOLD: Final = 6
MOST_STEPS: Final = 5
MOST_MOVED: Final = 3


@dataclass(slots=True)
class Now:
    """A question, and what is known when it is asked.

    Attributes:
        asked: the question in plain words. layers: that it names, or that were spoken of last where it says "it".
        named: it names them itself.
        scene: the conversation and how the music stands. snapshot: of the session.
        sounded: hits of the last bar by layer.
    """

    asked: str
    layers: list[str]
    named: bool
    scene: Scene
    snapshot: Snapshot
    sounded: Mapping[str, int] = field(default_factory=dict)

    @property
    def state(self) -> SessionState:
        """Return how the music stands."""
        return self.scene.state

    @property
    def config(self) -> Config:
        """Return the config as it stands."""
        return self.scene.state.config

    @property
    def bar(self) -> int:
        """Return the bar that sounds, counted from 1."""
        return self.scene.sounding + 1

    def says(self, pattern: str) -> bool:
        """Return True where the question holds a pattern."""
        return re.search(rf"\b(?:{pattern})\b", self.asked) is not None

    def own(self) -> list[str]:
        """Return the layers that are asked about: all of them where none is named."""
        return self.layers or list(self.config.layers)


def said(layer: str) -> str:
    """Return a layer's name in words."""
    return LAYER_WORDS.get(layer, layer)


def bars(count: int) -> str:
    """Return a number of bars in words."""
    return f"{count} bar{'' if count == 1 else 's'}"


def shown(level: Sequence[float]) -> str:
    """Return a number, or the numbers of a cycle."""
    return "/".join(f"{round(one, 3):g}" for one in level)


def step_words(step: UndoStep) -> str:
    """Word the changes of a wish: "tempo (bpm 132 to 140)"."""
    moved = [f"{one.path} {_value(one.before)} to {_value(one.after)}" for one in step.changes[:MOST_MOVED]]
    return f"{step.label} ({', '.join(moved)})" if moved else step.label


def _value(value: object) -> str:
    return f"{round(value, 3):g}" if isinstance(value, float) else str(value)


def touches(step: UndoStep, layer: str) -> bool:
    """Return True where a wish changed something of a layer."""
    if step.configs is not None or any(one.path.startswith(f"{layer}.") for one in step.changes):
        return True
    return any(_held(before, layer) != _held(after, layer) for before, after in step.stages)


def _held(holds: Holds, layer: str) -> tuple[bool, ...]:
    held = (*holds.mutes, *holds.solos), holds.hits, [Held(name, None) for name in holds.locks]
    return tuple(any(one.layer == layer for one in some) for some in held)


def last_about(now: Now, layer: str) -> str:
    """Return the last wish that changed something of a layer; "" where none did."""
    turn = next((one for one in reversed(now.scene.talk.turns) if layer in one.layers()), None)
    step = next((one for one in reversed(now.state.undo) if touches(one, layer)), None)
    if step is None:
        return ""
    return f'you asked "{turn.said}"' if turn is not None else f"the last wish about it was {step_words(step)}"


def history(now: Now, path: str) -> str:
    """Return how a number came to be what it is, and where it goes: a glide, a modulator, the last wish about it."""
    glide = next((one for one in now.state.glides if one.path == path), None)
    if glide is not None:
        over = f" in {bars(glide.bars_left)}" if glide.bars_left else ""
        return f"on its way to {glide.goal:g}{over}"
    moved = next((one for one in now.config.modulators if one.param_path == path), None)
    if moved is not None:
        return f"modulator {moved.name} moves it between {moved.mod.min_val:g} and {moved.mod.max_val:g}"
    for step in reversed(now.state.undo):
        for change in step.changes:
            if change.path == path:
                return f"the last wish about it, {step.label}: {path} {_value(change.before)} to {_value(change.after)}"
    begun = now.scene.talk.began
    level = level_of(begun.config, path) if begun is not None else None
    if level is not None and level != level_of(now.config, path):
        return f"it was {shown(level)} when we began to talk"
    return "no wish has changed it"


def plans_of(now: Now, *commands: str) -> list[Planned]:
    """Return the plans of some commands, the next first; all plans of a bar where none is named."""
    return [
        one for one in now.state.agenda
        if one.watch is None and (not commands or one.wish.command.command in commands)
    ]


def plans_told(now: Now, plans: Sequence[Planned]) -> str:
    """Return plans in words."""
    return "; ".join(plan_told(one, now.scene) for one in plans[:MOST_TOLD])
