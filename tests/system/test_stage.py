"""The stage on a real terminal, over a real session: what a performer types, and what then stands on the screen."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
from typing import TYPE_CHECKING

import pytest

from tests.system.sessions import Sessions, gone, until
from tests.system.terminal import CTRL_C, CTRL_D, CTRL_X, ENTER, ESCAPE, F1, F3, PAGE_DOWN, TAB, Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def sessions(tmp_path: Path) -> Iterator[Sessions]:
    found = Sessions(tmp_path, lean=True, NO_COLOR="")
    yield found
    found.close()


@pytest.fixture
def stage(sessions: Sessions) -> Iterator[Terminal]:
    sessions.start("daemon", "--record", "off")
    sessions.playing()
    found = Terminal(sessions, "attach")
    yield found
    found.close()


def test_play_opens_the_stage_and_the_playhead_moves(sessions: Sessions) -> None:
    stage = Terminal(sessions, "play", "--record", "off", cold=True)
    text = stage.shows("WORDS", "playing", "132 BPM", "m4_showcase", "hat_c", "▼", "no rec", "of 8, phrase 1 of 4")
    assert [line for line in text.splitlines() if line.startswith(" 1 kick")]
    first = text.splitlines()[2].find("▼")
    stage.when(lambda now: now.splitlines()[2].find("▼") not in {-1, first}, "the playhead moves")
    stage.when(
        lambda now: all(re.search(rf"^ {letter} [a-z ]+\d+\.\d\d ", now, re.MULTILINE) for letter in "ESDHT"), "scores"
    )
    stage.close()


def test_a_change_shows_what_was_applied_and_the_bars_to_go(stage: Terminal) -> None:
    stage.shows("▼")
    stage.enters(":set hat_c.density 0.1")
    text = stage.shows("asked 0.1, now 0.", "to go", "hat_c.density.target:")
    assert re.search(r"= hat_c.density.target: asked 0.1, now 0.\d+ from bar \d+, \d bars to go", text)
    stage.shows("hat_c.density.target: now 0.1 from bar")


def test_a_drop_counts_down_and_brings_the_kick_back(stage: Terminal) -> None:
    stage.shows("▼")
    stage.enters(":drop 2")
    stage.shows(" 1 kick   M", "□", "drop 2 bars: from bar")
    stage.shows("drop: 1 bar to go, kick back at bar")
    stage.shows("drop: kick back on the next bar line")
    stage.when(lambda text: " 1 kick   M" not in text, "the kick is back")


def test_a_command_is_completed_with_range_and_value(stage: Terminal) -> None:
    stage.shows("▼")
    stage.types(":set hatswing")
    stage.shows("hat_c.swing_percent", "(0.5..0.7 share)")
    stage.types(TAB)
    stage.shows("> :set hat_c.swing_percent")


def test_a_wrong_command_gets_its_range_and_a_hint(stage: Terminal) -> None:
    stage.shows("▼")
    stage.enters(":dorp 4")
    stage.shows("there is no command :dorp (did you mean drop?)")
    stage.enters(":set hat_c.swing 0.6")
    stage.shows("there is no parameter hat_c.swing (did you mean hat_c.swing_percent?)")
    stage.enters(":set hat_c.swing_percent 0.9")
    stage.shows("0.9 is outside 0.5..0.7 share")


def test_help_opens_with_a_key_and_closes_with_escape(stage: Terminal) -> None:
    stage.shows("▼")
    stage.types(F1)
    stage.shows("help: Esc closes it", "Ctrl-X panic")
    stage.types(PAGE_DOWN)
    stage.shows(":play [from BAR]")
    stage.types(ESCAPE)
    stage.hides("help: Esc closes it")
    stage.enters(":help hat_c.swing_percent")
    stage.shows("at most 0.025 a bar")


def test_the_screen_follows_the_terminals_size(stage: Terminal) -> None:
    stage.shows("▼")
    assert "what comes" not in stage.text()
    stage.resize(160, 50)
    text = stage.shows("─ pattern", "─ targets", "─ what comes", "─ log", "▼")
    assert max(len(line.rstrip()) for line in text.splitlines() if "│" in line) > 120
    assert "██" in text.splitlines()[2]
    stage.resize(80, 24)
    stage.when(lambda text: "─ pattern" not in text and "▼" in text, "the small layout")
    stage.resize(60, 15)
    stage.shows("the stage needs 80x20, this is 60x15")
    stage.enters(":bpm 150")
    stage.resize(80, 24)
    stage.shows("150 BPM", "bpm: now 150 from bar")


def test_ctrl_c_clears_the_line_and_never_stops_the_music(stage: Terminal, sessions: Sessions) -> None:
    stage.shows("▼")
    stage.types(":set half a com")
    stage.shows("> :set half a com")
    stage.types(CTRL_C)
    stage.hides(":set half")
    assert sessions.playing()["playing"]
    stage.enters(":clock")
    stage.shows("our own clock, 132 BPM; MIDI clock is sent")


@pytest.mark.parametrize("way", [CTRL_D, f":detach{ENTER}"])
def test_leaving_lets_the_music_play(stage: Terminal, sessions: Sessions, way: str) -> None:
    stage.shows("▼")
    stage.types(way)
    assert stage.ended() == 0
    assert "the music goes on" in stage.text()
    bar = sessions.playing()["bar"]
    sessions.playing(bar + 1)


def test_a_closed_window_lets_the_music_play(stage: Terminal, sessions: Sessions) -> None:
    stage.shows("▼")
    stage.child.kill(signal.SIGHUP)
    stage.ended()
    sessions.playing(sessions.playing()["bar"] + 1)


def test_a_console_that_is_told_to_end_puts_the_terminal_in_order(stage: Terminal, sessions: Sessions) -> None:
    stage.shows("▼")
    stage.child.kill(signal.SIGTERM)
    assert stage.ended() == 0
    assert "the music goes on" in stage.text()
    assert sessions.playing()["playing"]


def test_quit_asks_for_one_key(stage: Terminal, sessions: Sessions) -> None:
    stage.shows("▼")
    stage.enters(":quit")
    stage.shows("end the session and its music? y/n")
    stage.types("n")
    stage.hides("y/n")
    stage.enters(":quit")
    stage.shows("y/n")
    stage.types("y")
    assert stage.ended() == 0
    assert sessions.status() is None


def test_that_the_session_goes_on_is_said_where_it_does_and_no_word_of_it_is_broken(sessions: Sessions) -> None:
    name = "saturday_night_late"
    stage = Terminal(sessions, "play", "--record", "off", "--name", name)
    stage.shows("▼")
    stage.types(CTRL_D)
    assert stage.ended() == 0
    rows = [row.rstrip() for row in stage.text().splitlines()]
    told = [f"session {name} runs in the background; techno stop --end --name", f"  {name} ends it"]
    assert rows[-2:] == told
    sessions.run("stop", "--end", "--name", name)
    stage = Terminal(sessions, "play", "--record", "off")
    stage.shows("▼")
    stage.enters(":quit")
    stage.shows("y/n")
    stage.types("y")
    assert stage.ended() == 0
    assert "the session has ended" in stage.text()
    assert "in the background" not in stage.text()


def test_hands_act_with_bare_keys(stage: Terminal) -> None:
    stage.shows("▼")
    stage.types(TAB)
    stage.shows("HANDS", "▸1 kick")
    stage.types("5")
    stage.shows(" 5 clap   M")
    stage.types("5")
    stage.when(lambda text: " 5 clap   M" not in text, "the clap is back")
    stage.types("s2")
    stage.shows(" 2 hat_c   S", " 5 clap       ·  ·  ·  ·   □□")
    stage.types("s2")
    stage.when(lambda text: "□" not in text, "the others are back")
    stage.types("]")
    stage.types("+")
    stage.shows("next bar:", "Enter or Esc")
    stage.types(ENTER)
    stage.shows("from bar")
    stage.types("?")
    stage.shows("kick step 1 of bar")
    stage.types(" ")
    stage.shows("■ stopped")
    stage.types(" ")
    stage.shows("▶ playing")
    stage.types(f"{TAB}{F3}{CTRL_X}")
    stage.shows("WORDS", "fill 1 bar: from bar", "all notes are off")


def test_a_click_on_a_layers_name_mutes_it(stage: Terminal) -> None:
    stage.shows("▼")
    stage.types("\x1b[<0;4;8M\x1b[<0;4;8m")
    stage.shows(" 5 clap   M", "mute clap: from")
    stage.types("\x1b[<0;4;10M\x1b[<0;4;10m")
    stage.shows("> :target S 0.35 0.55")


def test_no_colour_means_none_and_sixteen_are_the_terminals_own(sessions: Sessions) -> None:
    plain = Terminal(sessions, "play", "--record", "off", NO_COLOR="1")
    plain.shows("▼", "hat_c")
    found = {cell.fg for row in plain.screen.buffer.values() for cell in row.values()}
    assert found == {"default"}
    sixteen = Terminal(sessions, "attach", TERM="xterm-16color")
    sixteen.shows("▼", "hat_c")

    def colours() -> set[str]:
        return {cell.fg for row in sixteen.screen.buffer.values() for cell in row.values()}

    sixteen.when(lambda _: {"green", "cyan"} <= colours(), "two of the sixteen")
    assert all(re.fullmatch(r"[a-z]+", colour) for colour in colours())
    plain.close()
    sixteen.close()


def test_two_stages_see_the_same_truth(stage: Terminal, sessions: Sessions) -> None:
    stage.shows("▼")
    other = Terminal(sessions, "attach")
    other.shows("▼")
    stage.enters(":mute snare")
    stage.shows("mute snare: until :unmute")
    other.shows("mute snare: until :unmute", " 4 snare  M")
    other.enters(":mute clap now")
    stage.shows(" 5 clap   M")
    other.enters(":stop")
    other.shows("■ stopped")
    stage.shows("■ stopped")
    other.close()


def test_the_stage_stays_when_the_daemon_dies_and_finds_the_next_one(sessions: Sessions) -> None:
    first = sessions.start("daemon", "--record", "off")
    sessions.playing()
    stage = Terminal(sessions, "attach")
    stage.shows("▼")
    player = sessions.player_pid()
    os.kill(first.pid, signal.SIGSTOP)
    stage.shows("the session does not answer")
    os.kill(first.pid, signal.SIGCONT)
    stage.shows("the session answers", "▼")
    os.kill(first.pid, signal.SIGKILL)
    stage.shows("no session main answers")
    stage.enters(":play")
    stage.shows("no session answers; it is looked for again")
    until(lambda: gone(player), "the player has ended")
    sessions.start("daemon", "--record", "off")
    stage.shows("the session answers", "▶ playing", "▼")
    stage.close()


def test_bare_techno_opens_a_session_that_is_stopped_and_shows_its_next_bar(sessions: Sessions) -> None:
    stage = Terminal(sessions)
    stage.shows("■ stopped", "next bar", "██")
    stage.enters(":target S 0.1 0.2")
    stage.shows("targets.S: now 0.1-0.2 from bar 1", "0.10-0.20")
    stage.enters(":quit")
    stage.shows("y/n")
    stage.types("y")
    assert stage.ended() == 0


def test_what_was_typed_is_there_in_the_next_run(sessions: Sessions) -> None:
    stage = Terminal(sessions, "play", "--record", "off")
    stage.shows("▼")
    stage.enters(":bpm 141")
    stage.shows("141 BPM")
    stage.types(CTRL_D)
    stage.ended()
    again = Terminal(sessions, "attach")
    again.shows("▼")
    again.types("\x1b[A")
    again.shows("> :bpm 141")
    again.close()


def test_a_terminal_without_a_screen_gets_lines(sessions: Sessions) -> None:
    sessions.start("daemon", "--record", "off")
    sessions.playing()
    plain = Terminal(sessions, "attach", TERM="dumb")
    plain.shows("attached to session main; :help lists the commands", "techno>")
    plain.enters(":bpm 139")
    plain.shows("bpm: now 139 from bar")
    plain.close()


def test_lines_from_a_script_steer_the_session(sessions: Sessions) -> None:
    ran = sessions.run(stdin=":status\n:play\n:bpm 140\n")
    assert ran.returncode == 0, ran.stderr
    first, *_, moved, tempo = ran.stdout.splitlines()
    assert first.startswith("stopped: m4_showcase")
    assert (moved, tempo.partition(" from ")[0]) == ("playing", "bpm: now 140")
    ran = sessions.run("attach", stdin=":nonsense\n:bpm 120\n")
    assert ran.returncode == 1
    assert "bpm: now 120" in ran.stdout


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs a shell with job control")
def test_ctrl_z_gives_the_shell_back_while_the_music_plays_and_fg_returns_to_the_stage(sessions: Sessions) -> None:
    shell = Terminal(sessions, program=("bash", "--norc", "--noprofile", "-i"), PS1="shell$ ")
    try:
        shell.shows("shell$")
        shell.enters(f"{sys.executable} -m sequencer.commands.cli play --record off")
        shell.shows("▼", "m4_showcase")
        shell.types("\x1a")
        shell.shows("Stopped", "shell$")
        bar = sessions.playing()["bar"]
        sessions.playing(bar + 2)
        shell.enters("fg")
        shell.shows("▼", "m4_showcase")
        shell.enters(":bpm 141")
        shell.shows("bpm: now 141")
    finally:
        shell.close()
