"""The kit's own process: it opens, plays, says where its clock stands, and ends with its owner."""

from __future__ import annotations

import os
import select
import shutil
import socket
import subprocess
import sys
import time
import wave
from array import array
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from sequencer.wire.launch import python_command, python_environment
from sequencer.wire.link import LinkClosed
from sequencer.wire.timed import Ahead, Beat, Failed, Leave, Opened, owner_link
from tests.system.jack import LONG_PERIOD_FRAMES, SOUNDFONTS, jack_server, needs_jack, needs_synth
from tests.system.sessions import Sessions, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KICK = bytes((0x99, 36, 127))


class KitProcess:
    """A kit's process and its owner's end."""

    def __init__(self, system: str) -> None:
        here, there = socket.socketpair()
        with there, socket.socket(socket.AF_UNIX) as door:  # at which no player comes
            fds = (there.fileno(), door.fileno())
            door.bind("")  # a name that Linux chooses
            door.listen()
            self.process = subprocess.Popen(
                [*python_command("sequencer.sound"), *map(str, fds), system, "36"], pass_fds=fds,
                env=python_environment(),
            )
        self.here = here
        self.link = owner_link(here)
        self.said: list[Any] = []

    def wait_for(self, kind: type[Any], count: int = 1) -> list[Any]:
        def found() -> list[Any]:
            if select.select([self.here], [], [], 0.05)[0]:
                with suppress(LinkClosed):  # it may have said its last word
                    self.said.extend(self.link.receive())
            return [message for message in self.said if isinstance(message, kind)]

        until(lambda: len(found()) >= count, f"{count} {kind.__name__}")
        return found()

    def close(self) -> None:
        self.here.close()
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(20)


@pytest.fixture
def kit(request: pytest.FixtureRequest) -> Iterator[KitProcess]:
    found = KitProcess(getattr(request, "param", "null"))
    yield found
    found.close()


def test_it_opens_beats_and_leaves_when_told_to(kit: KitProcess) -> None:
    (opened,) = kit.wait_for(Opened)
    assert opened.name == "Null"
    kit.link.send(Ahead(time.monotonic_ns() + opened.lead_ns, KICK))
    first, second = kit.wait_for(Beat, 2)[:2]
    assert second.frame - first.frame == pytest.approx((second.ns - first.ns) * opened.rate / 1e9, rel=0.2)
    kit.link.send(Leave())
    assert kit.process.wait(20) == 0


def test_it_ends_when_its_owner_dies(kit: KitProcess) -> None:
    kit.wait_for(Opened)
    kit.here.close()
    assert kit.process.wait(20) == 0


@pytest.mark.parametrize("kit", ["gramophone"], indirect=True)
def test_a_device_that_cannot_be_had_is_said_and_ends_it(kit: KitProcess) -> None:
    (failed,) = kit.wait_for(Failed)
    assert "gramophone" in failed.reason
    assert kit.process.wait(20) == 1


@needs_jack
@pytest.mark.skipif(
    shutil.which("jack_capture") is None and not os.environ.get("CI"), reason="needs jack_capture to listen"
)
def test_on_jack_a_kick_is_heard_and_a_dead_server_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    heard = tmp_path / "heard.wav"
    with jack_server(monkeypatch, LONG_PERIOD_FRAMES):
        kit = KitProcess("jack")
        try:
            (opened,) = kit.wait_for(Opened)
            assert (opened.name, opened.rate, opened.period_frames) == ("JACK", 48000, LONG_PERIOD_FRAMES)
            with subprocess.Popen(
                ["jack_capture", "-b", "16", "-c", "1", "--port", "techno-kit:*", str(heard)],
                stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            ) as recorder:
                until(heard.exists, "the recorder runs")
                for count in range(8):
                    kit.link.send(Ahead(time.monotonic_ns() + opened.lead_ns + count * 200_000_000, KICK))
                kit.wait_for(Beat, len([said for said in kit.said if isinstance(said, Beat)]) + 3)
                recorder.communicate(b"\n", timeout=20)
        finally:
            if sys.exc_info()[0] is not None:
                kit.close()
    try:
        (failed,) = kit.wait_for(Failed)
        assert "JACK" in failed.reason
        assert kit.process.wait(20) == 1
    finally:
        kit.close()
    with wave.open(str(heard)) as file:
        assert max(map(abs, array("h", file.readframes(file.getnframes())))) > 10_000


@needs_synth
def test_a_soundfont_plays_the_drums_through_the_systems_own_synth(tmp_path: Path) -> None:
    font = next(path for path in SOUNDFONTS if path.exists())
    sound = tmp_path / "a.wav"
    render = ["render", "m1_backbone", "--bars", "2", "--bpm", "120", "--out", str(tmp_path / "a.mid")]
    sessions = Sessions(tmp_path)
    try:
        ran = sessions.run(*render, "--wav", str(sound), "--soundfont", str(font))
    finally:
        sessions.close()
    assert ran.returncode == 0, ran.stderr
    with wave.open(str(sound)) as file:
        assert (file.getframerate(), file.getsampwidth()) == (48000, 2)
        assert file.getnframes() >= 4 * 48000
        assert max(map(abs, array("h", file.readframes(file.getnframes())))) > 1000
