"""With --midi jack messages are placed by a sender; players, senders and servers may die, and the music comes back."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.system.asked import random_request
from tests.system.chance import CHANCE, some_time
from tests.system.jack import LONG_PERIOD_FRAMES, PERIOD_FRAMES, SAMPLE_RATE, Ear, Listener, jack_server, needs_jack
from tests.system.sessions import Sessions, until
from tests.thorough import SOAK, promised

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator

pytestmark = needs_jack
EAR_SECONDS = 0.02 + LONG_PERIOD_FRAMES / SAMPLE_RATE
"""Asking the daemon, a period of the ear's own, and its look at what has come."""
SILENT_SECONDS = promised(2 * LONG_PERIOD_FRAMES / SAMPLE_RATE + 0.005 + EAR_SECONDS)
"""Two periods and 5 ms are promised for stop, panic and mute."""
KICK = (9, 36)
SEQUENCES = 300 if SOAK else 6
LONG_NOTES = '{"mode": "m2", "bpm": 120, "layers": {"kick": {"length_steps": 3.9}}}'
BY_FRAME = ("daemon", "long.json", "--midi", "jack", "--record", "off")


@pytest.fixture
def techno(tmp_path: Path) -> Iterator[Sessions]:
    sessions = Sessions(tmp_path, JACK_DEFAULT_SERVER=f"techno-test-{os.getpid()}")
    (tmp_path / "long.json").write_text(LONG_NOTES, encoding="utf-8")
    yield sessions
    sessions.close()


@pytest.fixture
def ear(techno: Sessions, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ear]:
    with jack_server(monkeypatch, LONG_PERIOD_FRAMES):
        listening = Ear()
        yield listening
        techno.close()
        listening.close()


def sender_pid(daemon: subprocess.Popen[str]) -> int:
    """Return the process of a daemon's sender."""
    def found() -> int | None:
        children = Path(f"/proc/{daemon.pid}/task/{daemon.pid}/children").read_text().split()
        lines = {int(child): Path(f"/proc/{child}/cmdline") for child in children}
        senders = (pid for pid, line in lines.items() if line.exists() and b"sequencer.jack" in line.read_bytes())
        return next(senders, None)

    return int(until(found, "a sender runs"))


def test_notes_of_a_killed_player_end_and_the_music_comes_back(techno: Sessions, ear: Ear) -> None:
    techno.start(*BY_FRAME, "--port", "ear")
    player = techno.player_pid()
    until(ear.sounding, "a note sounds")
    os.kill(player, signal.SIGKILL)
    until(lambda: not ear.sounding(), "no note sounds")
    ended = time.monotonic()
    techno.player_pid(other_than=player)
    until(partial(ear.notes_since, ended), "the music is back")


def test_a_killed_sender_is_replaced_and_loses_no_bar(techno: Sessions, ear: Ear) -> None:
    daemon = techno.start(*BY_FRAME, "--port", "ear")
    until(ear.sounding, "a note sounds")
    bar = techno.playing()["bar"]
    sender = sender_pid(daemon)
    os.kill(sender, signal.SIGKILL)
    until(lambda: sender_pid(daemon) != sender, "another sender runs")
    ended = time.monotonic()
    until(partial(ear.notes_since, ended), "the music is back")
    techno.playing(bar + 1)
    assert techno.stands()["restarts"] == 0


def test_every_note_ends_when_the_session_does_and_status_tells_the_lead(techno: Sessions, ear: Ear) -> None:
    daemon = techno.start(*BY_FRAME, "--port", "ear")
    until(ear.sounding, "a note sounds")
    lead_ms = techno.stands()["ports"][0]["lead_ms"]
    assert lead_ms == pytest.approx(8 + 1_000 * LONG_PERIOD_FRAMES / SAMPLE_RATE, abs=0.001)
    daemon.send_signal(signal.SIGTERM)
    assert daemon.wait(20) == 0
    until(lambda: not ear.sounding(), "no note sounds")


