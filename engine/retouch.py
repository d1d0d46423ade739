"""Which few hits must change so that a bar meets its goals?

A figure is held and only a few hits of it are changed: the search starts from the figure, adds, leaves out and moves
hits, and keeps the bars that come nearest. What counts first is fixed: the guard on E, the E band, the S band, density,
the H band, the D band; then fewer changes, then what was changed in the bar before, then a draw, so that another seed
finds another way. H and D go up and down with how unevenly hits are spread, which moving a hit changes without
changing S. A bar that meets everything is left alone.

Source: ours: a beam search, because the scores of a bar are known before it sounds.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, Final, NamedTuple

from engine.aims import MET, Aims, Fixed, Hand, Masks, Miss, changes, missed
from engine.draws import unit_draws
from engine.layers import BEATS, steps_of
from engine.spacing import spaced
from engine.timebase import STEPS_PER_BAR

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

MAX_CHANGES: Final = 3
"""Hits that may differ from the held figure for H or D: more would be another figure (docs/configs.md)."""
FEW_CHANGES: Final = 2
"""Of a bar with many layers, for which less time is left. Ours."""
ABOVE_SPACING: Final = 5
"""Goals that count more than H and D."""
BEAT_AND_S: Final = 4
"""Goals that count more than densities: the guard, E and S."""
MAX_CHANGES_FOR_BEAT: Final = 6
"""Hits that may differ where E or S misses its band, which count more than the figure. Ours."""
DEPTH: Final = 3
"""Changes that one bar's search adds; a longer way goes on in the next bar."""
BEAM: Final = 6
"""Bars from which the search goes on. Ours: wider beams find no better bars of the bundled grooves."""
MAX_TRIES: Final = 900
TRIES: Final = 400
SECOND_TRIES: Final = 250
FEWEST_TRIES: Final = 240
"""Bars scored in one search: before meaning 3, since then, in further searches for one bar, and where a bar has many
layers. One takes five to eight microseconds, and a bar has to be ready within half a clock pulse."""

KICK_TASTE: Final = {
    14: 0.0, 10: 0.1, 7: 0.2, 3: 0.25, 6: 0.3, 11: 0.35, 15: 0.4, 2: 0.5, 13: 0.6, 5: 0.7, 9: 0.7, 1: 0.9,
}
"""Where an extra kick belongs rather, 0 first: before the bar line and before beats 3 and 2. Ours, by ear."""
MOST_OFF: Final = 7
"""Hits off the beat of which all that may leave together are tried. Ours."""
MIDDLE_BEAT: Final = 1 << 8
"""Where a layer plays from which all hits off the beat have gone: beat 3, which the kick has too."""
BEAT_TASTE: Final = 2.0
"""Dislike of taking a hit off its beat."""


Worth = tuple[Miss, int, int, float]
"""What a bar misses, hits that differ from the figure, hits that differ from the bar before's changes, dislike."""


class Found(NamedTuple):
    """The bar that a search settled on."""

    masks: Masks
    miss: Miss


@lru_cache(maxsize=256)
def retouched(
    hands: tuple[Hand, ...], fixed: Fixed, aims: Aims, last: Masks, seed: int, tries: int = MAX_TRIES
) -> Found:
    """Return the steps of the hands in the bar that misses its goals least, and by how much.

    Args:
        hands: at least one.
        fixed: what sounds besides.
        aims: what shall be met.
        last: each hand's change in the bar before, as the mask of steps that differed.
        seed: of the session.
        tries: bars that may be scored.

    Source: ours, see above. It is asked anew in each bar, and bars repeat, so answers are kept.
    """
    own = tuple([hand.mask for hand in hands])
    miss = missed(hands, own, fixed, aims)
    if miss == MET:
        return Found(own, miss)
    most = MAX_CHANGES_FOR_BEAT if miss[:BEAT_AND_S] != MET[:BEAT_AND_S] else MAX_CHANGES
    again = tuple([hand.mask ^ (change & hand.open_steps) for hand, change in zip(hands, last, strict=True)])
    seen = {own: miss}
    allowed = all(hand.may_play(mask) for hand, mask in zip(hands, again, strict=True))
    if again != own and allowed and changes(hands, again) <= most:
        seen[again] = missed(hands, again, fixed, aims)
        if seen[again] == MET:
            return Found(again, MET)
    if all(one.guard for one in seen.values()):  # the guard rebuilds this bar: it is louder than any changed hit
        return Found(own, miss)
    tastes = [_taste(hand, seed) for hand in hands]

    def worth(masks: Masks) -> Worth:
        changed = anew = 0
        dislike = 0.0
        for hand, mask, taste, before in zip(hands, masks, tastes, again, strict=True):
            differs = hand.mask ^ mask
            anew += (mask ^ before).bit_count()
            if differs:
                changed += differs.bit_count()
                dislike += sum([taste[step] for step in steps_of(differs)])
        return seen[masks], changed, anew, dislike

    if miss[:ABOVE_SPACING] != MET[:ABOVE_SPACING]:
        if miss.entrainment:
            seen |= {masks: missed(hands, masks, fixed, aims) for masks in _plainer(hands, most)}
        _tried(hands, fixed, aims, seen, worth, most, tries)
    (best,) = _nearest(seen, seen, worth, 1)
    if seen[best].entropy or seen[best].dispersion:
        other = spaced(
            hands, fixed, aims, seen[best], tastes=tastes, most=FEW_CHANGES if tries == FEWEST_TRIES else MAX_CHANGES,
            tries=MAX_TRIES if tries >= TRIES else FEWEST_TRIES,
        )
        if other is not None:
            seen[other] = missed(hands, other, fixed, aims)
            best = min(best, other, key=worth)
    return Found(best, seen[best])


