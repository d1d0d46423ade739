"""How does a program on the network steer a session and follow it, by OSC over UDP?

Nothing that comes from outside is trusted. What was answered goes back to who asked.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from sequencer.remote.addresses import PREFIX
from sequencer.remote.packets import NotOsc, bundles, datagram, messages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sequencer.remote.addresses import Message
    from sequencer.remote.hub import Hub
    from sequencer.remote.told import Facts

Address = tuple[str, int]
"""Host and UDP port."""

MAX_LISTENERS: Final = 8
LISTENS_SECONDS: Final = 600.0
"""So long a listener is told after its last word; one given at the start is told for ever."""
MAX_PORT: Final = 65535


class Home:
    """An address that is told what changes, until some moment (loop time)."""

    def __init__(self, server: OscServer, address: Address, until: float) -> None:
        self._server = server
        self._address = address
        self.until = until

    def tell(self, told: Facts) -> None:
        """Send it, unless its time is over."""
        if self.until <= self._server.now():
            self._server.forget(self._address)
            return
        for one in bundles(told):
            self._server.send(self._address, one)


class OscServer(asyncio.DatagramProtocol):
    """A session on one UDP port; for the one thread of its event loop."""

    def __init__(self, hub: Hub, always: Iterable[Address] = ()) -> None:
        """Take the session's hub, and who is always told what changes."""
        self._hub = hub
        self._always = tuple(always)
        self._homes: dict[Address, Home] = {}

    async def run(self, host: str, port: int, ready: Callable[[int], None] = lambda _: None) -> None:
        """Serve until cancelled; `ready` is told the port. Port 0 takes a free one.

        Raises:
            OSError: the port cannot be had.
        """
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: self, local_addr=(host, port)
        )
        try:
            for one in self._always:
                self._listen(one, float("inf"))
            ready(transport.get_extra_info("sockname")[1])
            await self._hub.run()
        finally:
            transport.close()

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]  # it is served so
        """Keep the way out."""
        self._out = transport

    def error_received(self, exc: Exception) -> None:
        """Let a listener be away: what is sent to it is lost, as UDP is."""

    def datagram_received(self, data: bytes, addr: Address) -> None:
        """Take a datagram from a host and port."""
        addr = addr[:2]
        try:
            found = messages(data)
        except NotOsc as error:
            self._hub.no("", str(error), self._reply(addr))
            return
        for one in found:
            self._take(one, addr)

    def _take(self, message: Message, sender: Address) -> None:
        home = self._homes.get(sender)
        if home is not None:
            home.until = max(home.until, self.now() + LISTENS_SECONDS)
        match message.address.removeprefix(f"/{PREFIX}/"):
            case "subscribe":
                self._subscribe(message, sender)
            case "unsubscribe":
                self.forget(_home_of(message, sender) or sender)
                self._reply(sender)("answer", message.address, "no longer told")
            case _:
                self._hub.take(message, self._reply(sender))

    def _subscribe(self, message: Message, sender: Address) -> None:
        home, reply = _home_of(message, sender), self._reply(sender)
        if home is None:
            self._hub.no(message.address, f"it takes a UDP port in 1..{MAX_PORT}, or nothing", reply)
            return
        for address, known in tuple(self._homes.items()):
            if known.until <= self.now():
                self.forget(address)
        if home not in self._homes and len(self._homes) >= MAX_LISTENERS:
            self._hub.no(message.address, f"{MAX_LISTENERS} listen already", reply)
            return
        reply("answer", message.address, "told from now on")
        known_until = self._homes[home].until if home in self._homes else 0.0
        self._listen(home, max(self.now() + LISTENS_SECONDS, known_until))

    def _listen(self, address: Address, until: float) -> None:
        self.forget(address)
        self._homes[address] = Home(self, address, until)
        self._hub.listen(self._homes[address])

    def forget(self, address: Address) -> None:
        """Tell an address no more."""
        home = self._homes.pop(address, None)
        if home is not None:
            self._hub.leave(home)

    def _reply(self, sender: Address) -> Callable[[str, str, str], None]:
        return lambda kind, address, text: self.send(sender, datagram(f"/{PREFIX}/{kind}", (address, text)))

    def send(self, to: Address, packet: bytes) -> None:
        """Send a datagram; one who is away, or a port that does not exist, loses it."""
        with suppress(OSError):
            self._out.sendto(packet, to)

    @staticmethod
    def now() -> float:
        """Return the event loop's time."""
        return asyncio.get_running_loop().time()


def _home_of(message: Message, sender: Address) -> Address | None:
    """Return the address of a subscription: the sender's, on its own port or the one it names; None for nonsense."""
    match message.arguments:
        case () | (True,):
            return sender
        case (int() | float() as port,) if port == int(port) and 0 < port <= MAX_PORT:
            return sender[0], int(port)
        case _:
            return None
