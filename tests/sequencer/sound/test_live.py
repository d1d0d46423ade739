"""The live kit opens a device, tells its latency, plays what arrives and notices a dead device."""

from __future__ import annotations

import socket
import threading
import time
from array import array
from typing import TYPE_CHECKING, Any

import pytest

from engine.errors import SoundFailed
from sequencer.player.timed_output import SenderDoor, TimedOutput
from sequencer.sound import live
from sequencer.sound.live import LiveKit
from sequencer.wire.link import LinkClosed
from sequencer.wire.orders import SenderAt
from sequencer.wire.players_door import PlayersDoor
from sequencer.wire.timed import Ahead, Beat, Cancel, Failed, Leave, Opened, owner_link, sender_link

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

RATE = 8000
PERIOD = 80
PERIOD_NS = PERIOD * 10**9 // RATE


class TestDevice:
    """A device with a thread of its own on the real clock; `ask` keeps it asking."""

    __test__ = False
    name = "test"
    rate = RATE

    def __init__(self) -> None:
        self.heard = array("f")
        self.ask = threading.Event()
        self.ask.set()
        self.closed = False
        self.buffered = 0
        """Periods that it asks for at once in the beginning."""
        self._end = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, fill: Callable[[int, int], array[float]]) -> None:
        self._thread = threading.Thread(target=self._run, args=(fill,), daemon=True)
        self._thread.start()

    def _run(self, fill: Callable[[int, int], array[float]]) -> None:
        for _ in range(self.buffered):
            self.heard.extend(fill(PERIOD, time.monotonic_ns()))
        next_ns = time.monotonic_ns()
        while not self._end.is_set():
            if self.ask.is_set():
                self.heard.extend(fill(PERIOD, time.monotonic_ns()))
            next_ns += PERIOD_NS
            self._end.wait(max(0.0, (next_ns - time.monotonic_ns()) / 1e9))

    def close(self) -> None:
        self._end.set()
        self.closed = True
        if self._thread is not None:
            self._thread.join(5)


class Owner:
    """A live kit in a thread, and the end of its link that a player would hold."""

    def __init__(self, folder: Path) -> None:
        here, there = socket.socketpair()
        self.device = TestDevice()
        self.link = owner_link(here)
        self.door = socket.socket(socket.AF_UNIX)
        self.path = str(folder / "door")
        self.door.bind(self.path)
        self.door.listen()
        self.live = LiveKit(self.device, sender_link(there), PlayersDoor(self.door))
        self.there = there
        self.alive: list[bool] = []
        self.playing: threading.Thread | None = None
        self.said: list[Any] = []

    def open(self) -> Opened:
        self.live.open((36, 37, 49))
        self.playing = threading.Thread(target=lambda: self.alive.append(self.live.run()), daemon=True)
        self.playing.start()
        opened: Opened = self.wait_for(Opened)
        return opened

    def wait_for(self, kind: type[Any]) -> Any:
        def found() -> list[Any]:
            self.said.extend(self.link.receive())
            return [message for message in self.said if isinstance(message, kind)]

        self.until(found)
        return found()[-1]

    def until(self, fact: Callable[[], object]) -> None:
        waited = threading.Event()
        for _ in range(3000):
            if fact():
                return
            waited.wait(0.01)
        pytest.fail("waited 30 s")


@pytest.fixture
def owner(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Owner]:
    monkeypatch.setattr(live, "BEAT_NS", 50_000_000)
    found = Owner(tmp_path)
    yield found
    found.link.close()
    if found.playing is not None:
        found.playing.join(5)
    found.live.close()
    found.there.close()
    found.door.close()


def test_it_says_what_it_plays_to_how_far_ahead_it_wants_messages_and_its_latency(owner: Owner) -> None:
    opened = owner.open()
    assert (opened.name, opened.rate, opened.period_frames) == ("test", RATE, PERIOD)
    assert opened.lead_ns >= PERIOD_NS + 20_000_000
    assert opened.latency_ns >= PERIOD_NS


def test_what_a_device_buffers_is_in_its_latency(owner: Owner) -> None:
    owner.device.buffered = 20
    assert owner.open().latency_ns >= 12 * PERIOD_NS  # filling the buffer takes a while on a busy machine


def test_it_plays_what_it_is_handed_and_its_clock_says_on_which_frame(owner: Owner) -> None:
    owner.open()
    deadline_ns = time.monotonic_ns() + 300_000_000
    owner.link.send(Ahead(deadline_ns, bytes((0x99, 37, 127))))
    owner.until(lambda: any(owner.device.heard))
    beat = owner.wait_for(Beat)
    onset = next(place for place, value in enumerate(owner.device.heard) if value)
    expected = beat.frame + (deadline_ns - beat.ns) * RATE / 1e9
    assert onset == pytest.approx(expected, abs=1.5 * PERIOD)
    assert beat.cpu_ns > 0


def test_a_player_hands_hits_over_at_the_door_and_one_that_dies_is_silenced(owner: Owner) -> None:
    owner.open()
    door = SenderDoor(owner.path)
    player = TimedOutput(door, 1, SenderAt(owner.path, 0), time.monotonic_ns, kind="kit")
    player.open("built-in kit")
    player.send(bytes((0x99, 49, 127)))
    owner.until(lambda: any(owner.device.heard))
    door.close()
    owner.until(lambda: len(owner.device.heard) > RATE // 100 and not any(owner.device.heard[-RATE // 100:]))


def test_an_output_that_is_led_nowhere_is_silent(owner: Owner) -> None:
    owner.open()
    door = SenderDoor(owner.path)
    player = TimedOutput(door, 1, SenderAt(owner.path, 0), time.monotonic_ns, kind="kit")
    player.open("built-in kit")
    player.send(bytes((0x99, 49, 127)))
    owner.until(lambda: any(owner.device.heard))
    player.open(None)
    owner.until(lambda: not any(owner.device.heard[-RATE // 100:]))
    door.close()


def test_a_garbled_line_is_passed_over_and_leave_ends_it(owner: Owner) -> None:
    owner.open()
    owner.link._end.send(b"nonsense\n")
    owner.link.send(Cancel())
    owner.link.send(Leave())
    owner.until(lambda: owner.alive)
    assert owner.alive == [True]
    owner.live.close()
    assert owner.device.closed


def test_a_broken_link_ends_it(owner: Owner) -> None:
    owner.open()
    owner.link.close()
    owner.until(lambda: owner.alive)
    assert owner.alive == [True]


def test_a_device_that_stops_asking_is_said_to_be_dead(owner: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "DEAD_NS", 200_000_000)
    owner.device.ask.clear()
    with pytest.raises(SoundFailed, match="asks for nothing"):
        owner.live.open((36, 37, 49))
    owner.device.ask.set()
    monkeypatch.setattr(live, "DEAD_NS", 10**9)
    threading.Thread(target=lambda: owner.alive.append(owner.live.run()), daemon=True).start()
    owner.wait_for(Beat)
    owner.device.ask.clear()
    assert "asked for nothing" in owner.wait_for(Failed).reason
    owner.until(lambda: owner.alive)
    assert owner.alive == [False]


def test_nobody_to_tell_that_it_is_open_is_a_broken_link(owner: Owner) -> None:
    owner.link.close()
    with pytest.raises(LinkClosed):
        owner.live.open((36, 37, 49))
