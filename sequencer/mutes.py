"""Which layers are silent at a tick?

Each bar carries the mutes it was made with, from its line on. A mute that must act at once, or on the next beat, acts
here first, until the line of a bar that has taken the wish. A hit that is pushed before the line is its own bar's.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from engine.commands import Mute, Solo, Unmute, Unsolo
from engine.hands import held, released, silent
from engine.session import apply

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.bar import Bar
    from engine.commands import Wish
    from engine.state import SessionState, Stage

Hold = Mute | Unmute | Solo | Unsolo

MAX_LINES: Final = 8
"""The bar that sounds, the one made ahead, and some that late trims or a cut still need."""


@dataclass(frozen=True, slots=True)
class Line:
    """A bar line: from its tick on these layers are silent; state and wishes are what the bar was made from."""

    tick: int
    silent: tuple[str, ...]
    layers: tuple[str, ...]
    before: SessionState
    wishes: tuple[Wish, ...]


@dataclass(slots=True)
class Early:
    """A mute that acts from a tick on, until the line of a bar that has taken it."""

    tick: int
    wish: str
    command: Hold
    until_tick: int | None = None


class Mutes:
    """The layers that are silent; owned by the player's thread."""

    def __init__(self) -> None:
        self._lines: deque[Line] = deque(maxlen=MAX_LINES)
        self._early: list[Early] = []

    def ask(self, command: Hold, wish: str, tick: int) -> None:
        """Take a mute that acts from a tick on, before its bar line."""
        self._early.append(Early(tick, wish, command))

    def coming(self, bar: Bar, before: SessionState, wishes: Sequence[Wish]) -> None:
        """Take note of a bar that has been made: from its line on its own mutes hold, with those it has taken."""
        self._lines.append(Line(bar.start_tick, bar.muted, tuple(before.config.layers), before, tuple(wishes)))
        self._taken({wish.id for wish in wishes}, bar.start_tick)
        first = self._lines[0].tick
        self._early = [early for early in self._early if early.until_tick is None or early.until_tick > first]

    def stopped(self, next_tick: int) -> None:
        """Take note that a bar ahead is not to be, and that the state has taken every mute that was asked for."""
        while self._lines and self._lines[-1].tick >= next_tick:
            self._lines.pop()
        self._taken({early.wish for early in self._early}, next_tick)

    def _taken(self, wishes: set[str], tick: int) -> None:
        for early in self._early:
            if early.wish in wishes and (early.until_tick is None or early.until_tick > tick):
                early.until_tick = tick

    def silent(self, tick: int) -> tuple[str, ...]:
        """Return the layers that are silent at a tick, in the config's order."""
        line = next((line for line in reversed(self._lines) if line.tick <= tick), None)
        if line is None:
            return ()
        acting = [
            early.command for early in self._early
            if early.tick <= tick and (early.until_tick is None or tick < early.until_tick)
        ]
        if not acting:
            return line.silent
        stage = apply(line.before, line.wishes)[0].stage
        for command in acting:
            stage = _under(stage, command)
        return silent(stage, line.layers)

    def changes(self, start_tick: int, end_tick: int) -> list[tuple[int, tuple[str, ...]]]:
        """Return (tick, silent layers) at a bar's line and wherever that changes before its end."""
        ticks = {start_tick, *(early.tick for early in self._early if start_tick < early.tick < end_tick)}
        return [(tick, self.silent(tick)) for tick in sorted(ticks)]


def _under(stage: Stage, command: Hold) -> Stage:
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
