"""A pipe into which nothing fits until it is let go."""

from __future__ import annotations

import socket


class StuffedPipe(socket.socket):
    """One end of a socket pair; `stuffed` until the test says otherwise."""

    stuffed = True

    def send(self, data: bytes, flags: int = 0, /) -> int:  # type: ignore[override]  # bytes are all that is sent here
        """Take nothing while it is stuffed."""
        if self.stuffed:
            raise BlockingIOError
        return super().send(data, flags)


def stuffed_pair() -> tuple[StuffedPipe, socket.socket]:
    """Return a stuffed end and the other one, which reads."""
    near, far = socket.socketpair()
    return StuffedPipe(near.family, near.type, near.proto, near.detach()), far
