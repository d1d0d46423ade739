"""The clock thread: makes each bar as late as is safe, and sends every message on its deadline.

One process, one thread. It opens no file and serves no socket; between deadlines it drains the link to the daemon. If
the daemon dies, it ends all notes and itself. Everything that may block is the daemon's.

The engine's state lives here and nowhere else. The daemon is told which wishes each bar took, and makes the same bars
from them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from engine.commands import Mute, Solo, Unmute, Unsolo
from engine.errors import BarFailed
from engine.session import apply, next_bar
from engine.timebase import BAR_TICKS, BEAT_TICKS, STEP_TICKS
from sequencer.deadlines import BEGIN, NO_OUTPUT, Deadlines
from sequencer.deadlines import END as BAR_END
from sequencer.link import LinkClosed
from sequencer.messages import (
    CLOCK_NEXT,
    CLOCK_TICKS,
    CONTINUE,
    OFF_NEXT,
    ON_LAST,
    SONG_POSITION_TICKS,
    START,
    STOP,
    TRANSPORT_FIRST,
    Due,
    Plan,
    clock_plans,
    note_plans,
    song_position,
)
from sequencer.mirror import bar_crc, repeated
from sequencer.playing import Playing
from sequencer.sender import Sender
from sequencer.timeline import NS_PER_MS, Timeline
from sequencer.wire import wish_from_json, wishes_to_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.bar import Bar
    from engine.commands import Wish
    from engine.state import SessionState
    from sequencer.clock import Clock
    from sequencer.link import Link
    from sequencer.ports import Output

EARLIEST_TICKS: Final = STEP_TICKS // 2
"""A hit is pushed early by less than half a step."""
SAFETY_NS: Final = 20 * NS_PER_MS
LEAD_NS: Final = 30 * NS_PER_MS
"""From play to the first downbeat, besides what early hits and trims need."""
STALL_NS: Final = 100 * NS_PER_MS
"""Later than this the machine stood still: skip forward in phase rather than send a burst."""
FAR_NS: Final = 3_600_000 * NS_PER_MS
COST_ROOM: Final = 1.25
FIRST_COST_NS: Final = 3 * NS_PER_MS
COST_MEMORY: Final = 64
"""The worst cost of a bar is forgotten by a 64th a bar."""
LONGEST_CATCH_UP_BARS: Final = 64


class Player:
    """Plays a session; all methods are for the player's one thread.

    Args:
        state: the session's state; its next bar is the first to be played.
        clock: tells the time and waits.
        outputs: where to send, by index.
        link: to the daemon.
        layer_outputs: index of each layer's output; others go to 0.
        clock_outputs: outputs that carry MIDI clock.
        bars: end after that many bars; None plays on.

    Attributes:
        orphaned: it ended because the daemon was gone.
    """

    def __init__(
        self, state: SessionState, clock: Clock, outputs: Sequence[Output], link: Link, *,
        layer_outputs: dict[str, int] | None = None, clock_outputs: Sequence[int] = (), bars: int | None = None,
        pulses_while_stopped: bool = True,
    ) -> None:
        self.state = state
        self.clock = clock
        self.link = link
        self.layer_outputs = layer_outputs or {}
        self.bars_left = bars
        self.pulses_while_stopped = pulses_while_stopped
        self.sender = Sender(outputs, clock_outputs)
        self.deadlines = Deadlines(Timeline(state.tick, clock.now_ns(), state.config.bpm), len(outputs))
        self.playing = False
        self.done = False
        self.orphaned = False
        self._notes = 0
        self._pending: list[Wish] = []
        self._bars: list[Playing] = []
        self._rest: list[Plan] = []
        self._cut: Playing | None = None
        self._cut_tick = 0
        self._cost_ns = FIRST_COST_NS
        self._song_start = 0
        self._pulsed_until = state.tick

    # --- the loop -----------------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Play until told to quit, the bars are over, or the daemon is gone; blocks."""
        try:
            while not self.done:
                self.turn()
            self.link.send({"say": "bye"})
        except LinkClosed:
            self.done = self.orphaned = True
        finally:
            self.sender.end_notes()

    def turn(self) -> None:
        """Do the next thing: read the link, make the next bar in a gap, or wait for a deadline and send."""
        self.drain()
        if self.done:
            return
        now = self.clock.now_ns()
        if not self.playing:
            self._pulse_on(now)
        deadline = self.deadlines.next_ns()
        wake = deadline = now + FAR_NS if deadline is None else deadline
        if self.playing and self._wants_bar():
            make_at = self._make_at()
            if now < make_at:
                wake = min(deadline, make_at)
            elif deadline - now > self._cost_ns * COST_ROOM or now >= make_at + SAFETY_NS // 2:
                self._make()
                return
        if self.clock.wait(wake, self.link.fileno()) and wake == deadline:
            self._send_due()

    def drain(self) -> None:
        """Take what the daemon has sent; never blocks.

        Raises:
            LinkClosed: the daemon is gone.
        """
        self.take(self.link.receive())
        self.link.flush()

    def take(self, messages: Iterable[dict[str, Any]]) -> None:
        """Take messages of the daemon in their order."""
        for message in messages:
            self._take(message)

    def _take(self, message: dict[str, Any]) -> None:
        match message.get("do"):
            case "wish":
                self._wish(wish_from_json(message["wish"]))
            case "transport":
                self._transport(str(message.get("action")), int(message.get("from_bar") or 0))
            case "port":
                self.link.send(self.sender.port(int(message["output"]), message.get("open")))
            case "trim":
                self.deadlines.trim(int(message["output"]), float(message["ms"]))
            case "layers":
                self.layer_outputs = {str(name): int(output) for name, output in message["layer_outputs"].items()}
            case "ping":
                self.link.send({"say": "pong"})
            case "quit":
                self.done = True
                if message.get("silent"):
                    self.sender.forget_notes()
            case _:
                self.link.send({"say": "fault", "error": f"unknown message {message.get('do')!r}"})

    # --- wishes -------------------------------------------------------------------------------------------------------

    def _wish(self, wish: Wish) -> None:
        if not self.playing:
            self._apply((wish,))
            return
        self._pending.append(wish)
        command = wish.command
        if isinstance(command, (Mute, Unmute, Solo, Unsolo)) and command.at != "bar":
            tick = self._tick_now()
            if command.at == "beat":
                tick = -(-tick // BEAT_TICKS) * BEAT_TICKS
            self.sender.mutes.ask(command, wish.id, tick)

    def _apply(self, wishes: tuple[Wish, ...]) -> None:
        """Apply wishes at once, as a stopped transport does."""
        self.state, _ = apply(self.state, wishes)
        self.link.send({"say": "applied", "bar": self.state.bar, "wishes": wishes_to_json(wishes)})

    # --- bars ---------------------------------------------------------------------------------------------------------

    def _bar_ahead(self) -> bool:
        return bool(self._bars) and not self._bars[-1].begun

    def _wants_bar(self) -> bool:
        return self.bars_left != 0 and not self._bar_ahead()

    def _tick_now(self) -> int:
        return self.deadlines.timeline.tick_at(self.clock.now_ns())

    def _make_at(self) -> int:
        """Return when the next bar may be made: as late as is safe (SEMANTICS: wishes)."""
        ns_at = self.deadlines.timeline.ns_at
        line = self.state.tick
        early = ns_at(line - EARLIEST_TICKS) - self.deadlines.earliest_trim_ns() - SAFETY_NS
        return min(ns_at(line - STEP_TICKS), early)

    def _make(self) -> None:
        """Make the next bar and queue its messages."""
        if self.bars_left is not None:
            self.bars_left -= 1
        began = self.clock.now_ns()
        before, wishes = self.state, tuple(self._pending)
        self._pending.clear()
        try:
            self.state, bar = next_bar(before, wishes)
        except BarFailed as error:
            last = self._bars[-1].bar if self._bars else None
            self.state, bar = repeated(before, last)
            self.link.send({
                "say": "failed", "bar": before.bar, "error": str(error), "wishes": wishes_to_json(wishes),
                "repeats": None if last is None else last.index,
            })
            wishes = ()
        timeline = self.deadlines.timeline
        if bar.bpm != timeline.bpm:
            self.deadlines.timeline = timeline.anchored(bar.start_tick, bar.bpm)
        self._bars.append(Playing(bar, before, wishes, layers=tuple(before.config.layers)))
        notes = note_plans(bar, self.layer_outputs, self._notes + 1)
        self._notes += len(bar.events)
        self._plan_bar(bar, notes, bar.start_tick)
        self.link.send({
            "say": "composed", "bar": bar.index, "wishes": wishes_to_json(wishes),
            "start_ns": self.deadlines.timeline.ns_at(bar.start_tick), "crc": bar_crc(bar),
        })
        self._cost_ns = max(self.clock.now_ns() - began, self._cost_ns - self._cost_ns // COST_MEMORY)

    def _plan_bar(self, bar: Bar, notes: list[Plan], from_tick: int) -> None:
        """Plan a bar's marks, clock pulses and notes, from a tick inside it on."""
        end = bar.start_tick + BAR_TICKS
        first_pulse = -(-from_tick // SONG_POSITION_TICKS) * SONG_POSITION_TICKS
        self.deadlines.add([*notes, *clock_plans(first_pulse, self.sender.clocked, end)])
        self._pulsed_until = end
        self.deadlines.mark(BEGIN, bar.index, from_tick)
        self.deadlines.mark(BAR_END, bar.index, end, self.deadlines.latest_trim_ns())

    def _marked(self, due: Due) -> None:
        """A bar begins or has ended."""
        playing = next((playing for playing in self._bars if playing.bar.index == due.note), None)
        if playing is None:
            return
        if due.layer == BEGIN:
            playing.begun = True
            self.sender.mutes.line(playing.bar, [wish.id for wish in playing.wishes], playing.layers)
            playing.muted.append((due.tick, self.sender.mutes.silent))
            return
        self._report_sent(playing)
        self._bars.remove(playing)
        if self.bars_left == 0 and not self._bars:
            self._stop()
            self.done = True

    def _report_sent(self, playing: Playing) -> None:
        figures = [lateness.figures() for lateness in self.sender.lateness]
        self.link.send({**playing.sent(), "lateness": figures})

    # --- sending ------------------------------------------------------------------------------------------------------

    def _send_due(self) -> None:
        """Send every message whose deadline has come; after a stall, skip forward instead."""
        while (deadline := self.deadlines.next_ns()) is not None and not self.done:
            now = self.clock.now_ns()
            if deadline > now:
                return
            if now - deadline > STALL_NS:
                self._skip_forward(now)
                return
            due = self.deadlines.take()
            if due.output == NO_OUTPUT:
                self._marked(due)
            elif self.sender.send(due, now) and (current := self._current()) is not None:
                current.muted.append((due.tick, self.sender.mutes.silent))

    def _current(self) -> Playing | None:
        """Return the bar that sounds now."""
        return next((playing for playing in reversed(self._bars) if playing.begun), None)

    def _skip_forward(self, now: int) -> None:
        """Go on in phase after the machine stood still: what was due is not sent, notes end, slaves are told."""
        self.drain()
        if self.done:
            return
        self.sender.end_notes()
        timeline = self.deadlines.timeline
        bar_ns = timeline.ns_at(BAR_TICKS) - timeline.ns_at(0)
        missed = (now - self.deadlines.next().ns) // bar_ns
        if missed > LONGEST_CATCH_UP_BARS:
            self.deadlines.shift(missed * bar_ns)
        from_tick = self.deadlines.next().tick
        while (deadline := self.deadlines.next_ns()) is not None and deadline <= now:
            due = self.deadlines.take()
            if due.output == NO_OUTPUT:
                if due.layer == BAR_END:
                    self._skipped(from_tick, due.tick)
                self._marked(due)
            if self.playing and self._wants_bar() and self._make_at() <= now:
                self._make()
        to_tick = self._tick_now()
        self._skipped(from_tick, to_tick)
        self._relocate(to_tick)

    def _skipped(self, from_tick: int, to_tick: int) -> None:
        """Note on each bar that has begun which of its ticks were not sent."""
        for playing in self._bars:
            start = max(from_tick, playing.bar.start_tick)
            end = min(to_tick, playing.bar.start_tick + BAR_TICKS)
            if playing.begun and start < end and (start, end) not in playing.skipped:
                playing.skipped.append((start, end))

    def _relocate(self, tick: int) -> None:
        """Tell clock slaves where the song is, from the next 16th on."""
        if not self.sender.clocked or not self.playing:
            return
        place = -(-tick // SONG_POSITION_TICKS) * SONG_POSITION_TICKS
        self.deadlines.remove(lambda due: due.order == CLOCK_NEXT and due.tick < place)
        self.sender.to_clocked(STOP)
        self._announce(place, CONTINUE)

    def _announce(self, tick: int, how: bytes) -> None:
        """Plan song position and Start or Continue for a tick."""
        position = song_position(tick - self._song_start)
        self.deadlines.add([
            Plan(tick, TRANSPORT_FIRST, output, message)
            for output in self.sender.clocked for message in (position, how)
        ])

    # --- transport ----------------------------------------------------------------------------------------------------

    def _transport(self, action: str, from_bar: int) -> None:
        match action:
            case "play":
                self._play(from_bar)
            case "stop":
                self._stop()
            case "continue":
                self._continue()
            case "panic":
                self._panic()
            case _:
                self.link.send({"say": "fault", "error": f"unknown transport action {action!r}"})
                return
        current = self._current()
        self.link.send({
            "say": "transport", "playing": self.playing, "bar": current.bar.index if current else None,
            "tick": self._tick_now(), "ns": self.clock.now_ns(),
        })

    def _begin_at(self, tick: int, bpm: float) -> None:
        """Anchor a tick a short while from now, so that what comes early can still be sent."""
        self.deadlines.clear()
        early = Timeline(0, 0, bpm).ns_at(EARLIEST_TICKS) + self.deadlines.earliest_trim_ns()
        self.deadlines.timeline = Timeline(tick, self.clock.now_ns() + LEAD_NS + early, bpm)

    def _play(self, from_bar: int) -> None:
        """Start the next engine bar; `from_bar` only sets the song position that is sent."""
        if self.playing:
            return
        self._cut, self._rest = None, []
        self.playing = True
        self._begin_at(self.state.tick, self.state.config.bpm)
        self._song_start = self.state.tick - from_bar * BAR_TICKS
        self._announce(self.state.tick, CONTINUE if from_bar else START)
        self._make()

    def resume(self, tick: int, ns: int) -> None:
        """Play on where another player was lost: the next bar begins at `tick`, which lay at `ns` on the clock.

        Bar lines stay where they were; when that moment is too near, a later bar line takes the bar.
        """
        bpm = self.state.config.bpm
        grid = Timeline(tick, ns, bpm)
        early = Timeline(0, 0, bpm).ns_at(EARLIEST_TICKS) + self.deadlines.earliest_trim_ns()
        ready = self.clock.now_ns() + LEAD_NS + early
        late_bars = 0
        while grid.ns_at(tick + late_bars * BAR_TICKS) < ready:
            late_bars += 1
        self.deadlines.clear()
        self.deadlines.timeline = Timeline(self.state.tick, grid.ns_at(tick + late_bars * BAR_TICKS), bpm)
        self.playing = True
        self._announce(self.state.tick, CONTINUE)

    def _stop(self) -> None:
        """Cut the bar that sounds, end its notes, and discard the bar made ahead; its wishes are applied at once."""
        if not self.playing:
            return
        tick = self._tick_now()
        self.playing = False
        left = self.deadlines.clear()
        self.sender.end_notes()
        self.sender.to_clocked(STOP)
        wishes = list(self._pending)
        self._pending.clear()
        ahead = self._bars.pop() if self._bar_ahead() else None
        if ahead is not None:
            self.state = ahead.before
            if self.bars_left is not None:
                self.bars_left += 1
            wishes = [*ahead.wishes, *wishes]
            self.link.send({"say": "discarded", "bar": ahead.bar.index})
        current = self._current()
        if current is not None:
            self._cut, self._cut_tick = current, max(tick, current.bar.start_tick)
            current.until_tick = self._cut_tick
            end = current.bar.start_tick + BAR_TICKS
            self._rest = [
                Plan(due.tick, due.order, due.output, due.message, due.layer, due.note)
                for due in left
                if due.layer in current.layers and due.order in {ON_LAST, OFF_NEXT} and self._cut_tick <= due.tick
                and (due.order == OFF_NEXT or due.tick < end)
            ]
        for playing in self._bars:
            self._report_sent(playing)
        self._bars.clear()
        if wishes:
            self._apply(tuple(wishes))

    def _continue(self) -> None:
        """Play the rest of the bar that was cut, or the next bar when none was."""
        if self.playing:
            return
        cut = self._cut
        if cut is None:
            self._play(0)
            return
        self.playing = True
        self._cut = None
        self._begin_at(self._cut_tick, cut.bar.bpm)
        rest = Playing(cut.bar, cut.before, (), layers=cut.layers, from_tick=self._cut_tick)
        self._bars.append(rest)
        self._plan_bar(cut.bar, self._rest, self._cut_tick)
        place = -(-self._cut_tick // SONG_POSITION_TICKS) * SONG_POSITION_TICKS
        self._announce(place, CONTINUE)

    def _panic(self) -> None:
        """End all sound on all channels now; the music goes on."""
        self.sender.panic()
        current = self._current()
        if current is not None:
            current.panics.append(self._tick_now())

    def _pulse_on(self, now: int) -> None:
        """Keep clock pulses going while stopped, at the session's tempo."""
        if not (self.pulses_while_stopped and self.sender.clocked) or len(self.deadlines):
            return
        bpm = self.state.config.bpm
        if self.deadlines.timeline.bpm != bpm:
            tick = self.deadlines.timeline.tick_at(now)
            self.deadlines.timeline = self.deadlines.timeline.anchored(tick, bpm)
        tick = max(self.deadlines.timeline.tick_at(now) + 1, self._pulsed_until)
        if self.deadlines.timeline.ns_at(tick) - now > FAR_NS:
            tick = self.deadlines.timeline.tick_at(now) + 1
        self.deadlines.add(clock_plans(tick, self.sender.clocked, tick + CLOCK_TICKS))
        self._pulsed_until = tick + CLOCK_TICKS
