"""How does a message wait in the kernel until it is due, and what time is it there?

A queue of the ALSA sequencer has a clock of its own, which begins with it. It is read again and again, because nobody
promises that it keeps our time.

Source: the sequencer interface of alsa-lib; of the kernel, sound/core/seq, how a queue orders and removes events.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

NS_PER_SECOND: Final = 1_000_000_000
LOOKS: Final = 5_000
"""So often a second the kernel is asked to look for what is due; without its high-resolution timer it does so more
seldom, and a message is later by up to the time between two looks."""
POOL: Final = 2_000
"""Messages that may wait in the kernel, the most it allows."""
MEASURES: Final = 5
"""The quickest of so many readings tells where the queue's clock stands."""


class AlsaQueue:
    """A queue that runs.

    Args:
        alsa: the library. client: its client.
        name: of the queue.
        now_ns: the clock.

    Attributes:
        gone: the sequencer does not answer any more.
    """

    def __init__(self, alsa: Any, client: Any, name: str, now_ns: Callable[[], int]) -> None:  # noqa: ANN401 - no types
        self._alsa, self._client, self._now_ns = alsa, client, now_ns
        self.gone = False
        self._queue = client.create_queue(name)
        with suppress(alsa.Error):  # smaller, or more seldom: it plays all the same
            client.set_client_pool_output(POOL)
            timer = self._queue.get_timer()
            timer.resolution = LOOKS
            self._queue.set_timer(timer)
        self._queue.start()
        client.drain_output()
        self._ahead_ns = 0
        self._measure()

    def _queue_ns(self) -> int:
        moment = self._queue.get_status().real_time
        return int(moment.seconds * NS_PER_SECOND + moment.nanoseconds)

    def _measure(self) -> None:
        """Find out how far the monotonic clock is ahead of the queue's."""
        readings = []
        for _ in range(MEASURES):
            before = self._now_ns()
            queue_ns = self._queue_ns()
            after = self._now_ns()
            readings.append((after - before, (before + after) // 2 - queue_ns))
        self._ahead_ns = min(readings)[1]

    def moment_of(self, ns: int) -> int:
        """Return a moment of the monotonic clock in the queue's."""
        return ns - self._ahead_ns

    def now_ns(self) -> int:
        """Return the moment, in the queue's clock."""
        return self._now_ns() - self._ahead_ns

    def looks(self) -> int:
        """Return how often the kernel has looked for what is due, as asked for; it stays when the queue does."""
        try:
            return self._queue_ns() * LOOKS // NS_PER_SECOND
        except self._alsa.Error:
            self.gone = True
            return 0

    def looks_at(self, ns: int) -> int:
        """Return how often it will have looked at a moment; reads the queue's clock anew."""
        with suppress(self._alsa.Error):  # `looks` finds out
            self._measure()
        return self.moment_of(ns) * LOOKS // NS_PER_SECOND

    def of(self, port: Any, index: int) -> OutputQueue:  # noqa: ANN401 - of a library without types
        """Return the queue as an output sees it, whose messages leave by a port of ours."""
        return OutputQueue(self, port, 2 * index)

    def schedule(self, port: Any, at_ns: int, message: bytes, tag: int) -> None:  # noqa: ANN401 - as above
        """Let a message leave a port at a moment of the queue's clock, after all that were scheduled for the same."""
        moment = self._moment(at_ns)
        try:
            event = self._alsa.MidiBytesEvent(message, tag=tag, time=moment, relative=False)
            self._client.event_output(event, queue=self._queue, port=port)
            self._client.drain_output()
        except self._alsa.Error:
            self.gone = True

    def remove(self, from_ns: int, tag: int) -> None:
        """Remove what has a tag and is due at a moment or later."""
        output = self._alsa.RemoveCondition.OUTPUT
        try:
            self._client.remove_events(output, queue=self._queue, time=self._moment(from_ns), tag=tag)
        except self._alsa.Error:
            self.gone = True

    def _moment(self, ns: int) -> Any:  # noqa: ANN401 - as above
        """Return a moment as ALSA has it; one before the queue began is its beginning."""
        return self._alsa.RealTime(*divmod(max(ns, 0), NS_PER_SECOND))


class OutputQueue:
    """The queue, as one output sees it.

    Args:
        queue: all outputs'. port: of ours.
        tag: the first of two that no other output has; the second is that of its note-offs.
    """

    def __init__(self, queue: AlsaQueue, port: Any, tag: int) -> None:  # noqa: ANN401 - of a library without types
        self._queue, self._port, self._tag = queue, port, tag
        self.now_ns, self.moment_of = queue.now_ns, queue.moment_of

    def schedule(self, at_ns: int, message: bytes, *, ends: bool) -> None:
        """Let a message leave at a moment."""
        self._queue.schedule(self._port, at_ns, message, self._tag + ends)

    def remove(self, from_ns: int, *, ends: bool) -> None:
        """Remove what is due at a moment or later, of one of the two tags."""
        self._queue.remove(from_ns, self._tag + ends)
