"""What is a player's process before it has a session: started, loaded, and waiting on its link?

A spare is such a process. It opens no port and makes no client of the MIDI system before its turn.
"""

from __future__ import annotations

import socket
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sequencer.wire.launch import python_command, python_environment
from sequencer.wire.link import LinkClosed, daemon_link

if TYPE_CHECKING:
    from sequencer.wire.link import DaemonLink


@dataclass(frozen=True, slots=True)
class Launched:
    """A player's process and the daemon's end of its link."""

    process: subprocess.Popen[bytes]
    link: DaemonLink

    def waits(self) -> bool:
        """Return True while it runs and has not let go of its link; does not block."""
        with suppress(LinkClosed):
            return self.process.poll() is None and not list(self.link.receive())
        return False

    def drop(self) -> None:
        """End it at once; its process is to be waited for."""
        self.link.close()
        self.process.kill()


def launched() -> Launched:
    """Start a player's process, which loads what it needs and waits for its session; takes a few milliseconds.

    Raises:
        OSError: the system has no room for another process, socket or file.
    """
    here, there = socket.socketpair()
    try:
        with there:
            process = subprocess.Popen(  # noqa: S603 - our own module
                [*python_command("sequencer.player"), str(there.fileno())], pass_fds=(there.fileno(),),
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=python_environment(), process_group=0,
            )
    except OSError:
        here.close()
        raise
    return Launched(process, daemon_link(here))
