"""What did a wish change, and how is it taken back?

One step of undo is one wish that changed something, or all wishes of one turn, whoever made it. It restores wishes,
targets, mutes and tempo; the wandering of modulators and the memory of the figures go on.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.modulators import started
from engine.parameters import checked, parameter, write
from engine.state import MAX_UNDO, Change, SessionState, Stage, UndoStep

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.config import Config


def recorded(
    state: SessionState, *, turn: str, label: str, changes: Sequence[Change], stage_before: Stage,
    configs: tuple[Config, Config] | None = None,
) -> SessionState:
    """Return the state with one more thing to undo; a wish of the same turn joins its turn's step."""
    last = state.undo[-1] if state.undo else None
    if last is not None and turn and last.turn == turn:
        both = last.configs
        if configs is not None:
            both = (both[0] if both else configs[0], configs[1])
        step = UndoStep(
            turn, f"{last.label}, {label}", (*last.changes, *changes), (last.stage[0], state.stage), both
        )
        return replace(state, undo=(*state.undo[:-1], step), redo=())
    step = UndoStep(turn, label, tuple(changes), (stage_before, state.stage), configs)
    return replace(state, undo=(*state.undo, step)[-MAX_UNDO:], redo=())


def undone(state: SessionState) -> tuple[SessionState, str]:
    """Return the state without its last wish, and that wish's label; ("" and the same state when there is none)."""
    if not state.undo:
        return state, ""
    step = state.undo[-1]
    config = step.configs[0] if step.configs else state.config
    for change in reversed(step.changes):
        config = _written(config, change.path, change, before=True)
    back = _restored(state, step, config, step.stage[0])
    return replace(back, undo=state.undo[:-1], redo=(*state.redo, step)), step.label


def redone(state: SessionState) -> tuple[SessionState, str]:
    """Return the state with the wish undone last brought back, and its label."""
    if not state.redo:
        return state, ""
    step = state.redo[-1]
    config = step.configs[1] if step.configs else state.config
    for change in step.changes:
        config = _written(config, change.path, change, before=False)
    on = _restored(state, step, config, step.stage[1])
    return replace(on, undo=(*state.undo, step), redo=state.redo[:-1]), step.label


def _written(config: Config, path: str, change: Change, *, before: bool) -> Config:
    if parameter(config, path) is None:
        return config
    return write(config, path, checked(config, path, change.before if before else change.after).value)


def _restored(state: SessionState, step: UndoStep, config: Config, stage: Stage) -> SessionState:
    """Put config and stage in place; what glided on the restored paths ends there."""
    paths = {change.path for change in step.changes}
    whole = step.configs is not None
    before, after = step.stage
    return replace(
        state, config=config, eased=True,
        stage=stage if before != after else state.stage,
        glides=() if whole else tuple(glide for glide in state.glides if glide.path not in paths),
        switches=() if whole else tuple(switch for switch in state.switches if switch.path not in paths),
        morph=None if whole or before != after else state.morph,
        modulators=repositioned(state, config),
    )


def repositioned(state: SessionState, config: Config) -> tuple[float, ...]:
    """Return modulator positions for a config: those that go on keep theirs, others start anew."""
    known = {modulator.name: place for modulator, place in zip(state.config.modulators, state.modulators, strict=True)}
    return tuple(
        known.get(modulator.name, start)
        for modulator, start in zip(config.modulators, started(config), strict=True)
    )
