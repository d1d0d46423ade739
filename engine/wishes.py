"""What becomes of each wish that reaches a bar line?

Every command is matched here, exhaustively, and every wish gets an Outcome: in this bar when it is switched, refused or
superseded, bar by bar while it glides (`engine/glides.py`). Nothing here raises for what a person may ask.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, assert_never

from engine import commands as ask
from engine.bar import Outcome
from engine.glides import applied_value, landed, number_at, target_paths
from engine.hands import drops, held, holds_layer, released
from engine.history import recorded, redone, undone
from engine.modulators import started
from engine.parameters import canonical, checked, did_you_mean, parameter, read, write
from engine.scenes import recalled, saved
from engine.state import Change, Control, Frozen, Glide, Held, SessionState, Stage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import JsonValue

    from engine.bar import OutcomeStatus
    from engine.commands import Command, Wish
    from engine.config import Config

MAX_FILL_BARS = 64
MAX_DROP_BARS = 256
MAX_RAMP_BARS = 1024
LOWEST_BPM, HIGHEST_BPM = 20.0, 300.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a wish did to the state.

    Attributes:
        state: after it.
        status: of its outcome; None when `engine/glides.py` will answer, because something is on its way.
        path: for the outcome. requested, applied, reason: likewise.
        changes: parameters changed, for undo.
        configs: whole configs before and after, for undo.
        cut: it did not go through the limiter.
        undoable: it is a step of undo when it changed something.
    """

    state: SessionState
    status: OutcomeStatus | None = "applied"
    path: str = ""
    requested: JsonValue = None
    applied: JsonValue = None
    reason: str = ""
    changes: tuple[Change, ...] = ()
    configs: tuple[Config, Config] | None = None
    cut: bool = False
    undoable: bool = True


def take(state: SessionState, wishes: Sequence[Wish]) -> tuple[SessionState, tuple[Outcome, ...]]:
    """Return the state that has taken the wishes in their order of arrival, and the answers that are final already.

    For one parameter the last wish wins and the earlier one is superseded; what glides is answered by `glides.advance`.
    """
    outcomes: list[Outcome] = []
    for wish in wishes:
        before = state
        answer = _answered(state, wish)
        state = answer.state
        outcomes.extend(_superseded(before, state))
        changed = bool(answer.changes) or answer.configs is not None or before.stage != state.stage
        if changed and answer.undoable and answer.status != "refused":
            state = recorded(
                state, turn=wish.turn, label=label_of(wish.command), changes=answer.changes,
                stage_before=before.stage, configs=answer.configs,
            )
        if answer.status is not None:
            outcomes.append(
                Outcome(
                    wish=wish.id, author=wish.author, command=wish.command.command, path=answer.path,
                    status=answer.status, requested=answer.requested, applied=answer.applied,
                    bar=None if answer.status == "refused" else state.bar, reason=answer.reason, cut=answer.cut,
                )
            )
    return state, tuple(outcomes)


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


def _superseded(before: SessionState, after: SessionState) -> list[Outcome]:
    """Return an answer for each wish that had something gliding and now has nothing left."""
    alive = {id(glide) for glide in after.glides}
    still = {(glide.wish, glide.shown) for glide in before.glides if id(glide) in alive}
    gone = {
        (glide.wish, glide.shown): glide
        for glide in before.glides if (glide.wish, glide.shown) not in still
    }
    return [
        Outcome(
            wish=glide.wish, author=glide.author, command=glide.command, path=glide.shown, status="superseded",
            requested=glide.requested, applied=_still_there(after.config, glide), bar=after.bar,
            reason="a later wish took over",
        )
        for glide in gone.values()
    ]


def _still_there(config: Config, glide: Glide) -> JsonValue:
    return applied_value(config, glide) if parameter(config, glide.path) is not None else None


def _refused(state: SessionState, reason: str, *, path: str = "", requested: JsonValue = None) -> Answer:
    return Answer(state, "refused", path, requested, None, reason)


