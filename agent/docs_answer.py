"""Which passage of the project's own documents answers a question?

Every section under a heading is a passage; passages are ranked by BM25 and named by file and heading.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from engine.plain_text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

SATURATION: Final = 1.2
LENGTH_WEIGHT: Final = 0.75
"""k1 and b of BM25. Source: Robertson and Zaragoza (2009), "The Probabilistic Relevance Framework: BM25 and Beyond"."""
HEADING_WEIGHT: Final = 3
"""How often a heading's words count. Ours: a heading says in two words what the passage is about."""
MAX_PASSAGE: Final = 700
"""Longest passage that is handed out, in characters."""
LEAST_SHARE: Final = 0.34
"""Share of the question's words, by weight, that a passage must hold to be an answer. Ours."""
LEAST_SHARE_STRANGE: Final = 0.51
"""The same for a question with a word that no document has, which weighs as much as the rarest. Ours."""
MARKED_UP: Final = re.compile(r"```.*?```|[`*|]")
SENTENCE: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
LEAST_SHARED: Final = 2
"""Words of the question that its answer has."""
SENTENCES, LEAST_WORDS, MOST_WORDS, MAX_SHORT = 2, 4, 45, 320
"""A short answer has at most two sentences of usual length, this many characters in all."""
PACKED: Final = Path(__file__).with_name("docs")
SOURCE: Final = Path(__file__).parent.parent / "docs"
"""Where the documents are in an installed package, and in a checkout."""
DECISIONS: Final = "adr"
"""Folder of decision records, which are for who changes the program."""
KNOWN: Final = "questions.md"
"""What is asked often, which is found by how it is asked: `offline/known_questions.py`."""
ENDINGS: Final = ("ings", "ing", "ies", "es", "ed", "s", "e")
LEAST_STEM, LEAST_BEFORE_E = 3, 4
"""Fewest letters that are left of a word: note is not "not"."""
VOWELS: Final = "aeiou"
WORD: Final = re.compile(r"[a-z0-9][a-z0-9_.]*[a-z0-9]|[a-z0-9]")
PARTED: Final = re.compile(r"[_.]")
POSSESSIVE: Final = re.compile("['\u2019]s\\b")
COMMON: Final = frozenset("""a an and are as at be but by can could do does for from has have how i if in is it its me
my of on or so that the there this to was what when where which who why will with would you your""".split())


@dataclass(frozen=True, slots=True)
class Passage:
    """A section of a document: its file, heading, text, and how well it answers (0 and up)."""

    file: str
    heading: str
    text: str
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class _Indexed:
    passage: Passage
    words: Counter[str]
    length: int


def passages_for(question: str, count: int = 3) -> tuple[Passage, ...]:
    """Return the passages that answer a question best, the best first; none when nothing does."""
    wanted = set(compared_words(question))
    indexed, weights, mean_length = _index()
    strange = [word for word in wanted if word not in weights]
    rarest = max(weights.values(), default=1.0)
    total = sum(weights.get(word, rarest) for word in wanted) or 1.0
    least = total * (LEAST_SHARE_STRANGE if strange else LEAST_SHARE)
    found = []
    for one in indexed:
        held = [word for word in wanted if word in one.words]
        if sum(weights[word] for word in held) < least or not held:
            continue
        norm = SATURATION * (1.0 - LENGTH_WEIGHT + LENGTH_WEIGHT * one.length / mean_length)
        score = sum(weights[word] * one.words[word] * (SATURATION + 1.0) / (one.words[word] + norm) for word in held)
        found.append(Passage(one.passage.file, one.passage.heading, one.passage.text, score))
    return tuple(sorted(found, key=lambda passage: (-passage.score, passage.file, passage.heading))[:count])


