"""Which parts of a line only comment on a wish beside them: "he's on the mic", "or i walk home", "no discussions"?

A comment has no word of the trade in it; it is passed over where the rest of the line is read whole.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.lexemes import lexemes_of
from agent.offline.reasons import OTHERS
from agent.offline.remarks import SAYS_NOTHING
from agent.offline.words import words_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from agent.offline.understand import Understood
    from engine.state import SessionState

PERSON: Final = (
    r"(?:i|he|she|we|you|somebody|someone|some ?one|nobody|no one|noone|people|"
    rf"(?:(?:the|my|our|your|his|her|their|that|this|some|every) )?(?:{OTHERS}|chat|mods?|artist|dj|mc|"
    r"drummer|guitarist|bassist|pianist|dancer|client|label|host|owner|manager|security|"
    r"lads|guys|friends?|mate|mum|dad|wife|husband|girlfriend|boyfriend|teacher|group|class|bride|groom)|"
    r"(?:my|our|your|his|her|their) [a-z]+|"
    r"so (?:[a-z]+ ){1,3}(?:won't|wont|will not|doesn't|doesnt|don't|dont|can't|never))"
)
"""Who does something and is no layer; "they" and "it" may be one."""
SUBJECT_FIRST: Final = re.compile(
    rf"(?:(?:and|but|so|or|because|as|while|since|cos|cause|though|although|then|well|ok|anyway) )*"
    rf"(?:{PERSON}(?:'s|'re|'m|'ll|'d|'ve)?|hes|shes|im|ill|ive|youre|"
    r"(?P<unable>(?:can't|cant|cannot|couldn't) (?:hear|see|find|tell|feel)))\b"
)
PARTS: Final = re.compile(
    r"(\s*[,.;!?]+(?:\s+|$)|\s+[-\u2013\u2014]+\s+|\s+(?=(?:because|cos|cause|coz|or|and|so|while|though|although) )|"
    r"(?<!that)(?<!but)(?<!when)(?<!if)(?<!once)(?<!until)(?<!till)(?<!than)(?<!what)(?<!how)(?<!where)(?<!like)"
    r"(?<!as)(?<!before)(?<!after)(?<!time)(?<!where)(?<!because)(?<! so)(?<! or)(?<!and)(?<!while)\s+"
    r"(?=(?:but )?(?:he|she|i|somebody|someone|nobody|we)(?:'s|'re|'m|'ll|'d|'ve)? |"
    r"(?:hes|shes|im|ill|ive|ffs|lol|lmao) |"
    r"you [a-z]+$|no mercy))"
)
"""Marks between parts, and the places where another part begins without one."""
RULES_REST: Final = frozenset(
    "if unless when whenever once until till after except excepting excluding without but only instead later soon "
    "eventually slowly gradually next yet again than either neither first last bar bars else nowhere "
    "others each everywhere global automatically none call calls called name names named".split()
)
"""Words that may say when, how far or but for what the rest is meant."""
LEARNS: Final = re.compile(
    r"\b(?:see|know|wonder|check|hear|find out|tell|ask) (?:if|whether|what|how|who|why|when|where|until)\b|\bsee who\b"
)
"""What somebody is curious about is no condition."""
WISHED: Final = re.compile(
    r"\b(?:want|wants|wanna|need|needs|should|would|could|like|love|prefer|let|give|make|put|say|says|said|ask|asks|"
    r"'d|must|have to|has to|miss|misses|drive|driving|take|takes|stop|start)\b"
)
"""What makes a wish of what a person is about."""
OBJECTED: Final = re.compile(
    r"\b(?:want|wants|need|needs|like|wish|prefer|wanted|miss|misses|missed)\b.*\b(?:it|them|that|this|those|these)\b"
)
"""What is said of a thing that was meant, and may be a wish: "I want it to gribble"."""
OWN: Final = re.compile(
    r"(?:\w+ )*?(?:i|i'm|im|ive|he|hes|she|shes|somebody|someone|people|nobody|noone|no one)(?:'\w+)? "
)
"""A person that no layer is called; what is felt by one is no mood of the music."""
ASKS: Final = re.compile(
    r"(?:or |and |but |so )?(?:what|what's|whats|how|why|who|who's|where|where's|which|is|are|do|does|did|was|were)\b"
)
"""A part that asks is no comment."""
DENIES: Final = frozenset("no not never nothing none nobody no-one".split())
DENIED: Final = frozenset({"scope", "unknown", "filler", "small"})
"""What is in "no mercy" and in "no spoilers for them"."""
ADDED: Final = frozenset({"and", "then", "also", "plus"})
OF_PERSONS: Final = SAYS_NOTHING | {"cut", "here", "gone", "unit", "other", "again", "degree", "scope"}
"""What may be told of a person."""
OBJECTS: Final = frozenset("it them that those this these him her one ones".split())


def without_comments(text: str, state: SessionState) -> tuple[str, list[str]]:
    """Return a line without the parts that have no word of the trade, and these as they were said."""
    parts = PARTS.split(" ".join(text.replace("\u2019", "'").split()))
    kept: list[str] = []
    left: list[str] = []
    for at in range(0, len(parts), 2):
        part = parts[at].strip(" '\"")
        asks = parts[at + 1 : at + 2] and "?" in parts[at + 1]
        goes_on = not kept and [*parts, "", ""][at + 2].startswith("and ")  # the sound crackles and drops out
        if part and not asks and not goes_on and _comments(part.lower(), state):
            left.append(part)
        elif part:
            kept += [*(parts[at - 1 : at] if kept else []), part]
    return ("".join(kept).strip(), left) if kept and left else (text, [])


def _comments(part: str, state: SessionState) -> bool:
    """Return True for a part of which no word says what is wanted, when, or but for what."""
    words = words_of(part.replace("noone", "nobody"), state.config.phrase.bars)
    lexemes = [one for one in lexemes_of(words, state.config.layers) if one.kind != "cut" or one.said.isalpha()]
    told = SUBJECT_FIRST.match(part)
    said = {word for one in lexemes for word in one.said.split()}
    rules = RULES_REST - ({"if", "when", "until"} if told is not None and LEARNS.search(part) else set())
    if not lexemes or ASKS.match(part) or rules & (said | set(part.split())):
        return False
    kinds = {one.kind for one in lexemes}
    if told is not None:
        if OBJECTED.search(part) or lexemes[-1].kind in {"here", "gone"}:
            return False  # a layer may be called he
        if OWN.match(part) and not WISHED.search(part):
            kinds -= {"mood", "lean"}
        return kinds <= OF_PERSONS | {"foreign", *(["act"] if told["unable"] else [])}
    denied = said & DENIES - ({"no"} if lexemes[0].said == "no" and kinds <= DENIED else set())
    if denied or part.split(maxsplit=1)[0] in ADDED or OBJECTS & {lexemes[-1].said}:
        return False
    kinds -= {"scope"} if lexemes[0].said == "no" else {"too"}
    return kinds <= SAYS_NOTHING - {"foreign", "light"} | {"cut"} and "unknown" in kinds


def beside_comments(
    text: str, found: Understood, state: SessionState, read: Callable[[str], Understood]
) -> Understood:
    """Read a line without its comments, where nothing but these was not understood.

    Args:
        text: what was said. found: what was understood of the whole line. state: how the music stands.
        read: understands a line; it changes nothing.
    """
    if found.asked and found.question is None and not (found.left or found.lost or found.foreign):
        return found
    wish, comments = without_comments(text, state)
    if not comments:
        return found
    alone = read(wish)
    if not alone.asked or alone.question is not None or alone.left or alone.lost or alone.foreign or alone.missing:
        return found
    alone.why += comments
    return alone
