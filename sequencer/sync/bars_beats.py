"""Which tick of the song lies on which frame, as another program says in bars, beats and ticks?

Its ticks are whole, so a straight line through them is kept. What it says is not always what it means: one counts the
ticks of a bar and calls them a beat's (Hydrogen 1.2). How fast its ticks really go, against its tempo, shows that.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Final

from engine.timebase import BAR_TICKS, BEAT_TICKS

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
        known: it is. Who is heard in the middle of a beat first has to show how many ticks make one.
    """

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self._last: deque[Said] = deque(maxlen=SEEN)
        """Of one beat, by which its speed is judged."""
        self._words: deque[Said] = deque(maxlen=SEEN)
        """Of any, by which the grid is moved."""
        self.known = True
        self._doubts = 0
        self._judged = False
        self._share = 1.0
        """Of the ticks that it calls a beat's, so many are one."""

    def take(self, said: Said) -> Grid:
        """Take what it says of a period; return the grid."""
        grid, last = self.grid, self._last[-1] if self._last else None
        if last is None or said.bpm != last.bpm or said.ticks_a_beat != last.ticks_a_beat or said.frame < last.frame:
            self._last.clear()
            self._words.clear()
        if last is None or said.ticks_a_beat != last.ticks_a_beat:
            self._share, self._judged, self._doubts = 1.0, False, 0
        self._last.append(said)
        self._words.append(said)
        self._judged = self._judged or self._judge()
        here = grid.tick_at(said.frame)
        fits, elsewhere = self._fits(here, said), abs(here - self._tick(said)) >= ELSEWHERE
        goes_on = last is not None and not elsewhere
        self.known = self._judged or said.tick == 0 or (self.known and goes_on) or self._doubts >= SEEN
        self._doubts += not self.known
        if said.bpm == grid.bpm and not elsewhere:
            if fits or self._judged:
                self._move()
            return self.grid
        if elsewhere:
            here += round((self._tick(said) - here) / BAR_TICKS) * BAR_TICKS  # a song that goes round keeps its phase
        if elsewhere or not fits:
            self._words = deque((said,), maxlen=SEEN)
        if not self._fits(here, said):
            low, high = self._span(said)
            here = (low + high) / 2 if said.tick else low
        self.grid = Grid(here, said.frame, said.bpm, grid.rate)
        return self.grid

    def _move(self) -> None:
        """Move the grid no further than to where all the last words agree; while they do not, one of them was late."""
        grid = self.grid
        apart = [(grid.tick_at(said.frame), *self._span(said)) for said in self._words]
        least, most = max(low - here for here, low, _ in apart), min(high - here for here, _, high in apart)
        if least > most:
            return
        by = min(max(0.0, least), most)
        if by:
            self.grid = Grid(grid.tick + by, grid.frame, grid.bpm, grid.rate)

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

    def _judge(self) -> bool:
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
