"""Which few hits must change so that the gaps between hits are as mixed (H), or as uneven (D), as is asked?

H and D are means of what each voice has by itself, so every voice's ways to change a few hits are listed alone and
sorted by what they come to; pairs are then tried from the best on, until one keeps the goals that count more. So no
bar within the same number of changes comes nearer, unless the tries run out. Voices seldom change between bars, so
their ways are kept.

Source: ours.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, NamedTuple

from engine.aims import Aims, Fixed, Hand, Masks, Miss, beat_missed, grains, missed
from engine.scores import lane_dispersion, lane_entropy, syncopation
from engine.timebase import STEPS_PER_BAR

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Taste = tuple[float, ...]
"""A hand's dislike of changing each of 16 steps."""


class Way(NamedTuple):
    """What all hands of a voice may play: their masks, the voice's steps with what is fixed in it, and its price."""

    masks: Masks
    sounds: int
    changes: int
    dislike: float


class Coming(NamedTuple):
    """Hits that come.

    Attributes:
        bits: their steps. steps: each one's bit, with the hands that may play it, the one that likes it best first.
        liked: the hand that likes each best, and its bit. dislike: if those play them.
    """

    bits: int
    steps: tuple[tuple[int, list[tuple[float, int]]], ...]
    liked: tuple[tuple[int, int], ...]
    dislike: float


class Kind(NamedTuple):
    """What ways of a voice have in common: they change H and D alike; 0 for a score without a goal."""

    entropy: float
    dispersion: float
    sounds: bool
    changes: int


Kinds = dict[Kind, list[Way]]


def spaced(
    hands: tuple[Hand, ...], fixed: Fixed, aims: Aims, bound: Miss, *,
    tastes: Sequence[Taste], most: int, tries: int,
) -> Masks | None:
    """Return the bar that misses H, then D, least, and no other goal by more than a bound; None when none is as good.

    Args:
        hands, fixed, aims: as for `missed`.
        bound: what a bar that is known misses.
        tastes: of the hands; decide between equals.
        most: hits that may differ from the hands' own, of those that no other layer of the voice plays too.
        tries: bars that may be looked at.

    Source: ours.
    """
    bases = (fixed.kick, fixed.middle, fixed.cymbal)
    voices = []
    beats = []
    for voice in range(len(bases)):
        places = [place for place, hand in enumerate(hands) if hand.voice == voice]
        own, liking = tuple([hands[place] for place in places]), tuple([tastes[place] for place in places])
        beats.append([place for place, hand in enumerate(own) if hand.backbone])
        voices.append(_kinds(own, bases[voice], liking, most, aims.entropy is not None, aims.dispersion is not None))
    for _, (kicks, middles, cymbals) in _pairs(voices, aims, bound, most):
        for kick in kicks:
            for middle in middles:
                for cymbal in cymbals:
                    if not tries:
                        return None
                    tries -= 1
                    heard = syncopation(kick.sounds, middle.sounds, cymbal.sounds)
                    if grains(heard, aims.syncopation) > bound.syncopation:
                        continue
                    backbone = fixed.backbone
                    for way, of_beat in zip((kick, middle, cymbal), beats, strict=True):
                        for place in of_beat:
                            backbone |= way.masks[place]
                    if beat_missed(backbone, fixed, aims) > bound[:2]:
                        continue
                    masks = _in_order(hands, (kick, middle, cymbal))
                    if missed(hands, masks, fixed, aims) <= bound:
                        return masks
    return None


Ranked = tuple[tuple[int, int, int, int, float], tuple[list[Way], ...]]


def _pairs(voices: Sequence[Kinds], aims: Aims, bound: Miss, most: int) -> list[Ranked]:
    """Return the pairs with no more H and D missed than the bound, the best first."""
    kicks, middles, cymbals = voices
    found: list[Ranked] = []
    for kick, kick_ways in kicks.items():
        for middle, middle_ways in middles.items():
            both = kick.changes + middle.changes
            if both > most:
                continue
            spread, uneven = kick.entropy + middle.entropy, kick.dispersion + middle.dispersion
            sounding = kick.sounds + middle.sounds
            for cymbal, cymbal_ways in cymbals.items():
                changes = both + cymbal.changes
                if changes > most:
                    continue
                voices_heard = max(sounding + cymbal.sounds, 1)
                mixed = (spread + cymbal.entropy) / voices_heard
                entropy = grains(mixed, aims.entropy)
                if entropy > bound.entropy:
                    continue
                spaced_out = (uneven + cymbal.dispersion) / voices_heard
                dispersion = grains(spaced_out, aims.dispersion)
                if entropy == bound.entropy and dispersion > bound.dispersion:
                    continue
                dislike = kick_ways[0].dislike + middle_ways[0].dislike + cymbal_ways[0].dislike
                off = aims.off_inside(mixed, spaced_out) if aims.room else 0
                found.append(((entropy, dispersion, off, changes, dislike), (kick_ways, middle_ways, cymbal_ways)))
    found.sort(key=itemgetter(0))
    return found


