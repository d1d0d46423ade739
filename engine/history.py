"""What did a wish change, and how is it taken back?

One step of undo is one wish that changed something, or all wishes of one turn, whoever made it. It restores wishes,
targets, mutes and tempo; the wandering of modulators and the memory of the figures go on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.agenda import anchored, put, taken_off
from engine.altered import altered
from engine.checked import checked
from engine.holds import differences, on_layers, turned
from engine.modulators import started
from engine.parameters import BANDS, canonical, parameter, read, write
from engine.state import (
    EVERY_LAYER,
    MAX_UNDO,
    TEMPO_IN_HAND,
    Change,
    Holds,
    Planned,
    SceneShot,
    SessionState,
    UndoStep,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.config import Config


def recorded(state: SessionState, step: UndoStep) -> SessionState:
    """Return the state with one more thing to undo; a wish joins the step of its turn.

    Where others have wished in between, the joined step becomes the last, unless they changed the same things.

    Args:
        state: after the wish.
        step: what it changed.
    """
    steps, turn = state.undo, step.turn
    place = next((place for place in range(len(steps) - 1, -1, -1) if turn and steps[place].turn == turn), None)
    if place is not None:
        since = steps[place + 1 :]
        mine = steps[place]
        if not since or not (_whole(mine) or any(_whole(one) or _about(mine) & _about(one) for one in since)):
            return altered(state, undo=(*steps[:place], *since, _merged(mine, step)), redo=())
    return altered(state, undo=(*steps, step)[-MAX_UNDO:], redo=())


def appended(state: SessionState, steps: Sequence[UndoStep]) -> SessionState:
    """Return the state with further things to undo, each of a turn of its own."""
    return altered(state, undo=(*state.undo, *steps)[-MAX_UNDO:], redo=())


def fired(state: SessionState, step: UndoStep, item: Planned) -> SessionState:
    """Return the state with a plan's firing as its last step: the plan is dated by it.

    A plan that comes again stays one step, of which undo takes back the last firing and cancels the rest. One that is
    over is a step of the bar that took it, together with what its turn planned for the same bar.

    Args:
        state: after the firing.
        step: what it changed.
        item: the plan.
    """
    if item.every_bars is None:
        return recorded(state, altered(step, turn=f"{step.turn} at {state.bar}") if step.turn else step)
    kept = []
    for one in state.undo:
        if not (one.planned and any(other.id == item.id for other in one.planned)):
            kept.append(one)
        elif not one.refires:
            left = altered(one, planned=tuple(other for other in one.planned if other.id != item.id))
            kept += [left] if left.planned or _changed(left) else []
    last = altered(step, turn="", planned=(item, *step.planned), refires=True, label=f"plan {step.label}")
    return altered(state, undo=(*kept, last)[-MAX_UNDO:], redo=())


def _whole(step: UndoStep) -> bool:
    return step.configs is not None or step.morph


def _about(step: UndoStep) -> set[str]:
    """Name all that a step changed: parameters by path, the rest as `differences` names it."""
    held = (differences(before, after) for before, after in step.stages)
    return {change.path for change in step.changes}.union(*held, {"arc"} if step.arcs else ())


def _merged(one: UndoStep, two: UndoStep) -> UndoStep:
    """Join a wish to the step of its turn. Where one of the two replaced the whole config, the joined step does."""
    configs = None
    if one.configs is not None or two.configs is not None:
        before = one.configs[0] if one.configs else _rewound(two.configs[0], one.changes) if two.configs else None
        after = two.configs[1] if two.configs else _replayed(one.configs[1], two.changes) if one.configs else None
        configs = (before, after) if before is not None and after is not None else None
    return UndoStep(
        two.turn, f"{one.label}, {two.label}", (*one.changes, *two.changes), (*one.stages, *two.stages), configs,
        one.morph or two.morph, (*one.planned, *two.planned), (*one.cancelled, *two.cancelled),
        (*one.shots, *two.shots), (one.anchors[0], two.anchors[1]) if one.anchors and two.anchors
        else one.anchors or two.anchors, one.refires or two.refires,
        (one.names[0], two.names[1]) if one.names and two.names else one.names or two.names,
        (one.arcs[0], two.arcs[1]) if one.arcs and two.arcs else one.arcs or two.arcs,
    )


def undone(state: SessionState, *, playing: bool = False) -> tuple[SessionState, str]:
    """Return the state without its last wish, and that wish's label; ("" when there is none).

    Steps of which nothing is left to be heard are passed over: a plan that was cancelled or is over, a mute that has
    run out, a fill that was played.

    Args:
        state: before.
        playing: a bar takes the undo, and what is due on the agenda was taken before.
    """
    while state.undo and (_spent(state, state.undo[-1]) or _run_out(state, state.undo[-1])):
        state = altered(state, undo=state.undo[:-1])
    if not state.undo:
        return state, ""
    step = state.undo[-1]
    config = step.configs[0] if step.configs else _rewound(state.config, step.changes)
    stage = state.stage
    for before, after in reversed(step.stages):
        stage = turned(stage, after, before)
    back = _let_go(_restored(state, step, config, stage), step)
    if step.names is not None:
        back = altered(back, name=step.names[0])
    if step.arcs is not None:
        back = altered(back, arc=step.arcs[0])
    if step.anchors is not None:
        back = anchored(back, step.anchors[0], playing=playing)
    back, planned = taken_off(put(back, step.cancelled), {item.id for item in step.planned})
    back = altered(back, scenes=exchanged(back.scenes, [(one.name, one.before) for one in reversed(step.shots)]))
    return altered(back, undo=state.undo[:-1], redo=(*state.redo, altered(step, planned=planned))), step.label


def _spent(state: SessionState, step: UndoStep) -> bool:
    """Return True for a step of which nothing is left but plans that are no longer on the agenda."""
    alive = {item.id for item in state.agenda}
    return not _changed(step) and not any(item.id in alive for item in step.planned)


def _run_out(state: SessionState, step: UndoStep) -> bool:
    """Return True for a step of holds alone that have ended by themselves: taking it back would change nothing.

    Journals of version 0.1.0 took such steps back.
    """
    others = step.changes or step.configs or step.morph or step.shots or step.cancelled or step.planned or step.arcs
    if others or not step.stages or state.meaning < EVERY_LAYER:
        return False
    stage = state.stage
    for before, after in reversed(step.stages):
        stage = turned(stage, after, before)
    return stage == state.stage


def _changed(step: UndoStep) -> bool:
    """Return True when a step changed more than what is planned."""
    return bool(
        step.changes or step.stages or step.configs or step.morph or step.shots or step.cancelled or step.arcs
    )


def redone(state: SessionState, *, playing: bool = False) -> tuple[SessionState, str]:
    """Return the state with the wish undone last brought back, and its label; `playing` as in `undone`."""
    if not state.redo:
        return state, ""
    step = state.redo[-1]
    config = step.configs[1] if step.configs else _replayed(state.config, step.changes)
    stage = state.stage
    for before, after in step.stages:
        stage = turned(stage, before, after)
    on = _taken(_restored(state, step, config, stage), step)
    if step.names is not None:
        on = altered(on, name=step.names[1])
    if step.arcs is not None:
        on = altered(on, arc=step.arcs[1])
    if step.anchors is not None:
        on = anchored(on, step.anchors[1], playing=playing)
    on, cancelled = taken_off(put(on, step.planned), {item.id for item in step.cancelled})
    on = altered(on, scenes=exchanged(on.scenes, [(one.name, one.after) for one in step.shots]))
    return altered(on, undo=(*state.undo, altered(step, cancelled=cancelled)), redo=state.redo[:-1]), step.label


def _rewound(config: Config, changes: Sequence[Change]) -> Config:
    for change in reversed(changes):
        config = _written(config, change.path, change, before=True)
    return config


def _replayed(config: Config, changes: Sequence[Change]) -> Config:
    for change in changes:
        config = _written(config, change.path, change, before=False)
    return config


def _written(config: Config, path: str, change: Change, *, before: bool) -> Config:
    """Write one side of a change; a path that a modulator drives keeps its value, which walks back into the bounds."""
    if parameter(config, path) is None or any(canonical(m.param_path) == path for m in config.modulators):
        return config
    usable = checked(config, path, change.before if before else change.after)
    return config if usable.refused else write(config, path, usable.value)


def _restored(state: SessionState, step: UndoStep, config: Config, stage: Holds) -> SessionState:
    """Put config and stage in place, and end the glides on the restored paths."""
    paths = {change.path for change in step.changes}
    whole = step.configs is not None
    if not whole:
        for low, high in BANDS:
            if {low, high} & paths:
                config = _in_order(config, {glide.path: glide.goal for glide in state.glides}, low, high)
    return altered(
        state, config=config, eased=True, stage=on_layers(stage, config.layers),
        glides=() if whole else tuple(glide for glide in state.glides if glide.path not in paths),
        switches=() if whole else tuple(switch for switch in state.switches if switch.path not in paths),
        morph=None if whole or step.morph else state.morph,
        modulators=repositioned(state, config),
    )


def _let_go(state: SessionState, step: UndoStep) -> SessionState:
    """Return the state without the hand on what a step changed, unless an earlier step put it there too."""
    if state.meaning < TEMPO_IN_HAND:
        return state
    kept = {change.path for one in state.undo[:-1] for change in one.changes}
    gone = {change.path for change in step.changes} | ({"bpm"} if step.configs is not None else set[str]())  # a load's
    gone -= kept
    return altered(state, touched={path: bar for path, bar in state.touched.items() if path not in gone})


def _taken(state: SessionState, step: UndoStep) -> SessionState:
    """Return the state with a hand on what a step changes again."""
    if state.meaning < TEMPO_IN_HAND:
        return state
    return altered(state, touched={**state.touched, **{change.path: state.bar for change in step.changes}})


def _in_order(config: Config, goals: Mapping[str, float], low_path: str, high_path: str) -> Config:
    """Keep the ends of a band in order: where they would cross, an end that still glides is set to its goal."""
    low, high = read(config, low_path), read(config, high_path)
    if isinstance(low, (int, float)) and isinstance(high, (int, float)) and low > high:
        for path in (low_path, high_path):
            config = write(config, path, goals.get(path, read(config, path)))
    return config


def repositioned(state: SessionState, config: Config) -> tuple[float, ...]:
    """Return modulator positions for a config: those that go on keep theirs, others start anew."""
    known = {modulator.name: place for modulator, place in zip(state.config.modulators, state.modulators, strict=True)}
    return tuple(
        known.get(modulator.name, start)
        for modulator, start in zip(config.modulators, started(config), strict=True)
    )


def exchanged(
    scenes: tuple[SceneShot, ...], shots: Sequence[tuple[str, SceneShot | None]]
) -> tuple[SceneShot, ...]:
    """Return the scenes with those of some names set, or taken out (None); one that stays keeps its place."""
    for name, shot in shots:
        names = [scene.name for scene in scenes]
        if name in names:
            place = names.index(name)
            scenes = (*scenes[:place], *((shot,) if shot is not None else ()), *scenes[place + 1 :])
        elif shot is not None:
            scenes = (*scenes, shot)
    return scenes
