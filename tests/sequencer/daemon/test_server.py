"""Whatever arrives on the socket is answered or dropped, and the session lives on."""

from __future__ import annotations

import asyncio
import json
import os
import random
import stat
from typing import TYPE_CHECKING, Any

import pytest

from engine.control import Composed
from sequencer.daemon import server as server_module
from sequencer.daemon.server import MAX_CLIENTS, Server
from sequencer.wire.client import SocketSession
from sequencer.wire.rpc import (
    BUSY,
    INVALID_PARAMS,
    INVALID_REQUEST,
    MAX_LINE_BYTES,
    METHOD_NOT_FOUND,
    PARSE_ERROR,
    Wrong,
    encoded,
)
from tests.sequencer.door import LIMIT_SECONDS, Door, Played

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from engine.control import Notice, SessionControl

FILL = {"jsonrpc": "2.0", "id": 2, "method": "submit", "params": {"command": {"command": "fill"}}}
STATUS = {"jsonrpc": "2.0", "id": 1, "method": "status"}


class Wire:
    """One raw connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def send(self, raw: bytes) -> None:
        self.writer.write(raw)
        await self.writer.drain()

    async def answer(self) -> dict[str, Any]:
        found = json.loads(await self.reader.readline())
        assert isinstance(found, dict)
        return found

    async def error(self, raw: bytes) -> int:
        await self.send(raw)
        return int((await self.answer())["error"]["code"])

    async def lives(self) -> bool:
        await self.send(encoded(STATUS))
        while True:
            found = await self.answer()
            if found.get("id") == 1:
                return "result" in found

    async def close(self) -> None:
        self.writer.close()
        await self.writer.wait_closed()


def served(path: Path, scene: Callable[[Callable[[], Awaitable[Wire]], Played, list[str]], Awaitable[None]]) -> None:
    """Serve a stopped session at a path for a scene that opens connections."""
    async def run() -> None:
        played = Played()
        turning = asyncio.create_task(played.turn())
        logged: list[str] = []
        server = Server(played.live, logged.append)
        await server.start(path)
        wires: list[Wire] = []

        async def connect() -> Wire:
            wires.append(Wire(*await asyncio.open_unix_connection(str(path), limit=MAX_LINE_BYTES * 8)))
            return wires[-1]

        try:
            await scene(connect, played, logged)
        finally:
            for wire in wires:
                wire.writer.transport.abort()
            await server.close()
            turning.cancel()
            await asyncio.gather(turning, return_exceptions=True)
            played.live.close()
            played.close()
            await asyncio.sleep(0)
    asyncio.run(asyncio.wait_for(run(), LIMIT_SECONDS))


def test_the_socket_is_ours_alone(tmp_path: Path) -> None:
    async def scene(connect: Callable[[], Awaitable[Wire]], _played: Played, _logged: list[str]) -> None:
        assert stat.S_IMODE((tmp_path / "s").stat().st_mode) == 0o600
        assert await (await connect()).lives()
    served(tmp_path / "s", scene)


@pytest.mark.parametrize(("raw", "code"), [
    (b"nonsense\n", PARSE_ERROR),
    (b'{"jsonrpc":"2.0","id":1\n', PARSE_ERROR),
    (b"\xff\xfe\x00\n", PARSE_ERROR),
    (b"[" * 100_000 + b"\n", PARSE_ERROR),
    (b"[]\n", INVALID_REQUEST),
    (b"3\n", INVALID_REQUEST),
    (b"null\n", INVALID_REQUEST),
    (b'{"id":1,"method":"status"}\n', INVALID_REQUEST),
    (b'{"jsonrpc":"2.0","id":{},"method":"status"}\n', INVALID_REQUEST),
    (b'{"jsonrpc":"2.0","id":1}\n', INVALID_REQUEST),
    (b'{"jsonrpc":"2.0","id":1,"method":7}\n', INVALID_REQUEST),
    (b'{"jsonrpc":"2.0","id":1,"method":"__class__"}\n', METHOD_NOT_FOUND),
    (b'{"jsonrpc":"2.0","id":1,"method":"status","params":[1]}\n', INVALID_PARAMS),
    (b'{"jsonrpc":"2.0","id":1,"method":"status","params":{"x":1}}\n', INVALID_PARAMS),
    (b'{"jsonrpc":"2.0","id":1,"method":"submit","params":{}}\n', INVALID_PARAMS),
    (b'{"jsonrpc":"2.0","id":1,"method":"submit","params":{"command":{"command":"explode"}}}\n', INVALID_PARAMS),
    (b'{"jsonrpc":"2.0","id":1,"method":"submit","params":{"command":{"command":"mute"}}}\n', INVALID_PARAMS),
    (b'{"jsonrpc":"2.0","id":1,"method":"submit","params":{"command":{"command":"undo"},"author":"\\u202e"}}\n',
     INVALID_PARAMS),
    (b'{"jsonrpc":"2.0","id":1,"method":"transport","params":{"action":"explode"}}\n', INVALID_PARAMS),
    (b'{"jsonrpc":"2.0","id":1,"method":"transport","params":{"action":"play","from_bar":-1}}\n', INVALID_PARAMS),
    (b'{"jsonrpc":"2.0","id":1,"method":"why","params":{"layer":"kick","step":99}}\n', INVALID_PARAMS),
    (b'{"jsonrpc":"2.0","id":1,"method":"trim","params":{"output":0,"ms":1e999}}\n', INVALID_PARAMS),
    (b'{"jsonrpc":"2.0","id":1e999,"method":"status"}\n', INVALID_REQUEST),
    (b'{"jsonrpc":"2.0","id":NaN,"method":"status"}\n', INVALID_REQUEST),
    (b'{"jsonrpc":"2.0","id":1,"method":"submit","params":{"command":{"command":"set","path":"bpm","to":NaN}}}\n',
     INVALID_PARAMS),
    (b'{"jsonrpc":"2.0","id":1,"method":"submit","params":{"command":{"command":"set","path":"x","to":[{"a":-1e999}]}}}\n',
     INVALID_PARAMS),
    (b'{"jsonrpc":"2.0","id":1,"method":"submit","params":{"command":{"command":"load","config":{"bpm":Infinity}}}}\n',
     INVALID_PARAMS),
    (b'{"jsonrpc":"2.0","id":1,"method":"record","params":{"action":"start","name":"../../x"}}\n', INVALID_PARAMS),
    (b'{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"kinds":["everything"]}}\n', INVALID_PARAMS),
], ids=lambda value: repr(value)[:60])
def test_what_is_no_request_gets_its_error_and_the_connection_lives_on(tmp_path: Path, raw: bytes, code: int) -> None:
    async def scene(connect: Callable[[], Awaitable[Wire]], _played: Played, logged: list[str]) -> None:
        wire = await connect()
        assert await wire.error(raw) == code
        assert await wire.lives()
        assert logged == []
    served(tmp_path / "s", scene)


def test_a_line_that_is_too_long_is_thrown_away_and_reported_once(tmp_path: Path) -> None:
    async def scene(connect: Callable[[], Awaitable[Wire]], _played: Played, _logged: list[str]) -> None:
        wire = await connect()
        for _ in range(20):
            await wire.send(b"x" * MAX_LINE_BYTES)
        assert await wire.error(b"\n") == INVALID_REQUEST
        assert await wire.error(b"y" * (MAX_LINE_BYTES + 1) + b"\n") == INVALID_REQUEST
        assert await wire.lives()
    served(tmp_path / "s", scene)


def test_half_a_message_and_a_lost_connection_harm_nobody(tmp_path: Path) -> None:
    async def scene(connect: Callable[[], Awaitable[Wire]], played: Played, logged: list[str]) -> None:
        half, left, other = await connect(), await connect(), await connect()
        await half.send(encoded(STATUS)[:20])
        await half.close()
        await left.send(encoded(FILL))
        left.writer.transport.abort()
        assert await other.lives()
        assert (logged, played.player.done) == ([], False)
    served(tmp_path / "s", scene)


def test_a_notification_gets_no_answer(tmp_path: Path) -> None:
    async def scene(connect: Callable[[], Awaitable[Wire]], _played: Played, _logged: list[str]) -> None:
        wire = await connect()
        await wire.send(encoded({"jsonrpc": "2.0", "method": "status"}))
        await wire.send(encoded({"jsonrpc": "2.0", "method": "nothing"}))
        await wire.send(encoded({**STATUS, "id": "mine"}))
        assert (await wire.answer())["id"] == "mine"
    served(tmp_path / "s", scene)


def test_who_asks_and_stops_writing_still_gets_the_answer(tmp_path: Path) -> None:
    async def scene(connect: Callable[[], Awaitable[Wire]], _played: Played, _logged: list[str]) -> None:
        wire = await connect()
        await wire.send(encoded(FILL))
        wire.writer.write_eof()
        assert (await wire.answer())["result"]["status"] == "applied"
        assert await wire.reader.read() == b""
    served(tmp_path / "s", scene)


def request(method: str, **params: object) -> bytes:
    return encoded({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})


def test_thirty_two_clients_are_served_one_more_for_what_is_urgent_and_the_next_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_module, "URGENT_SECONDS", LIMIT_SECONDS)

    async def scene(connect: Callable[[], Awaitable[Wire]], _played: Played, _logged: list[str]) -> None:
        wires = [await connect() for _ in range(MAX_CLIENTS)]
        for wire in wires:
            assert await wire.lives()
        spare = await connect()
        for asked in (
            request("status"), request("transport", action="panic"), request("transport", action="stop"),
        ):
            await spare.send(asked)
            assert "result" in await spare.answer()
        for asked in (
            request("state"), request("end"), request("transport", action="play"), request("transport"),
            request("transport", action=["stop"]), request("submit", command={"command": "fill", "bars": 1}),
        ):
            await spare.send(asked)
            refused = (await spare.answer())["error"]
            assert (refused["code"], "may only stop, panic or ask for the status" in refused["message"]) == (BUSY, True)
        late = await connect()
        assert (await late.answer())["error"]["code"] == BUSY
        assert await late.reader.read() == b""
        await spare.close()
        await wires[0].close()
        while True:
            again = await connect()
            await again.send(encoded(STATUS))
            if "result" in await again.answer():
                break
    served(tmp_path / "s", scene)


@pytest.mark.parametrize("said", [
    b"", encoded(STATUS)[:20], encoded(STATUS), b"nonsense\n", b"x" * (MAX_LINE_BYTES + 1),
], ids=["nothing", "half a request", "one request", "nonsense", "an endless line"])
def test_who_sits_in_the_place_that_is_kept_for_stopping_makes_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    monkeypatch.setattr(server_module, "URGENT_SECONDS", 0.2)

    async def scene(connect: Callable[[], Awaitable[Wire]], _played: Played, _logged: list[str]) -> None:
        for _ in range(MAX_CLIENTS):
            assert await (await connect()).lives()
        sits = await connect()
        await sits.send(said)
        while await sits.reader.read(1 << 16):
            pass  # it is told, and let go
        monkeypatch.setattr(server_module, "URGENT_SECONDS", LIMIT_SECONDS)  # this one is not to be quick
        stops = await connect()
        await stops.send(request("transport", action="stop"))
        assert "result" in await stops.answer()
    served(tmp_path / "s", scene)


@pytest.mark.parametrize("said", [b"", encoded(STATUS)[:20]], ids=["nothing", "half a request"])
def test_the_thirty_two_may_be_silent_as_long_as_they_like(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    monkeypatch.setattr(server_module, "URGENT_SECONDS", 0.0)

    async def scene(connect: Callable[[], Awaitable[Wire]], _played: Played, _logged: list[str]) -> None:
        quiet = await connect()
        await quiet.send(said)
        assert await (await connect()).lives()
        await quiet.send(encoded(STATUS)[len(said):])
        assert "result" in await quiet.answer()
    served(tmp_path / "s", scene)


def test_another_user_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "peer_uid", lambda _connection: os.getuid() + 1)

    async def scene(connect: Callable[[], Awaitable[Wire]], _played: Played, _logged: list[str]) -> None:
        found = await (await connect()).answer()
        assert "another user" in found["error"]["message"]
    served(tmp_path / "s", scene)


def test_a_client_that_does_not_read_is_dropped_and_nobody_waits_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_module, "MAX_UNREAD_BYTES", 1 << 16)

    async def scene(connect: Callable[[], Awaitable[Wire]], _played: Played, _logged: list[str]) -> None:
        slow, other = await connect(), await connect()
        slow.reader._transport.pause_reading()  # type: ignore[attr-defined]
        asked = encoded({"jsonrpc": "2.0", "id": 2, "method": "state"})
        dropped = False
        while not dropped:
            try:
                await slow.send(asked)
            except OSError:  # broken pipe or reset, as the system likes
                dropped = True
            await asyncio.sleep(0)
        assert await other.lives()
    served(tmp_path / "s", scene)


def test_more_requests_than_can_wait_are_refused_one_by_one(tmp_path: Path) -> None:
    async def scene(connect: Callable[[], Awaitable[Wire]], played: Played, _logged: list[str]) -> None:
        played.held = True
        wire = await connect()
        await wire.send(encoded(FILL) * 300)
        assert (await wire.answer())["error"]["code"] == BUSY
    served(tmp_path / "s", scene)


def test_ten_thousand_random_messages_do_not_stop_the_session(tmp_path: Path) -> None:
    chance = random.Random(7)
    words = [
        "jsonrpc", "2.0", "id", "method", "params", "submit", "status", "command", "set", "path", "to", "kick", 0, -1,
        1e308, None, True, [], {}, "\u202e", "x" * 500, 2**70,
    ]

    def anything(depth: int = 0) -> Any:
        kind = chance.random()
        if depth < 3 and kind < 0.5:
            keys = ["jsonrpc", "id", "method", "params", "command", "action", "layer", "step", "author"]
            return {chance.choice(keys): anything(depth + 1) for _ in range(chance.randrange(5))}
        if depth < 3 and kind < 0.6:
            return [anything(depth + 1) for _ in range(chance.randrange(4))]
        return chance.choice(words)

    def message() -> bytes:
        kind = chance.random()
        if kind < 0.3:
            return chance.randbytes(chance.randrange(80)).replace(b"\n", b"") + b"\n"
        found = anything()
        if isinstance(found, dict) and kind < 0.9:
            methods = ["submit", "why", "transport", "trim", "record", "state", "config", "subscribe"]
            found = {"jsonrpc": "2.0", "id": 9, "method": chance.choice(methods), **found}
            if found.get("method") == "end":
                found["method"] = "status"
        return json.dumps(found).encode() + b"\n"

    async def scene(connect: Callable[[], Awaitable[Wire]], played: Played, logged: list[str]) -> None:
        for _ in range(20):
            wire = await connect()
            reading = asyncio.create_task(wire.reader.read(-1))
            for _ in range(500):
                await wire.send(message())
            wire.writer.write_eof()
            await reading
            await wire.close()
        assert await (await connect()).lives()
        assert logged == []
        assert not played.live.ended.is_set()
    served(tmp_path / "s", scene)


def test_who_subscribes_begins_with_the_bar_that_sounds_and_none_of_a_stopped_session(tmp_path: Path) -> None:
    path = tmp_path / "s"

    async def first(session: SocketSession) -> Notice | None:
        heard = session.subscribe()
        await session.snapshot()  # answers come in order, so what comes first is there by now
        try:
            async with asyncio.timeout(0.01):
                return await anext(heard)
        except TimeoutError:
            return None

    async def scene(session: SessionControl, played: Played) -> None:
        await session.transport("play")
        while len(played.live.mirror.bars) < 3:  # noqa: ASYNC110 - the player is turned by this loop
            await asyncio.sleep(0)
        played.held = True
        made = played.live.mirror.bars[-1].bar.index
        late = SocketSession(*await asyncio.open_unix_connection(str(path)))
        notice = await first(late)
        assert isinstance(notice, Composed)
        assert notice.bar.index == made - 1
        await late.close()
        played.held = False
        await session.transport("stop")
        stopped = SocketSession(*await asyncio.open_unix_connection(str(path)))
        assert await first(stopped) is None
        await stopped.close()
    Door(path).run(scene)


@pytest.mark.parametrize(("method", "params", "wrong"), [
    ("why", {"layer": "kick", "step": 99}, Wrong.PLACE),
    ("why", {"layer": "x" * 65, "step": 0}, Wrong.KEY),
    ("why", {"layer": "kick", "step": 0, "bar": 7}, Wrong.KEY),
    ("trim", {"output": 64, "ms": 0.0}, Wrong.PLACE),
    ("trim", {"output": 7, "ms": 0.0}, Wrong.PLACE),
    ("trim", {"output": 0, "ms": 1000.0}, Wrong.VALUE),
    ("trim", {"output": 0}, Wrong.VALUE),
])
def test_an_answer_says_what_is_wrong_in_a_word_that_no_sentence_changes(
    tmp_path: Path, method: str, params: dict[str, Any], wrong: Wrong
) -> None:
    async def scene(connect: Callable[[], Awaitable[Wire]], _played: Played, _logged: list[str]) -> None:
        wire = await connect()
        await wire.send(encoded({"jsonrpc": "2.0", "id": 5, "method": method, "params": params}))
        error = (await wire.answer())["error"]
        assert (error["code"], error["data"]) == (INVALID_PARAMS, wrong)
    served(tmp_path / "s", scene)
