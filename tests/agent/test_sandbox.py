"""Which files the chat may read and write, and nothing else."""

from __future__ import annotations

import os
import socket
import string
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.sandbox import MAX_FILE_BYTES, OutsideSandbox, Sandbox
from engine.errors import ConfigError, TechnoError
from tests.sequencer.power import Disk
from tests.thorough import tries

if TYPE_CHECKING:
    from pathlib import Path

GROOVE = '{"mode": "m1", "bpm": 128}'
OTHER = '{"bpm": 99, "description": "secret"}'


@pytest.fixture
def box(tmp_path: Path) -> Sandbox:
    for name in ("mine", "bundled", "outside"):
        (tmp_path / name).mkdir()
    (tmp_path / "mine" / "groove.json").write_text(GROOVE, encoding="utf-8")
    (tmp_path / "bundled" / "groove.json").write_text('{"bpm": 150}', encoding="utf-8")
    (tmp_path / "bundled" / "base.json").write_text('{"bpm": 140, "layers": {"kick": {}}}', encoding="utf-8")
    (tmp_path / "outside" / "secret.json").write_text(OTHER, encoding="utf-8")
    return Sandbox((tmp_path / "mine", tmp_path / "missing", tmp_path / "bundled"), tmp_path / "mine", tmp_path / "out")


