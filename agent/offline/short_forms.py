"""Which word is a short form meant for: "snr", "nxt", "bk"?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agent.offline.spelling import COMMONEST

if TYPE_CHECKING:
    from collections.abc import Collection

VOWELS: Final = frozenset("aeiou")
SHORTEST: Final = 2
LONGEST: Final = 5


def written_out(word: str, layers: Collection[str] = ()) -> str:
    """Return the word that one of a few letters is short for; "" where it is for none, or for several.

    Args:
        word: in lower case. layers: names of the session's layers.
    """
    if not word.isalpha() or not SHORTEST <= len(word) <= LONGEST:
        return ""
    known = COMMONEST | {layer.lower() for layer in layers if layer.isalpha()}
    whole = {one for one in known if len(one) > len(word) and _bones(one) == word}
    part = {one for one in known if len(one) > len(word) and _shortens(word, one)}
    found = whole or part
    return found.pop() if len(found) == 1 else ""


def _bones(word: str) -> str:
    """Return a word without its vowels, but for one at its beginning."""
    return word[:1] + "".join(letter for letter in word[1:] if letter not in VOWELS)


def _shortens(word: str, known: str) -> bool:
    """Return True where the letters of a word stand in a known one in their order, the first and the last the same."""
    if word[0] != known[0] or word[-1] != known[-1] or set(word[1:]) & VOWELS:
        return False
    rest = iter(known)
    return all(letter in rest for letter in word)
