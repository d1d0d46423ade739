"""A serving sender without a process of its own, the daemon's end of its link, and its door."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from sequencer.player.timed_output import SenderDoor, TimedOutput
from sequencer.wire.orders import SenderAt
from sequencer.wire.serving import Serving
from sequencer.wire.timed import owner_link, sender_link

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sequencer.wire.orders import OutputKind
    from sequencer.wire.serving import Client
    from sequencer.wire.timed import OwnerLink


class ServingRoom:
    """A client that is served, whose clock is given."""

    def __init__(self, path: Path, client: Client, now_ns: Callable[[], int]) -> None:
        here, there = socket.socketpair()
        self.daemon: OwnerLink = owner_link(there)
        self.door = socket.socket(socket.AF_UNIX)
        self.path = str(path / "door")
        self.door.bind(self.path)
        self.door.listen()
        self.door.settimeout(0.0)
        self.doors: list[SenderDoor] = []
        self.control = sender_link(here)
        self.now_ns = now_ns
        self.serving = Serving(client, self.control, self.door, now_ns)

    def player(
        self, index: int = 0, port: str = "synth:in", kind: OutputKind = "real"
    ) -> tuple[SenderDoor, TimedOutput]:
        """Return a player's connection and an output of it that is open."""
        door = SenderDoor(self.path)
        self.doors.append(door)
        output = TimedOutput(door, index, SenderAt(self.path, 1_000, 500), self.now_ns, kind=kind)
        output.open(port)
        self.serving.turn(1.0)
        self.serving.turn(1.0)
        return door, output

    def close(self) -> None:
        """End it all."""
        for door in self.doors:
            door.close()
        self.serving.close()
        self.daemon.close()
        self.control.close()
        self.door.close()
