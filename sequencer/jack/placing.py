"""Into which frame of a period does a message go, and what is left open when it must be silent at once?

One output's waiting line has two ends: the thread that hears the link puts messages in, JACK's own takes out what falls
into its period. They share no lock. What JACK's thread does is bounded and makes nothing that has to be collected.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final

from sequencer.midi.messages import NOTE_OFF, NOTE_ON

if TYPE_CHECKING:
    from collections.abc import Callable

NS_PER_US: Final = 1_000
FRAMES: Final = 1 << 32
"""JACK counts frames in 32 bits, and starts again from 0."""
PASSED: Final = FRAMES // 2
"""A difference of frames above this is a negative one."""
NOTE_BYTES: Final = 3
NOTES: Final = 128
CHANNELS: Final = 16
KIND: Final = 0xF0


class PlacedOutput:
    """One output's waiting line and its open notes.

    Messages leave in the order in which they were put in. One whose deadline lies before that of the one ahead of it
    leaves together with it.

    Attributes:
        late: messages that came too late for their frame, and left at once.
    """

    def __init__(self) -> None:
        self.late = 0
        self._waiting: deque[tuple[int, bytes]] = deque()
        self._last_us = 0
        self._open = bytearray(CHANNELS * NOTES)
        self._closes = False

    def put(self, deadline_ns: int, message: bytes) -> None:
        """Put a message in; for the thread that hears the link."""
        self._last_us = max(self._last_us, deadline_ns // NS_PER_US)
        self._waiting.append((self._last_us, message))

    def cancel(self) -> None:
        """Forget what waits, and end open notes with the next period; for the thread that hears the link."""
        self._waiting = deque()
        self._last_us = 0
        self._closes = True

    def waits(self) -> bool:
        """Return True while something has yet to leave."""
        return self._closes or bool(self._waiting)

    def fill(
        self, first_frame: int, frames: int, frame_at: Callable[[int], int], write: Callable[[int, bytes], object]
    ) -> None:
        """Let everything leave that falls into a period; for JACK's thread.

        Args:
            first_frame: of the period, in JACK's count.
            frames: how many it has.
            frame_at: the frame of a moment in microseconds of the monotonic clock.
            write: puts a message at an offset in frames from the first.
        """
        if self._closes:
            self._closes = False
            self._end_notes(write)
        waiting, last = self._waiting, 0
        while waiting:
            moment_us, message = waiting[0]
            offset = (frame_at(moment_us) - first_frame) % FRAMES
            if offset >= PASSED:
                offset = 0
                self.late += 1
            elif offset >= frames:
                return
            last = max(last, offset)
            waiting.popleft()
            write(last, message)
            if len(message) == NOTE_BYTES:
                self._note(message)

    def _note(self, message: bytes) -> None:
        kind = message[0] & KIND
        if kind in {NOTE_ON, NOTE_OFF}:
            self._open[(message[0] & 0x0F) * NOTES + message[1]] = kind == NOTE_ON and message[2] > 0

    def _end_notes(self, write: Callable[[int, bytes], object]) -> None:
        place = self._open.find(1)
        while place >= 0:
            self._open[place] = 0
            write(0, bytes((NOTE_OFF | place // NOTES, place % NOTES, 0)))
            place = self._open.find(1, place + 1)
