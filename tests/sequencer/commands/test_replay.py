"""The command `techno replay`: which files it makes and where, and what it says of a night that differs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from sequencer.commands.cli import main
from tests.sequencer.tape.nights import lines_of, recorded, rewrite

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TECH_ENGINE_OUT_DIR", str(tmp_path / "out"))
    return tmp_path / "out"


def test_the_command_makes_the_parts_in_the_output_folder(
    tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recorded(tmp_path / "friday")
    assert main(["replay", str(tmp_path / "friday")]) == 0
    made = out / "replays" / "friday" / "take-001.mid"
    assert made.read_bytes() == (tmp_path / "friday" / "take-001.mid").read_bytes()
    said = capsys.readouterr()
    assert said.out == f"{made.parent}: 12 bars of club, 13 checksums compared, all as they were played\n"
    assert said.err == ""


def test_the_command_makes_one_file_and_prints_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    journal = recorded(tmp_path / "friday")
    one = tmp_path / "new" / "one.mid"
    assert main(["replay", str(journal), "--out", str(one), "--json"]) == 0
    assert one.read_bytes() == (tmp_path / "friday" / "take-001.mid").read_bytes()
    assert json.loads(capsys.readouterr().out) == {
        "out": str(one), "files": [str(one)], "bars": 12, "seed": 3, "compared": 13, "differs": None, "damaged": None,
        "warnings": [],
    }


def test_a_file_that_is_named_without_an_ending_gets_one_and_a_folder_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    journal = recorded(tmp_path / "friday")
    monkeypatch.chdir(tmp_path)
    assert main(["replay", str(journal), "--seed", "9", "--out", "out/branch"]) == 0
    assert capsys.readouterr().out.startswith("out/branch.mid: 12 bars of club, branched off")
    assert (tmp_path / "out/branch.mid").read_bytes().startswith(b"MThd")
    assert not (tmp_path / "out/branch").exists()
    assert main(["replay", str(journal), "--out", "out"]) == 1
    assert "out is no regular file; name another" in capsys.readouterr().err
    assert main(["render", "m1_backbone", "--bars", "1", "--out", "out/beat"]) == 0
    assert capsys.readouterr().out.startswith("out/beat.mid: 1 bars")


@pytest.mark.parametrize(("options", "name"), [
    (["--seed", "9", "--from-bar", "4"], "friday-bar4-seed9"), (["--no-wishes"], "friday-bar0-no-wishes"),
])
def test_a_branch_has_a_folder_of_its_own(tmp_path: Path, out: Path, options: list[str], name: str) -> None:
    recorded(tmp_path / "friday")
    assert main(["replay", str(tmp_path / "friday"), *options]) == 0
    assert [path.name for path in (out / "replays").iterdir()] == [name]


def test_a_replay_that_differs_fails_and_names_the_bar_as_people_count(
    tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    journal = recorded(tmp_path / "friday")
    lines = lines_of(journal)
    lines[0]["engine"] = "0.0.1"
    lines[0]["seed"] = 4
    rewrite(journal, lines)
    assert main(["replay", str(journal)]) == 1
    warning, failure = capsys.readouterr().err.splitlines()
    assert warning.startswith("warning: ")
    assert "bar 1 is the first that is not what was played" in failure
    assert (out / "replays" / "friday" / "take-001.mid").exists()


def test_replay_never_lies_over_the_recording(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TECH_ENGINE_OUT_DIR", str(tmp_path))
    recorded(tmp_path / "replays" / "friday")
    assert main(["replay", str(tmp_path / "replays" / "friday")]) == 1
    assert "is the recording itself" in capsys.readouterr().err


@pytest.mark.parametrize(("arguments", "status"), [
    (["missing.jsonl"], 1), (["."], 1), (["x", "--from-bar", "3"], 2),
    (["x", "--from-bar", "-1", "--seed", "1"], 2), ([], 2),
])
def test_what_cannot_be_replayed_is_said_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str],
    status: int,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["replay", *arguments]) == status
    said = capsys.readouterr()
    assert said.out == ""
    assert "Traceback" not in said.err
    assert said.err
