"""What players hand over goes through the queue of a simulated ALSA sequencer, and a machine without one is told so."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

import pytest

from sequencer.daemon.sender_keeper import NoSender, SenderKeeper
from sequencer.midi.alsa.client import AlsaClient
from sequencer.midi.ports import ALSA_SEQUENCER
from sequencer.wire.timed import Failed, Opened, Ports
from tests.sequencer.midi.alsa.sequencer import Client, Sequencer
from tests.sequencer.wire.room import ServingRoom

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sequencer.player.timed_output import SenderDoor, TimedOutput

MS = 1_000_000
LIMIT_SECONDS = 240.0
"""On a busy machine a process starts late."""
ON, OFF = bytes((0x99, 36, 100)), bytes((0x89, 36, 0))
SYNTH = "Synth:in 20:0"


class Room(ServingRoom):
    """A client of a simulated sequencer with one synth."""

    def __init__(self, path: Path) -> None:
        self.sequencer = Sequencer()
        self.synth = self.sequencer.appear(20, "Synth", "in")
        client = AlsaClient(lambda name: Client(self.sequencer, name), self.now, self.pass_by)
        super().__init__(path, client, self.now)

    def now(self) -> int:
        return self.sequencer.ns

    def pass_by(self, seconds: float) -> None:
        self.sequencer.advance(self.sequencer.ns + round(seconds * 1e9))

    def playing(self) -> tuple[SenderDoor, TimedOutput]:
        """Return a player whose first note sounds."""
        door, output = self.player(port=SYNTH)
        output.send(ON, self.now())
        self.serving.turn(1.0)
        self.pass_by(0.002)
        assert self.heard() == [ON]
        return door, output

    def heard(self) -> list[bytes]:
        return [message for _, message in self.sequencer.heard.get(self.synth, [])]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path)
    yield made
    made.close()


def test_a_player_that_dies_takes_along_what_it_had_handed_over_and_its_notes_end(room: Room) -> None:
    door, output = room.playing()
    output.send(ON, room.now() + 500 * MS)
    door.close()
    room.serving.turn(1.0)  # hears the message
    room.serving.turn(1.0)  # and then that the link is broken
    room.pass_by(1.0)
    assert room.heard() == [ON, OFF]


def test_what_was_handed_over_before_a_player_took_its_leave_still_leaves(room: Room) -> None:
    door, output = room.playing()
    output.send(OFF, room.now() + 5 * MS)
    output.close()
    door.close()
    room.serving.turn(1.0)
    room.serving.turn(1.0)
    room.pass_by(1.0)
    assert room.heard() == [ON, OFF]


def test_a_port_that_is_lost_is_played_to_again_when_it_is_back(room: Room) -> None:
    _, output = room.playing()
    room.sequencer.vanish(room.synth)
    output.open(None)
    room.serving.turn(1.0)
    room.sequencer.appear(20, "Synth", "in")
    output.open(SYNTH)
    output.send(ON, room.now() + 5 * MS)
    room.serving.turn(1.0)
    room.pass_by(1.0)
    assert room.heard() == [ON, ON]


def test_a_port_of_our_own_is_heard_by_who_listens_there(room: Room) -> None:
    _, output = room.player(port="techno", kind="virtual")
    room.sequencer.join((128, 1), room.synth)
    output.send(ON, room.now())
    output.send(OFF, room.now() + 5 * MS)
    room.serving.turn(1.0)
    room.pass_by(1.0)
    assert room.heard() == [ON, OFF]


def test_it_says_which_ports_there_are_how_far_ahead_it_wants_messages_and_that_the_sequencer_has_gone(
    room: Room,
) -> None:
    moments = iter([0, 0, 0, 1_000 * MS, 2_000 * MS])
    room.sequencer.stands = True
    room.serving._now_ns = lambda: next(moments, 4_000 * MS)
    assert not room.serving.run()
    said = list(room.daemon.receive())
    assert said[:2] == [Ports((SYNTH,), came=(SYNTH,)), Opened("ALSA", 5_000, 1, 8_200_000, 0, 2_200_000)]
    assert said[-1] == Failed("the ALSA sequencer has gone")


@pytest.mark.skipif(sys.platform != "linux" or ALSA_SEQUENCER.exists(), reason="there is a sequencer, or none ever")
def test_a_process_on_a_machine_without_a_sequencer_says_what_to_do_and_ends(tmp_path: Path) -> None:
    keeper = SenderKeeper("sequencer.wire.alsa_sender", tmp_path / "door", ("0",))
    keeper.launch()
    try:
        with pytest.raises(NoSender, match="no ALSA sequencer answers"):
            keeper.wait(LIMIT_SECONDS)
    finally:
        asyncio.run(keeper.end())
