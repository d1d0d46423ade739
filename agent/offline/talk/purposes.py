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


def without_purpose(text: str) -> tuple[str, str]:
    """Return a line without what its wish is for, and this as it was said; the line and "" where it says none."""
    found = PURPOSE.search(text)
    if found is None:
        return text, ""
    purpose, before = found.group().strip(" ,"), text[: found.start()].strip(" ,")
    if NAMED.search(purpose) or LEADS_IN.search(purpose) or not WISH.match(before) or MANNERS.fullmatch(before):
        return text, ""
    return f"{before}{text[found.end():]}", purpose
