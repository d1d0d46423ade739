"""A command that asks a session one thing gets its answer, or a line that says why there is none."""

from __future__ import annotations

import json
import socket
import threading
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import platformdirs
import pytest

from sequencer.wire import client
from sequencer.wire.client import RemoteError, SessionUnreachable, ask_once
from sequencer.wire.rpc import Wrong
from sequencer.wire.runtime_folder import socket_path

if TYPE_CHECKING:
    from collections.abc import Iterator


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
