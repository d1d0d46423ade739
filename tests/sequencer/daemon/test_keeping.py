"""The disk is told to keep what was written, one call at a time, and never by the thread that asks."""

from __future__ import annotations

import os
from threading import Event, current_thread
from typing import TYPE_CHECKING

import pytest

from sequencer.daemon.keeping import Keeping

if TYPE_CHECKING:
    from pathlib import Path

LIMIT_SECONDS = 240.0


def opened(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)


def closed(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return True
    return False


def test_a_slow_disk_does_not_hold_up_who_asks_and_what_waits_is_only_the_last(tmp_path: Path) -> None:
    begun, go_on, synced = Event(), Event(), []

    def sync(descriptor: int) -> None:
        synced.append((descriptor, current_thread().name))
        begun.set()
        assert go_on.wait(LIMIT_SECONDS)

    keeping = Keeping(sync)
    first, second, third = [opened(tmp_path / name) for name in "abc"]
    keeping.soon(first)
    assert begun.wait(LIMIT_SECONDS)
    keeping.soon(second)
    keeping.soon(third)
    assert closed(second)
    begun.clear()
    go_on.set()
    assert begun.wait(LIMIT_SECONDS)
    assert synced == [(first, "keeping"), (third, "keeping")]


def test_without_a_file_nothing_is_synced() -> None:
    def sync(_descriptor: int) -> None:
        pytest.fail("there is no file")

    Keeping(sync, run=lambda work: work()).soon(None)


def test_a_real_file_is_kept_and_its_descriptor_closed(tmp_path: Path) -> None:
    descriptor = opened(tmp_path / "journal")
    os.write(descriptor, b"line\n")
    keeping = Keeping(run=lambda work: work())
    keeping.soon(descriptor)
    assert (closed(descriptor), keeping.fault) == (True, "")
