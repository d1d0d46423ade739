"""Which words of a sentence only remark on a wish: "before I wreck it", "like a typewriter", "for the headliner"?

They say why, for whom and as what, never what is wanted; the answer tells that they were left out. A remark has no
word of the trade in it: "before the drop" and "like the clap" stay, and are asked about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.offline.lexemes import Lexeme

PERSONS: Final = frozenset("i we you he she they it people everyone everybody one nobody somebody someone".split())
REASONS: Final = frozenset({"before", "so", "while", "cos", "cause", "since", "because", "or", "and", "like", "as"})
"""Words after which a person and what they do is a remark."""
ARTICLES: Final = frozenset({"a", "an", "the", "my", "our", "his", "her", "their", "some", "your"})
LIKENESS: Final = frozenset({"like", "as"})
PURPOSES: Final = frozenset({"for"})
COMPARED: Final = frozenset({"than", "as"})
SERVES: Final = frozenset(
    "match suit fit help let allow please surprise cover hide warm greet welcome thank test check catch meet follow "
    "beat satisfy impress rest save prepare celebrate mark join".split()
)
"""Verbs of what a wish is for."""
COPIES: Final = frozenset("do does did is are was were now have has had before usual right".split())
"""What may follow in "than they do now"."""
SAYS_NOTHING: Final = frozenset({"filler", "unknown", "pron", "light", "small", "foreign"})
ABOUT: Final = frozenset({"unit", "quality", "here", "layer", "time", "other"})
"""What a purpose may speak of: "so it rolls over the bar", "so I hear the rest"."""
MARKS: Final = frozenset({",", ".", ";", "!", "?", ":", "and", "then", "but"})


def without_remarks(lexemes: Sequence[Lexeme]) -> tuple[list[Lexeme], list[str]]:
    """Return the meanings of a sentence without its remarks, and the remarks as they were said."""
    found: list[Lexeme] = []
    left: list[str] = []
    at = 0
    while at < len(lexemes):
        length = _remark(lexemes, at) if found else 0
        if length:
            left.append(" ".join(one.said for one in lexemes[at : at + length]))
            at += length
            continue
        found.append(lexemes[at])
        at += 1
    return found, left


def first_of(lexemes: Sequence[Lexeme]) -> str:
    """Return the first word of some."""
    return lexemes[0].said


def _remark(lexemes: Sequence[Lexeme], at: int) -> int:
    """Return how many meanings a remark takes that begins here; 0 where none does."""
    word, end = lexemes[at].said, at + 1
    while end < len(lexemes) and not (lexemes[end].kind == "cut" and lexemes[end].said in MARKS):
        end += 1
    inside = lexemes[at + 1 : end]
    purpose = word in PURPOSES and any(one.kind == "unknown" for one in inside)
    if word == "so" and inside and first_of(inside) in PERSONS and len(inside) > 1:
        own = first_of(inside) in {"i", "we", "nobody"}  # so nobody changes it, so I find them later
        said = SAYS_NOTHING | ABOUT - ({"quality", "layer"} if own else set()) | ({"lean", "way"} if own else set())
        return end - at if all(one.kind in said for one in inside) else 0
    if word == "to" and len(inside) > 1 and first_of(inside) in SERVES:
        return end - at if all(one.kind in SAYS_NOTHING | {"other", "unit"} for one in inside) else 0
    if not inside or any(one.kind not in SAYS_NOTHING and not (purpose and one.kind == "here") for one in inside):
        return 0
    first = first_of(inside)
    unknown = any(one.kind == "unknown" for one in inside)
    if word == "than" and all(one.said in PERSONS | COPIES for one in inside):
        return end - at
    if word in REASONS and word != "and" and first in PERSONS and len(inside) > 1 and word != "or":
        return end - at if unknown or word == "like" else 0
    if word in LIKENESS | PURPOSES and first in ARTICLES and unknown:
        return end - at
    return 0
