"""The clock thread: makes each bar as late as is safe, and sends every message on its deadline.

One process, one thread. It opens no file and serves no socket; between deadlines it drains the link to the daemon. If
the daemon dies, it ends all notes and itself. Everything that may block is the daemon's.

The engine's state lives here and nowhere else. The daemon is told which wishes each bar took, and makes the same bars
from them.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final, assert_never

from engine.commands import Mute, Solo, Unmute, Unsolo
from engine.timebase import BAR_TICKS, BEAT_TICKS
from sequencer.midi.messages import CLOCK_NEXT, CONTROL_LAST, ON_NEXT, Due
from sequencer.midi.timeline import NS_PER_MS, Timeline
from sequencer.player.coming_bars import SAFETY_NS, ComingBars
from sequencer.player.deadlines import BarMark, Deadlines, MarkDue
from sequencer.player.following import Following
from sequencer.player.pads import Pads
from sequencer.player.sender import Sender
from sequencer.player.transport import Transport
from sequencer.wire.link import Garbled, LinkClosed
from sequencer.wire.master import MasterAt, MasterMoved
from sequencer.wire.orders import (
    FollowClock,
    MoveTransport,
    OpenSession,
    Ping,
    Quit,
    RouteLayers,
    SetTrim,
    ShiftTime,
    StrikeLayer,
    SwitchPort,
    TakeWish,
)
from sequencer.wire.reports import Bye, PlayerFault, Pong

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from engine.commands import Wish
    from engine.state import SessionState
    from sequencer.midi.ports import Output
    from sequencer.player.clock import Clock
    from sequencer.player.mutes import Hold
    from sequencer.wire.link import PlayerLink
    from sequencer.wire.orders import Order

STALL_NS: Final = 100 * NS_PER_MS
"""Later than this the machine stood still: skip forward in phase rather than send a burst."""
TALK_NS: Final = NS_PER_MS
"""Gap in which the daemon is heard and told: a wish takes up to .1 ms to read, a report of a bar .2 ms."""
FAR_NS: Final = 3_600_000 * NS_PER_MS
"""With nothing planned it waits an hour at a time for the daemon."""
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
        done: it has ended.
    """

    def __init__(
        self, state: SessionState, clock: Clock, outputs: Sequence[Output], link: PlayerLink, *,
        layer_outputs: Mapping[str, int] | None = None, clock_outputs: Sequence[int] = (), bars: int | None = None,
        pulses_while_stopped: bool = True,
    ) -> None:
        self.clock = clock
        self.link = link
        self.sender = Sender(outputs, clock_outputs)
        leads_ns = [output.lead_ns for output in outputs]
        holds_ns = [output.hold_ns for output in outputs]
        self.deadlines = Deadlines(Timeline(state.tick, clock.now_ns(), state.config.bpm), leads_ns, holds_ns)
        self.done = False
        self.following = Following(self.deadlines)
        self._clocked = tuple(clock_outputs) or tuple(range(len(outputs)))
        self.bars = ComingBars(
            state, clock, link, self.sender, self.deadlines, layer_outputs or {}, bars, self.following
        )
        self.transport = Transport(
            clock, link, self.sender, self.deadlines, self.bars, self.following,
            pulses_while_stopped=pulses_while_stopped,
        )
        self.pads = Pads(clock, link, self.sender, self.deadlines, self.bars)
        self._inbox: deque[Order | Garbled] = deque()

    # --- the loop -----------------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Play until told to quit, the bars are over, or the daemon is gone; blocks."""
        try:
            while not self.done:
                self.turn()
            self.link.send(Bye())
        except LinkClosed:
            self.done = True
        finally:
            self.sender.take_back(self.clock.now_ns(), None)

    def turn(self) -> None:
        """Do one thing: read an order, make the next bar in a gap, or wait for a deadline and send."""
        self.link.flush()
        self._inbox.extend(self.link.receive())
        if self.pads.wait:
            self.pads.again(playing=self.transport.playing)
        now = self.clock.now_ns()
        if self._hears(now):
            return
        if not self.transport.playing:
            self.transport.pulses.go_on(now, followed=self.following.keeps)
        deadline = self.deadlines.next_ns()
        if deadline is None:
            deadline = now + FAR_NS
        if self.bars.over and (deadline - now > TALK_NS or len(self.bars.over) > 1):
            self.bars.report()
            return
        ready = wake = deadline - self.clock.quiet_ns
        if self.transport.playing and self.bars.wanted():
            make_at = self.bars.make_at()
            if now < make_at:
                wake = min(ready, make_at)
            elif deadline - now > self.bars.room_ns() or now >= make_at + SAFETY_NS // 2:
                self.bars.make()
                return
        if now < wake:
            self.clock.wait(wake, self.link.fileno())
        elif now - deadline > STALL_NS:
            self._skip_forward(now)
        elif now >= ready:
            self._send_at(deadline)

    def _hears(self, now: int) -> bool:
        """Carry out one order in a gap; only wishes wait for a gap. Return False when there was none to carry out."""
        if not self._inbox:
            return False
        deadline = self.deadlines.next_ns()
        urgent = not all(isinstance(message, TakeWish) for message in self._inbox)
        if not urgent and deadline is not None and deadline - now < TALK_NS and deadline - now > -STALL_NS:
            return False
        self._take(self._inbox.popleft())
        return True

    def take(self, messages: Iterable[Order | Garbled]) -> None:
        """Take messages of the daemon in their order."""
        self._inbox.extend(messages)
        while self._inbox:
            self._take(self._inbox.popleft())

    def _take(self, message: Order | Garbled) -> None:
        match message:
            case TakeWish():
                self._wish(message.wish)
            case MoveTransport():
                self._send_due()  # what was due before is no part of a cut
                self.transport.move(message.action, message.from_bar, message.count_in)
                self.done = self.done or self.transport.is_behind_last_bar()
            case StrikeLayer():
                self._send_due()  # a stall is skipped first, so that the hit lies behind it
                self.pads.strike(message, playing=self.transport.playing)
            case SwitchPort():
                self._switch(message)
            case SetTrim():
                self.deadlines.trim(message.output, message.ms)
            case RouteLayers():
                self.bars.layer_outputs = message.layer_outputs
            case FollowClock() | ShiftTime() | MasterAt() | MasterMoved():
                self._keep_time(message)
            case Ping():
                self.link.send(Pong())
            case Quit():
                self._quit(silent=message.silent)
            case OpenSession():
                self.link.send(PlayerFault("a session was opened twice; please report it"))
            case Garbled():
                self.link.send(PlayerFault(f"orders did not reach the player: {message.why}"))
            case _:
                assert_never(message)

    def _keep_time(self, message: FollowClock | ShiftTime | MasterAt | MasterMoved) -> None:
        """Follow another clock, or shift our own time."""
        match message:
            case FollowClock():
                self.sender.clocked = self._clocked if message.send else ()
                self.following.switch(message)
            case ShiftTime():
                self.deadlines.shift(message.ns)
            case MasterAt():
                told = self.following.hear(message, self.clock.now_ns(), playing=self.transport.playing)
                if told is not None:
                    self.link.send(told)
            case MasterMoved():
                if self.following.how.transport:
                    self._send_due()  # what was due before is no part of a cut
                    self.transport.master(message)
                    self.done = self.done or self.transport.is_behind_last_bar()
                elif message.by_hand:
                    self.following.seek()

    def _quit(self, *, silent: bool) -> None:
        """End; silently when another player has taken over already."""
        self.done = True
        if silent:
            self.sender.forget_notes()

    def _switch(self, order: SwitchPort) -> None:
        if order.sender is not None:
            self.sender.lead(order.output, order.sender.lead_ns, order.sender.hold_ns)
            self.deadlines.lead(order.output, order.sender.lead_ns, order.sender.hold_ns)
        output = self.sender.outputs[order.output]
        was = output.state
        self.link.send(self.sender.port(order.output, order.open))
        if output.state == "open" and was != "open":
            self.transport.back(order.output)

    # --- wishes -------------------------------------------------------------------------------------------------------

    def _wish(self, wish: Wish) -> None:
        if not self.transport.playing:
            self.bars.apply((wish,))
            return
        self.bars.waiting.append(wish)
        if not self.bars.out:  # it came to a player that takes over: no bar will end that could bring a stop
            self.transport.stop_as_planned()
        command = wish.command
        if isinstance(command, (Mute, Unmute, Solo, Unsolo)) and command.at != "bar":
            now = self.clock.now_ns()
            tick = self.deadlines.tick_at(now) + 1  # what lies at the very tick has left
            if command.at == "beat":
                tick = -(-tick // BEAT_TICKS) * BEAT_TICKS
            later = {layer: sent + 1 for layer, sent in self.bars.trimmed_ticks(now).items() if sent >= tick}
            ending = self._hold(command, wish.id, tick, later)
            self.sender.hand_over(self.sender.take_back(now, ending))

    def _hold(self, command: Hold, wish: str, tick: int, later: Mapping[str, int]) -> frozenset[str]:
        """Let a mute act from a tick on, on some layers from a later one; return the layers that it silences now."""
        mutes, current = self.sender.mutes, self.bars.current()
        if current is None or command.at != "now":
            mutes.ask(command, wish, tick, later)
            return frozenset()
        acts_from, line = max((tick, *later.values())), current.bar.start_tick
        before = mutes.silent(acts_from, line)
        mutes.ask(command, wish, tick, later)
        ending = frozenset(mutes.silent(acts_from, line)).difference(before)
        current.closed.extend((later.get(layer, tick), (layer,)) for layer in sorted(ending))
        return ending

    # --- sending ------------------------------------------------------------------------------------------------------

    def _marked(self, mark: MarkDue) -> None:
        """A bar begins or has ended; after the last one the session ends."""
        self.bars.marked(mark)
        if self.transport.playing and not self.bars.out:
            self.transport.stop_as_planned()
        if self.transport.is_behind_last_bar():
            self.transport.stop()
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
            if isinstance(due, Due):
                self.sender.ready(due)
            elif due.what is BarMark.END:
                ended.append(due)
            else:
                self.bars.marked(due)
        self.clock.reach(deadline_ns)
        self.sender.send(deadline_ns)
        self.sender.sent(self.clock.now_ns() - deadline_ns)
        for due in ended:
            self._marked(due)

    def _skip_forward(self, now: int) -> None:
        """The machine stood still: skip what was due, end all notes, and play on in phase; tell clock slaves."""
        self._inbox.extend(self.link.receive())
        quits = [message for message in self._inbox if isinstance(message, Quit)]
        if quits:  # perhaps replaced while the machine stood still
            self._take(quits[0])
            return
        taken = self.sender.take_back(now, None)
        timeline = self.deadlines.timeline
        bar_ns = timeline.ns_at(BAR_TICKS) - timeline.ns_at(0)
        missed = (now - self.deadlines.next().ns) // bar_ns
        if missed > LONGEST_CATCH_UP_BARS:
            self.deadlines.shift(missed * bar_ns)
        from_tick = self.deadlines.next().tick
        while (deadline := self.deadlines.next_ns()) is not None and deadline <= now:
            due = self.deadlines.take()
            if isinstance(due, Due):
                if self.sender.is_in_time(due, now):
                    taken.append(due)
            else:
                if due.what is BarMark.END:
                    self.bars.skipped(from_tick, due.tick)
                self._marked(due)
            if self.transport.playing and self.bars.wanted() and self.bars.make_at() <= now:
                self.bars.make()
        to_tick = self.deadlines.last_tick(now)
        self.bars.skipped(from_tick, to_tick)
        self.deadlines.remove(lambda due: due.order in {ON_NEXT, CONTROL_LAST} and due.tick <= to_tick)
        place = self.transport.relocate(self.deadlines.tick_at(now + self.deadlines.earliest_trim_ns()))
        first = {CLOCK_NEXT: place, ON_NEXT: to_tick + 1, CONTROL_LAST: to_tick + 1}
        self.sender.hand_over(due for due in taken if due.tick >= first.get(due.order, due.tick))
