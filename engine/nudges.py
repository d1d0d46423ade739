"""Which hits does the controller change in this bar, and what keeps it from meeting a goal?

The layers it may touch become the hands of a search (`engine/retouch.py`): kicks where the guard lets them move and E
asks for it, and every pliable layer. What cannot be met is said with what holds it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from engine.aims import MET, Aims, Fixed, Hand, Miss
from engine.density import bounds
from engine.kit import own_density
from engine.layers import BEATS
from engine.retouch import BEAT_AND_S, FEWEST_TRIES, MAX_TRIES, SECOND_TRIES, TRIES, Found, retouched
from engine.scores import entrainment
from engine.state import BEAT_TOGETHER, MEANING_NOW
from engine.timebase import STEPS_PER_BAR
from engine.turns import FREE_BAND

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from engine.bands import Band
    from engine.config import Config
    from engine.draft import Draft
    from engine.state import SessionState

DOWNBEAT: Final = 1
ALL_STEPS: Final = 0xFFFF
MOST_HANDS: Final = 8
"""Layers that one bar's search may touch. Ours: the bar has to be ready in time with 64 layers too."""
MANY_LAYERS: Final = 12
"""Layers beyond which a search is short. Ours."""
FEWEST_HITS: Final = 2
"""Hits that a layer plays, or may play by its density, to be a figure; a single crash or cowbell is none."""
VOICES: Final = ("K", "M", "C")
OPEN_HAT_NOTE: Final = 46
TOUCH_PROTECTS_BARS: Final = 16
"""Bars for which the controller leaves a path alone that a person or an agent has set (docs/configs.md)."""
MOST_KICKS: Final = 8
"""Kicks of a bar that E may ask for: eighths."""
INSIDE: Final = 0.025
"""How far inside their bands H and D rather lie, where hits change for them. Ours: a dropped hit costs as much."""


@dataclass(frozen=True, slots=True)
class Touch:
    """What the controller changed, and what it could not meet.

    Attributes:
        masks: steps of the layers it may touch, by name.
        edits: steps that differ from what they would play, by name, where any do.
        miss: of the bar.
        hands, fixed, aims: what was searched, to say what holds a goal.
    """

    masks: Mapping[str, int]
    edits: Mapping[str, int]
    miss: Miss
    hands: tuple[Hand, ...]
    fixed: Fixed
    aims: Aims


SILENCE: Final = Fixed(0, 0, 0, 0, None)
NO_GOALS: Final = Aims(0.0, None, None, None, None)
NOTHING: Final = Touch({}, {}, MET, (), SILENCE, NO_GOALS)
"""The touch of a bar in which no layer may be touched."""


def aims_of(config: Config, bands: Mapping[str, Band | None], meaning: int = MEANING_NOW) -> Aims:
    """Return the bar's aims; before meaning 3 H and D were met at the edge of their bands."""
    beat = bands["E"]
    aims = Aims(config.guard.min_E, beat, bands["S"], bands["H"], bands["D"])
    if meaning < BEAT_TOGETHER:
        return aims
    return aims._replace(room=INSIDE, holds_beat=beat is not None and beat[1] - beat[0] < FREE_BAND)


def kicks_touched(state: SessionState, drafts: Sequence[Draft], aims: Aims) -> Touch:
    """Return the kicks with what E asks of them; the other layers stand as their cycles and held figures do.

    Source: ours: extra kicks off the beat lower E in stairs, and S is kept in mind while they are placed; to raise E
    kicks only come nearer to the floor, because others fit the rest of the backbone, not the beat.
    """
    if aims.entrainment is None or state.config.guard.kick_immutable:
        return NOTHING
    backbone = _fixed(state, drafts, _likely).backbone
    hand = _kick_hand(state, drafts, firmer=entrainment(backbone, backbone) < aims.entrainment[0])
    if hand is None:
        return NOTHING
    rest = [draft for draft in drafts if draft.part.name != hand.name]
    only_beat = aims._replace(entropy=None, dispersion=None)
    return _touched(state, (hand,), _fixed(state, rest, _likely), only_beat, _tries(state, SECOND_TRIES))


