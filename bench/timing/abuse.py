"""What does a hostile client do to the clock? `python -m bench.timing.abuse SESSION` abuses a session's socket.

200 clients at once of which 32 are served, hostile and random messages without end, half messages that are never
finished, and lines of 100 MB.
"""

from __future__ import annotations

import random
import select
import socket
import sys
import threading
from contextlib import suppress
from typing import Final

from sequencer.wire.runtime_folder import socket_path

CLIENTS: Final = 200
TALKERS: Final = 4
LONG_BYTES: Final = 100 << 20
CHUNK: Final = b"x" * (1 << 16)
HOSTILE: Final = (
    b"\n", b"{}\n", b"[]\n", b"null\n", b'{"jsonrpc":"2.0"}\n', b'{"jsonrpc":"2.0","id":1,"method":"submit"}\n',
    b'{"jsonrpc":"2.0","id":1,"method":"submit","params":{"command":{"command":"set","path":"x","to":1}}}\n',
    b'{"jsonrpc":"2.0","id":1,"method":"why","params":{"layer":"kick","step":-1}}\n', b"\xff\xfe\n", b"[[[[[[[[[[\n",
    b'{"jsonrpc":"2.0","id":1,"method":"' + b"a" * 5000 + b'"}\n', b'{"jsonrpc":"2.0","id":1,"method":"status"}\n',
)


def connected(path: str) -> socket.socket:
    """Return a connection to the session."""
    client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    client.connect(path)
    return client


def talk(path: str, seed: int) -> None:
    """Send hostile and random messages without end, and read what comes back."""
    chance = random.Random(seed)  # noqa: S311 - noise, not secrets
    while True:
        with suppress(OSError), connected(path) as client:
            for _ in range(500):
                noise = chance.randbytes(chance.randrange(200)) + b"\n"
                client.sendall(chance.choice((*HOSTILE, noise)))
                while select.select([client], [], [], 0)[0] and client.recv(1 << 16):
                    pass


def send_long_lines(path: str) -> None:
    """Send lines of 100 MB without end."""
    while True:
        with suppress(OSError), connected(path) as client:
            for _ in range(LONG_BYTES // len(CHUNK)):
                client.sendall(CHUNK)


def crowd(path: str) -> None:
    """Open 200 connections with half a message each, and keep them."""
    held = []
    for _ in range(CLIENTS):
        with suppress(OSError):
            client = connected(path)
            client.sendall(b'{"jsonrpc": "2.0", "id": 1, "meth')
            held.append(client)
    select.select([], [], [])


if __name__ == "__main__":
    where = str(socket_path(sys.argv[1]))
    abuses = [threading.Thread(target=talk, args=(where, seed), daemon=True) for seed in range(TALKERS)]
    abuses.append(threading.Thread(target=send_long_lines, args=(where,), daemon=True))
    for abuse in abuses:
        abuse.start()
    crowd(where)
