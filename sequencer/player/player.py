"""The clock thread: makes each bar as late as is safe, and sends every message on its deadline.

One process, one thread. It opens no file and serves no socket; between deadlines it drains the link to the daemon. If
the daemon dies, it ends all notes and itself. Everything that may block is the daemon's.

The engine's state lives here and nowhere else. The daemon is told which wishes each bar took, and makes the same bars
from them.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any, Final

from engine.commands import Mute, Solo, Unmute, Unsolo
from engine.session import apply
from engine.timebase import BAR_TICKS, BEAT_TICKS
from sequencer.midi.messages import (
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
    song_position,
)
from sequencer.midi.timeline import NS_PER_MS, Timeline
from sequencer.player.coming_bars import EARLIEST_TICKS, SAFETY_NS, ComingBars
from sequencer.player.deadlines import END as BAR_END
from sequencer.player.deadlines import NO_OUTPUT, Deadlines
from sequencer.player.playing import Playing
from sequencer.player.sender import Sender
from sequencer.wire.codec import wish_from_json, wishes_to_json
from sequencer.wire.link import LinkClosed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.commands import Wish
    from engine.state import SessionState
    from sequencer.midi.ports import Output
    from sequencer.player.clock import Clock
    from sequencer.wire.link import Link

LEAD_NS: Final = 30 * NS_PER_MS
"""From play to the first downbeat, besides what early hits and trims need."""
STALL_NS: Final = 100 * NS_PER_MS
"""Later than this the machine stood still: skip forward in phase rather than send a burst."""
TALK_NS: Final = NS_PER_MS
"""Gap in which the daemon is heard and told: a wish takes up to .1 ms to read, a report of a bar .2 ms."""
FAR_NS: Final = 3_600_000 * NS_PER_MS
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
        self.clock = clock
        self.link = link
        self.pulses_while_stopped = pulses_while_stopped
        self.sender = Sender(outputs, clock_outputs)
        self.deadlines = Deadlines(Timeline(state.tick, clock.now_ns(), state.config.bpm), len(outputs))
        self.playing = False
        self.done = False
        self.orphaned = False
        self.bars = ComingBars(state, clock, link, self.sender, self.deadlines, layer_outputs or {}, bars)
        self._inbox: deque[dict[str, Any]] = deque()
        self._pending: list[Wish] = []
        self._rest: list[Plan] = []
        self._cut: Playing | None = None
        self._cut_tick = 0
        self._song_start = 0

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
        """Do the next thing: hear the daemon, make the next bar in a gap, or wait for a deadline and send."""
        self.link.flush()
        self._inbox.extend(self.link.receive())
        now = self.clock.now_ns()
        if self._hears(now):
            return
        if not self.playing:
            self._pulse_on(now)
        deadline = self.deadlines.next_ns()
        if deadline is None:
            deadline = now + FAR_NS
        if self.bars.over and (deadline - now > TALK_NS or len(self.bars.over) > 1):
            self.bars.report()
            return
        ready = wake = deadline - self.clock.quiet_ns
        if self.playing and self.bars.wanted():
            make_at = self.bars.make_at()
            if now < make_at:
                wake = min(ready, make_at)
            elif deadline - now > self.bars.room_ns() or now >= make_at + SAFETY_NS // 2:
                self.bars.make(self._taken())
                return
        if now < wake:
            self.clock.wait(wake, self.link.fileno())
        elif now - deadline > STALL_NS:
            self._skip_forward(now)
        elif now >= ready:
            self._send_at(deadline)

    def _hears(self, now: int) -> bool:
        """Take what the daemon has said, in a gap; transport and an end do not wait for one. Return True if any."""
        if not self._inbox:
            return False
        deadline = self.deadlines.next_ns()
        urgent = any(message.get("do") != "wish" for message in self._inbox)
        if not urgent and deadline is not None and deadline - now < TALK_NS and deadline - now > -STALL_NS:
            return False
        self._take(self._inbox.popleft())
        return True

    def take(self, messages: Iterable[dict[str, Any]]) -> None:
        """Take messages of the daemon in their order."""
        self._inbox.extend(messages)
        while self._inbox:
            self._take(self._inbox.popleft())

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
                self.bars.layer_outputs = {str(name): int(output) for name, output in message["layer_outputs"].items()}
            case "ping":
                self.link.send({"say": "pong"})
            case "quit":
                self._quit(silent=bool(message.get("silent")))
            case _:
                self.link.send({"say": "fault", "error": f"unknown message {message.get('do')!r}"})

    def _quit(self, *, silent: bool) -> None:
        """End; silently when another player has taken over already."""
        self.done = True
        if silent:
            self.sender.forget_notes()

    # --- wishes -------------------------------------------------------------------------------------------------------

    def _wish(self, wish: Wish) -> None:
        if not self.playing:
            self._apply((wish,))
            return
        self._pending.append(wish)
        command = wish.command
        if isinstance(command, (Mute, Unmute, Solo, Unsolo)) and command.at != "bar":
            tick = self._tick_now() + 1  # what lies at the very tick has left
            if command.at == "beat":
                tick = -(-tick // BEAT_TICKS) * BEAT_TICKS
            later = {layer: sent + 1 for layer, sent in self._trimmed_ticks().items() if sent >= tick}
            self.sender.mutes.ask(command, wish.id, tick, later)

    def _apply(self, wishes: tuple[Wish, ...]) -> None:
        """Apply wishes at once, as a stopped transport does."""
        self.bars.state, _ = apply(self.bars.state, wishes)
        self.link.send({"say": "applied", "bar": self.bars.state.bar, "wishes": wishes_to_json(wishes)})

    # --- sending ------------------------------------------------------------------------------------------------------

    def _taken(self) -> tuple[Wish, ...]:
        """Return the wishes that wait for a bar, which takes them now."""
        wishes = tuple(self._pending)
        self._pending.clear()
        return wishes

    def _tick_now(self) -> int:
        return self.deadlines.tick_at(self.clock.now_ns())

    def _marked(self, due: Due) -> None:
        """A bar begins or has ended; after the last one the session ends."""
        self.bars.marked(due)
        if self.bars.left == 0 and not self.bars.out:
            self._stop()
            self.done = True

    def _send_due(self) -> None:
        """Send every message whose deadline has come; after a stall, skip forward instead."""
        now = self.clock.now_ns()
        while (deadline := self.deadlines.next_ns()) is not None and deadline <= now and not self.done:
            if now - deadline > STALL_NS:
                self._skip_forward(now)
                return
            self._send_at(deadline)

    def _send_at(self, deadline_ns: int) -> None:
        """Make everything of one deadline ready, wait for it, and send."""
        ended = []
        while self.deadlines.next_ns() == deadline_ns:
            due = self.deadlines.take()
            if due.layer == BAR_END and due.output == NO_OUTPUT:
                ended.append(due)
            elif due.output == NO_OUTPUT:
                self.bars.marked(due)
            else:
                self.sender.ready(due)
        self.clock.reach(deadline_ns)
        self.sender.send()
        self.sender.sent(self.clock.now_ns() - deadline_ns)
        for due in ended:
            self._marked(due)

    def _skip_forward(self, now: int) -> None:
        """Go on in phase after the machine stood still: what was due is not sent, notes end, slaves are told."""
        self._inbox.extend(self.link.receive())
        quits = [message for message in self._inbox if message.get("do") == "quit"]
        if quits:  # perhaps replaced while the machine stood still
            self._take(quits[0])
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
                    self.bars.skipped(from_tick, due.tick)
                self._marked(due)
            if self.playing and self.bars.wanted() and self.bars.make_at() <= now:
                self.bars.make(self._taken())
        to_tick = self._tick_now()
        self.bars.skipped(from_tick, to_tick)
        self._relocate(to_tick)

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
        self._send_due()  # what was due before is no part of the cut
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
        current = self.bars.current()
        self.link.send({
            "say": "transport", "playing": self.playing, "bar": current.bar.index if current else None,
            "tick": self._tick_now(), "ns": self.clock.now_ns(), "song_start": self._song_start,
        })

    def _begin_at(self, tick: int, bpm: float) -> None:
        """Anchor a tick a short while from now, so that what comes early can still be sent."""
        self.deadlines.clear()
        early = Timeline(0, 0, bpm).ns_at(EARLIEST_TICKS) + self.deadlines.earliest_trim_ns()
        self.deadlines.begin(Timeline(tick, self.clock.now_ns() + LEAD_NS + early, bpm))

    def _play(self, from_bar: int) -> None:
        """Start the next engine bar; `from_bar` only sets the song position that is sent."""
        if self.playing:
            return
        self._cut, self._rest = None, []
        self.playing = True
        self._begin_at(self.bars.state.tick, self.bars.state.config.bpm)
        self._song_start = self.bars.state.tick - from_bar * BAR_TICKS
        self._announce(self.bars.state.tick, CONTINUE if from_bar else START)
        self.bars.make(self._taken())

    def resume(self, tick: int, ns: int, song_start: int = 0) -> None:
        """Play on where another player was lost: the next bar begins at `tick`, which lay at `ns` on the clock.

        Song positions are counted from the tick `song_start`.

        Bar lines stay where they were; when that moment is too near, a later bar line takes the bar.
        """
        bpm = self.bars.state.config.bpm
        grid = Timeline(tick, ns, bpm)
        early = Timeline(0, 0, bpm).ns_at(EARLIEST_TICKS) + self.deadlines.earliest_trim_ns()
        ready = self.clock.now_ns() + LEAD_NS + early
        late_bars = 0
        while grid.ns_at(tick + late_bars * BAR_TICKS) < ready:
            late_bars += 1
        self.deadlines.clear()
        self._song_start = song_start
        self.deadlines.begin(Timeline(self.bars.state.tick, grid.ns_at(tick + late_bars * BAR_TICKS), bpm))
        self.playing = True
        self._announce(self.bars.state.tick, CONTINUE)

    def _stop(self) -> None:
        """Cut the bar that sounds, end its notes, and discard the bar made ahead; its wishes are applied at once."""
        if not self.playing:
            return
        tick, cuts = self._tick_now(), self._trimmed_ticks()
        self.playing = False
        left = self.deadlines.clear()
        self.sender.end_notes()
        self.sender.to_clocked(STOP)
        wishes = list(self._pending)
        self._pending.clear()
        ahead = self.bars.out.pop() if self.bars.is_ahead() else None
        if ahead is not None:
            self.bars.state = ahead.before
            if self.deadlines.timeline.tick == ahead.bar.start_tick:
                self.deadlines.turn_back()
            if self.bars.left is not None:
                self.bars.left += 1
            wishes = [*ahead.wishes, *wishes]
            self.link.send({"say": "discarded", "bar": ahead.bar.index})
        self.sender.mutes.stopped(self.bars.state.tick)
        current = self.bars.current()
        for playing in self.bars.out:
            playing.cuts = cuts
        if current is not None:
            self._cut, self._cut_tick = current, max(tick, current.bar.start_tick)
            current.until_tick = self._cut_tick
            self._rest = [
                Plan(due.tick, due.order, due.output, due.message, due.layer, due.note, due.line)
                for due in left if due.order in {ON_LAST, OFF_NEXT} and due.line == current.bar.start_tick
            ]
        self.bars.cut()
        if wishes:
            self._apply(tuple(wishes))

    def _trimmed_ticks(self) -> dict[str, int]:
        """Return up to which tick the layers on outputs with a latency trim have been sent."""
        now, trims = self.clock.now_ns(), self.deadlines.trims_ns
        ticks = [self.deadlines.tick_at(now - trim) for trim in trims]
        layers = {event.layer for playing in self.bars.out for event in playing.bar.events}
        outputs = {layer: self.bars.layer_outputs.get(layer, 0) for layer in sorted(layers)}
        return {layer: ticks[output] for layer, output in outputs.items() if trims[output]}

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
        resumes = {layer: tick + 1 for layer, tick in cut.cuts.items()}
        rest = Playing(cut.bar, cut.before, (), from_tick=self._cut_tick + 1, resumes=resumes)
        self.bars.out.append(rest)
        self.bars.plan(cut.bar, self._rest, self._cut_tick)
        place = -(-self._cut_tick // SONG_POSITION_TICKS) * SONG_POSITION_TICKS
        self._announce(place, CONTINUE)

    def _panic(self) -> None:
        """End all sound on all channels now; the music goes on."""
        self.sender.panic()
        current = self.bars.current()
        if current is not None:
            current.panics.append(self._tick_now())

    def _pulse_on(self, now: int) -> None:
        """Keep clock pulses going while stopped, at the session's tempo."""
        if not (self.pulses_while_stopped and self.sender.clocked) or len(self.deadlines):
            return
        bpm = self.bars.state.config.bpm
        if self.deadlines.timeline.bpm != bpm:
            tick = self.deadlines.timeline.tick_at(now)
            self.deadlines.begin(self.deadlines.timeline.anchored(tick, bpm))
        tick = max(self.deadlines.timeline.tick_at(now) + 1, self.bars.pulsed_until)
        if self.deadlines.timeline.ns_at(tick) - now > FAR_NS:
            tick = self.deadlines.timeline.tick_at(now) + 1
        self.deadlines.add(clock_plans(tick, self.sender.clocked, tick + CLOCK_TICKS))
        self.bars.pulsed_until = tick + CLOCK_TICKS
