"""How does a source of time live: woken by what comes, else by the clock, until the daemon is gone?"""

from __future__ import annotations

import os
import select
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from sequencer.midi.timeline import NS_PER_SECOND
from sequencer.sync.sources import NoSource
from sequencer.wire.master import Lead, SourceSays

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sequencer.sync.sources import Source
    from sequencer.wire.sync import SourceLink

AGAIN_SECONDS: Final = 1.0
"""Between two looks for what is not there."""
WOKEN_BYTES: Final = 4096


class Listening:
    """The one thread of a source's process.

    Args:
        link: to the daemon.
        now_ns: the monotonic clock.
    """

    def __init__(self, link: SourceLink, now_ns: Callable[[], int] = time.monotonic_ns) -> None:
        self._link = link
        self._now_ns = now_ns
        self._woken, self._waker = os.pipe()
        os.set_blocking(self._woken, False)
        os.set_blocking(self._waker, False)

    def wake(self) -> None:
        """Let the thread look; for any thread, never blocks."""
        with suppress(BlockingIOError):  # it has enough to wake up for
            os.write(self._waker, b"\0")

    def wait(self, seconds: float | None) -> None:
        """Wait until something comes, or so long."""
        ready, _, _ = select.select([self._link.fileno(), self._woken], [], [], seconds)
        if self._woken in ready:
            os.read(self._woken, WOKEN_BYTES)

    def run(self, make: Callable[[Callable[[], None]], Source], told: Iterable[Lead] = ()) -> bool:
        """Listen until the daemon is gone; return False when what is listened through has gone before.

        Args:
            make: makes the source, given what wakes us; raises NoSource while there is none.
            told: what was changed here before there was a source.

        Raises:
            LinkClosed: the daemon is gone.
        """
        waiting = list(told)
        source = self._found(make, waiting)
        for one in waiting:
            source.told(one, self._now_ns())
        while not source.gone:
            self.turn(source)
        self._link.send(SourceSays("what the clock came in through has gone; it is taken when it is back", fault=True))
        return False

    def turn(self, source: Source) -> None:
        """Wait for something, and say what there is to say.

        Raises:
            LinkClosed: the daemon is gone.
        """
        self.wait(source.poll_ns / NS_PER_SECOND)
        now = self._now_ns()
        for told in self._link.receive():
            if isinstance(told, Lead):
                source.told(told, now)
        for said in source.poll(now):
            self._link.send(said)

    def _found(self, make: Callable[[Callable[[], None]], Source], waiting: list[Lead]) -> Source:
        """Return the source, as soon as there is one."""
        while True:
            try:
                return make(self.wake)
            except NoSource as fault:
                self._link.send(SourceSays(str(fault), fault=True))
            self.wait(AGAIN_SECONDS)
            waiting += [one for one in self._link.receive() if isinstance(one, Lead)]
