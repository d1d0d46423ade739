"""What is every drum of the kit made of: sines, squares, noise, decays and filters?

Everything here is a plain function from numbers to a list of samples. A filter starts at rest and an oscillator at its
given phase each time, so a drum sounds the same hit after hit; noise is drawn from a seed.

Filters are the two-pole ones of Robert Bristow-Johnson's Cookbook formulae for audio EQ biquad filter coefficients (as
published in the W3C note Audio EQ Cookbook, 2021), in transposed direct form II.
"""

from __future__ import annotations

from math import cos, exp, log, pi, sin, tanh
from random import Random
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

TAU: Final = 2 * pi
BUTTERWORTH: Final = 0.7071
"""The Q of a filter without a bump at its corner."""
HIGHEST_SHARE: Final = 0.45
"""Of the sample rate: no filter and no oscillator goes higher."""
DECIBELS_OF_DECAY: Final = 40.0
"""A decay is told by the time in which it has become 40 dB lower, where a drum hit is over to the ear."""


def count_of(ms: float, rate: int) -> int:
    """Return how many samples last `ms` at `rate` samples a second."""
    return round(ms * rate / 1000)


def decay(count: int, rate: int, ms: float) -> list[float]:
    """Return an exponential decay from 1 that is 40 dB lower after `ms`."""
    factor = 10 ** (-DECIBELS_OF_DECAY / 20 / (ms * rate / 1000))
    values, value = [], 1.0
    for _ in range(count):
        values.append(value)
        value *= factor
    return values


def discharge(count: int, rate: int, *, hold_ms: float, decay_ms: float, floor: float = 0.02) -> list[float]:
    """Return 1 for `hold_ms`, then a capacitor emptying through a diode: 40 dB lower after `decay_ms`, 0 soon after.

    The amplitude is (1 + floor) e^(-t / tau) - floor. `floor` is the share of the charge below which the diode, and
    with it the amplifier, is shut: the end of an analogue drum is shorter than an exponential's.
    """
    held = min(count, count_of(hold_ms, rate))
    last = 10 ** (-DECIBELS_OF_DECAY / 20)
    tau = decay_ms * rate / 1000 / log((1 + floor) / (last + floor))
    fall = ((1 + floor) * exp(-place / tau) - floor for place in range(count - held))
    return [1.0] * held + [value if value > 0 else 0.0 for value in fall]


def attack(values: list[float], rate: int, ms: float) -> list[float]:
    """Return the samples with their first `ms` faded in along half a cosine."""
    count = min(len(values), count_of(ms, rate))
    ramp = [0.5 - 0.5 * cos(pi * (place + 0.5) / count) for place in range(count)]
    return times(values[:count], ramp) + values[count:]


def sine(hertz: Iterable[float], rate: int, *, turn: float = 0.0) -> list[float]:
    """Return a sine that follows a frequency, sample by sample, from the phase `turn` (in turns, 0 to 1)."""
    step, phase, values = TAU / rate, TAU * turn, []
    for frequency in hertz:
        values.append(sin(phase))
        phase += step * frequency
    return values


def steady(count: int, hertz: float) -> list[float]:
    """Return a frequency that stays."""
    return [hertz] * count


def bend(count: int, rate: int, *, hertz: float, above_hz: float, ms: float) -> list[float]:
    """Return a frequency that starts `above_hz` too high and comes down to `hertz`: f + above e^(-t / ms)."""
    factor = exp(-1000 / (ms * rate))
    values, above = [], above_hz
    for _ in range(count):
        values.append(hertz + above)
        above *= factor
    return values


def squares(count: int, rate: int, hertz: Sequence[float]) -> list[float]:
    """Return the sum of square waves of 1 and -1 that all start together, divided by their number.

    They are not band-limited: what folds back at the top is as inharmonic as the sum itself and is filtered later.
    """
    total = [0.0] * count
    for frequency in hertz:
        step = 2 * frequency / rate
        total = [value + (-1.0 if int(step * place) & 1 else 1.0) for place, value in enumerate(total)]
    return [value / len(hertz) for value in total]


def noise(count: int, seed: int) -> list[float]:
    """Return white noise between -1 and 1, the same for the same seed."""
    draw = Random(seed).random  # noqa: S311 - noise to listen to, no secret
    return [2 * draw() - 1 for _ in range(count)]


def low_pass(values: Iterable[float], rate: int, hertz: float, q: float = BUTTERWORTH) -> list[float]:
    """Keep the part below a corner frequency; 12 dB an octave."""
    angle = _angle(hertz, rate)
    share = (1 - cos(angle)) / 2
    return _filtered(values, (share, 2 * share, share), angle, q)


def high_pass(values: Iterable[float], rate: int, hertz: float, q: float = BUTTERWORTH) -> list[float]:
    """Keep the part above a corner frequency; 12 dB an octave."""
    angle = _angle(hertz, rate)
    share = (1 + cos(angle)) / 2
    return _filtered(values, (share, -2 * share, share), angle, q)


def band_pass(values: Iterable[float], rate: int, hertz: float, q: float) -> list[float]:
    """Keep the part around a frequency; gain 1 there, width `hertz / q` at -3 dB."""
    angle = _angle(hertz, rate)
    share = sin(angle) / 2 / q
    return _filtered(values, (share, 0.0, -share), angle, q)


def _angle(hertz: float, rate: int) -> float:
    """Return a frequency as an angle a sample; above 45 % of the rate, where filters turn unstable, it is that."""
    return TAU * min(hertz / rate, HIGHEST_SHARE)


def _filtered(values: Iterable[float], zeros: tuple[float, float, float], angle: float, q: float) -> list[float]:
    alpha = sin(angle) / 2 / q
    scale = 1 / (1 + alpha)
    b0, b1, b2 = (zero * scale for zero in zeros)
    a1, a2 = -2 * cos(angle) * scale, (1 - alpha) * scale
    first = second = 0.0
    out = []
    for value in values:
        made = b0 * value + first
        first = b1 * value - a1 * made + second
        second = b2 * value - a2 * made
        out.append(made)
    return out


def times(values: Iterable[float], gains: Iterable[float]) -> list[float]:
    """Return the samples, each with its gain."""
    return [value * gain for value, gain in zip(values, gains, strict=False)]


def mixed(*parts: tuple[float, Sequence[float]]) -> list[float]:
    """Return the sum of parts of any length, each with its level."""
    count = max(len(values) for _, values in parts)
    total = [0.0] * count
    for level, values in parts:
        for place, value in enumerate(values):
            total[place] += level * value
    return total


def driven(values: Iterable[float], drive: float) -> list[float]:
    """Return the samples through a saturating stage, tanh(drive x) / tanh(drive): rounder peaks, more overtones."""
    full = tanh(drive)
    return [tanh(drive * value) / full for value in values]


def levelled(values: Sequence[float], peak: float = 1.0) -> list[float]:
    """Return the samples with their highest peak, either way, at `peak`."""
    highest = max(map(abs, values))
    return [value * peak / highest for value in values]

