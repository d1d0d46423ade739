"""Who starts a sender, and what happens when it, or what it plays to, dies?

The daemon does. A sender outlives players; when it ends, another is started: at once, and then ever later while none
becomes ready. Between two senders their outputs are closed.
"""

from __future__ import annotations

import asyncio
import select
import socket
import subprocess
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final, assert_never

from engine.errors import TechnoError
from sequencer.daemon.patience import START_SECONDS
from sequencer.daemon.silence import LOOK_SECONDS, SILENT_SECONDS, Silence
from sequencer.wire.launch import python_command, python_environment
from sequencer.wire.link import Garbled, LinkClosed
from sequencer.wire.orders import SenderAt
from sequencer.wire.timed import Beat, Failed, Listeners, Opened, Ports, Regain, owner_link

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sequencer.wire.timed import FromSender, OwnerLink

AGAIN_SECONDS: Final = 0.3
"""Between the end of a sender and the start of the next; twice as long after each that never was ready."""
LONGEST_AGAIN_SECONDS: Final = 5.0
END_SECONDS: Final = 2.0


class NoSender(TechnoError):
    """No sender could be started."""


class SenderKeeper:
    """Keeps one sender running; owned by the one thread of the daemon's event loop.

    Args:
        module: the sender's.
        path: of the socket on which it takes players, in a folder that is ours alone.
        arguments: what the module is told besides its two sockets.
        silent_seconds: a sender that is silent for so long is replaced.

    Attributes:
        at: where the player finds the sender, None while there is none.
        opened: what the sender said when it was ready; the last one's while there is none.
        beat: what it said last of its health.
        names: of the ports that it can lead to, None where it has said nothing of any.
        listeners: who listened last at each port that is offered, by the output's index.
        on_lost: called when a sender has ended, with what it said of the reason, "" when it said nothing.
        on_ready: called when a sender is ready, after `watch`. on_lead: called when it wants another lead.
        on_came: called with the names of ports that have come, some of them perhaps again.
        on_left: called with an output's index and who does not listen there any more.
    """

    def __init__(
        self, module: str, path: Path, arguments: tuple[str, ...] = (), silent_seconds: float = SILENT_SECONDS
    ) -> None:
        self.at: SenderAt | None = None
        self.opened: Opened | None = None
        self.beat: Beat | None = None
        self.names: tuple[str, ...] | None = None
        self.listeners: dict[int, tuple[str, ...]] = {}
        self.on_lost: Callable[[str], None] = lambda _: None
        self.on_ready: Callable[[], None] = lambda: None
        self.on_lead: Callable[[], None] = lambda: None
        self.on_came: Callable[[tuple[str, ...]], None] = lambda _: None
        self.on_left: Callable[[int, tuple[str, ...]], None] = lambda *_: None
        self._module = module
        self._arguments = arguments
        self._again_seconds = AGAIN_SECONDS
        self._path = path
        path.unlink(missing_ok=True)
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(path))
        self._door.listen()
        self._process: subprocess.Popen[bytes] | None = None
        self._link: OwnerLink | None = None
        self._failure = ""
        self._ending = False
        self._silence = Silence(silent_seconds)
        self._looking: asyncio.TimerHandle | None = None

    @property
    def pid(self) -> int | None:
        """The process of the sender that is ready, None while there is none."""
        return self._process.pid if self._process is not None and self.at is not None else None

    def launch(self) -> None:
        """Start a sender; takes a few milliseconds.

        Raises:
            OSError: the system has no room for another process.
        """
        here, there = socket.socketpair()
        try:
            with there:
                fds = (there.fileno(), self._door.fileno())
                self._process = subprocess.Popen(  # noqa: S603 - our own module
                    [*python_command(self._module), *map(str, fds), *self._arguments], pass_fds=fds,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=python_environment(), process_group=0,
                )
        except OSError:
            here.close()
            raise
        self._link = owner_link(here)
        self._failure = ""

    def wait(self, seconds: float = START_SECONDS) -> None:
        """Wait until the first sender is ready; blocks.

        Raises:
            NoSender: it is not, in time.
        """
        deadline = time.monotonic() + seconds
        while self.at is None and not self._failure and self._link is not None:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self._link.fileno()], [], [], left)[0]:
                raise NoSender("it is not ready in time")
            self._hear()
        if self.at is None:
            raise NoSender(self._failure or "it has ended")

    def watch(self) -> None:
        """Listen to the sender from now on."""
        if self._link is None:
            return
        asyncio.get_running_loop().add_reader(self._link.fileno(), self._read)
        if self._looking is None:
            self._look()

    def _look(self) -> None:
        """Kill a sender that stands still, so that another is started; not when it was the daemon that did."""
        if self._silence.too_long() and self.at is not None and self._process is not None:
            self._process.kill()
        self._looking = asyncio.get_running_loop().call_later(LOOK_SECONDS, self._look)

    def _hear(self) -> None:
        """Take what the sender says; where it has ended, its link is None then."""
        if self._link is None:
            return
        self._silence.broken()
        try:
            for message in self._link.receive():
                self.take(message)
        except LinkClosed:
            self._link.close()
            self._link, self.at, self.names = None, None, None

    def take(self, message: FromSender | Garbled) -> None:
        """Take what a sender says."""
        match message:
            case Opened():
                self._take_opened(message)
            case Listeners():
                before = self.listeners.get(message.output, ())
                self.listeners[message.output] = message.names
                self.on_left(message.output, tuple(sorted(set(before) - set(message.names))))
            case Ports():
                self.names = message.names
                self.on_came(message.came)
            case Beat():
                self.beat = message
            case Failed():
                self._failure = message.reason
            case Garbled():
                if message.lost and self._process is not None:  # another one says all anew
                    self._failure = message.why
                    self._process.kill()
            case _:
                assert_never(message)

    def _take_opened(self, opened: Opened) -> None:
        again = self.at is not None
        self.opened = opened
        self.at = SenderAt(str(self._path), opened.lead_ns, opened.hold_ns)
        self._again_seconds = AGAIN_SECONDS
        if again:
            self.on_lead()
        elif self._link is not None:
            for output, names in self.listeners.items():
                self._link.send(Regain(output, names))

    def _read(self) -> None:
        link, was = self._link, self.at
        if link is None:
            return
        descriptor = link.fileno()
        self._hear()
        if self._link is None:
            asyncio.get_running_loop().remove_reader(descriptor)
            self._lost()
        elif was is None and self.at is not None:
            self.on_ready()

    def _lost(self) -> None:
        if self._ending:
            return
        self.on_lost(self._failure)
        self._later()

    def _later(self) -> None:
        asyncio.get_running_loop().call_later(self._again_seconds, self._again)
        self._again_seconds = min(2 * self._again_seconds, LONGEST_AGAIN_SECONDS)

    def _again(self) -> None:
        if self._ending:
            return
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        try:
            self.launch()
        except OSError:
            self._later()
            return
        self.watch()

    def dismiss(self) -> None:
        """Let a sender go that nobody uses; it ends once its link is closed. For one that is not watched yet."""
        self._ending = True
        if self._link is not None:
            self._link.close()
            self._link = None
        self.at = None

    async def end(self) -> None:
        """End the sender: what it was handed last still sounds."""
        self._ending = True
        if self._looking is not None:
            self._looking.cancel()
        if self._link is not None:
            with suppress(ValueError):
                asyncio.get_running_loop().remove_reader(self._link.fileno())
            self._link.close()
            self._link = None
        process = self._process
        deadline = time.monotonic() + END_SECONDS
        while process is not None and process.poll() is None and time.monotonic() < deadline:  # noqa: ASYNC110 - no event tells
            await asyncio.sleep(0.01)
        if process is not None and process.poll() is None:
            process.kill()
            process.wait()
        self._door.close()
        self._path.unlink(missing_ok=True)
