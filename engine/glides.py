"""How do wished parameters travel to their goals, bar by bar, and what is said on the way?

A wish may lead several parameters (both ends of a band, a whole scene); it is answered once a bar as one thing, and is
fulfilled when the last of them arrives. The ends of a band never pass each other on the way: the faster one waits.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from engine.altered import altered
from engine.bar import Outcome
from engine.checked import checked
from engine.goals import goal
from engine.holds import on_layers, released
from engine.limits import ROUNDING, bars_to, held_in_type, towards
from engine.parameters import BANDS, OTHER_END, canonical, kept_in_order, parameter, read, write, write_all
from engine.state import Glide

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from pydantic import JsonValue

    from engine.bar import OutcomeStatus
    from engine.config import Config
    from engine.state import Held, Holds, MorphEnd, SessionState

Key = tuple[str, str, str, str]


def cap_for(config: Config, path: str) -> float:
    """Return the most a wish moves a path in a bar: its own cap, or its modulators' rate where that is smaller.

    Infinite where the parameter has no cap; 0 where a modulator stands still.
    """
    known = parameter(config, path)
    if known is None or not known.moves:
        return math.inf
    cap = known.cap_per_bar
    for modulator in config.modulators:
        rate = modulator.mod.max_delta_per_bar
        if rate is not None and canonical(modulator.param_path) == path:
            cap = min(cap, rate)
    if cap <= ROUNDING:
        return 0.0
    return max(1.0, math.floor(cap)) if known.kind == "int" else cap


def number_at(config: Config, path: str) -> float | None:
    """Return the number at a path, None where there is none."""
    value = read(config, path)
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _next_value(config: Config, glide: Glide) -> float | None:
    """Return a glide's value a bar later, None when there is nothing to move.

    A ramp covers an even share of what is left; whole numbers round it down, so as to arrive on time and not before.
    """
    value, known = number_at(config, glide.path), parameter(config, glide.path)
    cap = cap_for(config, glide.path)
    if value is None or known is None or not cap:
        return None
    if glide.bars_left > 1:
        share = abs(glide.goal - value) / glide.bars_left
        cap = min(cap, math.floor(share + ROUNDING) if known.kind == "int" else share)
    return held_in_type(known, towards(value, glide.goal, cap))


def bars_left(config: Config, glide: Glide, leading: Mapping[str, Glide]) -> int:
    """Return the bars a glide still needs.

    Args:
        config: values now.
        glide: on its way.
        leading: every glide by its path; the other end of a band may hold this one up.
    """
    value = number_at(config, glide.path)
    if value is None:
        return 0
    bars = max(glide.bars_left, bars_to(value, glide.goal, cap_for(config, glide.path)))
    other = leading.get(OTHER_END.get(glide.path, ""))
    place = None if other is None else number_at(config, other.path)
    if other is None or place is None:
        return bars
    if not (place > glide.goal if _is_high(glide) else place < glide.goal):
        return bars  # the other end is not in the way
    rate = cap_for(config, other.path)
    if other.bars_left > 1:
        rate = min(rate, abs(other.goal - place) / other.bars_left)
    return max(bars, bars_to(place, glide.goal, rate))


def _is_high(glide: Glide) -> bool:
    return any(glide.path == high for _, high in BANDS)


def advance(state: SessionState) -> tuple[SessionState, tuple[Outcome, ...]]:
    """Return the state after all glides and morphs have moved into this bar, and the answer to each of their wishes."""
    if not (state.glides or state.switches or state.morph):
        return state, ()
    after = _switched(_moved(state))
    config, stage, morph = after.config, state.stage, state.morph
    if morph is not None and morph.bars_left <= 1:
        config, stage, morph = fitting(config), _morphed(stage, morph), None
    elif morph is not None:
        morph = altered(morph, bars_left=morph.bars_left - 1)
    after = altered(after, config=config, stage=stage, morph=morph)
    return after, _answers(state, after)


def _moved(state: SessionState) -> SessionState:
    """Move every glide by a bar; those that have arrived end."""
    values = {glide.path: _next_value(state.config, glide) for glide in state.glides}
    for low_path, high_path in BANDS:
        if low_path in values or high_path in values:
            _keep_apart(state.config, values, low_path, high_path)
    remaining = []
    for glide in state.glides:
        value = values[glide.path]
        if value is not None and abs(value - glide.goal) > ROUNDING:
            remaining.append(altered(glide, bars_left=max(0, glide.bars_left - 1)))
    config = write_all(state.config, {path: value for path, value in values.items() if value is not None})
    return altered(state, config=config, glides=tuple(remaining))


def _switched(state: SessionState) -> SessionState:
    """Make the switches that are due. An end that its band did not have starts at the other end and glides on."""
    config, waiting, glides = state.config, [], list(state.glides)
    for switch in state.switches:
        if switch.bars_left > 1:
            waiting.append(altered(switch, bars_left=switch.bars_left - 1))
            continue
        value = checked(config, switch.path, switch.goal).value
        if switch.path in OTHER_END and isinstance(value, (int, float)) and state.morph is not None:
            name, goal = state.morph.scene, float(value)
            value = kept_in_order(config, switch.path, goal)
            if value != goal:
                glides.append(Glide(switch.path, goal, name, switch.wish, switch.author, "scene", name))
        config = write(config, switch.path, value)
    return altered(state, config=config, switches=tuple(waiting), glides=tuple(glides))


def _keep_apart(config: Config, values: dict[str, float | None], low_path: str, high_path: str) -> None:
    """Hold back the end of a band that would pass the other."""
    low_now, high_now = number_at(config, low_path), number_at(config, high_path)
    low, high = values.get(low_path, low_now), values.get(high_path, high_now)
    if low is None or high is None or low_now is None or high_now is None or low <= high:
        return
    if high < high_now:
        values[high_path] = min(low, high_now)
    else:
        values[low_path] = max(high, low_now)


def _morphed(stage: Holds, morph: MorphEnd) -> Holds:
    """Return the stage at the end of a morph: the scene's mutes and solos, but for layers the performer took since."""
    return altered(
        stage,
        mutes=_but_own(stage.mutes, morph.mutes, morph.own_mutes),
        solos=_but_own(stage.solos, morph.solos, morph.own_solos),
    )


