"""Where do a session's socket and lock live, and how is there only one session of a name?

A folder that is ours alone (0700), one lock file and one socket a name. The kernel drops the lock with its holder, so a
socket whose lock is free is stale, and a lock file that still holds text tells of a session that did not end cleanly.
"""

from __future__ import annotations

import fcntl
import json
import os
import stat
import warnings
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from pydantic import TypeAdapter, ValidationError

from engine.errors import TechnoError
from engine.names import is_name
from sequencer.folders import APP
from sequencer.wire.launch import own_command

if TYPE_CHECKING:
    from pathlib import Path

MAX_SOCKET_PATH_BYTES: Final = 103
"""The kernel takes 104 (macOS) or 108 (Linux) with the closing zero."""
MAX_NOTE_BYTES: Final = 1 << 16


class UnsafeFolder(TechnoError):
    """The runtime folder is not ours alone."""


class SessionRuns(TechnoError):
    """A session of that name runs already.

    Attributes:
        name: of the session.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"a session runs already; talk to it with {own_command()} attach{option(name)}")


def option(name: str) -> str:
    """Return the option that names a session, "" for the default one."""
    return "" if name == "main" else f" --name {name}"


def checked_name(name: str) -> str:
    """Return a session's name.

    Raises:
        TechnoError: it is none.
    """
    if not is_name(name):
        raise TechnoError("a session's name is 1..32 letters, digits, - or _")
    return name


def runtime_folder() -> Path:
    """Return the folder for sockets and locks; makes it (0700) and makes sure that it is ours alone.

    Raises:
        UnsafeFolder: it is a link, another user's, or cannot be made.
    """
    from platformdirs import user_runtime_path  # noqa: PLC0415 - only live commands need it

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says that XDG_RUNTIME_DIR is not set; the folder is checked below
        folder = user_runtime_path(APP)
    try:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError as error:
        raise UnsafeFolder(f"{folder} cannot be made: {error.strerror}; set XDG_RUNTIME_DIR") from error
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise UnsafeFolder(f"{folder} is not a folder of yours; remove it or set XDG_RUNTIME_DIR")
    if stat.S_IMODE(found.st_mode) != stat.S_IRWXU:
        folder.chmod(stat.S_IRWXU)
    _parent_checked(folder.parent)
    return folder


def _parent_checked(parent: Path) -> None:
    """Make sure that no other user can replace our folder."""
    found = parent.lstat()
    others_write = found.st_mode & (stat.S_IWGRP | stat.S_IWOTH) and not found.st_mode & stat.S_ISVTX
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {0, os.getuid()} or others_write:
        raise UnsafeFolder(f"{parent} can be changed by others; set XDG_RUNTIME_DIR to a folder of yours")


def socket_path(name: str) -> Path:
    """Return the path of a session's socket.

    Raises:
        TechnoError: it is longer than the system allows, or the folder is unsafe.
    """
    path = runtime_folder() / f"{checked_name(name)}.sock"
    if len(os.fsencode(path)) > MAX_SOCKET_PATH_BYTES:
        raise TechnoError(f"{path} is too long for a socket; set XDG_RUNTIME_DIR to a shorter folder")
    return path


def locked(path: Path) -> int:
    """Return a lock file, opened and locked; it stays so until it is closed or until the process ends.

    Raises:
        BlockingIOError: another process holds it. OSError: it cannot be made.
    """
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(file)
        raise
    return file


@dataclass(frozen=True, slots=True)
class Noted:
    """What a session leaves for the next one: its process, and the folder of its recording, if there is one."""

    pid: int | None = None
    recording: str | None = None


class SessionLock:
    """The right to be the session of a name; held until released or until the process ends.

    Attributes:
        name: of the session.
        unclean: what the last session of that name had noted, when it did not end cleanly; else None.
    """

    def __init__(self, name: str) -> None:
        """Take the lock.

        Raises:
            SessionRuns: another process holds it. UnsafeFolder: see `runtime_folder`.
        """
        self.name = checked_name(name)
        served = socket_path(name)
        path = served.with_suffix(".lock")
        self._path = path
        self._noted_text = b""
        try:
            self._file = locked(path)
        except BlockingIOError as error:
            raise SessionRuns(name) from error
        self.unclean = self._noted()
        served.unlink(missing_ok=True)

    def _noted(self) -> Noted | None:
        text = os.pread(self._file, MAX_NOTE_BYTES, 0)
        try:
            return TypeAdapter(Noted).validate_json(text) if text else None
        except ValidationError:
            return None

    def note(self, noted: Noted) -> None:
        """Leave a note for the next session, in case this one does not end cleanly."""
        self._noted_text = json.dumps(asdict(noted)).encode()
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, self._noted_text, 0)

    def holds(self) -> bool:
        """Return True while the lock file is where the next session will look for it."""
        try:
            return os.path.samestat(os.fstat(self._file), self._path.lstat())
        except OSError:
            return False

    def take_again(self) -> None:
        """Take the lock where it is looked for: the folder has been removed, as some systems do at the end of a login.

        Raises:
            SessionRuns: another process has taken it meanwhile. UnsafeFolder: see `runtime_folder`.
        """
        again = SessionLock(self.name)
        os.close(self._file)
        self._file, self._path = again._file, again._path
        os.pwrite(self._file, self._noted_text, 0)

    def release(self) -> None:
        """End cleanly: nothing is left but an empty lock file; what another session has made meanwhile stays."""
        if self.holds():
            self._path.with_suffix(".sock").unlink(missing_ok=True)
        os.ftruncate(self._file, 0)
        os.close(self._file)
