"""One session a name, in a folder that is ours alone."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import platformdirs
import pytest

from engine.errors import TechnoError
from sequencer.wire.runtime_folder import Noted, SessionLock, SessionRuns, UnsafeFolder, runtime_folder, socket_path

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with TemporaryDirectory(prefix="techno-") as name:  # a socket's path may not be as long as a test's name
        folder = Path(name)
        place_in(folder, monkeypatch)
        yield folder


def place_in(parent: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the system's folder for such things be this one."""
    monkeypatch.setattr(platformdirs, "user_runtime_path", lambda app: parent / app)


def test_the_folder_is_made_for_us_alone_and_closed_when_it_was_open() -> None:
    folder = runtime_folder()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    folder.chmod(0o755)
    assert stat.S_IMODE(runtime_folder().stat().st_mode) == 0o700


def test_a_link_in_its_place_is_refused(runtime: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (runtime / "techno-rhythm-engine").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UnsafeFolder, match="not a folder of yours"):
        runtime_folder()


@pytest.mark.parametrize("further", [1, -1])
def test_another_users_folder_is_refused_whoever_came_first(monkeypatch: pytest.MonkeyPatch, further: int) -> None:
    folder = runtime_folder()
    monkeypatch.setattr(os, "getuid", lambda: folder.stat().st_uid + further)
    with pytest.raises(UnsafeFolder, match="not a folder of yours"):
        runtime_folder()


@pytest.mark.parametrize("mode", [0o777, 0o720, 0o702])
def test_a_parent_that_others_can_change_is_refused(runtime: Path, mode: int) -> None:
    runtime.chmod(mode)
    with pytest.raises(UnsafeFolder, match="can be changed by others"):
        runtime_folder()


@pytest.mark.parametrize("mode", [0o1777, 0o1720, 0o755])
def test_a_parent_that_others_only_read_or_where_each_changes_only_what_is_theirs_is_taken(
    runtime: Path, mode: int
) -> None:
    runtime.chmod(mode)
    assert runtime_folder().parent == runtime


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a folder away")
def test_a_parent_of_another_user_is_refused_though_nobody_else_can_write_there(runtime: Path) -> None:
    folder = runtime_folder()
    os.chown(runtime, folder.stat().st_uid + 12_345, -1)
    with pytest.raises(UnsafeFolder, match="can be changed by others"):
        runtime_folder()


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a folder away")
def test_a_parent_of_root_is_taken_by_every_user(runtime: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = runtime_folder()
    os.chown(folder, 12_345, -1)
    monkeypatch.setattr(os, "getuid", lambda: 12_345)
    assert runtime.stat().st_uid == 0
    assert runtime_folder() == folder


def test_a_folder_that_cannot_be_made_is_an_error_that_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    place_in(tmp_path / "file", monkeypatch)
    with pytest.raises(UnsafeFolder, match="set XDG_RUNTIME_DIR"):
        runtime_folder()


def test_a_socket_path_the_system_cannot_take_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = tmp_path / ("x" * 120)
    deep.mkdir(mode=0o700)
    place_in(deep, monkeypatch)
    with pytest.raises(TechnoError, match="too long for a socket"):
        socket_path("main")


def test_the_longest_socket_path_that_every_system_takes_is_taken(
    runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = 103 - len(str(socket_path("main"))) - 1
    deep = runtime / ("x" * room)
    deep.mkdir(mode=0o700)
    place_in(deep, monkeypatch)
    assert len(str(socket_path("main"))) == 103
    with pytest.raises(TechnoError, match="too long for a socket"):
        socket_path("mains")


@pytest.mark.parametrize("name", ["", "../main", "a b", "x" * 33, "ä"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(TechnoError, match="a session's name"):
        SessionLock(name)


def test_there_is_one_session_a_name() -> None:
    held, other = SessionLock("main"), SessionLock("other")
    with pytest.raises(SessionRuns, match=r"techno attach$"):
        SessionLock("main")
    with pytest.raises(SessionRuns, match=r"techno attach --name other$"):
        SessionLock("other")
    held.release()
    SessionLock("main").release()
    other.release()


def test_a_stale_socket_is_taken_away_with_the_lock() -> None:
    path = socket_path("main")
    path.touch()
    lock = SessionLock("main")
    assert not path.exists()
    lock.release()


def test_what_a_session_noted_is_known_only_when_it_did_not_end_cleanly() -> None:
    crashed = SessionLock("main")
    crashed.note(Noted(1, "somewhere"))
    os.close(crashed._file)
    lock = SessionLock("main")
    assert lock.unclean == Noted(1, "somewhere")
    lock.note(Noted(2))
    lock.release()
    clean = SessionLock("main")
    assert clean.unclean is None
    clean.release()


def test_a_shorter_note_leaves_nothing_of_the_longer_one_before_it() -> None:
    lock = SessionLock("main")
    lock.note(Noted(1, "somewhere far away"))
    lock.note(Noted(2))
    os.close(lock._file)
    after = SessionLock("main")
    assert after.unclean == Noted(2)
    after.release()


def test_a_session_that_ends_cleanly_leaves_an_empty_lock_file_and_nothing_else() -> None:
    lock = SessionLock("main")
    socket_path("main").touch()
    lock.note(Noted(1, "somewhere"))
    lock.release()
    (left,) = runtime_folder().iterdir()
    assert (left.name, left.read_bytes()) == ("main.lock", b"")


def test_a_lock_file_full_of_nonsense_is_no_note() -> None:
    for nonsense in ("nonsense", "[1]", '{"pid": "x"}'):
        runtime_folder().joinpath("main.lock").write_text(nonsense, encoding="utf-8")
        lock = SessionLock("main")
        assert lock.unclean is None
        lock.release()


def test_a_lock_that_is_a_link_is_refused_and_nothing_is_made_where_it_leads(tmp_path: Path) -> None:
    (runtime_folder() / "main.lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic link"):
        SessionLock("main")
    assert not (tmp_path / "elsewhere").exists()


def test_a_lock_is_for_us_alone(runtime: Path) -> None:
    lock = SessionLock("main")
    (file,) = runtime.rglob("main.lock")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    lock.release()
