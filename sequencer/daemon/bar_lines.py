"""When does each bar begin, which one sounds, and where does a new player come in?

The daemon's view of the grid: the last bars the player made, when they begin, and which of them it has not finished.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.agenda import stop_due
from engine.timebase import BAR_TICKS
from sequencer.midi.timeline import Timeline
from sequencer.wire.reports import BarSent

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.bar import Bar
    from sequencer.tape.mirror import Mirror
    from sequencer.wire.reports import BarComposed


class Begun(NamedTuple):
    """A bar and the moment it begins, on the monotonic clock."""

    bar: Bar
    start_ns: int

    def timeline(self) -> Timeline:
        """Return when the bar's ticks happen."""
        return Timeline(self.bar.start_tick, self.start_ns, self.bar.bpm)


class BarLines:
    """The last bars and their bar lines; owned by the daemon's one thread."""

    def __init__(self) -> None:
        self._last: Begun | None = None
        self._before: Begun | None = None
        self._unsent: dict[int, Begun] = {}

    def line(self) -> Timeline | None:
        """Return where the last bar that was made lies; None before the first."""
        return None if self._last is None else self._last.timeline()

    def composed(self, bar: Bar, start_ns: int) -> None:
        """Note a bar that has been made."""
        begun = Begun(bar, start_ns)
        self._unsent[bar.index] = begun
        if self._last is not None and self._last.bar.index != bar.index:
            self._before = self._last
        self._last = begun

    def discarded(self, index: int) -> Bar | None:
        """Forget a bar that will not be played; return it."""
        found = self._unsent.pop(index, None)
        if self._last is not None and self._last.bar.index == index:
            self._last, self._before = self._before, None
        return None if found is None else found.bar

    def played_into(self, bar: Bar) -> None:
        """Note that a hand has played into a bar: from now on it is this one."""
        def now(begun: Begun | None) -> Begun | None:
            return begun if begun is None or begun.bar.index != bar.index else begun._replace(bar=bar)

        self._last, self._before = now(self._last), now(self._before)
        if bar.index in self._unsent:
            self._unsent[bar.index] = self._unsent[bar.index]._replace(bar=bar)

    def sent(self, index: int) -> None:
        """Note that a bar has been played to its end."""
        self._unsent.pop(index, None)

    def sounding(self, now_ns: int) -> Bar | None:
        """Return the bar that sounds, or sounded last; None before the first."""
        for begun in (self._last, self._before):
            if begun is not None and begun.start_ns <= now_ns:
                return begun.bar
        return None

    def recent(self) -> list[Bar]:
        """Return the bars whose notes may still sound."""
        return [begun.bar for begun in (self._before, self._last) if begun is not None]

    def ahead(self, now_ns: int, room_ns: int) -> Begun | None:
        """Return the bar made ahead if it begins late enough for a new player to play it, else None."""
        last = self._last
        if last is None or last.bar.index not in self._unsent or last.start_ns < now_ns + room_ns:
            return None
        return last

    def cut(self, since_ns: int) -> list[BarSent]:
        """Return the reports that a lost player owes: one for each bar that it has not finished."""
        said = []
        for begun in self._unsent.values():
            bar = begun.bar
            end = bar.start_tick + BAR_TICKS
            reached = begun.timeline().tick_at(since_ns)
            skipped = () if reached >= end else ((max(reached, bar.start_tick - BAR_TICKS), end),)
            said.append(BarSent(bar.index, muted=((bar.start_tick, bar.muted),), skipped=skipped))
        return said

    def next_line(
        self, mirror: Mirror, earliest_ns: int, keep: Callable[[BarComposed | BarSent], None]
    ) -> tuple[int, int] | None:
        """Return tick and moment of the bar line at which a new player comes in; None when no bar was ever made.

        The grid goes on: the bars that nobody plays are made, and `keep` is told of them as skipped. On a line where a
        stop is planned they end, however long ago that was: it is the next player's first act.
        """
        if self._last is None:
            return None
        timeline = self._last.timeline()
        while timeline.ns_at(mirror.state.tick) < earliest_ns and stop_due(mirror.state) is None:
            for message in mirror.missed_until(mirror.state.tick + 1):
                keep(message)
            missed = mirror.bars[-1].bar
            timeline = timeline.anchored(missed.start_tick, missed.bpm)
            self._before, self._last = self._last, Begun(missed, timeline.ns)
        return mirror.state.tick, timeline.ns_at(mirror.state.tick)
