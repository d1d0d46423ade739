"""A real pseudo-terminal and what a performer would read on it."""

from __future__ import annotations

import os
import pty
import signal
import termios
from typing import TYPE_CHECKING

import pexpect
import pyte
from pexpect.fdpexpect import fdspawn

from tests.system.sessions import ROOT, TECHNO, until
from tests.system.warm import Loaded, Order, Warm

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.system.sessions import Sessions

READ_BYTES = 1 << 16
CTRL_C, CTRL_D, CTRL_X, ESCAPE, TAB, ENTER = "\x03", "\x04", "\x18", "\x1b", "\t", "\r"
F1, F3 = "\x1bOP", "\x1bOR"
PAGE_DOWN = "\x1b[6~"


class Answering(pyte.Screen):
    """A screen that answers what a program asks of it."""

    answer: Callable[[str], object] = print

    def write_process_input(self, data: str) -> None:
        self.answer(data)


class WarmChild(fdspawn):  # type: ignore[misc] # pexpect ships no types
    """A command that was started warm, on a terminal of its own."""

    exitstatus: int | None
    signalstatus: int | None

    def __init__(
        self, sessions: Sessions, words: tuple[str, ...], environment: dict[str, str], size: tuple[int, int]
    ) -> None:
        ours, theirs = pty.openpty()
        super().__init__(ours, timeout=30)
        self.setwinsize(*size)
        try:
            order = Order(words, environment, str(sessions.folder), leads="terminal", lean=sessions.lean)
            self._process = Warm(Loaded.found(ROOT, environment).start, order, (theirs, theirs, theirs))
        finally:
            os.close(theirs)

    def setwinsize(self, rows: int, columns: int) -> None:
        termios.tcsetwinsize(self.child_fd, (rows, columns))

    def kill(self, number: int) -> None:
        self._process.send_signal(number)

    def isalive(self) -> bool:
        return self._process.poll() is None

    def close(self, force: bool = False) -> None:
        super().close()
        if force and self.isalive():
            self.kill(signal.SIGKILL)
        status = self._process.wait(30)
        self.exitstatus, self.signalstatus = (None, -status) if status < 0 else (status, None)


class Terminal:
    """A command on a terminal of its own: ours, started warm unless it is to be cold, or another program."""

    def __init__(
        self, sessions: Sessions, *words: str, columns: int = 80, rows: int = 24, program: tuple[str, ...] = (),
        cold: bool = False, **environment: str,
    ) -> None:
        given = {**sessions.environment, "TERM": "xterm-256color", "LANG": "C.UTF-8", **environment}
        given = {name: value for name, value in given.items() if value}
        self.screen = Answering(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        if cold or program:
            self.child = pexpect.spawn(
                program[0] if program else TECHNO[0], [*(program or TECHNO)[1:], *words],
                env=given, cwd=str(sessions.folder), dimensions=(rows, columns), timeout=30,
            )
        else:
            self.child = WarmChild(sessions, words, given, (rows, columns))
        self.child.delaybeforesend = None  # it would wait 50 ms before each key
        self.screen.answer = self.child.send

    def read(self) -> bool:
        """Take what has been written; return False when there was nothing."""
        if self.child.closed:
            return False
        try:
            self._stream.feed(self.child.read_nonblocking(READ_BYTES, timeout=0))
        except (pexpect.TIMEOUT, pexpect.EOF):
            return False
        return True

    def row(self, number: int) -> str:
        """Return a row as it was last read."""
        cells = self.screen.buffer[number]
        return "".join(cells[column].data for column in range(self.screen.columns)).rstrip()

    def lines(self) -> list[str]:
        """Return the rows of the screen now."""
        while self.read():
            pass
        return [line.rstrip() for line in self.screen.display]

    def text(self) -> str:
        """Return the screen now, as one text."""
        return "\n".join(self.lines())

    def shows(self, *wanted: str) -> str:
        """Wait until texts stand on the screen, all of them at once and wherever lines break; return the screen."""
        def there(text: str) -> bool:
            folded = " ".join(text.split())
            return all(one in text or one in folded for one in wanted)
        return self.when(there, f"{wanted} on the screen")

    def hides(self, unwanted: str) -> str:
        """Wait until a text is gone from the screen."""
        return self.when(lambda text: unwanted not in text, f"no {unwanted!r} on the screen")

    def when(self, holds: Callable[[str], bool], why: str) -> str:
        """Wait until something holds of the screen; return the screen of which it held, which may be another by now."""
        def held() -> str:
            text = self.text()
            return text if holds(text) else ""
        try:
            found: str = until(held, why)
        except AssertionError:
            raise AssertionError(f"waited in vain for {why}:\n{self.text()}") from None
        return found

    def types(self, text: str) -> None:
        """Type letters and keys."""
        self.child.send(text)

    def enters(self, line: str) -> None:
        """Type a line, and Enter."""
        self.types(line + ENTER)

    def resize(self, columns: int, rows: int) -> None:
        """Take another size."""
        self.screen.resize(rows, columns)
        self.child.setwinsize(rows, columns)

    def ended(self) -> int:
        """Wait until the command has ended; return its exit status."""
        def over() -> bool:
            self.text()
            return not self.child.isalive()
        until(over, "the command ends")
        self.child.close()
        return int(self.child.exitstatus if self.child.exitstatus is not None else -self.child.signalstatus)

    def close(self) -> None:
        """End the command, whatever it does."""
        self.child.close(force=True)
