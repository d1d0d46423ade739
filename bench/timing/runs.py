"""How is one run made? A JACK server of its own, a session or the reference on it, load beside it, stamps inside."""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from bench.timing.grid import read
from engine.errors import TechnoError
from sequencer.wire.client import ask_once

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from types import TracebackType

    from bench.timing.grid import Sent

ROOT: Final = Path(__file__).resolve().parents[2]
STAMPS: Final = Path(__file__).resolve().parent / "stamps"
SKIP_NS: Final = 3_000_000_000
START_SECONDS: Final = 20.0
MEASURED_HOGS: Final = 2
JACK_PERIOD: Final = 1024
"""Long periods, so that the server costs little; messages are stamped before it gets them."""
HOG: Final = "while True: pass"
SINK: Final = (
    "import rtmidi, select, sys\n"
    "ports = [rtmidi.MidiIn(rtmidi.API_UNIX_JACK, name=f'bench-{number}') for number in range(int(sys.argv[1]))]\n"
    "for port in ports:\n"
    "    port.open_virtual_port('in')\n"
    "    port.set_callback(lambda *_: None)\n"
    "print('there', flush=True)\n"
    "select.select([], [], [])\n"
)


@dataclass(frozen=True, slots=True)
class Run:
    """One session that was measured.

    Attributes:
        sent: what left, with its moment.
        repeated_bars: bars that could not be made in time, or at all.
        scheduler: what the system granted the player.
    """

    sent: list[Sent]
    repeated_bars: int
    scheduler: str


