"""Why does a step sound, or stay silent?

The bar is made again from the state before it, outside the player, and what each rule did to the layer's steps is read
off: the hot path carries no reasons.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from engine.by_hand import HAND, LOCKED, steps_held
from engine.compose import compose
from engine.conditions import ALWAYS, evaluate
from engine.holds import holds_layer, silent
from engine.layers import OFFBEATS
from engine.near_kick import near
from engine.parameters import near_or_all
from engine.session import entered, next_bar
from engine.timebase import STEPS_PER_BAR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.commands import Wish
    from engine.compose import Composition
    from engine.draft import Draft
    from engine.state import Holds, SessionState


FAILED: Final = "a condition that does not hold keeps the step silent"


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one step of one layer sounds or not.

    Attributes:
        layer: name.
        step: 0..15.
        bar: index of the bar.
        sounds: the step is played (a performer's mute included: a muted hit does not sound).
        reasons: one sentence for each rule that put the step in or took it out, in the order they worked.
    """

    layer: str
    step: int
    bar: int
    sounds: bool
    reasons: tuple[str, ...]


def explain(state_before: SessionState, wishes: Sequence[Wish], layer: str, step: int) -> Explanation:
    """Return why a step sounds in the bar that `next_bar(state_before, wishes)` makes.

    Args:
        state_before: the state the bar was made from.
        wishes: those that reached the bar.
        layer: a layer of the config.
        step: nominal step, 0..15.

    Raises:
        KeyError: there is no such layer. IndexError: there is no such step.
    """
    if not 0 <= step < STEPS_PER_BAR:
        raise IndexError(f"a bar has the steps 0..{STEPS_PER_BAR - 1}, found {step}")
    entry = entered(state_before, wishes)
    config = entry.config if entry.frozen is None else entry.frozen.config
    if layer not in config.layers:
        raise KeyError(f"there is no layer {layer}{near_or_all(layer, config.layers)}")
    after, bar = next_bar(state_before, wishes)
    figure = after.figure.masks if after.figure is not None else {}
    played = bool(figure.get(layer, 0) >> step & 1)
    reasons: list[str] = []
    if config.layers[layer].muted:
        reasons.append("the config mutes the layer: it is not there")
    elif layer in entry.out and entry.frozen is None:
        reasons.append(f"energy {config.energy:.2f} or the section keeps the layer out: it is not there")
    elif entry.frozen is not None:
        reasons.append(f"the bar is frozen: it repeats bar {entry.frozen.bar + 1}, which {_has(sounds=played)}")
    else:
        music = compose(entry, entry.config)
        draft = next(draft for draft in music.drafts if draft.part.name == layer)
        reasons.extend(_rules(entry, music, draft, step))
        if bar.rescued and played != bool(draft.mask >> step & 1):
            reasons.append("the guard rebuilt the bar plainly, because its entrainment was too low")
    muted = layer in silent(entry.stage, config.layers)
    if muted and played:
        reasons.append(_held_out(entry.stage, layer))
    return Explanation(layer, step, bar.index, played and not muted, tuple(reasons))


def _has(*, sounds: bool) -> str:
    return "sounds it" if sounds else "leaves it out"


def _held_out(stage: Holds, layer: str) -> str:
    """Say which mute, solo or drop silences a layer."""
    if holds_layer(stage.mutes, layer):
        return "the performer has muted the layer"
    if stage.solos and not holds_layer(stage.solos, layer):
        return "the performer has soloed other layers"
    return "the drop takes the layer out"


def _rules(state: SessionState, music: Composition, draft: Draft, step: int) -> list[str]:
    """Return a sentence for each rule that changed the step."""
    found: list[str] = []
    sounding = False
    on, off = steps_held(state.stage.hits, draft.part.name)
    held = bool((on | off) >> step & 1)
    for name, mask in draft.stages:
        now = bool(mask >> step & 1)
        if name == "cycle":
            found.append("the cycle sounds it" if now else "the cycle leaves it out")
        elif name == "conditions" and sounding and not now:
            found.extend(_failed(state, music, draft, step))
        elif name == "controller and density":
            found.extend(reason for reason in _chosen(music, draft, step, sounds=now, held=held) if reason not in found)
        elif name in {"mute near kick", "silent steps"} and sounding and not now:
            found.extend(_forbidden(music, draft, step) or [FAILED])
        elif name == HAND and held:
            said = f"your hand {'puts it in' if now else 'takes it out'}"
            found += [said] if said not in found else []  # a kick is taken in hand twice
        elif name == LOCKED and now != sounding:
            found.append(f"the layer is locked as it was, {'with' if now else 'without'} it")
        elif name == "the goals" and now != sounding:
            found.append(f"the controller {'adds it' if now else 'leaves it out'} to meet its goals")
        elif now != sounding:
            found.append(f"{name} {'puts it in' if now else 'takes it out'}")
        sounding = now
    if draft.ghosts >> step & 1 and sounding:
        found.append("it is a ghost before a beat")
    return found


def _failed(state: SessionState, music: Composition, draft: Draft, step: int) -> list[str]:
    """Name the conditions that did not hold at a step."""
    names = [other.part.name for other in music.drafts]
    place = names.index(draft.part.name)
    neighbour = ALWAYS
    if place:
        neighbour = music.drafts[place - 1].heard
    fill = state.stage.fill_bars is None or state.stage.fill_bars > 0
    verdict = evaluate(
        draft.part.layer, draft.part.name, draft.stages[0][1], moment=music.moment, generation=draft.generation,
        memory=draft.memory.result, neighbour=neighbour, fill=fill,
    )
    kinds = [
        f"condition {place + 1} ({draft.part.layer.conditions[place].kind})"
        for failed_step, place in verdict.failed if failed_step == step
    ]
    return [f"{kind} does not hold" for kind in kinds]


def _forbidden(music: Composition, draft: Draft, step: int) -> list[str]:
    """Name the rules of the layer that forbid a step."""
    layer = draft.part.layer
    kick = 0
    for other in music.drafts:
        kick |= other.mask if other.part.voice == "K" else 0
    found = []
    if near(kick, layer.mute_near_kick) >> step & 1:
        found.append(f"mute_near_kick forbids it: a kick lies within {layer.mute_near_kick} steps")
    if layer.offbeats_only and not OFFBEATS >> step & 1:
        found.append("offbeats_only forbids it: it is not between two beats")
    return found


def _gap(draft: Draft, step: int) -> list[str]:
    """Say so when a step lies in the gap after its layer's last hit."""
    gap = draft.part.layer.refractory_steps
    before = draft.mask & ((1 << step) - 1)
    since = step - before.bit_length() + 1 if before else step + draft.memory.since_hit
    return [f"the refractory gap keeps {gap} steps silent after a hit"] if since <= gap else []


def _chosen(music: Composition, draft: Draft, step: int, *, sounds: bool, held: bool) -> list[str]:
    """Say what the controller did with a step of a free layer, or what prevented it; a held step is the hand's."""
    if not sounds and draft.blocked >> step & 1:
        return _forbidden(music, draft, step) or ([] if held else [FAILED])
    density = draft.part.layer.density
    share = draft.mask.bit_count() / STEPS_PER_BAR
    wanted = "" if density is None else f" for a density of {density.target:g} (now {share:g})"
    give = f", {music.control.give:+d} hits for syncopation" if music.control.give else ""
    choice = (
        f"the controller {'keeps it' if sounds else 'leaves it out'}{wanted}{give}, "
        f"at a syncopation bias of {music.control.bias:+.2f}"
    )
    return [choice] if sounds else [choice, *_gap(draft, step)]
