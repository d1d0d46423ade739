"""How do the snare drum and the rim shot sound?

Snare: two sines, the modes of a drum head, whose pitch bends down within 20 ms, and the noise of the wires. Rim: three
short ringing modes, clipped and high-passed.

Sources: the snare and rim shot of the Roland TR-909 (service notes, 1984: two oscillators with a pitch envelope and two
paths of noise; three bridged-T resonators into a clipper); frequencies, ratios and decays measured on recordings by us.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sequencer.sound.hit import Hit
from sequencer.sound.tone import (
    attack,
    bend,
    count_of,
    decay,
    driven,
    high_pass,
    levelled,
    low_pass,
    mixed,
    noise,
    sine,
    steady,
    times,
)

MODE_RATIO: Final = 1.45
"""Second mode of the head against the first."""
BEND_MS: Final = 20.0


@dataclass(frozen=True, slots=True)
class Snare:
    """A snare drum.

    Attributes:
        tune_hz: the lower mode, where its pitch comes to rest.
        bend: how much higher both modes start, as a share.
        tone_ms: decay of the modes, to -40 dB.
        snappy: level of the wires against the drum's peak.
        snappy_ms: decay of the wires, to -40 dB.
        grain: which noise the wires are made of.
    """

    tune_hz: float = 180.0
    bend: float = 0.65
    tone_ms: float = 130.0
    snappy: float = 0.62
    snappy_ms: float = 190.0
    grain: int = 7

    def render(self, rate: int) -> Hit:
        """Return one hit at `rate` samples a second."""
        count = count_of(max(self.tone_ms, self.snappy_ms) * 1.4, rate)
        modes = [
            times(
                sine(bend(count, rate, hertz=hertz, above_hz=self.bend * hertz, ms=BEND_MS), rate),
                decay(count, rate, self.tone_ms * share),
            )
            for hertz, share in ((self.tune_hz, 1.0), (self.tune_hz * MODE_RATIO, 0.7))
        ]
        wires = low_pass(high_pass(noise(count, self.grain), rate, 2200.0), rate, 9000.0)
        snap = mixed((0.75, decay(count, rate, self.snappy_ms * 0.35)), (0.25, decay(count, rate, self.snappy_ms)))
        body = attack(mixed((1.0, modes[0]), (0.8, modes[1])), rate, 0.4)
        return Hit(levelled(body), levelled(times(wires, snap), self.snappy))


@dataclass(frozen=True, slots=True)
class Rim:
    """A rim shot.

    Attributes:
        tune: a factor on its three modes of 225, 490 and 960 Hz.
        decay_ms: to -40 dB.
        drive: how hard it is clipped.
    """

    tune: float = 1.0
    decay_ms: float = 40.0
    drive: float = 1.6

    def render(self, rate: int) -> Hit:
        """Return one hit at `rate` samples a second."""
        count = count_of(self.decay_ms * 2.0, rate)
        level = mixed((0.75, decay(count, rate, 0.6 * self.decay_ms)), (0.25, decay(count, rate, 1.35 * self.decay_ms)))
        modes = [sine(steady(count, hertz * self.tune), rate) for hertz in (225.0, 490.0, 960.0)]
        ring = times(mixed((0.7, modes[0]), (1.0, modes[1]), (0.9, modes[2])), level)
        clipped = driven(ring, self.drive)
        thin = high_pass(clipped, rate, 400.0)
        edge = high_pass(clipped, rate, 1500.0)
        return Hit(levelled(thin), levelled(edge, 0.3))
