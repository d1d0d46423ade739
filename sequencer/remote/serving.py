"""How does a program on the network steer a session and follow it, by OSC over UDP?

A datagram comes in; its messages become typed lines and go through the door like everyone's. What was answered goes
back to who asked. Listeners are told what changes. Nothing that comes from outside is trusted, and nothing waits for
anyone: what comes faster than it can be answered is refused.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from engine.control import Answered, Composed, Logged, Moved
from engine.errors import TechnoError
from engine.outcome_words import outcome_words
from engine.plain_text import one_line
from engine.timebase import BEAT_TICKS, BEATS_PER_BAR
from sequencer.console.steering import Steering, plain_voice
from sequencer.midi.timeline import Timeline
from sequencer.remote.addresses import PREFIX, fader_of, line_of
from sequencer.remote.packets import MAX_TEXT, NotOsc, bundles, message, messages
from sequencer.remote.recent import RecentSession
from sequencer.remote.told import GONE, changed, facts

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from engine.control import Notice
    from sequencer.console.steady import Connection, Contact
    from sequencer.remote.packets import Message
from sequencer.remote.told import Facts, Values

Address = tuple[str, int]
"""Host and UDP port."""

MAX_WAITING: Final = 128
"""Messages that may wait for their answers."""
FADER_SECONDS: Final = 0.1
"""A fader's newest value is passed on this often: some 20 times a bar, where 256 wishes may wait."""
REFRESH_SECONDS: Final = 0.05
MAX_LISTENERS: Final = 8
LISTENS_SECONDS: Final = 600.0
"""So long a listener is told after its last word; one given at the start is told for ever."""
MAX_LINES: Final = 64
MAX_PORT: Final = 65535
NS: Final = 1e9


@dataclass(slots=True)
class Listener:
    """Who is told what changes, until when (loop time), and what it has been told."""

    until: float
    told: Facts = field(default_factory=dict)


