"""Which part of a line only says why: "because it clashes", "it's too much for this room", "he's on the mic"?

A reason never acts; what it complains of is what the wish beside it mends. A comment is a part without one word of
the trade: it is passed over where the rest of the line is read whole.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.layer_words import LAYER, ONE_LAYER
from agent.offline.lexemes import lexemes_of
from agent.offline.remarks import SAYS_NOTHING
from agent.offline.words import words_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from agent.offline.understand import Understood
    from engine.state import SessionState

JOINED: Final = re.compile(
    r"[, ]*\b(?:because|cause|cos|coz|cuz|since)\b(?! (?:bar|the last|then|\d|@))[^,.;!?]*?(?=$|[,.;!?]| and )"
)
"""A reason with the word that joins it, up to the next mark."""
CUT: Final = re.compile(
    r"(\s*[,.;!?:]+\s+|\s+[-\u2013\u2014]+\s+|(?<!when)(?<!if)(?<!once)(?<!while)(?<!until)(?<!because)(?<!than)"
    r"(?<!what)(?<!how)(?<!where)(?<!like)(?<!as)(?<!before)(?<!after)(?<!till)(?<!time)\s+"
    r"(?=(?:it's|it is|its|they're|they are|that's|this is) "
    r"(?:way |far |really |just |getting |a bit |bit |so |simply )*"
    r"(?:too|killing|hurting|driving|annoying|ruining|drowning|deafening|eating|burying)\b))"
)
"""Marks between parts of a line, and the place in front of a complaint that has none."""
OTHERS: Final = (
    r"floor|dance ?floor|room|crowd|people|dancers|guests|audience|mix|place|club|speakers?|monitors?|pa|subs?|limiter|"
    r"neighbou?rs|boss|promoter|singer|band|barman|police|ears|head|sound|sound guy|engineer|vibe|night|kids"
)
SUBJECT: Final = (
    rf"(?P<who>it|its|this|that|they|these|those|everyone|everybody|people|nobody|(?:the|my|our|your) (?:{OTHERS})|"
    rf"{ONE_LAYER})"
)
VERBS: Final = (
    r"(?:'s|'re| is| are| was| were| sounds?| feels?| seems?| gets?| keeps?| hurts?| kills?| drives?| drowns?| eats?|"
    r" ruins?| buries| makes?| clash(?:es)?| cuts?| bores?| annoys?| irritates?| tires?| wears?)"
)
COMPLAINT: Final = re.compile(
    rf"(?:and |as |so |for )?(?:{SUBJECT}{VERBS}|(?:is|are|was)(?= too)"
    r"|its(?= (?:too|so|way|really|just|killing|getting|annoying|driving)))"
    r"\b ?(?P<rest>.*)"
)
STATES: Final = re.compile(
    r"(?:(?:only|just|not|now|all|still|already|then) )*"
    r"(?:back|in|out|off|on|muted|soloed|over|fine|ok|the|a|an|for|at|from|until|till)\b"
)
"""What says where a thing is, and no more how bad it is."""
WISHES: Final = re.compile(
    r"\d|\b(?:should|must|needs?|want|wants|would|could|can|please|to be|let|instead|bars?|bpm|phrase|then|undo)\b"
)
"""What no mere reason has in it."""
POINTS: Final = re.compile(r"\b(?:it|them|that|those|him|her)\b")
NAMES: Final = re.compile(rf"\b(?:{LAYER}|bpm|tempo|energy|swing|fill|undo|stop|scene)\b")
"""What a wish names that stands without the complaint in front of it."""
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
    r"(?=(?:he|she|i|somebody|someone|nobody|we)(?:'s|'re|'m|'ll|'d|'ve)? |(?:hes|shes|im|ill|ive|ffs|lol|lmao) |"
    r"you [a-z]+$|no mercy))"
)
"""Marks between parts, and the places where another part begins without one."""
RULES_REST: Final = frozenset(
    "if unless when whenever once until till after except excepting excluding without but only instead later soon "
    "eventually slowly gradually next yet again than either neither first last bar bars".split()
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
OBJECTED: Final = re.compile(
    r"\b(?:want|wants|need|needs|like|wish|prefer|wanted)\b.*\b(?:it|them|that|this|those|these)\b"
)
"""What is said of a thing that was meant, and may be a wish: "I want it to gribble"."""
"""What makes a wish of what a person is about."""
OWN: Final = re.compile(
    r"(?:\w+ )*?(?:i|i'm|im|ive|he|hes|she|shes|somebody|someone|people|nobody|noone|no one)(?:'\w+)? "
)
"""A person that no layer is called; what is felt by one is no mood of the music."""
DENIES: Final = frozenset("no not never nothing none nobody no-one".split())
DENIED: Final = frozenset({"scope", "unknown", "filler", "small"})
"""What is in "no mercy" and in "no spoilers for them"."""
ADDED: Final = frozenset({"and", "then", "also", "plus"})
OF_PERSONS: Final = SAYS_NOTHING | {"cut", "here", "gone", "unit", "other", "again", "degree", "scope"}
"""What may be told of a person."""
OBJECTS: Final = frozenset("it them that those this these him her one ones".split())



def without_reasons(text: str) -> tuple[str, list[str]]:
    """Return a line without its reasons, and these as they were said; the line itself where there is none."""
    plain = " ".join(text.lower().replace("\u2019", "'").split())
    left = [found.group().strip(" ,") for found in JOINED.finditer(plain)]
    parts = CUT.split(JOINED.sub("", plain))
    wishes = [part for part in parts[::2] if part.strip() and not COMPLAINT.fullmatch(part.strip(" .!"))]
    if not wishes:
        return text, []
    kept: list[str] = []
    for at in range(0, len(parts), 2):
        part = parts[at].strip(" .!")
        if part and _only_complains(part, " ".join(wishes)) and (kept or NAMES.search(" ".join(parts[at + 2 :]))):
            left.append(part)
            continue
        kept += [*(parts[at - 1 : at] if kept else []), parts[at]]
    rest = "".join(kept).strip(" ,;:")
    if POINTS.search(rest) and re.search(rf"\b{ONE_LAYER}\b", " ".join(left)):
        return text, []  # turn it down because the clap is too loud
    return (rest, left) if left and rest else (text, [])


def _only_complains(part: str, wishes: str) -> bool:
    """Return True for a part that says how something is which is not asked for by name elsewhere."""
    found = COMPLAINT.fullmatch(part)
    if found is None or WISHES.search(part) or STATES.match(found["rest"]) or not (found["rest"] or found["who"]):
        return False
    who = found["who"] or ""
    others = re.sub(re.escape(who), "", part, count=1) if who else part
    if re.search(rf"\b{ONE_LAYER}\b", others):
        return False
    layer = re.fullmatch(ONE_LAYER, who)
    return layer is None or re.search(rf"\b{re.escape(who.removeprefix('the '))}\b", wishes) is not None


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
    if not lexemes or rules & (said | set(part.split())):
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
    """Return what a line asks for without its comments, where only they were not understood.

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
