"""Which messages of an output wait in the kernel's queue, and which notes has a cancel to end?

Messages are in the kernel as soon as they are put. What is taken back is removed there by tag: note-offs have one tag,
all else another, so that note-ons can be removed first and note-offs only when those that replace them are in. At no
moment a note sounds whose end is not in the queue: who dies in between leaves nothing open.

All moments are nanoseconds of the queue's own clock, since that is what the kernel compares.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from sequencer.midi.messages import NOTE_OFF, NOTE_ON

if TYPE_CHECKING:
    from collections.abc import Collection

KIND: Final = 0xF0
STALE_NS: Final = 100_000_000
"""A note-on that is later than this is dropped: the machine stood still, and nobody wants a burst."""
LEFT_NS: Final = 20_000_000
"""A message that was due so long ago has left, however seldom the kernel looks at its queue."""
UNSURE_NS: Final = 1_000_000
"""What was removed so shortly before its moment may have left: the queue's clock is known from afar only."""


class KernelQueue(Protocol):
    """The queue in the kernel, for one output."""

    def now_ns(self) -> int:
        """Return the moment."""

    def moment_of(self, ns: int) -> int:
        """Return a moment of the monotonic clock in the queue's; before it began, one below 0."""

    def schedule(self, at_ns: int, message: bytes, *, ends: bool) -> None:
        """Let a message leave at a moment, after all that were scheduled for the same; `ends` tags it as a note-off."""

    def remove(self, from_ns: int, *, ends: bool) -> None:
        """Remove what is due at a moment or later, of one of the two tags."""


class Waiting(NamedTuple):
    """A message in the kernel.

    Attributes:
        ns: when it is due.
        message: its bytes.
        tag: whose it is.
        closes: it was put there by a cancel.
    """

    ns: int
    message: bytes
    tag: int
    closes: bool = False


class QueuedOutput:
    """One output's messages in the kernel, and its open notes.

    Messages leave in the order in which they were put in. One whose deadline lies before that of the one ahead of it
    leaves together with it.

    Attributes:
        late: messages that came after their deadline, and left at once.
        dropped: note-ons that came so late that they did not leave.
    """

    def __init__(self, queue: KernelQueue) -> None:
        self.late = self.dropped = 0
        self._queue = queue
        self._line: deque[Waiting] = deque()
        self._open: dict[tuple[int, int], int] = {}
        """The tag of each note that sounds, by channel and pitch, before what is in the line."""
        self._last_ns = 0

    def put(self, deadline_ns: int, message: bytes, tag: int = 0) -> None:
        """Put a message in, with its deadline on the monotonic clock."""
        now, ns = self._queue.now_ns(), self._queue.moment_of(deadline_ns)
        self._pass(now)
        if ns < now:
            self.late += 1
            if now - ns > STALE_NS and _begins(message):
                self.dropped += 1
                return
        self._schedule(Waiting(max(ns, self._last_ns), message, tag))

    def cancel(self, from_ns: int = 0, tags: Collection[int] | None = None) -> None:
        """Forget what is due at a moment or later, and end the notes of some tags (None: all) there, or at once."""
        queue = self._queue
        first = queue.moment_of(from_ns)
        queue.remove(max(first, 0), ends=False)
        now = queue.now_ns()
        self._pass(min(now, first))
        gone: list[Waiting] = []
        while self._line and self._line[-1].ns >= first:
            gone.append(self._line.pop())
        sounding = dict(self._open)
        for waiting in self._line:
            _note(sounding, waiting)
        ended = {place for place, tag in sounding.items() if tags is None or tag in tags}
        ended |= {_place(waiting.message) for waiting in gone if waiting.closes} & sounding.keys()
        unsure = {_place(waiting.message): waiting.tag for waiting in gone
                  if _begins(waiting.message) and waiting.ns <= now + UNSURE_NS}
        at = self._last_ns = max(first, now, self._line[-1].ns if self._line else 0)
        for place in sorted(ended | unsure.keys()):
            tag = sounding.get(place, unsure.get(place, 0))
            self._schedule(Waiting(at, bytes((NOTE_OFF | place[0], place[1], 0)), tag, closes=True))
        queue.remove(at + 1, ends=True)

    def waits(self) -> bool:
        """Return True while something has yet to leave."""
        self._pass(self._queue.now_ns())
        return bool(self._line)

    def _schedule(self, waiting: Waiting) -> None:
        self._line.append(waiting)
        self._last_ns = waiting.ns
        self._queue.schedule(waiting.ns, waiting.message, ends=_ends(waiting.message))

    def _pass(self, now_ns: int) -> None:
        """Forget what has left for sure, but for the notes that it has begun."""
        while self._line and self._line[0].ns < now_ns - LEFT_NS:
            _note(self._open, self._line.popleft())


def _note(sounding: dict[tuple[int, int], int], waiting: Waiting) -> None:
    """Keep account of a message in the notes that sound."""
    if _begins(waiting.message):
        sounding[_place(waiting.message)] = waiting.tag
    elif _ends(waiting.message):
        sounding.pop(_place(waiting.message), None)


def _place(message: bytes) -> tuple[int, int]:
    return message[0] & 0x0F, message[1]


def _begins(message: bytes) -> bool:
    return message[0] & KIND == NOTE_ON and message[2] > 0


def _ends(message: bytes) -> bool:
    return message[0] & KIND == NOTE_OFF or (message[0] & KIND == NOTE_ON and message[2] == 0)
