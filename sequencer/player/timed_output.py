"""How does a message reach a sender that places it in time?

For the player an output with a lead is one that sends that much earlier: a message leaves the player `lead` before its
deadline, with the deadline. What must be at once, a stop, mute or panic, has the first deadline that can still be met,
`hold` from now, and takes back what lies behind it.

All timed outputs share one connection. When the sender dies, the daemon starts another and tells us to open again.
"""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from sequencer.wire.link import LinkClosed
from sequencer.wire.timed import Ahead, Cancel, Connect, Leave, owner_link

if TYPE_CHECKING:
    from collections.abc import Callable

    from sequencer.midi.ports import OutputState
    from sequencer.wire.orders import OutputKind, SenderAt
    from sequencer.wire.timed import OwnerLink, ToSender


class SenderDoor:
    """The connection to a sender; owned by the player's thread.

    Args:
        path: of the socket on which it takes players.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._link: OwnerLink | None = None

    def reach(self) -> None:
        """Connect, unless that has been done and the sender lives; does not block.

        Raises:
            OSError: nobody listens there.
        """
        if self._link is not None:
            try:
                list(self._link.receive())  # it says nothing on this link: one that has ended is found here
            except LinkClosed:
                self.close()
            else:
                return
        end = socket.socket(socket.AF_UNIX)
        try:
            end.settimeout(0.0)
            end.connect(self._path)
        except OSError:
            end.close()
            raise
        self._link = owner_link(end)

    def send(self, message: ToSender) -> None:
        """Hand a message over; to a sender that has died it is dropped. Does not block."""
        if self._link is None:
            return
        try:
            self._link.send(message)
        except LinkClosed:
            self.close()

    def close(self) -> None:
        """Let go of the connection: what was handed over and has not begun is forgotten, unless we took our leave."""
        if self._link is not None:
            self._link.close()
        self._link = None


class TimedOutput:
    """An output of a sender.

    Args:
        door: to the sender.
        index: of the output.
        sender: where it is, and what lead it wants.
        now_ns: the clock.
        kind: of its port; a virtual one is our own, offered to others.
    """

    def __init__(
        self, door: SenderDoor, index: int, sender: SenderAt, now_ns: Callable[[], int], *, kind: OutputKind = "real"
    ) -> None:
        self.name = ""
        self.state: OutputState = "none"
        self.lead_ns, self.hold_ns = sender.lead_ns, sender.hold_ns
        self._door = door
        self._index = index
        self.hears_all = kind == "kit"
        self._virtual = kind == "virtual"
        self._now_ns = now_ns

    def send(self, message: bytes, due_ns: int | None = None, tag: int = 0) -> None:
        """Hand a message over with its deadline; a closed port drops it."""
        if self.state == "open":
            deadline_ns = self._now_ns() + self.hold_ns if due_ns is None else due_ns + self.lead_ns
            self._door.send(Ahead(deadline_ns, message, self._index, tag))

    def cancel(self, from_ns: int, tags: tuple[int, ...] | None) -> None:
        """Let the sender forget what is due at a moment or later, and end the notes of some tags (None: all) there."""
        if self.state == "open":
            self._door.send(Cancel(from_ns, tags, self._index))

    def open(self, port: str | None) -> None:
        """Let the sender connect to a port by its full name, offer it, or lead the output nowhere (None).

        Raises:
            OSError: no sender listens.
        """
        if port is not None:
            self._door.reach()
            self.name, self.state = port, "open"
        elif self.state == "open":
            self.state = "lost"
        self._door.send(Connect(self._index, port, self._virtual))

    def close(self) -> None:
        """Take our leave; what was handed over still sounds."""
        self._door.send(Leave())
        self.state = "none"
