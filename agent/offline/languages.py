"""What do the basic wishes mean when they are German, Spanish or French?

Word by word and turn by turn into English, the longest turn first; what is not in the table stays, and is asked about
like any unknown word. A sentence is in another language when more of its words are that language's than English.
"""

from __future__ import annotations

from typing import Final

from agent.offline.spelling import Speller
from agent.offline.vocabulary import table, turns

LONGEST_TURN: Final = 4
_LANGUAGES: Final = table("languages")
TELLING: Final = {language: frozenset(words["telling"].split()) for language, words in _LANGUAGES.items()}
"""Words that tell a language."""
TABLES: Final = {
    language: {turn: english.split() for english, text in words["english"].items() for turn in turns(text)}
    for language, words in _LANGUAGES.items()
}
BEFORE_FIGURES: Final = {
    language: {turn: english.split() for english, text in words["before_figures"].items() for turn in turns(text)}
    for language, words in _LANGUAGES.items()
}
"""Words that mean something else in front of a number: "alle 16 Takte"."""
_SPELLERS: Final = {
    language: Speller({word: " ".join(english) for word, english in table.items()}, TELLING[language])
    for language, table in TABLES.items()
}
LEAST_TELLING: Final = 2


def language_of(words: list[str], english: frozenset[str]) -> str:
    """Return "de", "es" or "fr" for words that are more of that language than English, "en" otherwise."""
    said = [word for word in words if word.isalpha()]
    ours = sum(word in english for word in said)
    best = max(TELLING, key=lambda language: sum(word in TELLING[language] for word in said))
    telling = sum(word in TELLING[best] for word in said)
    strange = sum(word in TELLING[best] and word not in english for word in said)
    known = sum(word in TABLES[best] for word in said)
    if strange and (telling >= LEAST_TELLING or known >= ours) and known >= ours:
        return best
    return "en"


def in_english(words: list[str], language: str) -> list[str]:
    """Return words of another language as English ones."""
    table = TABLES[language]
    found: list[str] = []
    at = 0
    while at < len(words):
        for length in range(min(LONGEST_TURN, len(words) - at), 0, -1):
            turn = " ".join(words[at : at + length])
            if turn in BEFORE_FIGURES[language] and "".join(words[at + length : at + length + 1]).isdigit():
                found += BEFORE_FIGURES[language][turn]
                at += length
                break
            if turn in table:
                found += table[turn]
                at += length
                break
        else:
            found += table.get(_SPELLERS[language].mended(words[at]), [words[at]])
            at += 1
    return found
