"""Which steps does every layer play in this bar?

Conditions are heard in file order, because a layer may listen to its neighbour. Then, kick first: kick variations,
thinning and muting near the kick, density and refractory gap; what the controller may choose comes last, when all that
is fixed is known. Only steps are decided here; `engine/microtiming.py` and `engine/articulation.py` make them sound.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.arc import ends_with, starts_with_crash
from engine.by_hand import HAND, LOCKED, steps_held, still
from engine.conditions import ALWAYS, evaluate
from engine.controller import Choice, Voices, steer, wants_renewal
from engine.density import clamped
from engine.draft import Draft
from engine.fills import fill_scheduled, has_fill, roll
from engine.form import figure_of, variant
from engine.goals import goals
from engine.kick_variation import displaced, ghosts
from engine.layers import OFFBEATS, base_mask, drifted, parts_of
from engine.markov import FreeLayer, free_layer
from engine.near_kick import FULL, near, rested, since_last, thinned
from engine.nudges import Touch, aims_of, as_before, beat_touched, by_hand, kicks_touched, touched
from engine.phrase import Moment, hit_draws, moment_of, renews
from engine.state import EVERY_LAYER, NESTED_TURNS, Control, Figure, LayerMemory
from engine.timebase import STEPS_PER_BAR
from engine.turns import Turning, crash, kind_of, strike, turn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.bands import Band
    from engine.config import Config
    from engine.layers import Part
    from engine.state import HeldHit, SessionState

WITH_CONDITIONS = frozenset({"m3", "m4"})
"""Modes that know conditions and density."""
MEANT = frozenset({"roll", "build", "stop", "no_kick"})
"""Turns that are fills: the guard does not read them."""
FRESH = LayerMemory()
"""Memory of a layer that has not played yet."""
LAST_STEP = STEPS_PER_BAR - 1


@dataclass(frozen=True, slots=True)
class Composition:
    """All layers' steps in one bar, and what to remember of it.

    Attributes:
        parts: the layers that are there.
        figure: their steps.
        control: bias, give and changed hits after the bar.
        moment: the bar's place in its phrase.
        fill: a fill sounds.
        plain: neither a fill nor a turn: what sounds now is the figure to hold.
        drafts: how each layer came to its steps, in file order.
        touch: what the controller changed last, and what it could not meet; None before meaning 2 and in a fill.
    """

    parts: tuple[Part, ...]
    figure: Figure
    control: Control
    moment: Moment
    fill: bool
    plain: bool
    drafts: tuple[Draft, ...]
    touch: Touch | None = None


def compose(state: SessionState, config: Config) -> Composition:
    """Return the steps of the bar that follows a state, under the parameters of this bar.

    Source: ours: kick first, because others make room for it; conditions before, because NEI listens in file order.
    """
    hits, locks = state.stage.hits, state.stage.locks
    parts = still(parts_of(config, state.meaning, state.out), locks)
    moment = moment_of(config, state.seed, state.bar, state.anchor)
    conditional = config.mode in WITH_CONDITIONS
    asked = state.stage.fill_bars is None or state.stage.fill_bars > 0
    kind = "" if asked else ends_with(state) or kind_of(moment)
    fill = asked or kind in MEANT or (conditional and fill_scheduled(parts, state.bar))
    plain = not (fill or moment.turn or kind)
    drafts = _drafts(state, config, parts, moment, asked=asked)
    if asked and not (conditional and has_fill(parts)):
        _add_roll(drafts, parts, moment)

    bands = goals(config.targets)
    aims = aims_of(config, bands, state.meaning)
    touches = config.mode == "m4" and state.meaning >= EVERY_LAYER
    meant = fill and not kind  # its hits are no figure to change: what was changed stays as it was
    kick = _fix_kicks(drafts, config, moment, hits)
    edits: dict[str, int] = {}
    if touches:
        kicks = [draft for draft in drafts if draft.part.voice == "K"]
        _change(drafts, as_before(state, kicks) if meant else kicks_touched(state, drafts, aims), edits)
        kick = _kicks(drafts)
    free: list[FreeLayer] = []
    drafts_of_free: list[Draft] = []
    for draft in drafts:
        if draft.part.voice == "K":
            continue
        layer = draft.part.layer
        draft.blocked |= near(kick, layer.mute_near_kick)
        draft.mask &= ~draft.blocked
        draft.stages.append(("mute near kick", draft.mask))
        if draft.part.free and not draft.rolls:
            free.append(_freed(state, config, draft, moment, kick))
            drafts_of_free.append(draft)
        else:
            _fix(draft, config, moment, kick, locked=draft.part.name in locks)

    control = state.control
    if free:
        choice = steer(
            free, _voices(drafts, kick), control, bands, first=state.bar == 0,
            aims=moment.starts and plain,
        )
        for draft, mask in zip(drafts_of_free, choice.masks, strict=True):
            draft.mask = mask
            draft.stages.append(("controller and density", mask))
        control = _steered(control, choice, plain=plain)
    _take_in_hand(drafts, hits)
    touch = None
    if touches:
        others = [draft for draft in drafts if draft.part.voice != "K"]
        touch = as_before(state, others) if meant else beat_touched(state, drafts, aims, touched(state, drafts, aims))
        _change(drafts, touch, edits)
        if plain and edits != control.edits:
            control = replace(control, edits=edits)
    _turn(drafts, state, moment, kind, bands)
    return Composition(
        parts=tuple(parts),
        figure=Figure(
            {draft.part.name: draft.mask for draft in drafts},
            {draft.part.name: draft.ghosts & draft.mask for draft in drafts if draft.ghosts & draft.mask},
        ),
        control=control, moment=moment, fill=fill, plain=plain, drafts=tuple(drafts), touch=None if meant else touch,
    )


def _turn(
    drafts: Sequence[Draft], state: SessionState, moment: Moment, kind: str, bands: Mapping[str, Band | None]
) -> None:
    """Turn the bar where a phrase or section ends, and strike the crash where one begins."""
    if kind:
        before = None if state.eased else state.backbone
        turn(Turning(drafts, moment, bands, before, nested=state.meaning >= NESTED_TURNS), kind)
    if starts_with_crash(state):
        strike(drafts)
    else:
        crash(drafts, moment)


def _take_in_hand(drafts: Sequence[Draft], hits: Sequence[HeldHit]) -> None:
    """Put in and take out what the performer holds; the controller leaves these steps alone."""
    for draft in drafts if hits else ():
        draft.hand_on, off = steps_held(hits, draft.part.name)
        if draft.hand_on or off:
            draft.blocked |= draft.hand_on | off
            draft.mask = draft.mask & ~off | draft.hand_on
            draft.stages.append((HAND, draft.mask))


def _kicks(drafts: Sequence[Draft]) -> int:
    kick = 0
    for draft in drafts:
        if draft.part.voice == "K":
            kick |= draft.mask
    return kick


def _change(drafts: Sequence[Draft], touch: Touch, edits: dict[str, int]) -> None:
    """Put changed hits into the drafts, and say in `edits` which; a second touch of a layer replaces its first."""
    for draft in drafts:
        name = draft.part.name
        if name in touch.edits:
            draft.figure = draft.mask if draft.figure is None else draft.figure
            draft.mask = touch.masks[name]
            draft.stages.append(("the goals", draft.mask))
            edits[name] = touch.edits[name]
        elif draft.figure is not None and name in touch.masks:
            draft.mask, draft.figure = draft.figure, None
            draft.stages.append(("the goals", draft.mask))
            del edits[name]


def _drafts(state: SessionState, config: Config, parts: list[Part], moment: Moment, *, asked: bool) -> list[Draft]:
    """Return each layer's cycle after its conditions, with its drift and generation advanced."""
    drafts: list[Draft] = []
    guard = config.guard
    conditional = config.mode in WITH_CONDITIONS
    renewing = wants_renewal(state.control)
    neighbour = ALWAYS
    for part in parts:
        memory = state.layers.get(part.name, FRESH)
        rotation = drifted(part, memory.rotation, max_rate=guard.max_rot_rate, kick_immutable=guard.kick_immutable)
        if part.name in state.stage.locks:
            renewed, generation = False, memory.generation
        elif moment.home is not None and moment.repeats:
            generation = figure_of(moment, part.name)
            renewed = generation != memory.generation
            if renewed:
                memory = replace(memory, held=None if generation else memory.home)
        else:
            renewed = renews(moment, part.name, memory.generation) or (renewing and part.free)
            generation = memory.generation + renewed
        cycle = base_mask(part.layer, moment.bar, memory.rotation)
        draft = Draft(part, memory, cycle, rotation, generation, renewed, ALWAYS if memory.result else 0)
        draft.blocked = FULL & ~OFFBEATS if part.layer.offbeats_only else 0
        draft.stages.append(("cycle", cycle))
        if conditional:
            verdict = evaluate(
                part.layer, part.name, cycle, moment=moment, generation=generation,
                memory=memory.result, neighbour=neighbour, fill=asked,
            )
            draft.mask = verdict.passed
            draft.blocked |= cycle & ~verdict.passed
            draft.heard = verdict.memory
            draft.stages.append(("conditions", draft.mask))
        if moment.home is not None and part.pliable and not part.free:
            varied = variant(moment, part.name, generation, draft.mask, adds=not part.backbone)
            varied &= ~(draft.blocked | part.kept)
            draft.mask ^= varied
            if varied:
                draft.stages.append(("this phrase's figure", draft.mask))
        neighbour = draft.heard
        drafts.append(draft)
    return drafts


