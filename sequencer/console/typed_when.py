"""What does a line watch for: `:when hits > 20 for 2 then set hat_c.density -.1 again 4`?

`+x` and `-x` of a set are made from the value of the moment in which the condition comes true.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, get_args

from engine import commands as ask
from engine.parameters import is_number, parameter, read
from engine.watching import RANGES
from engine.when import MAX_EVERY_BARS
from sequencer.console.typed_values import DIGITS, is_relative
from sequencer.console.typed_words import Misread, first, layer_of, nothing_more, number, one_of, whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.config import Config

OPS: Final[dict[str, ask.Comparison]] = {
    "<": "<", "below": "<", "under": "<", ">": ">", "above": ">", "over": ">", "=": "=", "is": "=",
}
"""How a comparison may be written."""
READINGS: Final[dict[str, ask.Watched]] = {what: what for what in ask.WATCHED}
PLANNED: Final = tuple(
    "set target bpm mute unmute solo unsolo fill drop scene freeze hit lock unlock mark section arc hold".split()
)
"""Commands that a condition may bring about."""
ACTS: Final[tuple[type, ...]] = get_args(ask.Act)


def read_when(words: list[str], config: Config, read_act: Callable[[str, list[str]], object]) -> ask.Watch:
    """Return a watched condition.

    Args:
        words: behind `:when`. config: as it stands.
        read_act: reads a command of a name with its words.

    Raises:
        Misread: it is not whole, or something is out of range.
    """
    if "then" not in words:
        raise Misread("then and a command are missing" if words else "a condition is missing")
    at = words.index("then")
    act, again = words[at + 1 :], 0
    if act[-2:-1] == ["again"]:
        again, act = whole(act[-1], "a number of bars", 1, MAX_EVERY_BARS), act[:-2]
    name, rest = first(act, "a command behind then")
    name = one_of(name.removeprefix(":"), "command that a condition brings about", PLANNED)
    then = read_act(name, rest)
    if not isinstance(then, ACTS):
        raise Misread(f"{name} comes by no condition")
    by = _change(then, rest, config)
    return _condition(words[:at], config, then, by, again)  # type: ignore[arg-type]  # one of ACTS, which mypy cannot read


def _condition(words: list[str], config: Config, then: ask.Act, by: float | None, again: int) -> ask.Watch:
    lasting, anew = 1, words[-1:] == ["anew"]
    words = words[:-1] if anew else words
    if words[-2:-1] == ["for"]:
        lasting, words = whole(words[-1], "a number of bars", 1, MAX_EVERY_BARS), words[:-2]
    word, rest = first(words, "what is watched")
    letter = word.upper() if len(word) == 1 else word
    what, layer = READINGS[one_of(letter, "thing to watch", READINGS)], ""
    if what == "hits" and rest and rest[0] not in OPS:
        layer, rest = layer_of(rest[0], config), rest[1:]
    sign, rest = first(rest, "<, > or =")
    op = OPS[one_of(sign, "comparison", OPS)]
    word, rest = first(rest, "a value to compare with")
    nothing_more(rest)
    value = word if what == "section" else _value(word, what)
    return ask.Watch(what, op, value, then, layer, lasting, by, again, anew)


def _value(word: str, what: str) -> float:
    low, high = RANGES[what]
    allowed = f"{low:g}..{high:g}"
    value = number(word.removesuffix("%"), f"{what} to compare with", allowed)
    value = value / 100 if word.endswith("%") else value
    if not low <= value <= high:
        raise Misread(f"{word} is outside {allowed} of {what}")
    return value


def _change(then: object, words: list[str], config: Config) -> float | None:
    """Return by how much a `set` moves its parameter; None where it sets a value."""
    if not isinstance(then, ask.Set):
        return None
    known = parameter(config, then.path)
    now = None if known is None else read(config, known.path)
    if known is None or not is_number(now) or not is_number(then.to) or not is_relative(known, words[1]):
        return None
    return round(then.to - now, DIGITS)
