"""How do hats and cymbals sound?

Six square waves without a common fundamental, and noise, through two band-passes (a low shimmer and the sizzle) and a high
one for the air. Each band has its decay: high sounds of a cymbal die first, or last, as one strikes it.

Sources: K. J. Werner, J. S. Abel, J. O. Smith, The TR-808 Cymbal: a physically-informed, circuit-bendable, digital model,
ICMC 2014 (six Schmitt triggers at 205, 304, 370, 523, 540 and 800 Hz, band-passes at 3.44 and 7.1 kHz); the machine whose
hats techno knows best, the TR-909, plays samples of real cymbals instead, so bands and decays were fitted by us to
recordings of those.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

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

OSCILLATORS_HZ: Final = (205.3, 304.4, 369.6, 522.7, 540.0, 800.0)
SIZZLE_Q: Final = 2.5
MS_BEFORE_END: Final = 1.35


@dataclass(frozen=True, slots=True)
class Metal:
    """A hat or a cymbal.

    Attributes:
        tune: a factor on the six square waves.
        metal: share of the square waves, the rest being noise.
        floor_hz: what lies below is left out.
        low_hz: middle of the shimmer.
        high_hz: middle of the sizzle.
        low: level of the shimmer, against a sizzle of 1.
        air: level of what lies above the sizzle, against a sizzle of 1.
        strike_ms: decay of the stroke, to -40 dB.
        ring: level of the ringing after the stroke, against its start.
        ring_ms: decay of the ringing, to -40 dB.
        attack_ms: how softly it begins.
    """

    tune: float = 1.6
    metal: float = 0.5
    floor_hz: float = 1700.0
    low_hz: float = 3400.0
    high_hz: float = 6700.0
    low: float = 0.62
    air: float = 0.13
    strike_ms: float = 70.0
    ring: float = 0.3
    ring_ms: float = 155.0
    attack_ms: float = 0.3

    def render(self, rate: int, seed: int) -> Hit:
        """Return one hit at `rate` samples a second; its noise is drawn from `seed`."""
        count = count_of(MS_BEFORE_END * max(self.strike_ms, self.ring_ms), rate)
        ringing = squares(count, rate, [hertz * self.tune for hertz in OSCILLATORS_HZ])
        source = high_pass(mixed((self.metal, ringing), (1 - self.metal, noise(count, seed))), rate, self.floor_hz)
        level = mixed(
            (1 - self.ring, decay(count, rate, self.strike_ms)), (self.ring, decay(count, rate, self.ring_ms))
        )
        shimmer = band_pass(source, rate, self.low_hz, 1.2)
        sizzle = band_pass(source, rate, self.high_hz, SIZZLE_Q)
        air = low_pass(high_pass(source, rate, 9000.0), rate, 15000.0)
        body = times(mixed((self.low, shimmer), (1.0, sizzle)), level)
        bite = times(air, decay(count, rate, self.ring_ms * 0.8))
        highest = max(map(abs, body))
        return Hit(levelled(attack(body, rate, self.attack_ms)), [self.air * value / highest for value in bite])


CLOSED_HAT: Final = Metal()
OPEN_HAT: Final = Metal(floor_hz=900.0, air=0.2, strike_ms=150.0, ring=0.5, ring_ms=420.0)
RIDE: Final = Metal(low=0.35, high_hz=7600.0, air=0.22, strike_ms=120.0, ring=0.45, ring_ms=950.0)
CRASH: Final = Metal(floor_hz=900.0, low=0.7, low_hz=3200.0, air=0.14, strike_ms=300.0, ring=0.6, ring_ms=900.0, attack_ms=1.5)