def files_below(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_configs_are_found_by_name_and_the_first_folder_wins(box: Sandbox) -> None:
    assert box.names() == ("base", "groove")
    assert box.read("groove").bpm == 128
    assert box.read("base.json").bpm == 140


def test_a_style_is_looked_for_in_the_same_folders(box: Sandbox) -> None:
    box.write_config("on_top", '{"style": "base", "seed": 3}')
    assert box.read("on_top").bpm == 140


def test_a_config_that_is_not_there_is_told_with_the_nearest_name(box: Sandbox) -> None:
    with pytest.raises(ConfigError, match="did you mean groove"):
        box.read("grove")


def test_a_link_out_of_the_folder_is_neither_listed_nor_read(box: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "mine" / "way_out.json").symlink_to(tmp_path / "outside" / "secret.json")
    assert "way_out" not in box.names()
    with pytest.raises(OutsideSandbox, match="not read"):
        box.read("way_out")


def test_a_style_that_is_a_link_out_of_the_folder_is_not_read(box: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "mine" / "way_out.json").symlink_to(tmp_path / "outside" / "secret.json")
    with pytest.raises(OutsideSandbox):
        box.write_config("on_top", '{"style": "way_out"}')


def test_a_pipe_a_socket_and_a_folder_are_refused_at_once(box: Sandbox, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "mine" / "pipe.json")
    (tmp_path / "mine" / "folder.json").mkdir()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(os.path.relpath(tmp_path / "mine" / "socket.json"))
        for name in ("pipe", "folder", "socket"):
            assert name not in box.names()
            with pytest.raises(OutsideSandbox):
                box.read(name)


def test_a_link_to_a_device_is_refused(box: Sandbox, tmp_path: Path) -> None:
    for name, device in (("zero", "/dev/zero"), ("random", "/dev/urandom"), ("stdin", "/dev/stdin")):
        (tmp_path / "mine" / f"{name}.json").symlink_to(device)
        with pytest.raises(OutsideSandbox):
            box.read(name)


def test_a_file_of_more_than_a_mebibyte_is_not_read(box: Sandbox, tmp_path: Path) -> None:
    with (tmp_path / "mine" / "huge.json").open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(OutsideSandbox, match="larger than 1 MiB"):
        box.read("huge")


def test_a_config_is_written_once_and_again_only_when_that_is_asked_for(box: Sandbox, tmp_path: Path) -> None:
    path = box.write_config("new", GROOVE)
    assert path == tmp_path / "mine" / "new.json"
    with pytest.raises(OutsideSandbox, match="there already"):
        box.write_config("new", '{"bpm": 90}')
    assert path.read_text(encoding="utf-8") == GROOVE
    box.write_config("new", '{"bpm": 90}', overwrite=True)
    assert path.read_text(encoding="utf-8") == '{"bpm": 90}'
    assert sorted(files_below(tmp_path / "mine")) == ["groove.json", "new.json"]


@pytest.mark.parametrize("text", [
    "", "no json", "[]", '{"bpm": 9999}', '{"bmp": 120}', '{"bpm": 1, "bpm": 2}', "\ud800",
])
def test_what_is_no_config_is_not_written(box: Sandbox, tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError):
        box.write_config("new", text)
    assert sorted(files_below(tmp_path / "mine")) == ["groove.json"]


def test_a_config_of_more_than_a_mebibyte_is_not_written(box: Sandbox, tmp_path: Path) -> None:
    with pytest.raises(TechnoError, match="1 MiB"):
        box.write_config("new", '{"description": "' + "x" * MAX_FILE_BYTES + '"}')
    assert sorted(files_below(tmp_path / "mine")) == ["groove.json"]


@pytest.mark.parametrize("name", [
    "", ".", "..", "../outside/x", "/etc/passwd", "a/b", "a b", "a\x00b", "x" * 33, "ä", "a\n", "~/x", "C:x", "a.b",
    ".hidden", "%2e%2e", "..\\x",
])
def test_a_config_has_a_plain_name(box: Sandbox, tmp_path: Path, name: str) -> None:
    before = files_below(tmp_path)
    with pytest.raises(OutsideSandbox, match=r"1\.\.32 letters"):
        box.write_config(name, GROOVE)
    with pytest.raises(TechnoError):
        box.read(name)
    assert files_below(tmp_path) == before


def test_output_goes_below_the_output_folder_which_is_made(box: Sandbox, tmp_path: Path) -> None:
    assert box.write_out("night.mid", b"MThd") == tmp_path / "out" / "night.mid"
    assert box.write_out("out/takes/one.json", b"{}") == tmp_path / "out" / "takes" / "one.json"
    assert files_below(tmp_path / "out") == {"night.mid": b"MThd", "takes/one.json": b"{}"}


def test_output_is_overwritten_only_when_that_is_asked_for(box: Sandbox) -> None:
    path = box.write_out("night.mid", b"one")
    with pytest.raises(OutsideSandbox, match="there already"):
        box.write_out("night.mid", b"two")
    assert path.read_bytes() == b"one"
    box.write_out("night.mid", b"two", overwrite=True)
    assert path.read_bytes() == b"two"


HOSTILE_FILES = [
    "../x.mid", "/etc/x.mid", "a/../../x.mid", "..", "", ".", "a/", "/", "x.sh", "x.py", "x", ".bashrc", ".x.mid",
    "x.mid\x00.sh", "x\n.mid", "\u202ex.mid", "C:\\x.mid", "C:x.mid", "\\\\host\\x.mid", "..\\x.mid", "a/b/c/d/e.mid",
    "x" * 80 + ".mid", "sessions/x.mid", "Sessions/2026/x.mid", "out/sessions/x.mid", "./sessions/x.mid",
    "sessions/../x.mid", "x.mid/..", "x.MID.exe", "-rf.mid/../../x", "$(id).mid", "`id`.mid", "a;b.mid", "a|b.mid",
]


@pytest.mark.parametrize("name", HOSTILE_FILES)
def test_output_cannot_leave_its_folder_or_touch_recordings(box: Sandbox, tmp_path: Path, name: str) -> None:
    (tmp_path / "out" / "sessions").mkdir(parents=True)
    (tmp_path / "out" / "sessions" / "x.mid").write_bytes(b"recorded")
    before = files_below(tmp_path)
    for overwrite in (False, True):
        with pytest.raises(OutsideSandbox):
            box.write_out(name, b"MThd", overwrite=overwrite)
    assert files_below(tmp_path) == before


def test_a_power_cut_leaves_what_was_written_or_what_was_there_before(
    box: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "out").mkdir()
    found: list[set[bytes | None]] = []
    disk = Disk(tmp_path, monkeypatch, cut=lambda: found.append(disk.left(tmp_path / "out" / "deep" / "a.mid")))
    box.write_out("deep/a.mid", b"one")
    assert disk.left(tmp_path / "out" / "deep" / "a.mid") == {b"one"}
    box.write_out("deep/a.mid", b"two", overwrite=True)
    assert disk.left(tmp_path / "out" / "deep" / "a.mid") == {b"two"}
    assert set().union(*found) == {None, b"one", b"two"}


def test_nothing_is_written_through_a_link(box: Sandbox, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "way").symlink_to(tmp_path / "outside", target_is_directory=True)
    (out / "file.mid").symlink_to(tmp_path / "outside" / "secret.json")
    (out / "nowhere.mid").symlink_to(tmp_path / "outside" / "new.mid")
    (tmp_path / "mine" / "linked.json").symlink_to(tmp_path / "outside" / "secret.json")
    before = files_below(tmp_path / "outside")
    for overwrite in (False, True):
        for name in ("way/x.mid", "file.mid", "nowhere.mid"):
            with pytest.raises(OutsideSandbox):
                box.write_out(name, b"MThd", overwrite=overwrite)
        with pytest.raises(OutsideSandbox):
            box.write_config("linked", GROOVE, overwrite=overwrite)
    assert files_below(tmp_path / "outside") == before


def test_nothing_is_written_into_a_pipe(box: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    os.mkfifo(tmp_path / "out" / "pipe.mid")
    for overwrite in (False, True):
        with pytest.raises(OutsideSandbox):
            box.write_out("pipe.mid", b"MThd", overwrite=overwrite)


def test_json_that_is_written_is_valid_and_nothing_is_too_large(box: Sandbox, tmp_path: Path) -> None:
    with pytest.raises(OutsideSandbox, match="no valid JSON"):
        box.write_out("log.json", b"{")
    with pytest.raises(OutsideSandbox, match="larger than 1 MiB"):
        box.write_out("long.mid", b"x" * (MAX_FILE_BYTES + 1))
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_is_told(box: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    with pytest.raises(OutsideSandbox, match=r"night\.mid"):
        box.write_out("night.mid", b"MThd")


@settings(max_examples=tries(300), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(alphabet=string.printable + "\u202e\x00ä/..\\", max_size=40))
def test_no_name_leaves_the_sandbox(tmp_path: Path, name: str) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    for folder in (inside, outside):
        folder.mkdir(exist_ok=True)
    (outside / "x.mid").write_bytes(b"mine")
    box = Sandbox((inside,), inside, inside)
    with suppress(TechnoError):
        assert box.write_out(name, b"{}", overwrite=True).resolve().is_relative_to(inside)
    with suppress(TechnoError):
        assert box.write_config(name, GROOVE, overwrite=True).resolve().is_relative_to(inside)
    assert [one.name for one in tmp_path.iterdir() if one.name not in {"inside", "outside"}] == []
    assert files_below(outside) == {"x.mid": b"mine"}
