"""Into which frame of a period does a message go, and what is left open when it must be silent at once?

One output's waiting line has two ends: the thread that hears the link puts messages and cancels on a pile, JACK's own
thread takes them from there, and lets out what falls into its period. They share no lock. What JACK's thread does is
bounded and makes nothing that has to be collected.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final, NamedTuple

from sequencer.midi.messages import NOTE_OFF, NOTE_ON

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

NS_PER_US: Final = 1_000
FRAMES: Final = 1 << 32
"""JACK counts frames in 32 bits, and starts again from 0."""
PASSED: Final = FRAMES // 2
"""A difference of frames above this is a negative one."""
NOTE_BYTES: Final = 3
NOTES: Final = 128
CHANNELS: Final = 16
KIND: Final = 0xF0


class Waiting(NamedTuple):
    """A message before it leaves; one without bytes closes notes.

    Attributes:
        ns: its deadline.
        message: its bytes.
        tag: whose it is.
        closes: tags whose notes it closes, None for all.
    """

    ns: int
    message: bytes
    tag: int = 0
    closes: Collection[int] | None = None


class PlacedOutput:
    """One output's waiting line and its open notes.

    Messages leave in the order in which they were put in. One whose deadline lies before that of the one ahead of it
    leaves together with it.

    Args:
        stale_frames: a note-on that is later than this is dropped: the machine stood still, and nobody wants a burst.

    Attributes:
        late: messages that came too late for their frame, and left at once.
        dropped: note-ons that came so late that they did not leave.
    """

    def __init__(self, stale_frames: int = PASSED) -> None:
        self.late = self.dropped = 0
        self._stale_frames = stale_frames
        self._pile: deque[Waiting] = deque()
        self._line: deque[Waiting] = deque()
        self._open: list[int | None] = [None] * (CHANNELS * NOTES)
        """The tag of each note that sounds."""
        self._ended: list[int] = []
        self._ended_before: list[int] = []
        """Which notes were ended in the last period and in the one before."""

    def put(self, deadline_ns: int, message: bytes, tag: int = 0) -> None:
        """Put a message in; for the thread that hears the link."""
        self._pile.append(Waiting(deadline_ns, message, tag))

    def cancel(self, from_ns: int = 0, tags: Collection[int] | None = None) -> None:
        """Forget what is due at a moment or later, and end the notes of some tags (None: all) there, or at once.

        For the thread that hears the link.
        """
        self._pile.append(Waiting(from_ns, b"", closes=tags))

    def lost(self, write: Callable[[int, bytes], object]) -> None:
        """JACK has lost periods, and what was in them: end all notes again that sound or have just been ended.

        For JACK's thread, before `fill`.
        """
        just = {*self._ended, *self._ended_before}
        for place in sorted(just):
            if self._open[place] is None:
                write(0, _off(place))
        self._end_notes(0, None, write)

    def waits(self) -> bool:
        """Return True while something has yet to leave."""
        return bool(self._pile) or bool(self._line)

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
        self._line_up()
        self._ended_before, self._ended = self._ended, []
        line, last = self._line, 0
        while line:
            waiting = line[0]
            at_once = not waiting.message and not waiting.ns  # no moment: JACK has no frame for the clock's zero
            offset = 0 if at_once else (frame_at(waiting.ns // NS_PER_US) - first_frame) % FRAMES
            late = offset >= PASSED
            if not late and offset >= frames:
                return
            line.popleft()
            if not waiting.message:
                last = last if late else max(last, offset)
                self._end_notes(last, waiting.closes, write)
                continue
            if late:
                self.late += 1
                if FRAMES - offset > self._stale_frames and _begins(waiting.message):
                    self.dropped += 1
                    continue
                offset = 0
            last = max(last, offset)
            write(last, waiting.message)
            if len(waiting.message) == NOTE_BYTES:
                self._note(waiting)

    def _line_up(self) -> None:
        """Take from the pile what has come since the last period; nothing overtakes what came before it."""
        pile, line = self._pile, self._line
        while pile:
            waiting = pile.popleft()
            if not waiting.message:
                closes = waiting.closes
                while line and line[-1].ns >= waiting.ns:
                    gone = line.pop()
                    if not gone.message:
                        closes = None if closes is None or gone.closes is None else (*closes, *gone.closes)
                waiting = waiting._replace(closes=closes)
            if line and line[-1].ns > waiting.ns:
                waiting = waiting._replace(ns=line[-1].ns)
            line.append(waiting)

    def _note(self, waiting: Waiting) -> None:
        message = waiting.message
        kind = message[0] & KIND
        if kind in {NOTE_ON, NOTE_OFF}:
            place = (message[0] & 0x0F) * NOTES + message[1]
            begins = kind == NOTE_ON and message[2] > 0
            self._open[place] = waiting.tag if begins else None
            if not begins:
                self._ended.append(place)

    def _end_notes(self, offset: int, tags: Collection[int] | None, write: Callable[[int, bytes], object]) -> None:
        for place, tag in enumerate(self._open):
            if tag is not None and (tags is None or tag in tags):
                self._open[place] = None
                self._ended.append(place)
                write(offset, _off(place))


def _off(place: int) -> bytes:
    return bytes((NOTE_OFF | place // NOTES, place % NOTES, 0))


def _begins(message: bytes) -> bool:
    return message[0] & KIND == NOTE_ON and message[2] > 0
