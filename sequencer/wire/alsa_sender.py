"""The ALSA sender's process: `python -m sequencer.wire.alsa_sender FD DOOR LEAD`, started as JACK's is.

It hands every message to the kernel's queue ahead of its deadline. It has never been tried on hardware.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from sequencer.midi.alsa.client import AlsaClient, NoAlsa, load_library
from sequencer.wire.realtime import prepare
from sequencer.wire.serving import CannotServe, serve

if TYPE_CHECKING:
    from sequencer.wire.timed import SenderLink


def _client(control: SenderLink) -> AlsaClient:
    """Return a client of the sequencer, which is there from the start or not at all."""
    del control
    try:
        load_library()
        prepare()
        return AlsaClient()
    except NoAlsa as fault:
        raise CannotServe(str(fault)) from fault


if __name__ == "__main__":
    raise SystemExit(serve(sys.argv, _client))
