"""A JACK server of a test's own on the dummy driver, and an instrument that listens or writes what it plays."""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from sequencer.midi.library import JACK, MidiLibraryMissing, midi_library
from tests.system.sessions import until

if TYPE_CHECKING:
    from collections.abc import Iterator

try:
    LIBRARY: Final = midi_library()
except MidiLibraryMissing as missing:
    if os.environ.get("CI"):
        raise
    pytest.skip(str(missing), allow_module_level=True)

needs_jack = pytest.mark.skipif(
    sys.platform != "linux" or (shutil.which("jackd") is None and not os.environ.get("CI")),
    reason="needs JACK's dummy driver",
)
SAMPLE_RATE: Final = 48_000
PERIOD_FRAMES: Final = 64
LONG_PERIOD_FRAMES: Final = 1024
"""A client has so long to take what a cycle brings it; what it does not take in time is lost."""
SERVER: Final = ("jackd", "--realtime")
"""Where the machine grants it, the server and its clients go before everything else, and take all in time."""
LOOK_SECONDS: Final = 0.001
QUEUED: Final = 16_384
"""Messages that a listener keeps until they are looked at."""
SOUNDFONTS: Final = (Path("/usr/share/sounds/sf2/TimGM6mb.sf2"), Path("/usr/share/sounds/sf2/default-GM.sf2"))
"""Where Debian's timgm6mb-soundfont and the alternatives put one."""
needs_synth = pytest.mark.skipif(
    not os.environ.get("CI") and (shutil.which("fluidsynth") is None or not any(path.exists() for path in SOUNDFONTS)),
    reason="needs fluidsynth and a soundfont",
)


@contextmanager
def jack_server(
    monkeypatch: pytest.MonkeyPatch, period: int = PERIOD_FRAMES, *, patience_ms: int = 500
) -> Iterator[str]:
    """Run a JACK server, of periods in frames, that clients of this process and its children find; yield its name.

    A client that is held up longer than `patience_ms` is turned out; one that is killed holds the others up so long.
    """
    name = f"techno-test-{os.getpid()}"
    for variable, value in (
        ("JACK_DEFAULT_SERVER", name), ("JACK_NO_START_SERVER", "1"), ("JACK_NO_AUDIO_RESERVATION", "1"),
    ):
        monkeypatch.setenv(variable, value)
    command = [
        *SERVER, "--timeout", str(patience_ms), "-n", name, "-d", "dummy", "-r", str(SAMPLE_RATE), "-p", str(period),
    ]
    jack = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until(_answers, "JACK is there")
        yield name
    finally:
        jack.send_signal(signal.SIGTERM)
        jack.wait(20)


def _answers() -> bool:
    try:
        client = LIBRARY.make(JACK, "asking")
    except LIBRARY.faults:
        return False
    client.delete()
    return True


def ports() -> list[str]:
    """Return the names of the ports that can be played to."""
    client = LIBRARY.make(JACK, "asking")
    found = list(client.get_ports())
    client.delete()
    return found


class Listener:
    """A MIDI client that is played to, through whichever library there is."""

    def __init__(self, name: str) -> None:
        self._port: Any
        if LIBRARY.name == "rtmidi2":
            import rtmidi2

            self._port = rtmidi2.MidiIn(name, QUEUED, JACK)
            self._next = self._port.get_message
        else:
            import rtmidi

            self._port = rtmidi.MidiIn(JACK, name=name, queue_size_limit=QUEUED)
            self._next = self._timed

    def _timed(self) -> list[int] | None:
        found = self._port.get_message()
        return None if found is None else found[0]

    def offer(self, port: str) -> None:
        """Offer a port to be played to."""
        self._port.open_virtual_port(port)

    def next(self) -> list[int] | None:
        """Return the next message, None when there is none yet."""
        found: list[int] | None = self._next()
        return found

    def sources(self) -> list[str]:
        """Return the names of the ports that play."""
        return list(self._port.ports if LIBRARY.name == "rtmidi2" else self._port.get_ports())

    def close(self) -> None:
        """Go away; once is enough."""
        if self._port is None:
            return
        self._port.close_port()
        if LIBRARY.name != "rtmidi2":
            self._port.delete()
        self._port = self._next = None


class Ear:
    """An instrument that only listens.

    Attributes:
        heard: every message with its moment, in seconds.
    """

    def __init__(self) -> None:
        self.heard: list[tuple[float, list[int]]] = []
        self._port = Listener("ear")
        self._port.offer("in")
        self._ended = threading.Event()
        # A callback would run Python in JACK's own thread, which drops what comes while it waits for the interpreter.
        self._listening = threading.Thread(target=self._listen, daemon=True)
        self._listening.start()

    def _listen(self) -> None:
        while not self._ended.is_set():
            while (message := self._port.next()) is not None:
                self.heard.append((time.monotonic(), message))
            select.select([], [], [], LOOK_SECONDS)

    def notes_since(self, moment: float) -> int:
        """Return how many notes have begun since a moment."""
        return sum(at > moment and message[0] >> 4 == 9 for at, message in tuple(self.heard))

    def sounding(self) -> set[tuple[int, int]]:
        """Return the (channel, note) that sound now."""
        found: set[tuple[int, int]] = set()
        for _, message in tuple(self.heard):
            kind, channel = message[0] >> 4, message[0] & 15
            if kind == 9:
                found.add((channel, message[1]))
            elif kind == 8:
                found.discard((channel, message[1]))
            elif kind == 11 and message[1] in {120, 123}:
                found = {note for note in found if note[0] != channel}
        return found

    def close(self) -> None:
        """Go away; once is enough."""
        self._ended.set()
        self._listening.join()
        self._port.close()


@contextmanager
def synthesiser(wav: Path) -> Iterator[str]:
    """Run fluidsynth on the server, writing what it plays, whole at the end; yield part of its port's name."""
    soundfont = next(path for path in SOUNDFONTS if path.exists())
    command = [
        "fluidsynth", "-m", "jack", "-a", "file", "-r", str(SAMPLE_RATE), "-z", str(PERIOD_FRAMES),
        "-o", f"audio.file.name={wav}", "-o", "audio.file.type=wav", "-o", "synth.reverb.active=0",
        "-o", "synth.chorus.active=0", str(soundfont),
    ]
    synth = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True
    )
    try:
        until(lambda: any("fluidsynth" in name for name in ports()), "the synthesiser is there")
        until(lambda: wav.exists() and wav.stat().st_size > SAMPLE_RATE, "it writes: the soundfont is loaded")
        yield "fluidsynth"
    finally:
        synth.communicate("quit\n", timeout=20)
