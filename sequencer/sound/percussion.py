"""How do the cowbell and the shaker sound?

Cowbell: two square waves through a band-pass, a short stroke and a long ring. Shaker: noise above 7 kHz that swells
and is over at once.

Sources: the cowbell and maracas of the Roland TR-808 (service notes, 1981: two Schmitt triggers of the cymbal into a
band-pass; high-passed noise); frequencies and decays measured on recordings by us.
"""

from __future__ import annotations

from dataclasses import dataclass

from sequencer.sound.hit import Hit
from sequencer.sound.tone import (
    attack,
    band_pass,
    count_of,
    decay,
    high_pass,
    levelled,
    low_pass,
    mixed,
    noise,
    squares,
    times,
)


@dataclass(frozen=True, slots=True)
class Cowbell:
    """A cowbell.

    Attributes:
        low_hz: its lower square wave.
        high_hz: its higher one.
        band_hz: middle of the band that is let through.
        stroke_ms: decay of the stroke, to -40 dB.
        ring: level of the ringing against the stroke.
        ring_ms: decay of the ringing, to -40 dB.
    """

    low_hz: float = 559.0
    high_hz: float = 824.0
    band_hz: float = 2640.0
    stroke_ms: float = 90.0
    ring: float = 0.12
    ring_ms: float = 550.0

    def render(self, rate: int) -> Hit:
        """Return one hit at `rate` samples a second."""
        count = count_of(1.3 * self.ring_ms, rate)
        both = squares(count, rate, (self.low_hz, self.high_hz))
        level = mixed(
            (1 - self.ring, decay(count, rate, self.stroke_ms)), (self.ring, decay(count, rate, self.ring_ms))
        )
        bell = times(band_pass(both, rate, self.band_hz, 0.6), level)
        edge = times(high_pass(both, rate, 4000.0), decay(count, rate, self.stroke_ms))
        return Hit(levelled(attack(bell, rate, 0.2)), levelled(edge, 0.15))


@dataclass(frozen=True, slots=True)
class Shaker:
    """A shaker.

    Attributes:
        corner_hz: what lies below is left out.
        swell_ms: how long it grows.
        decay_ms: from its loudest on, to -40 dB.
        grain: which noise it is made of.
    """

    corner_hz: float = 6800.0
    swell_ms: float = 20.0
    decay_ms: float = 16.5
    grain: int = 7

    def render(self, rate: int) -> Hit:
        """Return one hit at `rate` samples a second."""
        swell = count_of(self.swell_ms, rate)
        rest = count_of(1.5 * self.decay_ms, rate)
        grains = low_pass(high_pass(noise(swell + rest, self.grain), rate, self.corner_hz), rate, 2.0 * self.corner_hz)
        level = [((place + 1) / swell) ** 2 for place in range(swell)] + decay(rest, rate, self.decay_ms)
        shaken = levelled(times(grains, level))
        return Hit([0.7 * value for value in shaken], [0.3 * value for value in high_pass(shaken, rate, 8000.0)])
