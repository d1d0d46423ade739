"""Which few hits must change so that a bar meets its goals?

A figure is held and only a few hits of it are changed: the search starts from the figure, adds, leaves out and moves
hits, and keeps the bars that come nearest. What counts first is fixed: the guard on E, the E band, the S band, density,
the H band, the D band; then fewer changes, then what was changed in the bar before, then a draw, so that another seed
finds another way. H and D go up and down with how unevenly hits are spread, which moving a hit changes without
changing S. A bar that meets everything is left alone.

Source: ours: a beam search, because the scores of a bar are known before it sounds.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from engine.draws import unit_draws
from engine.near_kick import crowded
from engine.scores import dispersion, entrainment, entropy, syncopation
from engine.timebase import STEPS_PER_BAR

if TYPE_CHECKING:
    from engine.bands import Band

MAX_CHANGES: Final = 3
"""Hits that may differ from the held figure for H or D: more would be another figure (docs/configs.md)."""
MAX_CHANGES_FOR_BEAT: Final = 6
"""Hits that may differ where E or S misses its band, which count more than the figure. Ours."""
DEPTH: Final = 3
"""Changes that one bar's search adds; a longer way goes on in the next bar."""
BEAM: Final = 6
"""Bars from which the search goes on. Ours: wider beams find no better bars of the bundled grooves."""
MAX_TRIES: Final = 900
FEWEST_TRIES: Final = 240
"""Bars scored in one search, and how few of them where a bar has many layers: one takes about five microseconds."""
GRAIN: Final = 100
"""Parts of a score that count: a hundredth nearer is worth a change, less is not."""
ROUNDING: Final = 1e-7

KICK_TASTE: Final = {
    14: 0.0, 10: 0.1, 7: 0.2, 3: 0.25, 6: 0.3, 11: 0.35, 15: 0.4, 2: 0.5, 13: 0.6, 5: 0.7, 9: 0.7, 1: 0.9,
}
"""Where an extra kick belongs rather, 0 first: before the bar line and before beats 3 and 2. Ours, by ear."""
BEAT_TASTE: Final = 2.0
"""Dislike of taking a hit off its beat."""


class Hand(NamedTuple):
    """A layer whose hits may change.

    Attributes:
        name: of the layer.
        voice: 0 kick, 1 middle, 2 cymbal.
        backbone: its hits count for E.
        mask: the steps it would play.
        open_steps: steps that may be added or left out.
        low, high: fewest and most hits of its density.
        firm: it keeps to them whatever a goal asks for: a hand has just set them.
        gap: silent 16ths to keep after a hit; since_hit: 16ths from its last hit to the bar line.
    """

    name: str
    voice: int
    backbone: bool
    mask: int
    open_steps: int
    low: int
    high: int
    firm: bool = False
    gap: int = 0
    since_hit: int = STEPS_PER_BAR

    def may_play(self, mask: int) -> bool:
        """Return True for steps that keep the layer's own rules."""
        if not mask or (self.firm and not self.low <= mask.bit_count() <= self.high):
            return False
        return not (self.gap and crowded(mask, self.gap, self.since_hit))


class Fixed(NamedTuple):
    """What sounds besides: steps of kick, middle and cymbals, of the backbone, and of the backbone a bar earlier."""

    kick: int
    middle: int
    cymbal: int
    backbone: int
    previous: int | None


class Aims(NamedTuple):
    """What the bar shall meet: the guard's least E, and a band a score, None for no goal."""

    least_entrainment: float
    entrainment: Band | None
    syncopation: Band | None
    entropy: Band | None
    dispersion: Band | None


class Miss(NamedTuple):
    """By how much a bar misses its goals, in grains (density in hits), what counts most first."""

    guard: int
    entrainment: int
    syncopation: int
    density: int
    entropy: int
    dispersion: int


MET: Final = Miss(0, 0, 0, 0, 0, 0)

Masks = tuple[int, ...]


class Found(NamedTuple):
    """The bar that a search settled on."""

    masks: Masks
    miss: Miss


def _grains(value: float, band: Band | None) -> int:
    if band is None or band[0] - ROUNDING <= value <= band[1] + ROUNDING:
        return 0
    return math.ceil((band[0] - value if value < band[0] else value - band[1]) * GRAIN)


