"""Which name is given in a sentence: a scene's, a take's, or a config's?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.lexicon import FILLERS, WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,32}")
BEFORE_NAMES: Final = ("called", "named", "as", "scene", "snapshot", "recall", "take", "name")
NOT_NAMES: Final = frozenset(
    "the a an this that it scene snapshot to is config preset over for from my new of current".split()
)
STYLES: Final = {
    "acid": "acid", "dub": "dub", "detroit": "detroit", "berlin": "berlin_hypnotic", "industrial": "industrial",
    "electro": "electro", "house": "house_floor", "garage": "swing_garage", "shuffle": "swing_garage",
    "schranz": "schranz", "tribal": "tribal", "warehouse": "warehouse", "minimal": "minimal", "deep": "deep",
    "hard": "hard", "909": "classic_909", "peaktime": "peak_time", "peak": "peak_time", "progressive": "progressive",
    "jacking": "jack", "jack": "jack", "broken": "broken", "afterhours": "afterhours", "showcase": "m4_showcase",
    "metronome": "m0_metronome", "percussive": "percussive_loop", "ride": "ride_driven", "hypnotic": "berlin_hypnotic",
    "default": "m4_showcase", "swing": "swing_garage", "stomp": "stomp", "tool": "tool",
}
"""What styles are called, and the bundled config of each."""
GENRES: Final = frozenset("acid dub detroit berlin industrial electro house garage schranz tribal warehouse".split())
"""Styles whose name alone asks for them."""


def called(words: Sequence[str]) -> str | None:
    """Return the name that a clause gives; None when it gives none."""
    for marker in BEFORE_NAMES:
        for at, word in enumerate(words[:-1]):
            if word == marker:
                rest = [one for one in words[at + 1:] if one not in NOT_NAMES]
                if rest and NAME.fullmatch(rest[0]):
                    return rest[0]
                if at + 2 == len(words) and marker != "take" and words[-1] in {"a", "an"}:
                    return words[-1]
    for word in reversed(words):
        if word not in NOT_NAMES and word not in FILLERS and word not in WORDS and NAME.fullmatch(word):
            return word
    return None


def config_named(words: Sequence[str], names: Sequence[str]) -> str | None:
    """Return the config that a clause names, by its own name or by its style's; None when it names none."""
    there = set(names)
    for word in words:
        if word in there:
            return word
    joined = "_".join(word for word in words if word not in FILLERS)
    whole = [name for name in names if "_" in name and name in joined]
    if whole:
        return max(whole, key=len)
    for word in words:
        if word in STYLES and STYLES[word] in there:
            return STYLES[word]
    return None
