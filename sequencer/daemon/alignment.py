"""In time and in phase with the room: whose time is kept, how far everything is shifted, how each output is trimmed?

A part of the session in the daemon (`LiveSession`).
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from engine.control import MAX_OFFSET_MS, MAX_SHIFT_MS
from sequencer.daemon.clock_keeper import ClockKeeper, waits_for_start
from sequencer.daemon.output_states import trimmed
from sequencer.midi.timeline import NS_PER_MS
from sequencer.wire.orders import SetTrim, ShiftTime

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.control import ClockStatus, ClockWish, PortStatus
    from sequencer.daemon.listening import Listening
    from sequencer.midi.timeline import Timeline
    from sequencer.wire.orders import Order

STEP_MS: Final = 5.0
STEP_SECONDS: Final = 0.05
"""Our own time is shifted in steps that nobody hears, a tenth of the time they take."""


CLOCK_SECONDS: Final = 4.0
CLOCK_LOOK_SECONDS: Final = 0.05
"""So long the first beat waits for another clock, looking so often."""


class Alignment:
    """Clocks, shift and trims of a session; owned by the daemon's one thread.

    Attributes:
        outputs: as the player reports them.
        clocks: whose time is kept.
        listening: keeps the built-in kit; set by whom it belongs to.
    """

    listening: Listening

    def __init__(
        self, outputs: Sequence[PortStatus], tell: Callable[[Order], None], say: Callable[[str], None],
        bpm: Callable[[], float], line: Callable[[], Timeline | None], *, sends_clock: bool,
    ) -> None:
        self.outputs = list(outputs)
        self.clocks = ClockKeeper(tell, say, bpm, line)
        self.clocks.status = replace(self.clocks.status, send=sends_clock)
        self._tell = tell
        self._say = say
        self._shifted_ms = 0.0
        self._step: asyncio.TimerHandle | None = None

    async def trim(self, output: int, ms: float, *, latency_ms: float | None = None) -> PortStatus:
        """Set an output's latency trim; see `SessionControl`."""
        self.outputs[output] = trimmed(self.outputs, output, ms, latency_ms)
        self._tell(SetTrim(output, ms))
        return self.outputs[output]

    async def listen(self, *, on: bool) -> PortStatus:
        """Let the built-in kit play along, or end it; see `SessionControl`."""
        return await self.listening.switch(on=on)

    async def may_play(self, wish: ClockWish) -> bool:
        """Keep the time that a session begins with; return False when playing starts with the clock that is followed.

        Where only its tempo is followed, wait until it is kept, so that playing starts on its beat, but not for long.
        """
        if wish.source == "own":
            return True
        await self.clock(wish)
        if waits_for_start(wish):
            self._say("playing starts with the clock that is followed")
            return False
        left, unheard = CLOCK_SECONDS, {"waiting", "locking"}
        stands = wish.source == "jack"  # a transport that stands is not heard; it is enough that it is there
        while left > 0 and (self.clocks.unanswered if stands else self.clocks.status.state in unheard):
            await asyncio.sleep(CLOCK_LOOK_SECONDS)
            left -= CLOCK_LOOK_SECONDS
        return True

    async def clock(self, wish: ClockWish) -> ClockStatus:
        """Keep another clock's time from now on, or one's own; see `SessionControl`."""
        if not -MAX_OFFSET_MS <= wish.offset_ms <= MAX_OFFSET_MS:
            raise ValueError(f"the offset of a clock lies in -{MAX_OFFSET_MS:g}..{MAX_OFFSET_MS:g} ms")
        if wish.here:
            self.clocks.here(time.monotonic_ns())
            return self.clocks.status
        if (self.clocks.status.source == "own") != (wish.source == "own"):
            self._shifted_ms = self.clocks.status.shift_ms  # where we are now is where it goes on from
        return self.clocks.follow(wish)

    async def shift(self, ms: float) -> ClockStatus:
        """Play everything so much later than it would be; see `SessionControl`."""
        if not -MAX_SHIFT_MS <= ms <= MAX_SHIFT_MS:
            raise ValueError(f"a shift lies in -{MAX_SHIFT_MS:g}..{MAX_SHIFT_MS:g} ms")
        clocks = self.clocks
        clocks.status = replace(clocks.status, shift_ms=ms)
        if clocks.status.source != "own":
            self._shifted_ms = ms
            self._tell(clocks.order())
        elif self._step is None:
            self._shift_on()
        return clocks.status

    def _shift_on(self) -> None:
        """Shift our own time by a step, and go on until it is where it was wished."""
        self._step = None
        left = self.clocks.status.shift_ms - self._shifted_ms
        if self.clocks.status.source != "own" or not left:
            return
        step = max(-STEP_MS, min(STEP_MS, left))
        self._shifted_ms += step
        self._tell(ShiftTime(round(step * NS_PER_MS)))
        self._step = asyncio.get_running_loop().call_later(STEP_SECONDS, self._shift_on)

    def close_clocks(self) -> None:
        """End the source of time."""
        if self._step is not None:
            self._step.cancel()
        self.clocks.close()
