"""Is this text a JSON object at all, and if not, what is wrong with it?

Stricter than Python's parser: no key twice, no NaN, no deep nesting, no endless digits, no half characters.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, Final

from engine.errors import ConfigError, Fault
from engine.found_words import kind_of, plain, shown

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_BYTES: Final = 1 << 20
"""Largest config, in bytes (docs/rules.md#sizes)."""
MAX_DEPTH: Final = 32
"""Deepest nesting of objects and lists; a config needs five."""
LARGEST_WHOLE: Final = 2.0**53
"""Below it a float holds every whole number."""
BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


def too_large() -> Fault:
    """Return the fault of a file that is larger than a config can be."""
    return Fault("", "more than 1 MiB", "at most 1 MiB", "is larger than 1 MiB; that is no config")


def parsed_object(raw: bytes, source: str, faults: list[Fault]) -> dict[str, Any]:
    """Return the JSON object of a config.

    Args:
        raw: UTF-8 text, with or without a byte order mark, at most 1 MiB.
        source: its origin, for messages.
        faults: takes keys that stand twice; the reader goes on after them.

    Raises:
        ConfigError: it is no JSON object, with the one fault that says why.
    """
    if len(raw) > MAX_BYTES:
        raise ConfigError(source, (too_large(),))

    text = _text(raw, source)
    value = _loaded(text, source, dict)
    if _deeper(value, MAX_DEPTH):
        raise ConfigError(source, (_too_deep(),))
    if not isinstance(value, dict):
        message = f"is {kind_of(value)}; a config is a JSON object, {{...}}"
        raise ConfigError(source, (Fault("", kind_of(value), "a JSON object", message),))
    if not _writable(value):
        message = "holds half a character (a lone \\ud800..\\udfff); write the whole one"
        raise ConfigError(source, (Fault("", "half a character", "UTF-8 text", message),))
    faults += _twice(_loaded(text, source, _Pairs))
    return value


class _Pairs(list[tuple[str, Any]]):
    """A JSON object as a list of its pairs, so that a key written twice can be found."""


def _twice(value: object, path: tuple[str, ...] = ()) -> list[Fault]:
    """Return a fault for each key that stands twice in its object, by its whole path."""
    found: list[Fault] = []
    if len(path) > MAX_DEPTH:
        return found  # below a value that a later one of the same key replaced
    if isinstance(value, _Pairs):
        seen: set[str] = set()
        for key, inner in value:
            here = (*path, plain(key))
            if key in seen:
                message = f"key {shown(key)} stands here twice; keep one"
                found.append(Fault(".".join(here), "twice", "once", message))
            seen.add(key)
            found += _twice(inner, here)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            found += _twice(inner, (*path, str(place)))
    return found


def _writable(value: object) -> bool:
    """Return False when a text in a JSON value cannot be written as UTF-8."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _text(raw: bytes, source: str) -> str:
    try:
        text = raw.removeprefix(BYTE_ORDER_MARK).decode()
    except UnicodeDecodeError as error:
        message = f"is not UTF-8 (byte {error.start + 1}); save it as UTF-8"
        raise ConfigError(source, (Fault("", "not UTF-8", "UTF-8 text", message),)) from None
    if not text.strip():
        raise ConfigError(source, (Fault("", "nothing", "a JSON object", "is empty; a config is a JSON object"),))
    return text


def number_of(text: str) -> float:
    """Return a number that is written with a point or an exponent: 4.0 is the whole number 4, as a schema has it."""
    number = float(text)
    return int(number) if number.is_integer() and abs(number) < LARGEST_WHOLE else number


def finite_json(text: str) -> Any:  # noqa: ANN401 - JSON
    """Read JSON text; numbers are read by `number_of`.

    Raises:
        ValueError: it is no JSON, or a number in it is NaN or infinite. RecursionError: it is nested too deep.
    """
    return json.loads(text, parse_constant=_finite, parse_float=_finite)


def _finite(text: str) -> float:
    number = number_of(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is no finite number")
    return number


def _no_number(text: str) -> float:
    raise _NotANumber(text)


def _loaded(text: str, source: str, pairs: Callable[[list[tuple[str, Any]]], object]) -> object:
    try:
        value: object = json.loads(
            text, object_pairs_hook=pairs, parse_constant=_no_number, parse_float=number_of
        )
    except _NotANumber as error:
        message = f"{error} is no number that JSON knows; write a number"
        raise ConfigError(source, (Fault("", str(error), "a number", message),)) from None
    except json.JSONDecodeError as error:
        message = f"is no JSON: {error.msg}, line {error.lineno}, column {error.colno}"
        raise ConfigError(source, (Fault("", error.msg, "JSON", message),)) from None
    except RecursionError:
        raise ConfigError(source, (_too_deep(),)) from None
    except ValueError:  # an integer of more digits than Python will read
        message = "holds a number of thousands of digits; write a usual number"
        raise ConfigError(source, (Fault("", "a huge number", "a number", message),)) from None
    return value


class _NotANumber(Exception):
    """NaN or Infinity, which JSON does not know."""


def _too_deep() -> Fault:
    return Fault("", "deep nesting", f"at most {MAX_DEPTH} levels", f"is nested more than {MAX_DEPTH} levels deep")


def _deeper(value: object, levels: int) -> bool:
    if not isinstance(value, (dict, list)):
        return False
    if levels == 0:
        return True
    inner = value.values() if isinstance(value, dict) else value
    return any(_deeper(item, levels - 1) for item in inner)
