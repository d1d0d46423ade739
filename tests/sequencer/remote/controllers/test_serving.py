"""A controller steers a session and shows it; it may come and go, and learns what it is asked to."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from engine.commands import Set
from engine.control import Struck
from engine.errors import TechnoError
from sequencer.remote.controllers import mapping as mappings
from sequencer.remote.controllers import serving
from sequencer.remote.controllers.mapping import Binding, Mapping, mapping_for, save
from sequencer.remote.controllers.serving import Controllers
from sequencer.remote.hub import Hub
from sequencer.wire.client import SocketSession
from tests.sequencer.door import Door

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from engine.control import SessionControl


class Thing:
    """A controller without wires."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self.heard: deque[tuple[int, bytes]] = deque()
        self.gone = False
        self.sent: list[bytes] = []
        self.port = "Thing:out"
        self.closed = False
        self._wake = wake

    def connect(self) -> str:
        return self.port

    def send(self, messages: list[bytes]) -> None:
        self.sent.extend(messages)

    def close(self) -> None:
        self.closed = True

    def move(self, *messages: bytes) -> None:
        """Send as a hand makes it."""
        self.heard.extend((0, message) for message in messages)
        self._wake()


@pytest.fixture(autouse=True)
def quick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mappings, "user_data_folder", lambda: tmp_path)
    monkeypatch.setattr(serving, "LOOK_SECONDS", 0.01)


async def until(what: Callable[[], object]) -> None:
    """Wait until something is true."""
    while not what():  # noqa: ASYNC110 - a fact of another thread or task, which sets no event
        await asyncio.sleep(0.001)


async def energy_is(session: SessionControl, wanted: float) -> None:
    """Wait until the energy is there."""
    while abs((await session.state()).config.energy - wanted) > 0.01:  # noqa: ASYNC110 - likewise
        await asyncio.sleep(0.001)


def with_thing(
    tmp_path: Path, play: Callable[[list[Thing], Controllers, SessionControl], Awaitable[None]], said: list[str]
) -> None:
    """Play a scene between a controller and a session."""
    path, things = tmp_path / "s", list[Thing]()

    async def to_session() -> SocketSession:
        return SocketSession(*await asyncio.open_unix_connection(str(path)))

    def opened(wake: Callable[[], None]) -> Thing:
        things.append(Thing(wake))
        return things[-1]

    async def scene(session: SessionControl, _played: object) -> None:
        front = Controllers(Hub(to_session), opened, said.append)
        running = asyncio.create_task(front.run())
        try:
            await until(lambda: said)
            await play(things, front, session)
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError, BaseExceptionGroup):
                await running
        assert things[-1].closed
    Door(path).run(scene)


def test_a_knob_moves_a_parameter_and_a_lamp_follows_another_hand(tmp_path: Path) -> None:
    save(Mapping("Thing", (
        Binding("cc", 1, 16, "/techno/energy", "absolute"), Binding("note", 1, 36, "/techno/mute/clap", "switch"),
    )))

    async def play(things: list[Thing], _front: Controllers, session: SessionControl) -> None:
        (thing,) = things
        await until(lambda: b"\xb0\x10\x7f" in thing.sent)  # energy is 1
        thing.move(b"\xb0\x10\x7f", b"\xb0\x10\x40")
        await energy_is(session, 0.504)
        thing.move(b"\x90\x24\x40")
        await until(lambda: b"\x90\x24\x7f" in thing.sent)
        await session.submit(Set("energy", 0.0))
        await until(lambda: b"\xb0\x10\x00" in thing.sent)
    with_thing(tmp_path, play, [])


def test_a_control_is_learned_kept_and_forgotten(tmp_path: Path) -> None:
    said: list[str] = []

    async def play(things: list[Thing], front: Controllers, session: SessionControl) -> None:
        state = await session.state()
        assert "move the control" in (await front.answer(["hat_c.swing_percent"], state))[0]
        assert "learning /techno/knob/hat_c/swing_percent" in (await front.answer([], state))[-1]
        things[0].move(b"\xb0\x15\x10")
        await until(lambda: any("moves /techno/knob/hat_c/swing_percent now" in line for line in said))
        assert mapping_for("Thing").bindings == (Binding("cc", 1, 21, "/techno/knob/hat_c/swing_percent", "absolute"),)
        await front.answer(["off"], state)
        assert await front.answer([], state) == [
            "Thing:out", "1. CC 21 on channel 1: /techno/knob/hat_c/swing_percent (absolute)",
        ]
        await front.answer(["forget", "1"], state)
        assert mapping_for("Thing").bindings == ()
    with_thing(tmp_path, play, said)


def test_what_is_learned_works_though_it_cannot_be_kept(tmp_path: Path) -> None:
    (tmp_path / "controllers").write_text("no folder")
    said: list[str] = []

    async def play(things: list[Thing], front: Controllers, session: SessionControl) -> None:
        await front.answer(["energy"], await session.state())
        things[0].move(b"\xb0\x15\x7f", b"\xb0\x15\x40")
        await until(lambda: any("it cannot be kept" in line for line in said))
        await front.answer(["off"], await session.state())
        things[0].move(b"\xb0\x15\x7f", b"\xb0\x15\x40")
        await energy_is(session, 0.504)
    with_thing(tmp_path, play, said)


