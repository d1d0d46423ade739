"""How is the disk told to keep what was written, so that a power cut costs the last seconds and not the night?

Telling it may take a tenth of a second, and on a card that is worn many; so another thread does it, one call at a time.
"""

from __future__ import annotations

import os
from threading import Lock, Thread
from typing import TYPE_CHECKING, Final

from sequencer.whole_files import keep

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class Keeping:
    """Syncs one file again and again; `begin` and `soon` are for the daemon's thread and never block.

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
        self._begun: list[Path] = []
        self._busy = False

    def begin(self, *paths: Path) -> None:
        """Have new files kept before the next sync, with their names and their folders."""
        with self._lock:
            self._begun += paths

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
                begun, self._begun = self._begun, []
            fault = self._kept(begun)
            try:
                self._sync(descriptor)
            except OSError as error:
                fault = error.strerror or str(error)
            finally:
                os.close(descriptor)
            self.fault = fault

    def _kept(self, begun: list[Path]) -> str:
        """Have new files kept; return "" or what was wrong, and those that were not kept are tried again."""
        try:
            keep(*begun)
        except OSError as error:
            self.begin(*begun)
            return error.strerror or str(error)
        return ""


SYNC: Final = getattr(os, "fdatasync", os.fsync)
"""The file's content and length; its times may wait."""


def _beside(work: Callable[[], None]) -> None:
    Thread(target=work, name="keeping", daemon=True).start()  # a disk that hangs does not keep the session from ending
