"""Masters that nobody here wrote: `jack_midi_clock` and Hydrogen on JACK's transport, led and followed, by the frame.

Only in a soak: what a busy machine takes from JACK is nobody's fault, and nothing to measure.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections import deque
from contextlib import contextmanager
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import pytest
from pythonosc.osc_message_builder import OscMessageBuilder

from sequencer.midi.messages import CLOCK, START
from tests.system.jack import SAMPLE_RATE, jack_server, needs_jack
from tests.system.sessions import Sessions, until
from tests.system.test_link import plays, synced
from tests.thorough import SOAK

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

CLOCK_TOOL: Final = shutil.which("jack_midi_clock") or ""
HYDROGEN: Final = shutil.which("hydrogen") or ""
pytestmark = [
    needs_jack,
    pytest.mark.skipif(not SOAK, reason="measured in a soak"),
    pytest.mark.skipif(not (CLOCK_TOOL and HYDROGEN), reason="needs jack_midi_clock and hydrogen"),
]
PERIOD_FRAMES: Final = 256
SECONDS: Final = float(os.environ.get("TECHNO_MASTER_SECONDS", "300"))
BPM: Final = 127.0
STEP_PULSES: Final = 6
LET_IN_STEPS: Final = 64
"""So many steps after a start are not counted: 16 beats."""
WITHIN_MS: Final = 0.3
HATS: Final = {
    "mode": "m2", "bpm": 120, "layers": {"hat_c": {"steps": 16, "fills": 16, "swing_percent": 0.5, "density": None}},
}
LOUD: Final = 0.01
PREFERENCES: Final = """<?xml version="1.0" encoding="UTF-8"?>
<hydrogen_preferences><audio_engine><audio_driver>JACK</audio_driver>
<jack_driver><jack_transport_mode>USE_JACK_TRANSPORT</jack_transport_mode>
<jack_timebase_enabled>{leads}</jack_timebase_enabled>
<jack_transport_mode_master>{mode}</jack_transport_mode_master></jack_driver>
<osc_configuration><oscServerPort>{port}</oscServerPort><oscEnabled>true</oscEnabled></osc_configuration>
</audio_engine></hydrogen_preferences>
"""


class Capture:
    """A client of JACK that keeps what comes in at its ports, by the frame, and how JACK's transport rolls."""

    def __init__(self, *names: str) -> None:
        import jack  # noqa: PLC0415 - it looks for libjack

        self._client = client = jack.Client("capture", no_start_server=True)
        self._rolling = jack.ROLLING
        self._ports = {name: client.midi_inports.register(name) for name in names}
        self._audio = client.inports.register("audio")
        self.heard: dict[str, deque[tuple[int, bytes]]] = {name: deque() for name in names}
        self.xruns, self.loudest = 0, 0.0
        self.begins: list[tuple[int, int]] = []
        self._begins = 0
        client.set_process_callback(self._process)
        client.set_xrun_callback(self._xrun)
        client.activate()

    def _process(self, frames: int) -> None:
        del frames
        first = self._client.last_frame_time
        for name, port in self._ports.items():
            self.heard[name].extend((first + offset, bytes(data)) for offset, data in port.incoming_midi_events())
        if self._audio.number_of_connections:
            self.loudest = max(self.loudest, *memoryview(self._audio.get_buffer()).cast("f"))
        state, position = self._client.transport_query_struct()
        begins = first - position.frame
        if state != self._rolling or not position.frame:
            return
        if begins == self._begins and (not self.begins or self.begins[-1][1] != begins):
            self.begins.append((first, begins))  # it began elsewhere: moved, or it stood for a period that was lost
        self._begins = begins  # who is called late is told once of another period

    def _xrun(self, delayed: float) -> None:
        del delayed
        self.xruns += 1

    def rolls(self) -> bool:
        """Return True while JACK's transport rolls."""
        return bool(self._client.transport_state == self._rolling)

    def bpm(self) -> float:
        """Return the tempo that JACK's transport has, 0 where nobody says."""
        return float(self._client.transport_query()[1].get("beats_per_minute", 0.0))

    def join(self, name: str, pattern: str, *, midi: bool = True) -> None:
        """Let what a port plays come in at one of ours."""
        def found() -> Any:  # noqa: ANN401 - JACK's
            there = self._client.get_ports(pattern, is_midi=midi, is_audio=not midi, is_output=True)
            return next(iter(there), None)

        self._client.connect(until(found, f"{pattern} is there"), self._ports[name] if midi else self._audio)

    def is_heard_by(self, name: str, client: str) -> bool:
        """Return True when a client listens to what comes in at one of our ports."""
        (port,) = self._ports[name].connections
        return any(one.name.startswith(client) for one in self._client.get_all_connections(port))

    def close(self) -> None:
        self._client.deactivate()
        self._client.close()


