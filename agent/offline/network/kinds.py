"""Of which kind is a request: "velocity:down", "mute", "fill every"; and do two readings ask for the same kinds?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent.requests import Transport
from engine.commands import Fill, Set, Target, Tempo
from engine.parameters import canonical, read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.offline.understand import Asked
    from engine.state import SessionState


def kinds_of(asked: Sequence[Asked], state: SessionState) -> frozenset[tuple[str, str, str]]:
    """List the kind, layer and time of each request, without amounts, to compare two readings."""
    return frozenset(
        (
            kind_of(one, state),
            str(getattr(one.request, "layer", getattr(one.request, "path", ""))).partition(".")[0],
            f"{one.when}{getattr(one.request, 'bars', '')}",
        )
        for one in asked
    )


def kind_of(asked: Asked, state: SessionState) -> str:
    """Return the kind of wish that a request is: "velocity:down", "mute", "fill every"."""
    request = asked.request
    match request:
        case Set(path=path, to=to):
            path = canonical(path)
            head, _, rest = path.partition(".")
            try:
                way = _mean(to) - _mean(read(state.config, path))
            except KeyError:
                way = 0.0
            return f"{rest if head in state.config.layers else path}:{'up' if way > 0 else 'down' if way < 0 else 'to'}"
        case Tempo(bpm=bpm):
            return f"bpm:{'up' if bpm > state.config.bpm else 'down'}"
        case Target(score=score, low=low):
            was = getattr(state.config.targets, f"{score}_low", None)
            return f"target {score}:{'down' if _mean(low) < _mean(was) else 'up'}"
        case Transport(action=action):
            return action
        case Fill(bars=bars):
            every = asked.when is not None and asked.when.every_bars is not None
            return "fill off" if bars == 0 else "fill on" if bars is None else "fill every" if every else "fill"
        case _:
            parts = [request.command, str(getattr(request, "action", ""))]
            switch = getattr(request, "on", None)
            parts += [] if switch is None else ["on" if switch else "off"]
            return " ".join(one for one in parts if one)


def _mean(value: object) -> float:
    """Return a level, of a list the mean, 0 for what is no number."""
    if isinstance(value, (list, tuple)):
        return sum(map(_mean, value)) / len(value) if value else 0.0
    return float(value) if isinstance(value, (int, float)) else 0.0
