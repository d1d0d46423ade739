"""Which bars are on their way out: when is the next one made, and which of them are over?

A bar is made as late as is safe, in a gap long enough, from the state and the wishes that wait. A bar that cannot be
made is replaced by the last good one. What was sent of each is reported after its last deadline.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from engine.agenda import cancels, stop_asked, stop_due
from engine.errors import BarFailed
from engine.microtiming import EARLIEST_TICKS
from engine.session import apply, next_bar
from engine.timebase import BAR_TICKS, STEP_TICKS
from sequencer.midi.messages import clock_plans, control_plans, note_plans
from sequencer.midi.timeline import NS_PER_MS
from sequencer.player.deadlines import BarMark
from sequencer.player.playing import Playing
from sequencer.tape.mirror import bar_crc, repeated
from sequencer.wire.reports import BarComposed, BarReplaced, WishesApplied

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.bar import Bar
    from engine.commands import Wish
    from engine.state import SessionState
    from sequencer.midi.messages import Plan
    from sequencer.player.clock import Clock
    from sequencer.player.deadlines import Deadlines, MarkDue
    from sequencer.player.following import Following
    from sequencer.player.sender import Sender
    from sequencer.wire.link import PlayerLink
    from sequencer.wire.taped import Tape, TapedBar

SAFETY_NS: Final = 20 * NS_PER_MS
COST_ROOM: Final = 1.25
FIRST_COST_NS: Final = 3 * NS_PER_MS
COST_MEMORY: Final = 64
"""The remembered worst cost decays by 1/64 each bar."""


class FailedThen(BarFailed):
    """A bar of a recording that could not be made when it was recorded."""

    def __init__(self, bar: int, seed: int) -> None:
        super().__init__(bar, seed, ValueError("on tape"))

    def __str__(self) -> str:
        return f"bar {self.bar + 1} could not be made when it was recorded"


class ComingBars:
    """The bars between their making and their last message; owned by the player's thread.

    Attributes:
        state: the session's state, before the next bar to be made.
        following: whose time is kept.
        out: bars on their way, oldest first; the last may be made ahead.
        over: bars whose last deadline has passed, to be reported in the next gap.
        left: bars still to be made, None without end.
        waiting: wishes that the next bar takes.
        layer_outputs: index of the output of each layer and controller lane; others go to 0.
        pulsed_until: tick up to which clock pulses are planned.
        tape: a recording that is played again, whose bars take what they took; None composes.
    """

    def __init__(
        self, state: SessionState, clock: Clock, link: PlayerLink, sender: Sender, deadlines: Deadlines,
        layer_outputs: Mapping[str, int], left: int | None, following: Following,
    ) -> None:
        self.state = state
        self.tape: Tape | None = None
        self.following = following
        self.out: list[Playing] = []
        self.over: list[Playing] = []
        self.left = left
        self.waiting: list[Wish] = []
        self.layer_outputs = layer_outputs
        self.pulsed_until = state.tick
        self._clock = clock
        self._link = link
        self._sender = sender
        self._deadlines = deadlines
        self._notes = 0
        self._cost_ns = FIRST_COST_NS

    def is_ahead(self) -> bool:
        """Return True when the next bar is made already."""
        return bool(self.out) and not self.out[-1].begun

    def wanted(self) -> bool:
        """Return True when a bar is still to be made; none is behind a line on which a stop is planned."""
        return self.left != 0 and not self.is_ahead() and self.stop_due() is None

    def stop_due(self) -> Wish | None:
        """Return the stop that is due when the bar that sounds is over, planned or just asked for; None without one.

        On a tape there is none: what was played is played through.
        """
        if self.tape is not None:
            return None
        due = stop_due(self.state, cancels(self.waiting)) if self.state.agenda else None
        return due or stop_asked(self.state, self.waiting)

    def current(self) -> Playing | None:
        """Return the bar that sounds now."""
        return next((playing for playing in reversed(self.out) if playing.begun), None)

    def make_at(self) -> int:
        """Return the earliest moment to make the next bar, on the clock (docs/rules.md#next-bar)."""
        ns_at = self._deadlines.timeline.ns_at
        line = self.state.tick
        early = ns_at(line - EARLIEST_TICKS) - self._deadlines.earliest_trim_ns() - SAFETY_NS
        return min(ns_at(line - STEP_TICKS), early)

    def room_ns(self) -> float:
        """Return how long a gap must be for making a bar: the worst cost so far, and some more."""
        return self._cost_ns * COST_ROOM

    def taken(self) -> tuple[Wish, ...]:
        """Return the wishes that wait for a bar, which takes them now."""
        wishes = tuple(self.waiting)
        self.waiting.clear()
        return wishes

    def apply(self, wishes: tuple[Wish, ...]) -> None:
        """Apply wishes at once, as a stopped transport does, and report it."""
        wishes = (*wishes, *self.following.wishes())
        self.state, _ = apply(self.state, wishes)
        self._link.send(WishesApplied(self.state.bar, wishes))

    def make(self, within: int = 0) -> None:
        """Make the next bar from the state and the wishes that wait, and plan its messages.

        Args:
            within: its first tick that is played, from its line; what is pushed early from there on counts to it.
        """
        if self.left is not None:
            self.left -= 1
        began = self._clock.now_ns()
        taped = None if self.tape is None else self._wound_to(self.tape, self.state.bar)
        before = self.state
        wishes = (*self.taken(), *self.following.wishes()) if taped is None else taped.wishes
        try:
            if taped is not None and taped.failed:
                raise FailedThen(before.bar, before.seed)
            self.state, bar = next_bar(before, wishes)
        except BarFailed as error:
            last = self.out[-1].bar if self.out else None
            self.state, bar = repeated(before, last)
            self._link.send(BarReplaced(before.bar, None if last is None else last.index, wishes, str(error)))
            wishes = ()
        if bar.bpm != self._deadlines.timeline.bpm and not self.following.keeps:
            self._deadlines.turn(bar.start_tick, bar.bpm)
        first = bar.start_tick + within
        playing = Playing(bar, before, wishes)
        played = bar
        if taped is not None and taped.heard is not None:
            played = replace(bar, events=taped.heard.events, controls=taped.heard.controls, muted=())
        self._sender.mutes.coming(played, before, wishes)
        if within:
            playing.from_tick = first - EARLIEST_TICKS
            played = replace(played, events=tuple(event for event in played.events if event.tick >= playing.from_tick))
        self.out.append(playing)
        first_note = self.numbered(len(played.events))
        notes = note_plans(played, self.layer_outputs, first_note, self._sender.hearing_all())
        controls = [plan for plan in control_plans(played, self.layer_outputs) if plan.tick >= first]
        self.plan(bar, [*notes, *controls], first)
        start_ns = self._deadlines.timeline.ns_at(bar.start_tick)
        self._link.send(BarComposed(bar.index, wishes, bar_crc(bar), start_ns))
        self._cost_ns = max(self._clock.now_ns() - began, self._cost_ns - self._cost_ns // COST_MEMORY)

    def _wound_to(self, tape: Tape, index: int) -> TapedBar:
        """Apply what was applied before a bar of the tape, which may be made more than once; return the bar."""
        taped = tape.at(index)
        for wishes in taped.applied:
            self.state, _ = apply(self.state, wishes)
            self._link.send(WishesApplied(self.state.bar, wishes))
            tape.applied(index)
        return taped

    def numbered(self, notes: int) -> int:
        """Return the first of so many numbers of notes, none of which any other note has."""
        self._notes += notes
        return self._notes - notes + 1

    def plan(self, bar: Bar, messages: list[Plan], from_tick: int, first_pulse: int | None = None) -> None:
        """Plan a bar's marks, clock pulses (from a tick of their own on) and messages, from a tick inside it on."""
        end = bar.start_tick + BAR_TICKS
        first_pulse = from_tick if first_pulse is None else first_pulse
        self._deadlines.add([*messages, *clock_plans(first_pulse, self._sender.clocked, end)])
        self.pulsed_until = end
        self._deadlines.mark(BarMark.BEGIN, bar.index, from_tick)
        self._deadlines.mark(BarMark.END, bar.index, end, self._deadlines.latest_trim_ns())

    def marked(self, mark: MarkDue) -> None:
        """Note that a bar begins or has ended."""
        playing = next((playing for playing in self.out if playing.bar.index == mark.bar), None)
        if playing is None:
            return
        if mark.what is BarMark.END:
            self._end(playing)
        else:
            playing.begun = True

    def _end(self, playing: Playing) -> None:
        start = playing.bar.start_tick
        playing.muted = self._sender.mutes.changes(start, start + BAR_TICKS)
        self.out.remove(playing)
        self.over.append(playing)

    def report(self) -> None:
        """Report to the daemon what was sent of the bars that are over, and the lateness so far."""
        lateness = tuple(output.status() for output in self._sender.lateness)
        for playing in self.over:
            self._link.send(playing.sent(lateness))
        self.over.clear()

    def cut(self) -> None:
        """End all bars on their way, and report them."""
        for playing in tuple(self.out):
            self._end(playing)
        self.report()

    def trimmed_ticks(self, now_ns: int) -> dict[str, int]:
        """Return the last tick that is sent for good, of layers on outputs where the clock does not tell it."""
        trims = self._deadlines.cuts_ns
        ticks = [self._deadlines.tick_at(now_ns - trim) for trim in trims]
        bars = [playing.bar for playing in self.out]
        layers = {event.layer for bar in bars for event in bar.events}
        layers |= {control.lane for bar in bars for control in bar.controls}
        outputs = {layer: self.layer_outputs.get(layer, 0) for layer in sorted(layers)}
        return {layer: ticks[output] for layer, output in outputs.items() if trims[output]}

    def skipped(self, from_tick: int, to_tick: int) -> None:
        """Record, on each bar that has begun, which of its ticks were not sent."""
        for playing in self.out:
            start = max(from_tick, playing.bar.start_tick)
            end = min(to_tick, playing.bar.start_tick + BAR_TICKS)
            if playing.begun and start < end and (start, end) not in playing.skipped:
                playing.skipped.append((start, end))
