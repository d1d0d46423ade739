"""Which value does a typed word stand for: `0.6`, `57%`, `+2`, `-3`, `-=0.1`, `off`?

`+x` and `-x` are relative; `-x` is absolute where the range has negative numbers. `+=x` and `-=x` are relative
everywhere. `%` is a hundredth, for shares, probabilities and factors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.json_object import finite_json
from engine.parameters import is_number, parameter, read
from sequencer.console.typed_words import Misread, number

if TYPE_CHECKING:
    from pydantic import JsonValue

    from engine.config import Config
    from engine.parameters import Parameter

IN_HUNDREDTHS: Final = frozenset({"share", "probability", "factor"})
"""Units whose values can be written with a %."""
WORDS: Final = {"on": True, "off": False, "none": None}
DIGITS: Final = 9
"""Decimals that a relative value keeps, so that .55 + .1 is .65."""


def value_of(config: Config, path: str, word: str) -> JsonValue:
    """Return the value that a word gives a parameter; one that is no number is left to the parameter's own check.

    Args:
        config: as it stands, for relative values.
        path: of the parameter. word: as it was typed.

    Raises:
        Misread: a % where there is none; a relative value where no number stands.
    """
    known = parameter(config, path)
    if known is None:
        return _plain(word)  # the session says that there is none, and which is the nearest
    sign, amount, relative = _split(known, word)
    if not relative and not word.endswith("%"):
        return _plain(word)
    if relative and not amount:
        raise Misread(f"{word} has no number; {path} takes {known.allowed()}")
    step = _amount(known, amount)
    if not relative:
        return step
    now = read(config, known.path)
    if not is_number(now):
        raise Misread(f"{path} is no number now, so {word} says nothing; it takes {known.allowed()}")
    moved = round(now + sign * step, DIGITS)
    return round(moved) if isinstance(now, int) and moved == round(moved) else moved


def is_relative(known: Parameter, word: str) -> bool:
    """Return True for a word that moves a parameter from where it is: `+2`, `-=.1`, `-3` where nothing is negative."""
    return _split(known, word)[2]


def _split(known: Parameter, word: str) -> tuple[float, str, bool]:
    """Return the sign, the rest of a word, and whether it is relative."""
    sign = -1.0 if word.startswith("-") else 1.0
    if word.startswith(("+=", "-=")):
        return sign, word[2:], True
    if word.startswith("+"):
        return sign, word[1:], True
    if word.startswith("-") and (known.low is None or known.low >= 0.0) and known.kind != "bool":
        return sign, word[1:], True
    return 1.0, word, False


def _amount(known: Parameter, word: str) -> float:
    if not word.endswith("%"):
        return number(word, known.path, known.allowed())
    if known.unit not in IN_HUNDREDTHS:
        raise Misread(f"{known.path} is not counted in %; it takes {known.allowed()}")
    return round(number(word[:-1], known.path, "per cent") / 100.0, DIGITS)


def _plain(word: str) -> JsonValue:
    try:
        found: JsonValue = finite_json(word)
    except (ValueError, RecursionError):
        return WORDS.get(word, _number_or(word))
    return found


def _number_or(word: str) -> JsonValue:
    """Return a number that JSON writes otherwise, as `.5`, or the word."""
    try:
        return number(word)
    except Misread:
        return word
