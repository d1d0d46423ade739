"""How does a performer write when a command is meant to come true?

The time stands at the end: `in 8`, `at 65`, `at phrase`, `at phrase 16`, `every 16`, or two of them, `every 16 at 65`.
Bars count from 1. `for 4` says how long and stays with the command. The word bars may stand behind a number of them.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from engine.found_words import shown
from engine.parameters import did_you_mean
from engine.when import GRIDS, MAX_BAR, MAX_EVERY_BARS, NEXT, When, misplaced, when_json
from sequencer.console.typed_words import Misread, one_of, whole

TIMED: Final = frozenset({
    "stop", "bpm", "set", "target", "mute", "unmute", "solo", "unsolo", "fill", "drop", "scene", "freeze", "load",
    "record", "hit", "lock", "unlock", "mark", "phrase", "section", "arc", "hold", "jam",
})
"""Commands that take a time at their end."""
WITH_LENGTH: Final = frozenset({"mute", "solo", "fill", "drop"})
"""Commands whose length may be written as `for 4`."""
TAKES: Final = {
    "in": f"a number of bars in 1..{MAX_BAR}", "every": f"a number of bars in 1..{MAX_EVERY_BARS}",
    "at": f"a bar in 1..{MAX_BAR + 1}, or phrase [{'|'.join(map(str, GRIDS))}]",
}
"""What stands behind each word of time."""


def split_time(name: str, words: list[str]) -> tuple[list[str], When | None]:
    """Return a command's words without its time, and the time; None when it has none.

    Raises:
        Misread: a bar or a number of bars is out of range, or there are two times.
    """
    when, found, length = NEXT, words, list[str]()
    while name in TIMED:
        match without_bars(found):
            case [*rest, "in", bars] if bars.isdecimal():
                found, one = rest, When(in_bars=whole(bars, "a number of bars", 1, MAX_BAR))
            case [*rest, "every", bars] if bars.isdecimal():
                found, one = rest, When(every_bars=whole(bars, "a number of bars", 1, MAX_EVERY_BARS))
            case [*rest, "at" | "on", "phrase"]:
                found, one = rest, When(phrase=True)
            case [*rest, "at" | "on", "phrase", bars] if bars.isdecimal():
                one_of(bars, "length of a phrase", map(str, GRIDS))
                found, one = rest, When(phrase=int(bars))
            case [*rest, "at", bar] if bar.isdecimal():
                found, one = rest, When(at_bar=whole(bar, "a bar", 1, MAX_BAR + 1) - 1)
            case [*rest, "for", bars] if name in WITH_LENGTH and not length:
                found, length, one = rest, [bars], NEXT
            case _:
                break
        when = _together(when, one, " ".join(words[len(found):]))
    found = found if name not in WITH_LENGTH else [*found, *length] if length else without_bars(found)
    return found, None if when == NEXT else when


def without_bars(words: list[str]) -> list[str]:
    """Return words without the word bars behind a number at their end."""
    match words:
        case [*rest, bars, "bar" | "bars"] if bars.isdecimal():
            return [*rest, bars]
        case _:
            return words


def mistimed(name: str, words: list[str]) -> str:
    """Describe the fault of the time at the end of a line that is no command; "" where none was meant."""
    place = max((place for place, word in enumerate(words) if word in TAKES), default=None)
    if place is None:
        return ""
    said, (word, *rest) = shown(" ".join(words[place:])), words[place:]
    with suppress(Misread):
        if split_time("stop", words[place:]) != (words[place:], None):  # it is a time, and something else is wrong
            return "" if name in TIMED else f"{said} is too much; :{name} is for now and takes no time"
    if name not in TIMED:
        return ""
    meant = did_you_mean(rest[0], ["phrase"]) if rest and rest[0] != "phrase" else ""
    return f"{said} is no time{meant}; {word} takes {TAKES[word]}"


def _together(when: When, one: When, said: str) -> When:
    """Return a time with a further part."""
    before, further = when_json(when), when_json(one)
    both = When(**(before | further))
    if before.keys() & further.keys() or misplaced(both):
        raise Misread(f"{shown(said)} is two times; a command takes one of in, at BAR, at phrase, beside every")
    return both
