"""Which of the known questions about the program is this one, in whatever words?

The questions and their answers are data, a table a topic in `vocabulary_data/questions/`, and docs/questions.md is made
from the same. One that is asked is ranked against each by BM25 over all the words it is put in and those of its answer,
and by the one wording that is nearest; `tests/agent/test_known_questions.py` asks in other words.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA

from agent.docs_answer import compared_words
from agent.offline.vocabulary import table

ASKED_FOR: Final = re.compile(
    r"\b(?:how (?:do|can|could|would|should|to|does|is|many|long|late|large|much|tight|strong|big)|"
    r"where (?:do|does|is|are|can)|what (?:does|do|happens|if|file|format|can)|"
    r"what(?: is| are|'s|s)(?! (?:my|your|our)\b)|which|can (?:i|it|this|you|my)|could (?:i|it|someone)|"
    r"will (?:there|it)|may i|do i|does (?:one|it|the|my)|is there|are there|should i|must i|"
    r"is it (?!muted|soloed|on\b|off\b|in\b|out\b)|is [a-z]+ (?:an?|required|needed)|"
    r"(?<!what )is my (?!kick|snare|clap|hat|tempo)|why (?:does|do|is|are|can't|cannot|was)|who do i)\b"
)
"""How a question about the program begins; others are about how the music stands."""
TELLS: Final = re.compile(
    r"(?:so |and |but |hey |help |hi )*(?:it|its|it's|there(?:'s| is| are)|"
    r"(?:the|my) (?!kick|snare|clap|hats?|open|closed|bass|drums?(?! machine)|rim|toms?|ride|beat|groove)|"
    r"i (?:get|see|have|hear|can'?t|cannot|don'?t|didn'?t|am)|i'm|i've|no|nothing|"
    r"notes? (?:are|is|keep|get)|some of|sometimes|when(?:ever)? (?:i|it)|after (?:i|it)|every time|"
    r"(?:trying|attempting) to|[a-z]+ (?:says|server|is not)|bash|error)\b"
)
"""How somebody begins to tell what is wrong, not what is wished."""
ALIKE_ENOUGH, SURELY = 0.46, 0.6
"""How much alike two questions must be to be one, 0 to 1; and to be one where it may be about how the music stands."""
MANY, AMPLE = 3, 9.0
"""So many words of one question, of so much weight together, are enough whatever else is said: long questions tell a
story, and what is about something else never had so many (128 such lines of the tests had two, and 8.8)."""
ENOUGH, ENOUGH_NAMED, MOST_MEANT = 5.0, 4.0, 2
"""Least weight of two words, or of one in the title, for a question that may be meant; and how many are named."""
CERTAIN, AHEAD = 0.7, 0.08
"""Below the first, a question that is not so much ahead of the next is answered with that one, too. By trial: so much
ahead it was right four times in five."""
NEVER: Final = re.compile(r"^(?:so |and )?what(?:'s|s| is| are) (?:my|your|our)\b|\d+ (?:times|plus|minus|by) \d")
"""Questions about the one who asks, or who answers, and sums."""
OF_ONE_WORD: Final = 0.59
"""What a question of one word comes to: "what is energy" and "what's the energy at" are not one."""
SATURATION, LENGTH_WEIGHT, OF_ANSWER = 0.8, 0.3, 0.7
"""k1 and b of BM25 (Robertson and Zaragoza, 2009), and what a word of the answer counts beside one of the question. By
trial: each wording was left out in turn and looked for by the others."""
OF_NEAREST: Final = 1.0 / 3.0
"""What the nearest single wording counts beside all of them. By the same trial."""
WORD_FOR_WORD: Final = 0.95
"""What a question comes to at least that has the words of one that is known."""
NEGATED: Final = re.compile(r"n['\u2019]t\b")
PARTS: Final = re.compile(r"[,.;!?](?=\s)|\s-\s")
"""Where one part of a text ends: "it drifts, there is a delay" is a trouble twice."""
LEAST_MENDED: Final = 6
"""Letters of a word that may have a typing error, behind its first."""


@dataclass(frozen=True, slots=True)
class Known:
    """A question about the program: how the page puts it, other ways to put it, the answer, and where more is said."""

    topic: str
    title: str
    asks: tuple[str, ...]
    answer: str
    page: str


@dataclass(frozen=True, slots=True)
class _Indexed:
    known: Known
    asked: tuple[frozenset[str], ...]
    words: dict[str, float]
    length: float


@dataclass(frozen=True, slots=True)
class _Index:
    entries: tuple[_Indexed, ...]
    weights: dict[str, float]
    rarest: float
    length: float

    def weight(self, words: frozenset[str]) -> float:
        """Return the sum of the words' weights, by how few questions have them; one that none has weighs most."""
        return sum(self.weights.get(word, self.rarest) for word in words)


