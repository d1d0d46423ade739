"""When is a wish meant to come true, and on which bar does that fall?

A wish without a time is meant for the next bar line. A time is a bar, a number of bars from where the transport
stands, or the next line of the phrase grid; and it may come again every so many bars. Bars count from 0.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Final, get_args

from engine.config import PhraseBars

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_BAR: Final = 1_000_000
"""Furthest bar that can be named: three weeks of music."""
MAX_EVERY_BARS: Final = 1024
NEVER: Final = 1 << 30
"""The bar of what waits for no bar, but for a condition."""
GRIDS: Final[tuple[int, ...]] = get_args(PhraseBars)
"""Lengths of a phrase, in bars."""


@dataclass(frozen=True, slots=True)
class When:
    """The time of a wish; of `at_bar`, `in_bars` and `phrase` at most one is given.

    Attributes:
        at_bar: the bar, 0..1000000.
        every_bars: again and again, that many bars apart, 1..1024; without one of the others it begins on the next
            bar that is a multiple of it from the phrase anchor, and stays on that grid.
        in_bars: that many bars after the bar that sounds when the wish arrives; while stopped, after the next bar.
        phrase: on the next line of the grid of 4, 8, 16 or 32 bars; True takes the length of the config's phrase.
        sounding: the bar that sounded when the wish arrived, None while stopped; the session fills it in.
    """

    at_bar: int | None = None
    every_bars: int | None = None
    in_bars: int | None = None
    phrase: bool | int = False
    sounding: int | None = None


NEXT: Final = When()
"""The next bar line."""
ASKED: Final = ("at_bar", "every_bars", "in_bars", "phrase")
"""Fields that a command in JSON may carry beside its own."""


def when_of(given: Mapping[str, Any]) -> tuple[dict[str, Any], When | None]:
    """Return a command in JSON without its time, and the time; None when it has none. Null counts as left out."""
    when = When(**{name: given[name] for name in ASKED if given.get(name) is not None})
    return {name: value for name, value in given.items() if name not in ASKED}, None if when == NEXT else when


def when_json(when: When | None) -> dict[str, int | bool]:
    """Return a time as the fields that a command in JSON carries; empty for the next bar line."""
    given = {} if when is None else {name: getattr(when, name) for name in ASKED}
    return {name: value for name, value in given.items() if value is not None and value is not False}


def misplaced(when: When) -> str:
    """Describe the fault of a time, in a sentence; "" when it has none."""
    for field in fields(when):
        name, value = field.name, getattr(when, field.name)
        if name == "phrase":
            if value is not False and value is not True and value not in GRIDS:
                return f"phrase must be true or one of {', '.join(map(str, GRIDS))} bars"
            continue
        low, high = (1, MAX_EVERY_BARS) if name == "every_bars" else (int(name == "in_bars"), MAX_BAR)
        if value is not None and not (isinstance(value, int) and not isinstance(value, bool) and low <= value <= high):
            return f"{name} must be a whole number in {low}..{high}"
    if sum((when.at_bar is not None, when.in_bars is not None, when.phrase is not False)) > 1:
        return "a wish has one time: at_bar, in_bars or phrase"
    return ""


def arrived(when: When | None, sounding: int | None) -> When | None:
    """Return a time with the bar that sounded when its wish arrived, None while stopped."""
    return None if when is None else replace(when, sounding=sounding)
