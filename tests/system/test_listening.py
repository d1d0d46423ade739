"""The built-in kit in a session: asked for, switched, by itself, replaced when it dies. On the null device."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import pytest

from bench.sound.jack import onsets, recorded, samples
from tests.system.jack import LONG_PERIOD_FRAMES, SAMPLE_RATE, jack_server, needs_jack
from tests.system.sessions import Sessions, gone, until

if TYPE_CHECKING:
    from collections.abc import Iterator

QUIET = ("daemon", "m1_backbone", "--record", "off")


@pytest.fixture
def techno(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Sessions]:
    sessions = Sessions(
        tmp_path, TECH_ENGINE_AUDIO=getattr(request, "param", "null"), JACK_DEFAULT_SERVER=f"none-{os.getpid()}"
    )
    yield sessions
    sessions.close()


def kit_of(techno: Sessions) -> dict[str, Any] | None:
    """Return the kit's output while it is open."""
    ports = (techno.status() or {"ports": []})["ports"]
    return next((port for port in ports if port["kit"] and port["state"] == "open"), None)


def kit_pid(daemon: subprocess.Popen[str]) -> int | None:
    children = Path(f"/proc/{daemon.pid}/task/{daemon.pid}/children").read_text().split()
    lines = {int(child): Path(f"/proc/{child}/cmdline") for child in children}
    return next((pid for pid, line in lines.items() if line.exists() and b"sequencer.sound" in line.read_bytes()), None)


def said_until(daemon: subprocess.Popen[str], words: str) -> str:
    """Return the line of a daemon that has some words in it."""
    assert daemon.stdout is not None
    for line in daemon.stdout:
        if words in line:
            return line
    raise AssertionError(f"it did not say {words}")


def test_asked_for_it_plays_with_a_latency_that_is_told_and_goes_and_comes_by_a_word(techno: Sessions) -> None:
    daemon = techno.start(*QUIET, "--listen")
    kit = until(lambda: kit_of(techno), "the kit plays")
    assert kit["name"] == "built-in kit on Null"
    assert kit["lead_ms"] > 20
    assert kit["latency_ms"] > 0
    techno.playing()
    techno.ask("listen", on=False)
    status = techno.status()
    assert status is not None
    assert [port["kit"] for port in status["ports"]] == [False]
    until(lambda: kit_pid(daemon) is None, "its process has ended")
    again = techno.run("attach", stdin=":listen on\n")
    assert "you hear the built-in kit on Null" in again.stdout
    assert kit_of(techno) is not None


def test_where_nothing_else_can_be_heard_it_plays_by_itself_and_says_so(techno: Sessions) -> None:
    daemon = techno.start(*QUIET)
    assert ":listen off ends it" in said_until(daemon, "nothing else is there to play to")
    techno.playing()
    until(lambda: (techno.status() or {"verdict": "no session"})["verdict"] == "", "all is well")


@pytest.mark.parametrize("words", [("--no-listen",), ("--virtual", "mine"), ("--port", "mine")])
def test_where_it_is_not_wanted_or_something_was_asked_for_it_is_silent(
    techno: Sessions, words: tuple[str, ...]
) -> None:
    daemon = techno.start(*QUIET, *words)
    techno.playing()
    assert kit_pid(daemon) is None


@pytest.mark.parametrize("techno", ["wasapi"], indirect=True)
def test_without_a_device_the_music_plays_on_and_one_line_says_so(techno: Sessions) -> None:
    daemon = techno.start(*QUIET)
    assert "wasapi opens no audio device" in said_until(daemon, "nothing else is there to play to")
    techno.playing()
    until(lambda: kit_pid(daemon) is None, "it is not tried again")
    assert techno.ask("listen", on=True) is None
    refused = techno.run("attach", stdin=":listen on\n")
    assert refused.returncode == 1
    assert "the built-in kit cannot play: wasapi opens no audio device" in refused.stdout + refused.stderr


def test_a_killed_kit_is_replaced_and_the_music_plays_on(techno: Sessions) -> None:
    daemon = techno.start(*QUIET, "--listen")
    until(lambda: kit_of(techno), "the kit plays")
    bar = techno.playing()["bar"]
    first = kit_pid(daemon)
    assert first is not None
    os.kill(first, signal.SIGKILL)
    said_until(daemon, "the built-in kit was lost (its process has ended); it is started again")
    until(lambda: kit_pid(daemon) not in {None, first}, "another kit is there")
    until(lambda: kit_of(techno), "the kit plays again")
    techno.playing(bar + 1)


def test_a_killed_player_finds_the_kit_again(techno: Sessions) -> None:
    techno.start(*QUIET, "--listen")
    until(lambda: kit_of(techno), "the kit plays")
    player = techno.player_pid()
    os.kill(player, signal.SIGKILL)
    techno.player_pid(other_than=player)
    assert until(lambda: kit_of(techno), "the kit plays")["name"] == "built-in kit on Null"


def test_the_kits_process_ends_with_the_session(techno: Sessions) -> None:
    daemon = techno.start(*QUIET, "--listen")
    until(lambda: kit_of(techno), "the kit plays")
    kit = kit_pid(daemon)
    assert kit is not None
    techno.ask("end")
    assert daemon.wait(60) == 0
    until(lambda: gone(kit), "the kit ends")


@needs_jack
@pytest.mark.skipif(
    shutil.which("jack_capture") is None and not os.environ.get("CI"), reason="needs jack_capture to listen"
)
@pytest.mark.parametrize("techno", ["jack"], indirect=True)
def test_on_jack_the_beat_of_a_session_is_heard(
    techno: Sessions, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "kicks.json").write_text('{"mode": "m2", "bpm": 120, "layers": {"kick": {}}}', encoding="utf-8")
    heard = tmp_path / "heard.wav"
    with jack_server(monkeypatch, LONG_PERIOD_FRAMES) as server:
        techno.environment["JACK_DEFAULT_SERVER"] = server
        techno.start("daemon", "kicks.json", "--stopped", "--listen")
        until(lambda: kit_of(techno), "the kit plays")
        with recorded(heard, seconds=20):
            until(lambda: b"jack_capture" in subprocess.run(
                ["jack_lsp", "-c", "techno-kit"], capture_output=True, check=False
            ).stdout, "the recorder hears the kit")
            techno.ask("transport", action="play")
            techno.playing(4)
            techno.ask("transport", action="stop")
        techno.close()
    steps = [later - earlier for earlier, later in pairwise(onsets(samples(heard)))]
    assert len(steps) >= 8
    assert median(steps) == pytest.approx(SAMPLE_RATE / 2, rel=0.02)  # a server without priority loses some time