class Rig:
    """A JACK server and folders of its own, for runs of some seconds each."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._open = ExitStack()
        self._name = f"bench-{os.getpid()}"
        self._environment: dict[str, str] = {}

    def __enter__(self) -> Self:
        folder = self._open.enter_context(tempfile.TemporaryDirectory(prefix="techno-bench-"))
        self._environment = {
            **os.environ, "PYTHONPATH": str(ROOT), "JACK_DEFAULT_SERVER": self._name, "JACK_NO_START_SERVER": "1",
            "JACK_NO_AUDIO_RESERVATION": "1", "XDG_RUNTIME_DIR": folder, "TECH_ENGINE_OUT_DIR": f"{folder}/out",
        }
        os.environ["XDG_RUNTIME_DIR"] = folder  # where the session is asked for its status
        server = ["jackd", "--no-realtime", "-n", self._name, "-d", "dummy", "-r", "48000", "-p", str(JACK_PERIOD)]
        jack = self._open.enter_context(self._running(server))
        probe = [sys.executable, "-c", "import rtmidi; rtmidi.MidiOut(rtmidi.API_UNIX_JACK, name='probe')"]
        quiet = {"env": self._environment, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self._until(jack, lambda: subprocess.run(probe, check=False, **quiet).returncode == 0)  # type: ignore[call-overload]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, where: TracebackType | None
    ) -> None:
        self._open.close()

    def reference(self, spin_us: int, *, busy: bool = False, hogs: int = 0) -> list[Sent]:
        """Run the reference loop; return what it sent."""
        with ExitStack() as run:
            self._beside(run, hogs, 2 if busy else 0)
            folder = run.enter_context(_folder())
            command = [sys.executable, "-m", "bench.timing.reference", str(spin_us)]
            with self._running(_without_priority(command), self._stamping(folder)) as process:
                self._measure(process)
            return read(folder, SKIP_NS)

    def session(
        self, config: str, *, busy: bool = False, hogs: int = 0, priority: bool = False, ports: int = 1,
        abused: bool = False, still_seconds: float = 0.0,
    ) -> Run:
        """Run a session of a config (its name, or its JSON) on some ports; return what it sent.

        Args:
            config: what is played.
            busy: with bursts of work in the daemon, and a front that has them too.
            hogs: busy loops beside it.
            priority: may it ask for any?
            ports: how many outputs.
            abused: by clients that mean it ill.
            still_seconds: how long the daemon is stopped (SIGSTOP) while the player plays on.
        """
        with ExitStack() as run:
            folder = run.enter_context(_folder())
            path = config
            if config.startswith("{"):
                path = str(folder / "config.json")
                Path(path).write_text(config, encoding="utf-8")
            sink = run.enter_context(self._running([sys.executable, "-c", SINK, str(ports)], stdout=subprocess.PIPE))
            if sink.stdout is not None:
                sink.stdout.readline()
            self._beside(run, hogs, 0)
            words = [word for number in range(ports) for word in ("--port", f"bench-{number}")]
            command = [sys.executable, "-m", "sequencer.start", "daemon", path, *words]
            stamping = self._stamping(folder) | ({"TECHNO_BENCH_BURSTS": "1"} if busy else {})
            command = command if priority else _without_priority(command)
            with self._running(command, stamping) as process:
                self._until(process, lambda: _status()["playing"])
                with ExitStack() as beside:
                    if busy:
                        front = [sys.executable, "-m", "bench.timing.bursts", "main"]
                        beside.enter_context(self._running(front))
                    if abused:
                        beside.enter_context(self._running([sys.executable, "-m", "bench.timing.abuse", "main"]))
                    if still_seconds:
                        process.send_signal(signal.SIGSTOP)
                        select.select([], [], [], still_seconds)
                        process.send_signal(signal.SIGCONT)
                    self._measure(process)
                found: dict[str, Any] = {}
                self._until(process, lambda: _status_into(found))
            return Run(read(folder, SKIP_NS), found["faults"] + found["restarts"], str(found["realtime"]["scheduler"]))

    def _stamping(self, folder: Path) -> dict[str, str]:
        return {"TECHNO_BENCH_STAMPS": str(folder), "PYTHONPATH": f"{STAMPS}{os.pathsep}{ROOT}"}

    def _beside(self, run: ExitStack, hogs: int, bursts: int) -> None:
        for _ in range(hogs):
            run.enter_context(self._running([sys.executable, "-c", HOG]))
        for _ in range(bursts):
            run.enter_context(self._running([sys.executable, "-m", "bench.timing.bursts"]))

    def _measure(self, process: subprocess.Popen[bytes]) -> None:
        """Let a program play for the run's time and its first seconds."""
        try:
            process.wait(self._seconds + SKIP_NS / 1e9)
        except subprocess.TimeoutExpired:
            return
        raise RuntimeError(f"what should be measured has ended with status {process.returncode}")

    def _until(self, process: subprocess.Popen[bytes], there: Callable[[], bool]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and process.poll() is None:
            try:
                if there():
                    return
            except TechnoError:
                pass  # not there yet, or not yet free for us
            select.select([], [], [], 0.05)
        raise RuntimeError("what should be measured does not start")

    @contextmanager
    def _running(
        self, command: Sequence[str], environment: Mapping[str, str] | None = None, *, stdout: int = subprocess.DEVNULL
    ) -> Iterator[subprocess.Popen[bytes]]:
        """Run a program until the end of the block; it is asked to end, and waited for."""
        process = subprocess.Popen(
            command, env={**self._environment, **(environment or {})}, stdin=subprocess.DEVNULL, stdout=stdout,
            stderr=subprocess.DEVNULL, cwd=ROOT,
        )
        try:
            yield process
        finally:
            process.terminate()
            process.wait(START_SECONDS)
            if process.stdout is not None:
                process.stdout.close()


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="techno-bench-") as folder:
        yield Path(folder)


def _status_into(found: dict[str, Any]) -> bool:
    """Keep a session's status; a crowd that has just left may still take its places."""
    found.update(_status())
    return True


def _status() -> dict[str, Any]:
    found: dict[str, Any] = ask_once("main", "status")
    return found


def _without_priority(command: list[str]) -> list[str]:
    """Return a command without the right to ask for priority, even for root."""
    if os.geteuid() != 0 or shutil.which("setpriv") is None:
        return command
    return ["setpriv", "--inh-caps=-sys_nice", "--bounding-set=-sys_nice", *command]