@lru_cache(maxsize=1)
def known_questions() -> tuple[Known, ...]:
    """Return all known questions, topic by topic in the order of the page."""
    tables = [table(f"questions/{name}") for name in table("known_questions")["topics"]]
    return tuple(
        Known(one["topic"], entry["title"], tuple(entry["asks"]), " ".join(entry["answer"].split()), entry["page"])
        for one in tables for entry in one["entry"]
    )


def most_like(text: str, count: int = 1) -> tuple[tuple[Known, float], ...]:
    """Return the known questions that are most like a text, the likest first, and how much so, 0 to 1."""
    said, index = _said(text), _index()
    if not said:
        return ()
    ranked = sorted(((_likeness(said, one, index), -at) for at, one in enumerate(index.entries)), reverse=True)
    return tuple((index.entries[-at].known, likeness) for likeness, at in ranked[:count] if likeness > 0.0)


def known_answers(text: str) -> tuple[tuple[Known, ...], float]:
    """Find answers to a text, or to the part of it between commas that is most like a known question."""
    parts = [part for part in PARTS.split(text.strip()) if _said(part)]
    return max(map(_answers, (text, *(parts if len(parts) > 1 else ()))), key=lambda found: found[1])


def about_program(text: str) -> bool:
    """Return True for what begins as questions about the program do, or as who tells what is wrong."""
    plain = text.strip().lower().replace("\u2019", "'")
    return ASKED_FOR.search(plain) is not None or TELLS.match(plain) is not None


def perhaps(text: str) -> tuple[Known, ...]:
    """Return the known questions that may be meant where none is sure, the likest first; at most two."""
    index, said, meant = _index(), _said(text), []
    for known, _ in most_like(text, MOST_MEANT):
        entry = next(one for one in index.entries if one.known is known)
        held = frozenset(word for word in said if word in entry.words)
        named = held & _compared(known.title)
        if index.weight(held) >= (ENOUGH if len(held) > 1 else ENOUGH_NAMED) and (len(held) > 1 or named):
            meant.append(known)
    return () if NEVER.search(text.lower()) else tuple(meant)


def _answers(text: str) -> tuple[tuple[Known, ...], float]:
    """Return the known question that a question is, or two where it may be either, and how much so, 0 to 1.

    It is 0 where the rarest word is in no part of it, unless so many other words are that no more is needed.
    """
    same = _just_so().get(_plain(text))
    if same is not None:
        return (same,), 1.0
    found = most_like(text, 2)
    if not found or NEVER.search(text.lower()):
        return (), 0.0
    (known, likeness), index = found[0], _index()
    entry = next(one for one in index.entries if one.known is known)
    said = _said(text)
    held = frozenset(word for word in said if word in entry.words)
    if len(said) == 1:
        return (known,), OF_ONE_WORD if said in entry.asked and about_program(text) else 0.0
    either = likeness < CERTAIN and len(found) > 1 and likeness - found[1][1] < AHEAD
    both = (known, found[1][0]) if either else (known,)
    if len(held) >= MANY and index.weight(held) >= AMPLE:
        return both, max(likeness, ALIKE_ENOUGH)
    most = max(index.weight(frozenset((word,))) for word in said)
    sure = likeness >= SURELY or any(index.weight(frozenset((word,))) == most for word in held)
    return both, likeness if sure else 0.0


