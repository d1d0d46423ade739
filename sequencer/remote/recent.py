"""How does a front ask for the state as often as it likes, without keeping the daemon busy?

A state is some 100 kB of JSON. Many small messages, as moving faders send them, share one; it is asked for again once
something has happened.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sequencer.console.steady import SteadySession

if TYPE_CHECKING:
    from engine.state import SessionState


class RecentSession(SteadySession):
    """A door that asks for a state once, until it is told that it is old; for the one thread of its event loop."""

    _asked: asyncio.Task[SessionState] | None = None

    def outdated(self) -> None:
        """Ask for the state again when it is next wanted."""
        self._asked = None

    async def state(self) -> SessionState:
        """Return the state from which the next bar will be made, as it was when something last happened."""
        if self._asked is None or (self._asked.done() and (self._asked.cancelled() or self._asked.exception())):
            self._asked = asyncio.get_running_loop().create_task(super().state())
            self._asked.add_done_callback(_heard)  # whoever wanted it may have gone meanwhile
        return await asyncio.shield(self._asked)


def _heard(task: asyncio.Task[SessionState]) -> None:
    """Look at a task's fault, so that none is reported as overlooked."""
    if not task.cancelled():
        task.exception()
