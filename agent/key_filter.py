"""How is a key kept out of what a server says, even when it comes back in pieces?"""

from __future__ import annotations

from typing import Final

TAKEN_OUT: Final = "[key]"
LEAST: Final = 6
"""Shortest key that is looked for; shorter ones are the dummies of local servers, and words besides."""


class KeyFilter:
    """Takes one key out of text; pieces of a stream are held back while they may be its beginning."""

    def __init__(self, key: str) -> None:
        self._key = key if len(key) >= LEAST else ""
        self._kept = ""

    def __repr__(self) -> str:
        return "KeyFilter()"

    def without(self, text: str) -> str:
        """Return a whole text without the key."""
        return text.replace(self._key, TAKEN_OUT) if self._key else text

    def fed(self, piece: str) -> str:
        """Add a piece of a stream; return the text that may be shown by now."""
        text = self.without(self._kept + piece)
        lengths = range(min(len(self._key) - 1, len(text)), 0, -1)
        held = next((length for length in lengths if self._key.startswith(text[-length:])), 0)
        self._kept = text[len(text) - held:]
        return text[: len(text) - held]

    def rest(self) -> str:
        """Return the held-back text, at the end of the stream."""
        text, self._kept = self._kept, ""
        return self.without(text)
