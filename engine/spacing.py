"""Which few hits must change so that the gaps between hits are as mixed (H), or as uneven (D), as is asked?

H and D are means of what each voice has by itself, so every voice's ways to change a few hits are listed alone and
sorted by what they come to; pairs are then tried from the best on, until one keeps the goals that count more. So no
bar within the same number of changes comes nearer, unless the tries run out.

Source: ours.
"""

from __future__ import annotations

from itertools import combinations
from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from engine.aims import grains, missed
from engine.scores import lane_dispersion, lane_entropy, syncopation
from engine.timebase import STEPS_PER_BAR

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.aims import Aims, Fixed, Hand, Masks, Miss

ANEW: Final = 8.0
"""Dislike of a hit that differs from the bar before, beside which taste decides between equals."""


class Change(NamedTuple):
    """Steps that a hand may play: how many of its hits differ, and how little that is liked."""

    mask: int
    changes: int
    dislike: float


class Way(NamedTuple):
    """What all hands of a voice may play: their masks, and the voice's steps with what is fixed in it."""

    masks: Masks
    sounds: int
    changes: int
    dislike: float


class Kind(NamedTuple):
    """What ways of a voice have in common: they change H and D alike."""

    entropy: float
    dispersion: float
    sounds: bool
    changes: int


Kinds = dict[Kind, list[Way]]


def spaced(
    hands: tuple[Hand, ...], fixed: Fixed, aims: Aims, bound: Miss, *,
    before: Masks, tastes: Sequence[Sequence[float]], most: int, tries: int,
) -> Masks | None:
    """Return the bar that misses H, then D, least, and no other goal by more than a bound; None when none is as good.

    Args:
        hands, fixed, aims: as for `missed`.
        bound: what a bar that is known misses.
        before: the hands' masks with what was changed in the bar before.
        tastes: each hand's dislike of changing each of 16 steps.
        most: hits that may differ from the hands' own. tries: bars that may be looked at.

    Source: ours.
    """
    voices = [_kinds(_ways(hands, voice, fixed, before, tastes, most)) for voice in range(3)]
    for _, kinds in _pairs(voices, aims, bound, most):
        for kick in kinds[0]:
            for middle in kinds[1]:
                for cymbal in kinds[2]:
                    if not tries:
                        return None
                    tries -= 1
                    heard = syncopation(kick.sounds, middle.sounds, cymbal.sounds)
                    if grains(heard, aims.syncopation) > bound.syncopation:
                        continue
                    masks = _in_order(hands, (kick, middle, cymbal))
                    if missed(hands, masks, fixed, aims) <= bound:
                        return masks
    return None


def _pairs(
    voices: Sequence[Kinds], aims: Aims, bound: Miss, most: int
) -> list[tuple[tuple[int, int, int, float], tuple[list[Way], ...]]]:
    """Return what goes together with no more H and D missed than the bound, the best first."""
    kicks, middles, cymbals = voices
    found = []
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
                entropy = grains((spread + cymbal.entropy) / voices_heard, aims.entropy)
                if entropy > bound.entropy:
                    continue
                dispersion = grains((uneven + cymbal.dispersion) / voices_heard, aims.dispersion)
                if entropy == bound.entropy and dispersion > bound.dispersion:
                    continue
                dislike = kick_ways[0].dislike + middle_ways[0].dislike + cymbal_ways[0].dislike
                found.append(((entropy, dispersion, changes, dislike), (kick_ways, middle_ways, cymbal_ways)))
    found.sort(key=lambda pair: pair[0])
    return found


def _kinds(ways: Sequence[Way]) -> Kinds:
    """Return ways by what they have in common, the liked ones first."""
    found: Kinds = {}
    for way in ways:
        kind = Kind(lane_entropy(way.sounds), lane_dispersion(way.sounds), bool(way.sounds), way.changes)
        found.setdefault(kind, []).append(way)
    for alike in found.values():
        alike.sort(key=attrgetter("dislike"))
    return found


def _ways(
    hands: tuple[Hand, ...], voice: int, fixed: Fixed, before: Masks, tastes: Sequence[Sequence[float]], most: int
) -> list[Way]:
    """Return what the hands of a voice may play, one way for all that sound alike."""
    base = (fixed.kick, fixed.middle, fixed.cymbal)[voice]
    found = {base: Way((), base, 0, 0.0)}
    for place, hand in enumerate(hands):
        if hand.voice != voice:
            continue
        covered = base
        for other in hands:
            if other is not hand and other.voice == voice:
                covered |= other.mask
        single = list(_changes(hand, hand.open_steps & ~covered, before[place], tastes[place], most))
        following: dict[int, Way] = {}
        for way in found.values():
            for mask, changes, dislike in single:
                total = way.changes + changes
                if total > most:
                    break
                sounds = way.sounds | mask
                known = following.get(sounds)
                disliked = way.dislike + dislike
                if known is None or (total, disliked) < known[2:]:
                    following[sounds] = Way((*way.masks, mask), sounds, total, disliked)
        found = following
    return list(found.values())


def _changes(hand: Hand, open_steps: int, before: int, taste: Sequence[float], most: int) -> Iterator[Change]:
    """Yield what a hand may play that leaves its density no further than its own hits do, the fewest changes first."""
    anew = [ANEW if before >> step & 1 else -ANEW for step in range(STEPS_PER_BAR)]
    same = ANEW * (hand.mask ^ before).bit_count()
    yield Change(hand.mask, 0, same)
    # A hit that goes costs where the bar before had it, and is for nothing where that bar had left it out.
    hits = [(1 << step, taste[step] + anew[step]) for step in _steps(open_steps & hand.mask)]
    rests = [(1 << step, taste[step] - anew[step]) for step in _steps(open_steps & ~hand.mask)]
    own = hand.mask.bit_count()
    low, high = min(hand.low, own), max(hand.high, own)
    for count in range(1, most + 1):
        for gone in range(count + 1):
            come = count - gone
            if not low <= own + come - gone <= high:
                continue
            adds = [_sums(chosen) for chosen in combinations(rests, come)]
            for leaves in combinations(hits, gone):
                out, dislike = _sums(leaves)
                for new, other in adds:
                    mask = hand.mask ^ out ^ new
                    if hand.may_play(mask):
                        yield Change(mask, count, same + dislike + other)


def _sums(chosen: Sequence[tuple[int, float]]) -> tuple[int, float]:
    steps, dislike = 0, 0.0
    for bit, disliked in chosen:
        steps |= bit
        dislike += disliked
    return steps, dislike


def _steps(mask: int) -> list[int]:
    return [step for step in range(STEPS_PER_BAR) if mask >> step & 1]


def _in_order(hands: tuple[Hand, ...], ways: Sequence[Way]) -> Masks:
    """Return the hands' masks in the hands' order."""
    given = [iter(way.masks) for way in ways]
    return tuple([next(given[hand.voice]) for hand in hands])
