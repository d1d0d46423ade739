"""What becomes of each wish that reaches a bar line?

Every command is matched here, exhaustively, and every wish gets an Outcome: in this bar when it is switched, refused or
superseded, bar by bar while it glides (`engine/glides.py`). Nothing here raises for what a person may ask.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from engine import commands as ask
from engine.answers import Answer, joined, refused
from engine.arc import begun, to_arc, to_hold, to_section
from engine.bar import Outcome
from engine.glides import key_of, landed, outcome_of, own_hold, under_way
from engine.hands import drops, held, holds_layer, on_layers, released
from engine.history import recorded, redone, undone
from engine.kit import filled
from engine.modulators import started
from engine.parameter_wishes import MAX_RAMP_BARS, set_parameter, set_target, to_tempo
from engine.parameters import canonical, did_you_mean, no_such, parameter, read
from engine.scenes import recalled, saved
from engine.state import Control, Frozen, SessionState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import JsonValue

    from engine.commands import Command, Wish
    from engine.config import Config

MAX_FILL_BARS = 64
MAX_DROP_BARS = 256

REPLACED = "a later wish took over"
ON_RELEASE = "heard when the bar is unfrozen"


def take(state: SessionState, wishes: Sequence[Wish]) -> tuple[SessionState, tuple[Outcome, ...]]:
    """Apply wishes in their order of arrival; return the state, and the outcomes that are final already.

    For one parameter the last wish wins and the earlier one is superseded; what glides is answered by `glides.advance`.
    """
    outcomes: list[Outcome] = []
    standing: dict[str, int] = {}
    entry = state.config
    for wish in wishes:
        before = state
        answer = _answered(state, wish, entry)
        state = answer.state
        if answer.status == "refused":
            outcomes.append(_outcome(state, wish, answer))
            continue
        outcomes.extend(_superseded(before, state, wish.command))
        state = _with_history(before, state, wish, answer)
        slot = slot_of(wish.command)
        for taken in {slot, *(change.path for change in answer.changes)} & standing.keys():
            place = standing.pop(taken)
            outcomes[place] = _overtaken(state, outcomes[place], answer.applied)
        if answer.status is not None:
            if slot:
                standing[slot] = len(outcomes)
            outcomes.append(_outcome(state, wish, answer))
    return state, tuple(_still_true(state, outcome) for outcome in outcomes)


def slot_of(command: Command) -> str:
    """Name what a command sets: of two in a bar that set the same, the later wins; "" for one that only adds."""
    match command:
        case ask.Set(path=path):
            return canonical(path)
        case ask.Tempo():
            return "bpm"
        case ask.Target(score=score):
            return f"target {score}"
        case ask.Mute(layer=layer) | ask.Unmute(layer=layer):
            return f"mute {layer}"
        case ask.Solo(layer=layer) | ask.Unsolo(layer=layer):
            return f"solo {layer}"
        case ask.Freeze() | ask.Unfreeze():
            return "freeze"
        case ask.Fill() | ask.Drop() | ask.Section() | ask.Arc() | ask.Hold():
            return command.command
        case _:
            return ""


def label_of(command: Command) -> str:
    """Return a command in a word or two, for the history."""
    match command:
        case ask.Set(path=path):
            return f"set {path}"
        case ask.Target(score=score):
            return f"target {score}"
        case ask.Mute(layer=layer) | ask.Unmute(layer=layer) | ask.Solo(layer=layer) | ask.Unsolo(layer=layer):
            return f"{command.command} {layer}"
        case ask.Scene(name=name) | ask.Load(name=name):
            return f"{command.command} {name}".strip()
        case _:
            return command.command


def _with_history(before: SessionState, state: SessionState, wish: Wish, answer: Answer) -> SessionState:
    """Return the state with a step of undo more, when the wish changed something."""
    stages = answer.stages or (before.stage, state.stage)
    changed = bool(answer.changes) or answer.configs is not None or stages[0] != stages[1]
    if not (changed and answer.undoable):
        return state
    return recorded(
        state, turn=wish.turn, label=label_of(wish.command), changes=answer.changes, stages=stages,
        configs=answer.configs, morph=answer.morph,
    )


def _outcome(state: SessionState, wish: Wish, answer: Answer) -> Outcome:
    status = answer.status or "gliding"
    late = state.frozen is not None and isinstance(wish.command, (ask.Scene, ask.Load, ask.Fill)) and answer.undoable
    return Outcome(
        wish=wish.id, author=wish.author, command=wish.command.command, path=answer.path, status=status,
        requested=answer.requested, applied=answer.applied, bar=None if status == "refused" else state.bar,
        reason=joined(answer.reason, ON_RELEASE) if late and status == "applied" else answer.reason, cut=answer.cut,
    )


def _superseded(before: SessionState, after: SessionState, command: Command) -> list[Outcome]:
    """Return a superseded outcome for each wish that was under way and no longer is."""
    recall = isinstance(command, ask.Scene) and command.action == "recall"
    alive = {id(glide) for glide in after.glides}
    kept = {key_of(glide) for glide in before.glides if id(glide) in alive}
    if after.morph is not None and not recall:
        kept.add((after.morph.wish, after.morph.author, "scene", after.morph.scene))
    return [
        outcome_of(after, glide, "superseded", reason=REPLACED)
        for key, glide in under_way(before).items() if key not in kept
    ]


def _still_true(state: SessionState, outcome: Outcome) -> Outcome:
    """Correct an outcome that an undo, scene or load in the same bar has overruled."""
    if outcome.status != "applied" or outcome.command not in {"set", "tempo"}:
        return outcome
    overtaken = _overtaken(state, outcome, None)
    return outcome if overtaken.applied == outcome.applied else overtaken


def _overtaken(state: SessionState, outcome: Outcome, applied: JsonValue) -> Outcome:
    """Turn an outcome of this bar into a superseded one, with the value in force now."""
    if outcome.command in {"set", "tempo"}:
        applied = read(state.config, outcome.path) if parameter(state.config, outcome.path) is not None else None
    return replace(outcome, status="superseded", applied=applied, reason=REPLACED)


def _answered(state: SessionState, wish: Wish, entry: Config) -> Answer:  # noqa: PLR0911, PLR0912 - one return a command
    command = wish.command
    fault = ask.misshapen(command)
    if fault:
        return refused(state, fault)
    match command:
        case ask.Set():
            return set_parameter(state, wish, command, entry)
        case ask.Target():
            return set_target(state, wish, command, entry)
        case ask.Tempo():
            return to_tempo(state, wish, command.bpm, command.over_bars)
        case ask.Mute() | ask.Unmute() | ask.Solo() | ask.Unsolo():
            return _hold(state, command)
        case ask.Fill():
            return _fill(state, command)
        case ask.Drop():
            return _drop(state, command)
        case ask.Scene():
            return _scene(state, wish, command)
        case ask.Undo() | ask.Redo():
            return _history(state, command)
        case ask.Freeze() | ask.Unfreeze():
            return _freeze(state, on=isinstance(command, ask.Freeze))
        case ask.Load():
            return _load(state, command)
        case ask.Section():
            return to_section(state, command.name)
        case ask.Arc():
            return to_arc(state, on=command.on)
        case ask.Hold():
            return to_hold(state, on=command.on)
        case _:
            assert_never(command)


# --- hands ------------------------------------------------------------------------------------------------------------


def _hold(state: SessionState, command: ask.Mute | ask.Unmute | ask.Solo | ask.Unsolo) -> Answer:
    layer, stage = command.layer, state.stage
    if layer not in state.config.layers:
        hint = did_you_mean(layer, state.config.layers)
        return refused(state, f"there is no layer {layer}{hint}", path=layer)
    solo = isinstance(command, (ask.Solo, ask.Unsolo))
    holds = stage.solos if solo else stage.mutes
    state = replace(state, morph=own_hold(state.morph, layer, solo=solo))
    requested: int | None = None
    if isinstance(command, (ask.Mute, ask.Solo)):
        requested = command.bars
        if requested is not None and not 1 <= requested <= MAX_RAMP_BARS:
            return refused(state, f"bars must lie in 1..{MAX_RAMP_BARS}", path=layer, requested=requested)
        holds = held(holds, layer, requested)
    elif not holds_layer(holds, layer):
        return Answer(state, path=layer, applied=False, reason=f"{layer} was not {'soloed' if solo else 'muted'}")
    else:
        holds = released(holds, layer)
    stage = replace(stage, solos=holds) if solo else replace(stage, mutes=holds)
    return Answer(replace(state, stage=stage), path=layer, requested=requested, applied=holds_layer(holds, layer))


def _fill(state: SessionState, command: ask.Fill) -> Answer:
    if command.bars is not None and not 0 <= command.bars <= MAX_FILL_BARS:
        return refused(state, f"a fill takes 0..{MAX_FILL_BARS} bars", requested=command.bars)
    stage = replace(state.stage, fill_bars=command.bars)
    return Answer(replace(state, stage=stage), requested=command.bars, applied=command.bars)


def _drop(state: SessionState, command: ask.Drop) -> Answer:
    if not 0 <= command.bars <= MAX_DROP_BARS:
        return refused(state, f"a drop takes 0..{MAX_DROP_BARS} bars", requested=command.bars)
    if command.bars and not any(drops(layer) for layer in state.config.layers):
        return refused(state, "there is no kick or bass layer to drop", requested=command.bars)
    stage = replace(state.stage, drop_bars=command.bars)
    return Answer(replace(state, stage=stage), requested=command.bars, applied=command.bars)


def _freeze(state: SessionState, *, on: bool) -> Answer:
    if not on:
        return Answer(replace(state, frozen=None), applied=False, reason="" if state.frozen else "nothing was frozen")
    if state.frozen is not None:
        return Answer(state, applied=True, reason="it is frozen already")
    if state.figure is None or state.sounded is None:
        return refused(state, "there is no bar to freeze yet")
    frozen = Frozen(state.bar - 1, state.sounded, state.figure)
    return Answer(replace(state, frozen=frozen), applied=True)


# --- whole sessions ---------------------------------------------------------------------------------------------------


def _scene(state: SessionState, wish: Wish, command: ask.Scene) -> Answer:
    if command.action == "save":
        return saved(state, command.name)
    if not 0 <= command.over_bars <= MAX_RAMP_BARS:
        reason = f"a morph takes 0..{MAX_RAMP_BARS} bars"
        return refused(state, reason, path=command.name, requested=command.name)
    return recalled(state, command.name, command.over_bars, wish)


def _history(state: SessionState, command: ask.Undo | ask.Redo) -> Answer:
    if command.steps < 1:
        return refused(state, "steps must be 1 or more", requested=command.steps)
    back = undone if isinstance(command, ask.Undo) else redone
    labels: list[str] = []
    for _ in range(command.steps):
        after, label = back(state)
        if after is state:
            break
        state = after
        labels.append(label)
    if not labels:
        return refused(state, f"there is nothing to {command.command}", requested=command.steps)
    short = "" if len(labels) == command.steps else f"; there were only {len(labels)}"
    return Answer(
        state, requested=command.steps, applied=len(labels), reason=", ".join(labels) + short, cut=True, undoable=False
    )


def _load(state: SessionState, command: ask.Load) -> Answer:
    config = filled(command.config)
    for modulator in config.modulators:
        path = canonical(modulator.param_path)
        if parameter(config, path) is None:
            reason = f"modulator {modulator.name}: {no_such(config, path)}"
            return refused(state, reason, path=command.name, requested=command.name)
    wished = landed(state)
    stage = on_layers(state.stage, config.layers)
    state = replace(
        state, config=config, layers={}, control=Control(), modulators=started(config), glides=(), switches=(), out=(),
        arc=begun(config, state.bar) if config.arc is not None and config.arc.on else None,
        morph=None, stage=stage, touched={}, eased=True,
    )
    return Answer(
        state, path=command.name, requested=command.name, applied=command.name, configs=(wished.config, config),
        stages=(wished.stage, stage), cut=True,
    )


def instant(state: SessionState, outcomes: Sequence[Outcome]) -> tuple[SessionState, tuple[Outcome, ...]]:
    """End every glide at its goal at once, as a stopped transport does; return the state and the outcomes."""
    there = landed(state)
    late = tuple(outcome_of(there, glide, "applied") for glide in under_way(state).values())
    return there, tuple(
        replace(outcome, cut=True) if outcome.status == "applied" else outcome for outcome in (*outcomes, *late)
    )