class OscServer(asyncio.DatagramProtocol):
    """One session on one UDP port; for the one thread of its event loop.

    Attributes:
        refused: datagrams and messages that were no OSC, unknown, or too many.
    """

    def __init__(self, connect: Callable[[], Awaitable[Connection]], always: Iterable[Address] = ()) -> None:
        """Take how to reach the session, and who is always told what changes."""
        self._session = RecentSession(connect, self._contact)
        self._listeners = {one: Listener(float("inf")) for one in always}
        self._facts: Facts = dict(GONE)
        self._tasks: set[asyncio.Task[None]] = set()
        self._faders: dict[str, tuple[Message, Address]] = {}
        self._moving: set[str] = set()
        self._beats: deque[asyncio.TimerHandle] = deque()
        self._stale = asyncio.Event()
        self.refused = 0

    async def run(self, host: str, port: int, ready: Callable[[int], None] = lambda _: None) -> None:
        """Serve until cancelled; `ready` is told the port. Port 0 takes a free one.

        Raises:
            OSError: the port cannot be had.
        """
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: self, local_addr=(host, port)
        )
        try:
            ready(transport.get_extra_info("sockname")[1])
            async with asyncio.TaskGroup() as group:
                group.create_task(self._session.run())
                group.create_task(self._hear())
                group.create_task(self._refresh())
        finally:
            transport.close()
            for task in tuple(self._tasks):
                task.cancel()
            self._no_beats()

    # --- what comes in ------------------------------------------------------------------------------------------------

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
            self._no(addr, "", str(error))
            return
        for one in found:
            self._take(one, addr)

    def _take(self, message: Message, sender: Address) -> None:
        listener = self._listeners.get(sender)
        if listener is not None:
            listener.until = max(listener.until, self._now() + LISTENS_SECONDS)
        match message.address.removeprefix(f"/{PREFIX}/"):
            case "subscribe":
                self._subscribe(message, sender)
            case "unsubscribe":
                self._listeners.pop(self._home(message, sender) or sender, None)
                self._send(sender, f"/{PREFIX}/answer", (message.address, "no longer told"))
            case _:
                self._carry_out(message, sender)

    def _home(self, message: Message, sender: Address) -> Address | None:
        """Return where answers to a subscription go: to the sender, on its own port or the one it names."""
        match message.arguments:
            case () | (True,):
                return sender
            case (int() | float() as port,) if port == int(port) and 0 < port <= MAX_PORT:
                return sender[0], int(port)
            case _:
                return None

    def _subscribe(self, message: Message, sender: Address) -> None:
        home = self._home(message, sender)
        if home is None:
            self._no(sender, message.address, f"it takes a UDP port in 1..{MAX_PORT}, or nothing")
            return
        self._listeners = {one: found for one, found in self._listeners.items() if found.until > self._now()}
        if home not in self._listeners and len(self._listeners) >= MAX_LISTENERS:
            self._no(sender, message.address, f"{MAX_LISTENERS} listen already")
            return
        until = max(self._now() + LISTENS_SECONDS, self._listeners[home].until if home in self._listeners else 0.0)
        self._listeners[home] = Listener(until)
        self._send(sender, f"/{PREFIX}/answer", (message.address, "told from now on"))
        self._tell()

    def _carry_out(self, message: Message, sender: Address) -> None:
        if len(self._tasks) >= MAX_WAITING:
            self._no(sender, message.address, f"{MAX_WAITING} messages wait for their answers already")
            return
        fader = fader_of(message)
        if fader and fader in self._moving:
            self._faders[fader] = message, sender
            return
        if fader:
            self._moving.add(fader)
            asyncio.get_running_loop().call_later(FADER_SECONDS, self._rested, fader)
        task = asyncio.get_running_loop().create_task(self._answer(message, sender))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _rested(self, fader: str) -> None:
        """Pass on where a fader has moved to meanwhile."""
        self._moving.discard(fader)
        newest = self._faders.pop(fader, None)
        if newest is not None:
            self._carry_out(*newest)

    async def _answer(self, message: Message, sender: Address) -> None:
        lines: list[str] = []
        steering = Steering(self._session, plain_voice(lines.append, _agreed))
        try:
            line = line_of(message, (await self._session.state()).config)
        except TechnoError as error:
            self._no(sender, message.address, str(error))
            return
        if line is None:
            return
        await steering.line(line)
        if steering.failed:
            self._no(sender, message.address, "; ".join(lines))
            return
        for text in lines[:MAX_LINES]:
            self._send(sender, f"/{PREFIX}/answer", (message.address, text))

    def _no(self, sender: Address, address: str, why: str) -> None:
        self.refused += 1
        self._send(sender, f"/{PREFIX}/error", (one_line(address, MAX_TEXT), why))

    # --- what goes out ------------------------------------------------------------------------------------------------

    def _send(self, to: Address, address: str, values: Values) -> None:
        self._out_to(to, message(address, values))

    def _out_to(self, to: Address, datagram: bytes) -> None:
        with suppress(OSError):  # a listener that is away, or a port that does not exist
            self._out.sendto(datagram, to)

    def _tell(self) -> None:
        """Tell each listener what has changed since it was last told."""
        now = self._now()
        for home, listener in tuple(self._listeners.items()):
            if listener.until <= now:
                del self._listeners[home]
                continue
            for datagram in bundles(changed(listener.told, self._facts)):
                self._out_to(home, datagram)
            listener.told = self._facts

    def _say(self, address: str, *values: str | float) -> None:
        for home in self._listeners:
            self._send(home, address, values)

    def _contact(self, contact: Contact) -> None:
        self._session.outdated()
        if contact == "gone":
            self._no_beats()
            self._facts = dict(GONE)
            self._tell()
        else:
            self._stale.set()

    async def _hear(self) -> None:
        async for notice in self._session.subscribe():
            self._heard(notice)

    def _heard(self, notice: Notice) -> None:
        match notice:
            case Composed():
                self._beat_in(notice)
            case Answered(outcomes):
                for outcome in outcomes:
                    self._say(f"/{PREFIX}/outcome", outcome.status, outcome.author, outcome_words(outcome))
            case Logged(text):
                self._say(f"/{PREFIX}/log", text)
            case Moved(playing=False):
                self._no_beats()
            case _:
                pass
        self._session.outdated()
        self._stale.set()

    async def _refresh(self) -> None:
        """Look at the session after something happened, and tell what changed."""
        while True:
            await self._stale.wait()
            self._stale.clear()
            with suppress(TechnoError):  # it is gone; `_contact` tells
                self._facts = facts(await self._session.snapshot(), await self._session.state())
                self._tell()
            await asyncio.sleep(REFRESH_SECONDS)

    def _beat_in(self, composed: Composed) -> None:
        """Tell each beat of a bar at its moment."""
        loop, bar = asyncio.get_running_loop(), composed.bar
        line = Timeline(0, composed.start_ns, bar.bpm)
        now, here = time.monotonic_ns(), loop.time()
        for beat in range(BEATS_PER_BAR):
            at = line.ns_at(beat * BEAT_TICKS)
            if at >= now:
                self._beats.append(loop.call_at(here + (at - now) / NS, self._beat, bar.index + 1, beat + 1))
        while len(self._beats) > 4 * BEATS_PER_BAR:
            self._beats.popleft()

    def _beat(self, bar: int, beat: int) -> None:
        self._say(f"/{PREFIX}/state/beat", bar, beat)
        if beat == 1:
            self._stale.set()

    def _no_beats(self) -> None:
        """Forget the beats to come: the transport was moved."""
        while self._beats:
            self._beats.pop().cancel()

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()


async def _agreed(_question: str) -> bool:
    """Agree; nothing that has an address asks."""
    return True
