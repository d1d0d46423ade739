"""What lacks a priority is asked for, once; what was refused, again a minute later; people are told what changes."""

from __future__ import annotations

import asyncio
import os
import sys

import pytest

from sequencer.daemon import priorities as module
from sequencer.daemon.priorities import AGAIN_LOOKS, Priorities
from sequencer.wire.priority import NotGranted

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="schedulers are Linux's")
PID = os.getpid()


class Giver:
    """Gives what it is told to."""

    name = "the giver"

    def __init__(self) -> None:
        self.asked: list[tuple[int, tuple[int, ...]]] = []
        self.refuses: NotGranted | None = None

    def give(self, pid: int, threads: tuple[int, ...]) -> str:
        self.asked.append((pid, threads))
        if self.refuses is not None:
            raise self.refuses
        return "rr 5"


class Room:
    """Priorities over one process of one thread."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.giver = Giver()
        self.said: list[str] = []
        self.running = {"player": PID}
        self.scheduler = "other"
        monkeypatch.setattr(module, "threads_of", lambda pid: (pid,))
        monkeypatch.setattr(module, "scheduler_of", lambda _: self.scheduler)
        self.priorities = Priorities(lambda: self.running, self.giver, self.said.append)

    def look(self, times: int = 1) -> None:
        for _ in range(times):
            asyncio.run(self.priorities.look())


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Room:
    return Room(monkeypatch)


def test_what_has_a_priority_of_its_own_is_not_asked_for(room: Room) -> None:
    room.scheduler = "fifo 50"
    room.look()
    assert room.giver.asked == []
    assert room.priorities.as_json("player") == {"scheduler": "fifo 50", "by": "the system"}
    assert room.priorities.as_json("kit") == {}


def test_what_lacks_one_is_asked_for_and_it_is_said_once_who_gave_it(room: Room) -> None:
    room.look()
    assert room.giver.asked == [(PID, (PID,))]
    assert room.priorities.as_json("player") == {"scheduler": "rr 5", "by": "the giver"}
    room.scheduler = "rr 5"
    room.look(3)
    assert len(room.giver.asked) == 1
    assert room.priorities.as_json("player") == {"scheduler": "rr 5", "by": "the giver"}
    room.scheduler = "other"  # it ran too long, and lost it
    room.look()
    assert len(room.giver.asked) == 2
    assert room.said == ["the giver gave the player real-time priority: rr 5"]


def test_a_refusal_is_said_once_and_asked_about_again_a_minute_later(room: Room) -> None:
    room.giver.refuses = NotGranted("it refuses (busy)", there=True)
    room.look(AGAIN_LOOKS)
    assert len(room.giver.asked) == 1
    assert room.priorities.as_json("player") == {"scheduler": "other", "by": None}
    room.look(2)
    assert len(room.giver.asked) == 2
    assert room.said == [
        "the giver gives no real-time priority: it refuses (busy); it is asked again every minute"
    ]
    room.giver.refuses = None
    room.look(AGAIN_LOOKS + 1)
    assert room.priorities.as_json("player")["by"] == "the giver"


def test_one_who_is_not_there_is_nothing_to_talk_about(room: Room) -> None:
    room.giver.refuses = NotGranted("it is not there", there=False)
    room.look(2)
    assert room.said == []


def test_a_process_that_is_gone_is_forgotten_and_another_is_asked_for_at_once(room: Room) -> None:
    room.giver.refuses = NotGranted("it refuses", there=True)
    room.look()
    room.running = {"player": PID + 1}
    room.look()
    assert [pid for pid, _ in room.giver.asked] == [PID, PID + 1]
    room.running = {}
    room.look()
    assert room.priorities.given == {}
