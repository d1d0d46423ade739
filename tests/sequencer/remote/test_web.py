"""A browser steers a session and follows it over real HTTP and a real WebSocket; nobody else gets in."""

from __future__ import annotations

import asyncio
import json
import random
import re
import socket
import struct
from contextlib import suppress
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("uvicorn", reason="the extra `web` is not installed, or does not load", exc_type=ImportError)
pytest.importorskip("websockets", reason="the extra `web` is not installed, or does not load", exc_type=ImportError)

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from engine.commands import Set
from sequencer.remote.guests import COOKIE, Guests
from sequencer.remote.hub import Hub
from sequencer.remote.web import MAX_MESSAGE_BYTES, MAX_SCREENS, NotUnderstood, Remote, read_message, serve
from sequencer.wire.client import SocketSession
from tests.sequencer.door import Door

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from websockets.asyncio.client import ClientConnection

    from engine.control import SessionControl


class Site:
    """The page of a session, as a browser sees it."""

    def __init__(self, port: int, guests: Guests, session: SessionControl) -> None:
        self.host = f"127.0.0.1:{port}"
        self.port = port
        self.guests = guests
        self.session = session

    async def ask(self, request: str, *headers: str, body: str = "", host: str = "") -> str:
        """Send a request and return the whole answer."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        length = f"Content-Length: {len(body)}"
        lines = (f"{request} HTTP/1.1", f"Host: {host or self.host}", "Connection: close", length)
        writer.write(("\r\n".join([*lines, *headers]) + "\r\n\r\n" + body).encode())
        answer = (await reader.read()).decode()
        writer.close()
        return answer

    async def enter(self, token: str | None = None, origin: str | None = None) -> str:
        """Hand a token over; return the answer."""
        here = f"Origin: http://{self.host}" if origin is None else f"Origin: {origin}"
        return await self.ask("POST /enter", here, body=self.guests.token if token is None else token)

    async def cookie(self) -> str:
        """Come in; return the cookie."""
        (found,) = re.findall(rf"{COOKIE}=([^;]+)", await self.enter())
        return str(found)

    def live(self, cookie: str = "", origin: str | None = None) -> connect:
        """Open the WebSocket."""
        return connect(
            f"ws://{self.host}/live", origin=f"http://{self.host}" if origin is None else origin,  # type: ignore[arg-type]  # a str is one
            additional_headers={"Cookie": f"{COOKIE}={cookie}"}, proxy=None,
        )


MARKED = 9
"""The hostile message that is a wish like any other: its text is made harmless."""


async def until(screen: ClientConnection, address: str, *values: object) -> list[Any]:
    """Wait until an address is told, with some values if given."""
    while True:
        told = json.loads(await screen.recv())
        if address in told and (not values or told[address] == list(values)):
            found = told[address]
            assert isinstance(found, list)
            return found


def with_site(tmp_path: Path, play: Callable[[Site], Awaitable[None]]) -> None:
    """Play a scene with the page of a session."""
    path = tmp_path / "s"

    async def to_session() -> SocketSession:
        return SocketSession(*await asyncio.open_unix_connection(str(path)))

    async def scene(session: SessionControl, _played: object) -> None:
        guests, hub = Guests(), Hub(to_session)
        listening = socket.create_server(("127.0.0.1", 0))
        serving = asyncio.create_task(serve(Remote(hub, guests, {"127.0.0.1"}), hub, listening))
        try:
            await play(Site(listening.getsockname()[1], guests, session))
        finally:
            serving.cancel()
            with suppress(asyncio.CancelledError, BaseExceptionGroup):
                await serving
            listening.close()
    Door(path).run(scene)


def test_a_browser_steers_and_follows(tmp_path: Path) -> None:
    async def play(site: Site) -> None:
        async with site.live(await site.cookie()) as screen:
            await until(screen, "/techno/state/session", 1)
            await screen.send('["/techno/mute/clap", 1]')
            await until(screen, "/techno/mute/clap", 1)
            await site.session.submit(Set("energy", 0.25))
            await until(screen, "/techno/energy", 0.25)
    with_site(tmp_path, play)


def test_two_browsers_are_told_the_same(tmp_path: Path) -> None:
    async def play(site: Site) -> None:
        async with site.live(await site.cookie()) as one, site.live(await site.cookie()) as other:
            await one.send('["/techno/bpm", 140]')
            await until(one, "/techno/bpm", 140.0)
            await until(other, "/techno/bpm", 140.0)
    with_site(tmp_path, play)


def test_what_is_wrong_is_answered_to_who_asked(tmp_path: Path) -> None:
    async def play(site: Site) -> None:
        async with site.live(await site.cookie()) as screen:
            await screen.send('["/techno/energy", 7]')
            address, words = await until(screen, "/techno/error")
            assert address == "/techno/energy"
            assert "0..1" in words
    with_site(tmp_path, play)


def test_a_wrong_token_a_used_one_and_a_foreign_page_are_refused(tmp_path: Path) -> None:
    async def play(site: Site) -> None:
        token = site.guests.token
        assert " 403 " in await site.enter("wrong")
        assert " 403 " in await site.enter(token, origin="http://evil.example")
        assert " 403 " in await site.enter("x" * 100_000)
        assert " 200 " in await site.enter(token)
        assert " 403 " in await site.enter(token)
        cookie = await site.cookie()
        with pytest.raises(InvalidStatus):
            await site.live(cookie, origin="http://evil.example")
        for wrong in ("", "x", cookie[:-1]):
            async with site.live(wrong) as screen:
                with pytest.raises(ConnectionClosed) as closed:
                    await screen.recv()
                assert closed.value.rcvd is not None
                assert closed.value.rcvd.code == 4401
    with_site(tmp_path, play)


def test_a_name_that_was_made_to_point_here_is_not_answered(tmp_path: Path) -> None:
    async def play(site: Site) -> None:
        assert " 421 " in await site.ask("GET /", host="evil.example")
        assert " 421 " in await site.ask("GET /", host=f"evil.example:{site.port}")
        assert " 200 " in await site.ask("GET /")
    with_site(tmp_path, play)


def test_the_page_may_ask_nobody_else(tmp_path: Path) -> None:
    async def play(site: Site) -> None:
        for path in ("/", "/remote.js", "/remote.css"):
            answer = await site.ask(f"GET {path}")
            assert "default-src 'none'" in answer
            assert "frame-ancestors 'none'" in answer
        for path in ("/../web.py", "/guests.py", "/%2e%2e/web.py", "/live", "/page/remote.js"):
            assert " 404 " in await site.ask(f"GET {path}")
    with_site(tmp_path, play)
    for one in (files("sequencer.remote") / "page").iterdir():
        elsewhere = r"(?:src|href)=\"(?!remote|data:)[^\"]*|https?://|@import|url\("
        assert re.findall(elsewhere, one.read_text("utf-8")) == []


def test_two_hundred_hostile_messages_harm_nothing(tmp_path: Path) -> None:
    chance = random.Random(3)
    kinds: list[Callable[[], str]] = [
        lambda: "[" * 3000, lambda: "{}", lambda: "null", lambda: '["/techno/save", "x"]', lambda: '["/techno/quit"]',
        lambda: '["/techno/set/energy", 1e999]', lambda: '["/techno/set/energy", NaN]', lambda: f'["/x", {"9" * 400}]',
        lambda: json.dumps(["/techno/load", "../../etc/passwd"]), lambda: json.dumps(["/techno/mark", "\u202e\x1b[2J"]),
        lambda: "".join(map(chr, (chance.randrange(32, 1000) for _ in range(60)))),
        lambda: json.dumps(["/techno/" + "/".join("abc"), *range(16)]), lambda: json.dumps([["/techno/play"]]),
    ]

    async def play(site: Site) -> None:
        async with site.live(await site.cookie()) as screen:
            for number in range(200):
                await screen.send(kinds[number % len(kinds)]())
                answer = "/techno/outcome" if number % len(kinds) == MARKED else "/techno/error"
                assert await until(screen, answer)
            await screen.send('["/techno/energy", 0.5]')
            await until(screen, "/techno/energy", 0.5)
    with_site(tmp_path, play)


def test_a_message_that_is_too_long_or_no_text_ends_that_browser_only(tmp_path: Path) -> None:
    async def play(site: Site) -> None:
        cookie = await site.cookie()
        async with site.live(cookie) as well:
            for bad in ("x" * (MAX_MESSAGE_BYTES + 1), b"bytes"):
                async with site.live(cookie) as screen:
                    await screen.send(bad)
                    with pytest.raises(ConnectionClosed):
                        await until(screen, "/never")
            await well.send('["/techno/energy", 0.5]')
            await until(well, "/techno/energy", 0.5)
    with_site(tmp_path, play)


def test_garbage_writes_nothing_on_the_terminal(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def play(site: Site) -> None:
        cookie = await site.cookie()
        assert "400 Bad Request" in await site.ask("\x01 /")
        async with site.live(cookie) as screen:
            await screen.send(b"\xff\xfe", text=True)
            with pytest.raises(ConnectionClosed):
                await until(screen, "/never")
        silent = [await asyncio.open_connection("127.0.0.1", site.port) for _ in range(4 * MAX_SCREENS)]
        assert "503 Service Unavailable" in await site.ask("GET /")
        for _, writer in silent:
            writer.close()
    with_site(tmp_path, play)
    assert caplog.text == ""


def test_a_fault_of_the_page_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def play(site: Site) -> None:
        monkeypatch.setattr(site.guests, "enter", None)
        assert "500 Internal Server Error" in await site.enter("x")
    with_site(tmp_path, play)
    assert "Exception in ASGI application" in caplog.text


def test_only_so_many_screens_are_open(tmp_path: Path) -> None:
    async def play(site: Site) -> None:
        cookie = await site.cookie()
        screens = [await site.live(cookie) for _ in range(MAX_SCREENS)]
        for screen in screens:
            await until(screen, "/techno/state/session")
        async with site.live(cookie) as one_too_many:
            with pytest.raises(ConnectionClosed) as closed:
                await one_too_many.recv()
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 4429
        for screen in screens:
            await screen.close()
    with_site(tmp_path, play)


def test_a_browser_that_vanishes_is_let_go_in_silence(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def play(site: Site) -> None:
        cookie = await site.cookie()
        async with site.live(cookie) as stays:
            for _ in range(2 * MAX_SCREENS):  # a place that stayed taken would be missing in the end
                async with site.live(cookie) as screen:
                    await until(screen, "/techno/state/session", 1)
                    vanishing = screen.transport
                    vanishing.get_extra_info("socket").setsockopt(
                        socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
                    )
                    vanishing.abort()
            await stays.send('["/techno/energy", 0.5]')
            await until(stays, "/techno/energy", 0.5)
    with_site(tmp_path, play)
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize("text", [
    "", "x", "{}", "[]", "[1]", '[["/a"]]', '["/a", null]', '["/a", [1]]', '["/a", NaN]', '["/a", 1e999]',
    '["/a", ' + "9" * 400 + "]", "[" * 5000, json.dumps(["/a", *range(17)]),
])
def test_a_message_is_an_address_with_plain_arguments(text: str) -> None:
    with pytest.raises(NotUnderstood):
        read_message(text)
