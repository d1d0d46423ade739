"""How late did messages leave, per output?

A histogram of fixed size with eight buckets to the octave, so that adding a measurement costs the player next to
nothing and a percentile is right to about a twelfth.

Source: log-linear buckets as in G. Tene's HdrHistogram (2012).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

SUB_BITS: Final = 3
BUCKETS: Final = 256
LATE_NS: Final = 1_000_000
"""A message more than a millisecond late counts as late (docs/rules.md#deadlines)."""
UNIT_NS: Final = 1_000


def bucket(lateness_ns: int) -> int:
    """Return the bucket of a lateness; what is early counts as on time."""
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

    def figures(self) -> dict[str, float]:
        """Return p50, p99, p99_9 and max in microseconds, and the count of late messages."""
        return figures(self.counts, self.max_ns, self.late)


def figures(counts: Sequence[int], max_ns: int, late: int) -> dict[str, float]:
    """Return the percentiles of a histogram in microseconds, its largest value, and the count of late messages."""
    total = sum(counts)
    found = {}
    for name, share in (("p50", 0.5), ("p99", 0.99), ("p99_9", 0.999)):
        seen, index = 0, 0
        for index, count in enumerate(counts):  # noqa: B007 - the place where it stops is what is wanted
            seen += count
            if total and seen >= share * total:
                break
        found[name] = min(bucket_us(index), max_ns / UNIT_NS) if total else 0.0
    return {**found, "max": max_ns / UNIT_NS, "late": float(late)}
