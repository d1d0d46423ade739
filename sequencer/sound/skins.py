"""How do toms, congas and claves sound?

Ringing skins: sines with a bend, which for a tom are three modes and a little noise, for a conga a single ring.

Sources: the toms of the Roland TR-909 (service notes, 1984: three oscillators with one pitch envelope, and noise) and
the congas and claves of the TR-808 (service notes, 1981: bridged-T resonators); frequencies, ratios and decays
measured on recordings by us.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sequencer.sound.hit import Hit
from sequencer.sound.tone import (
    HIGHEST_SHARE,
    attack,
    bend,
    count_of,
    decay,
    levelled,
    low_pass,
    mixed,
    noise,
    sine,
    steady,
    times,
)

TOM_MODES: Final = ((1.0, 1.0, 1.0), (1.9, 0.35, 0.6), (3.0, 0.18, 0.4))
"""Of a tom: frequency against the first mode, level, decay against the first."""
BEND_MS: Final = 40.0


@dataclass(frozen=True, slots=True)
class Tom:
    """A tom.

    Attributes:
        tune_hz: where its first mode comes to rest.
        bend: how much higher it starts, as a share.
        decay_ms: to -40 dB.
        stick: level of the stick's noise against the drum's peak.
        grain: which noise the stick is made of.
    """

    tune_hz: float = 90.0
    bend: float = 0.25
    decay_ms: float = 280.0
    stick: float = 0.18
    grain: int = 7

    def render(self, rate: int) -> Hit:
        """Return one hit at `rate` samples a second."""
        count = count_of(1.3 * self.decay_ms, rate)
        highest = HIGHEST_SHARE * rate / (1 + self.bend)
        first = min(self.tune_hz, highest)
        modes = []
        for ratio, level, share in TOM_MODES:
            hertz = ratio * first
            if hertz <= highest:
                pitch = bend(count, rate, hertz=hertz, above_hz=self.bend * hertz, ms=BEND_MS)
                modes.append((level, times(sine(pitch, rate), decay(count, rate, self.decay_ms * share))))
        short = count_of(40, rate)
        stick = times(low_pass(noise(short, self.grain), rate, 3000.0), decay(short, rate, 25.0))
        return Hit(levelled(attack(mixed(*modes), rate, 0.5)), levelled(stick, self.stick))


@dataclass(frozen=True, slots=True)
class Ring:
    """A conga, or claves: one ringing mode.

    Attributes:
        tune_hz: its frequency.
        decay_ms: to -40 dB.
        knock: level of the overtone that a harder stroke brings out.
    """

    tune_hz: float = 201.0
    decay_ms: float = 352.0
    knock: float = 0.3

    def render(self, rate: int) -> Hit:
        """Return one hit at `rate` samples a second."""
        count = count_of(1.3 * self.decay_ms, rate)
        ring = times(sine(steady(count, self.tune_hz), rate), decay(count, rate, self.decay_ms))
        knock = times(sine(steady(count, 2.3 * self.tune_hz), rate), decay(count, rate, 0.25 * self.decay_ms))
        return Hit(levelled(attack(ring, rate, 0.3)), levelled(knock, self.knock))
