"""Which layers are silent at a tick?

Each bar carries the mutes it was made with, from its line on. A mute that must act at once, or on the next beat, acts
here first, until the line of a bar that has taken the wish. A hit that is pushed before the line is its own bar's.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from functools import reduce
from typing import TYPE_CHECKING, Final

from engine.cc_lanes import lanes_of
from engine.commands import Mute, Solo, Unmute, Unsolo
from engine.holds import held, holds_layer, released, silent
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


@dataclass(frozen=True, slots=True)
class Line:
    """A bar line: from its tick on these layers and lanes are silent; the bar was made from state and wishes."""

    tick: int
    silent: tuple[str, ...]
    layers: tuple[str, ...]
    lanes: tuple[str, ...]
    before: SessionState
    wishes: tuple[Wish, ...]


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

    def acts(self, layer: str, tick: int, line_tick: int) -> bool:
        """Return True when it acts on a layer at a tick of the bar with a line."""
        begun = self.later.get(layer, self.tick) <= tick
        return begun and (self.until_tick is None or max(tick, line_tick) < self.until_tick)


class Mutes:
    """The layers that are silent; owned by the player's thread."""

    def __init__(self) -> None:
        self._lines: deque[Line] = deque(maxlen=MAX_LINES)
        self._early: list[Early] = []

    def ask(self, command: Hold, wish: str, tick: int, later: Mapping[str, int]) -> None:
        """Take a mute that acts before its bar line, from a tick on, and on some layers from a later one."""
        self._early.append(Early(tick, wish, command, later))

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

    def stopped(self, next_tick: int) -> None:
        """Transport stopped: drop the bar made ahead; all pending mutes are in the state now."""
        while self._lines and self._lines[-1].tick >= next_tick:
            self._lines.pop()
        self._taken({early.wish for early in self._early}, next_tick)

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
        own = entered(line.before, line.wishes).stage
        found = []
        for layer in line.layers:
            acting = [early.command for early in self._early if early.acts(layer, tick, line_tick)]
            if layer in (silent(reduce(_under, acting, own), line.layers) if acting else line.silent):
                found.append(layer)
        for lane in line.lanes:
            acting = [early.command for early in self._early if early.acts(lane, tick, line_tick)]
            if holds_layer(reduce(_under, acting, own).mutes, lane) if acting else lane in line.silent:
                found.append(lane)
        return tuple(found)

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


def _under(stage: Holds, command: Hold) -> Holds:
    """Return a stage after a mute or solo."""
    match command:
        case Mute(layer=layer):
            return replace(stage, mutes=held(stage.mutes, layer, None))
        case Unmute(layer=layer):
            return replace(stage, mutes=released(stage.mutes, layer))
        case Solo(layer=layer):
            return replace(stage, solos=held(stage.solos, layer, None))
        case Unsolo(layer=layer):
            return replace(stage, solos=released(stage.solos, layer))
