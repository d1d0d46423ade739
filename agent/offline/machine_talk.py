"""Was this said to a bandmate, or written for a machine: an address, a path, code, a template?"""

from __future__ import annotations

import re
from typing import Final

WRITTEN: Final = re.compile(
    r"://|\.\./|\$[({\w]|\{\{|[{\[]\s*[\"']|</?[a-z!]|`|%[sdnx]|;\s*--|\b(?:etc|proc|dev|home|usr)/|__\w+__",
    re.IGNORECASE,
)


def is_machine_talk(text: str) -> bool:
    """Return True for a line that nobody says to a drummer, whatever words stand in it."""
    return bool(WRITTEN.search(text))
