"""How does a bar sound to a listener, in five numbers: E entrainment, S syncopation, D dispersion, H entropy, T timing?

A bar's hits are masks of 16 bits by nominal step, bit s for step s; the grid is circular. Swing and microtiming reach T
alone. Kick, middle and cymbal are the voices of `engine/voices.py`; the backbone is kick, snare, clap and rim together.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from engine.bar import Scores
from engine.timebase import STEPS_PER_BAR

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

METRIC_WEIGHTS: Final = (0, -4, -3, -4, -2, -4, -3, -4, -1, -4, -3, -4, -2, -4, -3, -4)
"""Weight of each step of a 4/4 bar in 16ths: 0 for the downbeat, one less for each level of subdivision.
Source: Longuet-Higgins and Lee (1984), "The rhythmic interpretation of monophonic music"."""

BEATS_MASK: Final = 0b0001_0001_0001_0001
"""Steps 0, 4, 8 and 12."""

BEATS_PER_BAR: Final = 4
BAR_MASK: Final = (1 << STEPS_PER_BAR) - 1

MODERATE_SIGMA: Final = 5.0
"""The index of syncopation that Fitch and Rosenfeld (2007) call moderate; it reads S = 0.5."""

SHADED: Final = 0.5
"""What is left of a gain where kick or middle marks the rest."""

ENTROPY_MAX_BITS: Final = math.log2(5)
"""The most different intervals that fit in 16 steps: 1 + 2 + 3 + 4 + 6."""

CACHED_MASKS: Final = 1 << 13
"""Bars repeat, and a search for a better figure tries a few hundred; the bound keeps a night's wandering in some
megabytes."""

CACHED_GAPS: Final = 1 << 14
"""Bound on the gains that are kept, one for each onset, gap and what sounds in the gap."""


@lru_cache(maxsize=CACHED_MASKS)
def entrainment(backbone: int, previous: int | None) -> float:
    """Return E, 0..1: how firmly the backbone marks the beat and keeps its pattern.

    `backbone` and `previous` (the bar before; None on the first bar, which leaves rho16 out) are masks of 16 bits.

    Source: ours, an autocorrelation reading of entrainment; docs/scores.md#e.
    """
    hits = backbone.bit_count()
    if not hits:
        return 0.0
    on_beats = (backbone & BEATS_MASK).bit_count() / BEATS_PER_BAR
    agreement = _beat_autocorrelation(backbone, hits)
    if previous is not None:
        agreement = (agreement + _correlation(backbone, previous)) / 2
    return on_beats / 2 + max(0.0, agreement) / 2


def guard_entrainment(backbone: int) -> float:
    """Return E, 0..1, without comparison to the bar before: what the guard reads at fills, loads and restarts.

    `backbone` is a mask of 16 bits.

    Source: ours; docs/rules.md#guard.
    """
    return entrainment(backbone, None)


def _beat_autocorrelation(mask: int, hits: int) -> float:
    """Return the mean-centred circular autocorrelation at a lag of one beat, -1..1, of a mask with hits."""
    if hits == STEPS_PER_BAR:
        return 1.0
    later = (mask << BEATS_PER_BAR | mask >> (STEPS_PER_BAR - BEATS_PER_BAR)) & BAR_MASK
    shared = (mask & later).bit_count()
    # Centring a row of zeros and ones takes hits^2/16 off both sums; times 16 all stays whole.
    return (STEPS_PER_BAR * shared - hits * hits) / (STEPS_PER_BAR * hits - hits * hits)


def _correlation(one: int, other: int) -> float:
    """Return Pearson's correlation of two masks, -1..1; when one is constant, 1 if they are equal, else 0."""
    if one == other:
        return 1.0
    hits, other_hits = one.bit_count(), other.bit_count()
    spread = hits * (STEPS_PER_BAR - hits) * other_hits * (STEPS_PER_BAR - other_hits)
    if not spread:
        return 0.0
    return (STEPS_PER_BAR * (one & other).bit_count() - hits * other_hits) / math.sqrt(spread)


@lru_cache(maxsize=CACHED_MASKS)
def voice_syncopation(mask: int, others: int) -> float:
    """Return the syncopation of one voice, 0..15: its share of Sigma.

    Each rest up to the voice's next onset gains by how much heavier it is than the onset, or half of that where
    `others` sounds; the onset counts its largest gain. Masks are of 16 bits; `others` is the middle for the kick, the
    kick for the middle, both for the cymbals.

    Source: Longuet-Higgins and Lee (1984); Fitch and Rosenfeld (2007), "Perception and production of syncopated
    rhythms". The halving is ours: a rest that another drum marks surprises less.
    """
    sigma = 0.0
    doubled = others | others << STEPS_PER_BAR
    for onset, gap, rests, bare in _leaps(mask):
        marked = doubled >> onset & rests
        sigma += _gain(onset, gap, marked) if marked else bare
    return sigma


@lru_cache(maxsize=CACHED_MASKS)
def _leaps(mask: int) -> tuple[tuple[int, int, int, float], ...]:
    """Return a voice's onsets that gain over a rest: step, gap, the rests as a mask from the onset on, and the gain."""
    found = []
    onset = (mask & -mask).bit_length() - 1
    for gap in intervals(mask):
        gain = _gain(onset, gap, 0)
        if gain:
            found.append((onset, gap, (1 << gap) - 2, gain))
        onset += gap
    return tuple(found)


@lru_cache(maxsize=CACHED_GAPS)
def _gain(onset: int, gap: int, marked: int) -> float:
    """Return the largest gain of an onset over the rests of a gap; `marked` has a bit for each rest others sound at."""
    floor = METRIC_WEIGHTS[onset]
    best = 0.0
    for away in range(1, gap):
        gain = METRIC_WEIGHTS[(onset + away) % STEPS_PER_BAR] - floor
        if gain > best:
            best = max(best, gain * SHADED if marked >> away & 1 else gain)
    return best


