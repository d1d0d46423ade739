"""How does the player keep another clock's time, in phase, without a jump that is heard?

The other clock counts ticks; ours are the same ticks under other numbers. Each time it says where it stands, everything
planned is given the moment that follows from it. What is a few milliseconds off is put right at once: the source has
filtered what it says, and notes that wait are not heard moving. What is further off - a clock that is taken over while
we play - is made up by playing up to 6 percent faster or slower.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from engine.commands import Tempo, Wish
from engine.timebase import BAR_TICKS, BEAT_TICKS
from sequencer.midi.messages import CLOCK_TICKS
from sequencer.midi.timeline import NS_PER_MS, NS_PER_SECOND, Timeline
from sequencer.wire.orders import FollowClock
from sequencer.wire.reports import ClockFollowed

if TYPE_CHECKING:
    from sequencer.player.deadlines import Deadlines
    from sequencer.wire.master import MasterAt

AT_ONCE_NS: Final = 40 * NS_PER_MS
"""A filter that opens to a change of tempo is off by up to 15 ms for some pulses; what is more is another place."""
THERE_NS: Final = NS_PER_MS
MOST_BEND: Final = 0.06
"""Largest share by which the tempo is bent to make up for a place that is further off; a DJ's pitch fader has 8 %."""
BEND_NS: Final = 500 * NS_PER_MS
"""An error is made up as if in so long, within the largest bend."""
REPORT_NS: Final = NS_PER_SECOND // 2
CALM: Final = 2
"""Decimals of the tempo that the engine learns."""


