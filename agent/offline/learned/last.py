"""What was done last, and which words of a line point to it: "same for the snare", "a bit more of that"?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from engine.parameters import canonical

if TYPE_CHECKING:
    from engine.state import Change, SessionState, UndoStep

POINTS: Final = frozenset(
    "same again more less too also back that this it them those these both twice double half further one another other "
    "others opposite reverse longer shorter instead not enough still already wrong much even likewise ditto as well "
    "undo revert cancel scrap forget keep first last before rather meant way now".split()
)
"""Words that may point to what was done."""
WORD: Final = re.compile(r"[^\W\d_]+")
LATEST: Final = 3
"""So many changes back a line may point."""


@dataclass(frozen=True, slots=True)
class Last:
    """What was done last: its kind as the corpus has it ("velocity:down"), and the layers it was done to."""

    kind: str = ""
    layers: tuple[str, ...] = ()


def last_of(state: SessionState) -> Last:
    """Find the last change that undo would take back: its kind and layers, both empty for none."""
    return _last(state.undo[-1], state) if state.undo else Last()


def done_last(state: SessionState) -> list[Last]:
    """Find the last changes that undo would take back, at most `LATEST`, the newest at the end."""
    return [_last(step, state) for step in state.undo[-LATEST:]]


def _last(step: UndoStep, state: SessionState) -> Last:
    done = [one.split() for one in step.label.split(", ") if one]
    if not done:
        return Last()
    verb, *rest = done[-1]
    change = step.changes[-1] if step.changes else None
    if verb in {"set", "target", "tempo"} and change is not None:
        path = canonical(change.path)
        head, _, name = path.partition(".")
        layers = tuple(dict.fromkeys(one.path.partition(".")[0] for one in step.changes))
        known = tuple(one for one in layers if one in state.config.layers)
        return Last(f"{name if head in state.config.layers else path}:{_way(change)}", known)
    return Last(verb, tuple(dict.fromkeys(
        one for words in done for one in words[1:] if words[0] == verb and one in state.config.layers
    )) or tuple(one for one in rest if one in state.config.layers))


def points(text: str) -> list[str]:
    """Return the words of a line that may point to what was done, in their order."""
    return [word for word in WORD.findall(text.lower()) if word in POINTS]


def _way(change: Change) -> str:
    was, now = _mean(change.before), _mean(change.after)
    return "up" if now > was else "down" if now < was else "to"


def _mean(value: object) -> float:
    if isinstance(value, (list, tuple)):
        return sum(map(_mean, value)) / len(value) if value else 0.0
    return float(value) if isinstance(value, (int, float)) else 0.0
