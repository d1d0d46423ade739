"""How is a file opened that may be a trap: a link, a pipe that nobody writes, a device, a folder?"""

from __future__ import annotations

import os
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NO_LINK: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
AT_ONCE: Final = getattr(os, "O_NONBLOCK", 0)
"""A pipe without a writer is opened at once, and then refused, instead of being waited for."""


@contextmanager
def regular_file(path: str | Path, folder: int | None = None) -> Iterator[tuple[BinaryIO, os.stat_result]]:
    """Open a regular file, never a symlink; yield (file, stat result).

    Args:
        path: of the file, relative to the folder where one is given.
        folder: descriptor of an open folder.

    Raises:
        OSError: it cannot be opened, is a link, or is no regular file.
    """
    descriptor = os.open(path, os.O_RDONLY | NO_LINK | AT_ONCE, dir_fd=folder)
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise OSError(0, "it is no regular file")
        with open(descriptor, "rb", closefd=False) as file:
            yield file, found
    finally:
        os.close(descriptor)