def _tried(
    hands: tuple[Hand, ...], fixed: Fixed, aims: Aims, seen: dict[Masks, Miss],
    worth: Callable[[Masks], Worth], most: int, tries: int,
) -> None:
    """Try bars a change further from the best ones known, a few times, and keep what they miss in `seen`."""
    frontier = _nearest(seen, seen, worth, BEAM)
    for _ in range(DEPTH):
        tried = []
        for masks in frontier:
            beat = aims.holds_beat and seen[masks].entrainment > 0
            for following in _neighbours(hands, masks, fixed, most, beat=beat):
                if len(seen) >= tries:
                    break
                if following not in seen:
                    seen[following] = missed(hands, following, fixed, aims)
                    tried.append(following)
        frontier = _nearest(tried, seen, worth, BEAM)
        if not frontier or seen[frontier[0]][:ABOVE_SPACING] == MET[:ABOVE_SPACING] or len(seen) >= tries:
            break  # H and D are searched among fewer changes


def _nearest(
    bars: Collection[Masks], seen: Mapping[Masks, Miss], worth: Callable[[Masks], Worth], count: int
) -> list[Masks]:
    """Return the best bars, the best first. What they miss decides before all else, and few are as near as the last."""
    if len(bars) > count:
        least = sorted(map(seen.__getitem__, bars))[count - 1]
        bars = [masks for masks in bars if seen[masks] <= least]
    return sorted(bars, key=worth)[:count]


def _plainer(hands: tuple[Hand, ...], most: int) -> Iterator[Masks]:
    """Yield bars with less of the backbone off the beat: single hits seldom make E better, all of them do."""
    off = [
        (place, 1 << step) for place, hand in enumerate(hands) if hand.backbone
        for step in range(STEPS_PER_BAR) if hand.mask & hand.open_steps & ~BEATS & 1 << step
    ][:MOST_OFF]
    for count in range(2, min(len(off), most) + 1):
        for leaving in combinations(off, count):
            masks = [hand.mask for hand in hands]
            for place, bit in leaving:
                masks[place] ^= bit
                if not masks[place]:
                    masks[place] = MIDDLE_BEAT & hands[place].open_steps
            allowed = all(hand.mask == mask or hand.may_play(mask) for hand, mask in zip(hands, masks, strict=True))
            if allowed and changes(hands, tuple(masks)) <= most:
                yield tuple(masks)


def _taste(hand: Hand, seed: int) -> tuple[float, ...]:
    """Return the dislike of changing each step of a layer."""
    draws = unit_draws(seed, hand.name, "retouch")
    if hand.voice:
        return draws
    return tuple([
        draws[step] + (BEAT_TASTE if hand.mask >> step & 1 else 3.0 * KICK_TASTE.get(step, 1.0))
        for step in range(STEPS_PER_BAR)
    ])


def _neighbours(hands: tuple[Hand, ...], masks: Masks, fixed: Fixed, most: int, *, beat: bool) -> list[Masks]:
    """Return bars with a hit more, less or elsewhere than a bar, that sound different from it.

    A hit that another layer of its voice plays too is not heard in S, H and D. With `beat` only the backbone changes,
    which alone makes E, and all of its hits may: E hears a snare that a conga covers, and a change that nobody hears
    keeps another one from being made.
    """
    differs = [(hand.mask ^ mask).bit_count() for hand, mask in zip(hands, masks, strict=True)]
    total = sum(differs)
    found = []
    for place, hand in enumerate(hands):
        if beat and not hand.backbone:
            continue
        mask = masks[place]
        covered = (fixed.kick, fixed.middle, fixed.cymbal)[hand.voice]
        for other, its in zip(hands, masks, strict=True):
            if other is not hand and other.voice == hand.voice:
                covered |= its
        free = not (hand.firm or hand.gap)
        bare = hand.open_steps if beat else hand.open_steps & ~covered
        bits = [1 << step for step in range(STEPS_PER_BAR) if bare >> step & 1]
        ways = [mask ^ bit for bit in bits]
        if most - total > 1:
            rests = [bit for bit in bits if not mask & bit]
            ways += [mask ^ bit ^ rest for bit in bits if mask & bit for rest in rests]
        room = most - total + differs[place]
        before, after = masks[:place], masks[place + 1:]
        found += [
            (*before, way, *after) for way in ways
            if (hand.mask ^ way).bit_count() <= room and (way if free else hand.may_play(way))
        ]
    return found
