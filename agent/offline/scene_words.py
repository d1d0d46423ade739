"""Where is a saved scene named though "scene" is not said: "morph into dusk over 16 bars", "pull up the dusk scene"?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.names import STYLES

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


def with_scenes(text: str, names: Iterable[str]) -> str:
    """Return a sentence with "scene" before the name of each saved scene that something is to go to.

    Args:
        text: what was said. names: of the scenes that were saved.
    """
    for name in names:
        said = re.escape(name)
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
