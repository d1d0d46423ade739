"""What of a recorded bar makes it sound again as it did?

The wishes it took, and, where its hits did not all leave, those that did.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from pydantic import ConfigDict, TypeAdapter

from engine.bar import Control, Event
from engine.commands import Wish


@dataclass(frozen=True, slots=True)
class Heard:
    """What left of a bar whose hits did not all leave as they were made."""

    events: tuple[Event, ...]
    controls: tuple[Control, ...]


@dataclass(frozen=True, slots=True)
class TapedBar:
    """One bar of a recording.

    Attributes:
        index: of the bar.
        applied: what was applied at once before it, while the transport was stopped; each entry at one time.
        wishes: what it took, in order of arrival.
        failed: it could not be made then, and is not made now.
        heard: what left of it; None when that is what the bar plays, its muted layers left out.
    """

    index: int
    applied: tuple[tuple[Wish, ...], ...] = ()
    wishes: tuple[Wish, ...] = ()
    failed: bool = False
    heard: Heard | None = None


class Tape:
    """The bars of a recording that is played again; each process has its own, owned by one thread."""

    def __init__(self, bars: tuple[TapedBar, ...]) -> None:
        self._bars = {bar.index: bar for bar in bars}

    def at(self, index: int) -> TapedBar:
        """Return the bar of an index; one that is not on the tape takes nothing."""
        return self._bars.get(index) or TapedBar(index)

    def applied(self, index: int) -> None:
        """Note that the first of what was applied before a bar is in the state, however often the bar is made."""
        bar = self.at(index)
        self._bars[index] = replace(bar, applied=bar.applied[1:])

    def rest(self, index: int) -> tuple[TapedBar, ...]:
        """Return the bars from an index on."""
        return tuple(bar for bar in self._bars.values() if bar.index >= index)


@lru_cache(maxsize=1)
def _shape() -> TypeAdapter[tuple[TapedBar, ...]]:
    return TypeAdapter(tuple[TapedBar, ...], config=ConfigDict(strict=True, ser_json_inf_nan="constants"))


def tape_json(bars: tuple[TapedBar, ...]) -> str:
    """Return bars as JSON text."""
    return _shape().dump_json(bars).decode()


def tape_from_json(text: str) -> tuple[TapedBar, ...]:
    """Return the bars that `tape_json` wrote."""
    return _shape().validate_json(text)