@lru_cache(maxsize=64)
def _kinds(
    hands: tuple[Hand, ...], base: int, tastes: tuple[Taste, ...], most: int, mixed: bool, uneven: bool  # noqa: FBT001 - which goals there are
) -> Kinds:
    """Return a voice's ways by what they have in common, the liked ones first; `base` is what is fixed in it."""
    found: Kinds = {}
    for way in _ways(hands, base, tastes, most):
        kind = Kind(
            lane_entropy(way.sounds) if mixed else 0.0, lane_dispersion(way.sounds) if uneven else 0.0,
            bool(way.sounds), way.changes,
        )
        found.setdefault(kind, []).append(way)
    for alike in found.values():
        alike.sort(key=attrgetter("dislike"))
    return found


@lru_cache(maxsize=64)
def _ways(hands: tuple[Hand, ...], base: int, tastes: tuple[Taste, ...], most: int) -> list[Way]:
    """Return all ways for the hands of a voice: hits leave, others come, each to the hand that likes it and has room.

    No hand leaves its density, or goes further from it than it is.
    """
    own = tuple([hand.mask for hand in hands])
    counts = [mask.bit_count() for mask in own]
    lows = [min(hand.low, count) for hand, count in zip(hands, counts, strict=True)]
    highs = [max(hand.high, count) for hand, count in zip(hands, counts, strict=True)]
    hits, rests = _bare(hands, base, tastes)
    comings = [[_coming(steps) for steps in combinations(rests, come)] for come in range(most + 1)]
    free = not any(hand.firm or hand.gap for hand in hands)
    whole = _union(base, own)
    found = [Way(own, whole, 0, 0.0)]
    least, largest = sum(lows) - sum(counts), sum(highs) - sum(counts)
    for gone in range(most + 1):
        for leaving in combinations(hits, gone):
            masks, room, dislike = list(own), [high - count for high, count in zip(highs, counts, strict=True)], 0.0
            sounds = whole
            for step, place, disliked in leaving:
                masks[place] ^= 1 << step
                sounds ^= 1 << step
                room[place] += 1
                dislike += disliked
            enough = free and all(mask and mask.bit_count() >= low for mask, low in zip(masks, lows, strict=True))
            roomy = min(room, default=0)
            for come in range(max(0, least + gone), min(most - gone, largest + gone) + 1):
                if not gone and not come:
                    continue
                for coming in comings[come]:
                    way = _liked(masks, coming) if roomy >= come else _with(masks, room, coming)
                    if way is not None and (enough or _may_play(hands, way[0], lows)):
                        found.append(Way(way[0], sounds | coming.bits, gone + come, dislike + way[1]))
    return found


def _bare(
    hands: tuple[Hand, ...], base: int, tastes: tuple[Taste, ...]
) -> tuple[list[tuple[int, int, float]], list[tuple[int, list[tuple[float, int]]]]]:
    """Return steps of hits that can leave, with hand and dislike, and bits of rests, with the hands that may fill them.

    A hit that another layer of the voice plays too is not heard in any score.
    """
    hits, rests = [], []
    for step in range(STEPS_PER_BAR):
        if base >> step & 1:
            continue
        holders = [place for place, hand in enumerate(hands) if hand.mask >> step & 1]
        if len(holders) == 1 and hands[holders[0]].open_steps >> step & 1:
            hits.append((step, holders[0], tastes[holders[0]][step]))
        elif not holders:
            able = sorted([
                (tastes[place][step], place) for place, hand in enumerate(hands) if hand.open_steps >> step & 1
            ])
            if able:
                rests.append((1 << step, able))
    return hits, rests


def _coming(steps: tuple[tuple[int, list[tuple[float, int]]], ...]) -> Coming:
    bits = 0
    dislike = 0.0
    for bit, able in steps:
        bits |= bit
        dislike += able[0][0]
    return Coming(bits, steps, tuple([(able[0][1], bit) for bit, able in steps]), dislike)


def _liked(masks: Sequence[int], coming: Coming) -> tuple[Masks, float]:
    """Return masks with hits that come where every hand has room, each to the hand that likes it best."""
    filled = list(masks)
    for place, bit in coming.liked:
        filled[place] |= bit
    return tuple(filled), coming.dislike


def _with(masks: Sequence[int], room: Sequence[int], coming: Coming) -> tuple[Masks, float] | None:
    """Return masks with hits that come, and how little that is liked; None where no hand has room."""
    filled, left, dislike = list(masks), list(room), 0.0
    for bit, able in coming.steps:
        for disliked, place in able:
            if left[place] > 0:
                left[place] -= 1
                filled[place] |= bit
                dislike += disliked
                break
        else:
            return None
    return tuple(filled), dislike


def _may_play(hands: Sequence[Hand], masks: Masks, lows: Sequence[int]) -> bool:
    for hand, mask, low in zip(hands, masks, lows, strict=True):
        if mask != hand.mask and (mask.bit_count() < low or not hand.may_play(mask)):
            return False
    return True


def _union(base: int, masks: Sequence[int]) -> int:
    for mask in masks:
        base |= mask
    return base


def _in_order(hands: tuple[Hand, ...], ways: Sequence[Way]) -> Masks:
    """Return the hands' masks in the hands' order."""
    given: list[Iterator[int]] = [iter(way.masks) for way in ways]
    return tuple([next(given[hand.voice]) for hand in hands])
