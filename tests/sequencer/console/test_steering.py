"""One line in, one answer out, and a script learns whether all went well."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.config_file import load_config
from sequencer.console.steering import Steering, plain_voice
from tests.sequencer.door import Door

if TYPE_CHECKING:
    from pathlib import Path

    from engine.control import SessionControl
    from tests.sequencer.door import Played


@pytest.fixture
def configs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "configs"
    monkeypatch.setenv("TECH_ENGINE_CONFIGS_DIR", str(folder))
    return folder


def answers(tmp_path: Path, *lines: str, yes: bool = True) -> tuple[list[str], Steering]:
    """Type lines at a stopped session; return what was said."""
    said: list[str] = []
    clients: list[Steering] = []

    async def confirm(_question: str) -> bool:
        return yes

    async def scene(session: SessionControl, _played: Played) -> None:
        client = Steering(session, plain_voice(said.append, confirm))
        clients.append(client)
        for line in lines:
            await client.line(line)
    path = tmp_path / "s"
    Door(path).run(scene)
    path.unlink(missing_ok=True)
    return said, clients[0]


@pytest.mark.parametrize(("line", "answer"), [
    (":set hat_c.swing_percent 0.7", "hat_c.swing_percent: now 0.7 from bar 1"),
    (":set hat_c.swing_percent 0.9",
     "hat_c.swing_percent: asked 0.9, now 0.7 from bar 1 (0.9 is outside 0.5..0.7 share, took 0.7)"),
    (":set hat_c.swing 0.6",
     "hat_c.swing: refused: there is no parameter hat_c.swing (did you mean hat_c.swing_percent?)"),
    (":target S 0.3 0.5", "targets.S: now 0.3-0.5 from bar 1"),
    (":bpm 140", "bpm: now 140 from bar 1"),
    (":mute clap", "mute clap: done from bar 1"),
    (":undo", "undo: refused: there is nothing to undo"),
    (":scene recall x", "scene x: refused: there is no scene x"),
    (":play", "playing"),
    (":stop", "stopped"),
    (":panic", "all sound is off"),
    (":why kick 1", "no bar has sounded yet"),
    (":trim 1 -20", "output 1: out, trim -20 ms"),
    (":trim 9 0", "there are the outputs 1..1; write :trim OUTPUT MS (positive sends later)"),
    (":quantise now", "mutes and solos act now"),
    (":record start", "record: refused: recording is off; start the session without --record off"),
    (":detach", "the music goes on; come back with techno attach"),
    ("make it groove", "commands begin with a colon; see :help"),
    (":load nothing_there", 'techno: config: there is no config "nothing_there"; see techno configs'),
])
def test_a_line_gets_one_answer(tmp_path: Path, configs: Path, line: str, answer: str) -> None:
    del configs
    said, client = answers(tmp_path, line)
    assert said == [answer]
    assert client.failed == any(word in answer for word in ("refused", "colon", "write", "no config", "no bar"))


def test_an_empty_line_is_nothing(tmp_path: Path) -> None:
    assert answers(tmp_path, "", "  \n")[0] == []


def test_what_is_saved_can_be_loaded_and_is_never_overwritten(tmp_path: Path, configs: Path) -> None:
    said, client = answers(
        tmp_path, ":set kick.velocity 77", ":save mine", ":set kick.velocity 99", ":save mine", ":load mine",
        ":save ../x",
    )
    path = configs / "mine.json"
    assert said[1] == f"saved {path}"
    assert said[3] == f"{path} is there already; choose another name"
    assert said[4] == "load mine: done from bar 1"
    assert said[5] == "a config's name is 1..32 letters, digits, - or _"
    assert client.failed
    assert load_config(path).layers["kick"].velocity == 77
    assert [one.name for one in configs.iterdir()] == ["mine.json"]


def test_quit_ends_the_session_after_one_confirming_key(tmp_path: Path) -> None:
    said, client = answers(tmp_path, ":quit", yes=False)
    assert (said, client.done) == ([], False)
    said, client = answers(tmp_path, ":quit")
    assert (said, client.done) == (["the session has ended"], True)


def test_help_lists_every_command_and_status_says_how_it_stands(tmp_path: Path) -> None:
    said, _ = answers(tmp_path, ":help")
    assert len(said) > 20
    said, _ = answers(tmp_path, ":status")
    assert said[0] == "stopped: mine, before its first bar, 132 BPM, clock off"
    assert "recording: off" in said
