"""How does the bass drum sound?

A sine whose pitch falls from a few hundred hertz to the drum's own within a tenth of a second, through an amplifier
that holds and then empties like a capacitor, slightly overdriven, with a short click of noise and pulse at its start.

Sources: the bass drum of the Roland TR-909 (service notes, 1984: an oscillator with a pitch envelope, shaped from
triangle to sine, an envelope with hold, and a click of pulse and filtered noise); its pitch curve and decay were fitted
to recordings by us: f(t) = tune + sweep e^(-t / sweep_ms).
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
    discharge,
    driven,
    levelled,
    low_pass,
    mixed,
    noise,
    sine,
    steady,
    times,
)

CLICK_HZ: Final = 1100.0
CLICK_CORNER_HZ: Final = 5000.0
CLICK_MS: Final = 6.0
"""To -40 dB; 2 ms of it are heard."""


@dataclass(frozen=True, slots=True)
class Kick:
    """A bass drum.

    Attributes:
        tune_hz: where the pitch comes to rest.
        sweep_hz: how much higher it starts.
        sweep_ms: after this, 37 % of the sweep is left.
        hold_ms: how long it stays at its full level.
        decay_ms: from the end of the hold, until it is 40 dB lower.
        drive: overdrive; near 0 none.
        click: level of the click of 2 ms, against the drum's peak.
        grain: which noise the click is made of.
    """

    tune_hz: float = 56.0
    sweep_hz: float = 270.0
    sweep_ms: float = 27.0
    hold_ms: float = 48.0
    decay_ms: float = 345.0
    drive: float = 0.6
    click: float = 0.75
    grain: int = 7

    def render(self, rate: int) -> Hit:
        """Return one hit at `rate` samples a second."""
        count = count_of(self.hold_ms + 1.2 * self.decay_ms, rate)
        pitch = bend(count, rate, hertz=self.tune_hz, above_hz=self.sweep_hz, ms=self.sweep_ms)
        level = discharge(count, rate, hold_ms=self.hold_ms, decay_ms=self.decay_ms)
        swell = [1 - 0.3 * left for left in decay(count, rate, 90.0)]
        wave = times(driven(sine(pitch, rate), self.drive), swell)
        short = count_of(2 * CLICK_MS, rate)
        knock = mixed((0.7, noise(short, self.grain)), (0.8, sine(steady(short, CLICK_HZ), rate)))
        click = times(low_pass(knock, rate, CLICK_CORNER_HZ), decay(short, rate, CLICK_MS))
        return Hit(levelled(attack(times(wave, level), rate, 0.6)), levelled(click, self.click))
