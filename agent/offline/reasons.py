"""Which part of a line only says why: "because it clashes", "it's too much for this room", "they are killing me"?

A reason never acts; what it complains of is what the wish beside it mends.
"""

from __future__ import annotations

import re
from typing import Final

from agent.offline.layer_words import LAYER, ONE_LAYER

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
