"""A session's log is a regular file of its owner's alone; whatever else waits under its name is refused, at once."""

from __future__ import annotations

import os
import socket
import stat
import sys
from typing import TYPE_CHECKING

import pytest

from sequencer.commands.starting import _log

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no modes")


@pytest.mark.parametrize("before", [None, 0o600, 0o644, 0o666, 0o640])
def test_it_is_its_owners_alone_and_goes_on_behind_what_is_there(tmp_path: Path, before: int | None) -> None:
    path = tmp_path / "main.log"
    if before is not None:
        path.write_bytes(b"earlier\n")
        path.chmod(before)
    log = _log(path)
    os.write(log, b"later\n")
    os.close(log)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes() == (b"" if before is None else b"earlier\n") + b"later\n"


@pytest.mark.parametrize("kind", [
    "pipe", "pipe with a reader", "folder", "socket", "link to nowhere", "link to a file", "link to a pipe",
])
def test_what_is_no_regular_file_is_refused_at_once(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path, other = tmp_path / "main.log", tmp_path / "other"
    other.write_bytes(b"mine")
    if kind.startswith("pipe"):
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "socket":
        monkeypatch.chdir(tmp_path)  # its name may not be long
        with socket.socket(socket.AF_UNIX) as one:
            one.bind("main.log")
    elif kind == "link to a pipe":
        os.mkfifo(tmp_path / "pipe")
        path.symlink_to(tmp_path / "pipe")
    else:
        path.symlink_to(other if kind == "link to a file" else tmp_path / "nowhere")
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK) if kind == "pipe with a reader" else None
    with pytest.raises(OSError, match=r"main\.log"):
        _log(path)
    if reader is not None:
        os.close(reader)
    assert other.read_bytes() == b"mine"
    assert not (tmp_path / "nowhere").exists()
