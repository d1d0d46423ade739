"""Which two hits does a line move: "take the clap off 16 and put one on 9", "a clap on 16, and no more before it"?

The second hit is of the layer of the first; the one before it stands a step earlier.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agent.offline.layer_words import ONE_LAYER
from agent.offline.rules import applied, rules

if TYPE_CHECKING:
    import re

STEPS: Final = 16
MOST_BEATS: Final = 4
BEATS: Final = {"one": 1, "two": 2, "three": 3, "four": 4}
_AND: Final = r"(?:,| and| then| but|;|\.)+ (?:(?:and|then|please|also|now) )*"
_ONE: Final = r"(?: (?:one|1|it|a hit|another(?: one)?|a new one|that one|the (?:one|hit)))?"
_REMOVE: Final = (
    r"(?:remove|delete|lose|drop|kill|cut|get rid of|away with|take (?:away|out|off)|take|no|without|comot|ditch|bin)"
)
_PUT: Final = r"(?:put|place|add|set|give me|play|have|stick|drop in|a|one|an extra|another)"
_AT: Final = r"(?:(?:on|off|from|at|for|of|to) )*"
_STEP: Final = r"(?:the )?(?:steps? )?"
_BAR: Final = r"(?: (?:of|in) the bar)?"
_MOVE: Final = r"(?:move|shift|scoot|slide|push|shove|nudge|bump|bring|drag)"


def _moved(found: re.Match[str]) -> str:
    a, beat = int(found["a"]), found.groupdict().get("beat")
    b = STEPS // MOST_BEATS * (BEATS.get(beat) or int(beat)) - 3 if beat else int(found["b"])
    beats = max(a, b) <= MOST_BEATS and "step" not in found.group() and not beat
    if beats or not (1 <= a <= STEPS and 1 <= b <= STEPS) or a == b:
        return found.group()
    return f"take {found['x']} off step {a}, put {found['x']} on step {b}"


def _one_before(found: re.Match[str]) -> str:
    a = int(found["a"])
    b = a - 1 if found["way"].startswith("before") else a + 1
    if not (1 <= a <= STEPS and 1 <= b <= STEPS):
        return found.group()
    return f"put {found['x']} on step {a}, take {found['x']} off step {b}"


TAKEN_AND_PUT: Final = (
    rf"\b{_REMOVE} (?P<x>{ONE_LAYER})(?: hit)? {_AT}{_STEP}(?P<a>\d{{1,2}})\b{_BAR}{_AND}"
    rf"{_PUT}{_ONE} (?:on|at) (?:(?:the )?beat (?P<beat>[1-4]|one|two|three|four)|{_STEP}(?P<b>\d{{1,2}}))\b{_BAR}"
    r"(?: instead| rather)?(?! ?(?:bars?|%|ms|bpm))"
)
PUT_AND_TAKEN: Final = (
    rf"\b{_PUT} (?:(?:a|an|one|1|extra|another) )*(?P<x>{ONE_LAYER})(?: hit)? {_AT}{_STEP}(?P<a>\d{{1,2}})\b{_BAR}"
    rf"{_AND}{_REMOVE} (?:the )?(?:one|1|hit) (?:(?:just|right|directly|immediately) )*"
    r"(?P<way>before|after)(?: (?:it|that))?"
)
FROM_TO: Final = (
    rf"\b{_MOVE} (?P<x>{ONE_LAYER})(?: hit)? (?:from|off|on) {_STEP}(?P<a>\d{{1,2}}) (?:over )?(?:on)?(?:to|on) {_STEP}"
    r"(?P<b>\d{1,2})\b(?! ?(?:bars?|%|ms|bpm|percent))"
)
RULES: Final = rules((
    (TAKEN_AND_PUT, _moved),
    (FROM_TO, _moved),
    (PUT_AND_TAKEN, _one_before),
))
"""Patterns in their order and what each leaves."""


def with_two_hits(plain: str) -> str:
    """Return a line with the second of two hits said as plainly as the first.

    Args:
        plain: the line, in lower case, with its places in the bar as steps.
    """
    return applied(RULES, plain)
