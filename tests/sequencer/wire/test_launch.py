"""Our processes find each other's modules, and only the chat has the chat's key."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from sequencer.wire.launch import own_command, python_command, python_environment, without_secrets

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An environment in which nobody has called us yet, and a folder without anything in it."""
    for name in [name for name in os.environ if name.startswith(("OPENAI_", "TECHNO_", "PYTHONPATH"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.chdir(tmp_path)


def techno_in(folder: Path) -> Path:
    folder.mkdir(parents=True)
    command = folder / "techno"
    command.write_text("#!/bin/sh\n", encoding="utf-8")
    command.chmod(0o755)
    return command


def test_a_module_is_run_by_this_python_and_never_found_in_the_current_folder() -> None:
    assert python_command("sequencer.player") == [sys.executable, "-P", "-m", "sequencer.player"]


def test_a_command_on_the_path_is_called_by_its_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "argv", [str(techno_in(tmp_path / "bin"))])
    assert own_command() == "techno"


def test_a_command_below_this_folder_is_called_by_its_way_from_here(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    command = techno_in(tmp_path / ".venv" / "bin")
    monkeypatch.setattr(sys, "argv", [str(command)])
    assert own_command() == ".venv/bin/techno"
    techno_in(tmp_path / "bin")  # another one of that name is found first
    assert own_command() == ".venv/bin/techno"


def test_a_command_elsewhere_is_called_by_its_whole_path(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    command = techno_in(tmp_path_factory.mktemp("other") / "bin")
    monkeypatch.setattr(sys, "argv", [str(command)])
    assert own_command() == str(command)
    monkeypatch.setattr(sys, "argv", ["/usr/lib/python3/pytest"])
    assert own_command() == "techno"


def test_who_is_started_by_us_calls_itself_as_its_user_has_called_us(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TECHNO_CALLED", "./techno")
    assert own_command() == "./techno"
    assert python_environment()["TECHNO_CALLED"] == "./techno"


def test_our_modules_are_found_before_others_and_the_chats_variables_stay_behind(
    monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "a secret")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://localhost")
    monkeypatch.setenv("OTHER", "kept")
    found = python_environment()
    assert found["PYTHONPATH"] == str(ROOT)
    assert found["OTHER"] == "kept"
    assert not any(name.startswith("OPENAI_") for name in found)
    monkeypatch.setenv("PYTHONPATH", "/mine")
    assert python_environment()["PYTHONPATH"] == f"{ROOT}{os.pathsep}/mine"


def test_a_daemon_that_is_given_the_key_runs_its_own_command_again_without_it(
    monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[tuple[str, list[str], dict[str, str]]] = []
    monkeypatch.setattr(os, "execve", lambda *words: ran.append(words))
    without_secrets()
    assert ran == []
    monkeypatch.setenv("OPENAI_API_KEY", "a secret")
    without_secrets()
    assert ran == [(sys.executable, sys.orig_argv, python_environment())]
