"""Whose time does a typed line ask to keep: `:clock in tr-8 offset -5`, `:clock link`, `:clock own`?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, get_args

from engine.clock_words import clock_line
from engine.control import ClockSource, ClockWish
from engine.found_words import shown
from sequencer.console.typed_words import Misread, first, number, one_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.control import SessionControl

SOURCES: Final = (*get_args(ClockSource), "out", "off", "here")
OPTIONS: Final = ("all", "tempo", "transport", "send", "nosend", "offset")
PHRASES: Final = ("1", "2", "4", "8", "16", "32")
"""Bars of a phrase on whose lines a start with a Link session falls."""
OFFSET_RANGE: Final = "-200..200 ms"
SHIFT_RANGE: Final = "-500..500 ms"


def read_clock(words: Sequence[str]) -> ClockWish:
    """Read the words of `:clock`.

    Raises:
        Misread: a word is none of these.
    """
    word, rest = first(list(words), "a source of time")
    one_of(word, "source of time", SOURCES)
    place = next((at for at, found in enumerate(rest) if found in OPTIONS), len(rest))
    own, options = rest[:place], rest[place:]
    if word == "here":
        if rest:
            raise Misread(f"{shown(' '.join(rest))} is too much; write :clock here")
        return ClockWish(here=True)
    if word == "in":
        return _with_options(ClockWish("in", " ".join(own)), options)
    if word == "link" and own:
        one_of(own[0], "number of bars", PHRASES)
        return _with_options(ClockWish("link", bars=int(own[0])), [*own[1:], *options])
    if own and word != "link":
        one_of(own[0], "option of a clock", OPTIONS)
    if word in {"link", "jack"}:
        return _with_options(ClockWish("link" if word == "link" else "jack"), options)
    return _with_options(ClockWish(send=word != "off"), options)


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


def read_shift(word: str, now_ms: float) -> float:
    """Return the shift in ms that a word stands for; += and -= count from the one there is.

    Raises:
        Misread: it is no number.
    """
    if word[:2] in {"+=", "-="}:
        step = number(word[2:], "a shift", SHIFT_RANGE)
        return now_ms + (step if word[0] == "+" else -step)
    return number(word, "a shift", SHIFT_RANGE)



async def keep_time(session: SessionControl, name: str, words: Sequence[str]) -> str:
    """Do what `:clock` or `:shift` asks for with some words; return how that stands, in a line.

    Raises:
        Misread: a word is none of these, or a number out of range.
    """
    if name == "shift":
        return await _shift_time(session, words[0])
    if words:
        try:
            await session.clock(read_clock(words))
        except ValueError as error:
            raise Misread(str(error)) from error
    return clock_line(await session.snapshot())


async def _shift_time(session: SessionControl, word: str) -> str:
    """Shift everything by what a word says; return how that stands, in a line.

    Raises:
        Misread: it is no number, or out of range.
    """
    try:
        found = await session.shift(read_shift(word, (await session.snapshot()).sync.shift_ms))
    except ValueError as error:
        raise Misread(str(error)) from error
    return f"everything is played {found.shift_ms:+g} ms from where it would be"
