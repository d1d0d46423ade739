"""Which lines did the performer type, in this run and the ones before?"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from prompt_toolkit.history import FileHistory, History, InMemoryHistory

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME: Final = "typed_lines"
MAX_BYTES: Final = 1 << 18
"""A file that has grown beyond this is cut to its newer half: some thousand lines."""


class TypedLines(FileHistory):
    """Lines in a file; a full disk costs the history and nothing else."""

    def store_string(self, string: str) -> None:
        """Append a line to the file."""
        with suppress(OSError):
            super().store_string(string)


def typed_lines(folder: Path) -> History:
    """Return the history in a folder, which only its user can read; one without a file where there can be none."""
    path = folder / FILE_NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_CREAT | os.O_WRONLY | getattr(os, "O_NONBLOCK", 0), 0o600)
        regular = stat.S_ISREG(os.fstat(handle).st_mode)
        os.close(handle)
        if not regular:  # a pipe or a device, which may keep its reader for ever
            return InMemoryHistory()
        kept = path.read_bytes()
        if len(kept) > MAX_BYTES:
            path.write_bytes(b"\n#" + kept[-MAX_BYTES // 2:].partition(b"\n#")[2])
    except OSError:
        return InMemoryHistory()
    return TypedLines(str(path))
