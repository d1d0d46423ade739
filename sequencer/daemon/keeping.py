"""How is the disk told to keep what was written, so that a power cut costs the last seconds and not the night?

Telling it may take a tenth of a second, and on a card that is worn many; so another thread does it, one call at a time.
"""

from __future__ import annotations

import os
from threading import Lock, Thread
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable


class Keeping:
    """Syncs one file again and again; `soon` is for the daemon's thread and never blocks.

    Args:
        sync: blocks until the disk has what the descriptor's file holds; raises OSError.
        run: runs a function beside the caller.

    Attributes:
        fault: what the disk said last, "" while it keeps everything.
    """

    def __init__(
        self, sync: Callable[[int], None] | None = None, run: Callable[[Callable[[], None]], None] | None = None
    ) -> None:
        self.fault = ""
        self._sync = sync or SYNC
        self._run = run or _beside
        self._lock = Lock()
        self._next: int | None = None
        self._busy = False

    def soon(self, descriptor: int | None) -> None:
        """Sync the file behind a descriptor, and close that; a descriptor that still waits gives way to this one."""
        if descriptor is None:
            return
        with self._lock:
            waiting, self._next = self._next, descriptor
            busy, self._busy = self._busy, True
        if waiting is not None:
            os.close(waiting)
        if not busy:
            self._run(self._work)

    def _work(self) -> None:
        while True:
            with self._lock:
                descriptor, self._next = self._next, None
                if descriptor is None:
                    self._busy = False
                    return
            try:
                self._sync(descriptor)
                self.fault = ""
            except OSError as error:
                self.fault = error.strerror or str(error)
            finally:
                os.close(descriptor)


SYNC: Final = getattr(os, "fdatasync", os.fsync)
"""The file's content and length; its times may wait."""


def _beside(work: Callable[[], None]) -> None:
    Thread(target=work, name="keeping", daemon=True).start()  # a disk that hangs does not keep the session from ending
