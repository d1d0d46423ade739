"""How late did messages leave, per output?

A histogram of fixed size with eight buckets to the octave, so that adding a measurement costs the player next to
nothing and a percentile is right to a sixteenth.

Source: log-linear buckets as in G. Tene's HdrHistogram (2012).
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate
from typing import Final

from engine.control import LatenessStatus

SUB_BITS: Final = 3
BUCKETS: Final = 256
LATE_NS: Final = 1_000_000
"""A message more than a millisecond late counts as late (docs/rules.md#deadlines)."""
UNIT_NS: Final = 1_000
SHARES: Final = (0.5, 0.99, 0.999)


def bucket(lateness_ns: int) -> int:
    """Return the bucket of a lateness; early counts as on time."""
    micros = lateness_ns // UNIT_NS
    if micros < 1 << SUB_BITS:
        return max(micros, 0)
    octave = micros.bit_length() - SUB_BITS - 1
    return min(((octave + 1) << SUB_BITS) + (micros >> octave) - (1 << SUB_BITS), BUCKETS - 1)


def bucket_us(index: int) -> float:
    """Return the middle of a bucket, in microseconds."""
    if index < 1 << SUB_BITS:
        return float(index)
    octave, sub = divmod(index, 1 << SUB_BITS)
    low = ((1 << SUB_BITS) + sub) << (octave - 1)
    return low + ((1 << (octave - 1)) - 1) / 2


class Lateness:
    """Lateness of one output's messages; owned by the player's thread."""

    def __init__(self) -> None:
        self.counts = [0] * BUCKETS
        self.max_ns = 0
        self.late = 0

    def add(self, lateness_ns: int) -> None:
        """Count one message; never blocks."""
        self.counts[bucket(lateness_ns)] += 1
        self.max_ns = max(self.max_ns, lateness_ns)
        if lateness_ns > LATE_NS:
            self.late += 1

    def status(self) -> LatenessStatus:
        """Return the percentiles and the largest lateness in microseconds, and the count of late messages."""
        total, max_us = sum(self.counts), self.max_ns / UNIT_NS
        p50, p99, p99_9 = (min(self._share_us(share * total), max_us) if total else 0.0 for share in SHARES)
        return LatenessStatus(p50, p99, p99_9, max_us, self.late)

    def _share_us(self, count: float) -> float:
        """Return the lateness that so many messages do not exceed."""
        return bucket_us(bisect_left(list(accumulate(self.counts)), count))