def _answered(state: SessionState, wish: Wish) -> Answer:  # noqa: PLR0911 - one return a command
    command = wish.command
    match command:
        case ask.Set():
            return _set(state, wish, command)
        case ask.Target():
            return _target(state, wish, command)
        case ask.Tempo():
            return _tempo(state, wish, command)
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
        case ask.Freeze():
            return _freeze(state)
        case ask.Unfreeze():
            return Answer(replace(state, frozen=None), applied=False, reason="" if state.frozen else "nothing was frozen")
        case ask.Load():
            return _load(state, command)
        case _:
            assert_never(command)


# --- parameters -------------------------------------------------------------------------------------------------------


def _without(state: SessionState, paths: Sequence[str]) -> SessionState:
    """Take paths out of every glide and morph: the last wish wins."""
    return replace(
        state,
        glides=tuple(glide for glide in state.glides if glide.path not in paths),
        switches=tuple(switch for switch in state.switches if switch.path not in paths),
    )


def _goal_or_value(state: SessionState, path: str) -> JsonValue:
    """Return what was last wished for a path, whether it is there yet or not."""
    for glide in state.glides:
        if glide.path == path:
            known = parameter(state.config, path)
            return round(glide.goal) if known is not None and known.kind == "int" else glide.goal
    return read(state.config, path)


def _set(state: SessionState, wish: Wish, command: ask.Set) -> Answer:
    path = canonical(command.path)
    if path == "bpm":
        return _to_tempo(state, wish, command.to, 0)
    usable = checked(state.config, path, command.to)
    if usable.refused:
        return _refused(state, usable.reason, path=path, requested=command.to)
    value, reason = _consistent(state, path, usable.value, usable.reason)
    config, known = state.config, parameter(state.config, path)
    before = _goal_or_value(state, path)
    shifts, shift_reason = _shifted_modulator(config, path, value)
    for shift in shifts:
        config = write(config, shift.path, shift.after)
    reason = "; ".join(part for part in (reason, shift_reason) if part)
    state = replace(_without(state, [path]), config=config, touched={**state.touched, path: state.bar})
    moving = known is not None and known.moves and isinstance(value, (int, float)) and not isinstance(value, bool)
    if moving and number_at(config, path) is not None:
        glide = Glide(path, float(value), command.to, wish.id, wish.author, "set", path, reason=reason)  # type: ignore[arg-type]  # `moving` says it is a number
        state = replace(state, glides=(*state.glides, glide))
        return Answer(state, None, changes=shifts or (Change(path, before, glide.goal),))
    state = replace(state, config=write(state.config, path, value))
    state, also = _fills_within_steps(state, path)
    if also:
        reason = "; ".join(part for part in (reason, f"{also[0].path} became {also[0].after}") if part)
    after = read(state.config, path)
    changes = (Change(path, before, after), *also) if after != before or also else ()
    return Answer(state, path=path, requested=command.to, applied=after, reason=reason, changes=(*shifts, *changes))


def _consistent(state: SessionState, path: str, value: object, reason: str) -> tuple[object, str]:
    """Clip a value to what other fields leave it: fills within the cycle, the ends of a band in order."""
    owner, _, name = path.rpartition(".")
    low: float = -math.inf
    high: float = math.inf
    if name == "fills":
        steps = state.config.layers[owner].steps
        low, high = -steps, steps
    elif name in {"S_low", "H_low", "min_val"}:
        high = _bound(state, f"{owner}.{'max_val' if name == 'min_val' else name[0] + '_high'}", math.inf)
    elif name in {"S_high", "H_high", "max_val"}:
        low = _bound(state, f"{owner}.{'min_val' if name == 'max_val' else name[0] + '_low'}", -math.inf)
    if isinstance(value, (int, float)) and not isinstance(value, bool) and not low <= value <= high:
        clipped = type(value)(min(max(value, low), high))
        return clipped, "; ".join(part for part in (reason, f"kept at {clipped:g} by its other bound") if part)
    return value, reason


