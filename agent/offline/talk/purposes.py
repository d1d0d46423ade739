"""What is only told of the use of a wish: "a fill at bar 56, to lead us into the next part"?

A purpose names people, room or tension, and no layer; it is passed over, and told as left out.
"""

from __future__ import annotations

import re
from typing import Final

from agent.offline.layer_words import LAYER

_WHOM: Final = (
    r"(?:us|me|them|him|her|people|everyone|everybody|you all|(?:the|my|our|this|that|their|his|her) (?:whole )?"
    r"(?:crowd|room|floor|dance ?floor|audience|singers?|dancers?|band|people|speakers?|kids|children|house|guests|"
    r"vocalist|vocals?|guitarist|guitar|poem|poet|speech|attention|mood|tension|next (?:part|section|song|bit|scene))|"
    r"(?:some |more |a bit of |a little |enough )?(?:room|space|time|tension|attention|air)(?: for \w+(?: \w+)?)?)"
)
_DOES: Final = (
    r"(?:lead|take|carry|bring|get|wake|give|cheer|help|let|keep|warm|calm|tease|make|buy|leave|build|create|show|"
    r"guide|hold|send|prepare|draw|pull|grab|catch|move|set|win|allow|lift|surprise|please|support|free)"
)
PURPOSE: Final = re.compile(
    rf",? (?:(?:just|so as|in order|only) )?to {_DOES} (?:up )?{_WHOM}"
    r"(?:(?! (?:and|then|but)\b)[^,.;!?])*(?=$|[,.;!?])",
    re.IGNORECASE,
)
NAMED: Final = re.compile(rf"\b(?:{LAYER}|\d+|bars?|bpm|tempo|energy|swing)\b", re.IGNORECASE)
"""What is of the wish itself."""
LEADS_IN: Final = re.compile(r"to (?:lead|take|bring|carry) us in(?: ?to)?(?: (?:it|that))?$", re.IGNORECASE)
"""Where a fill is wished, before a plan."""
WISH: Final = re.compile(r"\w+(?:\W+\w+)+")
MANNERS: Final = re.compile(
    r"(?:i|we)(?: would|'d)? (?:want|need|like|love|have|try|was going|am going|plan)|(?:it is|it's|now is|this is) "
    r"(?:the |a )?(?:time|moment|nice|good)|(?:can|could|would|will) you (?:try|manage)|how|what|remember|try|want|"
    r"need",
    re.IGNORECASE,
)
"""A beginning whose wish stands behind "to"."""


_HEARERS: Final = (
    r"(?:he|she|they|we|i|you|people|everyone|everybody|(?:the|my|our|his|her|their) [a-z]+(?: [a-z]+)?)"
)
HEARD: Final = re.compile(
    rf",? so (?:that )?{_HEARERS}(?: (?:can|could|will|may|might)|'ll)?(?: (?:only|just|really|all|better|finally))* "
    r"(?:hears?|listens? to|feels?|sees?|gets? to hear|follows?|recogni[sz]es?|notices?)\b"
    rf"(?:(?! (?:then|but)\b)(?! and (?!{LAYER}\b))[^,.;!?])*?"
    rf"(?=$|[,.;!?]| (?:then|but)\b| and (?!{LAYER}\b)|"
    r" (?:for|until|till|at|from|in|over) (?:the next )?(?:bar )?(?:\d+|two|four|eight|sixteen)\b)",
    re.IGNORECASE,
)
"""Who is to hear what then: the layers in it are named as what is left, and nothing is asked of them."""
SO: Final = re.compile(
    r"^(?:(?:please|just|can you|could you) )*(?:make|set|put|do|arrange|have|play|mix) (?:it|this|that)(?: up)?$",
    re.IGNORECASE,
)
"""A beginning that says nothing yet: "make it so that they hear the kick"."""
_NOW: Final = r"(?:currently|right now|at the moment|at present|presently|just now|as it stands|atm|rn)"
_IT_IS: Final = (
    rf"(?:it|they|this|that|{LAYER})(?:'s|'re| is| are| sounds?| feels?| seems?| looks?| plays?| has| have| goes)\b"
)
IS_NOW: Final = re.compile(
    rf"[ ]*(?:[,.;:!]| -| \u2013| \u2014)+ *(?:(?:because|cos|cause|since|as|and|but) )?(?:{_NOW},? {_IT_IS}[^,.;!?]*|"
    rf"{_IT_IS}(?! to\b)[^,.;!?]* {_NOW})(?=$|[,.;!?])|"
    rf" (?:because|cos|cause|since) (?:{_NOW},? {_IT_IS}[^,.;!?]*|{_IT_IS}[^,.;!?]* {_NOW})(?=$|[,.;!?])",
    re.IGNORECASE,
)
NOW_FIRST: Final = re.compile(
    rf"(?:(?:ok|so|well|hm+),? )?(?:{_NOW},? {_IT_IS}[^,.;!?]*|{_IT_IS}[^,.;!?]* {_NOW})"
    r"(?:[,.;!]| -)+ +(?:so |and |but )?",
    re.IGNORECASE,
)
"""How it is now, beside a figure: this asks for nothing more."""
FIGURE: Final = re.compile(r"(?<!\w)(?:\d+(?:\.\d+)?|\.\d+)(?! ?(?:bars?|measures)\b)")


def without_purpose(text: str) -> tuple[str, str]:
    """Return a line without what its wish is for, and this as it was said; the line and "" where it says none."""
    heard = HEARD.search(text)
    before = "" if heard is None else text[: heard.start()].strip(" ,")
    if heard is not None and WISH.fullmatch(before) and not SO.search(before):
        return f"{before}{text[heard.end():]}", heard.group().strip(" ,")
    for told in (IS_NOW.search(text), NOW_FIRST.match(text)):
        rest = "" if told is None else f"{text[: told.start()]}{text[told.end():]}"
        if told is not None and FIGURE.search(rest) and len(rest.split()) > 1:
            return rest, told.group().strip(" ,.;:!-")
    found = PURPOSE.search(text)
    if found is None:
        return text, ""
    purpose, before = found.group().strip(" ,"), text[: found.start()].strip(" ,")
    if NAMED.search(purpose) or LEADS_IN.search(purpose) or not WISH.match(before) or MANNERS.fullmatch(before):
        return text, ""
    return f"{before}{text[found.end():]}", purpose
