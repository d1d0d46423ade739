"""A set played by the keys that a performer has, on a real pseudo-terminal: intro, build, drop, break, return, outro.

Everything is asked for ahead of its phrase line and falls on it. Run as a program it plays 128 bars at 300 BPM and
writes what was on the screen as a text cast (asciicast v2), and its drop as a picture beside it:
`python -m tests.system.a_set docs/pictures/set.cast`.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

import pyte
from mido import MidiFile

from engine.timebase import BAR_TICKS, STEP_TICKS
from tests.system.sessions import Sessions, until
from tests.system.terminal import TAB, Terminal

if TYPE_CHECKING:
    from collections.abc import Callable

BPM: Final = 300
SECTIONS: Final = 8
DROP_BARS: Final = 4
KICK, CLOSED, OPEN, CLAP = "1", "2", "3", "5"
"""Keys that mute and unmute the layers of m4_showcase."""
PRESSED: Final = (KICK, OPEN + CLAP, "fd", "", KICK + CLOSED, KICK + CLOSED + "f", OPEN + CLAP)
"""Keys that are pressed in each section, for the line at its end; the fill ends on the drop."""
FRAMES_A_SECOND: Final = 4
COLUMNS, ROWS = 80, 24


def heard(grid: int) -> dict[str, list[range]]:
    """Return the bars, from 0, in which each layer sounds in a set of phrases of so many bars."""
    drop, end = 3 * grid, SECTIONS * grid
    return {
        "kick": [range(grid, drop), range(drop + DROP_BARS, 5 * grid), range(6 * grid, end)],
        "hat_c": [range(5 * grid), range(6 * grid, end)],
        "hat_o": [range(2 * grid, 7 * grid)],
        "clap": [range(2 * grid, 7 * grid)],
    }


def play(
    sessions: Sessions, stage: Terminal, grid: int, bpm: float = BPM, seen: Callable[[], object] = lambda: None
) -> Path:
    """Play a set of eight phrases of so many bars; return the folder of its recording.

    Args:
        sessions: that the stage belongs to. stage: a console on a stopped session.
        grid: 4, 8, 16 or 32. bpm: tempo. seen: called again and again, to look at the screen.
    """
    end = SECTIONS * grid

    def reached(bar: int) -> bool:
        stage.text()  # a stage that nobody reads waits
        seen()
        found = sessions.status()
        return found is not None and found["bar"] is not None and found["bar"] >= bar

    stage.shows("stopped", "kick")
    stage.enters(f":set bpm {bpm:g}")
    stage.enters(f":quantise phrase {grid}")
    for name, bar in (("intro", 0), ("drop", 3 * grid), ("break", 5 * grid), ("return", 6 * grid)):
        stage.enters(f":mark {name} at {bar + 1}")
    stage.enters(f":stop at {end + 1}")
    stage.shows("planned for bar", "stop")
    stage.types(TAB)
    stage.shows("HANDS")
    stage.types(KICK + OPEN + CLAP)
    stage.shows("mute clap: planned for bar 1")
    stage.types(" ")
    for section, keys in enumerate(PRESSED):
        bar = section * grid
        until(partial(reached, bar), f"bar {bar + 1}", seconds=60)
        stage.types(keys)
    until(lambda: reached(end - 1), f"bar {end}", seconds=60)

    def over() -> bool:
        stage.text()
        seen()
        found = sessions.status()
        return found is not None and not found["playing"]

    until(over, "the planned stop")
    stage.shows("stopped")
    seen()
    return next((sessions.out / "sessions").iterdir())


def sounding(folder: Path) -> dict[str, set[int]]:
    """Return the bars in which each layer has hits in a recording, by the nominal step of each hit."""
    found: dict[str, set[int]] = {}
    for track in MidiFile(folder / "take-001.mid").tracks[1:]:
        tick = 0
        bars = found.setdefault(track.name, set())
        for message in track:
            tick += message.time
            if message.type == "note_on":
                bars.add((tick + STEP_TICKS // 2) // BAR_TICKS)
    return found


def marks(folder: Path) -> list[tuple[int, str]]:
    """Return the bar and the name of each mark in a recording."""
    tick, found = 0, []
    for message in MidiFile(folder / "take-001.mid").tracks[0]:
        tick += message.time
        if message.type == "marker":
            found.append((tick // BAR_TICKS, message.text))
    return found


class Cast:
    """What stands on a stage, a few times a second, as an asciicast: the rows that have changed."""

    def __init__(self, stage: Terminal) -> None:
        self._stage = stage
        self._rows: list[str] = [""] * ROWS
        self._from = time.monotonic()
        self._next = 0.0
        self.lines = [json.dumps({"version": 2, "width": COLUMNS, "height": ROWS, "title": "a set of 128 bars"})]

    def __call__(self) -> None:
        """Look at the screen, when it is time."""
        now = time.monotonic() - self._from
        if now < self._next:
            return
        self._next = now + 1 / FRAMES_A_SECOND
        rows = self._stage.lines()
        changed = [
            f"\x1b[{at + 1};1H{row}\x1b[K"
            for at, (row, before) in enumerate(zip(rows, self._rows, strict=True)) if row != before
        ]
        if changed:
            self.lines.append(json.dumps([round(now, 2), "o", "".join(changed)], ensure_ascii=False))
        self._rows = rows


def picture(cast: str, shows: str) -> str:
    """Return the first screen of a cast that shows a text, as SVG."""
    screen = pyte.Screen(COLUMNS, ROWS)
    stream = pyte.Stream(screen)
    for line in cast.splitlines()[1:]:
        stream.feed(json.loads(line)[2])
        if any(shows in row for row in screen.display):
            break
    rows = "".join(
        f'<tspan x="12" y="{26 + 18 * at}">{escape(row.rstrip())}</tspan>' for at, row in enumerate(screen.display)
    )
    size = f'width="{24 + 9 * COLUMNS}" height="{24 + 18 * ROWS}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}><rect {size} fill="#14181c"/><text xml:space="preserve" '
        f'font-family="DejaVu Sans Mono, Menlo, monospace" font-size="15" fill="#d0d6dc">{rows}</text></svg>\n'
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        its_sessions = Sessions(Path(made), NO_COLOR="1")
        its_stage = Terminal(its_sessions, columns=COLUMNS, rows=ROWS)
        cast = Cast(its_stage)
        try:
            recording = play(its_sessions, its_stage, 16, seen=cast)
            sys.stdout.write(f"{marks(recording)}\n")
            for layer, wanted in heard(16).items():
                bars = {bar for one in wanted for bar in one}
                sys.stdout.write(f"{layer}: in other bars {sorted(sounding(recording)[layer] - bars)}, ")
                sys.stdout.write(f"missing {sorted(bars - sounding(recording)[layer])}\n")
        finally:
            its_stage.close()
            its_sessions.close()
    told = "\n".join(cast.lines) + "\n"
    Path(sys.argv[1]).write_text(told, encoding="utf-8")
    Path(sys.argv[1]).with_suffix(".svg").write_text(picture(told, "playing  50."), encoding="utf-8")
