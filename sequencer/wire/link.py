"""How do player and daemon talk without ever making the player wait?

One message a line, over a socket pair. The player's end never blocks: what does not fit is kept, up to a bound, and
the oldest lines go first; a line in their place says how many. Reading takes what is there and no more.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from sequencer.wire.codec import NoMessage, order_codec, report_codec
from sequencer.wire.orders import Order
from sequencer.wire.reports import Report

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator

    from sequencer.wire.codec import Codec

READ_BYTES: Final = 1 << 16
MAX_LINE_BYTES: Final = 8 << 20
"""A session's state with all its scenes fits; more is not one of ours."""
BACKLOG_LINES: Final = 64 * 8
"""Lines kept for a daemon that does not read: 64 bars, with a few lines each."""
THROWN_AWAY: Final = re.compile(rb"lost (\d{1,18})")
"""The line in place of so many that were thrown away."""

Out = TypeVar("Out")
In = TypeVar("In")


class LinkClosed(Exception):
    """The other end is gone."""


@dataclass(frozen=True, slots=True)
class Garbled:
    """A line that is no message.

    Attributes:
        why: for people.
        lost: how many lines were thrown away here, because nobody read them in time.
    """

    why: str
    lost: int = 0


class Link(Generic[Out, In]):
    """One end of the socket pair, which sends one union of messages and receives another."""

    def __init__(self, end: socket.socket, outgoing: Codec[Out], incoming: Codec[In]) -> None:
        end.settimeout(0.0)
        self._end = end
        self._encode = outgoing.encode
        self._decode = incoming.decode
        self._incoming = bytearray()
        self._outgoing: deque[bytes] = deque()
        self._partial = b""
        self._lost = 0
        """Lines thrown away since the other end was last told so."""

    def fileno(self) -> int:
        """Return the descriptor to wait on."""
        return self._end.fileno()

    def send(self, message: Out) -> None:
        """Queue a message and send what fits now; never blocks, never raises for a full pipe.

        Raises:
            LinkClosed: the other end is gone.
        """
        self._outgoing.append(self._encode(message) + b"\n")
        while len(self._outgoing) > BACKLOG_LINES:
            self._outgoing.popleft()
            self._lost += 1
        self.flush()

    def flush(self) -> bool:
        """Send what fits; return True when nothing is left.

        Raises:
            LinkClosed: the other end is gone.
        """
        while self._partial or self._outgoing:
            if not self._partial and self._lost:
                self._partial, self._lost = b"lost %d\n" % self._lost, 0
            elif not self._partial:
                self._partial = self._outgoing.popleft()
            try:
                sent = self._end.send(self._partial)
            except BlockingIOError:
                return False
            except OSError as error:
                raise LinkClosed from error
            self._partial = self._partial[sent:]
        return True

    def receive(self) -> Iterator[In | Garbled]:
        """Yield the messages that have arrived in full; never blocks.

        Raises:
            LinkClosed: the other end is gone, and all that it said has been yielded; or it sends a line without an end.
        """
        seen, closed = len(self._incoming), False
        while True:
            try:
                chunk = self._end.recv(READ_BYTES)
            except BlockingIOError:
                break
            except OSError:
                chunk = b""
            closed = not chunk
            self._incoming += chunk
            if len(chunk) < READ_BYTES:
                break
        if len(self._incoming) > MAX_LINE_BYTES:
            raise LinkClosed
        if self._incoming.find(b"\n", seen) >= 0:  # a long line in pieces is not copied with each of them
            *lines, rest = self._incoming.split(b"\n")
            self._incoming = bytearray(rest)
            for line in lines:
                yield self._read(bytes(line))
        if closed:
            raise LinkClosed

    def _read(self, line: bytes) -> In | Garbled:
        try:
            return self._decode(line)
        except NoMessage as error:
            gap = THROWN_AWAY.fullmatch(line)
            return Garbled(str(error)) if gap is None else Garbled(f"lines lost unread: {int(gap[1])}", int(gap[1]))

    def close(self) -> None:
        """Close this end."""
        self._end.close()


PlayerLink = Link[Report, Order]
DaemonLink = Link[Order, Report]


def player_link(end: socket.socket) -> PlayerLink:
    """Return the player's end of a socket pair."""
    return Link(end, report_codec(), order_codec())


def daemon_link(end: socket.socket) -> DaemonLink:
    """Return the daemon's end of a socket pair."""
    return Link(end, order_codec(), report_codec())