def test_a_server_that_ends_is_said_and_our_port_is_back_when_it_returns(
    techno: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    def state() -> str:
        found = techno.status()
        return str(found["ports"][0]["state"]) if found else ""

    with jack_server(monkeypatch, LONG_PERIOD_FRAMES):
        techno.start(*BY_FRAME, "--virtual", "groove")
        techno.playing()
    until(lambda: state() == "lost", "the server's end is noticed")
    with jack_server(monkeypatch, LONG_PERIOD_FRAMES):
        until(lambda: state() == "open", "the port is back")
        asking = Listener("asking")
        until(lambda: any("groove" in name for name in asking.sources()), "the port is there")
        asking.close()
        techno.close()


def said(door: socket.socket, method: str, **params: object) -> float:
    """Say something on an open connection, and return when; opening one takes longer than what is measured."""
    line = json.dumps({"jsonrpc": "2.0", "method": method, "params": params}).encode() + b"\n"
    moment = time.monotonic()
    door.sendall(line)
    return moment


def led(source: str, ear_port: str, techno: Sessions) -> None:
    """Lead a port to another, as a patch bay does."""
    command = ["jack_connect", source, ear_port]
    subprocess.run(command, env=techno.environment, capture_output=True, check=False)


def test_who_listens_at_our_port_hears_it_again_after_a_sender_or_the_server_has_died(
    techno: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    def heard_again(ear: Ear) -> None:
        began = time.monotonic()
        until(partial(ear.notes_since, began), "the music is back")

    with jack_server(monkeypatch, LONG_PERIOD_FRAMES):
        ear = Ear()
        daemon = techno.start(*BY_FRAME, "--virtual", "groove")
        techno.playing()

        def led_to_it() -> bool:
            led("techno-jack:groove", "ear:in", techno)
            return bool(ear.sounding())

        until(led_to_it, "our port is led to it")
        sender = sender_pid(daemon)
        os.kill(sender, signal.SIGKILL)
        until(lambda: sender_pid(daemon) != sender, "another sender runs")
        heard_again(ear)
    ear.close()
    with jack_server(monkeypatch, LONG_PERIOD_FRAMES):
        ear = Ear()
        heard_again(ear)
        techno.close()
        ear.close()


@pytest.mark.parametrize("words", [(), ("--lead", "200")])
def test_stop_and_panic_end_all_notes_at_once_however_far_ahead_it_plays(
    techno: Sessions, ear: Ear, words: tuple[str, ...]
) -> None:
    techno.start(*BY_FRAME, "--port", "ear", *words)
    techno.playing(1)
    until(ear.sounding, "a note sounds")
    with techno.connected() as door:
        asked = said(door, "transport", action="stop")
        until(lambda: not ear.sounding(), "no note sounds")
    begun = [at for at, message in tuple(ear.heard) if message[0] >> 4 == 9]
    assert max(begun) < asked + SILENT_SECONDS
    techno.ask("transport", action="continue")
    until(lambda: ear.notes_since(asked + 0.2), "it plays on")
    techno.ask("transport", action="stop")
    until(lambda: not ear.sounding(), "no note sounds")


@pytest.mark.parametrize("words", [(), ("--lead", "200")])
def test_a_mute_and_a_panic_are_heard_at_once_however_far_ahead_it_plays(
    techno: Sessions, ear: Ear, words: tuple[str, ...]
) -> None:
    def kick_ends(after: float) -> float | None:
        """Return when the kick's next note ends, or all notes do, after a moment."""
        ends = (
            at for at, message in tuple(ear.heard) if at > after
            if (message[0] == 0x89 and message[1] == KICK[1]) or (message[0] == 0xB9 and message[1] in {120, 123})
        )
        return next(ends, None)

    techno.start(*BY_FRAME, "--port", "ear", *words)
    techno.playing(1)
    for method, asked_for in (
        ("submit", {"command": {"command": "mute", "layer": "kick", "at": "now"}}), ("transport", {"action": "panic"}),
    ):
        until(lambda: KICK in ear.sounding(), "the kick sounds")
        with techno.connected() as door:
            asked = said(door, method, **asked_for)
            ended = until(partial(kick_ends, asked), "the kick ends")
        assert ended < asked + SILENT_SECONDS
        if method == "submit":
            techno.playing(techno.playing()["bar"] + 1)
            begun = [at for at, message in tuple(ear.heard) if message[0] == 0x99 and message[1] == KICK[1]]
            assert max(begun) < asked + SILENT_SECONDS
            techno.ask("submit", command={"command": "unmute", "layer": "kick", "at": "now"})


@pytest.mark.parametrize("words", [(), ("--lead", "200")])
def test_whatever_is_asked_no_note_is_open_after_a_stop(techno: Sessions, ear: Ear, words: tuple[str, ...]) -> None:
    techno.start("daemon", "m1_backbone", "--midi", "jack", "--record", "off", "--bpm", "250", "--port", "ear", *words)
    until(ear.sounding, "a note sounds")
    with techno.connected() as client:
        for _ in range(SEQUENCES // 2):
            for _ in range(CHANCE.randint(1, 6)):
                client.sendall(json.dumps(random_request()).encode() + b"\n")
                some_time(0.2)
            techno.ask("transport", action="stop")
            until(lambda: not ear.sounding(), "no note sounds")
            techno.ask("transport", action=CHANCE.choice(["play", "continue"]))
            techno.playing()


def test_jack_is_taken_by_itself_where_it_runs_and_status_tells_how_the_sender_is(techno: Sessions, ear: Ear) -> None:
    techno.start("daemon", "long.json", "--record", "off", "--port", "ear")
    until(ear.sounding, "a note sounds")

    def has_beat() -> dict[str, object] | None:
        found = techno.status()
        return found["midi"] if found is not None and "late" in found["midi"] else None

    midi = until(has_beat, "the sender has told how it is")
    assert midi["way"] == "jack"
    assert (midi["rate"], midi["period_frames"], midi["dropped"]) == (SAMPLE_RATE, LONG_PERIOD_FRAMES, 0)
    told = techno.run("status").stdout
    assert "MIDI: jack" in told


def test_a_short_period_is_taken_only_where_it_is_asked_for(techno: Sessions, monkeypatch: pytest.MonkeyPatch) -> None:
    with jack_server(monkeypatch, PERIOD_FRAMES):
        for asked, way in ((), "rtmidi"), (("--midi", "jack"), "jack"):
            daemon = techno.start("daemon", "long.json", "--record", "off", "--virtual", "out", "--no-listen", *asked)
            techno.playing()
            found = techno.status()
            assert found is not None
            assert found["midi"]["way"] == way
            techno.ask("end")
            said = daemon.communicate(timeout=30)[0]
            assert ("a period of 64 frames is too short to be sure of" in said) == (way == "rtmidi")


def test_rtmidi_is_taken_where_it_is_asked_for(techno: Sessions, ear: Ear) -> None:
    techno.start("daemon", "long.json", "--record", "off", "--port", "ear", "--midi", "rtmidi")
    until(ear.sounding, "a note sounds")
    found = techno.status()
    assert found is not None
    assert found["midi"]["way"] == "rtmidi"
    assert found["ports"][0]["lead_ms"] == 0


def test_without_a_server_it_says_what_is_missing(techno: Sessions) -> None:
    ran = techno.run(*BY_FRAME)
    assert ran.returncode != 0
    assert "--midi jack needs a JACK server" in ran.stderr
