"""How does the kit reach an audio device, whichever system the machine has?

miniaudio finds PulseAudio, PipeWire, ALSA, JACK, CoreAudio or WASAPI and calls back from a thread of its own. It is
asked for the device's own sample rate, so that nothing is resampled, its own period, and for two channels, because
JACK gives no less.
"""

from __future__ import annotations

import os
import sys
import time
from array import array
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Protocol

import miniaudio

from engine.errors import SoundFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

CHANNELS: Final = 2
CLIENT_NAME: Final = "techno-kit"
UNSOUNDING: Final = frozenset({miniaudio.Backend.NULL, miniaudio.Backend.CUSTOM})


class Device(Protocol):
    """An open audio device."""

    name: str
    rate: int

    def start(self, fill: Callable[[int, int], array[float]]) -> None:
        """Let the device ask `fill(frames, ns)` for frames, from a thread of its own."""
        ...

    def close(self) -> None:
        """Stop asking."""
        ...


class AudioDevice:
    """The machine's audio device, of one or any audio system.

    Attributes:
        name: of the audio system.
        rate: frames a second, the device's own.
    """

    def __init__(self, system: str = "auto") -> None:
        """Open it.

        Args:
            system: "auto", or one of `systems()`; "null" makes no sound and needs no device.

        Raises:
            SoundFailed: there is none, or it cannot be opened.
        """
        found = {backend.name.lower(): backend for backend in miniaudio.Backend}
        if system == "auto":
            wanted = [backend for backend in miniaudio.Backend if backend not in UNSOUNDING]
        elif system in found:
            wanted = [found[system]]
        else:
            raise SoundFailed(f"there is no audio system {system!r}; there are auto, {', '.join(systems())}")
        with _quiet():
            opened = next(filter(None, map(_opened, wanted)), None)
        if opened is None:
            asked = "no audio device can be opened" if system == "auto" else f"{system} opens no audio device"
            raise SoundFailed(f"{asked}; is one plugged in, and its sound server running?")
        self._device = opened
        self.name = self._device.backend
        self.rate = int(self._device._device.sampleRate)  # noqa: SLF001 - miniaudio says it nowhere else

    def start(self, fill: Callable[[int, int], array[float]]) -> None:
        """Let the device ask for frames."""
        asking = _asking(fill)
        next(asking)
        try:
            self._device.start(asking)
        except miniaudio.MiniaudioError as error:
            raise SoundFailed(f"{self.name} does not start: {error.args[0]}") from error

    def close(self) -> None:
        """Stop, and give the device back. May take as long as its buffer."""
        self._device.close()


def _opened(system: miniaudio.Backend) -> miniaudio.PlaybackDevice | None:
    """Return a system's device, None where it has none: miniaudio itself looks no further than the first system."""
    try:
        return miniaudio.PlaybackDevice(
            output_format=miniaudio.SampleFormat.FLOAT32, nchannels=CHANNELS, sample_rate=0, buffersize_msec=0,
            callback_periods=0, backends=[system], app_name=CLIENT_NAME,
        )
    except miniaudio.MiniaudioError:
        return None


def systems() -> list[str]:
    """Return the names of the audio systems that miniaudio knows, on this machine or another."""
    return [backend.name.lower() for backend in miniaudio.Backend if backend is not miniaudio.Backend.CUSTOM]


def _asking(fill: Callable[[int, int], array[float]]) -> Generator[array[float], int, None]:
    """Be asked for frames by miniaudio's thread: it sends how many, and takes both channels in turns."""
    frames = yield array("f")
    while True:
        one = fill(frames, time.monotonic_ns())
        both = array("f", bytes(one.itemsize * CHANNELS * frames))
        both[0::2] = one
        both[1::2] = one
        frames = yield both


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what the audio systems print about each other's absence off the screen."""
    sys.stderr.flush()
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
