"""Typed lines are kept for the next run, for their user alone, and never cost more than themselves."""

from __future__ import annotations

import os
import stat
import sys
from typing import TYPE_CHECKING

import pytest
from prompt_toolkit.history import InMemoryHistory

from sequencer.console.history import FILE_NAME, MAX_BYTES, typed_lines

if TYPE_CHECKING:
    from pathlib import Path


def test_lines_are_there_in_the_next_run_for_their_user_alone(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    typed_lines(folder).store_string(":bpm 140")
    assert list(typed_lines(folder).load_history_strings()) == [":bpm 140"]
    (path,) = folder.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_long_history_keeps_its_newer_half(tmp_path: Path) -> None:
    history = typed_lines(tmp_path)
    for number in range(8000):
        history.store_string(f":set kick.velocity {number}")
    kept = list(typed_lines(tmp_path).load_history_strings())
    assert kept[0] == ":set kick.velocity 7999"
    assert 100 < len(kept) < 8000
    assert all(line.startswith(":set kick.velocity ") for line in kept)
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < MAX_BYTES


def test_without_a_folder_there_is_a_history_of_this_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert isinstance(typed_lines(tmp_path / "file"), InMemoryHistory)
    history = typed_lines(tmp_path)

    def full(*_args: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")
    monkeypatch.setattr("builtins.open", full)
    history.store_string("a line")


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pipes and devices")
@pytest.mark.parametrize("kind", ["pipe", "pipe with a reader", "folder", "/dev/zero", "/dev/full", "link to itself"])
def test_what_is_no_file_keeps_nobody_waiting(tmp_path: Path, kind: str) -> None:
    path, reader = tmp_path / FILE_NAME, None
    if kind.startswith("pipe"):
        os.mkfifo(path)
        reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK) if "reader" in kind else None
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to(kind if kind.startswith("/") else path)
    assert isinstance(typed_lines(tmp_path), InMemoryHistory)
    if reader is not None:
        os.close(reader)
