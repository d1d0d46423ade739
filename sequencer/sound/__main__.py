"""The live kit's process, `python -m sequencer.sound FD DOOR SYSTEM NOTES...`: a sender (`sequencer.wire.timed`).

FD is one end of a socket pair, whose other end the daemon holds; DOOR is a listening socket for players. SYSTEM is an
audio system that miniaudio knows ("jack", "pulseaudio", "null", ...), or "auto" for the first that opens. The drums of
NOTES are rendered before it is ready.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
from typing import Final

from engine.errors import SoundFailed
from sequencer.sound.device import AudioDevice
from sequencer.sound.live import LiveKit
from sequencer.wire.link import LinkClosed
from sequencer.wire.players_door import PlayersDoor
from sequencer.wire.timed import Failed, sender_link

SWITCH_SECONDS: Final = 0.0005
"""The device's thread waits at most so long for the one that renders; Python's own 5 ms is a whole period."""


def main() -> int:
    """Play what players hand over; return the exit status."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who started us
    link = sender_link(socket.socket(fileno=int(sys.argv[1])))
    players = PlayersDoor(socket.socket(fileno=int(sys.argv[2])))
    try:
        live = LiveKit(AudioDevice(sys.argv[3]), link, players)
        sys.setswitchinterval(SWITCH_SECONDS)
        gc.collect()
        gc.freeze()
        gc.disable()  # nothing here makes cycles, and a collection would hold the device up
        live.open(map(int, sys.argv[4:]))
        alive = live.run()
    except SoundFailed as fault:
        link.send(Failed(str(fault)))
        return 1
    except LinkClosed:
        return 1
    if not alive:
        os._exit(1)  # a dead device may never let itself be closed
    live.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
