"""How is a value that somebody wrote shown in a message: on one line, printable, and short?"""

from __future__ import annotations

import json
from typing import Final

SHOWN: Final = 60
"""Characters of a found value that a message shows."""


def kind_of(value: object) -> str:
    """Name the kind of a JSON value, in words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    return "text" if isinstance(value, str) else "a number"


def shown(value: object) -> str:
    """Return a found value for a message: as JSON, printable, and cut."""
    if isinstance(value, (dict, list)):
        return kind_of(value) if value else ("{}" if isinstance(value, dict) else "[]")
    text = json.dumps(value) if isinstance(value, (str, int, float, bool)) or value is None else str(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."


def plain(key: str) -> str:
    """Return a key for a path: printable, and cut."""
    text = key if key.isprintable() else json.dumps(key)[1:-1]
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."


def shown_name(name: str) -> str:
    """Return a file's name for a message: printable, and whole."""
    return name if name.isprintable() else json.dumps(name)[1:-1]
