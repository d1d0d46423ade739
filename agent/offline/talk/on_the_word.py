"""Which wish waits for a word: "cut to nothing but claps the second I say go", and then "GO"?"""

from __future__ import annotations

import re
from typing import Final

_WHEN: Final = r"(?:the (?:second|moment|minute|instant)|when|whenever|as soon as|once|only when|not before)"
_SAY: Final = (
    r"(?:i|we) (?:say|shout|yell|call|type|tell you|write|give you)(?: (?:so|the (?:word|sign|go|nod)|[\"'“]?"
    r"(?P<word>go+|now|hit it|drop it|bang)[\"'”]?))?"
)
_LEAD: Final = r"(?:(?:ok|okay|and|now|then|so|but|please|right|get ready to|be ready to|stand by to),? )*"
BEHIND: Final = re.compile(rf"{_LEAD}(?P<x>[a-z].+?),? {_WHEN} {_SAY}(?:,? (?:ok|please|not before))*")
AHEAD: Final = re.compile(rf"{_LEAD}{_WHEN} {_SAY}(?:,| then|:)+ (?P<x>[a-z].+)")
GO: Final = re.compile(
    r"(?:(?:ok|okay|and|now|right|ready|3|2|1|three|two|one)[,. !]*)*(?P<word>go+|now|hit it|drop it|bang)"
)


def waits_for_word(text: str) -> tuple[str, str] | None:
    """Return the wish and the word that it waits for; None for a line that has neither.

    Args:
        text: what was said.
    """
    plain = " ".join(text.lower().replace("\u2019", "'").rstrip(" .!").split())
    found = BEHIND.fullmatch(plain) or AHEAD.fullmatch(plain)
    return None if found is None else (found["x"].strip(" ,"), found["word"] or "go")


def is_word(text: str, word: str) -> bool:
    """Return True for a line that is the word that a wish waits for: "go", "GOOO", "and now go!"."""
    found = GO.fullmatch(" ".join(text.lower().split()).rstrip(" .!"))
    return found is not None and (found["word"] == word or (word == "go" and found["word"].startswith("go")))
