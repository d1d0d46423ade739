"""Do the player and the senders have the real-time priority that can be had, and who gave it?

Where their user has the right they take it by themselves. Where not, somebody is asked for it: when they start, and
again once a minute, because a service that was overrun, or a machine that was suspended, refuses for a while.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from sequencer.daemon.realtime_kit import scheduler_of, threads_of
from sequencer.wire.priority import NotGranted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydantic import JsonValue

    from sequencer.wire.priority import PriorityGiver

LOOK_SECONDS: Final = 1.0
AGAIN_LOOKS: Final = 60
"""Looks between two questions about a process that was refused."""
ORDINARY: Final = "other"
OF_SYSTEM: Final = "the system"


class Priorities:
    """Asks for what the processes of a session lack; owned by the one thread of the daemon's event loop.

    Args:
        processes: tells the pid of each process that is to be on time, by what people call it.
        giver: who is asked.
        log: tells people a line.

    Attributes:
        given: scheduler of each process and who gave it.
    """

    def __init__(
        self, processes: Callable[[], Mapping[str, int]], giver: PriorityGiver, log: Callable[[str], None]
    ) -> None:
        self.given: dict[str, tuple[str, str]] = {}
        self._processes = processes
        self._giver = giver
        self._log = log
        self._asked: dict[int, int] = {}
        """Looks until a process is asked for again."""
        self._by_giver: set[int] = set()
        self._said = ""

    async def watch(self) -> None:
        """Look again and again, for ever."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Ask for what is lacking now."""
        processes = dict(self._processes())
        self.given = {what: given for what, given in self.given.items() if what in processes}
        for what, pid in processes.items():
            threads = threads_of(pid)
            lacking = tuple(thread for thread in threads if scheduler_of(thread) == ORDINARY)
            scheduler = next((found for found in map(scheduler_of, threads) if found not in {ORDINARY, ""}), ORDINARY)
            if lacking and self._asked.get(pid, 0) <= 0:
                scheduler = await self._ask(what, pid, lacking) or scheduler
            elif lacking:
                self._asked[pid] -= 1
            by = self._giver.name if pid in self._by_giver else OF_SYSTEM
            self.given[what] = (scheduler, "" if scheduler == ORDINARY else by)
        self._asked = {pid: looks for pid, looks in self._asked.items() if pid in processes.values()}

    async def _ask(self, what: str, pid: int, threads: tuple[int, ...]) -> str:
        """Ask for some threads; return what was given, "" for nothing, which people are told once."""
        try:
            found = await asyncio.to_thread(self._giver.give, pid, threads)
        except NotGranted as refused:
            self._asked[pid] = AGAIN_LOOKS
            self._by_giver.discard(pid)
            why = f"{self._giver.name} gives no real-time priority: {refused}; it is asked again every minute"
            if refused.there and why != self._said:
                self._said = why
                self._log(why)
            return ""
        if pid not in self._by_giver:
            self._log(f"{self._giver.name} gave the {what} real-time priority: {found}")
        self._by_giver.add(pid)
        self._asked[pid] = 0
        self._said = ""
        return found

    def as_json(self, what: str) -> dict[str, JsonValue]:
        """Return a process's scheduler and who gave it, nothing while neither is known."""
        if what not in self.given:
            return {}
        scheduler, by = self.given[what]
        return {"scheduler": scheduler, "by": by or None}
