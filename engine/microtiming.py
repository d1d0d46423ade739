"""How far from the grid does each hit of a bar fall?

Swing moves every odd 16th later by the same amount. On top of it each hit draws an offset from its layer's beat bins
and an even spread. All offsets stay within 0.49 step, so that a file's nearest 16th is the nominal step, and hits of
one layer stay 0.6 step apart, so that a file reads them as hits and not as a ratchet. The part of the timing that swing
does not explain (T_rand) is scaled down, for all layers alike, when it exceeds its cap.

Source: swing as a share of the 16th pair (Roger Linn, MPC); the rest is ours (docs/rules.md#microtiming).
"""

from __future__ import annotations

import math
from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from engine.draws import unit_draws
from engine.timebase import BAR_TICKS, PPQ, STEP_TICKS, ticks_per_ms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.config import Layer

MAX_OFFSET_TICKS: Final = int(0.49 * STEP_TICKS)
"""0.49 step: the nearest 16th of a hit is its own (docs/rules.md#microtiming)."""
EARLIEST_TICKS: Final = STEP_TICKS // 2
"""No hit is pushed so early before its bar line; what is done before the line is done from here on."""
MIN_APART_TICKS: Final = 288
"""0.6 step: nearer hits of one note read as a ratchet."""
ROUNDING_TICKS: Final = 2
"""Slack for whole ticks when random timing is scaled to its cap."""
RETRIES: Final = 4
"""Times a bar is placed to meet its cap, the last without random timing. Ours: limits make scaling inexact."""


def swing_ticks(swing_percent: float) -> int:
    """Return the delay of an odd 16th, in ticks: (p - 0.5) of a pair of 16ths, whose length is PPQ / 2.

    Source: docs/rules.md#swing.
    """
    return round((swing_percent - 0.5) * PPQ / 2)


@lru_cache(maxsize=512)
def _bins(
    offsets_ms: tuple[float, ...], weights: tuple[float, ...], cap_ms: float
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the offsets within their cap and the upper ends of their shares of [0, 1)."""
    usable = weights if len(weights) == len(offsets_ms) and sum(weights) > 0.0 else (1.0,) * len(offsets_ms)
    total = sum(usable)
    ends = tuple(end / total for end in accumulate(usable))
    return tuple(min(max(offset, -cap_ms), cap_ms) for offset in offsets_ms), ends[:-1]


def deviations(layer: Layer, name: str, steps: Sequence[int], *, seed: int, bar: int, bpm: float) -> list[float]:
    """Return each hit's random offset in ticks, within 0.49 step either way, fresh in every bar.

    What is further off can never sound, and with it scaling T_rand to its cap would miss the mark: at fast tempos a bar
    would lose all its random timing.

    Source: ours; docs/rules.md#microtiming.
    """
    found = [0.0] * len(steps)
    scale = ticks_per_ms(bpm)
    if layer.beat_bins_ms:
        offsets, ends = _bins(layer.beat_bins_ms, layer.beat_bins_probs, layer.beat_bin_cap_ms)
        draws = unit_draws(seed, name, "bin", bar)
        found = [offsets[bisect_right(ends, draws[step])] * scale for step in steps]
    if layer.micro_ms:
        draws = unit_draws(seed, name, "micro", bar)
        spread = layer.micro_ms * scale
        found = [value + (2.0 * draws[step] - 1.0) * spread for value, step in zip(found, steps, strict=True)]
    if (layer.micro_ms + layer.beat_bin_cap_ms) * scale > MAX_OFFSET_TICKS:
        found = [float(min(max(value, -MAX_OFFSET_TICKS), MAX_OFFSET_TICKS)) for value in found]
    return found


def placed(steps: Sequence[int], random_ticks: Sequence[float], swing: int, last_tick: int, scale: float) -> list[int]:
    """Return each hit's offset in whole ticks: swing plus scaled deviation, in bounds and apart from its neighbour.

    Args:
        steps: nominal steps, in order.
        random_ticks: deviation of each hit.
        swing: ticks by which odd steps come later.
        last_tick: performed tick of the layer's last hit, from this bar line (negative).
        scale: 0..1, on the deviations. At 0 a downbeat that has to wait for the hit before takes the whole bar with it,
            so that none of the timing is random.

    Source: ours; docs/rules.md#microtiming.
    """
    offsets = []
    earliest = last_tick + MIN_APART_TICKS
    late = max(0, earliest) if not scale and steps and steps[0] == 0 else 0
    for step, deviation in zip(steps, random_ticks, strict=True):
        offset = round(deviation * scale) + late
        if step & 1:
            offset += swing
        if offset > MAX_OFFSET_TICKS:
            offset = MAX_OFFSET_TICKS
        elif offset < -MAX_OFFSET_TICKS:
            offset = -MAX_OFFSET_TICKS
        nominal = step * STEP_TICKS
        if nominal + offset < earliest:
            offset = earliest - nominal
        earliest = nominal + offset + MIN_APART_TICKS
        offsets.append(offset)
    return offsets


def spread(timings: Sequence[tuple[Sequence[int], Sequence[int], Sequence[int]]]) -> tuple[float, float]:
    """Return (T, T_rand) of a bar in ticks.

    Args:
        timings: for each layer its steps, offsets in ticks, and how many (sub-)hits share each offset.

    The classes are (layer, step parity); T_rand is the spread round the class means. Equal to `scores.timing`.

    Source: docs/scores.md#t.
    """
    hits, squares, explained = 0, 0, 0.0
    for steps, offsets, copies in timings:
        counts, sums = [0, 0], [0, 0]
        for step, offset, copied in zip(steps, offsets, copies, strict=True):
            parity = step & 1
            counts[parity] += copied
            sums[parity] += copied * offset
            squares += copied * offset * offset
        for count, total in zip(counts, sums, strict=True):
            if count:
                hits += count
                explained += total * total / count
    if not hits:
        return 0.0, 0.0
    return math.sqrt(squares / hits), math.sqrt(max(0.0, squares - explained) / hits)


def last_tick_after(steps: Sequence[int], offsets: Sequence[int], last_tick: int) -> int:
    """Return the performed tick of the layer's last hit, from the next bar line."""
    if not steps:
        return max(last_tick - BAR_TICKS, -BAR_TICKS)
    return steps[-1] * STEP_TICKS + offsets[-1] - BAR_TICKS
