"""Which layers are silent at a tick?

Each bar carries the mutes it was made with, from its line on. A mute that must act at once, or on the next beat, acts
here first, until the line of a bar that has taken the wish. A hit that is pushed before the line is its own bar's.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from engine.cc_lanes import lanes_of
from engine.commands import Mute, Solo, Unmute, Unsolo
from engine.holds import drops
from engine.microtiming import EARLIEST_TICKS
from engine.session import entered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.bar import Bar
    from engine.commands import Wish
    from engine.state import Holds, SessionState

Hold = Mute | Unmute | Solo | Unsolo

MAX_LINES: Final = 8
"""Bar lines to keep: the bar that sounds, the one made ahead, and some for late trims and cuts."""


@dataclass(slots=True)
class Line:
    """A bar line: from its tick on these layers and lanes are silent; the bar was made from state and wishes."""

    tick: int
    silent: tuple[str, ...]
    layers: tuple[str, ...]
    lanes: tuple[str, ...]
    before: SessionState
    wishes: tuple[Wish, ...]
    _stage: Holds | None = None

    def stage(self) -> Holds:
        """Return the bar's mutes, solos and drops; they are worked out once, since many wishes take milliseconds."""
        if self._stage is None:
            self._stage = entered(self.before, self.wishes).stage
        return self._stage


@dataclass(slots=True)
class Early:
    """A mute that acts from a tick on, until the line of a bar that has taken it.

    On outputs that send early because of their trim, what a layer has sent already cannot be taken back: `later` says
    from which tick on it acts there.
    """

    tick: int
    wish: str
    command: Hold
    later: Mapping[str, int]
    until_tick: int | None = None


class Hands:
    """The mutes and solos of a bar, and over them those that act on one layer so far.

    Args:
        stage: what the bar was made with.
    """

    def __init__(self, stage: Holds) -> None:
        self.acting = False
        self.mutes = {hold.layer for hold in stage.mutes}
        self.solos = {hold.layer for hold in stage.solos}
        self._drop = bool(stage.drop_bars)
        self._latest: dict[tuple[bool, str], int] = {}

    def take(self, number: int, command: Hold) -> None:
        """Let a mute or solo act; of two on one layer the one that was asked later counts, by their numbers."""
        self.acting = True
        solo = isinstance(command, (Solo, Unsolo))
        if number < self._latest.get((solo, command.layer), number):
            return
        self._latest[solo, command.layer] = number
        held = self.solos if solo else self.mutes
        (held.add if isinstance(command, (Mute, Solo)) else held.discard)(command.layer)

    def silence(self, layer: str) -> bool:
        """Return True when a layer does not sound under them."""
        alone = bool(self.solos) and layer not in self.solos
        return layer in self.mutes or alone or (self._drop and drops(layer))


@dataclass(frozen=True, slots=True)
class Silences:
    """What is silent at the ticks of a bar: `silent[0]` before `ticks[0]`, `silent[1]` from there to `ticks[1]`, ..."""

    ticks: Sequence[int]
    silent: Sequence[tuple[str, ...]]

    def at(self, tick: int) -> tuple[str, ...]:
        """Return the layers and lanes that are silent at a tick."""
        return self.silent[bisect_right(self.ticks, tick)]


