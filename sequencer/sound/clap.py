"""How does the hand clap sound?

Noise through a band-pass near 1 kHz: four bursts, each like one pair of hands and louder than the one before, and a tail,
the room.

Sources: the hand clap of the Roland TR-909 (service notes, 1984: a saw of four teeth and a reverberation envelope open
two amplifiers of band-passed noise); times and levels of the bursts measured on recordings by us.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Final

from sequencer.sound.hit import Hit
from sequencer.sound.tone import band_pass, count_of, decay, high_pass, levelled, mixed, noise, times

if TYPE_CHECKING:
    from collections.abc import Sequence

EVEN_MS: Final = 4.0
"""Each burst is brought to its level by the loudness of its first milliseconds: noise is not even by itself."""


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
    """

    tune_hz: float = 1080.0
    q: float = 2.0
    bursts: tuple[tuple[float, float], ...] = ((0.0, 0.7), (10.5, 0.85), (21.0, 0.93), (31.0, 1.0))
    burst_ms: float = 18.0
    last_ms: float = 42.0
    room: float = 0.14
    room_ms: float = 330.0

    def render(self, rate: int, seed: int) -> Hit:
        """Return one hit at `rate` samples a second; its noise is drawn from `seed`."""
        last_ms, last_level = self.bursts[-1]
        count = count_of(last_ms + 1.3 * self.room_ms, rate)
        source = noise(count, seed)
        band = band_pass(source, rate, self.tune_hz, self.q)
        level = [0.0] * count
        for begin_ms, burst in self.bursts[:-1]:
            begin = count_of(begin_ms, rate)
            gain = burst / _loudness(band[begin : begin + count_of(EVEN_MS, rate)])
            level[begin:] = [gain * left for left in decay(count - begin, rate, self.burst_ms)]
        begin = count_of(last_ms, rate)
        gain = last_level / _loudness(band[begin : begin + count_of(EVEN_MS, rate)])
        level[begin:] = mixed(
            (gain * (1 - self.room), decay(count - begin, rate, self.last_ms)),
            (gain * self.room, decay(count - begin, rate, self.room_ms)),
        )
        air = times(high_pass(band_pass(source, rate, 2.4 * self.tune_hz, 1.0), rate, 1500.0), level)
        return Hit(levelled(times(band, level)), levelled(air, 0.2))


def _loudness(values: Sequence[float]) -> float:
    return sqrt(sum(value * value for value in values) / len(values))
