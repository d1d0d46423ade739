"""A recorded session is named by its path, its name, its end, or as the last one; whoever is meant by none is told."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sequencer.commands.cli import main
from sequencer.commands.recorded import NoSession, folder_of, recording_of


@pytest.fixture
def sessions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TECH_ENGINE_OUT_DIR", str(tmp_path))
    for age, name in enumerate(("b-evening", "a-night")):  # the newer one has the name that comes first
        journal = tmp_path / "sessions" / name / "journal.jsonl"
        journal.parent.mkdir(parents=True)
        journal.write_text("", encoding="utf-8")
        os.utime(journal, (age + 1, age + 1))
    return tmp_path / "sessions"


def test_a_session_is_found_by_its_name_its_end_its_path_and_as_the_last(sessions: Path) -> None:
    assert recording_of("b-evening") == recording_of("evening") == sessions / "b-evening"
    assert recording_of("a-night") == recording_of("last") == sessions / "a-night"
    assert recording_of(str(sessions / "b-evening")) == sessions / "b-evening"
    assert recording_of("out/elsewhere.jsonl") == Path("out/elsewhere.jsonl")


def test_a_folder_of_a_session_has_a_journal(sessions: Path) -> None:
    assert folder_of("last") == folder_of(str(sessions / "a-night" / "journal.jsonl")) == sessions / "a-night"
    with pytest.raises(NoSession):
        folder_of(str(sessions))


@pytest.mark.parametrize("wanted", ["n", "c-night", "", "\0"])
def test_who_is_meant_by_none_or_two_is_told_which_there_are(sessions: Path, wanted: str) -> None:  # noqa: ARG001 - made
    with pytest.raises(NoSession, match=r"the last ones are a-night, b-evening"):
        recording_of(wanted)


@pytest.mark.parametrize("command", [
    ["replay", "last"], ["sessions", "last"], ["play", "--resume", "last", "--bars", "1"],
])
def test_where_nothing_is_recorded_no_command_knows_a_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    monkeypatch.setenv("TECH_ENGINE_OUT_DIR", str(tmp_path))
    assert main(command) == 1
    assert capsys.readouterr().err.count("\n") == 1
