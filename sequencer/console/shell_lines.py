"""Is what was typed a line for a shell, as the pages show them? The chat would take its words for wishes."""

from __future__ import annotations

import re
from typing import Final

FOR_SHELL: Final = "that is a line for a shell; Ctrl-D gives the shell back, and the music plays on"
LINE: Final = re.compile(r"(?:\$\s*)?(?:\S*/)?techno\s+(?P<command>\S+)")
COMMANDS: Final = frozenset({
    "ask", "attach", "check", "completion", "configs", "controllers", "daemon", "doctor", "help", "mcp", "osc", "panic",
    "params", "play", "ports", "render", "replay", "schema", "score", "sessions", "status", "stop", "watch", "web",
})
"""The commands of `techno`; options begin with a dash."""


def for_shell(text: str) -> bool:
    """Return True for a line that begins as `techno play`, `$ techno ask` or `.venv/bin/techno --version` do."""
    found = LINE.match(text)
    return found is not None and (found["command"] in COMMANDS or found["command"].startswith("-"))
