"""The door finds its session again."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from engine.commands import Mute
from sequencer.console import steady
from sequencer.console.steady import SteadySession
from sequencer.console.steering import Steering, plain_voice
from sequencer.daemon.server import Server
from sequencer.wire.client import SessionUnreachable, SocketSession
from tests.sequencer.console.performer import Leavable
from tests.sequencer.door import Door

if TYPE_CHECKING:
    from pathlib import Path

    from engine.control import SessionControl
    from sequencer.console.steady import Connection
    from tests.sequencer.door import Played


def test_a_lost_session_is_found_again_and_heard_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steady, "RETRY_SECONDS", 0.0)
    links: list[str] = []
    path = tmp_path / "s"

    async def connect() -> SocketSession:
        try:
            return SocketSession(*await asyncio.open_unix_connection(str(path)))
        except OSError as error:
            raise SessionUnreachable("none") from error

    async def scene(session: SessionControl, played: Played) -> None:
        found = SteadySession(connect, links.append)
        heard = found.subscribe()
        running = asyncio.create_task(found.run())
        with pytest.raises(SessionUnreachable, match="it is looked for again"):
            await found.snapshot()
        for _ in range(2):
            server = Server(played.live, lambda _: None)
            await server.start(path)
            while links[-1:] != ["here"]:  # noqa: ASYNC110 - a list is no event
                await asyncio.sleep(0)
            assert (await found.snapshot()).config == "mine"
            assert (await found.state()).bar == (await session.state()).bar
            outcome = await found.submit(Mute("kick"))
            notice = await anext(heard)
            assert notice.kind == "outcomes"
            assert outcome.status == "applied"
            await server.close()
            path.unlink(missing_ok=True)  # Python 3.13 does it by itself
            while links[-1:] != ["gone"]:  # noqa: ASYNC110 - a list of what was heard, which sets no event
                await asyncio.sleep(0)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    Door(None).run(scene)
    assert links == ["here", "gone", "here", "gone"]


@pytest.mark.parametrize("there", [True, False])
def test_what_is_asked_before_the_first_connection_waits_until_it_is_made_or_fails(there: bool) -> None:
    async def scene(session: SessionControl, _played: Played) -> None:
        tried = asyncio.Event()

        async def connect() -> Connection:
            await tried.wait()
            if not there:
                raise SessionUnreachable("none")
            return Leavable(session)

        links: list[str] = []
        found = SteadySession(connect, links.append)
        running = asyncio.create_task(found.run())
        await asyncio.sleep(0)
        asked = asyncio.create_task(found.submit(Mute("kick")))
        for _ in range(20):
            await asyncio.sleep(0)
        assert not asked.done()
        tried.set()
        if there:
            assert (await asked).status == "applied"
        else:
            with pytest.raises(SessionUnreachable, match="it is looked for again"):
                await asked
        assert links == (["here"] if there else ["gone"])
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    Door(None).run(scene)


@pytest.mark.parametrize("line", [":quit", ":detach"])
def test_a_console_without_a_session_can_be_left(line: str) -> None:
    async def nobody() -> Connection:
        raise SessionUnreachable("nobody")
    said: list[str] = []

    async def confirm(_question: str) -> bool:
        raise AssertionError("there is no session to end")

    async def scene() -> Steering:
        client = Steering(SteadySession(nobody, lambda _: None), plain_voice(said.append, confirm))
        await client.line(":bpm 140")
        assert not client.done
        await client.line(line)
        return client
    assert asyncio.run(scene()).done
    assert said[-1] == "the console closes; no session answers"
