"""How does the console keep its session when the daemon goes and comes back?

`SteadySession` is a door that outlives connections: it connects, tells what happens, notices when nobody is there any
more, and connects again. Whoever holds it, the chat included, needs no other.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, Literal, Protocol

from engine.control import SessionControl
from engine.errors import TechnoError
from sequencer.wire.client import SessionUnreachable
from sequencer.wire.subscription import Subscription

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from engine.bar import Outcome
    from engine.commands import Command
    from engine.control import ClockStatus, ClockWish, Moved, PortStatus, RecordAction, Snapshot, TransportAction
    from engine.heard import HeardBar
    from engine.state import SessionState
    from engine.when import When
    from engine.why import Explanation

RETRY_SECONDS: Final = 0.5

Contact = Literal["opening", "here", "slow", "gone"]
"""The first connection is being made; the session answers, has not answered for a while, or there is no connection."""


class Connection(SessionControl, Protocol):
    """A connection to the door that can be closed."""

    async def close(self) -> None:
        """Leave; the session goes on."""


class SteadySession:
    """A door that connects again; for the one thread of its event loop."""

    def __init__(self, connect: Callable[[], Awaitable[Connection]], changed: Callable[[Contact], None]) -> None:
        """Take how to connect, and who is told when a connection is there or gone."""
        self._connect = connect
        self._changed = changed
        self._connection: Connection | None = None
        self._tried: asyncio.Event | None = None
        self._readers: set[Subscription] = set()

    async def run(self) -> None:
        """Keep a connection until cancelled."""
        self._tried = tried = asyncio.Event()
        try:
            while True:
                try:
                    connection = await self._connect()
                except TechnoError:
                    if not tried.is_set():
                        self._changed("gone")
                    tried.set()
                    await asyncio.sleep(RETRY_SECONDS)
                    continue
                tried.set()
                await self._follow(connection)
        finally:
            if self._connection is not None:
                await self._connection.close()

    async def _follow(self, connection: Connection) -> None:
        """Pass on what happens until the connection ends."""
        self._connection = connection
        try:
            heard = connection.subscribe()
            self._changed("here")
            async for notice in heard:
                for reader in tuple(self._readers):
                    reader.put(notice)
        except SessionUnreachable:
            pass  # it ended at once
        self._connection = None
        await connection.close()
        self._changed("gone")

    async def _there(self) -> Connection:
        """Return the connection; what is asked while the first one is being made waits for it.

        Raises:
            SessionUnreachable: there is none.
        """
        if self._connection is None and self._tried is not None:
            await self._tried.wait()
        if self._connection is None:
            raise SessionUnreachable("no session answers; it is looked for again")
        return self._connection

    async def submit(
        self, command: Command, *, author: str = "user", turn: str = "", when: When | None = None
    ) -> Outcome:
        """Ask for something; see `SessionControl`."""
        return await (await self._there()).submit(command, author=author, turn=turn, when=when)

    async def transport(self, action: TransportAction, *, from_bar: int = 0, count_in: int = 0) -> Moved:
        """Move the transport; see `SessionControl`."""
        return await (await self._there()).transport(action, from_bar=from_bar, count_in=count_in)

    async def snapshot(self) -> Snapshot:
        """Return a snapshot of the session."""
        return await (await self._there()).snapshot()

    async def state(self) -> SessionState:
        """Return the state from which the next bar will be made."""
        return await (await self._there()).state()

    async def why(self, layer: str, step: int, *, bar: int | None = None) -> Explanation:
        """Return why a step sounds or not; see `SessionControl`."""
        return await (await self._there()).why(layer, step, bar=bar)

    async def record(self, action: RecordAction, *, name: str = "", author: str = "user") -> Outcome:
        """Begin or end a named take with the next bar line."""
        return await (await self._there()).record(action, name=name, author=author)

    async def heard(self, bars: int) -> tuple[HeardBar, ...]:
        """Return the last bars that have sounded; see `SessionControl`."""
        return await (await self._there()).heard(bars)

    async def strike(self, layer: str, velocity: int, *, quantised: bool = False) -> Outcome:
        """Play a layer by hand; see `SessionControl`."""
        return await (await self._there()).strike(layer, velocity, quantised=quantised)

    async def trim(self, output: int, ms: float, *, latency_ms: float | None = None) -> PortStatus:
        """Set an output's latency trim; see `SessionControl`."""
        return await (await self._there()).trim(output, ms, latency_ms=latency_ms)

    async def clock(self, wish: ClockWish) -> ClockStatus:
        """Keep another clock's time from now on, or one's own; see `SessionControl`."""
        return await (await self._there()).clock(wish)

    async def shift(self, ms: float) -> ClockStatus:
        """Play everything so much later than it would be; see `SessionControl`."""
        return await (await self._there()).shift(ms)

    async def listen(self, *, on: bool) -> PortStatus:
        """Let the built-in kit play along, or end it; see `SessionControl`."""
        return await (await self._there()).listen(on=on)

    async def end(self) -> None:
        """End the session."""
        await (await self._there()).end()

    def subscribe(self) -> Subscription:
        """Subscribe to all that happens from now on, in whichever connection."""
        reader = Subscription(self._readers.discard)
        self._readers.add(reader)
        return reader
