"""How does one get out? Said after Ctrl-C where nothing is to be cleared, and after `quit` without its colon."""

from __future__ import annotations

from typing import Final

WAYS_OUT: Final = ":quit ends the session and its music; :detach or Ctrl-D leaves and lets it play"
WORDS: Final = frozenset({"bye", "exit", "goodbye", "logout", "q", "quit"})
"""What other programs are left by; the chat would ask what is meant."""


def asks_to_leave(text: str) -> bool:
    """Return True for a line that is a word of leaving and nothing else, also as `exit()` or `quit!`."""
    return text.lower().removesuffix("()").rstrip(" .!;") in WORDS
