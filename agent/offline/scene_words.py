"""Where is a saved scene named though "scene" is not said: "morph into dusk over 16 bars", "pull up the dusk scene"?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

TO: Final = (
    r"(?:to|into|recall|load|play|call up|pull up|bring up|bring back|fetch|get back|return to|back to|over to|in to)"
)


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
