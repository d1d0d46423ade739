"""Whose time does a typed line ask to keep: `:clock in tr-8 offset -5`, `:clock link 16`, `:clock own`?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, get_args

from engine.control import ClockSource, ClockWish
from sequencer.console.typed_words import first, number, one_of, whole

if TYPE_CHECKING:
    from collections.abc import Sequence

SOURCES: Final = (*get_args(ClockSource), "out", "off")
OPTIONS: Final = ("all", "tempo", "transport", "send", "nosend", "offset")
OFFSET_RANGE: Final = "-200..200 ms"
SHIFT_RANGE: Final = "-500..500 ms"


def read_clock(words: Sequence[str]) -> ClockWish:
    """Return what `:clock` with some words asks for.

    Raises:
        Misread: a word is none of these.
    """
    word, rest = first(list(words), "a source of time")
    one_of(word, "source of time", SOURCES)
    place = next((at for at, found in enumerate(rest) if found in OPTIONS), len(rest))
    own, options = rest[:place], rest[place:]
    match word:
        case "in":
            wish = ClockWish("in", " ".join(own))
        case "link":
            beats = whole(own[0], "beats of a bar", 4, 128) if own else 4
            _no_more(own[1:])
            wish = ClockWish("link", quantum_beats=beats)
        case "jack":
            if own and own != ["lead"]:
                one_of(own[0], "word for JACK's transport", ("lead",))
            _no_more(own[1:])
            wish = ClockWish("jack", leads=bool(own))
        case _:
            _no_more(own)
            wish = ClockWish(send=word != "off")
    return _with_options(wish, options)


def _with_options(wish: ClockWish, options: list[str]) -> ClockWish:
    while options:
        word, options = options[0], options[1:]
        match word:
            case "all" | "tempo" | "transport":
                wish = replace(wish, follow=word)
            case "send" | "nosend":
                wish = replace(wish, send=word == "send")
            case "offset":
                ms, options = first(options, f"an offset in {OFFSET_RANGE}")
                wish = replace(wish, offset_ms=number(ms, "an offset", OFFSET_RANGE))
            case _:
                one_of(word, "option of a clock", OPTIONS)
    return wish


def _no_more(words: list[str]) -> None:
    if words:
        one_of(words[0], "option of a clock", OPTIONS)


def read_shift(word: str, now_ms: float) -> float:
    """Return the shift in ms that a word stands for; += and -= count from the one there is.

    Raises:
        Misread: it is no number.
    """
    if word[:2] in {"+=", "-="}:
        step = number(word[2:], "a shift", SHIFT_RANGE)
        return now_ms + (step if word[0] == "+" else -step)
    return number(word, "a shift", SHIFT_RANGE)

