"""Files are written whole, several of them all or none."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import MidiFileError
from sequencer.whole_files import written_together
from tests.sequencer.power import Disk


@pytest.mark.parametrize("blocked", ["folder", "file_as_folder", "name", "nul"])
def test_what_cannot_be_written_leaves_everything_as_it_was(tmp_path: Path, blocked: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "plain").write_bytes(b"plain")
    (tmp_path / "take.mid").write_bytes(b"before")
    second = {
        "folder": tmp_path / "folder", "file_as_folder": tmp_path / "plain" / "x.csv",
        "name": tmp_path / ("n" * 300), "nul": tmp_path / "nul\0.csv",
    }[blocked]
    with pytest.raises(MidiFileError):
        written_together([(tmp_path / "take.mid", b"after"), (second, b"log")])
    assert (tmp_path / "take.mid").read_bytes() == b"before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "plain", "take.mid"]


def test_a_new_file_goes_again_when_the_second_cannot_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = Path.replace

    def failing(self: Path, target: Path) -> Path:
        if target.name == "b":
            raise OSError(5, "Input/output error")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(MidiFileError, match="b cannot be written: Input/output error"):
        written_together([(tmp_path / "a", b"1"), (tmp_path / "b", b"2")])
    assert list(tmp_path.iterdir()) == []


def test_a_link_stays_a_link_and_what_it_leads_to_is_written(tmp_path: Path) -> None:
    (tmp_path / "takes").mkdir()
    for link, behind in (("old.mid", "takes/old.mid"), ("new.mid", "takes/new.mid")):
        (tmp_path / link).symlink_to(tmp_path / behind)
    (tmp_path / "takes" / "old.mid").write_bytes(b"before")
    written_together([(tmp_path / "old.mid", b"1"), (tmp_path / "new.mid", b"2")])
    assert all((tmp_path / link).is_symlink() for link in ("old.mid", "new.mid"))
    assert [(tmp_path / "takes" / name).read_bytes() for name in ("old.mid", "new.mid")] == [b"1", b"2"]
    assert len(list((tmp_path / "takes").iterdir())) == 2


def test_an_interruption_between_two_files_takes_the_first_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = Path.replace

    def interrupted(self: Path, target: Path) -> Path:
        if target.name == "b":
            raise KeyboardInterrupt
        return replace(self, target)

    (tmp_path / "a").write_bytes(b"before")
    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        written_together([(tmp_path / "a", b"1"), (tmp_path / "b", b"2")])
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"before")]


@pytest.mark.parametrize("before", [None, b"before"])
def test_a_power_cut_leaves_the_old_files_or_the_new_ones_and_nothing_empty(
    tmp_path: Path, before: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("a.mid", "new/deep/b.csv")
    if before is not None:
        for path in map(tmp_path.joinpath, names):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(before)
    found: list[set[bytes | None]] = []

    def cut() -> None:
        found.extend(disk.left(tmp_path / name) for name in names)

    disk = Disk(tmp_path, monkeypatch, cut)
    replace = Path.replace

    def replaced(self: Path, target: Path) -> Path:
        cut()
        done = replace(self, target)
        cut()
        return done

    monkeypatch.setattr(Path, "replace", replaced)
    written_together([(tmp_path / names[0], b"one"), (tmp_path / names[1], [b"an", b"other"])])
    assert set().union(*found) == {before, b"one", b"another"}
    assert [disk.left(tmp_path / name) for name in names] == [{b"one"}, {b"another"}]


def test_a_file_the_disk_does_not_keep_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(_descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    (tmp_path / "a").write_bytes(b"before")
    monkeypatch.setattr("os.fsync", failing)
    with pytest.raises(MidiFileError, match="a cannot be written: Input/output error"):
        written_together([(tmp_path / "a", b"1")])
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"before")]
