"""Real sessions: the command as a user starts it, in folders of its own; waits for conditions, never for time."""

from __future__ import annotations

import fcntl
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.system.warm import Loaded, Order, Warm
from tests.thorough import SOAK

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO

ROOT = Path(__file__).resolve().parents[2]
TECHNO = [sys.executable, "-m", "sequencer.commands.cli"]
PATIENCE_SECONDS = 60.0
ONE_AT_A_TIME = threading.Lock()
"""The environment is the whole process's, and some scenes ask from two threads."""
BREATH_SECONDS, LONGEST_SECONDS, LONGER = 0.01, 0.08, 1.2
"""Between two questions, so that the one who is asked has a processor; longer from one to the next."""


def until(what: Callable[[], Any], why: str, seconds: float = PATIENCE_SECONDS) -> Any:
    """Return the first true value of a question that is asked again and again."""
    deadline, breath = time.monotonic() + seconds, BREATH_SECONDS
    while time.monotonic() < deadline:
        found = what()
        if found:
            return found
        select.select([], [], [], breath)
        breath = min(breath * LONGER, LONGEST_SECONDS)
    raise AssertionError(f"waited {seconds} s in vain: {why}")


class Sessions:
    """The commands, with a runtime folder, output folder and home of their own.

    Args:
        folder: to run in. cold: load the program anew for each command.
        lean: what a session starts by itself is started warm too, and has no second player waiting, as all daemons of
            users have: where none of them dies or is looked at, that only costs. In a soak all is as for users.
        environment: beside that of the tests.

    Attributes:
        inside: what a command that is started begins with; it is started cold.
    """

    def __init__(self, folder: Path, *, cold: bool = False, lean: bool = False, **environment: str) -> None:
        self.folder = folder
        self.out = folder / "out"
        # A socket's path may not be as long as a test's name.
        self._short = tempfile.TemporaryDirectory(prefix="techno-")
        self.runtime = runtime = Path(self._short.name)
        self.environment = {
            **os.environ, "PYTHONPATH": str(ROOT), "XDG_RUNTIME_DIR": str(runtime), "HOME": str(folder),
            "XDG_STATE_HOME": str(folder / "state"), "XDG_DATA_HOME": str(folder / "data"),
            "TECH_ENGINE_OUT_DIR": str(self.out), "JACK_NO_START_SERVER": "1", **environment,
        }
        self.started: list[subprocess.Popen[str]] = []
        self.inside: list[str] = []
        self.lean = lean and not SOAK
        self._cold = cold or not hasattr(os, "pidfd_open")

    def start(self, *words: str, **more: Any) -> subprocess.Popen[str]:
        """Start a command and return it; with more than words it is started cold."""
        process: subprocess.Popen[str]
        if self._cold or self.inside or more:
            process = subprocess.Popen(
                [*self.inside, *TECHNO, *words], env=self.environment, cwd=self.folder, text=True,
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more,
            )
        else:
            with Path(os.devnull).open() as nothing:
                process = self._warm(*words, stdin=nothing)
        self.started.append(process)
        return process

    def run(self, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        if self._cold:
            return subprocess.run(
                [*TECHNO, *words], env=self.environment, cwd=self.folder, text=True, input=stdin, capture_output=True,
                check=False, timeout=60,
            )
        with tempfile.TemporaryFile("w+") as given:
            given.write(stdin)
            given.seek(0)
            process = self._warm(*words, stdin=given)
        try:
            out, err = process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        return subprocess.CompletedProcess(process.args, process.wait(), out, err)

    def _warm(self, *words: str, stdin: IO[str]) -> Warm:
        order = Order(words, self.environment, str(self.folder), lean=self.lean)
        return Warm.in_pipes(Loaded.found(ROOT, self.environment).start, order, stdin.fileno())

    def status(self, name: str = "main") -> dict[str, Any] | None:
        """Return the session's status, None when none answers."""
        from sequencer.wire.client import ask_once

        found = self._inside(lambda: ask_once(name, "status"))
        return found if isinstance(found, dict) else None

    def stands(self) -> dict[str, Any]:
        """Return the session's status; one that is too busy to answer is asked again."""
        found: dict[str, Any] = self._until(self.status, "the session answers")
        return found

    def ask(self, method: str, *, session: str = "main", **params: Any) -> Any:
        """Ask a session one thing."""
        from sequencer.wire.client import ask_once

        return self._inside(lambda: ask_once(session, method, **params))

    def connected(self) -> socket.socket:
        """Return a connection to the session."""
        from sequencer.wire.runtime_folder import socket_path

        client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        client.connect(str(self._inside(lambda: socket_path("main"))))
        return client

    def _inside(self, asked: Callable[[], Any]) -> Any:
        from engine.errors import TechnoError

        with ONE_AT_A_TIME:
            before = os.environ.get("XDG_RUNTIME_DIR")
            os.environ["XDG_RUNTIME_DIR"] = self.environment["XDG_RUNTIME_DIR"]
            try:
                return asked()
            except TechnoError:
                return None
            finally:
                os.environ.pop("XDG_RUNTIME_DIR")
                if before is not None:
                    os.environ["XDG_RUNTIME_DIR"] = before

    def playing(self, bar: int = 0) -> dict[str, Any]:
        """Wait until the session plays a bar, or a later one."""
        def plays() -> dict[str, Any] | None:
            found = self.status()
            there = found is not None and found["playing"] and found["bar"] is not None and found["bar"] >= bar
            return found if there else None
        found: dict[str, Any] = self._until(plays, f"bar {bar} plays")
        return found

    def player_pid(self, other_than: int | None = None) -> int:
        """Wait for a player that is ready, and return its pid."""
        def there() -> int | None:
            found = self.status()
            pid = found["realtime"].get("pid") if found else None
            return pid if pid and pid != other_than else None
        return int(self._until(there, "a player is ready"))

    def _until(self, what: Callable[[], Any], why: str) -> Any:
        """Wait for a fact of the session; where it does not come, tell how the session stands."""
        try:
            return until(what, why)
        except AssertionError as failure:
            raise AssertionError(f"{failure}\n{self._told()}") from None

    def _told(self) -> str:
        """Describe sessions that do not do what they should, from all that is known of them."""
        found = [f"status: {self.status()}"]
        for journal in self.out.rglob("journal.jsonl"):
            found += ["journal, at its end:", *journal.read_text(encoding="utf-8", errors="replace").splitlines()[-8:]]
        for log in self.folder.rglob("*.log"):
            found += [f"{log.name}:", *log.read_text(encoding="utf-8", errors="replace").splitlines()[-8:]]
        for process in self.started:
            found.append(f"{process.args!r} has ended with {process.poll()} and said:")
            for stream in (process.stdout, process.stderr):
                if stream is not None and not stream.closed:
                    os.set_blocking(stream.fileno(), False)
                    with suppress(BlockingIOError):
                        found.append(os.read(stream.fileno(), 1 << 16).decode(errors="replace"))
        ours = str(self.runtime)
        for entry in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if ours.encode() in (entry / "environ").read_bytes():
                    words = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                    found.append(f"{entry.name}: {(entry / 'stat').read_text().rpartition(')')[2].split()[0]} {words}")
        return "\n".join(line[:400] for line in found)

    def session_folder(self) -> Path:
        """Return the one recorded session's folder."""
        (found,) = (self.out / "sessions").iterdir()
        return found

    def journal(self) -> list[dict[str, Any]]:
        """Return the journal's lines, without a torn last one."""
        text = (self.session_folder() / "journal.jsonl").read_text(encoding="utf-8")
        return [json.loads(line) for line in text.split("\n")[:-1]]

    def close(self) -> None:
        """End whatever still runs."""
        self.ask("end")
        for process in self.started:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            process.communicate(timeout=20)
        until(self._all_ended, "a session in the background has not ended")
        self._short.cleanup()

    def _all_ended(self) -> bool:
        """Return True when no session holds its lock any more."""
        for path in self.runtime.rglob("*.lock"):
            with path.open("rb") as lock:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    return False
        return True


def gone(pid: int) -> bool:
    """Return True when a process is no more, or only waits to be asked for its exit status."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return True
    return stat.rpartition(")")[2].split()[0] in {"Z", "X"}
