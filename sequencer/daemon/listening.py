"""Does the built-in kit play along: because it was asked for, or by itself where nothing else would be heard?

Its process is started, watched and ended here; the player hands notes over to it as to any output with a lead.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from engine.errors import SoundFailed
from sequencer.daemon.sender_keeper import SenderKeeper
from sequencer.midi.timeline import NS_PER_MS
from sequencer.wire.orders import SenderAt, SwitchPort

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from engine.control import PortStatus
    from sequencer.wire.orders import Order

KIT_NAME: Final = "built-in kit"
OPEN_SECONDS: Final = 15.0
"""It renders its drums and watches its device within two seconds, on an idle machine."""
SILENT_SECONDS: Final = 15.0
"""It says nothing while it renders the drums of another config."""


class Listening:
    """The built-in kit of a session; owned by the one thread of the daemon's event loop.

    Args:
        path: of the socket on which the kit takes players, in a folder that is ours alone.
        output: index of its output.
        outputs: the session's.
        tell: gives the player an order.
        log: tells people a line.
        notes: tells which notes are to be expected.
        system: the audio system to play to, "auto" for the first that opens.
    """

    def __init__(
        self, path: Path, output: int, outputs: list[PortStatus], *, tell: Callable[[Order], None],
        log: Callable[[str], None], notes: Callable[[], Iterable[int]], system: str = "auto",
    ) -> None:
        self._path = path
        self._output = output
        self._outputs = outputs
        self._tell = tell
        self._log = log
        self._notes = notes
        self._system = system
        self._keeper: SenderKeeper | None = None
        self._first: asyncio.Future[str] | None = None
        self._alone = False
        self._ending: asyncio.Task[None] | None = None

    def at(self) -> SenderAt:
        """Return the kit's address for the player; with a lead of 0 while it does not run."""
        found = None if self._keeper is None else self._keeper.at
        return found or SenderAt(str(self._path), 0)

    def begin(self, *, alone: bool) -> None:
        """Start the kit's process; takes a few milliseconds.

        Args:
            alone: nobody asked for it, but nothing else would be heard.

        Raises:
            OSError: the system has no room for another process.
        """
        self._alone = alone
        words = (self._system, *map(str, sorted(set(self._notes()))))
        keeper = self._keeper = SenderKeeper("sequencer.sound", self._path, words, SILENT_SECONDS)
        keeper.on_ready = self._ready
        keeper.on_lost = self._lost
        self._first = asyncio.get_running_loop().create_future()
        keeper.launch()
        keeper.watch()

    async def ready(self, seconds: float) -> str:
        """Wait until a kit that was started plays, at most so long; return why it does not, "" when it does."""
        if self._first is None:
            return "it was not started"
        try:
            return await asyncio.wait_for(asyncio.shield(self._first), seconds)
        except TimeoutError:
            return f"it was not ready within {seconds:g} s"

    async def switch(self, *, on: bool) -> PortStatus:
        """Let the kit play along, or end it; return its output when that is done.

        Raises:
            SoundFailed: there is nothing it can play to.
        """
        if not on:
            await self.end()
            return self._outputs[self._output]
        if self._keeper is None:
            try:
                self.begin(alone=False)
            except OSError as fault:
                await self.end()
                raise SoundFailed(f"the kit cannot be started: {fault.strerror or fault}") from fault
        self._alone = False
        why = await self.ready(OPEN_SECONDS)
        if why:
            await self.end()
            raise SoundFailed(f"the built-in kit cannot play: {why}")
        return self._outputs[self._output]

    def _ready(self) -> None:
        keeper = self._keeper
        if keeper is None or keeper.opened is None or keeper.at is None or self._first is None:
            return
        opened = keeper.opened
        name = f"{KIT_NAME} on {opened.name}"
        self._outputs[self._output] = replace(
            self._outputs[self._output], name=name, lead_ms=opened.lead_ns / NS_PER_MS,
            latency_ms=opened.latency_ns / NS_PER_MS,
        )
        self._tell(SwitchPort(self._output, name, keeper.at))
        again = self._first.done()
        if again:
            self._log("the built-in kit is there again")
            return
        if self._alone:
            why = "nothing else is there to play to"
            self._log(f"{why}, so the built-in kit plays on {opened.name}; :listen off ends it")
        self._first.set_result("")

    def _lost(self, why: str) -> None:
        if self._first is None:
            return
        why = why or "its process has ended"
        if self._first.done():
            if self._outputs[self._output].state == "open":
                self._log(f"the built-in kit was lost ({why}); it is started again")
            self._tell(SwitchPort(self._output, None))
            return
        self._first.set_result(why)
        if self._alone:
            self._log(f"nothing else is there to play to, and the built-in kit cannot play: {why}")
            self._ending = asyncio.create_task(self.end())
        else:
            self._log(f"the built-in kit cannot play: {why}; it is tried again")

    async def end(self) -> None:
        """End the kit's process; what sounds fades out."""
        keeper, self._keeper = self._keeper, None
        if keeper is None:
            return
        self._outputs[self._output] = replace(
            self._outputs[self._output], name=KIT_NAME, state="none", lead_ms=0.0, latency_ms=0.0
        )
        self._tell(SwitchPort(self._output, None, SenderAt(str(self._path), 0)))
        await keeper.end()
