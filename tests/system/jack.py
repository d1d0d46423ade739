"""A JACK server of a test's own on the dummy driver, and an instrument that listens or writes what it plays."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tests.system.sessions import until

if TYPE_CHECKING:
    from collections.abc import Iterator

rtmidi = pytest.importorskip("rtmidi")

needs_jack = pytest.mark.skipif(
    sys.platform != "linux" or (shutil.which("jackd") is None and not os.environ.get("CI")),
    reason="needs JACK's dummy driver",
)
SAMPLE_RATE: Final = 48_000
PERIOD_FRAMES: Final = 64
LONG_PERIOD_FRAMES: Final = 512
"""A client has so long to take what a cycle brings it; what it does not take in time is lost."""
SOUNDFONTS: Final = (Path("/usr/share/sounds/sf2/TimGM6mb.sf2"), Path("/usr/share/sounds/sf2/default-GM.sf2"))
"""Where Debian's timgm6mb-soundfont and the alternatives put one."""
needs_synth = pytest.mark.skipif(
    not os.environ.get("CI") and (shutil.which("fluidsynth") is None or not any(path.exists() for path in SOUNDFONTS)),
    reason="needs fluidsynth and a soundfont",
)


@contextmanager
def jack_server(monkeypatch: pytest.MonkeyPatch, period: int = PERIOD_FRAMES) -> Iterator[str]:
    """Run a JACK server, of periods in frames, that clients of this process and its children find; yield its name."""
    name = f"techno-test-{os.getpid()}"
    for variable, value in (
        ("JACK_DEFAULT_SERVER", name), ("JACK_NO_START_SERVER", "1"), ("JACK_NO_AUDIO_RESERVATION", "1"),
    ):
        monkeypatch.setenv(variable, value)
    command = ["jackd", "--no-realtime", "-n", name, "-d", "dummy", "-r", str(SAMPLE_RATE), "-p", str(period)]
    jack = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until(_answers, "JACK is there")
        yield name
    finally:
        jack.send_signal(signal.SIGTERM)
        jack.wait(20)


def _answers() -> bool:
    try:
        client = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, name="asking")
    except (rtmidi.RtMidiError, SystemError):
        return False
    client.delete()
    return True


def ports() -> list[str]:
    """Return the names of the ports that can be played to."""
    client = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, name="asking")
    found = list(client.get_ports())
    client.delete()
    return found


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
