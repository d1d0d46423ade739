"""Does a sentence wait for something: "if it gets too busy thin the hats", "keep it under 20 hits"?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, get_args

from agent.offline.conditions import Condition, condition_at
from engine.commands import NOT_WATCHED, Act, Set, Watch
from engine.parameters import canonical, is_number, parameter, read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.state import SessionState

STARTS: Final = (
    ("every", "time"), ("each", "time"), ("as", "soon", "as"), ("as", "long", "as"), ("if", "ever"), ("if",),
    ("whenever",), ("when",), ("once",), ("should",), ("any", "time"), ("anytime",), ("the", "moment"),
    ("the", "minute"), ("the", "second"), ("the", "instant"),
)
JOINTS: Final = frozenset({",", "then", "please", "just", "-", ";", ":"})
ENDS: Final = frozenset({".", "!", ",", "please", "thanks", "again"})
KEEPS: Final = (("keep",), ("hold",), ("stay",))
LETS: Final = (("do", "not", "let"), ("never", "let"), ("not", "let"))
ACTS: Final[tuple[type, ...]] = get_args(Act)
DENSITY_STEP, FILLS_STEP = 0.1, 1.0
KEPT_BARS, AGAIN_BARS = 2, 4
"""A limit is looked after when two bars have passed it, and every four bars until it is kept. Ours."""
DIGITS: Final = 4


def split(words: Sequence[str], state: SessionState) -> tuple[Condition, list[str]] | None:
    """Return the condition of a sentence, and the words of what it is to bring about; None when it has none.

    Args:
        words: of a sentence. state: how the music stands.
    """
    for at in range(len(words)):
        start = next((one for one in STARTS if tuple(words[at : at + len(one)]) == one), None)
        if start is None:
            continue
        behind = list(words[at + len(start) :])
        found = condition_at(behind, state)
        if found is None:
            continue
        rest, before = behind[found.words :], _stripped(words[:at])
        if not before and _stripped(rest):
            return found, _stripped(rest)
        if before and not _stripped(rest):
            return found, before
    return None


def kept(words: Sequence[str], state: SessionState) -> list[Watch] | None:
    """Read a limit on hits or energy, such as "keep it under 20 hits", as watches; None for anything else."""
    plain = [word for word in words if word not in {"please", ".", "!"}]
    for turns, turned in ((KEEPS, True), (LETS, False)):
        for turn in turns:
            if tuple(plain[: len(turn)]) != turn:
                continue
            found = condition_at(plain[len(turn) :], state)
            if found is None or found.words + len(turn) != len(plain) or isinstance(found.value, str):
                return None
            return _kept(found, state, turned=turned)
    return None


def _kept(found: Condition, state: SessionState, *, turned: bool) -> list[Watch] | None:
    """Return the watch on the other side of a limit that is to be kept, or on the side that is not to be let."""
    value = found.value
    if isinstance(value, str):
        return None
    too_much = (found.op == ">") is not turned
    if found.what == "energy":
        return [Watch("energy", ">" if too_much else "<", value, Set("energy", value))]
    if found.what != "hits":
        return None
    if turned:
        value = value - 1 if found.op == "<" else value + 1
    layer = found.layer or _busiest(state)
    moved = _of_hits(state, layer, -1 if too_much else 1)
    if moved is None:
        return None
    path, by = moved
    now = read(state.config, path)
    return [
        Watch("hits", ">" if too_much else "<", int(value), Set(path, now), found.layer, KEPT_BARS, by, AGAIN_BARS)
    ]


def _busiest(state: SessionState) -> str:
    """Return the layer that gives and takes hits: that of the highest density, or else the first that is no kick."""
    dense = {name: layer.density.target for name, layer in state.config.layers.items() if layer.density is not None}
    if dense:
        return max(dense, key=lambda name: dense[name])
    return next((name for name in state.config.layers if not name.startswith(("kick", "bass"))), "")


def _of_hits(state: SessionState, layer: str, way: int) -> tuple[str, float] | None:
    """Return the path that decides a layer's hits, and by how much it is moved."""
    found = state.config.layers.get(layer)
    if found is None:
        return None
    if found.density is not None:
        return f"{layer}.density.target", way * DENSITY_STEP
    return f"{layer}.fills", way * FILLS_STEP


def watching(condition: Condition, act: object, state: SessionState, *, exact: bool) -> Watch | None:
    """Return the watch for a condition and what it brings about; None where no condition may bring that about.

    Args:
        condition: as it was said. act: a request. state: how the music stands.
        exact: a number was said, so that is set; else it is moved by so much, each time.
    """
    if not isinstance(act, ACTS) or isinstance(act, NOT_WATCHED):
        return None
    by = None if exact else _moved(act, state)
    return Watch(
        condition.what, condition.op, condition.value, act,  # type: ignore[arg-type]  # one of ACTS
        condition.layer, condition.for_bars, by, anew=condition.anew,
    )


def _moved(act: object, state: SessionState) -> float | None:
    if not isinstance(act, Set) or parameter(state.config, act.path) is None:
        return None
    now = read(state.config, canonical(act.path))
    if not is_number(now) or not is_number(act.to):
        return None
    return round(act.to - now, DIGITS)


def _stripped(words: Sequence[str]) -> list[str]:
    """Return words without what joins them to a condition, before and behind."""
    found = list(words)
    while found and (found[0] in JOINTS or found[0] in ENDS):
        found.pop(0)
    while found and (found[-1] in ENDS or found[-1] in JOINTS):
        found.pop()
    return found
