"""How does a clock whose beat may jump become a count of ticks that does not?

Only the phase is taken from it: the count goes on, and falls on the nearest place where bars fall on bars.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.timebase import BAR_TICKS, BEAT_TICKS
from sequencer.midi.timeline import NS_PER_MINUTE, NS_PER_MS, Timeline
from sequencer.wire.master import MasterAt

if TYPE_CHECKING:
    from sequencer.wire.master import Lock

SAY_NS: Final = 250 * NS_PER_MS
"""Between two words on a clock in which nothing changes: two clocks drift apart by some microseconds."""
SAME_NS: Final = 0.05 * NS_PER_MS
"""A beat that lies no further off is where it was expected."""


def tick_ns(bpm: float) -> float:
    """Return how long a tick lasts, in nanoseconds."""
    return NS_PER_MINUTE / (bpm * BEAT_TICKS)


class SharedLine:
    """The count of one clock.

    Attributes:
        line: where it stands, and before the clock was heard, what its count goes on from; None begins with the song.
    """

    def __init__(self, line: Timeline | None = None) -> None:
        self.line = line
        self._said_ns = 0

    def expected(self, ns: int) -> float | None:
        """Return the count at a moment, had nothing changed; None where there is none."""
        line = self.line
        return None if line is None else line.tick + (ns - line.ns) / tick_ns(line.bpm)

    def at(self, song: float, bpm: float, ns: int, lock: Lock = "locked") -> MasterAt | None:
        """Return where the clock stands, None while it stands where it was said to.

        Args:
            song: its own tick at a moment, which may jump. bpm: its tempo. ns: the moment.
            lock: how surely it is heard.
        """
        expected, fresh = self.expected(ns), True
        count = song
        if expected is not None and self.line is not None:
            count = song + round((expected - song) / BAR_TICKS) * BAR_TICKS
            fresh = self.line.bpm != bpm or abs(count - expected) * tick_ns(bpm) > SAME_NS
        if not fresh and ns - self._said_ns < SAY_NS:
            return None
        tick = round(count)
        moment = ns + round((tick - count) * tick_ns(bpm))
        self.line, self._said_ns = Timeline(tick, moment, bpm), ns
        return MasterAt(tick, moment, bpm, lock, tick + round(song - count))

    def tick_at(self, ns: int) -> int:
        """Return the count at a moment, to the nearest tick; 0 before the clock was heard."""
        return round(self.expected(ns) or 0)