class Following:
    """The other clock's line and ours; owned by the player's thread.

    Attributes:
        how: which source, and what of it is followed.
        bpm: the other clock's tempo, None while it is not kept.
    """

    def __init__(self, deadlines: Deadlines) -> None:
        self.how = FollowClock()
        self.bpm: float | None = None
        self._deadlines = deadlines
        self._line: Timeline | None = None
        self._song: int | None = None
        """Tick of the other clock's song, less its own count."""
        self._to_ours: int | None = None
        """Our tick, less the other clock's."""
        self._chases = False
        self._said_ns = 0

    def switch(self, how: FollowClock) -> None:
        """Follow another clock, or none; what is planned stays where it is until the clock has been heard."""
        if (how.source, how.tempo) != (self.how.source, self.how.tempo):
            self._line = self._song = self._to_ours = self.bpm = None
        self.how = how

    @property
    def keeps(self) -> bool:
        """Another clock's time is kept: it has been heard, and its tempo is followed."""
        return self._line is not None and self.how.tempo

    def wishes(self) -> tuple[Wish, ...]:
        """Return the wishes that tell the next bar the followed tempo."""
        if self.bpm is None or not self.how.tempo:
            return ()
        return (Wish(Tempo(round(self.bpm, CALM)), author="clock"),)

    def hear(self, at: MasterAt, now_ns: int, *, playing: bool) -> ClockFollowed | None:
        """Take where the other clock stands, and play by it; return what is to be told of it, twice a second."""
        self._line = Timeline(at.tick, at.ns + self.how.offset_ns, at.bpm)
        self._song = None if at.song is None else at.song - at.tick
        if not self.how.tempo:
            return self._told(at.lock, 0, now_ns, at.jitter_ns)
        if at.lock == "locked" or self.bpm is not None:
            self.bpm = at.bpm
        off_ns = 0
        if self._to_ours is None and at.lock == "locked":
            self._to_ours = self._nearest(now_ns, playing=playing)
            self._chases = True
        if self._to_ours is not None:
            off_ns = self._keep(self._line, self._to_ours, now_ns, playing=playing)
        state = "chasing" if self._chases and playing and at.lock == "locked" else at.lock
        return self._told(state, off_ns, now_ns, at.jitter_ns)

    def _told(
        self, state: Literal["waiting", "locking", "chasing", "locked", "lost"], off_ns: int, now_ns: int, jitter: int
    ) -> ClockFollowed | None:
        if now_ns - self._said_ns < REPORT_NS:
            return None
        self._said_ns = now_ns
        return ClockFollowed(state, off_ns, self.bpm or 0.0, jitter)

    def _keep(self, line: Timeline, to_ours: int, now_ns: int, *, playing: bool) -> int:
        """Lead our timeline onto the other clock's; return by how many nanoseconds we were late (early: negative)."""
        wanted = Timeline(line.tick + to_ours, line.ns, line.bpm)
        ours = self._deadlines.timeline
        tick = ours.tick_at(now_ns)
        off_ns = ours.ns_at(tick) - wanted.ns_at(tick)
        self._chases = self._chases and abs(off_ns) > THERE_NS
        if not playing or (not self._chases and abs(off_ns) <= AT_ONCE_NS):
            self._chases = False
            self._deadlines.retime(wanted)
            return off_ns
        self._chases = True
        bend = max(-MOST_BEND, min(MOST_BEND, off_ns / BEND_NS))
        self._deadlines.retime(Timeline(tick, ours.ns_at(tick), line.bpm * (1 + bend)))
        return off_ns

    def _nearest(self, now_ns: int, *, playing: bool) -> int:
        """Return our tick for the other clock's tick 0, chosen so that we are nearest to being in phase.

        Bars fall on bars where the other clock's song is known and they are not more than a beat apart, else beats on
        beats; where only pulses are known, pulses on pulses. With those who share a clock, bars always fall on bars.
        """
        if self._line is None:
            raise AssertionError("no clock has been heard")
        ours, theirs = self._deadlines.timeline.tick_at(now_ns), self._line.tick_at(now_ns)
        apart = ours - theirs
        if self._song is None:
            return round(apart / CLOCK_TICKS) * CLOCK_TICKS
        on_song = apart - self._song
        on_bar = round(on_song / BAR_TICKS) * BAR_TICKS
        if playing and self.how.source == "in" and abs(on_bar - on_song) > BEAT_TICKS:
            on_bar = round(on_song / BEAT_TICKS) * BEAT_TICKS
        return on_bar + self._song

    # --- where a start falls ------------------------------------------------------------------------------------------

    def pin(self, our_tick: int, their_tick: int) -> None:
        """Let one of our ticks fall on one of the other clock's, from the next start on."""
        self._to_ours = our_tick - their_tick
        self._chases = False

    def seek(self) -> None:
        """Lead our bars anew onto the other clock's, when it says next where it stands."""
        self._to_ours = None

    def ours(self, their_tick: int) -> int | None:
        """Return our tick for one of the other clock's, by our own time where we keep that; None while not known."""
        if self._line is not None and not self.how.tempo:
            return self._deadlines.tick_at(self._line.ns_at(their_tick))
        return None if self._to_ours is None else their_tick + self._to_ours

    def is_at(self, our_tick: int, their_tick: int) -> bool:
        """Return True when one of our ticks falls on one of the other clock's already."""
        ours = self.ours(their_tick)
        return ours is not None and abs(our_tick - ours) < CLOCK_TICKS

    def begins(self, tick: int, ready_ns: int, bpm: float, *, pinned: bool) -> Timeline | None:
        """Return our timeline for a start at a tick; None where it begins as soon as we can, in our own time.

        Args:
            tick: of ours, that begins.
            ready_ns: no earlier than this, unless it is pinned.
            bpm: our own tempo, which goes on from there where the other clock's is not followed.
            pinned: the moment is the other clock's, not ours.
        """
        line = self._line
        if line is None or not (self.how.tempo or pinned):
            return None
        if not pinned:
            within = tick % BAR_TICKS
            grid = CLOCK_TICKS if self._song is None else BAR_TICKS if within else BAR_TICKS * self.how.bars
            ready = line.tick_at(ready_ns) + 1
            place = tick if self._song is None else within - self._song
            self._to_ours = tick - (ready + (place - ready) % grid)
        if self._to_ours is None:
            return None
        self._chases = False
        if not self.how.tempo:
            return Timeline(tick, line.ns_at(tick - self._to_ours), bpm)
        return Timeline(line.tick + self._to_ours, line.ns, line.bpm)