def _likeness(said: frozenset[str], entry: _Indexed, index: _Index) -> float:
    """What all wordings and the answer hold of a question (BM25), and what it has in common with the nearest (Dice)."""
    all_of_it = index.weight(said)
    norm = SATURATION * (1.0 - LENGTH_WEIGHT + LENGTH_WEIGHT * entry.length / index.length)
    held = sum(
        index.weights[word] * entry.words[word] / (entry.words[word] + norm) for word in said if word in entry.words
    )
    nearest = max(2.0 * index.weight(said & asked) / (all_of_it + index.weight(asked)) for asked in entry.asked)
    likeness = (1.0 - OF_NEAREST) * held / all_of_it + OF_NEAREST * nearest
    return WORD_FOR_WORD + (1.0 - WORD_FOR_WORD) * likeness if said in entry.asked else likeness


@lru_cache(maxsize=1)
def _just_so() -> dict[str, Known]:
    """Return the known questions by all their wordings; some have common words only, "what is this?"."""
    return {_plain(asked): one for one in known_questions() for asked in (one.title, *one.asks)}


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


@lru_cache(maxsize=1)
def _index() -> _Index:
    entries = []
    for known in known_questions():
        asked = tuple(words for one in (known.title, *known.asks) if (words := _compared(one)))
        held: dict[str, float] = dict(Counter(word for one in asked for word in one))
        for word in _compared(known.answer):
            held[word] = held.get(word, 0.0) + OF_ANSWER
        entries.append(_Indexed(known, asked, held, sum(held.values())))
    holding = Counter(word for entry in entries for word in frozenset().union(*entry.asked))
    weights = {
        word: math.log(1.0 + (len(entries) - number + 0.5) / (number + 0.5)) for word, number in holding.items()
    }
    only_answers = {word for entry in entries for word in entry.words} - weights.keys()
    rarest = max(weights.values())
    weights.update(dict.fromkeys(only_answers, rarest))
    return _Index(tuple(entries), weights, rarest, sum(one.length for one in entries) / len(entries))


def _said(text: str) -> frozenset[str]:
    """Return the words of a question that tell it from others, typing errors mended."""
    return frozenset(_mended(word, _index()) for word in _compared(text))


def _mended(word: str, index: _Index) -> str:
    """Return the only known word that is one typing error away from an unknown one, else the word itself."""
    if word in index.weights or len(word) < LEAST_MENDED:
        return word
    near = [known for known in index.weights if known[0] == word[0] and OSA.distance(word, known, score_cutoff=1) <= 1]
    return near[0] if len(near) == 1 else word


@lru_cache(maxsize=1)
def _alike() -> dict[str, str]:
    """Return for each word that has others of its meaning the one that it is taken for."""
    rows = [compared_words(row) for row in table("known_questions")["alike"]]
    return {word: row[0] for row in rows for word in row}


@lru_cache(maxsize=1)
def _empty() -> frozenset[str]:
    """Return the words that change nothing about a question."""
    return frozenset(compared_words(table("known_questions")["empty"]))


def _compared(text: str) -> frozenset[str]:
    """Return the words of a question that tell it from others; where something is, is another question than how."""
    alike, empty = _alike(), _empty()
    text = NEGATED.sub(" not", text)
    words = [word for word in compared_words(text) if word not in empty and not word.isdecimal()]
    place = ["where"] if re.search(r"\bwhere\b", text.lower()) else []
    return frozenset([*(alike.get(word, word) for word in words), *place])
