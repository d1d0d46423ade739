"""How do hats and cymbals sound?

Six square waves without a common fundamental, and noise, through two band-passes (a low shimmer and the sizzle); and a
little air above 9 kHz. A stroke that is soon over lies on a longer ring.

Sources: K. J. Werner, J. S. Abel, J. O. Smith, The TR-808 Cymbal: a physically-informed, circuit-bendable, digital
model, ICMC 2014 (six Schmitt triggers at 205, 304, 370, 523, 540 and 800 Hz, band-passes at 3.44 and 7.1 kHz); the
machine whose hats techno knows best, the TR-909, plays samples of real cymbals instead, so bands and decays were
fitted by us to recordings of those.
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
BRIGHT_HZ: Final = 6500.0
BRIGHT: Final = 0.8
"""The bite is this share of what lies above `BRIGHT_HZ`: a soft stroke is darker, a hard one brighter."""
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
        grain: which noise it is made of.
    """

    tune: float = 1.78
    metal: float = 0.5
    floor_hz: float = 870.0
    low_hz: float = 3500.0
    high_hz: float = 6260.0
    low: float = 0.66
    air: float = 0.03
    strike_ms: float = 75.0
    ring: float = 0.3
    ring_ms: float = 155.0
    attack_ms: float = 0.3
    grain: int = 11

    def render(self, rate: int) -> Hit:
        """Return one hit at `rate` samples a second."""
        count = count_of(MS_BEFORE_END * max(self.strike_ms, self.ring_ms), rate)
        ringing = squares(count, rate, [hertz * self.tune for hertz in OSCILLATORS_HZ])
        source = mixed((self.metal, ringing), (1 - self.metal, noise(count, self.grain)))
        source = high_pass(source, rate, self.floor_hz)
        level = mixed(
            (1 - self.ring, decay(count, rate, self.strike_ms)), (self.ring, decay(count, rate, self.ring_ms))
        )
        shimmer = band_pass(source, rate, self.low_hz, 1.2)
        sizzle = band_pass(source, rate, self.high_hz, SIZZLE_Q)
        air = low_pass(high_pass(source, rate, 9000.0), rate, 15000.0)
        whole = levelled(
            attack(times(mixed((self.low, shimmer), (1.0, sizzle), (self.air, air)), level), rate, self.attack_ms)
        )
        bite = [BRIGHT * value for value in high_pass(whole, rate, BRIGHT_HZ)]
        return Hit([value - high for value, high in zip(whole, bite, strict=True)], bite)


CLOSED_HAT: Final = Metal()
OPEN_HAT: Final = Metal(
    tune=1.87, floor_hz=725.0, low_hz=3510.0, high_hz=6940.0, low=1.16, air=0.136, strike_ms=150.0, ring=0.5,
    ring_ms=420.0, grain=7,
)
RIDE: Final = Metal(
    tune=1.58, floor_hz=917.0, low_hz=3060.0, high_hz=6900.0, low=0.675, air=0.16, strike_ms=120.0, ring=0.45,
    ring_ms=950.0, grain=7,
)
CRASH: Final = Metal(
    tune=1.53, floor_hz=660.0, low_hz=2610.0, high_hz=6080.0, low=0.967, air=0.131, strike_ms=300.0, ring=0.6,
    ring_ms=900.0, attack_ms=1.5, grain=7,
)
SPLASH: Final = Metal(
    tune=1.7, floor_hz=1200.0, low_hz=3600.0, high_hz=6900.0, low=0.7, air=0.16, strike_ms=120.0, ring=0.4,
    ring_ms=480.0, attack_ms=0.8, grain=8,
)
