"""Which message leaves next, and when?

One list of messages and bar marks, sorted by deadline. Deadlines come from the timeline and each output's latency trim.
An output that wants messages ahead has its lead in its trim: for the player, what leaves earlier is sent earlier.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple

from engine.timebase import PPQ
from sequencer.midi.messages import Due
from sequencer.midi.timeline import NS_PER_MINUTE, NS_PER_MS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sequencer.midi.messages import Plan
    from sequencer.midi.timeline import Timeline

MARK_FIRST: Final = -1
"""Order of a bar's marks: a bar has begun before anything of it is sent."""


class BarMark(Enum):
    """What a mark says of a bar."""

    BEGIN = "begin"
    END = "end"


class MarkDue(NamedTuple):
    """A bar's mark with its deadline; sorts among the messages by the same first three fields (`Due`).

    Attributes:
        ns: deadline on the monotonic clock.
        order: MARK_FIRST.
        place: keeps the order of making at one deadline.
        tick: nominal musical moment.
        what: the bar begins, or has ended.
        bar: its index.
        later_ns: how long after the tick it comes.
    """

    ns: int
    order: int
    place: int
    tick: int
    what: BarMark
    bar: int
    later_ns: int = 0


class Deadlines:
    """The sorted list; owned by the player's thread.

    Attributes:
        timeline: makes deadlines of ticks, for what is planned from now on.
        trims_ns: of each output, its signed latency trim less its lead.
        cuts_ns: the same less its hold: what has an earlier deadline now cannot be taken back.
    """

    def __init__(self, timeline: Timeline, leads_ns: Sequence[int], holds_ns: Sequence[int]) -> None:
        self.timeline = timeline
        self._before = timeline
        self._leads_ns = list(leads_ns)
        self._holds_ns = list(holds_ns)
        self.trims_ns = [-lead for lead in leads_ns]
        self.cuts_ns = [-hold for hold in holds_ns]
        self._dues: list[Due | MarkDue] = []
        self._at = 0
        self._place = 0

    def begin(self, timeline: Timeline) -> None:
        """Count time anew."""
        self.timeline = self._before = timeline

    def turn(self, tick: int, bpm: float) -> None:
        """Change the tempo from a tick, past or future."""
        self._before = self.timeline
        self.timeline = self.timeline.anchored(tick, bpm)

    def turn_back(self) -> None:
        """Take back a change of tempo that has not been reached."""
        self.timeline = self._before

    def tick_at(self, ns: int) -> int:
        """Return the last tick at or before a moment, by the tempo that holds there."""
        return (self.timeline if ns >= self.timeline.ns else self._before).tick_at(ns)

    def trim(self, output: int, ms: float) -> None:
        """Set an output's latency trim, -200..200 ms; it holds for what is planned from now on."""
        self.trims_ns[output] = round(ms * NS_PER_MS) - self._leads_ns[output]
        self.cuts_ns[output] = round(ms * NS_PER_MS) - self._holds_ns[output]

    def lead(self, output: int, lead_ns: int, hold_ns: int) -> None:
        """Set how far ahead an output wants messages, and its hold; that holds for what is planned, too."""
        less_ns = self._leads_ns[output] - lead_ns
        self.trims_ns[output] += less_ns
        self.cuts_ns[output] += self._holds_ns[output] - hold_ns
        self._leads_ns[output], self._holds_ns[output] = lead_ns, hold_ns
        self._dues = [
            due._replace(ns=due.ns + less_ns) if isinstance(due, Due) and due.output == output else due
            for due in self._dues[self._at :]
        ]
        self._dues.sort()
        self._at = 0

    def latest_trim_ns(self) -> int:
        """Return the largest trim that lets something be taken back after its tick, 0 when none does."""
        return max([0, *self.cuts_ns])

    def last_tick(self, now_ns: int) -> int:
        """Return the last tick that cannot be taken back now on any output, trims apart."""
        return self.tick_at(now_ns + max(self._holds_ns))

    def earliest_trim_ns(self) -> int:
        """Return the largest trim that sends earlier, as a positive number, 0 when none does."""
        return -min([0, *self.trims_ns])

    def add(self, plans: Iterable[Plan]) -> None:
        """Give messages their deadlines and sort them in."""
        self.sort_in(self.timed(plans))

    def timed(self, plans: Iterable[Plan], first_tick: int = 0) -> list[Due]:
        """Return messages with their deadlines; what lies before the first tick, the session's, moves to it."""
        ns_at, trims = self.timeline.ns_at, self.trims_ns
        fresh = []
        place = self._place
        for tick, order, output, message, layer, note, line in plans:
            place += 1
            musical = max(first_tick, tick)
            fresh.append(Due(ns_at(musical) + trims[output], order, place, musical, output, message, layer, note, line))
        self._place = place
        return fresh

    def mark(self, what: BarMark, bar: int, tick: int, later_ns: int = 0) -> None:
        """Plan a bar's mark at a tick, or some time after it."""
        self._place += 1
        moment = self.timeline.ns_at(tick) + later_ns
        self.sort_in([MarkDue(moment, MARK_FIRST, self._place, tick, what, bar, later_ns)])

    def sort_in(self, fresh: Sequence[Due | MarkDue]) -> None:
        """Take messages and marks into the list."""
        del self._dues[: self._at]
        self._at = 0
        self._dues.extend(fresh)
        self._dues.sort()

    def next_ns(self) -> int | None:
        """Return the next deadline, None when there is none."""
        return self._dues[self._at].ns if self._at < len(self._dues) else None

    def next(self) -> Due | MarkDue:
        """Return the next message or mark without taking it."""
        return self._dues[self._at]

    def take(self) -> Due | MarkDue:
        """Return the next message or mark, and take it off the list."""
        due = self._dues[self._at]
        self._at += 1
        return due

    def remove(self, wanted: Callable[[Due], bool]) -> None:
        """Take the messages off the list that are wanted; marks stay."""
        self._dues = [due for due in self._dues[self._at :] if isinstance(due, MarkDue) or not wanted(due)]
        self._at = 0

    def clear(self, kept: Callable[[Due], bool] = lambda _: False) -> list[Due]:
        """Take everything off the list but the messages that are kept; return the other messages in order."""
        left = [due for due in self._dues[self._at :] if isinstance(due, Due)]
        self._dues, self._at = [due for due in left if kept(due)], 0
        return [due for due in left if not kept(due)]

    def belong_to(self, tick: int) -> None:
        """Let all messages belong to a tick, the one before a timeline that is to begin when they have left."""
        self._dues = [due._replace(tick=tick) for due in self._dues[self._at :]]
        self._at = 0

    def retime(self, timeline: Timeline) -> None:
        """Let a timeline hold from now on, for what is planned too; a message goes with its tick, whatever its trim."""
        self.timeline = self._before = timeline
        anchor, at_ns, tick_ns, trims = timeline.tick, timeline.ns, NS_PER_MINUTE / (timeline.bpm * PPQ), self.trims_ns
        self._dues = [  # made anew and not by _replace, which takes four times as long: this is done at every pulse
            Due(at_ns + round((due.tick - anchor) * tick_ns) + trims[due.output], *due[1:]) if isinstance(due, Due)
            else MarkDue(at_ns + round((due.tick - anchor) * tick_ns) + due.later_ns, *due[1:])
            for due in self._dues[self._at :]
        ]
        self._dues.sort()
        self._at = 0

    def relabel(self, ticks: int) -> None:
        """Count everything that is planned so many ticks further on, at the same moments."""
        self._dues = [due._replace(tick=due.tick + ticks) for due in self._dues[self._at :]]
        self._at = 0

    def shift(self, ns: int) -> None:
        """Move time and everything planned."""
        self.timeline, self._before = self.timeline.shifted(ns), self._before.shifted(ns)
        self._dues = [due._replace(ns=due.ns + ns) for due in self._dues[self._at :]]
        self._at = 0