class Hydrogen:
    """The drum machine, without a screen, asked over OSC.

    Args:
        leads: it says the tempo of JACK's transport.
    """

    def __init__(self, folder: Path, *, leads: bool) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
            free.bind(("127.0.0.1", 0))
            self._port = port = free.getsockname()[1]
        home = folder / f"hydrogen-{leads}"
        (home / ".hydrogen").mkdir(parents=True)
        mode = "USE_JACK_TIME_MASTER" if leads else "NO_JACK_TIME_MASTER"
        preferences = PREFERENCES.format(leads=str(leads).lower(), mode=mode, port=port)
        (home / ".hydrogen" / "hydrogen.conf").write_text(preferences, encoding="utf-8")
        self._process = subprocess.Popen(
            [HYDROGEN, "-d", "jack", "-n", "-s", "/usr/share/hydrogen/data/demo_songs/GM_kit_demo1.h2song"],
            env={**os.environ, "HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )

    def ask(self, what: str, value: float = 1.0) -> None:
        """Ask it for something."""
        asked = OscMessageBuilder(f"/Hydrogen/{what}")
        asked.add_arg(value)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as there:
            there.sendto(asked.build().dgram, ("127.0.0.1", self._port))

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(20)


def whole(frames: Sequence[int]) -> list[float]:
    """Return the frames of evenly spaced pulses, those put back that the capture lost."""
    gaps = sorted(later - earlier for earlier, later in pairwise(frames))
    usual = gaps[len(gaps) // 2]
    found = [float(frames[0])]
    for earlier, later in pairwise(frames):
        count = max(1, round((later - earlier) / usual))
        found += [earlier + (later - earlier) * (place + 1) / count for place in range(count)]
    return found


def places(begins: Sequence[tuple[int, int]], end: int, step: float) -> list[float]:
    """Return the frames of the steps of a transport, up to an end, by when it was seen to have begun where."""
    found: list[float] = []
    for (since, first), (until_frame, _) in zip(begins, [*begins[1:], (end, 0)], strict=True):
        since_step = 0 if not found else math.ceil((since - first) / step)
        found += [first + step * place for place in range(since_step, math.ceil((until_frame - first) / step))]
    return found


def off_ms(notes: Sequence[int], steps: Sequence[float]) -> list[float]:
    """Return by how many ms each note is late against the step nearest to it, the first beats left out."""
    step = (steps[-1] - steps[0]) / (len(steps) - 1)
    places = ((note, round((note - steps[0]) / step)) for note in notes)
    return [(note - steps[at]) / SAMPLE_RATE * 1e3 for note, at in places if LET_IN_STEPS <= at < len(steps)]


def told(what: str, found: Sequence[float], steps: int) -> float:
    """Show figures; return the 99th percentile, endless where notes are missing."""
    size = sorted(abs(error) for error in found)
    p99 = size[int(0.99 * len(size))]
    sys.stdout.write(
        f"{what}: {len(size)} notes for {steps - LET_IN_STEPS} steps, mean {sum(found) / len(found):+.3f} ms, "
        f"p50 {size[len(size) // 2]:.3f}, p99 {p99:.3f}, max {size[-1]:.3f}\n"
    )
    return p99 if len(size) >= steps - LET_IN_STEPS - 1 else math.inf


def is_there(techno: Sessions, name: str) -> bool:
    """Return True when a session keeps a clock."""
    return bool(synced(techno, name).get("state"))


@contextmanager
def scene(folder: Path, monkeypatch: pytest.MonkeyPatch, *, leads: bool) -> Iterator[tuple[Sessions, Hydrogen]]:
    """Run a server, Hydrogen on it, and give a place for sessions."""
    with jack_server(monkeypatch, PERIOD_FRAMES) as server:
        techno, hydrogen = Sessions(folder, JACK_DEFAULT_SERVER=server), Hydrogen(folder, leads=leads)
        (folder / "hats.json").write_text(json.dumps(HATS), encoding="utf-8")
        try:
            yield techno, hydrogen
        finally:
            hydrogen.close()
            techno.close()


@pytest.mark.timeout(900)
def test_hydrogen_leads_and_its_transport_and_the_clock_made_of_it_are_followed_to_the_frame(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with scene(tmp_path, monkeypatch, leads=True) as (techno, hydrogen):
        capture = Capture("clock", "by_clock", "by_transport")
        clock = subprocess.Popen([CLOCK_TOOL, "-b", str(BPM), "-B"], stdout=subprocess.DEVNULL)
        try:
            for name, source in (("by_clock", "in=jack_midi_clock"), ("by_transport", "jack")):
                techno.start(
                    "daemon", "hats.json", "--midi", "jack", "--clock", source, "--virtual", name, "--name", name,
                    "--record", "off", "--stopped",
                )
                until(partial(is_there, techno, name), "it listens")
                capture.join(name, name)
            capture.join("clock", "jack_midi_clock")
            capture.join("", "[Hh]ydrogen.*out_L", midi=False)
            until(lambda: capture.is_heard_by("clock", "techno-clock"), "it listens to the master")
            hydrogen.ask("BPM", BPM)
            hydrogen.ask("LOOP_MODE_ACTIVATION")
            hydrogen.ask("PLAY")
            until(lambda: plays(techno, "by_clock") and plays(techno, "by_transport"), "Hydrogen's play starts us")
            assert synced(techno, "by_transport")["peers"] is None
            threading.Event().wait(SECONDS)
            assert plays(techno, "by_clock"), "it plays to the end: the song goes round"
            assert abs(capture.bpm() - BPM) < 0.01, "Hydrogen says the tempo"
            assert abs(synced(techno, "by_transport")["bpm"] - BPM) < 0.01
            hydrogen.ask("STOP")
            until(lambda: not plays(techno, "by_clock") and not plays(techno, "by_transport"), "its stop stops us")
            assert capture.loudest > LOUD, "it sounds"
        finally:
            clock.terminate()
            clock.wait(20)
            capture.close()
        heard = {
            name: [frame for frame, message in came if message[0] >> 4 == 9 and message[2]]
            for name, came in capture.heard.items()
        }
        started = next(frame for frame, message in capture.heard["clock"] if message == START)
        pulses = whole([frame for frame, message in capture.heard["clock"] if message == CLOCK and frame >= started])
        sys.stdout.write(f"\n{capture.xruns} xruns\n")
        steps = pulses[::STEP_PULSES]
        by_clock = told("jack_midi_clock, by its pulses", off_ms(heard["by_clock"], steps), len(steps))
        sys.stdout.write(f"the transport began at {capture.begins}\n")
        steps = places(capture.begins, round(pulses[-1]), SAMPLE_RATE * 60.0 / BPM / 4)
        by_transport = told("Hydrogen's transport, by its frames", off_ms(heard["by_transport"], steps), len(steps))
        assert max(by_clock, by_transport) <= WITHIN_MS


@pytest.mark.timeout(300)
def test_we_lead_and_hydrogen_plays_when_we_do_and_at_our_tempo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with scene(tmp_path, monkeypatch, leads=False) as (techno, _):
        capture = Capture()
        try:
            techno.start(
                "daemon", "hats.json", "--midi", "jack", "--clock", "jack", "--virtual", "ours", "--record", "off",
                "--stopped", "--bpm", "124",
            )
            until(lambda: synced(techno, "main").get("state"), "it is there")
            capture.join("", "[Hh]ydrogen.*out_L", midi=False)
            techno.ask("transport", action="play")
            until(capture.rolls, "JACK rolls")
            until(lambda: capture.loudest > LOUD, "Hydrogen sounds")
            until(lambda: abs(capture.bpm() - 124.0) < 0.01, "our tempo is the transport's")
            techno.ask("transport", action="stop")
            until(lambda: not capture.rolls(), "JACK stands")

            def silent() -> bool:
                capture.loudest = 0.0
                threading.Event().wait(0.5)
                return capture.loudest < LOUD

            until(silent, "Hydrogen is silent")
        finally:
            capture.close()
