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
    from collections.abc import Callable, Hashable, Mapping

SHORTEST, LEAST = 3, 4
"""Words of three letters are mended into the commonest only; shorter ones are too near to too many others."""
SQUEEZE: Final = re.compile(r"(.)\1+")
TRIPLE: Final = re.compile(r"(.)\1{2,}")
PLURAL: Final = re.compile(r"z$")
COMMONEST: Final = frozenset("""
the for and kick clap hats hat snare bars bar fill more less out off back from with mute solo drop swing undo stop play
loud louder quieter bit down this that make take bring give keep lose kill cut bpm tempo open closed over next every
then but not only just all everything please could would should can you have want what where when
how who which was are them
they their there some much very too little slow fast faster slower darker harder density velocity percent same other
again phrase save load record start playing help hear print
touch thin boost strip speed space scene bass hard soft busy change been than even into like need off pull
push put turn set
""".split())
"""Words that are likelier than others when two are as near."""
LONG: Final = 6
LONGER: Final = 8
"""From the first length on two errors are mended where the first letter stands, from the second on anywhere."""
SHORTEST_PART: Final = 2
GLUED_TO: Final = frozenset(
    """
it the that this them to for in on up off out by of at as me us all be from with and but too no back down one bars bar
bpm just more less please then
""".split()
)
"""Small words that a missing space joins to a neighbour."""
SHORT_ERRORS: Final = {
    "teh": "the",
    "ovr": "over",
    "undr": "under",
    "lwr": "lower",
    "lowr": "lower",
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


TURNING: Final = frozenset({"never", "without", "nothing", "neither", "nobody", "undo", "except", "enough"})
"""Words that turn a wish round: what is two errors away from one is another word."""


class Speller:
    """Mends words towards a vocabulary.

    Args:
        meanings: the words that may have been meant, each with what it means.
        known: words that are right as they stand.
        likely: words that are said often; two errors in a shorter word are mended into these only.
        parts: words that mean something in turns of speech only; meant where no other word is near.
    """

    def __init__(
        self,
        meanings: Mapping[str, Hashable],
        known: frozenset[str],
        parts: frozenset[str] = frozenset(),
        likely: frozenset[str] = frozenset(),
    ) -> None:
        self._likely = likely
        self._meanings = {word: meaning for word, meaning in meanings.items() if word.isalpha() and len(word) >= LEAST}
        self._known = known | frozenset(meanings) | parts
        self._whole = frozenset(word for word in (*meanings, *parts) if word.isalpha())
        self._parts = [word for word in parts if word.isalpha() and len(word) >= LEAST]
        self.mended = lru_cache(maxsize=4096)(self._mended)

    def _mended(self, word: str) -> str:
        """Return a word, or the word of the one meaning that is near enough."""
        if word in self._known:
            return word
        if word in SHORT_ERRORS:
            return SHORT_ERRORS[word]
        for tried in (SQUEEZE.sub(r"\1", word), TRIPLE.sub(r"\1\1", word), PLURAL.sub("s", word)):
            if tried in self._meanings and len(tried) > 1:
                return tried
        if not word.isalpha() or len(word) < SHORTEST:
            return word
        if (parts := self._parted(word)) != word:
            return parts
        most = 1 if len(word) < LONG else 2
        first = list(self._meanings) if len(word) >= LEAST else [one for one in COMMONEST if len(one) >= SHORTEST]
        for words in (first, self._parts):
            near = [(self._errors(word, known, most), known) for known in words]
            least = min((distance for distance, _ in near), default=most + 1)
            if least <= most:
                return self._likeliest(word, [known for distance, known in near if distance == least])
        return word

    def _errors(self, word: str, known: str, most: int) -> int:
        """Return how many errors lie between two words; more than `most` where so many are not mended."""
        errors = OSA.distance(word, known, score_cutoff=most)
        near = known in self._likely and (word[0] == known[0] or len(word) >= LONGER)
        far = errors > 1 and (not near or known in TURNING)
        return most + 1 if far else errors

    def _parted(self, word: str) -> str:
        """Return a word that is two known ones without the space between them as both; else the word."""
        found = [
            (word[:at], word[at:]) for at in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)
            if self._stands(word[:at]) and self._stands(word[at:])
        ]
        sure = [parts for parts in found if GLUED_TO & set(parts)] or found
        longest = max((min(len(first), len(second)) for first, second in sure), default=0)
        best = [parts for parts in sure if min(map(len, parts)) == longest]
        return " ".join(best[0]) if best and (longest > SHORTEST_PART or GLUED_TO & set(best[0])) else word

    def _stands(self, word: str) -> bool:
        """Return True for a known word that may stand beside one with no space between."""
        return word in GLUED_TO or (len(word) > SHORTEST_PART and word in self._whole)

    def _likeliest(self, word: str, nearest: list[str]) -> str:
        """Return the one of the nearest words that was meant; the word itself when that is not clear."""
        chosen = nearest
        for likely in LIKELIER:
            if len({self._meaning(known) for known in chosen}) > 1:
                chosen = [known for known in chosen if likely(word, known)] or chosen
        if len(word) == LEAST and not any(_of_fingers(word, known) or known in COMMONEST for known in chosen):
            chosen = [known for known in chosen if word[0] == known[0]]
        return chosen[0] if len({self._meaning(known) for known in chosen}) == 1 else word

    def _meaning(self, known: str) -> Hashable:
        return self._meanings.get(known, known)


def _framed(word: str, known: str) -> bool:
    """Return True when the first and the last letter stand."""
    return (word[0], word[-1]) == (known[0], known[-1])


def _of_fingers(word: str, known: str) -> bool:
    """Return True for the likelier errors: two letters changed about, or one typed twice."""
    return sorted(word) == sorted(known) or SQUEEZE.sub(r"\1", word) == SQUEEZE.sub(r"\1", known)


LIKELIER: Final[tuple[Callable[[str, str], bool], ...]] = (
    _of_fingers, lambda _, known: known in COMMONEST, _framed, lambda word, known: len(word) < len(known),
)
"""What makes one of several words the likelier, the strongest reason first."""
