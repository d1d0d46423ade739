"""A sender takes one player after another; one that dies without a leave is followed by a cancel."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from sequencer.wire.players_door import PlayersDoor
from sequencer.wire.timed import Ahead, Cancel, Leave, owner_link

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sequencer.wire.timed import OwnerLink, ToSender

HIT = Ahead(1, b"\x99\x24\x7f")


class Room:
    """A door, and players that come to it."""

    def __init__(self, folder: Path) -> None:
        self.path = str(folder / "door")
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.bind(self.path)
        self.socket.listen()
        self.door = PlayersDoor(self.socket)
        self.players: list[OwnerLink] = []

    def player(self) -> OwnerLink:
        end = socket.socket(socket.AF_UNIX)
        end.connect(self.path)
        self.players.append(owner_link(end))
        return self.players[-1]

    def heard(self) -> list[ToSender]:
        """Return all that is said by now; an end is heard after what was said before it."""
        return [message for _ in range(2) for message in self.door.hear(self.door.descriptors())]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    found = Room(tmp_path)
    yield found
    found.door.close()
    found.socket.close()
    for player in found.players:
        player.close()


def test_a_players_messages_are_heard_and_nonsense_is_passed_over(room: Room) -> None:
    player = room.player()
    assert room.heard() == []
    player.send(HIT)
    player._end.send(b"nonsense\n")
    player.send(Cancel())
    assert room.heard() == [HIT, Cancel()]


def test_what_sounds_is_ended_where_lines_of_a_player_went_unread(room: Room) -> None:
    player = room.player()
    room.heard()
    player.send(HIT)
    player._end.send(b"lost 3\n")
    player.send(HIT)
    assert room.heard() == [HIT, Cancel(), HIT]


def test_a_player_that_dies_is_followed_by_a_cancel(room: Room) -> None:
    player = room.player()
    room.heard()
    player.send(HIT)
    player.close()
    assert room.heard() == [HIT, Cancel()]
    assert len(room.door.descriptors()) == 1


def test_what_a_player_that_takes_its_leave_has_handed_over_still_sounds(room: Room) -> None:
    player = room.player()
    room.heard()
    player.send(HIT)
    player.send(Leave())
    player.close()
    assert room.heard() == [HIT]


def test_a_second_player_replaces_the_first(room: Room) -> None:
    room.player()
    room.heard()
    second = room.player()
    assert room.heard() == [Cancel()]
    second.send(HIT)
    assert room.heard() == [HIT]


def test_nobody_at_the_door_is_nothing(room: Room) -> None:
    assert room.heard() == []