def _bound(state: SessionState, path: str, missing: float) -> float:
    value = _goal_or_value(state, path)
    return float(value) if isinstance(value, (int, float)) else missing


def _fills_within_steps(state: SessionState, path: str) -> tuple[SessionState, tuple[Change, ...]]:
    """Clip the hits of a cycle that has become shorter."""
    owner, _, name = path.rpartition(".")
    if name != "steps":
        return state, ()
    layer = state.config.layers[owner]
    fills = layer.fills or 0
    clipped = min(max(fills, -layer.steps), layer.steps)
    if clipped == fills:
        return state, ()
    fills_path = f"{owner}.fills"
    config = write(state.config, fills_path, clipped)
    return replace(state, config=config), (Change(fills_path, fills, clipped),)


def _shifted_modulator(config: Config, path: str, value: object) -> tuple[tuple[Change, ...], str]:
    """Return how the modulator of a path must move so that a wished value is its middle: width kept, inside the range."""
    known = parameter(config, path)
    if known is None or known.low is None or known.high is None or not isinstance(value, (int, float)):
        return (), ""
    for modulator in config.modulators:
        if canonical(modulator.param_path) == path:
            low, high = modulator.mod.min_val, modulator.mod.max_val
            width = high - low
            start = min(max(value - width / 2.0, known.low), known.high - width)
            name = f"modulators.{modulator.name}"
            changes = (Change(f"{name}.min_val", low, start), Change(f"{name}.max_val", high, start + width))
            return changes, f"modulator {modulator.name} now moves in {start:g}..{start + width:g}"
    return (), ""


def _target(state: SessionState, wish: Wish, command: ask.Target) -> Answer:
    if command.score not in ask.SCORE_LETTERS:
        return _refused(state, f"there is no score {command.score}; it is one of {' '.join(ask.SCORE_LETTERS)}")
    shown = f"targets.{command.score}"
    requested: JsonValue = [command.low, command.high]
    low, high = command.low, command.high
    if any(value is not None and (isinstance(value, bool) or not math.isfinite(value)) for value in (low, high)):
        return _refused(state, "a band is two numbers", path=shown, requested=requested)
    if low is not None and high is not None and low > high:
        return _refused(state, f"the low end {low:g} lies above the high end {high:g}", path=shown, requested=requested)
    low_path, high_path = target_paths(command.score)
    if command.score == "D":
        ends = [value for value in (low, high) if value is not None]
        wanted: dict[str, float | None] = {low_path: sum(ends) / len(ends) if ends else None}
    else:
        wanted = {path: end for path, end in ((low_path, low), (high_path, high)) if path}
    return _lead(state, wish, wanted, shown, requested)


def _lead(
    state: SessionState, wish: Wish, wanted: dict[str, float | None], shown: str, requested: JsonValue
) -> Answer:
    """Send both ends of a band on their way as one wish."""
    changes: list[Change] = []
    reasons: list[str] = []
    glides: list[Glide] = []
    config = state.config
    before = {path: _goal_or_value(state, path) for path in wanted}
    state = _without(state, list(wanted))
    for path, end in wanted.items():
        usable = checked(config, path, end)
        if usable.refused:
            return _refused(state, usable.reason, path=shown, requested=requested)
        if usable.reason:
            reasons.append(usable.reason)
        shifts, shift_reason = _shifted_modulator(config, path, usable.value)
        for shift in shifts:
            config = write(config, shift.path, shift.after)
        reasons.extend([shift_reason] if shift_reason else [])
        if isinstance(usable.value, (int, float)) and number_at(config, path) is not None:
            glides.append(Glide(path, float(usable.value), requested, wish.id, wish.author, "target", shown))
        else:
            config = write(config, path, usable.value)
        changes.extend(shifts or (Change(path, before[path], usable.value),))  # type: ignore[arg-type]  # a goal is a number or null
    reason = "; ".join(reasons)
    state = replace(
        state, config=config, glides=(*state.glides, *(replace(glide, reason=reason) for glide in glides)),
        touched={**state.touched, **dict.fromkeys(wanted, state.bar)},
    )
    if glides:
        return Answer(state, None, changes=tuple(changes))
    applied = applied_value(config, Glide("", 0.0, requested, wish.id, wish.author, "target", shown))
    return Answer(state, path=shown, requested=requested, applied=applied, reason=reason, changes=tuple(changes))


