"""The JACK sender's process: `python -m sequencer.jack FD DOOR [LEAD]`, a sender as `sequencer.wire.timed` has it.

FD is one end of a socket pair, whose other end the daemon holds; DOOR is a listening socket for players; LEAD is the
least lead to ask for, in nanoseconds. Where no JACK server runs yet, it waits for one.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import sys
from typing import TYPE_CHECKING, Final

from sequencer.jack.client import JackClient, load_library
from sequencer.jack.serving import Serving
from sequencer.midi.jack_library import NoJack, NoServer
from sequencer.wire.link import LinkClosed
from sequencer.wire.realtime import prepare
from sequencer.wire.timed import Failed, from_sender_codec, sender_link, to_sender_codec

if TYPE_CHECKING:
    from sequencer.wire.timed import SenderLink

SWITCH_SECONDS: Final = 0.0005
"""JACK's thread waits at most so long for the one that hears the link; Python's own 5 ms is a whole period."""
AGAIN_SECONDS: Final = 0.4
"""Between two looks for a server."""
FAILED: Final = 1
LEAD_PLACE: Final = 3
"""Of LEAD among the words of the command."""


def main() -> int:
    """Play what players hand over; return the exit status."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who started us
    control = sender_link(socket.socket(fileno=int(sys.argv[1])))
    door = socket.socket(fileno=int(sys.argv[2]))
    door.settimeout(0.0)
    to_sender_codec()
    from_sender_codec()
    try:
        load_library()
        sys.setswitchinterval(SWITCH_SECONDS)
        prepare()  # JACK's thread is one that this thread starts; nothing here makes cycles that must be collected
        client = _client(control)
    except NoJack as fault:
        control.send(Failed(str(fault)))
        return FAILED
    except LinkClosed:
        return FAILED
    lead_ns = int(sys.argv[3]) if len(sys.argv) > LEAD_PLACE else 0
    serving = Serving(client, control, door, lead_ns=lead_ns)
    if not serving.run():
        os._exit(FAILED)  # the client of a dead server may never let itself be closed
    serving.close()
    return 0


def _client(control: SenderLink) -> JackClient:
    """Return a client, as soon as there is a server for it."""
    while True:
        try:
            return JackClient()
        except NoServer:
            if select.select([control.fileno()], [], [], AGAIN_SECONDS)[0]:
                list(control.receive())


if __name__ == "__main__":
    raise SystemExit(main())
