"""One front answers another in words, serves a session alone, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import stat
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import platformdirs
import pytest

from engine.errors import TechnoError
from sequencer.wire.side_door import MAX_BYTES, NobodyThere, ask_side, side_door, side_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FRONT = "controllers"


@pytest.fixture(autouse=True)
def runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with TemporaryDirectory(prefix="techno-") as name:  # a socket's path may not be as long as a test's name
        monkeypatch.setattr(platformdirs, "user_runtime_path", lambda app: Path(name) / app)
        yield


async def answer(words: Sequence[str]) -> list[str]:
    if words[:1] == ["no"]:
        raise TechnoError("there is no such knob")
    return [f"{len(words)} words", *words]


async def said(line: bytes) -> bytes:
    """Return all that the front says to some bytes, till it hangs up."""
    reader, writer = await asyncio.open_unix_connection(str(side_path("main", FRONT)))
    writer.write(line)
    writer.write_eof()
    try:
        return await reader.read()
    finally:
        writer.close()


def test_words_are_answered_in_lines_and_a_refusal_is_raised_again() -> None:
    async def talk() -> None:
        async with side_door("main", FRONT, answer):
            assert await ask_side("main", FRONT, ("knob", "1")) == ["2 words", "knob", "1"]
            with pytest.raises(TechnoError, match=r"^there is no such knob$"):
                await ask_side("main", FRONT, ("no",))

    asyncio.run(talk())


def test_the_socket_lies_beside_the_sessions_for_us_alone_and_goes_with_the_front() -> None:
    async def look() -> None:
        async with side_door("friday", FRONT, answer):
            path = side_path("friday", FRONT)
            assert path.name == "friday.controllers.sock"
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert [left.name for left in path.parent.iterdir()] == ["friday.controllers.lock"]
        assert not path.with_suffix(".lock").stat().st_size
        with pytest.raises(NobodyThere, match="start it with techno controllers --name friday"):
            await ask_side("friday", FRONT, ())

    asyncio.run(look())


def test_a_socket_that_was_taken_away_meanwhile_is_no_fault() -> None:
    async def lose() -> None:
        async with side_door("main", FRONT, answer):
            side_path("main", FRONT).unlink()

    asyncio.run(lose())


def test_a_second_front_is_turned_away_and_the_socket_of_a_dead_one_is_taken_over() -> None:
    async def compete() -> None:
        side_path("main", FRONT).touch()
        async with side_door("main", FRONT, answer):
            with pytest.raises(TechnoError, match=r"^techno controllers runs already for session main$"):
                await side_door("main", FRONT, answer).__aenter__()
            assert await ask_side("main", FRONT, ("still", "here")) == ["2 words", "still", "here"]

    asyncio.run(compete())


def test_of_fronts_that_start_at_once_one_serves_and_the_others_are_turned_away() -> None:
    async def compete() -> None:
        doors = [side_door("main", FRONT, answer) for _ in range(8)]
        found = await asyncio.gather(*(door.__aenter__() for door in doors), return_exceptions=True)
        assert sorted(str(one) for one in found) == ["None", *["techno controllers runs already for session main"] * 7]
        assert await ask_side("main", FRONT, ("one", "serves")) == ["2 words", "one", "serves"]
        await doors[found.index(None)].__aexit__(None, None, None)

    asyncio.run(compete())


def test_what_is_no_line_of_words_gets_no_answer_and_the_next_one_does() -> None:
    async def talk() -> None:
        async with side_door("main", FRONT, answer):
            for nonsense in (b"", b"knob 1\n", b'{"knob":1}\n', b'["knob",1]\n', b'["a"' + b',"a"' * 16 + b"]\n"):
                assert await said(nonsense) == b""
            assert await said(b'["a"' + b',"a"' * 15 + b"]\n")
            most = MAX_BYTES - len('[""]')
            assert (await said(b'["' + b"x" * most + b'"]\n')).startswith(b'{"lines"')
            assert await said(b'["' + b"x" * (most + 1) + b'"]\n') == b""

    asyncio.run(talk())
    assert MAX_BYTES == 65_536


def test_a_front_that_ends_before_it_answers_has_ended() -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.close()

    async def ask() -> None:
        server = await asyncio.start_unix_server(hang_up, str(side_path("main", FRONT)))
        with pytest.raises(TechnoError, match="techno controllers has ended"):
            await ask_side("main", FRONT, ("knob",))
        server.close()

    asyncio.run(ask())