def _tempo(state: SessionState, wish: Wish, command: ask.Tempo) -> Answer:
    return _to_tempo(state, wish, command.bpm, command.over_bars)


def _to_tempo(state: SessionState, wish: Wish, bpm: JsonValue, over_bars: int) -> Answer:
    usable = checked(state.config, "bpm", bpm)
    if usable.refused or not isinstance(usable.value, float):
        return _refused(state, usable.reason, path="bpm", requested=bpm)
    if not 0 <= over_bars <= MAX_RAMP_BARS:
        return _refused(state, f"a ramp takes 0..{MAX_RAMP_BARS} bars", path="bpm", requested=bpm)
    before = _goal_or_value(state, "bpm")
    command = wish.command.command
    state = _without(state, ["bpm"])
    changes = (Change("bpm", before, usable.value),)
    if over_bars > 1:
        glide = Glide("bpm", usable.value, bpm, wish.id, wish.author, command, "bpm", over_bars, usable.reason)
        return Answer(replace(state, glides=(*state.glides, glide)), None, changes=changes)
    state = replace(state, config=write(state.config, "bpm", usable.value))
    return Answer(state, path="bpm", requested=bpm, applied=usable.value, reason=usable.reason, changes=changes)


# --- hands ------------------------------------------------------------------------------------------------------------


def _hold(state: SessionState, command: ask.Mute | ask.Unmute | ask.Solo | ask.Unsolo) -> Answer:
    layer, stage = command.layer, state.stage
    if layer not in state.config.layers:
        hint = did_you_mean(layer, state.config.layers)
        return _refused(state, f"there is no layer {layer}{hint}", path=layer)
    if isinstance(command, (ask.Mute, ask.Solo)):
        if command.bars is not None and not 1 <= command.bars <= MAX_RAMP_BARS:
            return _refused(state, f"bars must lie in 1..{MAX_RAMP_BARS}", path=layer, requested=command.bars)
        holds = stage.mutes if isinstance(command, ask.Mute) else stage.solos
        holds = held(holds, layer, command.bars)
    else:
        holds = stage.mutes if isinstance(command, ask.Unmute) else stage.solos
        if not holds_layer(holds, layer):
            word = "muted" if isinstance(command, ask.Unmute) else "soloed"
            return Answer(state, path=layer, applied=False, reason=f"{layer} was not {word}")
        holds = released(holds, layer)
    if isinstance(command, (ask.Mute, ask.Unmute)):
        stage = replace(stage, mutes=holds)
    else:
        stage = replace(stage, solos=holds)
    requested = command.bars if isinstance(command, (ask.Mute, ask.Solo)) else None
    return Answer(replace(state, stage=stage), path=layer, requested=requested, applied=holds_layer(holds, layer))


def _fill(state: SessionState, command: ask.Fill) -> Answer:
    if command.bars is not None and not 0 <= command.bars <= MAX_FILL_BARS:
        return _refused(state, f"a fill takes 0..{MAX_FILL_BARS} bars", requested=command.bars)
    stage = replace(state.stage, fill_bars=command.bars)
    return Answer(replace(state, stage=stage), requested=command.bars, applied=command.bars)


