"""How does the hand clap sound?

Noise through a band-pass near 1 kHz: four bursts, each like one pair of hands and louder than the one before, and a
tail, the room.

Sources: the hand clap of the Roland TR-909 (service notes, 1984: a saw of four teeth and a reverberation envelope open
two amplifiers of band-passed noise); times and levels of the bursts measured on recordings by us.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Final

from sequencer.sound.hit import Hit
from sequencer.sound.tone import band_pass, count_of, decay, high_pass, mixed, noise, times

if TYPE_CHECKING:
    from collections.abc import Sequence

AIR: Final = 0.13
"""Level of the octave above the band, the bite, against the band."""
BURST_MS: Final = 7.0
EVEN_MS: Final = 1.5
"""Each burst is brought to its level by its loudest so many milliseconds: noise is not even by itself."""


@dataclass(frozen=True, slots=True)
class Clap:
    """A hand clap.

    Attributes:
        tune_hz: middle of the band.
        q: how narrow the band is.
        bursts: where each burst begins, ms, and its level.
        burst_ms: decay of the bursts before the last, to -40 dB.
        last_ms: decay of the last burst, to -40 dB.
        room: level of the tail against the last burst.
        room_ms: decay of the tail, to -40 dB.
        grain: which noise it is made of.
    """

    tune_hz: float = 1080.0
    q: float = 2.0
    bursts: tuple[tuple[float, float], ...] = ((0.0, 0.7), (10.5, 0.85), (21.0, 0.93), (31.0, 1.0))
    burst_ms: float = 14.0
    last_ms: float = 30.0
    room: float = 0.12
    room_ms: float = 330.0
    grain: int = 60

    def render(self, rate: int) -> Hit:
        """Return one hit at `rate` samples a second."""
        last_ms = self.bursts[-1][0]
        count = count_of(last_ms + 1.3 * self.room_ms, rate)
        source = noise(count, self.grain)
        band = band_pass(source, rate, self.tune_hz, self.q)
        air = [AIR * value for value in high_pass(band_pass(source, rate, 2.4 * self.tune_hz, 1.0), rate, 1500.0)]
        both = mixed((1.0, band), (1.0, air))
        level = [0.0] * count
        for begin_ms, burst in self.bursts:
            begin = count_of(begin_ms, rate)
            fall = decay(count - begin, rate, self.burst_ms)
            if begin_ms == last_ms:
                room = decay(count - begin, rate, self.room_ms)
                fall = mixed((1 - self.room, decay(count - begin, rate, self.last_ms)), (self.room, room))
            sounds = times(both[begin : begin + count_of(BURST_MS, rate)], fall)
            gain = burst / _loudest(sounds, count_of(EVEN_MS, rate))
            level[begin:] = [gain * left for left in fall]
        hands = times(band, level)
        highest = max(map(abs, hands))
        return Hit([value / highest for value in hands], [value / highest for value in times(air, level)])


def _loudest(values: Sequence[float], window: int) -> float:
    """Return the highest root mean square of so many samples on end."""
    squares = [value * value for value in values]
    places = range(0, len(values) - window, window // 3)
    return sqrt(max(sum(squares[place : place + window]) for place in places) / window)
