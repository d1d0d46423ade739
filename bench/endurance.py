"""Does a session need as much memory after a day as after an hour?

`day` plays 24 hours on the manual clock, player and daemon in one process: the same player, mirror, session and
recorder as live, only ports and disk take what they are given and forget it. `hour` plays one real hour with a real
daemon and player. Both count resident memory.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bench.closed_loop import showcase
from bench.figures import Figure
from engine.session import start
from sequencer.daemon.live import LiveSession
from sequencer.daemon.recorder import Recorder
from sequencer.midi.ports import NullOutput
from sequencer.player.clock import ManualClock
from sequencer.player.player import Player
from sequencer.wire.client import SessionUnreachable, ask_once
from sequencer.wire.link import Garbled, daemon_link, player_link
from sequencer.wire.orders import MoveTransport
from sequencer.wire.reports import Bye, Pong

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parent.parent
NS_PER_HOUR: Final = 3600 * 1_000_000_000
HOURS: Final = 24
GROWTH_BOUND: Final = 1.1
RESIDENT_BOUND_MB: Final = 60.0
SAMPLE_SECONDS: Final = 60.0
REAL_SECONDS: Final = float(os.environ.get("TECHNO_BENCH_REAL_SECONDS", "3600"))
PAGE_BYTES: Final = os.sysconf("SC_PAGE_SIZE")
MB: Final = 1e6


def resident_mb(pid: int | None = None) -> float:
    """Return a process's resident memory in MB; our own when none is named."""
    pages = Path(f"/proc/{pid or 'self'}/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * PAGE_BYTES / MB


def day() -> Iterator[Figure]:
    """Yield the growth of memory from the first to the last of 24 hours on the manual clock."""
    here, there = socket.socketpair()
    near, far = daemon_link(here), player_link(there)
    clock = ManualClock(0)
    state = start(showcase())
    live = LiveSession(state, tell=near.send, clock="out", now_ns=clock.now_ns)
    player = Player(state, clock, [NullOutput()], far, clock_outputs=(0,))
    with tempfile.TemporaryDirectory(prefix="techno-bench-") as folder:
        live.recording = Recorder(Path(folder), live.mirror, name="day", report=print, write=lambda _path, _bytes: None)
        near.send(MoveTransport("play"))
        after: list[float] = []
        while len(after) < HOURS:
            player.turn()
            for report in near.receive():
                if not isinstance(report, (Pong, Bye, Garbled)):
                    live.take(report)
            if clock.now_ns() > (len(after) + 1) * NS_PER_HOUR:
                after.append(resident_mb())
                print(f"      hour {len(after)}: {after[-1]:.0f} MB, {live.mirror.state.bar} bars", flush=True)
        live.close()
    yield Figure("24 simulated hours: memory after the last, times that after the first", after[-1] / after[0],
                 "at most", GROWTH_BOUND, "x", f"{after[0]:.0f} to {after[-1]:.0f} MB")


def hour() -> Iterator[Figure]:
    """Yield memory and lateness of a real hour (TECHNO_BENCH_REAL_SECONDS)."""
    with tempfile.TemporaryDirectory(prefix="techno-bench-") as folder:
        os.environ["XDG_RUNTIME_DIR"] = folder
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "TECH_ENGINE_OUT_DIR": f"{folder}/out"}
        command = [sys.executable, "-m", "sequencer.start", "daemon", "m4_showcase"]
        daemon = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            status = _playing(daemon)
            player = int(status["realtime"]["pid"])
            rows = []
            ends = time.monotonic() + REAL_SECONDS
            while time.monotonic() < ends:
                select.select([], [], [], min(SAMPLE_SECONDS, max(0.0, ends - time.monotonic())))
                rows.append((resident_mb(daemon.pid), resident_mb(player)))
            status = ask_once("main", "status")
        finally:
            daemon.send_signal(signal.SIGTERM)
            daemon.wait()
    for name, column in (("daemon", 0), ("player", 1)):
        first, last = rows[0][column], rows[-1][column]
        yield Figure(f"a real hour: {name}'s memory", last, "at most", RESIDENT_BOUND_MB, "MB")
        yield Figure(f"a real hour: {name}'s memory, times the first's", last / first, "at most", GROWTH_BOUND, "x")
    late = status["lateness_us"]
    yield Figure("a real hour: repeated bars", status["faults"] + status["restarts"], "at most", 0, note=f"us {late}")


def _playing(daemon: subprocess.Popen[bytes]) -> dict[str, Any]:
    while daemon.poll() is None:
        try:
            found: dict[str, Any] = ask_once("main", "status")
        except SessionUnreachable:
            found = {"playing": False}
        if found["playing"]:
            return found
        select.select([], [], [], 0.1)
    raise RuntimeError("the daemon has ended")
