"""Commands that start warm: forked from a process that has loaded the program once, instead of loading it each time.

What a test of sessions asks of a command is what it does, not that Python can load it; loading takes longer than most
of them do. Each command is a process all the same, with an environment, folder, streams and exit status of its own.
Tests of how a process starts, of its environment from outside and of its command line start it cold.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import selectors
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

COUNTS: Final = "COVERAGE_PROCESS_CONFIG"
"""With this variable coverage counts; one that counts cannot start one that does not."""
ORDER_BYTES: Final = 1 << 17
Start: TypeAlias = "Callable[[Order, tuple[int, ...]], int]"


@dataclass(frozen=True, slots=True)
class Order:
    """What a process that is forked is to be.

    Attributes:
        words: of its command line, without its name. environment: all of it. folder: to start in.
        module: "" for the command, else the part of a session that it is: "sequencer.player" and the like.
        leads: what it is the first of: "terminal", "session", "group", or "" nothing. It is its own terminal's stdin.
        lean: what it starts itself is started warm too, and its daemon has no second player waiting.
        handed: descriptors beside its streams, by their numbers there.
    """

    words: tuple[str, ...]
    environment: Mapping[str, str]
    folder: str
    module: str = ""
    leads: str = ""
    lean: bool = False
    handed: tuple[int, ...] = ()

    def as_json(self) -> bytes:
        """Return it as it is sent."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_json(cls, text: bytes) -> Order:
        """Read an order that was sent."""
        found = json.loads(text)
        return cls(**{**found, "words": tuple(found["words"]), "handed": tuple(found["handed"])})


class Warm(subprocess.Popen[str]):
    """A process that was started warm; it is used as any that was started cold.

    Args:
        start: forks a process; it is given an order and descriptors, and returns the pid. order: what it is to be.
        streams: its stdin, stdout and stderr; the caller's to close. handed: descriptors that it has beside them.
    """

    def __init__(
        self, start: Start, order: Order, streams: tuple[int, int, int], handed: tuple[int, ...] = ()
    ) -> None:
        self.args = [order.module or "techno", *order.words]
        self.stdin = self.stdout = self.stderr = None
        self.returncode: int | None = None
        self._ended, told = os.pipe()
        try:
            self.pid = start(order, (*streams, told, *handed))
        finally:
            os.close(told)

    @classmethod
    def in_pipes(cls, start: Start, order: Order, stdin: int) -> Warm:
        """Start one that writes to pipes."""
        (out, out_end), (err, err_end) = os.pipe(), os.pipe()
        try:
            found = cls(start, order, (stdin, out_end, err_end))
        finally:
            os.close(out_end)
            os.close(err_end)
        found.stdout, found.stderr = os.fdopen(out, encoding="utf-8"), os.fdopen(err, encoding="utf-8")
        return found

    def poll(self) -> int | None:
        with suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None:
            if not select.select([self._ended], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(self.args, timeout or 0)
            self.returncode = int(os.read(self._ended, 16) or b"-9")  # nothing: who would have told has been killed
            os.close(self._ended)
        return self.returncode

    def communicate(self, input: str | None = None, timeout: float | None = None) -> tuple[str, str]:  # noqa: A002 - as Popen
        del input
        found: dict[object, bytes] = {}
        with selectors.DefaultSelector() as both:
            for stream in (self.stdout, self.stderr):
                if stream is not None and not stream.closed:
                    found[stream] = b""
                    os.set_blocking(stream.fileno(), True)
                    both.register(stream, selectors.EVENT_READ)
            while both.get_map():
                ready = both.select(timeout)
                if not ready:
                    raise subprocess.TimeoutExpired(self.args, timeout or 0)
                for key, _ in ready:
                    more = os.read(key.fd, 1 << 16)
                    found[key.fileobj] += more
                    if not more:
                        both.unregister(key.fileobj)
        self.wait(timeout)
        for stream in (self.stdout, self.stderr):
            if stream is not None:
                stream.close()
        out, err = (found.get(stream, b"").decode() for stream in (self.stdout, self.stderr))
        return out, err

    def send_signal(self, sig: int) -> None:
        if self.poll() is None:
            with suppress(ProcessLookupError):  # it has ended, and its parent has not said so yet
                os.kill(self.pid, sig)


class Loaded:
    """The process that has loaded the program, started when it is first asked for."""

    _all: Final[dict[bool, Loaded]] = {}
    _starting = threading.Lock()

    def __init__(self, root: Path) -> None:
        self._asked, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._alone = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.system.loaded", str(theirs.fileno())], pass_fds=[theirs.fileno()], cwd=root,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        )
        theirs.close()
        atexit.register(self._end)

    @classmethod
    def found(cls, root: Path, environment: Mapping[str, str]) -> Loaded:
        """Return the one that counts coverage where the command should, else the one that does not."""
        counts = COUNTS in environment
        with cls._starting:
            if counts not in cls._all:
                cls._all[counts] = cls(root)
            return cls._all[counts]

    def start(self, order: Order, descriptors: tuple[int, ...]) -> int:
        """Start a process on stdin, stdout and stderr, with a fourth stream that tells its status; return its pid."""
        with self._alone:
            return asked(self._asked, order, descriptors)

    def _end(self) -> None:
        self._asked.close()
        self._process.wait()


def asked(of: socket.socket, order: Order, descriptors: tuple[int, ...]) -> int:
    """Ask for a process on a socket; return its pid."""
    socket.send_fds(of, [order.as_json()], descriptors)
    return int(of.recv(ORDER_BYTES))
