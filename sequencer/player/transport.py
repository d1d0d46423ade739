"""What do play, stop, continue and panic do, and what do clock slaves hear of it?

Stop cuts the bar that sounds at its tick; continue plays the rest of it. Where a bar begins is anchored here, a short
while ahead, so that what comes early can still be sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, assert_never

from engine.commands import Phrase, Wish
from engine.microtiming import EARLIEST_TICKS
from engine.timebase import BAR_TICKS
from sequencer.midi.messages import (
    CLOCK_NEXT,
    CLOCK_TICKS,
    CONTINUE,
    CONTROL_LAST,
    OFF_NEXT,
    ON_NEXT,
    SONG_POSITION_TICKS,
    START,
    STOP,
    TRANSPORT_FIRST,
    Plan,
    song_position,
)
from sequencer.midi.timeline import NS_PER_MS, Timeline
from sequencer.player.count_in import count_in
from sequencer.player.following import AT_ONCE_NS
from sequencer.player.playing import Playing
from sequencer.player.pulses import Pulses
from sequencer.wire.reports import BarDiscarded, TransportMoved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.control import TransportAction
    from sequencer.player.clock import Clock
    from sequencer.player.coming_bars import ComingBars
    from sequencer.player.deadlines import Deadlines
    from sequencer.player.following import Following
    from sequencer.player.sender import Sender
    from sequencer.wire.link import PlayerLink
    from sequencer.wire.master import MasterMoved
    from sequencer.wire.orders import Resume

LEAD_NS: Final = 30 * NS_PER_MS
"""From play to the first downbeat, besides what early hits and trims need."""
PART_OF_A_BAR: Final = frozenset({OFF_NEXT, ON_NEXT, CONTROL_LAST})
"""Orders of what belongs to a bar, and is left of it when it is cut."""


class Transport:
    """Starts and stops the bars on their way; owned by the player's thread.

    Attributes:
        playing: it runs.
        pulses: of the clock, while it does not.
    """

    def __init__(
        self, clock: Clock, link: PlayerLink, sender: Sender, deadlines: Deadlines, bars: ComingBars,
        following: Following, *, pulses_while_stopped: bool,
    ) -> None:
        self.playing = False
        self._following = following
        self._songs = 0
        """Our tick, less the followed clock's song's."""
        self._clock = clock
        self._link = link
        self._sender = sender
        self._deadlines = deadlines
        self._bars = bars
        self.pulses = Pulses(sender, deadlines, bars, while_stopped=pulses_while_stopped)
        self._rest: list[Plan] = []
        self._cut: Playing | None = None
        self._cut_tick = 0
        self._song_start = 0
        self._stopped_song: int | None = None
        """Where the followed clock's song stopped, None where we stopped by ourselves."""

    def is_behind_last_bar(self) -> bool:
        """Return True when there is nothing more to play: no bar is to come or sounds, none was cut and may go on."""
        return self._bars.left == 0 and not self._bars.out and self._cut is None

    def tick_now(self) -> int:
        """Return the last tick that is due by now."""
        return self._deadlines.tick_at(self._clock.now_ns())

    def move(self, action: TransportAction, from_bar: int, count_in: int = 0) -> None:
        """Carry out an action at once, and report it; the others say how to play (`MoveTransport`)."""
        match action:
            case "play":
                self._begin_phrase()
                self._play(from_bar, count_in)
            case "stop":
                self._stopped_song = None
                self.stop()
            case "continue":
                self._continue()
            case "panic":
                self._panic()
            case _:
                assert_never(action)
        self._report()

    def master(self, moved: MasterMoved) -> None:
        """Do what the followed clock's transport does, at the tick where it does it, and report it."""
        if moved.action == "stop":
            played = self.playing
            self.stop()
            if played:
                self._stopped_song = moved.song
                if not self._following.keeps:
                    self._songs = self._cut_tick - moved.song  # in our own time we are elsewhere than its song by now
        elif moved.action == "start":
            self.stop()
            self._begin_phrase()
            self._start_at(moved, self._bars.state.tick + moved.song)  # a start may be noticed late
            self._play(0, pinned=True)
        elif not self._is_there(moved):
            self.stop()
            self._go_to(moved)
        self._report()

    def _is_there(self, moved: MasterMoved) -> bool:
        """Return True when we play, or go on to play, where the followed clock's song is."""
        tick = self._songs + moved.song
        if self.playing:
            return (moved.action == "continue" and self._following.is_at(tick, moved.tick)) or self._goes_round(moved)
        if self._cut is None or not -CLOCK_TICKS <= tick - self._cut_tick < 2 * CLOCK_TICKS:
            return False
        if self._stopped_song is not None and abs(moved.song - self._stopped_song) >= CLOCK_TICKS:
            return False  # it was moved back by less than a step, whose note is to be heard again
        if tick >= self._cut.bar.start_tick + BAR_TICKS:
            return False
        self._start_at(moved, tick)
        self._continue(at=tick)
        return True

    def _goes_round(self, moved: MasterMoved) -> bool:
        """Return True when JACK's song has moved by whole bars: our bars go on, and clock slaves hear where it is.

        In our own time they are moved onto its bars then, as far as a jump is not heard.
        """
        current, ours = self._bars.current(), self._following.ours(moved.tick)
        if moved.action != "jump" or self._following.how.source != "jack" or current is None or ours is None:
            return False
        early = (ours - current.bar.start_tick - moved.song + BAR_TICKS // 2) % BAR_TICKS - BAR_TICKS // 2
        if self._following.keeps:
            if abs(early) > CLOCK_TICKS // 2:
                return False
        else:
            early_ns = self._deadlines.timeline.ns_at(early) - self._deadlines.timeline.ns_at(0)
            if abs(early_ns) > AT_ONCE_NS:
                return False
            self._deadlines.shift(early_ns)
            ours -= early
        self._songs = self._song_start = ours - moved.song
        self.relocate(self._soon())
        return True

    def _go_to(self, moved: MasterMoved) -> None:
        """Start a new bar on the step of the song position."""
        state = self._bars.state
        within = moved.song % BAR_TICKS
        self._start_at(moved, state.tick + within)
        self._cut, self._rest = None, []
        if self._bars.left == 0:
            return
        self.playing = True
        self._begin_at(state.tick + within, state.config.bpm, pinned=True)
        self._song_start = state.tick + within - moved.song
        self._announce(-(-(state.tick + within) // SONG_POSITION_TICKS) * SONG_POSITION_TICKS, CONTINUE)
        self._bars.make(within)

    def _start_at(self, moved: MasterMoved, tick: int) -> None:
        self._following.pin(tick, moved.tick)
        self._songs = tick - moved.song

    def stop_as_planned(self) -> None:
        """Stop where the last bar has ended, when a stop is planned for that line, and report it."""
        wish = self._bars.stop_due()
        if wish is not None:
            self.stop((wish,))
            self._report()

    def _report(self) -> None:
        current = self._bars.current()
        bar = None if current is None else current.bar.index
        self._link.send(TransportMoved(self.playing, bar, self._song_start, tick=self.tick_now()))

    def resume(self, place: Resume) -> None:
        """Play on where another player was lost.

        Bar lines stay where they were; when that moment is too near, a later bar line takes the bar.
        """
        state = self._bars.state
        tick, grid = place.tick, Timeline(place.tick, place.wall_ns, state.config.bpm)
        ready = self._clock.now_ns() + self._lead_ns(state.config.bpm)
        late_bars = 0
        while grid.ns_at(tick + late_bars * BAR_TICKS) < ready:
            late_bars += 1
        self._deadlines.clear()
        self._song_start = place.song_start
        line_ns = grid.ns_at(tick + late_bars * BAR_TICKS)
        self._deadlines.begin(Timeline(state.tick, line_ns, state.config.bpm))
        self.playing = True
        if self._bars.stop_due() is None:
            self._announce(state.tick, CONTINUE)
        else:  # it fell due while no player lived; no bar will end that could bring it
            self.stop_as_planned()

    def stop(self, first: tuple[Wish, ...] = ()) -> None:
        """Cut the bar that sounds, end its notes, and discard the bar made ahead; its wishes are applied at once.

        Args:
            first: wishes that are applied before those that wait.
        """
        if not self.playing:
            return
        now = self._clock.now_ns()
        tick, cuts = self._deadlines.tick_at(now), self._bars.trimmed_ticks(now)
        self.playing = False
        ahead = self._bars.out.pop() if self._bars.is_ahead() else None
        taken = self._sender.take_back(now, None)
        self._sender.at_once(STOP, self._sender.clocked)
        left = self.pulses.stopped(None if ahead is None else ahead.bar.start_tick, taken)
        done = {wish.id for wish in first}
        wishes = (*first, *(wish for wish in self._bars.taken() if wish.id not in done))
        if ahead is not None:
            self._bars.state = ahead.before
            if self._deadlines.timeline.tick == ahead.bar.start_tick:
                self._deadlines.turn_back()
            if self._bars.left is not None:
                self._bars.left += 1
            wishes = (*ahead.wishes, *wishes) if self._bars.tape is None else wishes
            self._link.send(BarDiscarded(ahead.bar.index))
        self._sender.mutes.stopped(self._bars.state.tick)
        current = self._bars.current()
        for playing in self._bars.out:
            playing.cuts = {layer: max(cut, playing.resumes.get(layer, cut + 1) - 1) for layer, cut in cuts.items()}
        if current is not None:
            # a rest that was stopped before it came on is cut where it was cut before
            earliest = current.bar.start_tick if current.from_tick is None else current.from_tick - 1
            self._cut, self._cut_tick = current, max(tick, earliest)
            current.until_tick = self._cut_tick
            self._rest = [
                Plan(due.tick, due.order, due.output, due.message, due.layer, due.note, due.line)
                for due in left if due.order in PART_OF_A_BAR and due.line == current.bar.start_tick
            ]
        self._bars.cut()
        if wishes:
            self._bars.apply(wishes)

    def back(self, output: int) -> None:
        """Tell the clock slaves of an output, whose port is back, where the song is: they have missed pulses."""
        if output in self._sender.clocked:
            self.relocate(self._soon(), (output,))

    def relocate(self, tick: int, outputs: Sequence[int] | None = None) -> int:
        """Tell clock slaves, of some outputs or all, where the song is, from the next 16th on; return its tick."""
        place = -(-tick // SONG_POSITION_TICKS) * SONG_POSITION_TICKS
        told = self._sender.clocked if outputs is None else outputs
        if not told or not self.playing:
            return place
        self._deadlines.remove(lambda due: due.order == CLOCK_NEXT and due.tick < place and due.output in told)
        self._sender.at_once(STOP, told)
        self._announce(place, CONTINUE, told)
        return place

    def _soon(self) -> int:
        """Return the first tick that can still be handed over in time on every output."""
        return self._deadlines.tick_at(self._clock.now_ns() + self._deadlines.earliest_trim_ns())

    # --- one each -----------------------------------------------------------------------------------------------------

    def _begin_phrase(self) -> None:
        """Let phrases count from the bar that play starts with, unless that is one of a recording."""
        state = self._bars.state
        if not self.playing and state.anchor != state.bar and self._bars.tape is None:
            self._bars.apply((Wish(Phrase(), author="transport"),))

    def _play(self, from_bar: int, bars: int = 0, *, pinned: bool = False) -> None:
        """Start the next engine bar, so many bars of clicks later; pinned: where the followed clock has it."""
        if self.playing:
            return
        self._cut, self._rest = None, []
        if self._bars.left == 0:
            return
        self.playing = True
        state = self._bars.state
        self._begin_at(state.tick, state.config.bpm, pinned=pinned, bars=bars)
        if bars:
            count_in(bars, self._bars, self._deadlines, self._sender)
        self._song_start = state.tick - from_bar * BAR_TICKS
        self._announce(state.tick, CONTINUE if from_bar else START)
        self._bars.make()

    def _continue(self, *, at: int | None = None) -> None:
        """Play the rest of the bar that was cut, or the next bar when none was.

        Args:
            at: tick that the followed clock continues at; None continues soon, where it was cut.
        """
        if self.playing:
            return
        cut = self._cut
        if cut is None:
            self._play(0)
            return
        self.playing = True
        self._cut = None
        self._begin_at(self._cut_tick if at is None else at, cut.bar.bpm, pinned=at is not None)
        resumes = {layer: tick + 1 for layer, tick in cut.cuts.items()}
        rest = Playing(cut.bar, cut.before, (), begun=True, from_tick=self._cut_tick + 1, resumes=resumes)
        self._bars.out.append(rest)
        place = -(-self._cut_tick // SONG_POSITION_TICKS) * SONG_POSITION_TICKS
        self._bars.plan(cut.bar, self._rest, self._cut_tick, self._cut_tick if self.pulses.run else place)
        self._announce(place, CONTINUE)

    def _panic(self) -> None:
        """End all sound on all channels now; the music goes on."""
        now = self._clock.now_ns()
        self._sender.panic(now)
        current = self._bars.current()
        if current is not None:
            current.panics.append(self._deadlines.last_tick(now))

    def _begin_at(self, tick: int, bpm: float, *, pinned: bool, bars: int = 0) -> None:
        """Anchor a tick a short while and some bars from now, or where the followed clock has it."""
        now = self._clock.now_ns()
        self._sender.hush(now)
        line = self._following.begins(tick, now + self._lead_ns(bpm), bpm, pinned=pinned)
        if line is not None:
            self.pulses.begin_on(line, tick, now)
            return
        counted_ns = Timeline(0, 0, bpm).ns_at(bars * BAR_TICKS)
        self.pulses.begin(tick, bpm, now, now + self._lead_ns(bpm) + counted_ns)

    def _lead_ns(self, bpm: float) -> int:
        """Return how far ahead a bar has to begin for all of it to be sent."""
        return LEAD_NS + Timeline(0, 0, bpm).ns_at(EARLIEST_TICKS) + self._deadlines.earliest_trim_ns()

    def _announce(self, tick: int, how: bytes, outputs: Sequence[int] | None = None) -> None:
        """Plan song position and Start or Continue for a tick, on some outputs or all that carry clock."""
        position = song_position(tick - self._song_start)
        self._deadlines.add([
            Plan(tick, TRANSPORT_FIRST, output, message)
            for output in (self._sender.clocked if outputs is None else outputs) for message in (position, how)
        ])
