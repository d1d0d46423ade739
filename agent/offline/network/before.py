"""What was done before a line, as the network reads it: the last changes, with the figure of the newest one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from engine.commands import Set
from engine.parameters import canonical, read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.state import SessionState, UndoStep

LATEST: Final = 3
"""So many changes back a line may point."""
WORD: Final = re.compile(r"[a-z_]+$")
BY_VALUE: Final = frozenset({"set", "target", "tempo"})


def before(state: SessionState) -> list[str]:
    """Return the tokens of how the music stands: what was done last, what is out, what is planned.

    Args:
        state: how the music stands.
    """
    found = [f"done:{part}" for step in state.undo[-LATEST:] for part in _done(step, state)]
    found += [f"out:{hold.layer}" for hold in state.stage.mutes]
    found += [f"alone:{hold.layer}" for hold in state.stage.solos]
    return found + [f"planned:{name}" for name in dict.fromkeys(one.wish.command.command for one in state.agenda)]


def figures_before(state: SessionState) -> list[float]:
    """Return the figures that the newest change set: the tempo, a level."""
    if not state.undo:
        return []
    step = state.undo[-1]
    changed = [one.after for one in step.changes]
    changed += [one.wish.command.to for one in step.planned[-1:] if isinstance(one.wish.command, Set)]
    return list(dict.fromkeys(float(one) for one in changed if isinstance(one, int | float)))


def _done(step: UndoStep, state: SessionState) -> Iterator[str]:
    """Yield what a step did: "bpm:up"; "velocity:down", "clap"; "plan", "section", "drop"."""
    done = [one.split() for one in step.label.split(", ") if one]
    verb, *rest = done[-1] if done else [""]
    layers = state.config.layers
    request = step.planned[-1].wish.command if step.planned else None
    if verb == "plan" and isinstance(request, Set):
        yield verb
        yield from _moved(request.path, read(state.config, request.path), request.to, [request.path], state)
    elif verb == "plan":
        yield verb
        yield from filter(WORD.match, rest)
    elif verb in BY_VALUE and step.changes:
        newest = step.changes[-1]
        paths = [one.path for one in step.changes]
        yield from _moved(newest.path, newest.before, newest.after, paths, state)
    else:
        yield verb
        every = dict.fromkeys(one for words in done for one in words[1:] if words[0] == verb and one in layers)
        yield from every or (one for one in rest if one in layers)


def _moved(path: str, was: object, now: object, paths: list[str], state: SessionState) -> Iterator[str]:
    """Yield which parameter was moved and which way, then the layers of all that were."""
    path = canonical(path)
    head, _, name = path.partition(".")
    yield f"{name if head in state.config.layers else path}:{_way(was, now)}"
    yield from dict.fromkeys(one for each in paths if (one := each.partition(".")[0]) in state.config.layers)


def _way(was: object, now: object) -> str:
    """Return whether a value went up, down, or to something else; of a list counts the mean."""
    before, after = _mean(was), _mean(now)
    return "up" if after > before else "down" if after < before else "to"


def _mean(value: object) -> float:
    if isinstance(value, (list, tuple)):
        return sum(map(_mean, value)) / len(value) if value else 0.0
    return float(value) if isinstance(value, (int, float)) else 0.0
