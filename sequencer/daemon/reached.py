"""Can the session be reached where fronts look for it?

Some systems remove a user's runtime folder when the last login ends, others what is old in it. A session that plays on
would then be one that nobody can stop, and another one of its name could begin beside it.
"""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, Final

from engine.errors import TechnoError
from sequencer.wire.runtime_folder import SessionRuns, socket_path

if TYPE_CHECKING:
    from collections.abc import Callable

    from sequencer.daemon.server import Server
    from sequencer.wire.runtime_folder import SessionLock

LOOK_SECONDS: Final = 1.0


class Reached:
    """Keeps a session's lock and socket in their places; owned by the daemon's one thread."""

    def __init__(self, server: Server, lock: SessionLock, log: Callable[[str], None]) -> None:
        """Take a server that listens and its session's lock; what people should know is logged."""
        self._server = server
        self._lock = lock
        self._log = log
        self._told = ""

    async def watch(self) -> None:
        """Look once a second until cancelled, or until another session has the name."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if not await self.look():
                return

    async def look(self) -> bool:
        """Put back what is missing; return False when another session has the name."""
        if self._lock.holds() and self._server.is_there():
            return True
        try:
            if not self._lock.holds():
                self._lock.take_again()
            await self._server.listen(socket_path(self._lock.name))
        except SessionRuns:
            self._tell(f"another session has taken the name {self._lock.name}; this one ends with {_kill()}")
            return False
        except (TechnoError, OSError) as error:
            self._tell(f"the session cannot be reached ({error}); it plays on, is tried again, and ends with {_kill()}")
            return True
        self._told = ""
        self._log("the session's socket was removed; it is there again")
        return True

    def _tell(self, text: str) -> None:
        if text != self._told:
            self._told = text
            self._log(text)


def _kill() -> str:
    return f"kill {os.getpid()}"
