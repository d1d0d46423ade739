"""How do wished parameters travel to their goals, bar by bar, and what is said on the way?

A wish may lead several parameters (both ends of a band, a whole scene); it is answered once a bar as one thing, and is
fulfilled when the last of them arrives.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.bar import Outcome
from engine.limits import ROUNDING, bars_to, held_in_type, towards
from engine.modulators import cap_of
from engine.parameters import canonical, checked, parameter, read, write

if TYPE_CHECKING:
    from pydantic import JsonValue

    from engine.config import Config
    from engine.state import Glide, SessionState


def cap_for(config: Config, path: str) -> float:
    """Return the most a path may move in a bar: its own cap, or its modulator's rate where that is smaller; 0 switches."""
    known = parameter(config, path)
    if known is None:
        return 0.0
    for modulator in config.modulators:
        if canonical(modulator.param_path) == path:
            cap = cap_of(config, modulator)
            return max(1.0, cap) if known.kind == "int" else cap
    return known.cap_per_bar


def number_at(config: Config, path: str) -> float | None:
    """Return the number at a path, None where there is none."""
    value = read(config, path)
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _moved(config: Config, glide: Glide) -> tuple[Config, Glide | None]:
    """Move one glide by a bar; None when it has arrived."""
    value, known = number_at(config, glide.path), parameter(config, glide.path)
    if value is None or known is None:
        return config, None
    way = abs(glide.goal - value)
    cap = cap_for(config, glide.path) or way
    share = way / glide.bars_left if glide.bars_left > 1 else cap
    after = held_in_type(known, towards(value, glide.goal, min(cap, share)))
    config = write(config, glide.path, after)
    if abs(after - glide.goal) <= ROUNDING:
        return config, None
    return config, replace(glide, bars_left=max(0, glide.bars_left - 1))


def bars_left(config: Config, glide: Glide) -> int:
    """Return the bars a glide still needs."""
    value = number_at(config, glide.path)
    if value is None:
        return 0
    return max(glide.bars_left, bars_to(value, glide.goal, cap_for(config, glide.path)))


def advance(state: SessionState) -> tuple[SessionState, tuple[Outcome, ...]]:
    """Return the state after all glides and morphs have moved into this bar, and the answer to each wish behind them."""
    if not (state.glides or state.switches or state.morph):
        return state, ()
    config = state.config
    remaining = []
    for glide in state.glides:
        config, left = _moved(config, glide)
        if left is not None:
            remaining.append(left)
    waiting = []
    for switch in state.switches:
        if switch.bars_left <= 1:
            config = write(config, switch.path, checked(config, switch.path, switch.goal).value)
        else:
            waiting.append(replace(switch, bars_left=switch.bars_left - 1))
    stage, morph = state.stage, state.morph
    if morph is not None and morph.bars_left <= 1:
        stage, morph = replace(stage, mutes=morph.mutes, solos=morph.solos), None
    elif morph is not None:
        morph = replace(morph, bars_left=morph.bars_left - 1)
    after = replace(
        state, config=config, glides=tuple(remaining), switches=tuple(waiting), stage=stage, morph=morph
    )
    return after, _answers(state, after)


def _answers(before: SessionState, after: SessionState) -> tuple[Outcome, ...]:
    """Return one outcome for each wish that had something on its way."""
    found = []
    for key in dict.fromkeys((glide.wish, glide.author, glide.command, glide.shown) for glide in before.glides):
        mine = [glide for glide in before.glides if (glide.wish, glide.author, glide.command, glide.shown) == key]
        left = [glide for glide in after.glides if (glide.wish, glide.author, glide.command, glide.shown) == key]
        first = mine[0]
        bars = max((bars_left(after.config, glide) for glide in left), default=0)
        if first.command == "scene" and after.switches:
            bars = max(bars, max(switch.bars_left for switch in after.switches))
        found.append(
            Outcome(
                wish=first.wish, author=first.author, command=first.command, path=first.shown,
                status="gliding" if bars else "applied", requested=first.requested,
                applied=applied_value(after.config, first), bar=before.bar, bars_left=bars, reason=first.reason,
            )
        )
    return tuple(found)


def applied_value(config: Config, glide: Glide) -> JsonValue:
    """Return what is in force of a wish: a parameter's value, a score's band, or the scene's name."""
    if glide.command == "scene":
        return glide.requested
    if glide.command == "target":
        low, high = target_paths(glide.shown.removeprefix("targets."))
        return [read(config, low) if low else None, read(config, high) if high else None]
    return read(config, glide.path)


def target_paths(score: str) -> tuple[str, str]:
    """Return the paths of a score's lower and upper goal; "" where the score itself is the bound."""
    return {
        "E": ("targets.E_target", ""), "S": ("targets.S_low", "targets.S_high"), "H": ("targets.H_low", "targets.H_high"),
        "D": ("targets.D_target", "targets.D_target"), "T": ("", "targets.T_ms_cap"),
    }[score]


def landed(state: SessionState) -> SessionState:
    """Return the state with every glide and morph at its end: what a stopped transport does at once."""
    config = state.config
    for glide in state.glides:
        known = parameter(config, glide.path)
        if known is not None:
            config = write(config, glide.path, held_in_type(known, glide.goal))
    for switch in state.switches:
        config = write(config, switch.path, checked(config, switch.path, switch.goal).value)
    stage = state.stage
    if state.morph is not None:
        stage = replace(stage, mutes=state.morph.mutes, solos=state.morph.solos)
    return replace(state, config=config, stage=stage, glides=(), switches=(), morph=None)
