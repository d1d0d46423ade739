"""Whose messages does a sender take, when players may die and be replaced?

One player at a time hands messages over, on a connection to a listening socket of the sender's. A connection that
breaks without a leave means that its player is dead: what it had handed over is to be forgotten.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sequencer.wire.link import Garbled, LinkClosed
from sequencer.wire.timed import Cancel, Leave, sender_link

if TYPE_CHECKING:
    import socket
    from collections.abc import Container, Iterator

    from sequencer.wire.timed import SenderLink, ToSender


class PlayersDoor:
    """A sender's door to players; for one thread.

    Args:
        door: the listening socket; it never blocks from here on.
    """

    def __init__(self, door: socket.socket) -> None:
        door.settimeout(0.0)
        self._door = door
        self._player: SenderLink | None = None
        self._left = False

    def descriptors(self) -> list[int]:
        """Return the descriptors to wait on."""
        return [self._door.fileno(), *([] if self._player is None else [self._player.fileno()])]

    def occupied(self) -> bool:
        """Return True while a player is connected."""
        return self._player is not None

    def hear(self, ready: Container[int]) -> Iterator[ToSender]:
        """Yield the players' messages on the descriptors that are ready.

        A cancel comes for each player that has died, and where some of its lines went unread and are lost.
        """
        if self._player is not None and self._player.fileno() in ready:
            yield from self._messages(self._player)
        if self._door.fileno() in ready:
            yield from self._welcome()

    def _messages(self, player: SenderLink) -> Iterator[ToSender]:
        try:
            for message in player.receive():
                if isinstance(message, Leave):
                    self._left = True
                elif not isinstance(message, Garbled):
                    yield message
                elif message.lost:  # the ends of notes may be among it; other nonsense is nothing of ours
                    yield Cancel()
        except LinkClosed:
            yield from self._gone(player)

    def _welcome(self) -> Iterator[ToSender]:
        """Take a new player; an older one has been replaced."""
        try:
            end, _ = self._door.accept()
        except BlockingIOError:
            return
        if self._player is not None:
            yield from self._gone(self._player)
        self._player, self._left = sender_link(end), False

    def _gone(self, player: SenderLink) -> Iterator[ToSender]:
        player.close()
        self._player = None
        if not self._left:
            yield Cancel()

    def close(self) -> None:
        """Let go of the player."""
        if self._player is not None:
            self._player.close()
        self._player = None
