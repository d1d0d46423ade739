"""Which layers are silent at this very tick?

The engine's bars carry the mutes they were made with. A mute that must act at once, or on the next beat, acts here
first, and until a bar that has taken the wish begins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.commands import Mute, Solo, Unmute, Unsolo

if TYPE_CHECKING:
    from collections.abc import Collection

    from engine.bar import Bar

Hold = Mute | Unmute | Solo | Unsolo


class Mutes:
    """The layers that are silent now; owned by the player's thread.

    Attributes:
        silent: in the config's order.
    """

    def __init__(self) -> None:
        self.silent: tuple[str, ...] = ()
        self._layers: tuple[str, ...] = ()
        self._early: list[tuple[int, str, Hold]] = []
        self._bar_silent: frozenset[str] = frozenset()

    def ask(self, command: Hold, wish: str, tick: int) -> None:
        """Take a mute that acts from a tick on, before its bar line."""
        self._early.append((tick, wish, command))

    def line(self, bar: Bar, wishes: Collection[str], layers: tuple[str, ...]) -> None:
        """Begin a bar: its own mutes hold, and early ones that it has taken are done."""
        self._layers = layers
        self._bar_silent = frozenset(bar.muted)
        self._early = [early for early in self._early if early[1] not in wishes]
        self._settle(bar.start_tick)

    def reached(self, tick: int) -> bool:
        """Let early mutes act that are due at a tick; return True when that changes what is silent."""
        if not self._early:
            return False
        before = self.silent
        self._settle(tick)
        return self.silent != before

    def _settle(self, tick: int) -> None:
        silent = set(self._bar_silent)
        soloed: set[str] = set()
        for due, _, command in self._early:
            if due > tick:
                continue
            match command:
                case Mute(layer=layer):
                    silent.add(layer)
                case Unmute(layer=layer):
                    silent.discard(layer)
                case Solo(layer=layer):
                    soloed.add(layer)
                case Unsolo():
                    soloed.clear()
        if soloed:
            silent |= set(self._layers) - soloed
        self.silent = tuple(layer for layer in self._layers if layer in silent)
