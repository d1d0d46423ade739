"""A Unix socket that only its owner can open: how is it made, is it still there, and who has come?"""

from __future__ import annotations

import os
import socket
import struct
from platform import system as platform
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class OwnSocket:
    """A socket at a path, which others may take away.

    Attributes:
        listening: the socket, bound and not blocking.
    """

    def __init__(self, path: Path) -> None:
        """Make it; one that is left there is taken away, for who comes here holds the session's lock.

        Raises:
            OSError: it cannot be made.
        """
        path.unlink(missing_ok=True)
        self.listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        mask = os.umask(0o177)
        try:
            self.listening.bind(str(path))
        except OSError:
            self.listening.close()
            raise
        finally:
            os.umask(mask)
        self.listening.setblocking(False)  # noqa: FBT003 - the standard library's own
        self._path = path
        self._made = path.lstat()

    def is_there(self) -> bool:
        """Return True while it is where it was made."""
        try:
            return os.path.samestat(self._path.lstat(), self._made)
        except OSError:
            return False


def peer_uid(connection: socket.socket) -> int | None:
    """Return the user at the other end of a Unix socket, None where the system does not tell (the folder guards it)."""
    if hasattr(socket, "SO_PEERCRED"):
        found = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
        return int(struct.unpack("3i", found)[1])
    if platform() == "Darwin":
        local, credentials = 0, 1  # SOL_LOCAL and LOCAL_PEERCRED of sys/un.h; struct xucred begins with version and uid
        found = connection.getsockopt(local, credentials, struct.calcsize("2I"))
        return int(struct.unpack("2I", found)[1])
    return None
