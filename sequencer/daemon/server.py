"""How do other processes reach the session?

JSON-RPC 2.0, one message a line, on a Unix socket that only its owner can open. Whatever arrives is answered or
dropped; it never stops the session. Only contents travel here, never paths.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from pydantic import JsonValue, ValidationError

from engine.bar import Outcome
from engine.config_file import config_json
from engine.config_scenes import with_scenes
from engine.control import ClockStatus, ClockWish, Composed, Moved, PortStatus, Snapshot
from engine.errors import TechnoError
from engine.heard import HeardBar
from engine.state import state_json
from engine.validation_words import first_fault
from engine.when import when_of
from engine.why import Explanation
from sequencer.daemon.own_socket import OwnSocket, peer_uid
from sequencer.daemon.requests import (
    ClockParams,
    HeardParams,
    ListenParams,
    NoParams,
    Params,
    RecordParams,
    ShiftParams,
    StrikeParams,
    SubmitParams,
    SubscribeParams,
    TransportParams,
    TrimParams,
    WhyParams,
)
from sequencer.wire.notices import AnyNotice, command_from_json, to_json
from sequencer.wire.rpc import (
    BUSY,
    INTERNAL_ERROR,
    INVALID_PARAMS,
    INVALID_REQUEST,
    METHOD_NOT_FOUND,
    PARSE_ERROR,
    RAISED,
    REFUSED,
    LineReader,
    TooLong,
    Wrong,
    encoded,
    is_finite,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from pathlib import Path

    from engine.control import Notice, SessionControl

MAX_CLIENTS: Final = 32
"""Connections that may ask for everything; one more is let in to stop, to panic and to ask how the session stands."""
URGENT: Final = frozenset({("status", None), ("transport", "stop"), ("transport", "panic")})
"""What that one may ask for: a method, and its action."""
URGENT_SECONDS: Final = 5.0
"""It leaves when it asks nothing for so long: whoever sits there in silence would keep the next from stopping."""
MAX_REQUESTS: Final = 256
"""Requests of one client that may wait for their answers."""
MAX_UNREAD_BYTES: Final = 4 << 20
"""A client that leaves more than this unread is dropped."""
BACKLOG: Final = 256
RECENT_BARS: Final = 2
"""The bar that sounds and the one made ahead: every subscription begins with them."""
LAST_ANSWERS_SECONDS: Final = 30.0
"""The slowest answer comes after two bars at 20 BPM and a second."""


class RpcError(Exception):
    """A request that gets an error for an answer."""

    def __init__(self, code: int, message: str, wrong: Wrong | None = None) -> None:
        self.code = code
        self.wrong = wrong
        super().__init__(message)


class Client:
    """One connection."""

    def __init__(self, writer: asyncio.StreamWriter, *, urgent_only: bool = False) -> None:
        self._writer = writer
        self.urgent_only = urgent_only
        self.tasks: set[asyncio.Task[None]] = set()
        self.kinds: frozenset[str] = frozenset()

    def send(self, message: Mapping[str, object]) -> None:
        """Send a message without waiting; a client that does not read is dropped."""
        transport = self._writer.transport
        if transport.is_closing():
            return
        self._writer.write(encoded(message))
        if transport.get_write_buffer_size() > MAX_UNREAD_BYTES:
            transport.abort()

    def fail(self, error: RpcError, request: JsonValue = None) -> None:
        """Answer a request with an error."""
        told: dict[str, JsonValue] = {"code": error.code, "message": str(error)}
        if error.wrong is not None:
            told["data"] = error.wrong
        self.send({"jsonrpc": "2.0", "id": request, "error": told})

    def close(self) -> None:
        """End the connection after what is still to be sent."""
        for task in self.tasks:
            task.cancel()
        with suppress(OSError):
            self._writer.close()


class Server:
    """Serves the session to other processes; owned by the daemon's event loop.

    Args:
        session: the door.
        log: told what people should know.
    """

    def __init__(self, session: SessionControl, log: Callable[[str], None]) -> None:
        self._session = session
        self._log = log
        self._clients: set[Client] = set()
        self._recent: deque[Composed] = deque(maxlen=RECENT_BARS)
        self._server: asyncio.Server | None = None
        self._socket: OwnSocket | None = None
        self._publishing: asyncio.Task[None] | None = None
        self._methods: dict[str, tuple[type[Params], Callable[[Client, Any], Awaitable[JsonValue]]]] = {
            "status": (NoParams, self._status),
            "state": (NoParams, self._state),
            "config": (NoParams, self._config),
            "submit": (SubmitParams, self._submit),
            "transport": (TransportParams, self._transport),
            "why": (WhyParams, self._why), "heard": (HeardParams, self._heard),
            "record": (RecordParams, self._record),
            "strike": (StrikeParams, self._strike),
            "trim": (TrimParams, self._trim),
            "clock": (ClockParams, self._clock),
            "shift": (ShiftParams, self._shift),
            "listen": (ListenParams, self._listen),
            "subscribe": (SubscribeParams, self._subscribe),
            "end": (NoParams, self._end),
        }

    async def start(self, path: Path) -> None:
        """Serve on a Unix socket."""
        await self.listen(path)
        self._publishing = asyncio.get_running_loop().create_task(self._publish())

    async def listen(self, path: Path) -> None:
        """Listen on a Unix socket that is ours alone, and no more where we did; who is connected stays so."""
        before, self._socket = self._server, OwnSocket(path)
        self._server = await asyncio.start_unix_server(self._serve, sock=self._socket.listening, backlog=BACKLOG)
        if before is not None:
            before.close()

    def is_there(self) -> bool:
        """Return True while the socket is where it was made."""
        return self._socket is not None and self._socket.is_there()

    async def close(self) -> None:
        """Stop listening and end all connections."""
        if self._publishing is not None:
            self._publishing.cancel()
        for client in tuple(self._clients):
            client.close()
        if self._server is not None:
            self._server.close()

    # --- connections --------------------------------------------------------------------------------------------------

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        client = Client(writer, urgent_only=len(self._clients) >= MAX_CLIENTS)
        refusal = self._refusal(writer)
        if refusal:
            client.fail(RpcError(BUSY, refusal))
            client.close()
            return
        self._clients.add(client)
        lines = LineReader(reader)
        try:
            while (line := await self._next(lines, client)) is not None:
                if line.strip():
                    self._received(client, line)
                    await asyncio.sleep(0)  # a client with much to say does not keep the others waiting
            if client.tasks:  # it has said all it had to say, and still reads
                await asyncio.wait(client.tasks, timeout=LAST_ANSWERS_SECONDS)
        except OSError:
            pass  # the connection is gone
        finally:
            self._clients.discard(client)
            client.close()

    def _refusal(self, writer: asyncio.StreamWriter) -> str:
        if len(self._clients) > MAX_CLIENTS:
            return f"{MAX_CLIENTS} clients are served already"
        peer = peer_uid(writer.get_extra_info("socket"))
        if peer is not None and peer != os.getuid():
            return "the session belongs to another user"
        return ""

    async def _next(self, lines: LineReader, client: Client) -> bytes | None:
        while True:
            try:
                async with asyncio.timeout(URGENT_SECONDS if client.urgent_only else None):
                    return await lines.line()
            except TimeoutError:
                client.fail(RpcError(BUSY, f"{MAX_CLIENTS} clients are served already; this place is for who stops"))
                return None
            except TooLong:
                client.fail(RpcError(INVALID_REQUEST, "a message is at most 1 MiB long"))

    def _received(self, client: Client, line: bytes) -> None:
        """Answer a line, which holds one request."""
        try:
            message: object = json.loads(line)
        except (ValueError, RecursionError):
            client.fail(RpcError(PARSE_ERROR, "no JSON; send one JSON-RPC 2.0 message a line"))
            return
        self._asked(client, message)

    def _asked(self, client: Client, request: object) -> None:
        """Start answering one request; slow answers run beside the others."""
        if not isinstance(request, dict) or request.get("jsonrpc") != "2.0":
            client.fail(RpcError(INVALID_REQUEST, 'a line is one request, an object with "jsonrpc": "2.0"'))
            return
        number = request.get("id")
        if isinstance(number, (dict, list, bool)) or not is_finite(number):
            client.fail(RpcError(INVALID_REQUEST, "an id is text, a finite number or null"))
            return
        if len(client.tasks) >= MAX_REQUESTS:
            client.fail(RpcError(BUSY, f"{MAX_REQUESTS} requests wait for their answers already"), number)
            return
        silent = "id" not in request
        answer = self._answer(client, request, None if silent else number, silent=silent)
        task = asyncio.get_running_loop().create_task(answer)
        client.tasks.add(task)
        task.add_done_callback(client.tasks.discard)

    async def _answer(self, client: Client, request: dict[str, JsonValue], number: JsonValue, *, silent: bool) -> None:
        try:
            result = await self._result(client, request)
        except RpcError as error:
            if not silent:
                client.fail(error, number)
        except Exception as error:  # noqa: BLE001 - for a server, a request is the program's top: the session lives on
            self._log(f"a request failed: {error!r}")
            if not silent:
                client.fail(RpcError(INTERNAL_ERROR, "this should not happen; see the daemon's log"), number)
        else:
            if not silent:
                client.send({"jsonrpc": "2.0", "id": number, "result": result})

    async def _result(self, client: Client, request: dict[str, JsonValue]) -> JsonValue:
        method = request.get("method")
        if not isinstance(method, str):
            raise RpcError(INVALID_REQUEST, "a request names its method")
        if client.urgent_only and not _urgent(method, request.get("params")):
            may = "this connection may only stop, panic or ask for the status"
            raise RpcError(BUSY, f"{MAX_CLIENTS} clients are served already; {may}")
        known = self._methods.get(method)
        if known is None:
            raise RpcError(METHOD_NOT_FOUND, f"there is no such method; there are {', '.join(self._methods)}")
        shape, answer = known
        given = request.get("params", {})
        if not isinstance(given, dict):
            raise RpcError(INVALID_PARAMS, "params are an object")
        if not is_finite(given):
            raise RpcError(INVALID_PARAMS, "a number in them is NaN or infinite", Wrong.VALUE)
        try:
            return await answer(client, shape.model_validate(given))
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            wrong = shape.wrong.get(str(first["loc"][0]), Wrong.VALUE) if first["loc"] else Wrong.VALUE
            raise RpcError(INVALID_PARAMS, first_fault(error), wrong) from None
        except (KeyError, IndexError, ValueError) as error:
            wrong = next(wrong for wrong, raised in RAISED.items() if isinstance(error, raised))
            raise RpcError(INVALID_PARAMS, str(error.args[0]) if error.args else "wrong parameters", wrong) from None
        except TechnoError as error:
            raise RpcError(REFUSED, str(error)) from None

    # --- methods ------------------------------------------------------------------------------------------------------

    async def _status(self, _client: Client, _params: NoParams) -> JsonValue:
        found: JsonValue = to_json(Snapshot, await self._session.snapshot())
        return found

    async def _state(self, _client: Client, _params: NoParams) -> JsonValue:
        return state_json(await self._session.state())

    async def _config(self, _client: Client, _params: NoParams) -> JsonValue:
        return config_json(with_scenes(await self._session.state()))

    async def _submit(self, _client: Client, params: SubmitParams) -> JsonValue:
        given, when = when_of(params.command)
        command = command_from_json(given)
        outcome = await self._session.submit(command, author=params.author, turn=params.turn, when=when)
        found: JsonValue = to_json(Outcome, outcome)
        return found

    async def _transport(self, _client: Client, params: TransportParams) -> JsonValue:
        moved = await self._session.transport(params.action, from_bar=params.from_bar, count_in=params.count_in)
        found: JsonValue = to_json(Moved, moved)
        return found

    async def _why(self, _client: Client, params: WhyParams) -> JsonValue:
        found: JsonValue = to_json(Explanation, await self._session.why(params.layer, params.step, bar=params.bar))
        return found

    async def _heard(self, _client: Client, params: HeardParams) -> JsonValue:
        return [to_json(HeardBar, bar) for bar in await self._session.heard(params.bars)]

    async def _record(self, _client: Client, params: RecordParams) -> JsonValue:
        outcome = await self._session.record(params.action, name=params.name, author=params.author)
        found: JsonValue = to_json(Outcome, outcome)
        return found

    async def _listen(self, _client: Client, params: ListenParams) -> JsonValue:
        found: JsonValue = to_json(PortStatus, await self._session.listen(on=params.on))
        return found

    async def _strike(self, _client: Client, params: StrikeParams) -> JsonValue:
        outcome = await self._session.strike(params.layer, params.velocity, quantised=params.quantised)
        found: JsonValue = to_json(Outcome, outcome)
        return found

    async def _trim(self, _client: Client, params: TrimParams) -> JsonValue:
        port = await self._session.trim(params.output, params.ms, latency_ms=params.latency_ms)
        found: JsonValue = to_json(PortStatus, port)
        return found

    async def _clock(self, _client: Client, params: ClockParams) -> JsonValue:
        found: JsonValue = to_json(ClockStatus, await self._session.clock(ClockWish(**params.model_dump())))
        return found

    async def _shift(self, _client: Client, params: ShiftParams) -> JsonValue:
        found: JsonValue = to_json(ClockStatus, await self._session.shift(params.ms))
        return found

    async def _subscribe(self, client: Client, params: SubscribeParams) -> JsonValue:
        client.kinds = frozenset(params.kinds)
        for composed in self._recent:
            if composed.kind in client.kinds:
                client.send(_notice(composed))
        return True

    async def _end(self, _client: Client, _params: NoParams) -> JsonValue:
        await self._session.end()
        return True

    async def _publish(self) -> None:
        """Pass on what happens to every client that asked for it."""
        async for notice in self._session.subscribe():
            if isinstance(notice, Composed):
                self._recent.append(notice)
            elif isinstance(notice, Moved) and not notice.playing:
                self._recent.clear()  # the bar made ahead is discarded
            wanting = [client for client in self._clients if notice.kind in client.kinds]
            if wanting:
                message = _notice(notice)
                for client in wanting:
                    client.send(message)


def _urgent(method: str, params: object) -> bool:
    """Return True for a request that is let through when all places are taken."""
    action = params.get("action") if method == "transport" and isinstance(params, dict) else None
    return (method, action if isinstance(action, str) else None) in URGENT


def _notice(notice: Notice) -> dict[str, JsonValue]:
    return {"jsonrpc": "2.0", "method": "notice", "params": to_json(AnyNotice, notice)}
