"""Why does a step sound, or stay silent?

The bar is made again from the state before it, outside the player, and what each rule did to the layer's steps is read
off: the hot path carries no reasons.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.compose import compose
from engine.conditions import ALWAYS, evaluate
from engine.hands import silent
from engine.parameters import did_you_mean
from engine.session import entered, next_bar
from engine.timebase import STEPS_PER_BAR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.commands import Wish
    from engine.compose import Composition, Draft
    from engine.state import SessionState


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
    if layer not in entry.config.layers:
        raise KeyError(f"there is no layer {layer}{did_you_mean(layer, entry.config.layers)}")
    after, bar = next_bar(state_before, wishes)
    figure = after.figure.masks if after.figure is not None else {}
    played = bool(figure.get(layer, 0) >> step & 1)
    reasons: list[str] = []
    if entry.config.layers[layer].muted:
        reasons.append("the config mutes the layer: it is not there")
    elif entry.frozen is not None:
        reasons.append(f"the bar is frozen: it repeats bar {entry.frozen.bar}")
    else:
        music = compose(entry, entry.config)
        draft = next(draft for draft in music.drafts if draft.part.name == layer)
        reasons.extend(_rules(entry, music, draft, step))
        if bar.rescued and played != bool(draft.mask >> step & 1):
            reasons.append("the guard rebuilt the bar plainly, because its entrainment was too low")
    muted = layer in silent(entry.stage, entry.config.layers)
    if muted and played:
        reasons.append("the performer has muted the layer, or soloed others")
    return Explanation(layer, step, bar.index, played and not muted, tuple(reasons))


def _rules(state: SessionState, music: Composition, draft: Draft, step: int) -> list[str]:
    """Return a sentence for each rule that changed the step."""
    found = []
    sounding = False
    for name, mask in draft.stages:
        now = bool(mask >> step & 1)
        if name == "cycle":
            found.append("the cycle sounds it" if now else "the cycle leaves it out")
        elif name == "conditions" and sounding and not now:
            found.extend(_failed(state, music, draft, step))
        elif name == "controller and density":
            found.append(_chosen(music, draft, sounds=now))
        elif now != sounding:
            found.append(f"{name} {'puts it in' if now else 'takes it out'}")
        sounding = now
    if draft.ghosts >> step & 1 and sounding:
        found.append("it is a ghost before a beat")
    return found


def _failed(state: SessionState, music: Composition, draft: Draft, step: int) -> list[str]:
    """Return which conditions did not hold at a step."""
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


def _chosen(music: Composition, draft: Draft, *, sounds: bool) -> str:
    """Return what the controller made of a step that is its to choose."""
    density = draft.part.layer.density
    share = draft.mask.bit_count() / STEPS_PER_BAR
    wanted = "" if density is None else f" for a density of {density.target:g} (now {share:g})"
    give = f", {music.control.give:+d} hits for syncopation" if music.control.give else ""
    return (
        f"the controller {'keeps' if sounds else 'leaves out'} it{wanted}{give}, "
        f"at a syncopation bias of {music.control.bias:+.2f}"
    )