def _kick_hand(state: SessionState, drafts: Sequence[Draft], *, firmer: bool) -> Hand | None:
    """Return the first kick that may move as the search sees it.

    Args:
        state: before the bar. drafts: all layers.
        firmer: kicks only come on the beats and leave the steps between them.
    """
    for draft in drafts:
        part = draft.part
        if part.voice == "K" and draft.mask and part.layer.free is not False and part.name not in state.stage.locks:
            mask = draft.mask if draft.figure is None else draft.figure
            open_steps = ALL_STEPS & ~DOWNBEAT & ~draft.blocked
            if firmer:
                open_steps &= mask ^ BEATS
            return Hand(part.name, 0, part.backbone, mask, open_steps, min(mask.bit_count(), 3), MOST_KICKS)
    return None


def beat_touched(state: SessionState, drafts: Sequence[Draft], aims: Aims, touch: Touch) -> Touch:
    """Return a touch with kick and backbone changed together, where that meets E better than one after the other.

    A hit that a kick and a rim share is heard until both leave it. What is no backbone stays as the touch has it; no
    kick comes where a layer makes room for kicks, because that layer is drawn already.

    Args:
        state: before the bar. drafts: of all layers; kicks are changed already, the others not yet.
        aims: of the bar. touch: of the layers that are no kicks.
    """
    if state.meaning < BEAT_TOGETHER or state.config.guard.kick_immutable:
        return touch
    if aims.entrainment is None or not touch.miss.entrainment:
        return touch
    heard = {draft.part.name: touch.masks.get(draft.part.name, draft.mask) for draft in drafts}
    beat = touch.fixed.backbone
    for hand in touch.hands:
        beat |= heard[hand.name] if hand.backbone else 0
    kick = _kick_hand(state, drafts, firmer=entrainment(beat, beat) < aims.entrainment[0])
    if kick is None:
        return touch
    if any(draft.part.layer.mute_near_kick for draft in drafts):
        kick = kick._replace(open_steps=kick.open_steps & kick.mask)
    hands = (kick, *[hand for hand in touch.hands if hand.backbone])
    fixed = _fixed_but(state, drafts, hands, heard)
    found = _touched(state, hands, fixed, aims._replace(entropy=None, dispersion=None), SECOND_TRIES)
    if found.miss[:BEAT_AND_S] >= touch.miss[:BEAT_AND_S]:
        return touch
    edits = {name: edit for name, edit in touch.edits.items() if name not in found.masks}
    return Touch(
        {**touch.masks, **found.masks}, {**edits, **found.edits}, found.miss, touch.hands,
        _fixed_but(state, drafts, touch.hands, {**heard, **found.masks}), aims,
    )


def touched(state: SessionState, drafts: Sequence[Draft], aims: Aims) -> Touch:
    """Return every pliable layer with the hits changed that the goals ask for.

    Open hats are left as they are while S is in its band: they are what a groove is known by, as the backbeat is.
    """
    hands = [_hand(state, draft) for draft in _most_room(drafts, state.stage.locks)]
    tries = _tries(state) if len(drafts) <= MANY_LAYERS else FEWEST_TRIES
    quiet = [hand for hand in hands if not _open_hat(hand, drafts)]
    if quiet and len(quiet) < len(hands):
        found = _touched(state, tuple(quiet), _fixed_but(state, drafts, quiet), aims, tries)
        if not found.miss.syncopation:
            return found
        tries = min(tries, _tries(state, SECOND_TRIES))
    return _touched(state, tuple(hands), _fixed_but(state, drafts, hands), aims, tries)


def _tries(state: SessionState, now: int = TRIES) -> int:
    """Return how many bars a search may score: so many, but as ever in sessions of an earlier meaning."""
    return now if state.meaning >= BEAT_TOGETHER else MAX_TRIES