def in_short(question: str) -> tuple[str, str] | None:
    """Return the sentence or two that answer a question best, in plain words, and the page; None when nothing does."""
    wanted = set(compared_words(question))
    for passage in passages_for(question):
        plain = MARKED_UP.sub("", passage.text)
        sentences = [one.strip() for one in SENTENCE.split(plain) if LEAST_WORDS <= len(one.split()) <= MOST_WORDS]
        if not sentences:
            continue
        best = max(range(len(sentences)), key=lambda at: (len(wanted & set(compared_words(sentences[at]))), -at))
        if len(wanted & set(compared_words(sentences[best]))) < min(LEAST_SHARED, len(wanted)):
            continue
        chosen = sentences[best:best + SENTENCES]
        if sum(len(one) for one in chosen) > MAX_SHORT:
            chosen = chosen[:1]
        page = passage.file if passage.file == "README.md" else f"docs/{passage.file}"
        return " ".join(one if one[-1] in ".!?" else f"{one}." for one in chosen), page
    return None


@lru_cache(maxsize=1)
def glossary() -> dict[str, str]:
    """Return the words of the glossary, each with its meaning."""
    return {one.heading: one.text for one in _passages() if one.file == "glossary.md"}


@lru_cache(maxsize=1)
def _index() -> tuple[tuple[_Indexed, ...], dict[str, float], float]:
    """Return all passages, the weight of each word, and the mean length of a passage in words."""
    indexed = []
    for passage in _passages():
        words = Counter(compared_words(f"{passage.heading} " * HEADING_WEIGHT + passage.text))
        indexed.append(_Indexed(passage, words, sum(words.values())))
    holding = Counter(word for one in indexed for word in one.words)
    weights = {
        word: math.log(1.0 + (len(indexed) - number + 0.5) / (number + 0.5)) for word, number in holding.items()
    }
    return tuple(indexed), weights, sum(one.length for one in indexed) / max(1, len(indexed)) or 1.0


def _passages() -> Iterator[Passage]:
    """Yield the sections of all documents; an entry of the glossary is a section of its own."""
    folder = PACKED if PACKED.is_dir() else SOURCE
    readme = folder / "README.md" if folder == PACKED else folder.parent / "README.md"
    pages = [path for path in sorted(folder.rglob("*.md")) if path.parent.name != DECISIONS and path.name != KNOWN]
    for path in [*pages, *([readme] if folder == SOURCE else [])]:
        text = path.read_text(encoding="utf-8")
        name = path.name if path == readme else path.relative_to(folder).as_posix()
        for heading, body in re.findall(r"^#+ +(.+?)\n(.*?)(?=^#+ |\Z)", text, re.MULTILINE | re.DOTALL):
            if path.stem == "glossary":
                for word, entry in re.findall(r"^\*\*(.+?)\*\* - (.+?)(?=\n\n|\Z)", body, re.MULTILINE | re.DOTALL):
                    yield Passage(name, word, one_line(entry, MAX_PASSAGE))
            elif body.strip():
                yield Passage(name, heading.strip(), one_line(body, MAX_PASSAGE))


def compared_words(text: str) -> list[str]:
    """Return the words of a text as they are compared: lower case, without endings, without the commonest."""
    found = WORD.findall(POSSESSIVE.sub("", text.lower()))
    parts = [part for word in found for part in (_parts(word) if PARTED.search(word) else (word,))]
    return [_stem(part) for part in parts if part not in COMMON]


def _parts(word: str) -> list[str]:
    """Return a parameter's name, hat_c.density, and each of its parts, once."""
    return [part for part in dict.fromkeys((word, *PARTED.split(word))) if part]


@lru_cache(maxsize=8192)
def _stem(word: str) -> str:
    """Return a word without its commonest endings, so that scene and scenes, set and setting are one."""
    for ending in ENDINGS:
        rest = word.removesuffix(ending)
        if rest == word or len(rest) < (LEAST_BEFORE_E if ending in {"es", "e"} else LEAST_STEM):
            continue
        if ending == "ies":
            return f"{rest}y"
        if ending in {"ings", "ing", "ed"}:
            if rest[-1] == rest[-2]:
                return rest[:-1]
            if len(rest) == LEAST_STEM and rest[1] in VOWELS and rest[2] not in VOWELS:
                return f"{rest}e"  # time, timing: a short word that keeps its last letter single ended in e
        return rest
    return word
