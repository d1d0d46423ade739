"""Which words does a sentence hold, whatever way it was typed?

Lower case, contractions written out, numbers as figures, phrases of several words as one, and typing errors mended
where only one word of the trade can have been meant.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from agent.offline.lexicon import EVERYDAY, FILLERS, OFF_DOMAIN, PHRASES, TYPOS, WORDS
from agent.offline.sayings import SAYINGS

CONTRACTIONS: Final = {
    "dont": "do not", "don't": "do not", "doesnt": "does not", "doesn't": "does not", "didn't": "did not",
    "can't": "can not", "cant": "can not", "cannot": "can not", "won't": "will not", "isn't": "is not",
    "aren't": "are not", "what's": "what is", "whats": "what is", "that's": "that is", "thats": "that is",
    "it's": "it is", "let's": "let us", "lets": "let us", "i'd": "i would", "i'm": "i am", "we're": "we are",
    "how's": "how is", "where's": "where is", "who's": "who is", "shouldn't": "should not", "y'all": "you",
    "gimme": "give me", "wanna": "want to", "gonna": "going to", "lemme": "let me", "kinda": "kind of", "pls": "please",
    "plz": "please", "thx": "thanks", "w/o": "without", "w/": "with", "'em": "them", "ur": "your", "u": "you",
    "tho": "though", "nvm": "never mind", "ain't": "is not", "ya": "you", "n": "and", "&": "and", "nah": "no",
}
UNITS: Final = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}
TENS: Final = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}
TOKEN: Final = re.compile(r"[+-]?\d+(?:[.,]\d+)?%?|[a-z][a-z0-9_]*(?:\.[a-z_]+)*|[,.;:!?]")
GLUED: Final = re.compile(r"(?<![a-z0-9_.])([+-]?\d+(?:\.\d+)?)(bpm|bars?|beats?|ms|percent)\b")
POSSESSIVE: Final = re.compile(r"(?<=[a-z])'s\b")
LEAST_MENDED: Final = 4
"""Shorter words are too near to too many others."""
LONG: Final = 8
MARKS: Final = ",.;:!?"
BREAKS: Final = frozenset({",", ".", ";", ":", "!", "?"})
UNMENDED: Final = frozenset({
    *WORDS, *EVERYDAY, *OFF_DOMAIN, *FILLERS, *UNITS, *TENS,
    *(word for phrase in (*PHRASES, *SAYINGS) for word in phrase.split()),
})


def words_of(text: str) -> list[str]:
    """Return the words, figures and marks of a sentence, ready to be understood."""
    plain = unicodedata.normalize("NFKC", text).lower().replace("\u2019", "'").replace("\u2018", "'")
    plain = re.sub(r"[-/](?=[a-z])|(?<=[a-z])[-/]", " ", _spelt_out(plain))
    plain = POSSESSIVE.sub("", plain)
    plain = GLUED.sub(r"\1 \2", plain)
    found = [_mended(word) for word in TOKEN.findall(plain)]
    return _phrased(_counted(found))


def _spelt_out(text: str) -> str:
    found = []
    for word in text.split():
        bare = word.strip(MARKS)
        found.append(CONTRACTIONS[bare] + word[len(bare):] if bare in CONTRACTIONS and word.startswith(bare) else word)
    return " ".join(found)


def _counted(words: list[str]) -> list[str]:
    """Return the words with number words as figures: twenty four, a hundred and thirty two, a couple of, half a."""
    found: list[str] = []
    at = 0
    while at < len(words):
        value, used = _number(words, at)
        if used:
            found.append(str(value))
        else:
            found.append(words[at])
        at += max(used, 1)
    return found


def _number(words: list[str], at: int) -> tuple[int, int]:
    """Return the number that begins at a place and how many words it takes; 0 words when there is none."""
    rest = words[at:at + 6]
    if rest[:2] == ["a", "couple"]:
        return 2, 3 if rest[2:3] == ["of"] else 2
    if rest[0] == "couple":
        return 2, 2 if rest[1:2] == ["of"] else 1
    hundreds = used = 0
    if len(rest) > 1 and rest[1] == "hundred" and rest[0] in {"a", *UNITS}:
        hundreds, used = 100 * UNITS.get(rest[0], 1), 2
        if rest[used:used + 1] == ["and"] and rest[used + 1:used + 2] and rest[used + 1] in {*UNITS, *TENS}:
            used += 1
    elif rest[0] == "one" and len(rest) > 1 and rest[1] in TENS:  # one thirty two: as tempi are said
        hundreds, used = 100, 1
    ones, more = _below_hundred(rest[used:])
    return hundreds + ones, used + more


def _below_hundred(rest: list[str]) -> tuple[int, int]:
    if rest and rest[0] in TENS:
        if len(rest) > 1 and 0 < UNITS.get(rest[1], 0) < 10:  # noqa: PLR2004 - the ones
            return TENS[rest[0]] + UNITS[rest[1]], 2
        return TENS[rest[0]], 1
    if rest and rest[0] in UNITS:
        return UNITS[rest[0]], 1
    return 0, 0


def _phrased(words: list[str]) -> list[str]:
    """Return the words with known phrases made one word, the longest first."""
    found: list[str] = []
    at = 0
    while at < len(words):
        for length in range(min(5, len(words) - at), 1, -1):
            said = " ".join(words[at:at + length])
            phrase = SAYINGS.get(said, PHRASES.get(said))
            if phrase is not None:
                found += phrase.split()
                at += length
                break
        else:
            found.append(words[at])
            at += 1
    return found


# --- typing errors ----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def _mended(word: str) -> str:
    """Return a word, or the only word of the trade that it can have been meant for."""
    if word in TYPOS:
        return TYPOS[word]
    if not word.isalpha() or len(word) < LEAST_MENDED or word in UNMENDED:
        return word
    if word.endswith("s") and word[:-1] in WORDS:
        return word[:-1]
    if word.endswith("z") and f"{word[:-1]}s" in WORDS:
        return f"{word[:-1]}s"
    stretched = re.sub(r"(.)\1{2,}", r"\1", word)
    if stretched != word and stretched in WORDS:
        return stretched
    most = 1 if len(word) < LONG else 2
    near = sorted(
        (distance, known) for known in WORDS
        if known.isalpha() and abs(len(known) - len(word)) <= most and len(known) >= LEAST_MENDED
        and (distance := _distance(word, known)) <= most and _likely(word, known, distance)
    )
    meanings = {WORDS[known] for distance, known in near if distance == near[0][0]}
    return near[0][1] if len(meanings) == 1 else word


def _likely(word: str, known: str, distance: int) -> bool:
    """Return True for an error of the fingers: the first letter stands, or letters have changed places."""
    if sorted(word) == sorted(known):
        return True
    if word[0] != known[0]:
        return False
    return len(word) != len(known) or len(word) >= LONG or (distance == 1 and len(word) == 5)  # noqa: PLR2004


def _distance(one: str, other: str) -> int:
    """Return in how many steps one word becomes the other: a letter more, less, another, or two changed about.

    Source: Damerau (1964); the restricted form.
    """
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, there in enumerate(other, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != there))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == there:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
