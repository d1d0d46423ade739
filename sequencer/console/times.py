"""How does a performer write when a command is meant to come true?

The time stands at the end: `in 8`, `at 65`, `at phrase`, `at phrase 16`, `every 16`, or two of them, `every 16 at 65`.
Bars count from 1. `for 4` says how long and stays with the command.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from engine.when import GRIDS, NEXT, When

TIMED: Final = frozenset({
    "stop", "bpm", "set", "target", "mute", "unmute", "solo", "unsolo", "fill", "drop", "scene", "freeze", "load",
    "record", "hit", "lock", "unlock", "mark", "phrase", "section", "arc", "hold",
})
"""Commands that take a time at their end."""
WITH_LENGTH: Final = frozenset({"mute", "solo", "fill", "drop"})
"""Commands whose length may be written as `for 4`."""


def split_time(name: str, words: list[str]) -> tuple[list[str], When | None]:
    """Return a command's words without its time, and the time; None when it has none.

    Raises:
        ValueError: a bar or a number of bars is none.
    """
    when = NEXT
    while name in TIMED:
        match words:
            case [*rest, "in", bars] if bars.isdecimal():
                words, when = rest, replace(when, in_bars=_count(bars))
            case [*rest, "every", bars] if bars.isdecimal():
                words, when = rest, replace(when, every_bars=_count(bars))
            case [*rest, "at" | "on", "phrase"]:
                words, when = rest, replace(when, phrase=True)
            case [*rest, "at" | "on", "phrase", bars] if bars.isdecimal() and int(bars) in GRIDS:
                words, when = rest, replace(when, phrase=int(bars))
            case [*rest, "at", bar] if bar.isdecimal():
                words, when = rest, replace(when, at_bar=_count(bar) - 1)
            case _:
                break
    if name in WITH_LENGTH and len(words) > 1 and words[-2] == "for":
        words = [*words[:-2], words[-1]]
    return words, None if when == NEXT else when


def _count(word: str) -> int:
    count = int(word)
    if count < 1:
        raise ValueError(word)
    return count
