"""A source of time's process: `python -m sequencer.sync FD`, started and told by the daemon what to listen to.

FD is one end of a socket pair. It may die without harm: the daemon starts another, and the music goes on meanwhile.
"""

from __future__ import annotations

import signal
import socket
import sys
from typing import TYPE_CHECKING

from sequencer.sync.listening import Listening
from sequencer.sync.sources import made
from sequencer.wire.link import LinkClosed
from sequencer.wire.master import Lead, Listen
from sequencer.wire.realtime import prepare
from sequencer.wire.sync import source_link

if TYPE_CHECKING:
    from sequencer.wire.sync import SourceLink

SWITCH_SECONDS = 0.0005
"""The thread of JACK or RtMidi waits at most so long for ours; Python's own 5 ms is a quarter of a pulse."""
FAILED = 1


def main() -> int:
    """Say where the other clock stands until the daemon is gone; return the exit status."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who started us
    link = source_link(socket.socket(fileno=int(sys.argv[1])))
    listening = Listening(link)
    try:
        wanted, more = _wanted(link, listening)
        sys.setswitchinterval(SWITCH_SECONDS)
        prepare()
        return 0 if listening.run(lambda wake: made(wanted, wake), more) else FAILED
    except LinkClosed:
        return 0


def _wanted(link: SourceLink, listening: Listening) -> tuple[Listen, list[Lead]]:
    """Return the daemon's first order: the clock to listen to."""
    while True:
        listening.wait(None)
        heard = list(link.receive())
        for message in heard:
            if isinstance(message, Listen):
                return message, [one for one in heard if isinstance(one, Lead)]


if __name__ == "__main__":
    raise SystemExit(main())