def as_before(state: SessionState, drafts: Sequence[Draft]) -> Touch:
    """Return layers with the hits changed that were changed in the bar before, for a fill: its hits are no figure."""
    edits = state.control.edits
    changed = {
        draft.part.name: change for draft in drafts
        if not draft.rolls and (change := edits.get(draft.part.name, 0) & ~draft.blocked)
    }
    masks = {draft.part.name: draft.mask ^ changed.get(draft.part.name, 0) for draft in drafts}
    return Touch(masks, changed, MET, (), SILENCE, NO_GOALS)


def by_hand(state: SessionState, layer: str) -> bool:
    """Return True while a layer's density is a person's or agent's that has just set it."""
    touched = state.touched.get(f"{layer}.density.target")
    return touched is not None and state.bar - touched < TOUCH_PROTECTS_BARS


def _most_room(drafts: Sequence[Draft], locks: Sequence[str]) -> list[Draft]:
    """Return the layers to touch, in their order: of many those with room to move hits in."""
    able = [
        draft for draft in drafts
        if draft.part.pliable and draft.part.voice != "K" and not draft.rolls and draft.part.name not in locks
        and draft.mask and _most_hits(draft) >= FEWEST_HITS
    ]
    if len(able) <= MOST_HANDS:
        return able
    by_room = sorted(range(len(able)), key=lambda place: abs(able[place].mask.bit_count() - STEPS_PER_BAR // 2))
    return [able[place] for place in sorted(by_room[:MOST_HANDS])]


def _most_hits(draft: Draft) -> int:
    density = draft.part.layer.density
    return draft.mask.bit_count() if density is None else bounds(density)[1]


def _hand(state: SessionState, draft: Draft) -> Hand:
    """Return a layer as the search sees it."""
    part = draft.part
    low, high = bounds(part.layer.density or own_density(part.layer))
    if part.layer.density is None:
        hits = draft.mask.bit_count()
        low, high = min(low, hits - 1), max(high, hits)
    return Hand(
        part.name, VOICES.index(part.voice), part.backbone, draft.mask, ALL_STEPS & ~(draft.blocked | part.kept), low,
        high, by_hand(state, part.name), part.layer.refractory_steps, draft.memory.since_hit,
    )


def _open_hat(hand: Hand, drafts: Sequence[Draft]) -> bool:
    layer = next(draft.part.layer for draft in drafts if draft.part.name == hand.name)
    return hand.voice == VOICES.index("C") and layer.note == OPEN_HAT_NOTE and not layer.free


def _likely(draft: Draft) -> int:
    """Estimate a layer's number of hits before the controller has drawn it."""
    held = draft.memory.held
    return held if draft.part.free and held is not None else draft.mask


def _fixed_but(
    state: SessionState, drafts: Sequence[Draft], hands: Sequence[Hand], heard: Mapping[str, int] | None = None
) -> Fixed:
    """Return what sounds besides the hands; `heard` are steps that a touch has changed, by layer."""
    names, changed = {hand.name for hand in hands}, heard or {}
    rest = [draft for draft in drafts if draft.part.name not in names]
    return _fixed(state, rest, lambda draft: changed.get(draft.part.name, draft.mask))


def _fixed(state: SessionState, drafts: Sequence[Draft], mask_of: Callable[[Draft], int]) -> Fixed:
    voices = {"K": 0, "M": 0, "C": 0}
    backbone = 0
    for draft in drafts:
        mask = mask_of(draft)
        voices[draft.part.voice] |= mask
        if draft.part.backbone:
            backbone |= mask
    return Fixed(voices["K"], voices["M"], voices["C"], backbone, None if state.eased else state.backbone)


def _touched(
    state: SessionState, hands: tuple[Hand, ...], fixed: Fixed, aims: Aims, tries: int
) -> Touch:
    if not hands:
        return NOTHING
    edits = state.control.edits
    last = tuple([edits.get(hand.name, 0) for hand in hands])
    found: Found = retouched(hands, fixed, aims, last, state.seed, tries)
    changed = {
        hand.name: hand.mask ^ mask for hand, mask in zip(hands, found.masks, strict=True) if hand.mask != mask
    }
    masks = {hand.name: mask for hand, mask in zip(hands, found.masks, strict=True)}
    return Touch(masks, changed, found.miss, hands, fixed, aims)
