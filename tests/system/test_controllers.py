"""A MIDI controller on JACK is learned and steers a real session; its lamps follow it."""

from __future__ import annotations

import json
import os
import signal
from collections import deque
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from engine.parameters import parameter
from sequencer.tape.journal import JournalFile
from sequencer.tape.replay import Following
from sequencer.wire.reports import BarComposed
from tests.system.jack import LONG_PERIOD_FRAMES, SAMPLE_RATE, jack_server, needs_jack
from tests.system.sessions import Sessions, until
from tests.thorough import SOAK

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = needs_jack

FRAMES_A_TURN = SAMPLE_RATE // 1000
FLOOD_SECONDS = 60
LIVE_BOUND_US = 1000.0
"""A message that leaves later than this counts as late (docs/live.md)."""


class Surface:
    """A controller: a JACK client that sends what a hand does, and keeps what its lamps are sent."""

    def __init__(self) -> None:
        import jack

        self.lamps: list[bytes] = []
        self._queue: deque[bytes] = deque()
        self.turns: list[int] = []
        self.left = 0
        self._turned = 0
        self._client = jack.Client("knobs", no_start_server=True)
        self._out = self._client.midi_outports.register("out")
        self._in = self._client.midi_inports.register("in")
        self._client.set_process_callback(self._process)
        self._client.activate()

    def _process(self, frames: int) -> None:
        self._out.clear_buffer()
        for frame in range(0, frames, FRAMES_A_TURN) if self.left else ():
            room = self._out.reserve_midi_event(frame, 3)
            if room:
                self.left -= 1
                self._turned += 1
                knob = self.turns[self._turned % len(self.turns)]
                room[:] = bytes((0xB0, knob, self._turned * 37 % 128))
        while self._queue:
            room = self._out.reserve_midi_event(0, len(self._queue[0]))
            if not room:
                return
            room[:] = self._queue.popleft()
        self.lamps.extend(bytes(data) for _, data in self._in.incoming_midi_events())

    def flood(self, seconds: int, *knobs: int) -> None:
        """Turn knobs wildly, a thousand moves a second in all, for so long by JACK's time."""
        self.turns, self.left = list(knobs), seconds * 1000

    def move(self, *messages: bytes) -> None:
        self._queue.extend(messages)

    def is_read(self) -> bool:
        """Return whether `techno controllers` listens to its knobs and shows on its lamps; a player may play to it."""
        both = self._out.connections, self._in.connections
        return all(any(one.name.startswith("techno-controllers") for one in ends) for ends in both)

    def close(self) -> None:
        self._client.deactivate()
        self._client.close()


@pytest.fixture
def techno(tmp_path: Path) -> Iterator[Sessions]:
    sessions = Sessions(tmp_path, lean=True, JACK_DEFAULT_SERVER=f"techno-test-{os.getpid()}")
    yield sessions
    sessions.close()


@pytest.fixture
def surface(techno: Sessions, monkeypatch: pytest.MonkeyPatch) -> Iterator[Surface]:
    with jack_server(monkeypatch, LONG_PERIOD_FRAMES, patience_ms=10_000):  # a busy machine holds clients up
        found = Surface()
        yield found
        techno.close()
        found.close()


def config_holds(techno: Sessions, text: str) -> bool:
    return text in str(techno.ask("config")).replace(" ", "")


@pytest.mark.skipif(not SOAK, reason="a busy machine holds up its controller, a JACK client in Python")
def test_a_control_is_learned_in_the_console_and_steers_the_session(techno: Sessions, surface: Surface) -> None:
    techno.start("daemon", "m4_showcase", "--bpm", "300", "--record", "off", "--stopped")
    until(techno.status, "the session answers")
    assert "techno controllers" in techno.run("attach", stdin=":learn energy\n").stdout
    front = techno.start("controllers", "--port", "knobs")
    until(surface.is_read, "the controller is read, and its lamps are shown")
    until(lambda: "knobs" in techno.run("attach", stdin=":controllers\n").stdout, "its port is known")
    assert "move the control" in techno.run("attach", stdin=":learn energy\n").stdout

    surface.move(b"\xb0\x15\x7f")
    known = "CC 21 on channel 1: /techno/energy"
    until(lambda: known in techno.run("attach", stdin=":controllers\n").stdout, "it is learned")
    surface.move(b"\xb0\x16\x00", b"\xb0\x15\x7f", b"\xb0\x15\x20")
    until(lambda: config_holds(techno, '"energy":0.25'), "the energy follows the knob")
    techno.run("attach", stdin=":set energy 1\n")
    until(lambda: b"\xb0\x15\x7f" in surface.lamps, "the motor follows the session")

    front.send_signal(signal.SIGINT)
    assert front.wait(timeout=30) == 130
    assert (techno.folder / "data").exists()
    assert techno.status() is not None


