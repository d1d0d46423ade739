"""How well can one Python thread keep time on this machine now? The least program that plays the same messages.

`python -m bench.timing.reference SPIN_US` plays clock and drums from a table until SIGTERM: a sleep up to SPIN_US
before each absolute deadline, a spin for the rest, the sends, and nothing else.
"""

from __future__ import annotations

import gc
import signal
import sys
import time
from itertools import count
from typing import Final

import rtmidi

from bench.timing.grid import BPM, NS_PER_MINUTE, PULSES_PER_STEP, STREAMS
from sequencer.midi.messages import CLOCK, CLOCKS_PER_QUARTER
from sequencer.wire.realtime import prepare

NS_PER_SECOND: Final = 1_000_000_000
CYCLE_STEPS: Final = 16
LEAD_NS: Final = NS_PER_SECOND // 5


def table() -> list[tuple[bytes, ...]]:
    """Return the messages of each clock pulse of a bar: clock first, as hardware wants it."""
    rows = []
    for pulse in range(CYCLE_STEPS * PULSES_PER_STEP):
        step, rest = divmod(pulse, PULSES_PER_STEP)
        status = {0: 0x99, PULSES_PER_STEP // 2: 0x89}.get(rest)
        notes = [note for note, (first, every) in STREAMS.items() if step % every == first]
        rows.append((CLOCK, *(bytes((status, note, 100)) for note in notes if status)))
    return rows


def play(spin_ns: int) -> None:
    """Play until the process is ended."""
    send = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, name="reference")
    send.open_virtual_port("out")
    rows = table()
    prepare(priority=False)
    gc.disable()
    now = time.monotonic_ns
    origin = now() + LEAD_NS
    for number in count():
        deadline = origin + round(number * NS_PER_MINUTE / (BPM * CLOCKS_PER_QUARTER))
        left = deadline - now() - spin_ns
        if left > 0:
            time.sleep(left / NS_PER_SECOND)  # noqa: TID251 - it is a clock
        while now() < deadline:
            pass
        for message in rows[number % len(rows)]:
            send.send_message(message)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # so that the stamps are written
    play(int(sys.argv[1]) * 1000)