def _add_roll(drafts: list[Draft], parts: list[Part], moment: Moment) -> None:
    player, steps = roll(parts, moment)
    for draft in drafts:
        if draft.part.name == player:
            held = draft.memory.held
            draft.mask = steps | (draft.mask if held is None else held)
            draft.blocked &= ~(steps & OFFBEATS if draft.part.layer.offbeats_only else steps)
            draft.rolls = True
            draft.stages.append(("fill", draft.mask))


def _vary(draft: Draft, moment: Moment) -> None:
    part = draft.part
    draft.mask = displaced(draft.mask, part.layer, part.name, moment, draft.generation)
    draft.ghosts = ghosts(draft.mask, part.layer, part.name, moment, draft.generation)
    draft.mask |= draft.ghosts
    draft.stages.append(("ghosts and displacement", draft.mask))


def _fix_kicks(drafts: list[Draft], config: Config, moment: Moment, hits: Sequence[HeldHit]) -> int:
    """Settle the kick layers and return all their steps."""
    kick = 0
    for draft in drafts:
        if draft.part.voice == "K":
            if not config.guard.kick_immutable:
                _vary(draft, moment)
            draft.mask &= ~draft.blocked
            _settle(draft, config)
            _take_in_hand((draft,), hits)
            kick |= draft.mask
    return kick


