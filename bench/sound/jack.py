"""A JACK server of a bench's own on the dummy driver, and what was recorded from the kit there.

The server has priority where the user may give it some: without, it loses periods itself on a busy machine, and so does
the recording. TECHNO_BENCH_JACKD holds other options.
"""

from __future__ import annotations

import os
import resource
import select
import shlex
import signal
import subprocess
import wave
from array import array
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from sequencer.sound.device import CLIENT_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

RATE: Final = 48000
PERIOD: Final = 256
PRIORITY: Final = 60


@contextmanager
def jack() -> Iterator[None]:
    """Run the server, which clients of this process and its children find."""
    name = f"techno-bench-{os.getpid()}"
    os.environ.update(JACK_DEFAULT_SERVER=name, JACK_NO_START_SERVER="1", JACK_NO_AUDIO_RESERVATION="1")
    options = shlex.split(os.environ.get("TECHNO_BENCH_JACKD", _priority()))
    server = subprocess.Popen(
        ["jackd", *options, "-n", name, "-d", "dummy", "-r", str(RATE), "-p", str(PERIOD)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    try:
        while subprocess.run(["jack_lsp"], capture_output=True, check=False).returncode:
            select.select([], [], [], 0.1)
        yield
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(10)


def _priority() -> str:
    """Return the server's options for the priority that this user may give it."""
    may = os.geteuid() == 0 or resource.getrlimit(resource.RLIMIT_RTPRIO)[0] >= PRIORITY
    return f"--realtime --realtime-priority {PRIORITY}" if may else "--no-realtime"


@contextmanager
def recorded(path: Path, seconds: int) -> Iterator[None]:
    """Record the kit for some seconds, and wait for their end."""
    recorder = subprocess.Popen(
        ["jack_capture", "-b", "16", "-c", "1", "--port", f"{CLIENT_NAME}:*", "-d", str(seconds), str(path)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    try:
        yield
        recorder.wait(seconds + 10)
    finally:
        recorder.terminate()
        recorder.wait(10)


def samples(path: Path) -> array[int]:
    """Return the samples of a WAV file with one channel."""
    with wave.open(str(path)) as file:
        return array("h", file.readframes(file.getnframes()))


def onsets(samples: Sequence[int]) -> list[int]:
    """Return the frames where sound begins after at least 10 ms of silence."""
    silence = RATE // 100
    found, quiet = [], silence
    for place, value in enumerate(samples):
        if abs(value) > 300:
            if quiet >= silence:
                found.append(place)
            quiet = 0
        else:
            quiet += 1
    return found

