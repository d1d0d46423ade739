"""A sender that ends is started again, also when the system has no room for a while; no try leaves anything open."""

from __future__ import annotations

import asyncio
import errno
import gc
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from sequencer.daemon import sender_keeper as module
from sequencer.daemon import silence
from sequencer.daemon.sender_keeper import SenderKeeper
from sequencer.wire.timed import Failed, Opened, sender_link

if TYPE_CHECKING:
    from collections.abc import Callable

    from sequencer.wire.timed import SenderLink

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
LIMIT_SECONDS = 240.0
READY = Opened("null", 48_000, 480, 20_000_000, 30_000_000, 10_000_000)


def descriptors() -> int:
    gc.collect()  # what earlier tests left is not to be closed meanwhile, nor what their recordings still sync
    for thread in threading.enumerate():
        if thread.name == "keeping":
            thread.join(LIMIT_SECONDS)
    return len(list(Path("/proc/self/fd").iterdir()))


class Room:
    """A system with room for a process, or without it; the senders it starts are this test's to speak for.

    Attributes:
        refusals: errors of the next tries, None where one succeeds; when the list is empty all succeed.
        senders: the far ends of the links, in order.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, call: str, refusals: list[int | None]) -> None:
        self.refusals = refusals
        self.senders: list[SenderLink] = []
        self._call = call
        sockets = SimpleNamespace(socketpair=self._pair, socket=socket.socket, AF_UNIX=socket.AF_UNIX)
        monkeypatch.setattr(module, "socket", sockets)
        monkeypatch.setattr(module, "subprocess", SimpleNamespace(Popen=self._started, DEVNULL=subprocess.DEVNULL))
        monkeypatch.setattr(module, "AGAIN_SECONDS", 0.001)
        monkeypatch.setattr(module, "LONGEST_AGAIN_SECONDS", 0.002)

    def _refused(self, call: str) -> None:
        if call == self._call and self.refusals and (number := self.refusals.pop(0)) is not None:
            raise OSError(number, os.strerror(number))

    def _pair(self) -> tuple[socket.socket, socket.socket]:
        self._refused("socketpair")
        return socket.socketpair()

    def _started(self, _words: list[str], *, pass_fds: tuple[int, int], **_how: Any) -> subprocess.Popen[bytes]:
        self._refused("Popen")
        self.senders.append(sender_link(socket.socket(fileno=os.dup(pass_fds[0]))))
        return subprocess.Popen(["sleep", "1000"])


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(LIMIT_SECONDS):
        while not true():  # noqa: ASYNC110 - a link says it
            await asyncio.sleep(0)


@pytest.mark.parametrize("call", ["socketpair", "Popen"])
@pytest.mark.parametrize("refused", [
    [errno.EAGAIN], [errno.ENOMEM] * 3, [errno.EMFILE, errno.ENFILE, errno.ENOENT, errno.EACCES, errno.EAGAIN],
], ids=["once", "three times", "for five reasons"])
def test_a_sender_is_back_when_there_is_room_again(
    monkeypatch: pytest.MonkeyPatch, call: str, refused: list[int]
) -> None:
    room = Room(monkeypatch, call, [None, *refused])
    said: list[str] = []

    async def run() -> None:
        with TemporaryDirectory(prefix="techno-") as folder:
            keeper = SenderKeeper("sequencer.sound", Path(folder) / "kit")
            keeper.on_lost = lambda why: said.append(f"lost {why}")
            keeper.on_ready = lambda: said.append("ready")
            keeper.launch()
            keeper.watch()
            room.senders[0].send(READY)
            await until(lambda: keeper.pid is not None)
            room.senders[0].send(Failed("unplugged"))
            room.senders[0].close()
            await until(lambda: len(room.senders) == 2)
            assert (keeper.at, keeper.pid) == (None, None)
            room.senders[1].send(READY)
            await until(lambda: keeper.pid is not None)
            room.senders[1].close()
            monkeypatch.setattr(module, "END_SECONDS", 0.0)
            await keeper.end()

    before = descriptors()
    asyncio.run(run())
    assert (said, room.refusals) == (["ready", "lost unplugged", "ready"], [])
    assert descriptors() == before


def test_a_sender_that_stands_still_is_replaced_but_not_when_it_was_the_daemon_that_did(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    room = Room(monkeypatch, "Popen", [])
    now = looks = 0.0

    def monotonic() -> float:
        nonlocal looks
        looks += 1
        return now

    async def pass_by(seconds: float) -> None:
        nonlocal now
        now += seconds
        seen = looks
        await until(lambda: looks >= seen + 2)

    async def run() -> None:
        with TemporaryDirectory(prefix="techno-") as folder:
            keeper = SenderKeeper("sequencer.sound", Path(folder) / "kit")
            keeper.launch()
            keeper.watch()
            room.senders[0].send(READY)
            await until(lambda: keeper.pid is not None)
            first = keeper._process
            assert first is not None
            await pass_by(1_000.0)
            for _ in range(3):
                await pass_by(0.9)
            assert first.poll() is None
            await pass_by(0.9)
            assert await asyncio.to_thread(first.wait) == -signal.SIGKILL
            room.senders[0].close()
            await until(lambda: len(room.senders) == 2)
            room.senders[1].close()
            monkeypatch.setattr(module, "END_SECONDS", 0.0)
            await keeper.end()

    monkeypatch.setattr(module, "LOOK_SECONDS", 0.0)
    monkeypatch.setattr(silence, "time", SimpleNamespace(monotonic=monotonic))
    asyncio.run(run())


def test_a_sender_some_of_whose_lines_went_unread_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    room = Room(monkeypatch, "Popen", [])
    said: list[str] = []

    async def run() -> None:
        with TemporaryDirectory(prefix="techno-") as folder:
            keeper = SenderKeeper("sequencer.sound", Path(folder) / "kit")
            keeper.on_lost = said.append
            keeper.launch()
            keeper.watch()
            room.senders[0].send(READY)
            room.senders[0]._end.send(b"nonsense\n")
            await until(lambda: keeper.pid is not None)
            first = keeper._process
            assert first is not None
            assert first.poll() is None
            room.senders[0]._end.send(b"lost 2\n")
            assert await asyncio.to_thread(first.wait) == -signal.SIGKILL
            room.senders[0].close()
            await until(lambda: len(room.senders) == 2)
            room.senders[1].close()
            monkeypatch.setattr(module, "END_SECONDS", 0.0)
            await keeper.end()

    asyncio.run(run())
    assert said[0] == "lines lost unread: 2"


@pytest.mark.parametrize("call", ["socketpair", "Popen"])
@pytest.mark.parametrize("number", [errno.EAGAIN, errno.ENOMEM, errno.EMFILE])
def test_a_first_sender_that_cannot_be_started_is_told_and_leaves_nothing_open(
    monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    Room(monkeypatch, call, [number])
    before = descriptors()
    with TemporaryDirectory(prefix="techno-") as folder:
        keeper = SenderKeeper("sequencer.sound", Path(folder) / "kit")
        with pytest.raises(OSError, match=os.strerror(number)):
            keeper.launch()
        assert (keeper.at, keeper.pid) == (None, None)
        asyncio.run(keeper.end())
    assert descriptors() == before


def test_a_session_that_ends_while_there_is_no_room_starts_no_sender_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    room = Room(monkeypatch, "Popen", [None, *[errno.EAGAIN] * 1000])
    lost = asyncio.Event()

    async def run() -> None:
        with TemporaryDirectory(prefix="techno-") as folder:
            keeper = SenderKeeper("sequencer.sound", Path(folder) / "kit")
            keeper.on_lost = lambda _why: lost.set()
            keeper.launch()
            keeper.watch()
            room.senders[0].close()
            await asyncio.wait_for(lost.wait(), LIMIT_SECONDS)
            monkeypatch.setattr(module, "END_SECONDS", 0.0)
            await keeper.end()
            room.refusals.clear()
            await asyncio.sleep(0.01)  # the next try was due by then

    asyncio.run(run())
    assert len(room.senders) == 1
