"""What is one word of a typed line: a number, a layer, one of a few words?

Each refusal names the word, and the range or the words that can stand there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.found_words import shown
from engine.parameters import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.config import Config


class Misread(ValueError):
    """A word that is not what stands at its place; the message says what does."""


def number(word: str, what: str = "that", allowed: str = "") -> float:
    """Return a finite number.

    Args:
        word: as it was typed.
        what: stands there, for the message. allowed: its range, for the message.

    Raises:
        Misread: it is none.
    """
    try:
        found = float(word)
    except ValueError:
        found = float("nan")
    if found - found != 0.0:  # NaN and infinity
        raise Misread(f"{shown(word)} is no number; {what} is a number{f' in {allowed}' if allowed else ''}")
    return found


def within(word: str, what: str, low: float, high: float, unit: str) -> float:
    """Return a number in low..high of a unit; `what` stands there, for the message.

    Raises:
        Misread: it is none, or lies outside.
    """
    allowed = f"{low:g}..{high:g} {unit}"
    found = number(word, what, allowed)
    if not low <= found <= high:
        raise Misread(f"{shown(word)} is outside {allowed}")
    return found


def whole(word: str, what: str, low: int, high: int) -> int:
    """Return a whole number in low..high; `what` stands there, for the message.

    Raises:
        Misread: it is none.
    """
    try:
        found = int(word)
    except ValueError:
        found = low - 1
    if not low <= found <= high:
        raise Misread(f"{shown(word)} is not {what}, a whole number in {low}..{high}")
    return found


def one_of(word: str, what: str, choices: Iterable[str]) -> str:
    """Return a word that is one of some choices; `what` it chooses, for the message.

    Raises:
        Misread: it is none of them.
    """
    known = tuple(choices)
    if word not in known:
        raise Misread(f"{shown(word)} is no {what}{did_you_mean(word, known)}; it is one of {', '.join(known)}")
    return word


def nothing_more(words: list[str]) -> None:
    """Let a line end here.

    Raises:
        Misread: there are more words.
    """
    if words:
        raise Misread(f"{shown(' '.join(words))} is too much")


def first(words: list[str], what: str) -> tuple[str, list[str]]:
    """Return the first word and the rest; `what` stands there, for the message.

    Raises:
        Misread: there is none.
    """
    if not words:
        raise Misread(f"{what} is missing")
    return words[0], words[1:]


def layer_of(word: str, config: Config) -> str:
    """Return a layer's name for its number, from 1 in the order of the grid; another word is left to the session.

    Raises:
        Misread: there is no layer of that number.
    """
    names = list(config.layers)
    if word in names or not word.isdecimal():
        return word
    place = int(word[-4:])
    if len(word) <= len(str(len(names))) and 1 <= place <= len(names):
        return names[place - 1]
    known = ", ".join(f"{number} {name}" for number, name in enumerate(names, start=1)) or "none"
    raise Misread(f"there is no layer {word[:9]}; there are {known}")


def path_of(word: str, config: Config) -> str:
    """Return a parameter's path, in which a layer may be named by its number: `2.velocity`."""
    head, dot, rest = word.removeprefix("layers.").partition(".")
    if dot and head.isdecimal() and head not in config.layers:
        return f"{layer_of(head, config)}.{rest}"
    return word
