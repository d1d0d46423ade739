"""Stamps what a Python program sends: found on PYTHONPATH by every Python process of a measured program.

With TECHNO_BENCH_STAMPS set to a folder, a process that has sent anything through RtMidi writes there, when it ends,
one line a message: nanoseconds on the monotonic clock, and its bytes in hexadecimal.

With TECHNO_BENCH_BURSTS set, the first process is busy for 40 ms of every 100, as a screen that is drawn or an answer
that is parsed would keep it. Its children are not: whoever moves the clock to another process is measured as it is.
"""

from __future__ import annotations

import atexit
import os
import threading
import time
from pathlib import Path

folder = os.environ.get("TECHNO_BENCH_STAMPS")
if folder:
    import rtmidi

    moments: list[int] = []
    messages: list[bytes] = []

    class StampedOut(rtmidi.MidiOut):  # type: ignore[misc] # it ships no types
        """An output that notes when each message was handed over."""

        def send_message(self, message: bytes) -> None:
            """Send, then stamp."""
            super().send_message(message)
            moments.append(time.monotonic_ns())
            messages.append(bytes(message))

    rtmidi.MidiOut = StampedOut

    @atexit.register
    def write_down() -> None:
        """Write what was sent."""
        if moments:
            rows = [f"{ns} {message.hex()}\n" for ns, message in zip(moments, messages, strict=True)]
            Path(folder or "", f"{os.getpid()}.txt").write_text("".join(rows), encoding="ascii")

if os.environ.pop("TECHNO_BENCH_BURSTS", ""):
    from bench.timing.bursts import burst

    threading.Thread(target=burst, daemon=True).start()
