"""How does a front talk to the session in the daemon?

`SocketSession` is the door seen through the socket: everything `SessionControl` promises, from another process.
`ask_once` is for commands that ask one thing and are done.
"""

from __future__ import annotations

import asyncio
import json
import socket
from collections import deque
from contextlib import contextmanager, suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from engine.config_file import parse_config
from engine.errors import TechnoError
from engine.state import state_from_json
from engine.when import when_json
from sequencer.wire.launch import own_command
from sequencer.wire.notices import (
    clock_from_json,
    command_to_json,
    explanation_from_json,
    heard_from_json,
    moved_from_json,
    notice_from_json,
    outcome_from_json,
    port_from_json,
    snapshot_from_json,
)
from sequencer.wire.rpc import NOTICE_KINDS, RAISED, READ_BYTES, LineReader, TooLong, Wrong, encoded
from sequencer.wire.runtime_folder import option, socket_path
from sequencer.wire.subscription import Subscription

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic import JsonValue

    from engine.bar import Outcome
    from engine.commands import Command
    from engine.config import Config
    from engine.control import ClockStatus, ClockWish, Moved, PortStatus, RecordAction, Snapshot, TransportAction
    from engine.heard import HeardBar
    from engine.state import SessionState
    from engine.when import When
    from engine.why import Explanation

MAX_ANSWER_BYTES: Final = 8 << 20
"""A state with all its scenes fits."""
ONCE_SECONDS: Final = 10.0


class SessionUnreachable(TechnoError):
    """No session answers."""


def no_session(name: str) -> SessionUnreachable:
    """Return the error that no session of a name runs, and what to do."""
    return SessionUnreachable(f"no session runs; start one with {own_command()} play{option(name)}")


