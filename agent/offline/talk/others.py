"""To which layers is the last act done after "and the clap", "no, the snare" and "only the open one"?"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from agent.offline.layers import meant
from agent.offline.talk.amounts import PATHS
from agent.offline.talk.follow import Follow, let_go, taken_back, when_of
from agent.offline.talk.turns import goal_of, level_of, setting
from agent.offline.understand import Asked, asked_again
from engine.commands import Mute, Solo, Unmute
from engine.history import undone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.offline.meaning import Clause
    from agent.offline.talk.follow import Scene
    from agent.offline.talk.turns import Turn

LOOKED_BACK: Final = 3
PAIR: Final = 2


def holder(scene: Scene) -> Turn | None:
    """Return the last of the few turns before that was about layers: a fill between them does not hide it."""
    for turn in reversed(scene.talk.turns[-LOOKED_BACK:]):
        if turn.layers() and any(clause.layers for clause in turn.clauses):
            return turn
    return None


def also(turn: Turn, layers: Sequence[str], scene: Scene) -> Follow | None:
    """Return the act of a turn for further layers, at its time and by as much."""
    named = meant(scene.config, list(layers))
    exact = any(one.figures and not one.figures[0].change and not one.ways for one in turn.clauses)
    if turn.origin or (len(scene.talk.thread()) > 1 and not exact):
        alike = _by_as_much(named, scene)
        if alike is not None and turn is scene.talk.last:
            return alike
    put = _copies(turn, layers, scene)
    found = asked_again(put, scene.state, playing=scene.playing)
    bars = next((one.request.bars for one in turn.asked if isinstance(one.request, (Mute, Solo))), None)
    found.asked = [
        replace(one, request=replace(one.request, bars=one.request.bars or bars))
        if isinstance(one.request, (Mute, Solo)) else one
        for one in found.asked
    ]
    return None if found.question is not None or not found.asked else Follow(found.asked, [], tuple(put))


def instead(turn: Turn, layers: Sequence[str], scene: Scene) -> Follow | None:
    """Return the act of a turn for other layers, and no more for its own."""
    named = meant(scene.config, list(layers))
    put = _copies(turn, layers, scene)
    for clause in put:
        clause.linked = False
    held = [one.request for one in turn.asked if isinstance(one.request, (Mute, Solo)) and one.when is None]
    if held and len(held) == len(turn.asked):
        kept = {one.layer for one in held}
        new = [Asked(replace(held[0], layer=layer)) for layer in named]
        back = [Asked(one) for one in let_go(turn, named)]
        back += [one for one, layer in zip(new, named, strict=True) if layer not in kept]
        return Follow(new, back, tuple(put), carried=True)
    narrowed = _narrowed(turn, named, scene)
    if narrowed is not None:
        return Follow(narrowed[0], narrowed[1], tuple(put), turn.origin, carried=True)
    back = taken_back(turn, scene)
    before = undone(scene.state, playing=scene.playing)[0] if back and len(back) == 1 else scene.state
    found = asked_again(put, before, playing=scene.playing)
    return None if found.question is not None or not found.asked else Follow(found.asked, back, tuple(put))


def but_for(turn: Turn, named: Sequence[str], scene: Scene) -> Follow | None:
    """Cancel the last plan if it was of these layers; return None if it was not."""
    if len(scene.talk.turns) < PAIR or turn is not scene.talk.last or any(one.when is None for one in turn.asked):
        return None
    before = scene.talk.turns[-PAIR]
    kinds = [{type(one.request) for one in both.asked if one.when is not None} for both in (before, turn)]
    stands = bool(named) and set(named) <= set(before.layers()) and kinds[0] == kinds[1]
    return Follow([], taken_back(turn, scene), before.clauses) if stands else None


def _narrowed(turn: Turn, named: Sequence[str], scene: Scene) -> tuple[list[Asked], list[Asked]] | None:
    """Split a turn that moved several layers: requests for the named ones, and requests that restore the rest."""
    goals = turn.goals()
    timed = any(one.when is not None for one in turn.asked)
    if timed or not goals or len(goals) != len(turn.asked) or not set(named) < set(turn.layers()):
        return None
    thread = scene.talk.thread() if turn is scene.talk.last else [turn]
    start = {**thread[0].starts(), **thread[0].origin}
    out = [path for path in goals if path.split(".")[0] not in named]
    if any(path not in start for path in out):
        return None
    kept = [one for one in turn.asked if goal_of(one.request)[0] not in out]
    return kept, [Asked(setting(path, start[path], scene.config)) for path in out]


def without(turn: Turn, layers: Sequence[str], scene: Scene) -> Follow | None:
    """Return the act of a turn without some of its layers; None where it is not about them."""
    out = meant(scene.config, list(layers))
    if not all(isinstance(one.request, (Mute, Solo)) for one in turn.asked) and not turn.goals():
        return None
    left = [layer for layer in turn.layers() if layer not in out]
    if not set(out) & set(turn.layers()):
        return None
    return instead(turn, left, scene) if left else Follow([], taken_back(turn, scene), turn.clauses)


def _copies(turn: Turn, layers: Sequence[str], scene: Scene) -> list[Clause]:
    found: list[Clause] = []
    alone = any(clause.acts == ["solo"] for clause in turn.clauses)
    for clause in turn.clauses:
        if alone and clause.acts == ["unsolo"]:
            continue  # it made room for the one that was alone
        if not clause.layers and not clause.slots() & {"leans", "qualities", "act mute", "gone", "ways"}:
            continue
        put = deepcopy(clause)
        put.layers, put.excepted, put.other, put.pron, put.linked = list(layers), [], "", "", True
        put.fix, put.joint, put.later = False, "", False
        if put.when is not None:
            put.when = when_of(turn, scene) or put.when
        found.append(put)
    return found


def _by_as_much(layers: Sequence[str], scene: Scene) -> Follow | None:
    """Return the change of the last turns on one layer, by as much on others; None where there is none."""
    thread = scene.talk.thread()
    if not thread:
        return None
    start = {**thread[0].starts(), **thread[0].origin}
    asked: list[Asked] = []
    origin: dict[str, tuple[float, ...]] = {}
    rest = {path.partition(".")[2] for path in thread[-1].goals() if path.partition(".")[0] in scene.config.layers}
    goals = thread[-1].goals()
    for layer in layers:
        for tail in sorted(rest):
            path = next(path for path in goals if path.endswith(f".{tail}"))
            now = level_of(scene.config, f"{layer}.{tail}")
            if now is None or path not in start:
                return None
            old, new = sum(start[path]) / len(start[path]), sum(goals[path]) / len(goals[path])
            level = tuple(one * new / old for one in now) if tail == "velocity" and old else tuple(
                one + new - old for one in now
            )
            origin[f"{layer}.{tail}"] = now
            asked.append(Asked(setting(f"{layer}.{tail}", level, scene.config)))
    clause = deepcopy(thread[0].clauses[-1]) if thread[0].clauses else None
    if clause is not None:
        clause.layers = list(layers)
    return Follow(asked, [], () if clause is None else (clause,), origin) if asked else None


def restored_holds(layers: Sequence[str], scene: Scene) -> list[Asked]:
    """Return an unmute for each of the layers that is muted."""
    muted = {hold.layer for hold in scene.state.stage.mutes}
    return [Asked(Unmute(layer)) for layer in layers if layer in muted]


def same_quality(layers: Sequence[str], qualities: Sequence[str], scene: Scene) -> Follow | None:
    """Return what the turns before set of some qualities, for other layers: "the same, just the ratchets"."""
    ends = tuple(f".{word}" for quality in qualities for word in (quality, *_tails(quality)))
    found: dict[str, Asked] = {}
    for turn in scene.talk.turns:
        for path, level in turn.goals().items():
            layer, _, tail = path.partition(".")
            if not ends or layer not in scene.config.layers or not f".{tail}".startswith(ends):
                continue
            for name in meant(scene.config, list(layers)):
                if level_of(scene.config, f"{name}.{tail}") is not None:
                    found[f"{name}.{tail}"] = Asked(setting(f"{name}.{tail}", level, scene.config))
    return Follow(list(found.values())) if found else None


def _tails(quality: str) -> list[str]:
    return [end.removeprefix(".") for end in PATHS.get(quality, ()) if end.startswith(".")]


def stays_out(layers: Sequence[str], scene: Scene) -> Follow:
    """Return what keeps layers muted, or mutes them: "the clap stays out"."""
    muted = {hold.layer: hold.bars_left for hold in scene.state.stage.mutes}
    asked = [Asked(Mute(layer)) for layer in layers if layer not in muted or muted[layer]]
    return Follow(asked, says="that is so already; nothing was changed")
