"""How does a performer write when a command is meant to come true?

The time stands at the end: `in 8`, `at 65`, `at phrase`, `at phrase 16`, `every 16`, or two of them, `every 16 at 65`.
Bars count from 1. `for 4` says how long and stays with the command.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from engine.when import GRIDS, MAX_BAR, MAX_EVERY_BARS, NEXT, When
from sequencer.console.typed_words import one_of, whole

TIMED: Final = frozenset({
    "stop", "bpm", "set", "target", "mute", "unmute", "solo", "unsolo", "fill", "drop", "scene", "freeze", "load",
    "record", "hit", "lock", "unlock", "mark", "phrase", "section", "arc", "hold", "jam",
})
"""Commands that take a time at their end."""
WITH_LENGTH: Final = frozenset({"mute", "solo", "fill", "drop"})
"""Commands whose length may be written as `for 4`."""


def split_time(name: str, words: list[str]) -> tuple[list[str], When | None]:
    """Return a command's words without its time, and the time; None when it has none.

    Raises:
        Misread: a bar or a number of bars is out of range.
    """
    when = NEXT
    while name in TIMED:
        match words:
            case [*rest, "in", bars] if bars.isdecimal():
                words, when = rest, replace(when, in_bars=whole(bars, "a number of bars", 1, MAX_BAR))
            case [*rest, "every", bars] if bars.isdecimal():
                words, when = rest, replace(when, every_bars=whole(bars, "a number of bars", 1, MAX_EVERY_BARS))
            case [*rest, "at" | "on", "phrase"]:
                words, when = rest, replace(when, phrase=True)
            case [*rest, "at" | "on", "phrase", bars] if bars.isdecimal():
                one_of(bars, "length of a phrase", map(str, GRIDS))
                words, when = rest, replace(when, phrase=int(bars))
            case [*rest, "at", bar] if bar.isdecimal():
                words, when = rest, replace(when, at_bar=whole(bar, "a bar", 1, MAX_BAR + 1) - 1)
            case _:
                break
    if name in WITH_LENGTH and len(words) > 1 and words[-2] == "for":
        words = [*words[:-2], words[-1]]
    return words, None if when == NEXT else when

