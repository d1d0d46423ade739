"""A session's log is a regular file of its owner's alone; whatever else waits under its name is refused, at once.

Who starts a session that somebody else has just started joins it.
"""

from __future__ import annotations

import os
import socket
import stat
import sys
from typing import TYPE_CHECKING

import pytest
import typer

from sequencer.commands import starting
from sequencer.commands.starting import _log, check_outputs, detached_by_any, open_front
from sequencer.console.closed import Closed
from sequencer.daemon.daemon import SessionPlan
from sequencer.wire import client
from sequencer.wire.client import SessionUnreachable
from sequencer.wire.runtime_folder import SessionRuns

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no modes")


@pytest.mark.parametrize("before", [None, 0o600, 0o644, 0o666, 0o640])
def test_it_is_its_owners_alone_and_goes_on_behind_what_is_there(tmp_path: Path, before: int | None) -> None:
    path = tmp_path / "main.log"
    if before is not None:
        path.write_bytes(b"earlier\n")
        path.chmod(before)
    log = _log(path)
    os.write(log, b"later\n")
    os.close(log)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes() == (b"" if before is None else b"earlier\n") + b"later\n"


@pytest.mark.parametrize("kind", [
    "pipe", "pipe with a reader", "folder", "socket", "link to nowhere", "link to a file", "link to a pipe",
])
def test_what_is_no_regular_file_is_refused_at_once(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path, other = tmp_path / "main.log", tmp_path / "other"
    other.write_bytes(b"mine")
    if kind.startswith("pipe"):
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "socket":
        monkeypatch.chdir(tmp_path)  # its name may not be long
        with socket.socket(socket.AF_UNIX) as one:
            one.bind("main.log")
    elif kind == "link to a pipe":
        os.mkfifo(tmp_path / "pipe")
        path.symlink_to(tmp_path / "pipe")
    else:
        path.symlink_to(other if kind == "link to a file" else tmp_path / "nowhere")
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK) if kind == "pipe with a reader" else None
    with pytest.raises(OSError, match=r"main\.log"):
        _log(path)
    if reader is not None:
        os.close(reader)
    assert other.read_bytes() == b"mine"
    assert not (tmp_path / "nowhere").exists()


class Other:
    """A session of the same name that somebody else has started, and that is reached when asked for the n-th time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, reached: int) -> None:
        self.asked: list[str] = []
        self._reached = reached
        monkeypatch.setattr(starting, "detach", self.detach)
        monkeypatch.setattr(client, "ask_once", self.ask_once)

    def detach(self, order: SessionPlan) -> None:
        raise SessionRuns(order.name)

    def ask_once(self, name: str, _method: str) -> None:
        self.asked.append(name)
        if len(self.asked) < self._reached:
            raise SessionUnreachable("not yet")


def test_who_starts_a_session_second_waits_until_the_first_ones_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    other = Other(monkeypatch, reached=3)
    assert not detached_by_any(SessionPlan("{}", "mine", name="side"))
    assert other.asked == ["side"] * 3


def test_one_that_is_not_reached_in_time_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    Other(monkeypatch, reached=1_000_000)
    monkeypatch.setattr(starting, "START_SECONDS", 0.2)
    with pytest.raises(SessionRuns, match="a session runs already"):
        detached_by_any(SessionPlan("{}", "mine"))


@pytest.mark.parametrize("name", ["", "v" * 65, "new\nline", "\x1b[2J", "\udcff"])
def test_a_name_that_no_midi_system_takes_is_refused_for_a_port(name: str) -> None:
    with pytest.raises(typer.BadParameter, match="a port's name has 1 to 64 characters"):
        check_outputs(None, name)
    check_outputs(None, "täkt: 音 1")


@pytest.mark.parametrize(("ended", "answers", "told"), [
    (False, True, "session side runs in the background, recording to /night; techno stop --end --name side ends it\n"),
    (True, True, ""), (False, False, ""),
])
def test_that_the_session_goes_on_is_said_where_it_does_when_its_console_closes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, ended: bool, answers: bool, told: str
) -> None:
    def ask_once(name: str, _method: str) -> dict[str, dict[str, str]]:
        if not answers:
            raise SessionUnreachable(name)
        return {"recording": {"folder": "/night"}}

    monkeypatch.setattr(client, "ask_once", ask_once)
    monkeypatch.setattr("sequencer.wire.launch.own_command", lambda: "techno")
    monkeypatch.setattr("sequencer.console.opening.open_console", lambda *_, **__: Closed(1, ended=ended))
    assert open_front("side", None, plain=False) == 1
    assert capsys.readouterr().err == told


def test_it_is_said_of_a_console_that_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_: object, **__: object) -> Closed:
        raise OSError("no screen")

    monkeypatch.setattr(client, "ask_once", lambda *_: {"recording": None})
    monkeypatch.setattr("sequencer.console.opening.open_console", fails)
    with pytest.raises(OSError, match="no screen"):
        open_front("main", None, plain=False)
    assert capsys.readouterr().err.startswith("session main runs in the background; ")