class Mutes:
    """The layers that are silent; owned by the player's thread."""

    def __init__(self) -> None:
        self._lines: deque[Line] = deque(maxlen=MAX_LINES)
        self._early: list[Early] = []
        self._silences: dict[int, Silences] = {}
        """Of the bars with these lines, while nothing has changed."""

    def ask(self, command: Hold, wish: str, tick: int, later: Mapping[str, int]) -> None:
        """Take a mute that acts before its bar line, from a tick on, and on some layers from a later one."""
        self._early.append(Early(tick, wish, command, later))
        self._silences.clear()

    def coming(self, bar: Bar, before: SessionState, wishes: Sequence[Wish]) -> None:
        """A bar was made: from its line on, its own mutes hold, which include the wishes it took."""
        # a bar that is frozen, or that loads another config, has layers which the config before it has not
        layers = dict.fromkeys((*before.config.layers, *bar.muted, *(event.layer for event in bar.events)))
        lanes = {modulator.name for _, modulator in lanes_of(before.config.modulators)}
        lanes |= {control.lane for control in bar.controls}
        names = tuple([layer for layer in layers if layer not in lanes])
        self._lines.append(Line(bar.start_tick, bar.muted, names, tuple(sorted(lanes)), before, tuple(wishes)))
        self._taken({wish.id for wish in wishes}, bar.start_tick)
        first = self._lines[0].tick
        self._early = [early for early in self._early if early.until_tick is None or early.until_tick > first]
        self._silences.clear()

    def stopped(self, next_tick: int) -> None:
        """Transport stopped: drop the bar made ahead; all pending mutes are in the state now."""
        while self._lines and self._lines[-1].tick >= next_tick:
            self._lines.pop()
        self._taken({early.wish for early in self._early}, next_tick)
        self._silences.clear()

    def _taken(self, wishes: set[str], tick: int) -> None:
        for early in self._early:
            if early.wish in wishes and (early.until_tick is None or early.until_tick > tick):
                early.until_tick = tick

    def silent(self, tick: int, line_tick: int) -> tuple[str, ...]:
        """Return the silent layers, then lanes, at a tick of the bar with a line; in the config's order."""
        line = next((line for line in reversed(self._lines) if line.tick <= line_tick), None)
        if line is None:
            return ()
        if not self._early:
            return line.silent
        if line_tick not in self._silences:
            self._silences[line_tick] = self._swept(line, line_tick)
        return self._silences[line_tick].at(tick)

    def _swept(self, line: Line, line_tick: int) -> Silences:
        """Return the silent layers and lanes of a bar; a mute that a later bar has taken ends at that bar's line."""
        stage = line.stage()
        names, lanes = (*line.layers, *line.lanes), set(line.lanes)
        ends = sorted({until for early in self._early if (until := early.until_tick) is not None and until > line_tick})
        ticks: list[int] = []
        silent_from: list[tuple[str, ...]] = []
        for begin, end in zip((None, *ends), (*ends, None), strict=True):
            acting = [
                early for early in self._early
                if early.until_tick is None or (end is not None and early.until_tick >= end)
            ]
            hands = {name: Hands(stage) for name in names}
            starts = sorted([
                (early.later.get(name, early.tick), number, name)
                for number, early in enumerate(acting) for name in names
            ])
            inside = {tick for tick, _, _ in starts if (begin is None or tick > begin) and (end is None or tick < end)}
            at = 0
            for tick in (begin, *sorted(inside)):
                while tick is not None and at < len(starts) and starts[at][0] <= tick:
                    _, number, name = starts[at]
                    hands[name].take(number, acting[number].command)
                    at += 1
                if tick is not None:
                    ticks.append(tick)
                silent_from.append(tuple(
                    name for name, hand in hands.items()
                    if (name in line.silent if not hand.acting else
                        name in hand.mutes if name in lanes else hand.silence(name))
                ))
        return Silences(ticks, silent_from)

    def changes(self, start_tick: int, end_tick: int) -> list[tuple[int, tuple[str, ...]]]:
        """Return (tick, silent layers) at a bar's line and wherever that changes, from its earliest hit to its end."""
        first = start_tick - EARLIEST_TICKS
        acting = {tick for early in self._early for tick in (early.tick, *early.later.values())}
        ticks = sorted(tick for tick in acting if first < tick < end_tick)
        found = [(start_tick if not ticks or ticks[0] > start_tick else first, self.silent(first, start_tick))]
        for tick in ticks:
            silent_now = self.silent(tick, start_tick)
            if silent_now != found[-1][1]:
                found.append((tick, silent_now))
        return found
