"""How much is a text like each known question, whatever its words?

All that a question is put in - its title, the ways in which people ask it, its answer - is ranked together by BM25, and
the one wording that is nearest by the cosine of its words. Two words that follow each other count as a word, too.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from rapidfuzz.distance import OSA

from agent.docs_answer import compared_words
from agent.offline.vocabulary import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SATURATION, LENGTH_WEIGHT, OF_ANSWER = 1.2, 0.3, 0.5
"""k1 and b of BM25 (Robertson and Zaragoza, 2009), and what a word of the answer counts beside one of the question. By
trial: a third of the long wordings was left out in turn and looked for by the others."""
OF_NEAREST: Final = 1.0 / 3.0
"""What the nearest single wording counts beside all of them. By the same trial."""
OF_EMPTY, OF_PAIR = 0.3, 0.5
"""What a word counts that changes little about a question, and what two that follow each other. By the same trial."""
NEGATED: Final = re.compile(r"n['\u2019]t\b")
METRE: Final = re.compile(r"\b\d{1,2}/(?:4|8|16)\b")
PLACE: Final = re.compile(r"\bwhere'?s?\b")
LEAST_MENDED: Final = 6
"""Letters of a word that may have a typing error, behind its first."""


@dataclass(frozen=True, slots=True)
class Wordings:
    """A question as it is looked for: its main words, further ways in which it is put, and its answer."""

    short: tuple[str, ...]
    long: tuple[str, ...]
    answer: str


class QuestionIndex:
    """Known questions by the words they are put in."""

    def __init__(self, questions: Sequence[Wordings]) -> None:
        """Read the words of all questions; a likeness is given in their order."""
        asked = [[words for text in (*one.short, *one.long) if (words := _weighed(text))] for one in questions]
        self.telling = tuple(frozenset(telling_words(text) for text in one.short) for one in questions)
        """By question: the words of each short wording that tell it from others."""
        holding = Counter(word for one in asked for word in {word for words in one for word in words})
        self.weights = {
            word: math.log(1.0 + (len(asked) - number + 0.5) / (number + 0.5)) for word, number in holding.items()
        }
        """How much a word tells, by how few questions have it."""
        self.rarest = max(self.weights.values())
        self.words: list[frozenset[str]] = []
        """By question: every word of its wordings and its answer."""
        self._held: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        self._wordings: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        self._of: list[int] = []
        self._hold(asked, [one.answer for one in questions])
        self._begun: defaultdict[str, list[str]] = defaultdict(list)
        """By first letter: the known words, no pairs."""
        for word in self.weights:
            if " " not in word:
                self._begun[word[0]].append(word)

    def _hold(self, asked: list[list[dict[str, float]]], answers: list[str]) -> None:
        """Keep by word: in which questions and in which wordings it is, and how much of them it is."""
        counted: list[dict[str, float]] = []
        for at, (wordings, answer) in enumerate(zip(asked, answers, strict=True)):
            held: defaultdict[str, float] = defaultdict(float)
            for words in wordings:
                weighed = {word: count * self.weights[word] for word, count in words.items()}
                length = math.hypot(*weighed.values())
                for word, weight in weighed.items():
                    held[word] += words[word]
                    self._wordings[word].append((len(self._of), weight / length))
                self._of.append(at)
            for word, count in _weighed(answer).items():
                held[word] += OF_ANSWER * count
                self.weights.setdefault(word, self.rarest)
            counted.append(held)
        mean = sum(sum(held.values()) for held in counted) / len(counted)
        for at, found in enumerate(counted):
            self.words.append(frozenset(found))
            norm = SATURATION * (1.0 - LENGTH_WEIGHT + LENGTH_WEIGHT * sum(found.values()) / mean)
            for word, count in found.items():
                self._held[word].append((at, count / (count + norm)))

    def weight(self, words: frozenset[str]) -> float:
        """Return the sum of the words' weights; one that no question has weighs most."""
        return sum(self.weights.get(word, self.rarest) for word in words)

    def likeness(self, text: str) -> list[float]:
        """Return how much a text is like each question, 0 to 1: by all its wordings, and by the nearest."""
        said = _weighed(text, self)
        weighed = {word: count * self.weights.get(word, self.rarest) for word, count in said.items()}
        total, length = sum(weighed.values()) or 1.0, math.hypot(*weighed.values()) or 1.0
        together, near = [0.0] * len(self.words), [0.0] * len(self._of)
        for word, weight in weighed.items():
            for at, held in self._held.get(word, ()):
                together[at] += weight * held / total
            for at, held in self._wordings.get(word, ()):
                near[at] += weight * held / length
        nearest = [0.0] * len(self.words)
        for at, found in zip(self._of, near, strict=True):
            nearest[at] = max(nearest[at], found)
        return [(1.0 - OF_NEAREST) * one + OF_NEAREST * other for one, other in zip(together, nearest, strict=True)]

    def said(self, text: str) -> frozenset[str]:
        """Return the words of a text that tell it from others, typing errors mended."""
        return frozenset(self.mended(word) for word in telling_words(text))

    def mended(self, word: str) -> str:
        """Return the only known word that is one typing error away from an unknown one, else the word itself."""
        if word in self.weights or len(word) < LEAST_MENDED:
            return word
        near = [known for known in self._begun.get(word[0], ()) if OSA.distance(word, known, score_cutoff=1) <= 1]
        return near[0] if len(near) == 1 else word


def telling_words(text: str) -> frozenset[str]:
    """Return the words of a question that tell it from others; where something is, is another question than how."""
    empty = _empty()
    return frozenset(word for word in _words(text) if word not in empty)


def _weighed(text: str, index: QuestionIndex | None = None) -> dict[str, float]:
    """Weigh the words of a text, and each pair of neighbours."""
    empty, words = _empty(), list(_words(text))
    if index is not None:
        words = [index.mended(word) for word in words if word in index.weights or word not in empty]
    counted = {word: OF_EMPTY if word in empty else 1.0 for word in words}
    counted.update(dict.fromkeys((f"{one} {other}" for one, other in pairwise(words)), OF_PAIR))
    return counted


def _words(text: str) -> Iterator[str]:
    """Yield a question's words as they are compared, each by the one that it is taken for."""
    alike = _alike()
    for word in compared_words(NEGATED.sub(" not", METRE.sub(" metre ", text))):
        if not word.isdecimal():
            yield alike.get(word, word)
    if PLACE.search(text.lower()):
        yield "where"


@lru_cache(maxsize=1)
def _alike() -> dict[str, str]:
    """Return for each word that has others of its meaning the one that it is taken for."""
    rows = [compared_words(row) for row in table("known_questions")["alike"]]
    return {word: row[0] for row in rows for word in row}


@lru_cache(maxsize=1)
def _empty() -> frozenset[str]:
    """Return the words that change little about a question."""
    return frozenset(compared_words(table("known_questions")["empty"]))
