"""A MIDI controller on JACK is learned and steers a real session; its lamps follow it."""

from __future__ import annotations

import os
import signal
from collections import deque
from typing import TYPE_CHECKING, Any

import pytest

from tests.system.jack import LONG_PERIOD_FRAMES, jack_server, needs_jack
from tests.system.sessions import Sessions, until
from tests.thorough import SOAK

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = needs_jack


class Surface:
    """A controller: a JACK client that sends what a hand does, and keeps what its lamps are sent."""

    def __init__(self) -> None:
        import jack  # noqa: PLC0415 - it looks for libjack when it is imported

        self.lamps: list[bytes] = []
        self._queue: deque[bytes] = deque()
        self._client = jack.Client("knobs", no_start_server=True)
        self._out = self._client.midi_outports.register("out")
        self._in = self._client.midi_inports.register("in")
        self._client.set_process_callback(self._process)
        self._client.activate()

    def _process(self, _frames: int) -> None:
        self._out.clear_buffer()
        while self._queue:
            room = self._out.reserve_midi_event(0, len(self._queue[0]))
            if not room:
                return
            room[:] = self._queue.popleft()
        self.lamps.extend(bytes(data) for _, data in self._in.incoming_midi_events())

    def move(self, *messages: bytes) -> None:
        self._queue.extend(messages)

    def read_by(self) -> list[Any]:
        """Return who listens to its knobs and shows on its lamps."""
        return [*self._out.connections, *self._in.connections]

    def close(self) -> None:
        self._client.deactivate()
        self._client.close()


@pytest.fixture
def techno(tmp_path: Path) -> Iterator[Sessions]:
    sessions = Sessions(tmp_path, JACK_DEFAULT_SERVER=f"techno-test-{os.getpid()}")
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
    until(lambda: len(surface.read_by()) == 2, "the controller is read, and its lamps are shown")
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


def test_only_one_reads_the_controllers_of_a_session(techno: Sessions, surface: Surface) -> None:
    techno.start("daemon", "m4_showcase", "--record", "off", "--stopped")
    until(techno.status, "the session answers")
    techno.start("controllers", "--port", "knobs")
    until(surface.read_by, "the controller is read")
    ran = techno.run("controllers")
    assert (ran.returncode, ran.stderr) == (1, "techno controllers runs already for session main\n")


def test_without_a_session_it_says_how_to_start_one(techno: Sessions) -> None:
    ran = techno.run("controllers")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "play" in ran.stderr
