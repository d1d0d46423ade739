"""Which word of the trade was a mistyped word meant for?

Only where one meaning is near: a word that could be mended into two different ones, and a word of every day, stay as
they are and are asked about.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from rapidfuzz.distance import OSA

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

LEAST: Final = 4
"""Shorter words are too near to too many others."""
LONG: Final = 8
"""From this length on two errors are mended."""
SHORT_ERRORS: Final = {
    "teh": "the",
    "hte": "the",
    "fo": "for",
    "fro": "for",
    "adn": "and",
    "nad": "and",
    "ot": "to",
    "mor": "more",
    "moar": "more",
    "les": "less",
    "lss": "less",
    "hta": "hat",
    "bak": "back",
    "bck": "back",
    "kik": "kick",
    "kck": "kick",
    "kic": "kick",
    "kcik": "kick",
    "bmp": "bpm",
    "bpms": "bpm",
    "clp": "clap",
    "cla": "clap",
    "lap": "clap",
    "mut": "mute",
    "abit": "bit",
    "alot": "lot",
    "brs": "bars",
    "bsr": "bars",
    "fil": "fill",
    "rol": "roll",
    "opn": "open",
    "ope": "open",
    "htas": "hats",
    "ahts": "hats",
    "hast": "hats",
    "hts": "hats",
    "teh_": "the",
    "owt": "out",
    "otu": "out",
    "uot": "out",
    "dwon": "down",
    "donw": "down",
    "pu": "up",
    "ouot": "out",
    "bras": "bars",
    "wiht": "with",
    "form": "from",
    "si": "is",
}
"""Errors of short words that are plain."""


class Speller:
    """Mends words towards a vocabulary.

    Args:
        meanings: the words that may have been meant, each with what it means.
        known: words that are right as they stand.
    """

    def __init__(self, meanings: Mapping[str, Hashable], known: frozenset[str]) -> None:
        self._meanings = {word: meaning for word, meaning in meanings.items() if word.isalpha() and len(word) >= LEAST}
        self._known = known | frozenset(meanings)
        self.mended = lru_cache(maxsize=4096)(self._mended)

    def _mended(self, word: str) -> str:
        """Return a word, or the word of the one meaning that is near enough."""
        if word in self._known:
            return word
        if word in SHORT_ERRORS:
            return SHORT_ERRORS[word]
        stretched = re.sub(r"(.)\1+", r"\1", word)
        for tried in (stretched, re.sub(r"(.)\1{2,}", r"\1\1", word), f"{word[:-1]}s" if word.endswith("z") else word):
            if tried in self._known and len(tried) > 1:
                return tried
        if not word.isalpha() or len(word) < LEAST:
            return word
        near = [
            (distance, known)
            for known in self._meanings
            if (distance := OSA.distance(word, known, score_cutoff=1 if len(word) < LONG else 2)) <= _most(word, known)
        ]
        if not near:
            return word
        least = min(near)[0]
        nearest = [known for distance, known in near if distance == least]
        likely = [known for known in nearest if _of_fingers(word, known)] or nearest
        return likely[0] if len({self._meanings[known] for known in likely}) == 1 else word


def _most(word: str, known: str) -> int:
    """Return how many errors are mended; letters that have changed places are one, anywhere in a word."""
    if len(word) == LEAST and word[0] != known[0] and sorted(word) != sorted(known):
        return 0
    return 1 if len(word) < LONG else 2


def _of_fingers(word: str, known: str) -> bool:
    """Return True for the likelier errors: the first letter stands, and a letter is doubled, lost or changed about."""
    return word[0] == known[0] and (len(word) != len(known) or sorted(word) == sorted(known))
