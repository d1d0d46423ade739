"""A command that asks a session one thing gets its answer, or a line that says why there is none."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import platformdirs
import pytest

from sequencer.wire import client
from sequencer.wire.client import RemoteError, SessionUnreachable, SocketSession, ask_once
from sequencer.wire.rpc import Wrong
from sequencer.wire.runtime_folder import socket_path

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator


class Session:
    """Something that listens where a session would, and answers the first question with these bytes."""

    def __init__(self, answer: bytes | None) -> None:
        self.heard = b""
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(socket_path("main")))
        self._listener.listen()
        self._answer = answer
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        connection, _ = self._listener.accept()
        with connection:
            self.heard = connection.recv(1 << 16)
            if self._answer is None:
                connection.recv(1)  # until the other end has had enough
            else:
                connection.sendall(self._answer)

    def end(self) -> None:
        self._thread.join()
        self._listener.close()
        socket_path("main").unlink()


@pytest.fixture(autouse=True)
def runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with TemporaryDirectory(prefix="techno-") as name:  # a socket's path may not be as long as a test's name
        monkeypatch.setattr(platformdirs, "user_runtime_path", lambda app: Path(name) / app)
        yield


def asked(answer: bytes | None) -> tuple[Any, Session]:
    session = Session(answer)
    try:
        return ask_once("main", "trim", output=1, ms=-2.5), session
    finally:
        session.end()


def test_a_question_is_one_line_and_so_is_its_answer() -> None:
    found, session = asked(b'{"jsonrpc":"2.0","id":1,"result":{"a":[1]}}\n')
    assert found == {"a": [1]}
    assert json.loads(session.heard) == {
        "jsonrpc": "2.0", "id": 1, "method": "trim", "params": {"output": 1, "ms": -2.5}
    }
    assert session.heard.endswith(b"\n")


def test_an_answer_of_many_pieces_is_read_to_its_end() -> None:
    long = "x" * 300_000
    found, _ = asked(json.dumps({"result": long}).encode() + b"\n")
    assert found == long
    assert asked(b"{}\n")[0] is None


def test_a_refusal_is_raised_with_its_code_and_what_is_wrong() -> None:
    with pytest.raises(RemoteError, match=r"^no such output$") as failure:
        asked(b'{"error":{"code":-32602,"message":"no such output","data":"place"}}\n')
    assert (failure.value.code, failure.value.wrong) == (-32602, Wrong.PLACE)


def test_an_error_of_which_nothing_is_said_is_an_error() -> None:
    nothing, other = RemoteError.of({}), RemoteError.of({"code": -5, "message": "x", "data": "of a later version"})
    assert (nothing.code, str(nothing), nothing.wrong) == (0, "", None)
    assert (other.code, str(other), other.wrong) == (-5, "x", None)


@pytest.mark.parametrize("answer", [b"", b'{"result":'])
def test_a_session_that_ends_before_it_answers_is_no_session(answer: bytes) -> None:
    with pytest.raises(SessionUnreachable, match=r"no session runs; start one with techno play$"):
        asked(answer)


def test_a_session_that_does_not_answer_is_told_apart_from_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "ONCE_SECONDS", 0.05)
    with pytest.raises(SessionUnreachable, match="does not answer"):
        asked(None)


def test_without_a_socket_or_with_one_that_nobody_serves_there_is_no_session() -> None:
    with pytest.raises(SessionUnreachable, match=r"techno play --name other$"):
        ask_once("other", "status")
    left = socket.socket(socket.AF_UNIX)
    left.bind(str(socket_path("main")))
    left.close()
    with pytest.raises(SessionUnreachable, match=r"techno play$"):
        ask_once("main", "status")


# --- a front that stays connected -------------------------------------------------------------------------------------


def talked(serve: Callable[[list[Any]], list[bytes]], talk: Callable[[SocketSession], Awaitable[None]]) -> None:
    """Let a front talk to a session of which this is known: what it says to all that it was asked so far."""
    async def serving(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard: list[Any] = []
        while line := await reader.readline():
            heard.append(json.loads(line))
            for said in serve(heard):
                writer.write(said + b"\n")
        writer.close()

    async def both() -> None:
        server = await asyncio.start_unix_server(serving, str(socket_path("main")))
        session = await SocketSession.open()
        try:
            await talk(session)
        finally:
            await session.close()
            server.close()

    asyncio.run(asyncio.wait_for(both(), 60))


def answer(to: Any, error: str = "") -> bytes:
    kind = {"error": {"code": -32000, "message": error}} if error else {
        "result": {"playing": to["params"]["action"] == "play", "bar": to["id"], "tick": 0}
    }
    return json.dumps({"jsonrpc": "2.0", "id": to["id"], **kind}).encode()


def test_answers_reach_who_asked_in_whatever_order_they_come() -> None:
    def serve(heard: list[Any]) -> list[bytes]:
        return [answer(heard[1]), answer({**heard[0], "id": 99}), answer(heard[0])] if len(heard) == 2 else []

    async def talk(session: SocketSession) -> None:
        play, stop = await asyncio.gather(session.transport("play"), session.transport("stop"))
        assert (play.playing, stop.playing) == (True, False)
        assert play.bar != stop.bar

    talked(serve, talk)


def test_an_error_that_answers_no_question_fails_all_that_wait_and_the_next_one_is_answered() -> None:
    def serve(heard: list[Any]) -> list[bytes]:
        if len(heard) == 2:
            return [b'{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"that is no JSON"}}']
        return [answer(heard[2])] if len(heard) == 3 else []

    async def talk(session: SocketSession) -> None:
        asked = [session.transport("play"), session.transport("stop")]
        failures = await asyncio.gather(*asked, return_exceptions=True)
        assert [str(failure) for failure in failures] == ["that is no JSON"] * 2
        assert (await session.transport("play")).playing

    talked(serve, talk)


@pytest.mark.parametrize("nonsense", [b"200 OK", b"x" * (9 << 20)])
def test_what_speaks_otherwise_is_no_session_and_every_reader_ends(nonsense: bytes) -> None:
    async def talk(session: SocketSession) -> None:
        reader = session.subscribe()
        with pytest.raises(SessionUnreachable, match="the session has ended"):
            await session.transport("play")
        assert [notice async for notice in reader] == []
        with pytest.raises(SessionUnreachable, match="the session has ended"):
            await session.transport("play")

    talked(lambda heard: [nonsense] if "id" in heard[-1] else [], talk)
