"""Killed at random moments, player, daemon or stage: nothing recorded is lost, and the music is back."""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import threading
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from mido import MidiFile

from engine.timebase import BAR_TICKS, STEP_TICKS
from tests.system.chance import KILLS, some_time
from tests.system.sessions import Sessions, gone, until
from tests.system.terminal import Terminal
from tests.thorough import SOAK

if TYPE_CHECKING:
    import subprocess

pytestmark = [pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"), pytest.mark.timeout(0)]
STILL_SECONDS = 10.0 if SOAK else 4.0
DENSITY = {"command": "set", "path": "hat_c.density", "to": 0.5}


def hits(path: Path) -> set[tuple[int, int, int]]:
    """Return the tick, note and velocity of every hit in a file."""
    found = set()
    for track in MidiFile(path).tracks:
        tick = 0
        for message in track:
            tick += message.time
            if message.type == "note_on" and message.velocity:
                found.add((tick, message.note, message.velocity))
    return found


def replays_to_the_same_bytes(techno: Sessions, *, killed: bool = False) -> int:
    """Replay the one recorded session; return how many bars it has.

    When it was killed, its file may be a bar ahead of the journal, which is written after it.
    """
    folder = techno.session_folder()
    ran = techno.run("replay", str(folder), "--json")
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    parts = sorted(folder.glob("take-*.mid"))
    assert parts
    for part in parts:
        (made,) = (techno.out / "replays").glob(f"*/{part.name}")
        if killed and made.read_bytes() != part.read_bytes():
            assert hits(made) < hits(part)
            ahead = {(tick + STEP_TICKS // 2) // BAR_TICKS for tick, _, _ in hits(part) - hits(made)}
            assert ahead == {found["bars"]}
        else:
            assert made.read_bytes() == part.read_bytes()
    bars: int = found["bars"]
    return bars


def test_the_music_outlives_its_players(tmp_path: Path) -> None:
    techno = Sessions(tmp_path, JACK_DEFAULT_SERVER="none-of-that-name")
    try:
        techno.start("daemon", "--bpm", "240")
        player = techno.player_pid()
        techno.playing()
        for kill in range(KILLS):
            some_time(2.0)
            wish = threading.Thread(target=techno.ask, args=("submit",), kwargs={"command": DENSITY})
            wish.start()
            some_time(0.5)
            os.kill(player, signal.SIGKILL if kill % 3 else signal.SIGSTOP)
            player = techno.player_pid(other_than=player)
            wish.join()
            techno.playing(techno.playing()["bar"] + 1)
            assert techno.stands()["restarts"] == kill + 1
        techno.ask("end")
        until(lambda: techno.status() is None, "the session ends")
        assert replays_to_the_same_bytes(techno) > KILLS
    finally:
        techno.close()


def children(daemon: subprocess.Popen[str], module: bytes) -> set[int]:
    """Return the processes of a daemon that run a module, and are not dead."""
    found = set()
    for pid in map(int, Path(f"/proc/{daemon.pid}/task/{daemon.pid}/children").read_text(encoding="utf-8").split()):
        with suppress(OSError):
            if module in Path(f"/proc/{pid}/cmdline").read_bytes() and not gone(pid):
                found.add(pid)
    return found


def another(daemon: subprocess.Popen[str], module: bytes, than: int = 0) -> int:
    """Wait for a process of a daemon that runs a module and is not the one that is known; return its pid."""
    found: set[int] = until(lambda: children(daemon, module) - {than}, f"another process of {module.decode()}")
    return found.pop()


def test_the_music_outlives_its_spares_also_when_player_and_spare_die_together(tmp_path: Path) -> None:
    techno = Sessions(tmp_path, JACK_DEFAULT_SERVER="none-of-that-name")
    try:
        daemon = techno.start("daemon", "--bpm", "240")
        player = techno.player_pid()
        bar = techno.playing()["bar"]
        for kill in range(KILLS):
            spare = another(daemon, b"sequencer.player", player)
            some_time(0.5)
            dead = {player, spare}
            os.kill(spare, signal.SIGKILL)
            if kill % 2:
                os.kill(player, signal.SIGKILL)
                until(partial(gone, player), "the player is gone")
            until(partial(gone, spare), "the spare is gone")
            if kill % 2:
                until(lambda: techno.player_pid() not in dead, "another player")  # noqa: B023 - asked at once
                player = techno.player_pid()
            bar = techno.playing(bar + 1)["bar"]
            both = (kill + 1) // 2
            assert both <= techno.stands()["restarts"] <= 2 * both  # a dying spare may be taken
        techno.ask("end")
        until(lambda: techno.status() is None, "the session ends")
        assert replays_to_the_same_bytes(techno) > bar
    finally:
        techno.close()


def test_the_music_outlives_its_kits(tmp_path: Path) -> None:
    techno = Sessions(tmp_path, JACK_DEFAULT_SERVER="none-of-that-name", TECH_ENGINE_AUDIO="null")

    def plays() -> bool:
        found = techno.status()
        return found is not None and any(port["kit"] and port["state"] == "open" for port in found["ports"])

    try:
        daemon = techno.start("daemon", "--bpm", "240", "--listen")
        bar = techno.playing()["bar"]
        for _ in range(KILLS):
            until(plays, "the kit plays")
            kit = another(daemon, b"sequencer.sound")
            some_time(1.0)
            os.kill(kit, signal.SIGKILL)
            another(daemon, b"sequencer.sound", kit)
            until(plays, "the kit plays again")
            bar = techno.playing(bar + 1)["bar"]
        assert techno.stands()["restarts"] == 0
        techno.ask("end")
        until(lambda: techno.status() is None, "the session ends")
        sent = [line["bar"] for line in techno.journal() if line["say"] == "sent"]
        assert sent == list(range(len(sent)))
    finally:
        techno.close()


@pytest.mark.parametrize("kill", range(KILLS))
def test_a_recording_outlives_its_daemon(tmp_path: Path, kill: int) -> None:
    del kill
    techno = Sessions(tmp_path, JACK_DEFAULT_SERVER="none-of-that-name")
    try:
        daemon = techno.start("daemon", "--bpm", "300")
        player = techno.player_pid()
        techno.playing(1)
        techno.ask("submit", command=DENSITY)
        some_time(1.5)
        daemon.kill()
        daemon.wait()
        until(lambda: gone(player), "the player ends")
        assert replays_to_the_same_bytes(techno, killed=True) >= 1
    finally:
        techno.close()


def test_the_music_outlives_its_stages(tmp_path: Path) -> None:
    techno = Sessions(tmp_path, JACK_DEFAULT_SERVER="none-of-that-name")
    try:
        techno.start("daemon", "--bpm", "300")
        player = techno.player_pid()
        bar = techno.playing()["bar"]
        for _ in range(KILLS):
            stage = Terminal(techno, "attach")
            some_time(2.0)
            stage.child.kill(signal.SIGKILL)
            stage.ended()
            bar = techno.playing(bar + 1)["bar"]
        assert techno.player_pid() == player
        assert techno.stands()["restarts"] == 0
        techno.ask("end")
        until(lambda: techno.status() is None, "the session ends")
        assert replays_to_the_same_bytes(techno) > bar
    finally:
        techno.close()


def test_a_daemon_that_stands_still_misses_nothing(tmp_path: Path) -> None:
    techno = Sessions(tmp_path, JACK_DEFAULT_SERVER="none-of-that-name")
    try:
        daemon = techno.start("daemon", "--bpm", "300")
        techno.playing(1)
        bar = techno.playing()["bar"]
        daemon.send_signal(signal.SIGSTOP)
        select.select([], [], [], STILL_SECONDS)
        daemon.send_signal(signal.SIGCONT)
        techno.playing(bar + 5)
        assert techno.stands()["restarts"] == 0
        techno.ask("end")
        daemon.wait(20)
        sent = [line["bar"] for line in techno.journal() if line["say"] == "sent"]
        assert sent == list(range(len(sent)))
        replays_to_the_same_bytes(techno)
    finally:
        techno.close()
