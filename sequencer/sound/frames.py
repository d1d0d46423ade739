"""On which frame of an audio device does a moment of the clock fall?

A device asks for frames in periods, a little unevenly, sometimes several periods in one burst, and its crystal is not
the computer's. Each request tells how far the frames are from the clock; the earliest requests of the last seconds are
the truth, because a request can be late but not early. The mapping follows them, so it neither drifts nor jitters.

When a device has stood still (an xrun, a suspended laptop), every later request is late by the same time: if a quarter
of a second brings no request near the mapping, it starts anew.
"""

from __future__ import annotations

from collections import deque
from typing import Final

NS_PER_SECOND: Final = 1_000_000_000
BUCKET_NS: Final = NS_PER_SECOND // 4
BUCKETS: Final = 16
"""Quarters of a second that are remembered: four seconds, in which two good crystals part by less than .2 ms."""
LEAST_GAP_NS: Final = 1_000_000
"""A quarter of a second whose earliest request is half a period late, and at least so much, has lost time: no machine
is that busy on every request."""


class FrameClock:
    """The mapping from nanoseconds to frames of one device.

    Attributes:
        frame: frames asked for so far.
        gaps: how often the device has lost time.
    """

    def __init__(self, rate: int) -> None:
        self.frame = 0
        self.gaps = 0
        self._ns_per_frame = NS_PER_SECOND / rate
        self._origin_ns: int | None = None
        self._earliest: deque[float] = deque(maxlen=BUCKETS)
        self._latest: deque[float] = deque(maxlen=BUCKETS)
        self._bucket_ends_ns = 0
        self._offset = 0.0
        """Nanoseconds from the origin to the moment of frame 0."""

    def asked(self, ns: int, frames: int) -> None:
        """Note that the device asks at a moment for its next frames."""
        if self._origin_ns is None:
            self._origin_ns = ns
        offset = ns - self._origin_ns - self.frame * self._ns_per_frame
        self.frame += frames
        if ns >= self._bucket_ends_ns:
            self._bucket_ends_ns = ns + BUCKET_NS
            gap_ns = max(LEAST_GAP_NS, frames * self._ns_per_frame / 2)
            if self._earliest and self._earliest[-1] > self._offset + gap_ns:
                self.gaps += 1
                last_earliest, last_latest = self._earliest[-1], self._latest[-1]
                self._earliest.clear()
                self._latest.clear()
                self._earliest.append(last_earliest)
                self._latest.append(last_latest)
            self._earliest.append(offset)
            self._latest.append(offset)
        else:
            if offset < self._earliest[-1]:
                self._earliest[-1] = offset
            if offset > self._latest[-1]:
                self._latest[-1] = offset
        self._offset = min(self._earliest)

    def frame_at(self, ns: int) -> int:
        """Return the frame that is asked for at a moment; before the first request, what it would have been."""
        if self._origin_ns is None:
            return 0
        return round((ns - self._origin_ns - self._offset) / self._ns_per_frame)

    @property
    def ahead_ns(self) -> int:
        """How long after it has been asked for a frame is due, if the first one was due when it was asked for."""
        return round(-self._offset)

    @property
    def spread_ns(self) -> int:
        """How far the earliest and the latest request of the last seconds are apart."""
        return round(max(self._latest) - min(self._earliest)) if self._earliest else 0
