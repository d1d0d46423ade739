"""The command line has the manners that a shell's user expects."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from sequencer.commands import live
from sequencer.commands.cli import app, main
from sequencer.commands.completion import Shell, script
from sequencer.commands.examples import EXAMPLES
from sequencer.console.closed import Closed
from sequencer.console.opening import open_console

if TYPE_CHECKING:
    from pathlib import Path

COMMANDS = [str(one.name or getattr(one.callback, "__name__", "")) for one in app.registered_commands]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("option", ["-h", "--help"])
def test_every_help_ends_with_examples(command: str, option: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, option]) == 0
    _, _, examples = capsys.readouterr().out.partition("Examples:\n")
    assert [line.strip() for line in examples.splitlines() if line.strip()] == list(EXAMPLES[command])


def test_help_on_a_command_is_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["help", "render"]) == 0
    told = capsys.readouterr().out
    assert main(["render", "-h"]) == 0
    assert capsys.readouterr().out == told
    assert main(["help"]) == 0
    assert "Commands:" in capsys.readouterr().out


def test_a_capital_v_is_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-V"]) == 0
    short = capsys.readouterr().out
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == short


@pytest.mark.parametrize("shell", list(Shell))
def test_completion_knows_every_command_and_its_options(shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    text = capsys.readouterr().out
    assert all(command in text for command in COMMANDS)
    assert ("-l soundfont" if shell is Shell.FISH else "--soundfont") in text


@pytest.mark.parametrize("shell", list(Shell))
def test_completion_knows_the_grooves_and_what_there_is_help_on(
    shell: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["completion", shell]) == 0
    behind = dict.fromkeys(("render", "play", "watch", "check", "help", "ports"), "")
    fish = 'complete -c techno -n "__fish_seen_subcommand_from {}"'
    for line in capsys.readouterr().out.splitlines():
        for command in behind:
            if line.strip().startswith((f"{command})", fish.format(command))):
                behind[command] += line
    assert all("m4_showcase" in behind[command] for command in ("render", "play", "watch", "check"))
    assert "sessions" in behind["help"]
    assert "m4_showcase" not in behind["ports"]


def test_bash_completes_with_the_script() -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("there is no bash")
    text = script(Shell.BASH, {"render": ["--bars", "--bpm"], "play": ["--port"]})
    asked = f'{text}\nCOMP_WORDS=(techno render --b); COMP_CWORD=2; _techno; echo "${{COMPREPLY[*]}}"'
    done = subprocess.run([bash, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout == "--bars --bpm\n"


@pytest.mark.parametrize(("line", "status"), [
    (["score", "nowhere.mid", "--json"], 1), (["score", "x.mid", "--json", "--channel", "99"], 2),
    (["render", "nothing_like_it", "--json"], 1), (["render", "m1_backbone", "--json", "--bars", "none"], 2),
    (["replay", "nowhere", "--json"], 1), (["status", "--json", "--name", "nobody_here"], 1),
    (["check", "nothing_like_it", "--json"], 1), (["params", "--json", "--nonsense"], 2),
])
def test_a_failure_with_json_is_one_object_on_stdout(
    line: list[str], status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(line) == status
    told = capsys.readouterr()
    found = json.loads(told.out)
    assert found.get("error", {}).get("message") or found["faults"]
    assert "Traceback" not in told.err


def test_the_name_of_a_session_may_stand_before_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = []
    monkeypatch.setattr("sequencer.commands.cli.open_any", lambda name, _invite, *, plain: asked.append((name, plain)))
    main(["--name", "second", "--plain"])
    main([])
    assert asked == [("second", True), ("main", False)]
    assert main(["--name", "nobody_here", "status"]) == 1
    assert "nobody_here" in capsys.readouterr().err


def test_plain_lines_are_given_on_any_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sequencer.console.opening.takes_stage", lambda *_, **__: True)
    by_lines = "sequencer.console.lines.steer_by_lines"
    monkeypatch.setattr(by_lines, lambda name, _invite: Closed(7 if name == "main" else 0))
    assert open_console("main", plain=True).status == 7


@pytest.mark.parametrize(("word", "fault"), [
    ("midi", "'midi' is not one of own, off, in, in=PORT"), ("own=1", "is not one of own"),
    ("link=3", "link, link=BARS"),
])
def test_a_clock_that_is_none_is_refused_with_those_there_are(
    word: str, fault: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["play", "--clock", word]) == 2
    assert fault in " ".join(capsys.readouterr().err.split())


def test_a_machine_without_midi_fails_the_question_for_ports(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Nothing:
        api = None
        name = "none"
        why = "install something"

    monkeypatch.setattr("sequencer.midi.ports.midi_system", Nothing)
    assert main(["ports"]) == 1
    assert main(["ports", "--json"]) == 1
    told = capsys.readouterr()
    assert json.loads(told.out) == {"ports": [], "system": "none", "hint": "install something"}
    assert told.err.count("no MIDI system: install something") == 2


@pytest.mark.skipif(sys.platform == "darwin", reason="its file system takes UTF-8 names only")
def test_a_name_that_is_no_utf8_is_written_and_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = os.fsdecode(bytes(tmp_path) + b"/\xff.mid")
    assert main(["render", "m1_backbone", "--bars", "1", "--out", name]) == 0
    assert "\\xff.mid: 1 bars" in capsys.readouterr().out
    assert main(["score", name, "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["bars"]) == 1


def test_ask_without_a_session_says_that_it_only_tried(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "mute the clap", "--offline", "--name", "nobody_here"]) == 0
    assert capsys.readouterr().out.startswith("no session runs; with one, this would be: ")


def test_the_commands_that_play_are_all_here() -> None:
    assert {one.callback for one in live.app.registered_commands} <= {one.callback for one in app.registered_commands}
