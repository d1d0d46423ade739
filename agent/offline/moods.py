"""Which moods are there, what are they called, and what does each consist of?

A mood is a profile: a few changes of different parameters that a listener of techno would call by that name. They stand
in `vocabulary_data/moods.toml`; `tests/agent/test_moods.py` renders them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from agent.offline.vocabulary import table, turns

Change = tuple[str, float]


@dataclass(frozen=True, slots=True)
class Mood:
    """A mood.

    Attributes:
        words: what it is called; turns of speech too.
        profile: changes of the whole, as "quality", or "layers quality", each with its direction and size.
        of_layers: what the word means when it is said of some layers.
    """

    words: tuple[str, ...]
    profile: tuple[Change, ...]
    of_layers: tuple[Change, ...]


def _changes(text: str) -> tuple[Change, ...]:
    found = (change.rpartition(" ") for change in turns(text))
    return tuple((quality, float(size)) for quality, _, size in found)


MOODS: Final = {
    name: Mood(turns(mood["words"]), _changes(mood["profile"]), _changes(mood["of_layers"]))
    for name, mood in (*table("moods").items(), *table("feelings").items())
}
