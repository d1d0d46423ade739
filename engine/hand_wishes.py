"""What becomes of a wish for what the performer holds: mutes, solos, hits, locks, a fill, a drop, a frozen bar?"""

from __future__ import annotations

from engine import commands as ask
from engine.altered import altered
from engine.answers import Answer, refused
from engine.cc_lanes import lanes_of
from engine.glides import own_hold
from engine.holds import drops, held, holds_layer, released
from engine.parameter_wishes import MAX_RAMP_BARS
from engine.parameters import near_or_all
from engine.state import Frozen, HeldHit, SessionState
from engine.timebase import STEPS_PER_BAR

MAX_FILL_BARS = 64
MAX_DROP_BARS = 256


def hold(state: SessionState, command: ask.Mute | ask.Unmute | ask.Solo | ask.Unsolo) -> Answer:
    """Return the answer to a wish to mute or solo a layer, or to let it go."""
    layer, stage = command.layer, state.stage
    mutes = isinstance(command, (ask.Mute, ask.Unmute))
    if layer not in state.config.layers and not (mutes and _is_lane(state, layer)):
        return _no_layer(state, layer)
    solo = isinstance(command, (ask.Solo, ask.Unsolo))
    holds = stage.solos if solo else stage.mutes
    if state.morph is not None:
        state = altered(state, morph=own_hold(state.morph, layer, solo=solo))
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
    stage = altered(stage, solos=holds) if solo else altered(stage, mutes=holds)
    return Answer(altered(state, stage=stage), path=layer, requested=requested, applied=holds_layer(holds, layer))


def _is_lane(state: SessionState, name: str) -> bool:
    """Return True for the name of a modulator that drives a controller."""
    return any(name == modulator.name for _, modulator in lanes_of(state.config.modulators))


def _no_layer(state: SessionState, layer: str) -> Answer:
    hint = near_or_all(layer, state.config.layers)
    return refused(state, f"there is no layer {layer}{hint}", path=layer)


def hit(state: SessionState, command: ask.Hit) -> Answer:
    """Return the answer to a wish to put a hit on a step, take it out, or give the step back."""
    layer, step, on = command.layer, command.step, command.on
    if layer not in state.config.layers:
        return _no_layer(state, layer)
    if not 0 <= step < STEPS_PER_BAR:
        return refused(state, f"a bar has the steps 1..{STEPS_PER_BAR}", path=layer, requested=on)
    others = tuple([one for one in state.stage.hits if one.step != step or one.layer != layer])
    if on is None and others == state.stage.hits:
        return Answer(state, path=layer, reason=f"step {step + 1} of {layer} was not held")
    hits = others if on is None else (*others, HeldHit(layer, step, on))
    return Answer(altered(state, stage=altered(state.stage, hits=hits)), path=layer, requested=on, applied=on)


def lock(state: SessionState, command: ask.Lock | ask.Unlock) -> Answer:
    """Return the answer to a wish to lock a layer, or to let it go."""
    layer, on = command.layer, isinstance(command, ask.Lock)
    if layer not in state.config.layers:
        return _no_layer(state, layer)
    others = tuple(name for name in state.stage.locks if name != layer)
    reason = "" if on or layer in state.stage.locks else f"{layer} was not locked"
    stage = altered(state.stage, locks=(*others, layer) if on else others)
    return Answer(altered(state, stage=stage), path=layer, requested=on, applied=on, reason=reason)


def fill(state: SessionState, command: ask.Fill) -> Answer:
    """Return the answer to a wish for a fill."""
    if command.bars is not None and not 0 <= command.bars <= MAX_FILL_BARS:
        return refused(state, f"a fill takes 0..{MAX_FILL_BARS} bars", requested=command.bars)
    stage = altered(state.stage, fill_bars=command.bars)
    return Answer(altered(state, stage=stage), requested=command.bars, applied=command.bars)


def drop(state: SessionState, command: ask.Drop) -> Answer:
    """Return the answer to a wish to take kick and bass out for some bars."""
    if not 0 <= command.bars <= MAX_DROP_BARS:
        return refused(state, f"a drop takes 0..{MAX_DROP_BARS} bars", requested=command.bars)
    if command.bars and not any(drops(layer) for layer in state.config.layers):
        return refused(state, "there is no kick or bass layer to drop", requested=command.bars)
    stage = altered(state.stage, drop_bars=command.bars)
    return Answer(altered(state, stage=stage), requested=command.bars, applied=command.bars)


def freeze(state: SessionState, *, on: bool) -> Answer:
    """Return the answer to a wish to repeat the bar, or to let the music go on."""
    if not on:
        return Answer(altered(state, frozen=None), applied=False, reason="" if state.frozen else "nothing was frozen")
    if state.frozen is not None:
        return Answer(state, applied=True, reason="it is frozen already")
    if state.figure is None or state.sounded is None:
        return refused(state, "there is no bar to freeze yet")
    frozen = Frozen(state.bar - 1, state.sounded, state.figure, state.anchor)
    return Answer(altered(state, frozen=frozen), applied=True)