def syncopation(kick: int, middle: int, cymbal: int) -> float:
    """Return S, 0..0.9: how strongly the voices, masks of 16 bits each, play against the metre; 0.5 is moderate.

    Source: as `voice_syncopation`; S = Sigma / (Sigma + 5), docs/scores.md#s.
    """
    sigma = (
        voice_syncopation(kick, middle) + voice_syncopation(middle, kick) + voice_syncopation(cymbal, kick | middle)
    )
    return sigma / (sigma + MODERATE_SIGMA)


def intervals(mask: int) -> tuple[int, ...]:
    """Return the circular intervals between a mask's onsets, in steps 1..16, summing to 16; empty for an empty mask.

    Source: ours; docs/scores.md#d.
    """
    return _intervals(mask)


@lru_cache(maxsize=CACHED_MASKS)
def _intervals(mask: int) -> tuple[int, ...]:
    onsets = [step for step in range(STEPS_PER_BAR) if mask >> step & 1]
    if not onsets:
        return ()
    return tuple([b - a for a, b in zip(onsets, [*onsets[1:], onsets[0] + STEPS_PER_BAR], strict=True)])


@lru_cache(maxsize=CACHED_MASKS)
def lane_dispersion(mask: int) -> float:
    """Return the dispersion of one voice or lane, a mask of 16 bits, 0..1; equally spaced, single or no onsets: 0.

    Source: docs/scores.md#d: var / (var + mean^2) of the intervals, ours.
    """
    gaps = intervals(mask)
    if not gaps:
        return 0.0
    return 1.0 - STEPS_PER_BAR * STEPS_PER_BAR / (len(gaps) * sum(gap * gap for gap in gaps))


@lru_cache(maxsize=CACHED_MASKS)
def lane_entropy(mask: int) -> float:
    """Return the entropy of one voice's intervals, 0..1 of the log2(5) bits that 16 steps can hold; no onsets: 0.

    Source: Shannon (1948); the scale is ours, docs/scores.md#h.
    """
    return _bits(tuple(sorted(intervals(mask)))) / ENTROPY_MAX_BITS


@lru_cache(maxsize=CACHED_MASKS)
def _bits(gaps: tuple[int, ...]) -> float:
    """Return the entropy, in bits, of sorted intervals: there are 231 ways to fill a bar with them."""
    bits = 0.0
    for gap in dict.fromkeys(gaps):
        share = gaps.count(gap) / len(gaps)
        bits -= share * math.log2(share)
    return bits


def dispersion(masks: tuple[int, ...]) -> float:
    """Return D, 0..1: how unevenly the voices, masks of 16 bits, space their hits; the mean over those that sound.

    Source: docs/scores.md#d.
    """
    sounding = [lane_dispersion(mask) for mask in masks if mask]
    return sum(sounding) / len(sounding) if sounding else 0.0


def entropy(masks: tuple[int, ...]) -> float:
    """Return H, 0..1: how varied the spacing of the voices, masks of 16 bits, is; the mean over those that sound.

    Source: docs/scores.md#h.
    """
    sounding = [lane_entropy(mask) for mask in masks if mask]
    return sum(sounding) / len(sounding) if sounding else 0.0


def bernoulli_entropy(share: float) -> float:
    """Return the entropy of a density, in bits 0..1, where `share` 0..1 of the steps sound: a readout, no score.

    Source: Shannon (1948), binary entropy; docs/scores.md#h.
    """
    if not 0.0 < share < 1.0:
        return 0.0
    return -share * math.log2(share) - (1.0 - share) * math.log2(1.0 - share)


def timing(offsets: Iterable[tuple[str, int, float]]) -> tuple[float, float]:
    """Return T and T_rand in ms, 0 or more, of hits given as (layer, nominal step, performed minus nominal in ms).

    T is the root mean square; T_rand is what is left of it when each layer's mean on even and on odd steps (swing,
    push) is taken away. No hits: 0 and 0.

    Source: law of total variance; docs/scores.md#t.
    """
    classes: dict[tuple[str, int], list[float]] = {}
    for layer, step, offset_ms in offsets:
        classes.setdefault((layer, step & 1), []).append(offset_ms)
    return timing_of(classes.values())


def timing_of(classes: Iterable[Sequence[float]]) -> tuple[float, float]:
    """Return T and T_rand in ms, as `timing` does, of offsets in ms that lie in classes already, none of them empty."""
    hits = 0
    squares = random_squares = 0.0
    for offsets_ms in classes:
        hits += len(offsets_ms)
        mean = sum(offsets_ms) / len(offsets_ms)
        for offset_ms in offsets_ms:
            squares += offset_ms * offset_ms
            random_squares += (offset_ms - mean) ** 2
    if not hits:
        return 0.0, 0.0
    return math.sqrt(squares / hits), math.sqrt(random_squares / hits)


def bar_scores(
    voices: tuple[int, int, int], backbone: int, previous: int | None, offsets: Iterable[tuple[str, int, float]]
) -> Scores:
    """Return all scores of a bar: masks of kick, middle and cymbal, of the backbone, and of the backbone a bar earlier.

    `offsets` is as for `timing`, in ms; `previous` is None on the first bar.

    Source: the functions above.
    """
    timing_ms, timing_random_ms = timing(offsets)
    return Scores(
        entrainment(backbone, previous), syncopation(*voices), dispersion(voices), entropy(voices),
        timing_ms, timing_random_ms,
    )
