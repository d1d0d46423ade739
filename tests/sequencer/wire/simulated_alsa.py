"""An ALSA sender's process over a simulated sequencer with one synth: `python -m tests.sequencer.wire.simulated_alsa`.

Once it has ended, the file that SIMULATED_ALSA names has what the synth heard.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from sequencer.midi.alsa.client import AlsaClient
from sequencer.wire.serving import serve
from tests.sequencer.midi.alsa.sequencer import Client, Sequencer

if TYPE_CHECKING:
    from sequencer.wire.timed import SenderLink

VARIABLE = "SIMULATED_ALSA"
SYNTH = "Synth:in 20:0"


def main() -> int:
    """Be the sender."""
    sequencer = Sequencer(ns=time.monotonic_ns())
    synth = sequencer.appear(20, "Synth", "in")

    def now_ns() -> int:
        sequencer.advance(time.monotonic_ns())
        return sequencer.ns

    def make(control: SenderLink) -> AlsaClient:
        del control
        return AlsaClient(lambda name: Client(sequencer, name), now_ns)

    status = serve(sys.argv, make)
    heard = [(ns, message.hex()) for ns, message in sequencer.heard.get(synth, [])]
    Path(os.environ[VARIABLE]).write_text(json.dumps(heard), encoding="ascii")
    return status


if __name__ == "__main__":
    raise SystemExit(main())
