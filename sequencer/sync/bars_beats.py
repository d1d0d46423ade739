"""Which tick of the song lies on which frame, as another program says in bars, beats and ticks?

Its ticks are whole, so a straight line through them is kept. What it says is not always what it means: one counts the
ticks of a bar and calls them a beat's (Hydrogen 1.2). How fast its ticks really go, against its tempo, shows that.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Final

from engine.timebase import BEAT_TICKS

SECONDS_A_MINUTE: Final = 60.0
LOOSE: Final = 0.5
"""Of another program's tick, by which its count may be off before it is taken as another one."""
ELSEWHERE: Final = BEAT_TICKS // 4
"""Ticks: further off, its song has been moved."""
SEEN: Final = 32
"""Words that are looked back on."""
ENOUGH: Final = 8.0
"""Ticks of its own that should have passed before its speed is judged."""
ALIKE: Final = 0.1
"""Share by which two speeds may differ."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Bars and beats of a timebase: a tick that lies on a frame, and a tempo."""

    tick: float
    frame: int
    bpm: float
    rate: int

    def tick_at(self, frame: int) -> float:
        """Return the tick of a frame."""
        return self.tick + (frame - self.frame) / self.rate * self.bpm / SECONDS_A_MINUTE * BEAT_TICKS

    def frame_of(self, tick: int) -> int:
        """Return the frame of a tick, 0 where it lies before all."""
        return max(0, self.frame + round((tick - self.tick) / BEAT_TICKS * SECONDS_A_MINUTE / self.bpm * self.rate))


@dataclass(frozen=True, slots=True)
class Said:
    """What a timebase says of a frame: bar and beat from 1, its own tick of the beat, and its measures."""

    frame: int
    bar: int
    beat: int
    tick: int
    beats_a_bar: float
    ticks_a_beat: float
    bpm: float


class Heard:
    """The grid of another timebase; pure, told what it says of each period.

    Attributes:
        grid: as far as it is known.
    """

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self._last: deque[Said] = deque(maxlen=SEEN)
        self._share = 1.0
        """Of the ticks that it calls a beat's, so many are one."""

    def take(self, said: Said) -> Grid:
        """Take what it says of a period; return the grid."""
        grid, last = self.grid, self._last[-1] if self._last else None
        if last is None or said.bpm != last.bpm or said.ticks_a_beat != last.ticks_a_beat or said.frame < last.frame:
            self._last.clear()
        if last is None or said.ticks_a_beat != last.ticks_a_beat:
            self._share = 1.0
        self._last.append(said)
        here, same = grid.tick_at(said.frame), said.bpm == grid.bpm
        if same and not self._fits(here, said) and abs(here - self._tick(said)) < ELSEWHERE and not self._believed():
            return grid
        low, high = self._span(said)  # perhaps read otherwise by now
        if not same or not self._fits(here, said):
            here = (low + high) / 2 if said.tick else low
        here = min(max(here, low), high)
        if said.bpm != grid.bpm or here != grid.tick_at(said.frame):
            self.grid = Grid(here, said.frame, said.bpm, grid.rate)
        return self.grid

    def _fits(self, tick: float, said: Said) -> bool:
        """Return True when a tick may be the one that is meant, or nearly so."""
        low, high = self._span(said)
        loose = LOOSE * (high - low)
        return low - loose < tick < high + loose

    def _span(self, said: Said) -> tuple[float, float]:
        """Return the first and the last tick that may be meant: its own are whole."""
        first = self._tick(said)
        return first, first + BEAT_TICKS / (said.ticks_a_beat * self._share)

    def _tick(self, said: Said) -> float:
        """Return the tick that is meant."""
        beats = (said.bar - 1) * said.beats_a_bar + said.beat - 1
        return (beats + said.tick / (said.ticks_a_beat * self._share)) * BEAT_TICKS

    def _believed(self) -> bool:
        """Judge how fast its ticks go; return False while that is not known."""
        first, last = self._last[0], self._last[-1]
        beats = (last.frame - first.frame) / self.grid.rate * last.bpm / SECONDS_A_MINUTE
        if (first.bar, first.beat) != (last.bar, last.beat):
            self._last.popleft()
            return (first.bar, first.beat + 1) == (last.bar, last.beat)
        if beats * last.ticks_a_beat < ENOUGH * last.beats_a_bar:
            return False
        speed = (last.tick - first.tick) / (beats * last.ticks_a_beat)
        for share in (1.0, 1.0 / last.beats_a_bar):
            if abs(speed - share) < ALIKE * share:
                self._share = share
                return True
        return False
