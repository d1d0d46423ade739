"""The power is cut soon after a session has begun: its journal and the config it began with are found by name."""

from __future__ import annotations

import errno
import os
import sys
from typing import TYPE_CHECKING

import pytest

from sequencer.daemon.keeping import Keeping
from tests.sequencer.power import Disk
from tests.sequencer.recordings import Desk

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="folders cannot be opened")


def at_once(work: Callable[[], None]) -> None:
    work()


@pytest.mark.parametrize("below", ["night", "out/sessions/night", "a/b/c/d/e/night"])
def test_what_is_kept_of_a_journal_is_found_in_its_folder_from_the_first_bar_on(
    tmp_path: Path, below: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(tmp_path, monkeypatch)
    desk = Desk(tmp_path / below, keeping=Keeping(os.fsync, run=at_once))
    for _ in range(3):
        for name in ("journal.jsonl", "config.json"):
            assert disk.left(tmp_path / below / name) == {(tmp_path / below / name).read_bytes()}
        desk.play(1)


def test_names_are_kept_once_and_not_with_every_bar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = Disk(tmp_path, monkeypatch)
    desk = Desk(tmp_path / "sessions" / "night", keeping=Keeping(os.fsync, run=at_once))
    desk.play(6)
    night = tmp_path / "sessions" / "night"
    assert [path for path in disk.synced if path.is_dir()] == [night, night.parent, tmp_path]


def test_a_recording_that_begins_anew_is_found_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = Disk(tmp_path, monkeypatch)
    desk = Desk(tmp_path / "night", keeping=Keeping(os.fsync, run=at_once))
    desk.play(2)
    os.truncate(tmp_path / "night" / "journal.jsonl", 10)
    desk.play(2)
    journal = desk.recorder.folder / "journal.jsonl"
    assert desk.recorder.folder != tmp_path / "night"
    assert disk.left(journal) == {journal.read_bytes()}


def test_a_folder_that_is_moved_away_before_it_is_kept_is_no_fault(tmp_path: Path) -> None:
    works: list[Callable[[], None]] = []
    desk = Desk(tmp_path / "night", keeping=Keeping(run=works.append))
    (tmp_path / "night").rename(tmp_path / "away")
    works[0]()
    desk.play(1)
    assert desk.recorder.fault == ""


def test_a_name_the_disk_does_not_keep_is_reported_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(tmp_path, monkeypatch)
    well, sync = [False], os.fsync

    def failing(descriptor: int) -> None:
        if not well[0]:
            raise OSError(errno.EIO, "Input/output error")
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", failing)
    desk = Desk(tmp_path / "night", keeping=Keeping(sync, run=at_once))
    desk.play(2)
    assert [report for report in desk.reports if "cannot be kept: Input/output error" in report] == desk.reports[:1]
    assert None in disk.left(tmp_path / "night" / "journal.jsonl")
    well[0] = True
    desk.play(1)
    assert None not in disk.left(tmp_path / "night" / "journal.jsonl")
    assert desk.recorder.fault == ""


@pytest.mark.parametrize("error", [errno.EINVAL, errno.ENOTSUP])
def test_a_file_system_that_syncs_no_folders_is_no_fault(
    tmp_path: Path, error: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(_descriptor: int) -> None:
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(os, "fsync", failing)
    desk = Desk(tmp_path / "night", keeping=Keeping(lambda _descriptor: None, run=at_once))
    desk.play(1)
    assert (desk.recorder.fault, desk.reports) == ("", [])
