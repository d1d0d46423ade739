"""What does a word of the trade mean, and how do two of them differ?

The glossary tells; where a question is one that the documents answer for certain, they do.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from agent.docs_answer import glossary
from agent.offline.asked.plain_words import plain_words
from agent.offline.known_questions import ALIKE_ENOUGH, SURELY, known_answers
from agent.offline.vocabulary import table, turns

_DATA: Final = table("asked")
MEANS: Final = re.compile(
    r"\b(?:mean|means|meaning|stands? for|explain|define|describe|difference|diff|differ|versus|vs|the point of|"
    r"same as|(?:what|which|how) (?:is|are|does|do|would|it)|what it does|does|do|would|if i say|happens if|"
    r"what is|reason|called)\b"
)
DIFFER: Final = re.compile(r"\b(?:difference|diff|differ|different|versus|vs|same as|and|or)\b")
NOT_MEANT: Final = re.compile(r"^when\b|\b(?:how (?:do|can|could|would|to|you|i|we)|who|where|more|less|good)\b")
MOST: Final = 2
PAGE: Final = "docs/glossary.md"


@lru_cache(maxsize=1)
def terms() -> dict[str, tuple[str, str]]:
    """Return each way to say a term with its name and its meaning."""
    known = glossary()
    found: dict[str, tuple[str, str]] = {}
    for name, words in _DATA["terms"].items():
        found |= {word: (name, known[name]) for word in turns(words) if word}
    for name, text in _DATA["told"].items():
        words, _, meaning = text.partition(" : ")
        found |= dict.fromkeys(turns(words), (name, meaning))
    return found


def meaning_asked(text: str) -> str:
    """Explain the words that a question asks the meaning of, at most two; "" where it asks no meaning."""
    plain = plain_words(text)
    asked = " , ".join(plain.asks) or plain.whole
    if not MEANS.search(asked) or NOT_MEANT.search(asked):
        return ""
    known, alike = known_answers(text)
    if len(known) == 1 and alike >= SURELY:
        return ""
    documented = known[0].title.lower() if len(known) == 1 and alike >= ALIKE_ENOUGH else ""
    told: list[tuple[int, str, str]] = []
    for word in sorted(terms(), key=len, reverse=True):
        at = re.search(rf"\b{re.escape(word)}\b", asked)
        if at is not None:
            asked = f"{asked[:at.start()]}{'.' * len(word)}{asked[at.end():]}"
            told.append((at.start(), *terms()[word]))
            if re.search(rf"\b{re.escape(word)}\b", documented):
                return f"{known[0].answer} ({known[0].page})"
    meanings = {name: meaning for _, name, meaning in sorted(told)}
    most = MOST if DIFFER.search(asked) else 1
    each = [f"{name}: {meaning.rstrip('.')}" for name, meaning in list(meanings.items())[:most]]
    page = f" ({PAGE})" if set(list(meanings)[:most]) <= set(glossary()) else ""
    return f"{'; '.join(each)}{page}" if each else ""
