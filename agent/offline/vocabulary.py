"""Which words does the offline agent know? Tables of words as data, read once from `vocabulary_data/`."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Final

DATA: Final = Path(__file__).with_name("vocabulary_data")


def table(name: str) -> dict[str, Any]:
    """Return a table of words by its name."""
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


def turns(text: str) -> tuple[str, ...]:
    """Return the words and turns of speech in a text, which commas part."""
    return tuple(" ".join(turn.split()) for turn in text.split(","))


WORDS: Final = {
    f"{kind} {'' if value == 'said' else value}".strip(): turns(text)
    for kind, values in (*table("words").items(), *table("acts").items()) for value, text in values.items()
}
"""The trade's words: "kind value", and the words and turns for it."""
SAYINGS: Final = {turn: words for words, text in table("sayings").items() for turn in turns(text)}
"""Turns of speech and the words they stand for; "" says nothing."""
_COMMON: Final = table("common")
FILLERS: Final = frozenset(_COMMON["fillers"].split())
"""Words that change nothing about a wish, wherever they stand."""
GEAR: Final = frozenset(_COMMON["gear"].split())
"""Sounds and effects that no drum machine of notes has."""
FOREIGN: Final = frozenset(_COMMON["foreign"].split()) | GEAR
"""Words of what this program does not do."""
FAULTS: Final = frozenset(_COMMON["faults"].split())
"""Leans that only name what is wrong: they stand for what mends it, with "too" or without."""
LIKELY: Final = frozenset(_COMMON["likely"].split())
"""Words that are said often to a drum machine."""
EVERYDAY: Final = frozenset(_COMMON["everyday"].split())
"""Words of every day that are near to words of the trade and are not mended into them."""
