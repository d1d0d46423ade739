"""On a real MIDI server: notes end when a process dies, and a port that goes away comes back."""

from __future__ import annotations

import json
import os
import signal
import time
from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.system.asked import random_request
from tests.system.chance import KILLS, some_time
from tests.system.jack import LONG_PERIOD_FRAMES, Ear, Listener, jack_server, needs_jack
from tests.system.sessions import Sessions, gone, until
from tests.system.test_jack_by_frame import sender_pid
from tests.thorough import promised

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = needs_jack
SILENT_SECONDS = promised(0.2)
"""200 ms are promised. A soak on a quiet machine tests that; beside other work the fact is that the notes end."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with jack_server(monkeypatch, LONG_PERIOD_FRAMES) as name:
        yield name


@pytest.fixture
def ear(server: str) -> Iterator[Ear]:
    del server
    listening = Ear()
    yield listening
    listening.close()


@pytest.fixture
def techno(tmp_path: Path, server: str) -> Iterator[Sessions]:
    sessions = Sessions(tmp_path, JACK_DEFAULT_SERVER=server)
    long_notes = '{"mode": "m2", "bpm": 120, "layers": {"kick": {"length_steps": 3.9}}}'
    (tmp_path / "long.json").write_text(long_notes, encoding="utf-8")
    yield sessions
    sessions.close()


def silent_after(ear: Ear, pid: int) -> float:
    """Kill a process while a note sounds; return the seconds until none does."""
    until(ear.sounding, "a note sounds")
    began = time.monotonic()
    os.kill(pid, signal.SIGKILL)

    def ended() -> list[float]:
        """Return when notes ended since; the one that was heard may have ended by itself before that."""
        ends = [at for at, message in tuple(ear.heard) if at > began and message[0] >> 4 in {8, 11}]
        return [] if ear.sounding() else ends

    ends: list[float] = until(ended, "no note sounds")
    return min(ends) - began


def test_notes_of_a_killed_player_end_and_the_music_comes_back(techno: Sessions, ear: Ear) -> None:
    daemon = techno.start("daemon", "long.json", "--port", "ear", "--record", "off")
    player, sender = techno.player_pid(), sender_pid(daemon)
    for _ in range(KILLS):
        some_time(1.0)
        assert silent_after(ear, player) < SILENT_SECONDS
        ended = time.monotonic()
        player = techno.player_pid(other_than=player)
        until(partial(ear.notes_since, ended), "the music is back")
        assert sender_pid(daemon) == sender  # it ended the notes; one that fails ends them seconds later


@pytest.mark.parametrize("kill", range(KILLS))
def test_notes_of_a_killed_daemon_end_with_its_player(techno: Sessions, ear: Ear, kill: int) -> None:
    del kill
    daemon = techno.start("daemon", "long.json", "--port", "ear", "--record", "off")
    player = techno.player_pid()
    some_time(1.0)
    assert silent_after(ear, daemon.pid) < SILENT_SECONDS
    until(lambda: gone(player), "the player ends")


def test_a_port_that_goes_away_is_reported_and_taken_back(techno: Sessions, ear: Ear) -> None:
    daemon = techno.start("daemon", "long.json", "--port", "ear", "--record", "off")
    until(ear.sounding, "a note sounds")
    ear.close()

    def state() -> str:
        found = techno.status()
        return str(found["ports"][0]["state"]) if found else ""

    until(lambda: state() == "lost", "the port is lost")
    bar = techno.playing()["bar"]
    again = Ear()
    until(lambda: state() == "open", "the port is back")
    until(again.sounding, "its notes are back")
    techno.playing(bar + 1)
    assert daemon.poll() is None
    assert techno.stands()["restarts"] == 0
    again.close()


def test_every_note_ends_when_the_session_does(techno: Sessions, ear: Ear) -> None:
    daemon = techno.start("daemon", "long.json", "--port", "ear", "--record", "off")
    until(ear.sounding, "a note sounds")
    daemon.send_signal(signal.SIGTERM)
    assert daemon.wait(20) == 0
    until(lambda: not ear.sounding(), "no note sounds")


def test_a_port_we_offer_is_there_to_be_connected(techno: Sessions, server: str) -> None:
    del server
    techno.start("daemon", "long.json", "--virtual", "groove", "--record", "off")
    techno.playing()
    asking = Listener("asking")
    until(lambda: any("groove" in name for name in asking.sources()), "the port is there")
    asking.close()
    assert techno.stands()["ports"][0]["state"] == "open"


COMMANDS = 150


def test_every_note_on_meets_its_note_off_whatever_is_asked(techno: Sessions, ear: Ear) -> None:
    daemon = techno.start("daemon", "m1_backbone", "--bpm", "250", "--port", "ear", "--record", "off")
    until(ear.sounding, "a note sounds")
    with techno.connected() as client:
        for _ in range(COMMANDS):
            client.sendall(json.dumps(random_request()).encode() + b"\n")
            some_time(0.08)
    techno.ask("transport", action="play")
    began = time.monotonic()
    until(lambda: ear.notes_since(began), "it still plays")
    daemon.send_signal(signal.SIGTERM)
    assert daemon.wait(20) == 0
    until(lambda: not ear.sounding(), "no note sounds")
    sounding: set[tuple[int, int]] = set()
    for _, message in ear.heard:
        if len(message) < 3:
            continue
        pitch = (message[0] & 15, message[1])
        if message[0] >> 4 == 9:
            assert pitch not in sounding, "a note begins that sounds already"
            sounding.add(pitch)
        elif message[0] >> 4 == 8:
            sounding.discard(pitch)
        elif message[0] >> 4 == 11 and message[1] in {120, 123}:
            sounding = {note for note in sounding if note[0] != pitch[0]}
    assert not sounding
    assert techno.status() is None
