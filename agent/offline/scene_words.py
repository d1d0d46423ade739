"""Where is a saved scene named though "scene" is not said: "morph into dusk over 16 bars", "pull up the dusk scene"?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.lexemes import lexemes_of
from agent.offline.names import SAVING, STYLES
from agent.offline.words import MEANINGS, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

TO: Final = (
    r"(?:to|into|recall|load|play|call up|pull up|bring up|bring back|fetch|get back|return to|back to|over to|in to)"
)


GIVEN: Final = re.compile(
    r"(?:(?:ok|okay|now|please|and|yo|hey),? )*(?:gimme|give (?:me|us)|let (?:me|us) (?:have|hear)|"
    r"(?:i|we) (?:want|need)|play|put on|bring(?: (?:me|us))?|get (?:me|us)|(?:switch|change|go)(?: over)? to) "
    r"(?:the |that |our |my )(?P<x>[a-z0-9_]+) (?:set|config|preset)(?: (?:please|now))*"
)
"""A config that is called for by its name."""


CALLS: Final = frozenset({"recall", "load", "play"})
BESIDE: Final = frozenset({"filler", "small", "light", "again", "here", "pron", "cut"})
"""Kinds of words that say nothing beside a scene's name but that it is wanted."""


def _calls(text: str, name: str) -> bool:
    """Return True for a line that says only a scene's name, which is no word of the trade, and that it is wanted."""
    if text.rstrip().endswith("?") or not SAVING.isdisjoint(text.lower().split()):
        return False
    rest, times = re.subn(rf"\b{re.escape(name)}\b", " , ", text, flags=re.IGNORECASE)
    others = lexemes_of(words_of(rest))
    return times == 1 and bool(others) and name.lower() not in MEANINGS and all(
        one.kind in BESIDE or (one.kind == "act" and one.value in CALLS) for one in others
    )


def with_scenes(text: str, names: Iterable[str]) -> str:
    """Return a sentence with "scene" before the name of each saved scene that something is to go to.

    Args:
        text: what was said. names: of the scenes that were saved.
    """
    for name in names:
        said = re.escape(name)
        if _calls(text, name):
            return f"recall scene {name}"
        text = re.sub(rf"\b(?:the )?({said}) scene\b", r"scene \1", text, flags=re.IGNORECASE)
        text = re.sub(
            rf"\b({TO}) (?:the |that |my |our )?({said})\b(?! (?:bars?|bpm|scene)\b)", r"\1 scene \2", text,
            flags=re.IGNORECASE,
        )
    return text


def with_config(text: str, names: Sequence[str]) -> str:
    """Return "give me the warehouse set" as the load of that config, where there is one; another line as it is.

    Args:
        text: the line. names: of the configs there are.
    """
    found = GIVEN.fullmatch(" ".join(text.lower().split()).rstrip(" .!"))
    name = "" if found is None else STYLES.get(found["x"], found["x"])
    return f"load {name}" if name in names else text
