"""What may change in a bar, what shall it meet, and by how much does it miss that?

A layer whose hits may change is a hand. What counts first is fixed: the guard on E, the E band, the S band, density,
the H band, the D band.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

from engine.near_kick import crowded
from engine.scores import dispersion, entrainment, entropy, syncopation
from engine.timebase import STEPS_PER_BAR

if TYPE_CHECKING:
    from engine.bands import Band

GRAIN: Final = 100
"""Parts of a score that count: a hundredth nearer is worth a change, less is not."""
ROUNDING: Final = 1e-7

KICK: Final = 0
MIDDLE: Final = 1
CYMBAL: Final = 2
"""A hand's voice."""


class Hand(NamedTuple):
    """A layer whose hits may change.

    Attributes:
        name: of the layer.
        voice: KICK, MIDDLE or CYMBAL.
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
    """What the bar shall meet: the guard's least E, and a band a score, None for no goal.

    Attributes:
        room: where hits have to change for H or D, those are liked that land inside the band by it: a turn leaves them
            there.
        holds_beat: E's band is narrow, so the bar is compared with the bar before, too.
    """

    least_entrainment: float
    entrainment: Band | None
    syncopation: Band | None
    entropy: Band | None
    dispersion: Band | None
    room: float = 0.0
    holds_beat: bool = False

    def off_inside(self, entropy_now: float, dispersion_now: float) -> int:
        """Return by how many hundredths H and D miss what lies inside their bands by `room`; 0 and 1 are inside."""
        return grains(entropy_now, _inside(self.entropy, self.room)) + grains(
            dispersion_now, _inside(self.dispersion, self.room)
        )


def _inside(band: Band | None, room: float) -> Band | None:
    if band is None:
        return None
    low, high = band
    room = min(room, (high - low) / 4.0)
    return low + room if low > 0.0 else low, high - room if high < 1.0 else high


class Miss(NamedTuple):
    """By how much a bar misses its goals, in grains (density in hits), what counts most first.

    `entrainment` is of E once the bar repeats, `change` of E against the bar before.
    """

    guard: int
    entrainment: int
    syncopation: int
    change: int
    density: int
    entropy: int
    dispersion: int


MET: Final = Miss(0, 0, 0, 0, 0, 0, 0)

Masks = tuple[int, ...]


def grains(value: float, band: Band | None) -> int:
    """Return by how many hundredths a score misses its band, rounded up; 0 inside it and without one."""
    if band is None or band[0] - ROUNDING <= value <= band[1] + ROUNDING:
        return 0
    return math.ceil((band[0] - value if value < band[0] else value - band[1]) * GRAIN)


def beat_missed(backbone: int, fixed: Fixed, aims: Aims) -> tuple[int, int]:
    """Return by how many grains a backbone misses the guard and E's band, which count before all else."""
    least, band = aims.least_entrainment, aims.entrainment
    return (
        grains(entrainment(backbone, fixed.previous), (least, 1.0)) if least and backbone else 0,
        0 if band is None else grains(entrainment(backbone, backbone), band),
    )


def missed(hands: tuple[Hand, ...], masks: Masks, fixed: Fixed, aims: Aims) -> Miss:
    """Return by how much the bar misses its goals in which the hands play some masks.

    E is read as it is once the backbone repeats; the guard reads it against the bar before.

    Source: docs/scores.md#order.
    """
    kick, middle, cymbal, backbone, previous = fixed
    crowd = 0
    for hand, mask in zip(hands, masks, strict=True):
        if hand.voice == MIDDLE:
            middle |= mask
        elif hand.voice == CYMBAL:
            cymbal |= mask
        else:
            kick |= mask
        if hand.backbone:
            backbone |= mask
        hits = mask.bit_count()
        if hits < hand.low:
            crowd += hand.low - hits
        elif hits > hand.high:
            crowd += hits - hand.high
    _, beat, band, mixed, uneven, _, holds_beat = aims
    guard, steady = beat_missed(backbone, fixed, aims)
    return Miss(
        guard, steady,
        0 if band is None else grains(syncopation(kick, middle, cymbal), band),
        grains(entrainment(backbone, previous), beat) if holds_beat else 0,
        crowd,
        0 if mixed is None else grains(entropy((kick, middle, cymbal)), mixed),
        0 if uneven is None else grains(dispersion((kick, middle, cymbal)), uneven),
    )


def changes(hands: tuple[Hand, ...], masks: Masks) -> int:
    """Return how many hits of the hands' own masks differ."""
    return sum([(hand.mask ^ mask).bit_count() for hand, mask in zip(hands, masks, strict=True)])
