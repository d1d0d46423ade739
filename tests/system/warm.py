"""Commands that start warm: forked from a process that has loaded the program once, instead of loading it each time.

What a test of sessions asks of a command is what it does, not that Python can load it; loading takes longer than most
of them do. Each command is a process all the same, with an environment, folder, streams and exit status of its own.
Tests of how a process starts, of its environment from outside and of its command line start it cold.

Run as a program it is that process: it takes orders from the socket whose number it is given.
"""

from __future__ import annotations

import atexit
import fcntl
import gc
import importlib
import json
import os
import select
import selectors
import socket
import subprocess
import sys
import termios
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

LOADED: Final = (
    "sequencer.commands.cli", "sequencer.daemon.daemon", "sequencer.console.lines", "sequencer.console.opening",
    "sequencer.console.stage", "sequencer.console.conversation", "agent.chat", "agent.openai_model",
    "agent.offline_model", "openai",
)
"""What the commands under test load sooner or later."""
COUNTS: Final = "COVERAGE_PROCESS_CONFIG"
"""With this variable coverage counts; one that counts cannot start one that does not."""
ORDER_BYTES: Final = 1 << 17
STREAMS: Final = 3
NEVER_SECONDS: Final = 1e6


class Warm(subprocess.Popen[str]):
    """A command that was started warm; it is used as any that was started cold.

    Args:
        loaded: the process to start it from. words: of the command line, without its name. environment: all of it.
        folder: to start in. stdin: what it reads. on_terminal: whether that is a terminal, to be its own: it writes
            there too. spare: whether a daemon has a second player waiting.
    """

    def __init__(
        self, loaded: Loaded, words: tuple[str, ...], environment: Mapping[str, str], folder: Path, stdin: int, *,
        on_terminal: bool = False, spare: bool = True,
    ) -> None:
        self.args = ["techno", *words]
        self.stdin = self.stdout = self.stderr = None
        self.returncode: int | None = None
        self._ended, told = os.pipe()
        writers = [told]
        streams = (stdin, stdin, stdin, told)
        if not on_terminal:
            (out, out_end), (err, err_end) = os.pipe(), os.pipe()
            self.stdout, self.stderr = os.fdopen(out, encoding="utf-8"), os.fdopen(err, encoding="utf-8")
            writers += [out_end, err_end]
            streams = (stdin, out_end, err_end, told)
        try:
            self.pid = loaded.start(words, environment, folder, streams, on_terminal=on_terminal, spare=spare)
        finally:
            for writer in writers:
                os.close(writer)

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
            [sys.executable, "-m", __name__, str(theirs.fileno())], pass_fds=[theirs.fileno()], cwd=root,
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

    def start(
        self, words: tuple[str, ...], environment: Mapping[str, str], folder: Path, streams: tuple[int, ...], *,
        on_terminal: bool, spare: bool,
    ) -> int:
        """Start a command on stdin, stdout and stderr, with a fourth stream that tells its status; return its pid."""
        order = json.dumps([words, dict(environment), str(folder), on_terminal, spare]).encode()
        with self._alone:
            socket.send_fds(self._asked, [order], streams)
            return int(self._asked.recv(ORDER_BYTES))

    def _end(self) -> None:
        self._asked.close()
        self._process.wait()


def _become(
    words: list[str], environment: dict[str, str], folder: str, streams: list[int], *, on_terminal: bool, spare: bool,
) -> int:
    """Be the command, in the child; return its exit status."""
    from sequencer.commands.cli import main
    from sequencer.daemon import supervisor

    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    if on_terminal:
        os.setsid()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv, sys.orig_argv = ["techno", *words], [sys.executable, "-m", LOADED[0], *words]
    if not spare:
        vars(supervisor)["SPARE_SECONDS"] = NEVER_SECONDS
    # What the streams can do is found out when they are opened.
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - open as long as the process
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - as above
    sys.stderr = open(2, "w", 1, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115 - as above
    return main()


def _serve(orders: socket.socket) -> int:
    """Start what is asked for until nobody asks any more; return the status of this process or of a command."""
    running: dict[int, tuple[int, int]] = {}
    while True:
        ready, _, _ = select.select([orders.fileno(), *running], [], [])
        for watch in ready:
            if watch != orders.fileno():
                pid, told = running.pop(watch)
                status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
                os.close(watch)
                with suppress(BrokenPipeError):
                    os.write(told, str(status).encode())
                os.close(told)
                continue
            content, streams, _, _ = socket.recv_fds(orders, ORDER_BYTES, STREAMS + 1)
            if not content:
                return 0
            words, environment, folder, on_terminal, spare = json.loads(content)
            told = streams.pop()
            pid = os.fork()
            if pid == 0:
                orders.close()
                for each, other in running.items():
                    os.close(each)
                    os.close(other[1])
                os.close(told)
                return _become(words, environment, folder, streams, on_terminal=on_terminal, spare=spare)
            for stream in streams:
                os.close(stream)
            running[os.pidfd_open(pid)] = pid, told
            orders.send(str(pid).encode())


def _load() -> None:
    """Load the program; what stays is no garbage."""
    gc.disable()
    for name in LOADED:
        with suppress(ModuleNotFoundError):  # what comes with an extra
            importlib.import_module(name)
    gc.freeze()
    gc.enable()


if __name__ == "__main__":
    _load()
    raise SystemExit(_serve(socket.socket(fileno=int(sys.argv[1]))))
