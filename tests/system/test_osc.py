"""The command `techno osc` beside a real session."""

from __future__ import annotations

import signal
import socket
import sys
from typing import TYPE_CHECKING

import pytest

from tests.system.sessions import Sessions, until

pytest.importorskip("pythonosc", reason="the extra `osc` is not installed, or does not load", exc_type=ImportError)

from pythonosc.osc_message_builder import OscMessageBuilder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.fixture
def techno(tmp_path: Path) -> Iterator[Sessions]:
    sessions = Sessions(tmp_path, lean=True, JACK_DEFAULT_SERVER="none-of-that-name")
    yield sessions
    sessions.close()


def test_a_tablet_sets_the_energy_and_osc_leaves_without_stopping_the_music(techno: Sessions) -> None:
    techno.start("daemon", "m4_showcase", "--bpm", "300")
    techno.playing()
    serving = techno.start("osc", "--port", "0")
    assert serving.stdout is not None
    line = serving.stdout.readline()
    port = int(line.split(":")[1].split(";")[0])
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        builder = OscMessageBuilder("/techno/energy")
        builder.add_arg(0.25)
        client.sendto(builder.build().dgram, ("127.0.0.1", port))
        until(lambda: '"energy":0.25' in str(techno.ask("config")).replace(" ", ""), "the energy has changed")
    serving.send_signal(signal.SIGINT)
    assert serving.wait(timeout=30) == 130
    techno.playing(techno.stands()["bar"] + 1)


def test_without_a_session_it_says_how_to_start_one(techno: Sessions) -> None:
    ran = techno.run("osc")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "play" in ran.stderr


@pytest.mark.parametrize("given", ["9001", "host:", ":9001", "host:0", "host:70000", "host:x"])
def test_a_listener_is_a_host_and_a_port(techno: Sessions, given: str) -> None:
    ran = techno.run("osc", "--send", given)
    assert ran.returncode == 1
    assert "HOST:PORT" in ran.stderr


def test_a_port_that_is_taken_is_named(techno: Sessions) -> None:
    techno.start("daemon", "m1_backbone", "--stopped")
    until(techno.status, "the session answers")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        ran = techno.run("osc", "--port", str(port))
    assert ran.returncode == 1
    assert f"UDP port {port} of 127.0.0.1 cannot be had" in ran.stderr
