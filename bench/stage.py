"""Is the stage quick, light, and in time? A real stage on a pseudo-terminal, over a real session that plays.

TECHNO_BENCH_SECONDS (20) is how long the playhead is watched and processor time is counted.
"""

from __future__ import annotations

import asyncio
import os
import select
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

from bench.figures import Figure, share
from engine.control import Composed
from engine.timebase import BAR_TICKS, STEP_TICKS
from sequencer.midi.timeline import Timeline
from sequencer.wire.client import SocketSession
from tests.system.sessions import Sessions
from tests.system.terminal import CTRL_C, Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZES: Final = ((80, 24), (160, 50), (200, 60))
KEYSTROKES: Final = 100
KEYSTROKE_MS: Final = 50.0
CPU_SHARE: Final = {24: 0.15, 50: 0.25, 60: 0.3}
"""By rows: the issue asks for 80x24; on larger screens the library's drawing grows with their cells."""
LATE_US: Final = 1000.0
RULER: Final = {24: 2, 50: 3, 60: 3}
"""Row of the grid's ruler, by rows of the terminal: from 30 rows on there is a title above it."""
LETTERS: Final = "qwertyuiopasdfghjklz"


def figures() -> Iterator[Figure]:
    """Yield the figures at three sizes."""
    seconds = float(os.environ.get("TECHNO_BENCH_SECONDS", "20"))
    with tempfile.TemporaryDirectory() as folder:
        sessions = Sessions(Path(folder), NO_COLOR="")
        try:
            sessions.start("daemon", "--record", "off")
            sessions.playing()
            for columns, rows in SIZES:
                yield from _of_size(sessions, columns, rows, seconds)
            found = sessions.status() or {}
            late = found["lateness_us"]
            note = f"p50 {late['p50']:.0f} us, max {late['max']:.0f} us"
            yield Figure("daemon's lateness with the stage drawing, p99", late["p99"], "at most", LATE_US, "us", note)
        finally:
            sessions.close()


def _of_size(sessions: Sessions, columns: int, rows: int, seconds: float) -> Iterator[Figure]:
    stage = Terminal(sessions, "attach", columns=columns, rows=rows)
    size = f"{columns}x{rows}"
    try:
        stage.shows("▼")
        took = _keystrokes(stage, rows)
        note = f"p90 {sorted(took)[len(took) * 9 // 10]:.1f} ms, max {max(took):.1f} ms"
        yield Figure(f"keystroke to screen at {size}, median", median(took), "at most", KEYSTROKE_MS, "ms", note)
        before, begun = _cpu_seconds(stage.child.pid), time.monotonic()
        looks = asyncio.run(_playhead(stage, sessions, rows, seconds))
        used = (_cpu_seconds(stage.child.pid) - before) / (time.monotonic() - begun)
        yield Figure(f"processor time of the stage at {size}", used, "at most", CPU_SHARE[rows], "%")
        near = sum(0.0 <= late < 1.0 for late in looks)
        note = f"{len(looks)} looks, median {median(looks):.2f} of a 16th after the step, max {max(looks):.2f}"
        name = f"playhead within a 16th of the clock at {size}"
        yield Figure(name, share(near, len(looks)), "at least", 0.99, "%", note)
    finally:
        stage.close()


def _keystrokes(stage: Terminal, rows: int) -> list[float]:
    """Return the ms that letters took to appear on the input line."""
    took = []
    for number in range(KEYSTROKES):
        letter = LETTERS[number % len(LETTERS)]
        wanted = "> " + "".join(LETTERS[:number % len(LETTERS)]) + letter
        begun = time.monotonic()
        stage.types(letter)
        while stage.row(rows - 2) != wanted:
            select.select([stage.child.child_fd], [], [], 1.0)
            stage.read()
        took.append((time.monotonic() - begun) * 1000.0)
        if number % len(LETTERS) == len(LETTERS) - 1:
            stage.types(CTRL_C)
            while stage.row(rows - 2) != ">":
                select.select([stage.child.child_fd], [], [], 1.0)
                stage.read()
    return took


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def _playhead(stage: Terminal, sessions: Sessions, rows: int, seconds: float) -> list[float]:
    """Return for each move of the playhead by how many 16ths the clock is past the step that it shows."""
    os.environ["XDG_RUNTIME_DIR"] = str(sessions.runtime)
    session = await SocketSession.open()
    begun: dict[int, Timeline] = {}
    notices = session.subscribe()

    async def follow() -> None:
        async for notice in notices:
            if isinstance(notice, Composed):
                begun[notice.bar.index] = Timeline(0, notice.start_ns, notice.bar.bpm)
    following = asyncio.create_task(follow())
    looks: list[float] = []
    shown = -1
    end = time.monotonic() + seconds
    moved = asyncio.Event()
    asyncio.get_running_loop().add_reader(stage.child.child_fd, moved.set)
    while time.monotonic() < end:
        await moved.wait()
        moved.clear()
        stage.read()
        now = time.monotonic_ns()
        step = _shown_step(stage, rows)
        lines = [line for index, line in sorted(begun.items()) if line.ns <= now]
        if step is None or step == shown or not lines:
            continue
        shown = step
        ticks = (lines[-1].tick_at(now) - step * STEP_TICKS + BAR_TICKS // 2) % BAR_TICKS - BAR_TICKS // 2
        looks.append(ticks / STEP_TICKS)
    asyncio.get_running_loop().remove_reader(stage.child.child_fd)
    following.cancel()
    await session.close()
    return looks


def _shown_step(stage: Terminal, rows: int) -> int | None:
    """Return the step above which the playhead stands on the screen."""
    ruler = stage.row(RULER[rows])
    place = ruler.find("▼")
    if place < 0:
        return None
    marks = [column for column, letter in enumerate(ruler) if letter in "1234·▼" and column > 12]
    return marks.index(place)


if __name__ == "__main__":
    for figure in figures():
        sys.stdout.write(f"{figure.line()}\n")
