"""Does a line point back to one that did nothing: "undo that", "again", "do it" after a question or a refusal?"""

from __future__ import annotations

import re
from typing import Final

_START: Final = r"(?:(?:ok|okay|no|well|hm+|oh|and|please|now|then|right|wait|sorry|actually|just|yes|yeah) ?,? )*"
_END: Final = r"(?: (?:please|then|now|again|thanks|for me|after all|mate|will you))*"
_IT: Final = r"(?:that|it|this|that one|this one|the last one|the last thing|what you (?:just )?did)"
POINTS: Final = re.compile(
    rf"{_START}(?:"
    rf"(?:undo|reverse|revert|take back|cancel|scrap|drop|stop|forget|repeat|keep) {_IT}|take {_IT} back|"
    rf"put {_IT} back(?: (?:as|how|where|the way) it was)?|change {_IT} back|reverse|revert|roll (?:it )?back|"
    r"(?:do |try |say |have |play )?(?:it |that |this |the same |the same thing |same thing |same |and )?"
    r"(?:again|once more|one more time|another time)|"
    rf"(?:just |so |go (?:on|ahead) and )?do (?:{_IT}|so|the same|the opposite)|make it so|go for it|do it anyway|"
    r"even [a-z]+er|(?:a (?:bit|little) )?(?:more|less|lower|higher) (?:still|yet)|"
    r"(?:do )?(?:the )?(?:opposite|reverse)(?: of (?:that|it))?|(?:the )?other way (?:round|around)|"
    r"(?:do |make )?(?:the )?same(?: thing)?(?: again)?|more of (?:that|it|the same)"
    rf"){_END}"
)
"""A line that means the line before, and only that."""
AGREES: Final = re.compile(
    r"(?:(?:ok|okay|yes|yeah|yep|sure|please|alright|great|good|cool|then|well|and|now) ?,? ?)*(?:do (?:that|it|"
    r"so)|go ahead|go on|go for it|"
    r"make it so|please do|yes|yeah|yep|sure|please|do)(?: (?:please|then|now|thanks|for me))*"
)
AGAINST: Final = re.compile(r"\b(?:forget|cancel|scrap|drop|stop|ditch|scratch|keep)\b")


def points_back(text: str) -> bool:
    """Return True for a line that only means what was said before it."""
    plain = " ".join(text.lower().replace("\u2019", "'").split()).rstrip(" .!")
    return POINTS.fullmatch(plain) is not None


def agrees(text: str) -> bool:
    """Return True for an answer that takes an offer."""
    return AGREES.fullmatch(text.strip().lower().rstrip(" .!")) is not None


def cancels(text: str) -> bool:
    """Return True for a line that takes something off: it means a plan, where that was done last."""
    return AGAINST.search(text.lower()) is not None and "keep" not in text.lower()


def nothing_done(text: str, last: str) -> str:
    """Return the answer to such a line.

    Args:
        text: the line. last: what the last line that did something did, in words; "" for none so far.
    """
    if AGAINST.search(text.lower()):
        return "all right; nothing was changed"
    done = f'the last that was done is "{last}"; say "undo" for that' if last else "nor did any before it"
    return f"your last line changed nothing; {done}"