def _but_own(now: tuple[Held, ...], scene: tuple[Held, ...], own: tuple[str, ...]) -> tuple[Held, ...]:
    for layer in own:
        scene = released(scene, layer)
    return (*scene, *(hold for hold in now if hold.layer in own))


def fitting(config: Config) -> Config:
    """Return the config with dependent fields made consistent: fills within steps, a weight for each offset."""
    for name, layer in config.layers.items():
        fills = layer.fills or 0
        clipped = min(max(fills, -layer.steps), layer.steps)
        if clipped != fills:
            config = write(config, f"{name}.fills", clipped)
        if layer.beat_bins_probs and len(layer.beat_bins_probs) != len(layer.beat_bins_ms):
            config = write(config, f"{name}.beat_bins_probs", ())
    return config


# --- what is said -----------------------------------------------------------------------------------------------------


def key_of(glide: Glide) -> Key:
    """Return the key of the wish that a glide belongs to: id, author, command, shown path."""
    return glide.wish, glide.author, glide.command, glide.shown


def under_way(state: SessionState) -> dict[Key, Glide]:
    """Return one glide for each wish that is under way, by the wish's key."""
    return spokesmen(state.morph, state.glides)


def spokesmen(morph: MorphEnd | None, glides: Iterable[Glide]) -> dict[Key, Glide]:
    """Return one glide for each wish, by the wish's key.

    A morph's may lead nowhere: mutes and switches have no glide.
    """
    found: dict[Key, Glide] = {}
    if morph is not None:
        own = Glide("", 0.0, morph.scene, morph.wish, morph.author, "scene", morph.scene, reason=morph.reason)
        found[key_of(own)] = own
    for glide in glides:
        found.setdefault(key_of(glide), glide)
    return found


def outcome_of(state: SessionState, glide: Glide, status: OutcomeStatus, *, bars: int = 0, reason: str = "") -> Outcome:
    """Return an outcome of a wish that is or was under way, with the value now in force."""
    return Outcome(
        wish=glide.wish, author=glide.author, command=glide.command, path=glide.shown, status=status,
        requested=glide.requested, applied=applied_value(state.config, glide), bar=state.bar, bars_left=bars,
        reason=reason or glide.reason, act="recall" if glide.command == "scene" else "",
    )


def _answers(before: SessionState, after: SessionState) -> tuple[Outcome, ...]:
    """Return one outcome for each wish that was under way."""
    leading = {glide.path: glide for glide in after.glides}
    bars = dict.fromkeys(under_way(before), 0)
    for glide in after.glides:
        bars[key_of(glide)] = max(bars[key_of(glide)], bars_left(after.config, glide, leading))
    if after.morph is not None:
        key = (after.morph.wish, after.morph.author, "scene", after.morph.scene)
        bars[key] = max(bars[key], after.morph.bars_left)
    return tuple(
        outcome_of(after, glide, "gliding" if bars[key] else "applied", bars=bars[key])
        for key, glide in under_way(before).items()
    )


def applied_value(config: Config, glide: Glide) -> JsonValue:
    """Return the value now in force for a wish: a parameter's, a score's band (null: no goal), or the scene's name."""
    if glide.command == "scene":
        return glide.requested
    if glide.command == "target":
        band = goal(config.targets, glide.shown.removeprefix("targets."))
        return None if band is None else list(band)
    return read(config, glide.path) if parameter(config, glide.path) is not None else None


def landed(state: SessionState) -> SessionState:
    """Return the state with every glide and morph at its end: what a stopped transport does at once."""
    if not (state.glides or state.switches or state.morph):
        return state
    ahead = ((glide, parameter(state.config, glide.path)) for glide in state.glides)
    config = write_all(state.config, {
        glide.path: held_in_type(known, glide.goal) for glide, known in ahead if known is not None
    })
    for switch in state.switches:
        config = write(config, switch.path, checked(config, switch.path, switch.goal).value)
    stage = state.stage
    if state.morph is not None:
        config, stage = fitting(config), on_layers(_morphed(stage, state.morph), config.layers)
    there = altered(state, config=config, stage=stage, glides=(), switches=(), morph=None)
    return followed(there, {glide.path for glide in state.glides})


def followed(state: SessionState, paths: Collection[str]) -> SessionState:
    """Return the state with the modulators of some paths standing where the parameters stand."""
    if not paths or not any(canonical(modulator.param_path) in paths for modulator in state.config.modulators):
        return state
    positions = []
    for modulator, position in zip(state.config.modulators, state.modulators, strict=True):
        path = canonical(modulator.param_path)
        value = number_at(state.config, path) if path in paths else None
        positions.append(position if value is None else value)
    return altered(state, modulators=tuple(positions))


def own_hold(morph: MorphEnd | None, layer: str, *, solo: bool) -> MorphEnd | None:
    """Take a layer's mute (or solo) out of a morph, because the performer has changed it since."""
    if morph is None:
        return None
    if solo:
        return altered(morph, own_solos=(*(name for name in morph.own_solos if name != layer), layer))
    return altered(morph, own_mutes=(*(name for name in morph.own_mutes if name != layer), layer))