def missed(hands: tuple[Hand, ...], masks: Masks, fixed: Fixed, aims: Aims) -> Miss:
    """Return by how much the bar misses its goals in which the hands play some masks.

    E is read as it is once the backbone repeats; the guard reads it against the bar before.

    Source: docs/scores.md#order.
    """
    voices = [fixed.kick, fixed.middle, fixed.cymbal]
    backbone = fixed.backbone
    crowd = 0
    for hand, mask in zip(hands, masks, strict=True):
        voices[hand.voice] |= mask
        if hand.backbone:
            backbone |= mask
        hits = mask.bit_count()
        if hits < hand.low:
            crowd += hand.low - hits
        elif hits > hand.high:
            crowd += hits - hand.high
    least = aims.least_entrainment
    guard = _grains(entrainment(backbone, fixed.previous), (least, 1.0)) if least and backbone else 0
    steady = 0 if aims.entrainment is None else _grains(entrainment(backbone, backbone), aims.entrainment)
    kick, middle, cymbal = voices
    return Miss(
        guard, steady,
        0 if aims.syncopation is None else _grains(syncopation(kick, middle, cymbal), aims.syncopation),
        crowd,
        0 if aims.entropy is None else _grains(entropy((kick, middle, cymbal)), aims.entropy),
        0 if aims.dispersion is None else _grains(dispersion((kick, middle, cymbal)), aims.dispersion),
    )


def changes(hands: tuple[Hand, ...], masks: Masks) -> int:
    """Return how many hits of the hands' own masks differ."""
    return sum([(hand.mask ^ mask).bit_count() for hand, mask in zip(hands, masks, strict=True)])


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
    most = MAX_CHANGES_FOR_BEAT if miss[:3] != MET[:3] else MAX_CHANGES
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

    def worth(masks: Masks) -> tuple[Miss, int, int, float]:
        dislike = 0.0
        for hand, mask, taste in zip(hands, masks, tastes, strict=True):
            differs = hand.mask ^ mask
            dislike += sum([taste[step] for step in range(STEPS_PER_BAR) if differs >> step & 1])
        anew = sum([(mask ^ before).bit_count() for mask, before in zip(masks, again, strict=True)])
        return seen[masks], changes(hands, masks), anew, dislike

    frontier = list(seen)
    for _ in range(DEPTH):
        tried = []
        for masks in frontier:
            for following in _neighbours(hands, masks, fixed, most):
                if len(seen) >= tries:
                    break
                if following not in seen:
                    seen[following] = missed(hands, following, fixed, aims)
                    tried.append(following)
        frontier = sorted(tried, key=worth)[:BEAM]
        if not frontier or seen[frontier[0]] == MET or len(seen) >= tries:
            break
    best = min(seen, key=worth)
    return Found(best, seen[best])


def _taste(hand: Hand, seed: int) -> tuple[float, ...]:
    """Return the dislike of changing each step of a layer."""
    draws = unit_draws(seed, hand.name, "retouch")
    if hand.voice:
        return draws
    return tuple([
        draws[step] + (BEAT_TASTE if hand.mask >> step & 1 else 3.0 * KICK_TASTE.get(step, 1.0))
        for step in range(STEPS_PER_BAR)
    ])


def _neighbours(hands: tuple[Hand, ...], masks: Masks, fixed: Fixed, most: int) -> list[Masks]:
    """Return bars with a hit more, less or elsewhere than a bar, that sound different from it.

    A hit that another layer of its voice plays too is not heard in any score.
    """
    differs = [(hand.mask ^ mask).bit_count() for hand, mask in zip(hands, masks, strict=True)]
    total = sum(differs)
    found = []
    for place, hand in enumerate(hands):
        mask = masks[place]
        covered = (fixed.kick, fixed.middle, fixed.cymbal)[hand.voice]
        for other, its in zip(hands, masks, strict=True):
            if other is not hand and other.voice == hand.voice:
                covered |= its
        bare = hand.open_steps & ~covered
        bits = [1 << step for step in range(STEPS_PER_BAR) if bare >> step & 1]
        ways = [mask ^ bit for bit in bits]
        if most - total > 1:
            rests = [bit for bit in bits if not mask & bit]
            ways += [mask ^ bit ^ rest for bit in bits if mask & bit for rest in rests]
        room = most - total + differs[place]
        before, after = masks[:place], masks[place + 1:]
        found += [
            (*before, way, *after) for way in ways
            if (hand.mask ^ way).bit_count() <= room and hand.may_play(way)
        ]
    return found