def _fix(draft: Draft, config: Config, moment: Moment, kick: int, *, locked: bool) -> None:
    """Settle a layer that the controller does not choose for; a locked one keeps the figure it has."""
    part = draft.part
    if locked and draft.memory.held is not None and not draft.rolls:
        draft.mask = draft.memory.held
        draft.stages.append((LOCKED, draft.mask))
        return
    _vary(draft, moment)
    if draft.mask & draft.blocked:
        draft.mask &= ~draft.blocked
        draft.stages.append(("silent steps", draft.mask))
    if part.closed_hat and config.thin_bias:
        draws = hit_draws(moment, part.name, "thin", draft.generation)
        draft.mask = thinned(draft.mask, kick, config.thin_bias, draws)
        draft.stages.append(("thinning near kick", draft.mask))
    _settle(draft, config)


def _settle(draft: Draft, config: Config) -> None:
    """Apply the refractory gap, then density by metric weight (m3 and the kick of m4), which keeps the gap."""
    layer = draft.part.layer
    gap, since_hit = layer.refractory_steps, draft.memory.since_hit
    draft.mask = rested(draft.mask, gap, since_hit)
    draft.stages.append(("refractory gap", draft.mask))
    if layer.density is not None and config.mode in WITH_CONDITIONS and not draft.rolls:
        draft.mask = clamped(draft.mask, layer.density, draft.blocked, gap, since_hit)
        draft.stages.append(("density", draft.mask))


def _freed(state: SessionState, config: Config, draft: Draft, moment: Moment, kick: int) -> FreeLayer:
    part = draft.part
    _vary(draft, moment)
    return free_layer(
        part, draft.mask, moment=moment, generation=draft.generation, held=draft.memory.held, renewed=draft.renewed,
        kick=kick, thin_bias=config.thin_bias, blocked=draft.blocked, since_hit=draft.memory.since_hit,
        may_give=not by_hand(state, part.name),
    )


def _voices(drafts: list[Draft], kick: int) -> Voices:
    middle = cymbal = 0
    for draft in drafts:
        if draft.rolls or not draft.part.free:
            if draft.part.voice == "M":
                middle |= draft.mask
            elif draft.part.voice == "C":
                cymbal |= draft.mask
    return Voices(kick, middle, cymbal)


def _steered(control: Control, choice: Choice, *, plain: bool) -> Control:
    """Keep the controller's choice; in a turn or a fill it holds for that bar only."""
    if wants_renewal(control):
        control = replace(control, renewals=control.renewals + 1)
    if plain and (choice.bias != control.bias or choice.give != control.give):
        return replace(control, bias=choice.bias, give=choice.give)
    return control


def remembered(draft: Draft, mask: int, last_tick: int, *, plain: bool) -> LayerMemory:
    """Return a layer's memory after a bar in which it played a mask."""
    held = draft.memory.held
    if (draft.part.free or draft.part.pliable) and (plain or held is None):
        held = (mask if draft.figure is None else draft.figure) & ~draft.hand_on
    home = held if plain and not draft.generation else draft.memory.home
    return LayerMemory(
        rotation=draft.rotation, result=bool(draft.heard >> LAST_STEP & 1), generation=draft.generation, held=held,
        home=home, since_hit=since_last(mask, draft.memory.since_hit), last_tick=last_tick,
    )