class SocketSession:
    """The door through the socket; a `SessionControl`, for the one thread of the caller's event loop."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._lines = LineReader(reader, MAX_ANSWER_BYTES)
        self._writer = writer
        self._asked = 0
        self._waiting: dict[int | None, asyncio.Future[JsonValue]] = {}
        self._readers: set[Subscription] = set()
        self._subscribed = False
        self._listening = asyncio.get_running_loop().create_task(self._listen())

    @classmethod
    async def open(cls, name: str = "main") -> SocketSession:
        """Connect to the session of a name.

        Raises:
            SessionUnreachable: none runs.
        """
        try:
            reader, writer = await asyncio.open_unix_connection(str(socket_path(name)))
        except OSError as error:
            raise no_session(name) from error
        return cls(reader, writer)

    async def close(self) -> None:
        """Leave; the session goes on."""
        self._listening.cancel()
        self._ended()
        self._writer.close()
        with suppress(OSError):
            await self._writer.wait_closed()

    async def submit(
        self, command: Command, *, author: str = "user", turn: str = "", when: When | None = None
    ) -> Outcome:
        """Ask for something; see `SessionControl`."""
        given = {**command_to_json(command), **when_json(when)}
        return outcome_from_json(await self._ask("submit", command=given, author=author, turn=turn))

    async def transport(self, action: TransportAction, *, from_bar: int = 0, count_in: int = 0) -> Moved:
        """Move the transport; see `SessionControl`."""
        return moved_from_json(await self._ask("transport", action=action, from_bar=from_bar, count_in=count_in))

    async def snapshot(self) -> Snapshot:
        """Return a snapshot of the session."""
        return snapshot_from_json(await self._ask("status"))

    async def state(self) -> SessionState:
        """Return the state from which the next bar will be made."""
        return state_from_json(str(await self._ask("state")))

    async def config(self) -> Config:
        """Return the config as it stands now."""
        return parse_config(str(await self._ask("config")).encode(), "session")

    async def why(self, layer: str, step: int, *, bar: int | None = None) -> Explanation:
        """Return why a step sounds or not; see `SessionControl`."""
        with _as_at_the_door():
            found = await self._ask("why", layer=layer, step=step, **({} if bar is None else {"bar": bar}))
        return explanation_from_json(found)

    async def heard(self, bars: int) -> tuple[HeardBar, ...]:
        """Return the last bars that have sounded; see `SessionControl`."""
        return heard_from_json(await self._ask("heard", bars=bars))

    async def record(self, action: RecordAction, *, name: str = "", author: str = "user") -> Outcome:
        """Begin or end a named take with the next bar line."""
        return outcome_from_json(await self._ask("record", action=action, name=name, author=author))

    async def strike(self, layer: str, velocity: int, *, quantised: bool = False) -> Outcome:
        """Play a layer by hand; see `SessionControl`."""
        with _as_at_the_door():
            found = await self._ask("strike", layer=layer, velocity=velocity, quantised=quantised)
        return outcome_from_json(found)

    async def trim(self, output: int, ms: float, *, latency_ms: float | None = None) -> PortStatus:
        """Set an output's latency trim; see `SessionControl`."""
        with _as_at_the_door():
            return port_from_json(await self._ask("trim", output=output, ms=ms, latency_ms=latency_ms))

    async def clock(self, wish: ClockWish) -> ClockStatus:
        """Keep another clock's time from now on, or one's own; see `SessionControl`."""
        with _as_at_the_door():
            return clock_from_json(await self._ask("clock", **asdict(wish)))

    async def shift(self, ms: float) -> ClockStatus:
        """Play everything so much later than it would be; see `SessionControl`."""
        with _as_at_the_door():
            return clock_from_json(await self._ask("shift", ms=ms))

    async def listen(self, *, on: bool) -> PortStatus:
        """Let the built-in kit play along, or end it; see `SessionControl`."""
        return port_from_json(await self._ask("listen", on=on))

    async def end(self) -> None:
        """End the session."""
        await self._ask("end")

    def subscribe(self) -> Subscription:
        """Subscribe to all that happens from now on."""
        reader = Subscription(self._readers.discard)
        self._readers.add(reader)
        if not self._subscribed:
            self._subscribed = True
            self._send({"jsonrpc": "2.0", "method": "subscribe", "params": {"kinds": list(NOTICE_KINDS)}})
        return reader

    # --- the socket ---------------------------------------------------------------------------------------------------

    def _send(self, message: Mapping[str, object]) -> None:
        if self._listening.done():
            raise SessionUnreachable("the session has ended")
        self._writer.write(encoded(message))

    async def _ask(self, method: str, **params: JsonValue) -> JsonValue:
        self._asked += 1
        number = self._asked
        future: asyncio.Future[JsonValue] = asyncio.get_running_loop().create_future()
        self._waiting[number] = future
        try:
            self._send({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
            return await future
        finally:
            self._waiting.pop(number, None)

    async def _listen(self) -> None:
        try:
            while (line := await self._lines.line()) is not None:
                self._took(json.loads(line))
        except (OSError, ValueError, TooLong):
            pass  # what is at the other end is no session any more
        finally:
            self._ended()

    def _took(self, message: Mapping[str, Any]) -> None:
        if message.get("method") == "notice":
            notice = notice_from_json(message["params"])
            for reader in tuple(self._readers):
                reader.put(notice)
            return
        number = message.get("id")
        future = self._waiting.get(number)
        if future is None or future.done():
            if "error" in message and number is None:
                self._fail(RemoteError.of(message["error"]))
            return
        if "error" in message:
            future.set_exception(RemoteError.of(message["error"]))
        else:
            future.set_result(message.get("result"))

    def _fail(self, error: TechnoError) -> None:
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(error)

    def _ended(self) -> None:
        self._fail(SessionUnreachable("the session has ended"))
        for reader in tuple(self._readers):
            reader.close()


class RemoteError(TechnoError):
    """The session says no.

    Attributes:
        code: of JSON-RPC.
        wrong: what is wrong with the parameters, None where nothing is said of them.
    """

    def __init__(self, code: int, message: str, wrong: Wrong | None = None) -> None:
        self.code = code
        self.wrong = wrong
        super().__init__(message)

    @classmethod
    def of(cls, error: Mapping[str, Any]) -> RemoteError:
        """Return the error an answer holds."""
        wrong = next((known for known in Wrong if known == error.get("data")), None)
        return cls(int(error.get("code", 0)), str(error.get("message", "")), wrong)


@contextmanager
def _as_at_the_door() -> Iterator[None]:
    """Raise what the session raises for wrong parameters, as if it were in this process."""
    try:
        yield
    except RemoteError as error:
        if error.wrong is None:
            raise
        raise RAISED[error.wrong](str(error)) from None


def ask_once(name: str, method: str, **params: JsonValue) -> Any:  # noqa: ANN401 - JSON
    """Ask a session one thing and return its answer; blocks, for commands that are done then.

    Raises:
        SessionUnreachable: no session of that name answers. RemoteError: it says no.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(ONCE_SECONDS)
        try:
            connection.connect(str(socket_path(name)))
            connection.sendall(encoded({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}))
            answer = _line(connection)
        except TimeoutError as error:
            raise SessionUnreachable("the session does not answer; is it stopped or overloaded?") from error
        except OSError as error:
            raise no_session(name) from error
    if not answer:
        raise no_session(name)
    message = json.loads(answer)
    if "error" in message:
        raise RemoteError.of(message["error"])
    return message.get("result")


def _line(connection: socket.socket) -> bytes:
    chunks: deque[bytes] = deque()
    while chunk := connection.recv(READ_BYTES):
        chunks.append(chunk)
        if chunk.endswith(b"\n"):
            return b"".join(chunks)
    return b""
