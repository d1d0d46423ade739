"""The JACK sender's process: `python -m sequencer.jack FD DOOR LEAD`, a sender as `sequencer.wire.timed` has it.

FD is one end of a socket pair, whose other end the daemon holds; DOOR is a listening socket for players; LEAD is the
least lead to ask for, in nanoseconds. Where no JACK server runs yet, it waits for one.
"""

from __future__ import annotations

import select
import sys
from typing import TYPE_CHECKING, Final

from sequencer.jack.client import JackClient, load_library
from sequencer.midi.jack_library import NoJack, NoServer
from sequencer.wire.realtime import prepare
from sequencer.wire.serving import CannotServe, serve

if TYPE_CHECKING:
    from sequencer.wire.timed import SenderLink

SWITCH_SECONDS: Final = 0.0005
"""JACK's thread waits at most so long for the one that hears the link; Python's own 5 ms is a whole period."""
AGAIN_SECONDS: Final = 0.4
"""Between two looks for a server."""


def _client(control: SenderLink) -> JackClient:
    """Return a client, as soon as there is a server for it."""
    try:
        load_library()
        sys.setswitchinterval(SWITCH_SECONDS)
        prepare()  # JACK's thread is one that this thread starts; nothing here makes cycles that must be collected
        while True:
            try:
                return JackClient()
            except NoServer:
                if select.select([control.fileno()], [], [], AGAIN_SECONDS)[0]:
                    list(control.receive())
    except NoJack as fault:
        raise CannotServe(str(fault)) from fault


if __name__ == "__main__":
    raise SystemExit(serve(sys.argv, _client))
