"""Which number behind "more" or "less" is a value that is to be reached: "more swing, around 58 percent"?

The direction says where it is thought to be, the number where it is to go. A small number is how much it is to change.
"""

from __future__ import annotations

import re
from typing import Final

from agent.offline.layer_words import ONE_LAYER

ABOUT: Final = (
    r"(?:to |at )?(?:(?:around|about|roughly|approximately|approx\.?|like|maybe|say|circa|ca\.?|something like|"
    r"more like|make it|let us say|let's say|perhaps|~) ?)+"
)
WAY: Final = (
    r"(?:more|less|fewer|louder|quieter|softer|busier|sparser|denser|thinner|thicker|fuller|emptier|higher|lower|stronger|"
    r"heavier|lighter|up|down)"
)
VALUE: Final = re.compile(
    r"(?P<sep>(?: ?[,:;]| -)? )"
    rf"(?P<about>{ABOUT})?(?<![\d.])(?P<n>\d{{1,3}}(?:\.\d+)?|\.\d+)(?P<unit> ?%| percent)?(?: or so|ish)?"
    r"(?= *$| ?[,;!?]| ?\.(?!\d)| (?:please|now|and|then|on|for|over|in|within|at|from|until|till)\b)"
)
ENDS: Final = re.compile(r"[,;.!?\d@]")
"""What ends a wish: a direction before it is not of a number behind it."""
DIRECTION: Final = re.compile(rf"\b{WAY}\b")
WAITS: Final = re.compile(
    r"\b(?:when|whenever|if|once|should|unless|while|above|below|under|every|time|moment|soon|than|exceeds?|goes|falls|"
    r"drops)\b"
)
"""The number behind one of these may be what is waited for."""
JOINS: Final = re.compile(
    r"\b(?:by|to|at|of|over|for|in|than|bars?|after|every|until|till|around|from|on|layers?|scene|take)$"
)
"""Words before a number that say already of what it is."""
SWING: Final = re.compile(r"\b(?:swing\w*|swung|shuffl\w*)\b")
LOUD: Final = re.compile(r"\b(?:loud|quiet|soft|louder|quieter|softer|volume|velocity|level)\b")
MOVED: Final = re.compile(r"\b(?:up|down)\b")
"""What is turned up or down is the level of a layer, where one is named."""
SHARES: Final = re.compile(
    r"\b(?:energy|density|dense\w*|busier|sparser|thinner|thicker|fuller|accents?|ghosts?|rolls?|variation|hats?|claps?|"
    r"snares?|kicks?|rims?|percs?|percussion)\b"
)
NAMED: Final = re.compile(rf"\b{ONE_LAYER}\b")
STRAIGHT: Final = 0.5
"""The least swing: a smaller number is a change of it."""
SMALL: Final = 0.3
"""A smaller share is a change, unless it is said to be about so much."""
LEAST_LEVEL: Final = 31
"""A smaller velocity is a change."""
MOST_LEVEL: Final = 127
PERCENT: Final = 100.0


def with_values(plain: str) -> str:
    """Return a line in which each value that is to be reached stands behind "to"; a line without any as it is.

    Args:
        plain: the line, in lower case, one blank between two words.
    """
    parts, done = list[str](), 0
    for found in VALUE.finditer(plain):
        start = max((end.end() for end in ENDS.finditer(plain, done, found.start())), default=done)
        wish = plain[start:found.start()]
        reached = _reached(found, wish) if DIRECTION.search(wish) else ""
        if reached:
            parts += [plain[done:start], reached]
            done = found.end()
    return "".join([*parts, plain[done:]])


def _reached(found: re.Match[str], wish: str) -> str:
    wish, number = wish.rstrip(), float(found["n"])
    apart = bool(found["about"]) or bool(found["sep"].strip())
    if JOINS.search(wish) or WAITS.search(found.string):
        return ""
    share = number / PERCENT if found["unit"] or number > 1 else number
    level = not found["unit"] and LEAST_LEVEL <= number <= MOST_LEVEL
    if MOVED.search(wish):
        reached = level and apart and NAMED.search(wish) is not None and not SWING.search(wish)
    elif SWING.search(wish):
        reached = STRAIGHT <= share <= 1
    elif LOUD.search(wish):
        reached = level
    elif SHARES.search(wish):
        plainly = number < 1 or (bool(found["unit"]) and apart)
        reached = plainly and share <= 1 and (share > SMALL or bool(found["about"]))
    else:
        reached = False
    if re.fullmatch(rf"{ONE_LAYER} (?:up|down)", wish):
        wish = f"{wish.rpartition(' ')[0]} {'louder' if wish.endswith('up') else 'quieter'}"
    return f"{wish} to {found['n']}{found['unit'] or ''}" if reached else ""
