"""How do clock pulses go on, evenly, while the transport stops, stands and starts again?

Slaves keep their tempo from the pulses. So what is planned of them outlives a stop, and what begins anew begins where
its pulses fall in with those that run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sequencer.midi.messages import CLOCK_NEXT, CLOCK_TICKS, OFF_NEXT, clock_plans
from sequencer.midi.timeline import Timeline

if TYPE_CHECKING:
    from sequencer.midi.messages import Due
    from sequencer.player.coming_bars import ComingBars
    from sequencer.player.deadlines import Deadlines
    from sequencer.player.sender import Sender


class Pulses:
    """The clock pulses outside bars that play; owned by the player's thread.

    Args:
        while_stopped: they go on while the transport is stopped.
    """

    def __init__(self, sender: Sender, deadlines: Deadlines, bars: ComingBars, *, while_stopped: bool) -> None:
        self._while_stopped = while_stopped
        self._sender = sender
        self._deadlines = deadlines
        self._bars = bars

    @property
    def run(self) -> bool:
        """Pulses go on while the transport is stopped, and there is an output that carries them."""
        return self._while_stopped and bool(self._sender.clocked)

    def stopped(self, until_tick: int | None, taken: list[Due]) -> list[Due]:
        """Take everything off the list but the pulses, of those the ones before a tick; return the other messages.

        Args:
            until_tick: of the first pulse to take off, None for none.
            taken: messages that were taken back; their pulses are handed over again.
        """
        if until_tick is not None:
            self._bars.pulsed_until = min(self._bars.pulsed_until, until_tick)
        until = self._bars.pulsed_until

        def goes_on(due: Due) -> bool:
            return self.run and due.order == CLOCK_NEXT and due.tick < until

        self._sender.hand_over(filter(goes_on, taken))
        return [*(due for due in taken if not goes_on(due)), *self._deadlines.clear(goes_on)]

    def go_on(self, now_ns: int, *, followed: bool = False) -> None:
        """Plan the next pulses while the transport is stopped, at the session's tempo or another clock's."""
        deadlines, bars = self._deadlines, self._bars
        if not self.run:
            return
        tick = deadlines.timeline.tick_at(now_ns)
        bpm = bars.state.config.bpm
        if not followed and deadlines.timeline.bpm != bpm:
            deadlines.clear(lambda due: due.tick <= tick or due.order == OFF_NEXT)  # a hand may play while stopped
            deadlines.begin(deadlines.timeline.anchored(tick, bpm))
            bars.pulsed_until = tick + 1
        self._plan(deadlines.timeline.tick_at(now_ns + deadlines.earliest_trim_ns()) + 2 * CLOCK_TICKS, now_ns)

    def begin(self, tick: int, bpm: float, now_ns: int, ready_ns: int) -> None:
        """Let a tick begin at a moment that is no earlier than `ready_ns`, and on which its pulses fall in.

        Pulses that run go on until then.
        """
        deadlines = self._deadlines
        if not self.run:
            deadlines.clear()
            deadlines.begin(Timeline(tick, ready_ns, bpm))
            return
        running = deadlines.timeline
        to_pulse_ns = Timeline(0, 0, bpm).ns_at(-tick % CLOCK_TICKS)
        too_early = running.tick_at(ready_ns + to_pulse_ns - 1)
        meets = (too_early // CLOCK_TICKS + 1) * CLOCK_TICKS
        self._plan(meets, now_ns)
        deadlines.clear(lambda due: due.order == CLOCK_NEXT and due.tick < meets)
        deadlines.belong_to(tick - 1)
        deadlines.begin(Timeline(tick, running.ns_at(meets) - to_pulse_ns, bpm))

    def begin_on(self, line: Timeline, tick: int, now_ns: int) -> None:
        """Let a tick begin where another clock's line has it; pulses that run go on until then."""
        deadlines = self._deadlines
        if not self.run:
            deadlines.clear()
        else:
            before = deadlines.timeline
            further = round((tick - before.tick_at(line.ns_at(tick))) / CLOCK_TICKS) * CLOCK_TICKS
            meets = tick - further
            self._plan(meets, now_ns)
            deadlines.clear(lambda due: due.order == CLOCK_NEXT and due.tick < meets)
            deadlines.relabel(further)
        deadlines.retime(line)

    def _plan(self, end_tick: int, now_ns: int) -> None:
        """Plan the pulses up to a tick that are not planned yet, on each output those whose moment has not passed."""
        planned = self._bars.pulsed_until
        if end_tick <= planned:
            return
        tick_at, trims = self._deadlines.timeline.tick_at, self._deadlines.trims_ns
        for output in self._sender.clocked:
            first = max(planned, tick_at(now_ns - trims[output]) + 1)
            self._deadlines.add(clock_plans(first, (output,), end_tick))
        self._bars.pulsed_until = end_tick
