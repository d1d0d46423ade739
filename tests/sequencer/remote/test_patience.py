"""A connection that says nothing is closed; one that has asked stays."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("uvicorn", reason="the extra `web` is not installed")
pytest.importorskip("websockets", reason="the extra `web` is not installed")

from sequencer.remote import patience
from tests.sequencer.remote.test_web import until, with_site

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sequencer.remote.test_web import Site


@pytest.mark.parametrize("said", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: x\r\n"])
def test_who_does_not_ask_is_sent_away_and_who_is_in_stays(
    said: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(patience, "PATIENCE_SECONDS", 1.5)

    async def play(site: Site) -> None:
        cookie = site.guests.enter(site.guests.token)
        assert cookie is not None
        async with site.live(cookie) as screen:
            reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
            writer.write(said)
            assert await reader.read() == b""  # its time is over, and with it that of the screen, had it been silent
            writer.close()
            await screen.send('["/techno/energy", 0.5]')
            await until(screen, "/techno/energy", 0.5)
    with_site(tmp_path, play)
