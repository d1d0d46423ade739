"""How is a file written so that a reader sees the old one or the new one, never half of it, after a power cut too?"""

from __future__ import annotations

import errno
import os
import tempfile
from contextlib import suppress
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from engine.errors import MidiFileError
from engine.found_words import shown_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NEW_FILE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
"""Flags of a file that must not be there yet: a link that waits under its name is not followed."""
NO_SUCH_SYNC: Final = {errno.EINVAL, errno.ENOTSUP}
"""What a file system says that cannot be told to keep a folder."""


def keep(*paths: Path) -> None:
    """Tell the disk to keep files, their names, and the names of the folders above, all of which may be new. Blocks.

    A folder we may not write to cannot have been given a new name by us, so the way up ends there.

    Raises:
        OSError: the disk does not keep them.

    Source: a new name is in its folder; syncing the file need not keep it (Linux, fsync(2)).
    """
    folders: dict[Path, None] = {}
    for path in paths:
        _sync(path)
        folders |= dict.fromkeys(takewhile(lambda folder: os.access(folder, os.W_OK), path.absolute().parents))
    for folder in folders:
        _sync(folder)


def _sync(path: Path) -> None:
    """Sync a file or folder, unless it is gone by now, or the system has no such thing."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0))
    except (FileNotFoundError, PermissionError):
        return
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in NO_SUCH_SYNC:
            raise
    finally:
        os.close(handle)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file under a temporary name beside its place, then rename it; makes the folder. Blocks on the disk.

    For a folder with one writer: a half file that a crash has left is taken away. Links are replaced, never followed.
    A power cut soon after may leave it empty; `written_together` takes the time to prevent that.

    Raises:
        OSError: it cannot be written; what was there before still is.

    Source: a rename inside one folder is atomic (POSIX, rename).
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    _fill(os.open(part, NEW_FILE, 0o666), part, content)
    try:
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def _fill(handle: int, part: Path, content: bytes | Iterable[bytes]) -> None:
    """Write a new file that is open; whatever goes wrong, no half file stays: it takes room that may be short."""
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines((content,) if isinstance(content, bytes) else content)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def written_together(contents: Sequence[tuple[Path, bytes | Iterable[bytes]]]) -> None:
    """Write several files, all or none: each to a temporary name beside its place, then renamed. Makes missing folders.

    When it returns, the disk keeps them. A link stays a link: what it leads to is written. A content too long for the
    memory comes in pieces.

    Raises:
        MidiFileError: one of them cannot be written; what was there before is still there.
    """
    parts: list[tuple[str, Path]] = []
    done: list[tuple[Path, bytes | None]] = []
    path = Path()
    whole = False
    try:
        for given, content in contents:
            path = given
            if path.exists() and not path.is_file():
                raise MidiFileError(f"{path} is no regular file; name another")
            path = Path(os.path.realpath(path)) if path.is_symlink() else path
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, part = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".part", dir=path.parent)
            parts.append((part, path))
            _fill(handle, Path(part), content)
            Path(part).chmod(0o666 & ~_umask())
            _sync(Path(part))  # a name that is on the disk before its content would lead to an empty file
        for part, path in parts:
            before = path.read_bytes() if path.exists() else None
            Path(part).replace(path)
            done.append((path, before))
        keep(*(path for path, _ in done))
        whole = True
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL byte
        why = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise MidiFileError(f"{shown_name(str(path))} cannot be written: {why}") from error
    finally:
        for finished, before in () if whole else done:  # also when Ctrl-C comes between two of them
            with suppress(OSError):
                finished.unlink() if before is None else finished.write_bytes(before)
        for part, _ in parts:
            Path(part).unlink(missing_ok=True)


def _umask() -> int:
    """Return the process's file mode mask, which can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
