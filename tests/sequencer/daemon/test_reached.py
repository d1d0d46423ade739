"""A session whose runtime folder, socket or lock is taken away is reached again, or says why not."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import platformdirs
import pytest

from sequencer.daemon.reached import Reached
from sequencer.daemon.server import Server
from sequencer.wire.client import SocketSession
from sequencer.wire.runtime_folder import Noted, SessionLock, SessionRuns, runtime_folder, socket_path
from tests.sequencer.door import Played

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator


@pytest.fixture(autouse=True)
def runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with TemporaryDirectory(prefix="techno-") as name:  # a socket's path may not be as long as a test's name
        monkeypatch.setattr(platformdirs, "user_runtime_path", lambda app: Path(name) / app)
        yield Path(name)


def watched(scene: Callable[[Reached, SessionLock, list[str]], Awaitable[None]]) -> None:
    """Serve a stopped session for a scene that takes away what it is reached by."""
    async def run() -> None:
        played, logged = Played(), list[str]()
        turning = asyncio.create_task(played.turn())
        lock = SessionLock("main")
        lock.note(Noted(1, "here"))
        server = Server(played.live, logged.append)
        await server.start(socket_path("main"))
        try:
            await scene(Reached(server, lock, logged.append), lock, logged)
        finally:
            await server.close()
            lock.release()
            turning.cancel()
            await asyncio.gather(turning, return_exceptions=True)
            played.live.close()
            played.close()
    asyncio.run(run())


async def answers() -> bool:
    session = await SocketSession.open("main")
    found = await session.snapshot()
    await session.close()
    return not found.playing


@pytest.mark.parametrize("gone", ["folder", "parent", "socket", "lock"])
def test_what_is_taken_away_is_put_back_and_said_and_who_is_connected_stays(runtime: Path, gone: str) -> None:
    async def scene(reached: Reached, lock: SessionLock, logged: list[str]) -> None:
        session = await SocketSession.open("main")
        assert await reached.look()
        assert logged == []
        folder = runtime_folder()
        if gone in {"folder", "parent"}:
            shutil.rmtree(folder if gone == "folder" else runtime)
        else:
            (folder / ("main.sock" if gone == "socket" else "main.lock")).unlink()
        assert await reached.look()
        assert logged == ["the session's socket was removed; it is there again"]
        assert await answers()
        assert not (await session.snapshot()).playing
        await session.close()
        with pytest.raises(SessionRuns):
            SessionLock("main")
        assert (runtime_folder() / "main.lock").read_text(encoding="utf-8") == '{"pid": 1, "recording": "here"}'
        assert lock.holds()
    watched(scene)


def test_another_session_that_has_taken_the_name_keeps_it(runtime: Path) -> None:
    async def scene(reached: Reached, lock: SessionLock, logged: list[str]) -> None:
        shutil.rmtree(runtime / "techno-rhythm-engine")
        other = SessionLock("main")
        socket_path("main").touch()
        assert not await reached.look()
        assert len(logged) == 1
        assert logged[0].startswith("another session has taken the name main; this one ends with kill ")
        assert not lock.holds()
        assert socket_path("main").exists()
        assert other.holds()
    watched(scene)
    assert (runtime / "techno-rhythm-engine" / "main.sock").exists()  # the other's, when ours has ended


def test_a_folder_that_cannot_be_made_again_is_told_once_and_tried_again(runtime: Path) -> None:
    async def scene(reached: Reached, _lock: SessionLock, logged: list[str]) -> None:
        folder = runtime / "techno-rhythm-engine"
        shutil.rmtree(folder)
        folder.touch()
        assert await reached.look()
        assert await reached.look()
        assert len(logged) == 1
        assert logged[0].startswith("the session cannot be reached (")
        folder.unlink()
        assert await reached.look()
        assert logged[1:] == ["the session's socket was removed; it is there again"]
        assert await answers()
    watched(scene)
