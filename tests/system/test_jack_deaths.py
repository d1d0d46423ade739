"""JACK servers and senders die again and again: the music is back in time, and no bar of the recording is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.system.jack import LONG_PERIOD_FRAMES, SAMPLE_RATE, SERVER, Ear, jack_server, needs_jack
from tests.system.sessions import Sessions, until
from tests.system.test_jack_by_frame import LONG_NOTES, sender_pid
from tests.thorough import SOAK, promised

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = needs_jack
ENDS = [signal.SIGTERM] * (10 if SOAK else 1) + [signal.SIGKILL] * (2 if SOAK else 1)
SENDERS = 20 if SOAK else 2
BACK_SECONDS = 3.0
NOTICED_SECONDS = 2.0


@pytest.fixture
def techno(tmp_path: Path) -> Iterator[Sessions]:
    sessions = Sessions(tmp_path, JACK_DEFAULT_SERVER=f"techno-test-{os.getpid()}")
    (tmp_path / "long.json").write_text(LONG_NOTES, encoding="utf-8")
    yield sessions
    sessions.close()


def serve() -> subprocess.Popen[bytes]:
    """Start a server under the name in the environment, and return it when its ports can be asked for."""
    name = os.environ["JACK_DEFAULT_SERVER"]
    command = [*SERVER, "-n", name, "-d", "dummy", "-r", str(SAMPLE_RATE), "-p", str(LONG_PERIOD_FRAMES)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def port_state(techno: Sessions) -> str:
    """Return how the first port stands."""
    found = techno.status()
    return str(found["ports"][0]["state"]) if found else ""


def test_music_is_back_within_three_seconds_of_the_servers_return(
    techno: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    with jack_server(monkeypatch, LONG_PERIOD_FRAMES):
        first = Ear()
        techno.start("daemon", "long.json", "--port", "ear", "--record", "off")
        until(first.sounding, "a note sounds")
    first.close()
    until(lambda: port_state(techno) == "lost", "the server's end is noticed")
    noticed, back = [], []
    for end in ENDS:
        server = serve()
        ear = until(ear_there, "the instrument is there")
        returned = time.monotonic()
        until(partial(ear.notes_since, returned), "the music is back")
        back.append(time.monotonic() - returned)
        ended = time.monotonic()
        server.send_signal(end)
        server.wait(20)
        until(lambda: port_state(techno) == "lost", "the server's end is noticed")
        noticed.append(time.monotonic() - ended)
        ear.close()
    assert max(back) < promised(BACK_SECONDS)
    assert max(noticed) < promised(NOTICED_SECONDS)


def another(daemon: subprocess.Popen[str], sender: int) -> bool:
    """Return True when another sender runs."""
    return sender_pid(daemon) != sender


def ear_there() -> Ear | None:
    """Return an instrument once the server takes it."""
    try:
        return Ear()
    except Exception:  # noqa: BLE001 - either library has its own, and one is tried again
        return None


def test_senders_that_die_lose_no_bar_of_the_recording(techno: Sessions, monkeypatch: pytest.MonkeyPatch) -> None:
    with jack_server(monkeypatch, LONG_PERIOD_FRAMES):
        ear = Ear()
        daemon = techno.start("daemon", "long.json", "--port", "ear")
        until(ear.sounding, "a note sounds")
        for _ in range(SENDERS):
            sender = sender_pid(daemon)
            os.kill(sender, signal.SIGKILL)
            until(partial(another, daemon, sender), "another sender runs")
            ended = time.monotonic()
            until(partial(ear.notes_since, ended), "the music is back")
        daemon.send_signal(signal.SIGTERM)
        assert daemon.wait(20) == 0
        until(lambda: not ear.sounding(), "no note sounds")
        ear.close()
        bars = [line["bar"] for line in techno.journal() if line.get("say") == "sent"]
        assert bars == list(range(len(bars)))
        assert not any(line.get("say") in {"failed", "restart"} for line in techno.journal())
