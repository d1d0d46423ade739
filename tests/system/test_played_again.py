"""A recorded session is played again by the command, by real processes, and stays as it was."""

from __future__ import annotations

import os
import shutil
import signal
from typing import TYPE_CHECKING

import pytest

from tests.system.sessions import Sessions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def techno(tmp_path: Path) -> Iterator[Sessions]:
    sessions = Sessions(tmp_path, lean=True, JACK_DEFAULT_SERVER="none-of-that-name")
    yield sessions
    sessions.close()


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of recordings with a session of some bars, with a mute and a mark."""
    sessions = Sessions(tmp_path_factory.mktemp("recorded"), lean=True, JACK_DEFAULT_SERVER="none-of-that-name")
    try:
        daemon = sessions.start("daemon", "--bpm", "150")
        sessions.playing(1)
        assert sessions.run("attach", stdin=":mute clap\n:mark here\n").returncode == 0
        sessions.playing(int(sessions.playing()["bar"]) + 4)
        assert sessions.run("stop", "--end").returncode == 0
        assert daemon.wait(60) == 0
    finally:
        sessions.close()
    return sessions.out


@pytest.fixture
def night(techno: Sessions, recorded: Path) -> Path:
    """That session among one's own."""
    shutil.copytree(recorded, techno.out)
    return techno.session_folder()


def kept(techno: Sessions) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in techno.out.rglob("*") if path.is_file()}


def test_it_is_played_to_its_end_and_nothing_is_recorded(techno: Sessions, night: Path) -> None:
    before = kept(techno)
    again = techno.start("replay", night.name, "--play", "--from", "here", "--no-console")
    status = techno.playing()
    assert status["recording"] is None
    assert status["config"] == "m4_showcase"
    out, err = again.communicate(timeout=120)
    assert again.returncode == 0, err
    assert "could not" not in out
    assert "alike" not in out
    assert kept(techno) == before


def test_wishes_are_refused_with_a_way_out_and_a_player_that_dies_is_followed_by_another(
    techno: Sessions, night: Path
) -> None:
    again = techno.start("replay", str(night), "--play", "--no-console")
    techno.playing()
    assert techno.run("stop").returncode == 0
    asked = techno.run("attach", stdin=":mute kick\n")
    assert "techno play --resume" in asked.stdout + asked.stderr
    player = techno.player_pid()
    os.kill(player, signal.SIGKILL)
    techno.player_pid(other_than=player)
    assert techno.run("attach", stdin=":continue\n").returncode == 0
    out, err = again.communicate(timeout=120)
    assert again.returncode == 0, err
    assert "a new one plays on" in out
    assert "alike" not in out


@pytest.mark.parametrize("words", [("--port", "x"), ("--from", "here"), ("--listen",), ("--bars", "3")])
def test_how_to_play_is_said_with_play_only(techno: Sessions, words: tuple[str, ...]) -> None:
    ran = techno.run("replay", "NIGHT", *words)
    assert ran.returncode == 2
    assert "add --play" in ran.stderr


def test_a_mark_that_is_not_there_is_named_with_those_that_are(techno: Sessions, night: Path) -> None:
    ran = techno.run("replay", str(night), "--play", "--from", "break", "--no-console")
    assert ran.returncode == 1
    assert "no mark or bar break; marks: here" in ran.stderr