def _drop(state: SessionState, command: ask.Drop) -> Answer:
    if not 0 <= command.bars <= MAX_DROP_BARS:
        return _refused(state, f"a drop takes 0..{MAX_DROP_BARS} bars", requested=command.bars)
    if command.bars and not any(drops(layer) for layer in state.config.layers):
        return _refused(state, "there is no kick or bass layer to drop", requested=command.bars)
    stage = replace(state.stage, drop_bars=command.bars)
    return Answer(replace(state, stage=stage), requested=command.bars, applied=command.bars)


def _freeze(state: SessionState) -> Answer:
    if state.frozen is not None:
        return Answer(state, applied=True, reason="it is frozen already")
    if state.figure is None or state.bar == 0:
        return _refused(state, "there is no bar to freeze yet")
    frozen = Frozen(state.bar - 1, state.config, state.figure)
    return Answer(replace(state, frozen=frozen), applied=True)


# --- whole sessions ---------------------------------------------------------------------------------------------------


def _scene(state: SessionState, wish: Wish, command: ask.Scene) -> Answer:
    if not 0 <= command.over_bars <= MAX_RAMP_BARS:
        return _refused(state, f"a morph takes 0..{MAX_RAMP_BARS} bars", path=command.name)
    if command.action == "save":
        after, reason = saved(state, command.name)
        if after is None:
            return _refused(state, reason, path=command.name, requested=command.name)
        return Answer(after, path=command.name, requested=command.name, applied=command.name, undoable=False)
    change = recalled(state, command.name, command.over_bars, wish)
    if change.state is None:
        return _refused(state, change.reason, path=command.name, requested=command.name)
    gliding = bool(change.state.glides) and command.over_bars > 0
    return Answer(
        change.state, None if gliding else "applied", command.name, command.name, command.name, change.reason,
        changes=change.changes, configs=change.configs, cut=command.over_bars == 0,
    )


def _history(state: SessionState, command: ask.Undo | ask.Redo) -> Answer:
    if not 1 <= command.steps:
        return _refused(state, "steps must be 1 or more", requested=command.steps)
    back = undone if isinstance(command, ask.Undo) else redone
    labels: list[str] = []
    for _ in range(command.steps):
        after, label = back(state)
        if after is state:
            break
        state = after
        labels.append(label)
    if not labels:
        return _refused(state, f"there is nothing to {command.command}", requested=command.steps)
    short = "" if len(labels) == command.steps else f"; there were only {len(labels)}"
    return Answer(
        state, requested=command.steps, applied=len(labels), reason=", ".join(labels) + short, cut=True, undoable=False
    )


def _load(state: SessionState, command: ask.Load) -> Answer:
    config = command.config
    stage = Stage(
        mutes=_there(state.stage.mutes, config), solos=_there(state.stage.solos, config),
        drop_bars=state.stage.drop_bars, fill_bars=state.stage.fill_bars,
    )
    before = state.config
    state = replace(
        state, config=config, layers={}, control=Control(), modulators=started(config), glides=(), switches=(),
        morph=None, stage=stage, frozen=None, touched={}, eased=True,
    )
    return Answer(state, path=command.name, requested=command.name, applied=command.name, configs=(before, config), cut=True)


def _there(holds: tuple[Held, ...], config: Config) -> tuple[Held, ...]:
    return tuple(hold for hold in holds if hold.layer in config.layers)


def instant(state: SessionState, outcomes: Sequence[Outcome]) -> tuple[SessionState, tuple[Outcome, ...]]:
    """Return the state of a stopped transport, where all that glides is there at once, and the answers that say so."""
    there = landed(state)
    arrived = {(glide.wish, glide.shown): glide for glide in state.glides}
    late = tuple(
        Outcome(
            wish=glide.wish, author=glide.author, command=glide.command, path=glide.shown, status="applied",
            requested=glide.requested, applied=applied_value(there.config, glide), bar=state.bar, reason=glide.reason,
        )
        for glide in arrived.values()
    )
    return there, tuple(
        replace(outcome, cut=True) if outcome.status == "applied" else outcome for outcome in (*outcomes, *late)
    )
