"""What may a layer, a scene, a session, a take or a config be called?

One pattern for all of them: what is typed, stands in a file name and travels in JSON must need no quotes anywhere.
"""

from __future__ import annotations

import re
from typing import Final

NAME_PATTERN: Final = r"[A-Za-z0-9_-]{1,32}"
"""A name as a regular expression (docs/rules.md#text)."""

_NAME: Final = re.compile(NAME_PATTERN)


def is_name(text: str) -> bool:
    """Return True for text that may be a name."""
    return _NAME.fullmatch(text) is not None
