"""Which of the known questions about the program is this one, in whatever words?

The questions and their answers are data, in the tables of `vocabulary_data/` that are named here. One that is asked is
held against each by the words they share, rare ones for more; `tests/agent/test_how_to.py` asks in other words.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from agent.docs_answer import compared_words
from agent.offline.vocabulary import table

TABLES: Final = ("howto", "howto_play", "faq", "newcomers", "newcomers_play")
ASKED_FOR: Final = re.compile(
    r"\b(?:how (?:do|can|could|would|should|to|does|is|many|long|late|large|much)|where (?:do|does|is|are|can)|"
    r"what (?:does|do|happens|if|file|format)|what(?: is| are|'s|s)(?! (?:my|your|our)\b)|which|"
    r"can (?:i|it|this|you|my)|could i|may i|do i|does (?:it|the|my)|is there|are there|is it possible|should i|"
    r"(?<!what )is my (?!kick|snare|clap|hat|tempo)|why (?:does|do|is|are|can't|cannot|was)|who do i)\b"
)
"""How a question about the program begins; others are about how the music stands."""
ALIKE_ENOUGH, SURELY = 0.55, 0.75
"""How much alike two questions must be to be one, 0 to 1; and where one may be about how the music stands. By trial."""
OF_ONE_WORD: Final = 0.74
"""What a question of one word comes to: "what is energy" and "what's the energy at" are not one."""
OF_ANSWER: Final = 0.4
"""What it counts for that an entry as a whole, its answer too, holds the words that are asked for. Ours, by trial."""


@dataclass(frozen=True, slots=True)
class _Entry:
    asked: tuple[frozenset[str], ...]
    held: frozenset[str]
    answer: str
    page: str


def how_it_is_done(text: str) -> tuple[tuple[str, str] | None, float]:
    """Return the answer to the known question that is most like this one, with its page, and how much so, 0 to 1."""
    if not ASKED_FOR.search(text.lower()):
        return None, 0.0
    entries, weights, rarest = _index()
    said = _compared(text)
    if not said:
        return None, 0.0

    def weight(words: frozenset[str]) -> float:
        return sum(weights.get(word, rarest) for word in words)

    def likeness(entry: _Entry) -> float:
        """What both have by what each has (Dice), and what part of the question the whole entry holds."""
        alike = max(2.0 * weight(said & asked) / (weight(said) + weight(asked)) for asked in entry.asked)
        return (1.0 - OF_ANSWER) * alike + OF_ANSWER * weight(said & entry.held) / weight(said)

    best = max(entries, key=likeness)
    if len(said) == 1:
        return (best.answer, best.page), OF_ONE_WORD if said in best.asked else 0.0
    found = likeness(best)
    most = max(weights.get(word, rarest) for word in said)
    sure = found >= SURELY or any(weights.get(word, rarest) == most for word in said & best.held)
    return (best.answer, best.page), found if sure else 0.0


@lru_cache(maxsize=1)
def _index() -> tuple[tuple[_Entry, ...], dict[str, float], float]:
    """Return the entries, the weight of each word in their questions, and that of a word in none."""
    entries = []
    for entry in (entry for name in TABLES for entry in table(name)["entry"] if "asks" in entry):
        asked = tuple(_compared(question) for question in entry["asks"])
        held = _compared(" ".join([*entry["asks"], entry["answer"]]))
        entries.append(_Entry(asked, held, " ".join(entry["answer"].split()), entry["page"]))
    holding = Counter(word for entry in entries for asked in entry.asked for word in asked)
    total = sum(len(entry.asked) for entry in entries)
    weights = {word: math.log(1.0 + total / number) for word, number in holding.items()}
    return tuple(entries), weights, max(weights.values())


@lru_cache(maxsize=1)
def _alike() -> dict[str, str]:
    """Return for each word that has others of its meaning the one that it is taken for."""
    rows = [compared_words(row) for row in table("howto")["alike"]]
    return {word: row[0] for row in rows for word in row}


@lru_cache(maxsize=1)
def _empty() -> frozenset[str]:
    """Return the words that change nothing about a question."""
    return frozenset(compared_words(table("howto")["empty"]))


def _compared(text: str) -> frozenset[str]:
    """Return the words of a question that tell it from others; where something is, is another question than how."""
    alike, empty = _alike(), _empty()
    words = [word for word in compared_words(text) if word not in empty and not word.isdecimal()]
    place = ["where"] if re.search(r"\bwhere\b", text.lower()) else []
    return frozenset([*(alike.get(word, word) for word in words), *place])
