"""Two sessions, each in a network of its own with a cable between, agree on their bar lines whatever happens."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from bisect import bisect
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import pytest

from engine.commands import Tempo
from engine.control import Composed
from sequencer.wire.client import SocketSession
from tests.system.rooms import NoRoom, Room
from tests.system.sessions import Sessions, until
from tests.system.test_link import NEAR_MS, plays, source_of, started, synced
from tests.thorough import SOAK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a network of one's own is Linux's")

SECONDS: Final = 300.0 if SOAK else 24.0
APART_MS: Final = 1.0 if SOAK else NEAR_MS
SAME_BPM: Final = 0.02


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Sessions, Sessions]]:
    rooms: list[Room] = []
    try:
        rooms.append(Room())
        rooms.append(Room(rooms[0]))
        rooms[0].lay_cable(rooms[1])
    except NoRoom as error:
        for room in rooms:
            room.close()
        pytest.skip(str(error))
    both = (Sessions(tmp_path, JACK_DEFAULT_SERVER="none"), Sessions(tmp_path, JACK_DEFAULT_SERVER="none"))
    for sessions, room in zip(both, rooms, strict=True):
        sessions.inside = room.inside
    try:
        yield both
    finally:
        for sessions in both:
            sessions.close()
        for room in rooms:
            room.close()


async def opened(sessions: Sessions, monkeypatch: pytest.MonkeyPatch) -> SocketSession:
    monkeypatch.setenv("XDG_RUNTIME_DIR", sessions.environment["XDG_RUNTIME_DIR"])
    return await SocketSession.open()


async def lines(session: SocketSession, found: list[tuple[int, float]]) -> None:
    """Keep the moment and the tempo of every bar."""
    async for notice in session.subscribe():
        found += [(notice.start_ns, notice.bar.bpm)] if isinstance(notice, Composed) else []


def apart_ms(one: list[tuple[int, float]], other: list[tuple[int, float]]) -> list[float]:
    """Return how far each bar line is from the other's nearest, where neither has changed its tempo just now."""
    moments = [ns for ns, _ in other]
    found = []
    for (_, before), (ns, bpm) in pairwise(one):
        place = bisect(moments, ns)
        for at in (place - 1, place):
            if 1 <= at < len(other) and abs(other[at][0] - ns) < 30e9 / bpm:
                steady = max(abs(bpm - tempo) for tempo in (before, other[at][1], other[at - 1][1])) < SAME_BPM
                found += [abs(other[at][0] - ns) / 1e6] if steady else []
    return found


async def wait_for(what: Callable[[], bool], why: str) -> None:
    await asyncio.to_thread(until, what, why, 60.0)


@pytest.mark.timeout(480)
def test_two_sessions_agree_on_their_bar_lines_through_changes_by_either_a_kill_and_stops(
    pair: tuple[Sessions, Sessions], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = pair
    started(first, "main", "--bpm", "128")
    started(second, "main", "--bpm", "100")
    found: tuple[list[tuple[int, float]], ...] = ([], [])

    async def scene() -> None:
        doors = [await opened(sessions, monkeypatch) for sessions in pair]
        readers = [asyncio.create_task(lines(door, into)) for door, into in zip(doors, found, strict=True)]
        one, two = doors

        async def goes_on() -> None:
            await asyncio.sleep(SECONDS / 6)

        def met() -> bool:
            return all(synced(sessions, "main").get("peers") == 1 for sessions in pair)

        await wait_for(met, "they have met")
        await goes_on()
        await one.submit(Tempo(137.0))
        await goes_on()
        await two.submit(Tempo(124.0))
        await goes_on()
        os.kill(source_of(first), signal.SIGKILL)
        await wait_for(lambda: synced(first, "main")["state"] == "lost", "one is lost")
        await wait_for(met, "it is back")
        await goes_on()
        await one.transport("stop")
        await wait_for(lambda: not plays(second, "main"), "one stops both")
        await two.transport("play")
        await wait_for(lambda: plays(first, "main"), "two starts both")
        await goes_on()
        await two.transport("stop")
        await wait_for(lambda: not plays(first, "main"), "two stops both")
        await one.transport("play")
        await wait_for(lambda: plays(second, "main"), "one starts both")
        await goes_on()
        for reader in readers:
            reader.cancel()
        for door in doors:
            await door.close()

    asyncio.run(scene())
    apart = sorted(apart_ms(*found))
    said = f"{len(apart)} bar lines, apart: median {apart[len(apart) // 2]:.4f} ms, largest {apart[-1]:.4f} ms"
    sys.stdout.write(said)  # shown by pytest -s
    assert len(apart) > SECONDS / 6, said
    assert apart[-1] <= APART_MS, said
    assert {bpm for bars in found for _, bpm in bars[-3:]} == {124.0}
