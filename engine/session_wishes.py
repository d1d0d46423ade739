"""What becomes of a wish for the session as a whole: scenes, undo, another config, the phrase grid, the agenda?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.agenda import anchored, orphans, taken_off
from engine.altered import altered
from engine.answers import Answer, joined, refused
from engine.arc import begun
from engine.commands import Transport, Undo
from engine.config_scenes import of_config
from engine.glides import landed
from engine.history import redone, undone
from engine.holds import on_layers
from engine.kit import filled
from engine.modulators import started
from engine.parameter_wishes import MAX_RAMP_BARS
from engine.parameters import canonical, no_such, parameter, write
from engine.scenes import deleted, recalled, renamed, saved
from engine.state import TEMPO_IN_HAND, Control, SessionState

if TYPE_CHECKING:
    from engine import commands as ask
    from engine.commands import Wish
    from engine.config import Config
    from engine.state import Planned


def scene(state: SessionState, wish: Wish, command: ask.Scene) -> Answer:
    """Return the answer to a wish to save, recall, rename or delete a scene."""
    match command.action:
        case "save":
            return saved(state, command.name)
        case "rename":
            return renamed(state, command.name, command.to)
        case "delete":
            return deleted(state, command.name)
        case _:
            pass
    if not 0 <= command.over_bars <= MAX_RAMP_BARS:
        reason = f"a morph takes 0..{MAX_RAMP_BARS} bars"
        return refused(state, reason, path=command.name, requested=command.name)
    return recalled(state, command.name, command.over_bars, wish)


def history(state: SessionState, command: ask.Undo | ask.Redo, *, playing: bool) -> Answer:
    """Return the answer to a wish to undo or redo."""
    if command.steps < 1:
        return refused(state, "steps must be 1 or more", requested=command.steps)
    back = undone if isinstance(command, Undo) else redone
    labels: list[str] = []
    for _ in range(command.steps):
        after, label = back(state, playing=playing)
        state = after
        if not label:
            break
        labels.append(label)
    if not labels:
        return refused(state, f"there is nothing to {command.command}", requested=command.steps)
    short = "" if len(labels) == command.steps else f"; there were only {len(labels)}"
    return Answer(
        state, requested=command.steps, applied=len(labels), reason=", ".join(labels) + short, cut=True, undoable=False
    )


def load(state: SessionState, command: ask.Load, *, playing: bool) -> Answer:
    """Return the answer to a wish for another config."""
    config, shots = of_config(filled(command.config))
    for modulator in config.modulators:
        path = canonical(modulator.param_path)
        if modulator.cc is None and parameter(config, path) is None:
            reason = f"modulator {modulator.name}: {no_such(config, path)}"
            return refused(state, reason, path=command.name, requested=command.name)
    now = state.meaning > 1
    kept = now and playing and command.tempo == "keep"
    if kept:
        config = write(config, "bpm", state.config.bpm)
    wished = landed(state)
    stage = on_layers(state.stage, config.layers)
    dropped = orphans(state, config)
    state = taken_off(state, {item.id for item in dropped})[0]
    own = tuple(one for one in state.scenes if one.own)
    names = {one.name for one in own}
    state = altered(
        state, config=config, name=command.name, layers={}, control=Control(), modulators=started(config), glides=(),
        switches=(), morph=None, stage=stage, touched=_tempo_in_hand(state) if kept else {}, eased=True, out=(),
        arc=begun(config, state.bar) if config.arc is not None and config.arc.on else None,
        scenes=(*own, *(shot for shot in shots if shot.name not in names)) if now else state.scenes,
    )
    anchors = (state.anchor, state.bar) if now else None
    if anchors is not None:
        state = anchored(state, state.bar, playing=playing)
    return Answer(
        state, path=command.name, requested=command.name, applied=command.name, configs=(wished.config, config),
        stages=(wished.stage, stage), cut=True, cancelled=dropped, anchors=anchors,
        reason=joined(_kept_tempo(command.config, config) if kept else "", _dropped(dropped)),
    )


def _tempo_in_hand(state: SessionState) -> dict[str, int]:
    """Return the tempo as set by hand: a load has kept it, and sections leave it alone."""
    return {"bpm": state.bar} if state.meaning >= TEMPO_IN_HAND else {}


def _kept_tempo(asked: Config, config: Config) -> str:
    return "" if asked.bpm == config.bpm else f"the tempo stays at {config.bpm:g}; its own is {asked.bpm:g}"


def _dropped(items: tuple[Planned, ...]) -> str:
    if not items:
        return ""
    return f"plan {', '.join(item.id for item in items)} dropped: it names a layer that is not there any more"


def phrase(state: SessionState, *, playing: bool) -> Answer:
    """Return the answer to a wish that a phrase begins here; it is no step of undo."""
    after = anchored(state, state.bar, playing=playing)
    return Answer(after, requested=True, applied=True, undoable=False)


def cancel(state: SessionState, command: ask.Cancel) -> Answer:
    """Return the answer to a wish to take a plan, or all, off the agenda."""
    after, gone = taken_off(state, {command.id})
    if not gone:
        known = ", ".join(item.id for item in state.agenda)
        reason = f"there is no plan {command.id}; there are {known}" if known else "nothing is planned"
        return refused(state, reason, path=command.id, requested=command.id)
    applied = [item.id for item in gone]
    return Answer(after, path=command.id, requested=command.id, applied=list(applied), cancelled=gone)


def carried_out(state: SessionState, command: ask.Transport | ask.Record | ask.Mark) -> Answer:
    """Return the answer to a stop, a take or a mark: the engine only says at which bar others carry it out.

    A stop that has come takes itself off the agenda.
    """
    if not isinstance(command, Transport):
        action = getattr(command, "action", "")
        return Answer(state, path=action, requested=command.name, applied=command.name, undoable=False)
    came = {item.id for item in state.agenda if item.at_bar <= state.bar and isinstance(item.wish.command, Transport)}
    after, _ = taken_off(state, came)
    return Answer(after, path=command.action, requested=command.action, applied=command.action, undoable=False)
