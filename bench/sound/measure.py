"""What can be measured on one drum hit: its decay, its crest, its spectrum, its pitch and its bursts?

Plain Python, so that the figures of the kit need no further package. A hit begins half a millisecond before it first
passes 2 % of its peak.
"""

from __future__ import annotations

from cmath import exp
from itertools import pairwise
from math import cos, log10, pi, sqrt
from typing import TYPE_CHECKING, Final

from sequencer.sound.tone import high_pass, low_pass

if TYPE_CHECKING:
    from collections.abc import Sequence

ENVELOPE_MS: Final = 2.0
STAYS_BELOW_MS: Final = 5.0
CREST_MS: Final = 100.0
PARTIALS_BELOW_HZ: Final = 1200.0
PARTIAL_LEAST: Final = 0.08
"""Of the strongest partial's amplitude: what is weaker is none."""
PARTIAL_POINTS: Final = 1 << 15


def begun(samples: Sequence[float], rate: int) -> list[float]:
    """Return a hit from its begin on, its peak at 1."""
    peak = max(map(abs, samples))
    first = next(place for place, value in enumerate(samples) if abs(value) > 0.02 * peak)
    return [value / peak for value in samples[max(0, first - rate // 2000):]]


def envelope(hit: Sequence[float], rate: int, ms: float = ENVELOPE_MS) -> list[float]:
    """Return the root mean square around each sample."""
    count = max(1, round(ms * rate / 1000))
    half = count // 2
    squares = [0.0] * half + [value * value for value in hit] + [0.0] * count
    total = sum(squares[:count])
    found = []
    for place in range(len(hit)):
        found.append(sqrt(max(0.0, total) / count))
        total += squares[place + count] - squares[place]
    return found


def peak_ms(level: Sequence[float], rate: int) -> float:
    """Return when an envelope is highest."""
    return 1000 * level.index(max(level)) / rate


def falls_ms(level: Sequence[float], rate: int, decibels: float) -> float:
    """Return how long after its peak an envelope is so much lower, and stays so for 5 ms."""
    peak = max(level)
    begin = level.index(peak)
    least = peak * 10 ** (-decibels / 20)
    stays = round(STAYS_BELOW_MS * rate / 1000)
    run = 0
    for place in range(begin, len(level)):
        run = run + 1 if level[place] < least else 0
        if run == stays:
            return 1000 * (place - stays + 1 - begin) / rate
    return 1000 * (len(level) - run - begin) / rate


def crest_db(hit: Sequence[float], rate: int) -> float:
    """Return the peak against the root mean square of the first 100 ms."""
    first = hit[: round(CREST_MS * rate / 1000)]
    return -20 * log10(sqrt(sum(value * value for value in first) / round(CREST_MS * rate / 1000)))


def transform(values: Sequence[complex]) -> list[complex]:
    """Return the discrete Fourier transform of a power of two of values (Cooley, Tukey 1965)."""
    count = len(values)
    if count == 1:
        return list(values)
    even, odd = transform(values[::2]), transform(values[1::2])
    turned = [exp(-2j * pi * place / count) * value for place, value in enumerate(odd)]
    return [a + b for a, b in zip(even, turned, strict=True)] + [a - b for a, b in zip(even, turned, strict=True)]


def power(hit: Sequence[float], rate: int, points: int = 0) -> list[tuple[float, float]]:
    """Return frequency and power, from 0 Hz up, of a hit that is faded out along half a Hann window."""
    count = len(hit)
    faded = [value * (0.5 + 0.5 * cos(pi * place / count)) for place, value in enumerate(hit)]
    size = max(points, 1 << (count - 1).bit_length())
    found = transform([*faded, *([0.0] * (size - count))])
    return [(place * rate / size, abs(value) ** 2) for place, value in enumerate(found[: size // 2])]


def share(spectrum: Sequence[tuple[float, float]], low: float, high: float) -> float:
    """Return how many percent of the power lie in a band."""
    total = sum(strength for _, strength in spectrum)
    return 100 * sum(strength for hertz, strength in spectrum if low <= hertz < high) / total


def centroid(spectrum: Sequence[tuple[float, float]]) -> float:
    """Return the mean frequency, weighted by power."""
    return sum(hertz * strength for hertz, strength in spectrum) / sum(strength for _, strength in spectrum)


def strongest(spectrum: Sequence[tuple[float, float]], low: float = 0.0, high: float = 1e9) -> float:
    """Return the frequency with the most power in a band."""
    return max((strength, hertz) for hertz, strength in spectrum if low <= hertz < high)[1]


def partials(hit: Sequence[float], rate: int, begin_ms: float, end_ms: float) -> list[float]:
    """Return the frequencies of the partials below 1200 Hz between two moments, from low to high."""
    piece = hit[round(begin_ms * rate / 1000) : round(end_ms * rate / 1000)]
    count = len(piece)
    shaped = [value * (0.5 - 0.5 * cos(2 * pi * place / count)) for place, value in enumerate(piece)]
    found = transform([*shaped, *([0.0] * (PARTIAL_POINTS - count))])
    heights = [abs(value) for value in found[: round(PARTIALS_BELOW_HZ * PARTIAL_POINTS / rate)]]
    least = PARTIAL_LEAST * max(heights)
    reach = round(25 * PARTIAL_POINTS / rate)
    return [
        place * rate / PARTIAL_POINTS
        for place in range(1, len(heights))
        if heights[place] >= least and heights[place] == max(heights[max(0, place - reach) : place + reach + 1])
    ]


def pitches(hit: Sequence[float], rate: int, highest_hz: float) -> list[tuple[float, float]]:
    """Return (ms, Hz) of each half period below a frequency, read between zero crossings."""
    lead = [0.0] * (rate // 10)
    low = low_pass(high_pass([*lead, *hit], rate, 30.0), rate, highest_hz)
    back = low_pass(high_pass(low[::-1], rate, 30.0), rate, highest_hz)  # twice, once backwards: no delay is left
    wave = back[::-1][len(lead):]
    crossings = [
        place + before / (before - after)
        for place, (before, after) in enumerate(pairwise(wave))
        if (before < 0) != (after < 0)
    ]
    return [
        (500 * (first + second) / rate, rate / 2 / (second - first))
        for first, second in pairwise(crossings)
    ]


def at(curve: Sequence[tuple[float, float]], ms: float) -> float:
    """Return the value of a curve at a moment, in a straight line between its points."""
    for (before, low), (after, high) in pairwise(curve):
        if before <= ms <= after:
            return low + (high - low) * (ms - before) / (after - before)
    return float("nan")