def learned(techno: Sessions, surface: Surface, what: str, *message: int) -> None:
    """Let the next control that moves do something."""
    until(lambda: "move the control" in techno.run("attach", stdin=f":learn {what}\n").stdout, "it can be learned")
    known = f"/techno/{what.split(maxsplit=1)[0]}"

    def knows() -> bool:
        surface.move(bytes(message))
        return known in techno.run("attach", stdin=":controllers\n").stdout
    until(knows, "it is learned")
    techno.run("attach", stdin=":learn off\n")


def journal(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "journal.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.skipif(not SOAK, reason="a busy machine holds up its controller, a JACK client in Python")
def test_a_pad_plays_a_layer_into_the_recording_and_a_replay_is_the_same_bytes(
    techno: Sessions, surface: Surface
) -> None:
    night = techno.folder / "night"
    techno.start("daemon", "m1_backbone", "--record", str(night))
    until(techno.status, "the session answers")
    techno.start("controllers", "--port", "knobs")
    until(surface.is_read, "the controller is read")
    learned(techno, surface, "strike clap", 0x99, 0x24, 0x40)

    def played() -> list[dict[str, Any]]:
        surface.move(b"\x99\x24\x63", b"\x89\x24\x00")
        return [line for line in journal(night) if line["say"] == "struck" and line["velocity"] == 99]
    hit, *_ = until(played, "the journal has the hit")
    assert hit["layer"] == "clap"
    until(lambda: [line for line in journal(night) if line["say"] == "sent" and line["bar"] > hit["bar"]], "it is over")
    techno.run("stop", "--end")
    until(lambda: techno.status() is None, "the session has ended")
    again = techno.folder / "again.mid"
    assert techno.run("replay", str(night), "--out", str(again)).returncode == 0
    assert again.read_bytes() == (night / "take-001.mid").read_bytes()


@pytest.mark.skipif(not SOAK, reason="it takes a minute, and a busy machine holds up its controller")
def test_a_thousand_moves_a_second_for_a_minute_move_nothing_beyond_the_caps_and_nothing_is_late(
    techno: Sessions, surface: Surface
) -> None:
    night = techno.folder / "night"
    techno.start("daemon", "m4_showcase", "--record", str(night))
    until(techno.status, "the session answers")
    techno.start("controllers", "--port", "knobs")
    until(surface.is_read, "the controller is read")
    learned(techno, surface, "energy nopickup", 0xB0, 0x15, 0x7F)
    surface.flood(FLOOD_SECONDS, 0x15)
    until(lambda: surface.left <= 0, "all is turned", 3 * FLOOD_SECONDS)
    found = techno.status()
    assert found is not None
    techno.run("stop", "--end")
    until(lambda: techno.status() is None, "the session has ended")

    following = Following(JournalFile(night / "journal.jsonl"))
    energies = []
    for number, line in following.lines():
        following.take(number, line)
        if isinstance(line, BarComposed):
            energies.append(following.mirror.bars[-1].bar.energy)
    cap = parameter(following.mirror.state.config, "energy")
    assert cap is not None
    steps = [abs(after - before) for before, after in pairwise(energies)]
    print(f"{len(energies)} bars, largest step {max(steps):.3f} of {cap.cap_per_bar}: {found['lateness_us']}")  # noqa: T201 - the figure
    assert 0 < max(steps) <= cap.cap_per_bar + 1e-9
    assert found["lateness_us"]["p99"] <= LIVE_BOUND_US


def test_only_one_reads_the_controllers_of_a_session(techno: Sessions, surface: Surface) -> None:
    techno.start("daemon", "m4_showcase", "--record", "off", "--stopped")
    until(techno.status, "the session answers")
    techno.start("controllers", "--port", "knobs")
    until(surface.is_read, "the controller is read")
    ran = techno.run("controllers")
    assert (ran.returncode, ran.stderr) == (1, "techno controllers runs already for session main\n")


def test_without_a_session_it_says_how_to_start_one(techno: Sessions) -> None:
    ran = techno.run("controllers")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "play" in ran.stderr
