"""A real daemon and its real player on the null port, started, steered, killed and resumed as users do it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import mido
import pytest

from engine.config import Config
from engine.config_file import config_json
from sequencer.daemon.daemon import SessionPlan
from tests.system.sessions import Sessions, gone, until

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
STATUS_KEYS = [
    "playing", "bar", "bpm", "config", "scores", "goals", "ports", "clock", "lateness_us", "rescues", "recording",
    "phrase", "agenda", "energy", "section", "verdict", "midi", "sync", "jam",
]


@pytest.fixture
def techno(tmp_path: Path) -> Iterator[Sessions]:
    sessions = Sessions(tmp_path, lean=True, JACK_DEFAULT_SERVER="none-of-that-name")
    yield sessions
    sessions.close()


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Sessions]:
    """As `techno`, with a second player that waits."""
    sessions = Sessions(tmp_path, JACK_DEFAULT_SERVER="none-of-that-name")
    yield sessions
    sessions.close()


def test_a_daemon_plays_its_bars_records_them_and_ends(guarded: Sessions) -> None:
    ran = guarded.run("daemon", "m1_backbone", "--bars", "2", "--bpm", "240")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "no MIDI system" in ran.stdout
    assert "install" in ran.stdout
    (recorded,) = guarded.session_folder().glob("*.mid")
    rendered = guarded.folder / "rendered.mid"
    assert guarded.run("render", "m1_backbone", "--bars", "2", "--bpm", "240", "--out", str(rendered)).returncode == 0
    notes = [
        [(message.type, message.note, message.time) for message in track if not message.is_meta]
        for path in (recorded, rendered) for track in mido.MidiFile(path).tracks
    ]
    assert notes[: len(notes) // 2] == notes[len(notes) // 2 :]
    assert not list((guarded.runtime / "techno-rhythm-engine").glob("*.sock"))


def test_status_has_the_shape_scripts_read_and_says_in_words_what_plays(techno: Sessions) -> None:
    techno.start("daemon", "--bpm", "300")
    techno.playing(1)
    found = json.loads(techno.run("status", "--json").stdout)
    assert list(found) == STATUS_KEYS
    assert (found["playing"], found["bpm"], found["config"], found["clock"]) == (True, 300.0, "m4_showcase", "out")
    assert set(found["scores"]) == {"E", "S", "D", "H", "T_ms", "T_rand_ms"}
    assert list(found["goals"]) == ["E", "S", "D", "H", "T"]
    assert [list(port) for port in found["ports"]] == [["name", "state", "trim_ms", "lead_ms", "latency_ms", "kit"]]
    assert list(found["lateness_us"]) == ["p50", "p99", "p99_9", "max", "late"]
    words = techno.run("status").stdout
    assert "playing: m4_showcase, bar " in words
    assert "priority" in words
    assert found["verdict"] in words


def test_without_a_session_every_command_that_talks_to_one_says_so(techno: Sessions) -> None:
    for command in ("status", "stop", "panic", "attach"):
        ran = techno.run(command)
        assert (ran.returncode, ran.stdout) == (1, "")
        assert ran.stderr == "no session runs; start one with techno play\n"


def test_stop_stops_the_transport_and_lines_steer_it(techno: Sessions) -> None:
    techno.start("daemon", "--bpm", "300")
    techno.playing()
    assert techno.run("stop").returncode == 0
    assert techno.stands()["playing"] is False
    ran = techno.run("attach", stdin=":set hat_c.density 0.6\n:play\n:bpm 200\n:why kick 1\n:status\n")
    lines = ran.stdout.splitlines()
    assert (ran.returncode, ran.stderr) == (0, "")
    assert lines[0].startswith("hat_c.density.target: now 0.6 from bar ")
    assert lines[1].startswith("playing")
    assert lines[2].startswith("bpm: now 200 from bar ")
    assert lines[3].startswith("kick step 1 of bar ")
    assert techno.run("panic").returncode == 0
    assert techno.run("attach", stdin=":nonsense\n").returncode == 1
    assert techno.run("attach", stdin=":set nothing.there 1\n").returncode == 1
    assert techno.stands()["playing"] is True


def test_a_second_play_on_a_running_session_is_refused_with_a_hint(techno: Sessions) -> None:
    techno.start("daemon")
    techno.playing()
    for words in (("play",), ("play", "--no-console"), ("daemon",)):
        ran = techno.run(*words)
        assert ran.returncode == 1
        assert "techno attach" in ran.stderr
        assert len(ran.stderr.splitlines()) == 1


def test_two_sessions_of_different_names_run_side_by_side(techno: Sessions) -> None:
    techno.start("daemon", "--record", "off")
    other = techno.start("daemon", "--record", "off", "--name", "two", "--stopped")
    techno.playing()
    until(lambda: techno.status("two"), "the second answers")
    assert techno.status("two")["playing"] is False  # type: ignore[index]
    assert techno.run("stop", "--end", "--name", "two").returncode == 0
    assert other.wait(20) == 0
    assert techno.stands()["playing"] is True
    assert not techno.out.exists()


@pytest.mark.parametrize("number", [
    signal.SIGTERM, signal.SIGINT, pytest.param(signal.SIGHUP, marks=pytest.mark.skipif(
        signal.getsignal(signal.SIGHUP) == signal.SIG_IGN, reason="the tests run under nohup",
    )),
])
def test_a_signal_ends_daemon_and_player_cleanly(guarded: Sessions, number: signal.Signals) -> None:
    daemon = guarded.start("daemon", "--bpm", "300")
    guarded.playing(2)
    player = guarded.player_pid()
    daemon.send_signal(number)
    assert daemon.wait(20) == 0
    until(lambda: gone(player), "the player ends")
    lines = guarded.journal()
    sent = [line["bar"] for line in lines if line["say"] == "sent"]
    assert sent == list(range(len(sent)))
    assert lines[-1]["say"] == "transport" or any("until_tick" in line for line in lines if line["say"] == "sent")
    replayed = guarded.run("replay", str(guarded.session_folder()), "--json")
    assert replayed.returncode == 0, replayed.stderr


def test_a_session_of_its_own_has_no_terminal_that_could_be_closed(techno: Sessions) -> None:
    assert techno.run("play", "m1_backbone", "--bpm", "300", "--record", "off").returncode == 0
    bar = techno.playing()["bar"]
    lock = json.loads((techno.runtime / "techno-rhythm-engine" / "main.lock").read_text(encoding="utf-8"))
    os.kill(lock["pid"], signal.SIGHUP)
    techno.playing(bar + 2)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_log_whose_disk_is_full_costs_its_lines_and_nothing_else(techno: Sessions) -> None:
    order = SessionPlan(config_json(Config(mode="m1")), "mine", record=None).as_json()
    here, there = os.pipe()
    with Path("/dev/full").open("w", encoding="utf-8") as full, os.fdopen(here, encoding="utf-8") as answers:
        daemon = subprocess.Popen(
            [sys.executable, "-m", "sequencer.daemon", str(there)], env=techno.environment, cwd=techno.folder,
            text=True, stdin=subprocess.PIPE, stdout=full, stderr=subprocess.PIPE, pass_fds=(there,),
        )
        os.close(there)
        assert daemon.stdin is not None
        daemon.stdin.write(order)
        daemon.stdin.close()
        assert answers.read() == "ready"
    techno.playing()
    assert techno.run("stop", "--end").returncode == 0
    assert daemon.stderr is not None
    with daemon.stderr as stderr:
        assert stderr.read() == ""
    assert daemon.wait(20) == 0


def test_a_killed_player_is_replaced_on_the_same_grid(guarded: Sessions) -> None:
    guarded.start("daemon", "--bpm", "240")
    guarded.playing(2)
    starts: dict[int, int] = {}
    first = guarded.player_pid()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.connect(str(guarded.runtime / "techno-rhythm-engine" / "main.sock"))
        listener.sendall(b'{"jsonrpc":"2.0","method":"subscribe","params":{"kinds":["composed"]}}\n')
        lines = listener.makefile("rb")
        for line in lines:
            notice = json.loads(line)["params"]
            if len(starts) == 1 and not gone(first):
                os.kill(first, signal.SIGKILL)
            starts[notice["bar"]["index"]] = notice["start_ns"]
            if len(starts) == 5:
                break
        lines.close()
    second = guarded.player_pid(other_than=first)
    assert second != first
    origin_bar, origin_ns = next(iter(starts.items()))
    for bar, ns in starts.items():
        late_ns = ns - (origin_ns + (bar - origin_bar) * 1e9)  # on a full machine the new player may miss its line
        assert late_ns == pytest.approx(round(late_ns / 1e9) * 1e9, abs=1000)
        assert 0 <= round(late_ns / 1e9) <= 8
    found = guarded.status()
    assert found is not None
    assert (found["playing"], found["restarts"]) == (True, 1)
    assert any(line["say"] == "restart" for line in guarded.journal())
    guarded.ask("end")
    until(lambda: guarded.status() is None, "the session ends")
    replayed = guarded.run("replay", str(guarded.session_folder()), "--json")
    assert replayed.returncode == 0, replayed.stderr
    assert json.loads(replayed.stdout)["differs"] is None


def test_a_player_that_stands_still_is_replaced_and_a_short_stall_is_not(guarded: Sessions) -> None:
    guarded.start("daemon", "--bpm", "240")
    guarded.playing(1)
    first = guarded.player_pid()
    os.kill(first, signal.SIGSTOP)
    second = guarded.player_pid(other_than=first)
    until(lambda: gone(first), "the old player ends")
    bar = guarded.playing()["bar"]
    guarded.playing(bar + 3)
    assert guarded.player_pid() == second
    assert guarded.stands()["restarts"] == 1


def test_a_killed_daemon_takes_its_player_along_and_the_next_one_says_so_and_resumes(guarded: Sessions) -> None:
    daemon = guarded.start("daemon", "--bpm", "300")
    guarded.playing(3)
    player = guarded.player_pid()
    daemon.kill()
    daemon.wait()
    until(lambda: gone(player), "the player ends")
    folder = guarded.session_folder()
    (recorded,) = folder.glob("take-*.mid")
    assert mido.MidiFile(recorded).length > 0
    replayed = guarded.run("replay", str(folder), "--json", "--out", str(guarded.folder / "again.mid"))
    assert replayed.returncode == 0, replayed.stderr
    assert (guarded.folder / "again.mid").read_bytes() == recorded.read_bytes()
    bars = json.loads(replayed.stdout)["bars"]
    assert bars >= 3
    ran = guarded.run("daemon", "--resume", "--bars", "2")
    assert ran.returncode == 0, ran.stderr
    assert "did not end cleanly" in ran.stdout
    assert str(folder) in ran.stdout
    newest = max((guarded.out / "sessions").iterdir(), key=lambda path: path.stat().st_mtime)
    lines = [json.loads(line) for line in (newest / "journal.jsonl").read_text(encoding="utf-8").splitlines()]
    composed = [line["bar"] for line in lines if line["say"] == "composed"]
    assert len(composed) == 2
    assert composed[0] in {bars, bars + 1, bars + 2}


def test_a_stale_socket_is_recovered(guarded: Sessions) -> None:
    daemon = guarded.start("daemon", "--record", "off")
    guarded.playing()
    daemon.kill()
    daemon.wait()
    path = guarded.runtime / "techno-rhythm-engine" / "main.sock"
    assert path.exists()
    assert guarded.run("status").returncode == 1
    assert guarded.run("daemon", "--record", "off", "--bars", "1", "--bpm", "300").returncode == 0


def test_play_leaves_a_daemon_behind_that_outlives_its_front(techno: Sessions) -> None:
    ran = techno.run("play", "--bpm", "300", stdin=":status\n")
    assert ran.returncode == 0, ran.stderr
    assert "playing: m4_showcase" in ran.stdout
    assert f", recording to {techno.session_folder()}; " in ran.stderr
    techno.playing(2)
    front = techno.start("attach")
    front.kill()
    front.wait()
    bar = techno.playing()["bar"]
    techno.playing(bar + 1)
    ended = techno.run("attach", stdin=":quit\n")
    assert "the session has ended" in ended.stdout
    until(lambda: techno.status() is None, "the session ends")
    log = (techno.folder / "state" / "techno-rhythm-engine" / "main.log").read_text(encoding="utf-8")
    assert re.search(r"recording to .*/sessions/", log)


def test_a_session_that_cannot_start_says_why_in_one_line(techno: Sessions) -> None:
    (techno.runtime / "techno-rhythm-engine").symlink_to(techno.folder)
    for words in (("play",), ("daemon",)):
        ran = techno.run(*words)
        assert ran.returncode == 1
        assert "is not a folder of yours" in ran.stderr
        assert len(ran.stderr.splitlines()) == 1


def test_wrong_usage_is_told_before_anything_starts(techno: Sessions) -> None:
    for words in (("daemon", "--clock", "moon"), ("play", "--resume", "--seed", "3"), ("daemon", "--trim", "900")):
        assert techno.run(*words).returncode == 2
    assert techno.run("daemon", "no_such_config").returncode == 1


def test_a_layer_can_be_sent_to_another_output_while_it_plays(techno: Sessions) -> None:
    techno.start("daemon", "--port", "drums", "--port", "synth", "--bpm", "300", "--record", "off")
    techno.playing()
    lines = techno.run("attach", stdin=":set clap.port synth\n:set kick.port nothing\n:status\n").stdout.splitlines()
    assert lines[0].startswith("clap.port: now synth from bar ")
    assert lines[1].startswith("kick.port: now nothing from bar ")
    found = techno.status()
    assert found is not None
    assert (found["playing"], len(found["ports"]), found["restarts"]) == (True, 2, 0)


@pytest.mark.parametrize("place", ["file/night", "loop/night", "nowhere/night", "/dev/full/night"])
def test_a_recording_that_is_not_complete_ends_the_session_with_1(techno: Sessions, place: str) -> None:
    """Nothing can be written below a file, a device, or a link that leads to itself or to a file."""
    techno.folder.joinpath("file").write_text("", encoding="utf-8")
    for link, to in (("loop", "loop"), ("nowhere", "file/there")):
        techno.folder.joinpath(link).symlink_to(to)
    ran = techno.run("daemon", "m1_backbone", "--bpm", "300", "--bars", "2", "--record", place)
    assert ran.returncode == 1
    assert "is not complete" in ran.stdout


def test_a_journal_that_is_taken_away_is_said_and_begun_anew(techno: Sessions) -> None:
    daemon = techno.start("daemon", "m4_showcase", "--bpm", "300", "--bars", "12")
    techno.playing(2)
    folder = techno.session_folder()
    shutil.rmtree(folder)
    out, _ = daemon.communicate(timeout=60)
    assert (daemon.returncode, "journal.jsonl is gone; it begins anew with bar " in out) == (0, True)
    ran = techno.run("replay", str(folder), "--out", "again.mid")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert (techno.folder / "again.mid").read_bytes() == (folder / "take-001.mid").read_bytes()


def test_a_player_that_is_slow_to_start_plays_all_the_same(guarded: Sessions) -> None:
    """Longer than a running player may take for an answer, shorter than a start may take."""
    slow = guarded.folder / "slow"
    slow.mkdir()
    slow.joinpath("sitecustomize.py").write_text(
        "import sys, select\n"
        "if 'sequencer.player' in ' '.join(sys.orig_argv):\n"
        "    select.select([], [], [], 7)\n", encoding="utf-8",
    )
    guarded.environment["PYTHONPATH"] = f"{slow}{os.pathsep}{guarded.environment['PYTHONPATH']}"
    ran = guarded.run("play", "m1_backbone", "--no-console", "--bars", "2", "--bpm", "300")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert guarded.journal()[-1]["say"] == "end"
    assert [line["bar"] for line in guarded.journal() if line["say"] == "sent"] == [0, 1]


def test_make_play_on_a_running_session_plays_it_and_opens_its_console(techno: Sessions) -> None:
    assert techno.run("play", "m4_showcase", "--or-attach").returncode == 0
    techno.playing(0)
    assert techno.run("stop").returncode == 0
    ran = techno.run("play", "m4_showcase", "--or-attach", stdin=":status\n")
    assert ran.returncode == 0
    assert ran.stdout.startswith("a session runs already: it plays, and this is its console\n")
    assert "playing: m4_showcase" in ran.stdout
    refused = techno.run("play", "m4_showcase")
    assert (refused.returncode, "talk to it with techno attach" in refused.stderr) == (1, True)


def test_make_play_leaves_a_session_that_plays_as_it_is_and_hints_name_the_session(techno: Sessions) -> None:
    assert techno.run("play", "m4_showcase", "--bpm", "300", "--name", "side", "--or-attach").returncode == 0
    began = until(lambda: (status := techno.status("side")) and status["bar"], "a bar plays")
    ran = techno.run("play", "m4_showcase", "--name", "side", "--or-attach", stdin=":status\n")
    assert (ran.returncode, "it plays, and this is its console" in ran.stdout) == (0, True)
    after = techno.status("side")
    assert after is not None
    assert (after["playing"], after["restarts"], after["bar"] >= began) == (True, 0, True)
    refused = techno.run("play", "m4_showcase", "--name", "side")
    assert (refused.returncode, "techno attach --name side" in refused.stderr) == (1, True)
    nobody = techno.run("stop", "--name", "other")
    assert (nobody.returncode, "techno play --name other" in nobody.stderr) == (1, True)
    assert techno.run("stop", "--end", "--name", "side").returncode == 0


def test_a_session_follows_its_arc_only_when_asked(techno: Sessions) -> None:
    for options, on in (([], False), (["--arc"], True)):
        assert techno.run("play", "--no-console", "--bars", "1", "--bpm", "300", *options).returncode == 0
        newest = max((techno.out / "sessions").iterdir())
        first = json.loads((newest / "journal.jsonl").read_text(encoding="utf-8").splitlines()[0])
        assert first["config"]["arc"]["on"] is on
    assert techno.run("play", "m1_backbone", "--arc").returncode == 1
    assert techno.run("play", "--resume", "--arc").returncode == 2


def test_a_clock_of_which_only_garbage_is_known_leaves_the_beat_going_on(techno: Sessions) -> None:
    port = "in=\x1b[31m*[\u202e"
    techno.start("daemon", "m1_backbone", "--clock", port, "--clock-follow", "tempo", "--record", "off")
    techno.playing(1)
    said = techno.run(stdin=":clock in ../[\n:clock here\n:clock\n").stdout
    assert "clock in from ../[: waiting" in said
    assert "no MIDI clock is heard" in said
    assert not [letter for letter in said if not letter.isprintable() and letter != "\n"]
    techno.playing((techno.status() or {})["bar"] + 1)
