"""Which typed lines move the transport?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from engine.found_words import shown
from engine.parameters import did_you_mean
from sequencer.console.typed_words import Misread, nothing_more, whole
from sequencer.wire.orders import MAX_COUNT_IN_BARS

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.commands import Quantise
    from engine.config import Config
    from engine.control import TransportAction

MAX_BAR: Final = 1_000_000
"""Highest bar that a line names."""


@dataclass(frozen=True, slots=True)
class Move:
    """A transport action."""

    action: TransportAction
    from_bar: int = 0
    count_in: int = 0


def move_reader(action: TransportAction) -> Callable[[list[str], Config, Quantise], Move]:
    """Return what reads the words behind a transport action."""
    def read_move(words: list[str], _config: Config, _at: Quantise) -> Move:
        match words:
            case []:
                return Move(action)
            case ["from", bar] if action == "play":
                return Move(action, whole(bar, "a bar", 1, MAX_BAR) - 1)
            case ["from"]:
                raise Misread("a bar is missing")
            case [word, *_] if action == "play":
                raise Misread(f"{shown(' '.join(words))} is too much{did_you_mean(word, ['from'])}")
            case _:
                raise Misread(f"{shown(' '.join(words))} is too much")
    return read_move


def read_count_in(words: list[str], _config: Config, _at: Quantise) -> Move:
    """Read `:count-in [BARS]`."""
    nothing_more(words[1:])
    return Move("play", count_in=whole(words[0], "a number of bars", 1, MAX_COUNT_IN_BARS) if words else 1)