@pytest.mark.parametrize("words", [
    ["nonsense"], ["mute"], ["mute", "nobody"], ["forget", "1"], ["forget", "x"], ["hat_c.velocity"],
])
def test_what_cannot_be_learned_is_refused_with_what_can(tmp_path: Path, words: list[str]) -> None:
    async def play(_things: list[Thing], front: Controllers, session: SessionControl) -> None:
        with pytest.raises(TechnoError):
            await front.answer(words, await session.state())
    with_thing(tmp_path, play, [])


def test_a_mapping_that_cannot_be_read_ends_the_front_with_the_words_of_its_fault(tmp_path: Path) -> None:
    (tmp_path / "controllers").mkdir()
    (tmp_path / "controllers" / "other.json").write_text("{}")

    async def nowhere() -> SocketSession:
        await asyncio.Event().wait()
        raise AssertionError

    front = Controllers(Hub(nowhere), Thing, lambda _line: None)
    with pytest.raises(TechnoError, match=r"other\.json is no mapping: .*; mend it or take it away"):
        asyncio.run(front.run())


def test_what_a_hand_held_is_picked_up_anew_on_a_device_that_comes_back(tmp_path: Path) -> None:
    said: list[str] = []
    save(Mapping("Thing", (Binding("cc", 1, 16, "/techno/energy", "absolute"),)))

    async def play(things: list[Thing], front: Controllers, session: SessionControl) -> None:
        (thing,) = things
        await until(lambda: b"\xb0\x10\x7f" in thing.sent)  # energy is 1
        thing.move(b"\xb0\x10\x7f", b"\xb0\x10\x40")
        await energy_is(session, 0.504)
        await front.answer(["bpm"], await session.state())
        thing.port = ""
        await until(lambda: "the controller is gone; it is looked for" in said)
        thing.sent.clear()
        thing.port = "Thing:out"
        await until(lambda: b"\xb0\x10\x40" in thing.sent)  # motors are sent where it stands
        assert [line for line in await front.answer([], await session.state()) if "learning" in line] == []
        thing.move(b"\xb0\x10\x00")
        await until(lambda: not thing.heard)
        await session.submit(Set("bpm", 131.0))
        assert (await session.state()).config.energy == pytest.approx(0.504, abs=0.01)
    with_thing(tmp_path, play, said)


def test_a_device_that_goes_and_comes_back_is_taken_back_with_its_lamps(tmp_path: Path) -> None:
    said: list[str] = []
    save(Mapping("Thing", (Binding("cc", 1, 16, "/techno/energy", "absolute"),)))

    async def play(things: list[Thing], front: Controllers, session: SessionControl) -> None:
        await until(lambda: things[0].sent)
        things[0].port = ""
        await until(lambda: "the controller is gone; it is looked for" in said)
        with pytest.raises(TechnoError, match="no controller is connected"):
            await front.answer(["energy"], await session.state())
        things[0].sent.clear()
        things[0].port = "Thing:out"
        await until(lambda: things[0].sent)
        things[0].gone = True
        await until(lambda: len(things) > 1 and things[1].sent)
        assert things[0].closed
    with_thing(tmp_path, play, said)


def test_a_flood_of_moves_stays_within_what_the_session_takes(tmp_path: Path) -> None:
    said: list[str] = []
    save(Mapping("Thing", (Binding("cc", 1, 16, "/techno/energy", "absolute", pickup=False),)))

    async def play(things: list[Thing], _front: Controllers, session: SessionControl) -> None:
        for value in range(20_000):
            things[0].heard.append((0, bytes((0xB0, 16, value % 128))))
        things[0].move(b"\xb0\x10\x20")
        await energy_is(session, 32 / 127)
        assert not [line for line in said if "wait" in line]
    with_thing(tmp_path, play, said)


def test_a_pad_plays_its_layer_and_one_that_cannot_sound_is_said(tmp_path: Path) -> None:
    said: list[str] = []
    save(Mapping("Thing", (
        Binding("note", 10, 36, "/techno/strike/clap", "pad"),
        Binding("note", 10, 37, "/techno/strike/kick/step", "pad"),
        Binding("note", 10, 38, "/techno/strike/gong", "pad"),
    )))

    async def play(things: list[Thing], _front: Controllers, session: SessionControl) -> None:
        await session.transport("play")
        hits = session.subscribe()
        things[0].move(b"\x99\x24\x5d", b"\x89\x24\x00", b"\x99\x25\x21", b"\x99\x26\x40")
        found: set[tuple[str, int]] = set()
        async for notice in hits:
            if isinstance(notice, Struck):
                found |= {(event.layer, event.velocity) for event in notice.bar.events}
            if ("clap", 93) in found:
                break
        await until(lambda: any("there is no layer gong" in line for line in said))
    with_thing(tmp_path, play, said)
