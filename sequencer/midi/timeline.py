"""When, in nanoseconds, does a tick happen?

The only place where musical time becomes clock time. A timeline is one anchor and one tempo; every moment is computed
from the anchor, never by adding up, so nothing drifts. A tempo change anchors a new timeline on its bar line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from engine.timebase import PPQ

NS_PER_MINUTE: Final = 60_000_000_000
NS_PER_SECOND: Final = 1_000_000_000
NS_PER_MS: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Timeline:
    """A straight line between ticks and clock nanoseconds.

    Attributes:
        tick: the anchor's tick.
        ns: the anchor's moment on the monotonic clock.
        bpm: tempo from the anchor on.
    """

    tick: int
    ns: int
    bpm: float

    def ns_at(self, tick: int) -> int:
        """Return the moment of a tick, before or after the anchor, to the nearest nanosecond."""
        return self.ns + round((tick - self.tick) * NS_PER_MINUTE / (self.bpm * PPQ))

    def tick_at(self, ns: int) -> int:
        """Return the last tick that is not after a moment."""
        tick = self.tick + int((ns - self.ns) * self.bpm * PPQ // NS_PER_MINUTE) + 1
        while self.ns_at(tick) > ns:  # the estimate is a float; a moment is a whole nanosecond
            tick -= 1
        return tick

    def anchored(self, tick: int, bpm: float) -> Timeline:
        """Return the timeline that goes on from a tick at another tempo."""
        return Timeline(tick, self.ns_at(tick), bpm)

    def shifted(self, ns: int) -> Timeline:
        """Return the same line some nanoseconds later."""
        return Timeline(self.tick, self.ns + ns, self.bpm)
