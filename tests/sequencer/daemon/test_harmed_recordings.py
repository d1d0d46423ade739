"""The recording behind our back: a journal that is harmed, traps under its files' names, a power cut."""

from __future__ import annotations

import errno
import json
import os
import shutil
from typing import TYPE_CHECKING

import pytest

from engine.commands import Tempo, Wish
from engine.timebase import BAR_TICKS
from sequencer.daemon.keeping import Keeping
from sequencer.tape.replay import replayed
from sequencer.whole_files import write_whole
from sequencer.wire.reports import BarSent, LayerStruck, TransportMoved
from tests.sequencer.recordings import Desk, render

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


# --- the journal behind our back --------------------------------------------------------------------------------------


def taken_away(journal: Path) -> None:
    journal.unlink()


def folder_gone(journal: Path) -> None:
    shutil.rmtree(journal.parent)


def folder_renamed(journal: Path) -> None:
    journal.parent.rename(journal.parent.with_name("moved"))


def cut_short(journal: Path) -> None:
    os.truncate(journal, 100)


def emptied(journal: Path) -> None:
    os.truncate(journal, 0)


def replaced(journal: Path) -> None:
    journal.with_name("other").write_bytes(b"mine")
    journal.with_name("other").replace(journal)


def linked_away(journal: Path) -> None:
    journal.rename(journal.with_name("away"))
    journal.symlink_to(journal.with_name("away"))


def moved_aside(journal: Path) -> None:
    journal.rename(journal.with_name("journal.old"))


def all_but_the_parts_taken_away(journal: Path) -> None:
    for name in ("journal.jsonl", "config.json", "drop.mid"):
        journal.with_name(name).unlink()


def all_but_a_named_take_taken_away(journal: Path) -> None:
    for name in ("journal.jsonl", "config.json", "take-001.mid"):
        journal.with_name(name).unlink()


def all_but_the_config_taken_away(journal: Path) -> None:
    for name in ("journal.jsonl", "take-001.mid", "drop.mid"):
        journal.with_name(name).unlink()


HARMS = [
    taken_away, moved_aside, all_but_the_parts_taken_away, all_but_a_named_take_taken_away,
    all_but_the_config_taken_away, folder_gone, folder_renamed, cut_short, emptied, replaced, linked_away,
]


@pytest.mark.parametrize("ahead", [0, 1, 2])
@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__)
def test_a_journal_that_is_harmed_is_noticed_within_a_bar_and_begun_anew_with_the_bars_on_their_way(
    tmp_path: Path, harm: Callable[[Path], None], ahead: int
) -> None:
    desk = Desk(tmp_path / "night")
    desk.play(3, [Wish(Tempo(150.0))])
    desk.recorder.record("start", "drop")
    on_their_way = [desk.compose() for _ in range(ahead)]
    harm(tmp_path / "night" / "journal.jsonl")
    left = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for bar in on_their_way:
        desk.take(BarSent(bar))
    desk.play(1)
    assert len(desk.reports) == 1
    assert "begins anew with bar 4 in" in desk.reports[0]
    desk.play(3)
    desk.recorder.close()
    folder = desk.recorder.folder
    again = replayed(folder / "journal.jsonl")
    assert (again.bars, again.warnings, again.state.config.bpm) == (ahead + 4, (), 150.0)
    assert again.files == {path.name: path.read_bytes() for path in folder.glob("*.mid")}
    assert sorted(again.files) == ["drop.mid", "take-001.mid"]
    assert {path: path.read_bytes() for path in left} == left


def test_what_waited_for_a_full_disk_when_the_journal_was_taken_away_is_said_to_be_lost(tmp_path: Path) -> None:
    full = [False]

    def write(path: Path, content: bytes) -> None:
        if full[0]:
            raise OSError(errno.ENOSPC, "No space left on device")
        write_whole(path, content)

    desk = Desk(tmp_path / "night", write=write)
    desk.play(2)
    full[0] = True
    desk.play(1)
    full[0] = False
    taken_away(tmp_path / "night" / "journal.jsonl")
    desk.play(1)
    assert ["what waited for the disk is lost" in report for report in desk.reports] == [False, True]
    assert [report for report in desk.reports if "nothing is lost" in report] == []


def test_who_wants_to_know_is_told_the_folder_of_each_recording_that_begins(tmp_path: Path) -> None:
    folders: list[Path] = []
    desk = Desk(tmp_path / "night", begun=folders.append)
    desk.play(2)
    taken_away(tmp_path / "night" / "journal.jsonl")
    desk.play(2)
    assert folders == [tmp_path / "night", tmp_path / "night-2"]


def test_the_rest_of_a_bar_that_was_cut_before_the_recording_began_anew_is_left_out(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "night")
    desk.play(2)
    bar = desk.compose()
    desk.take(
        BarSent(bar, until_tick=2 * BAR_TICKS + 100), TransportMoved(playing=False, bar=bar, tick=2 * BAR_TICKS + 100),
    )
    taken_away(tmp_path / "night" / "journal.jsonl")
    desk.take(TransportMoved(playing=True, bar=bar, tick=2 * BAR_TICKS + 101))
    desk.take(BarSent(bar, from_tick=2 * BAR_TICKS + 101))
    desk.play(2)
    desk.recorder.close()
    assert replayed(desk.recorder.folder / "journal.jsonl").bars == 2


def test_a_link_that_waits_under_a_files_name_is_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    folder = tmp_path / "night"
    folder.mkdir()
    for name in ("take-001.mid", ".take-001.mid.part", "config.json", ".config.json.part"):
        (folder / name).symlink_to(victim)
    (folder / "journal.jsonl").symlink_to(tmp_path / "nowhere")
    desk = Desk(folder)
    desk.play(2)
    assert victim.read_text() == "precious"
    assert not (tmp_path / "nowhere").exists()
    assert (desk.recorder.folder / "take-001.mid").is_symlink() is False


def a_folder(place: Path) -> None:
    place.mkdir()


def a_pipe(place: Path) -> None:
    os.mkfifo(place)


def a_link_to_a_device(place: Path) -> None:
    place.symlink_to("/dev/full")


def a_link_to_itself(place: Path) -> None:
    place.symlink_to(place.name)


def a_second_name_of_a_file(place: Path) -> None:
    os.link(place.parent.parent / "victim", place)


TRAPS = [a_folder, a_pipe, a_link_to_a_device, a_link_to_itself, a_second_name_of_a_file]


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", ["take-001.mid", ".take-001.mid.part", "journal.jsonl"])
@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.__name__)
def test_what_waits_under_a_files_name_is_neither_written_nor_waited_for(
    tmp_path: Path, trap: Callable[[Path], None], name: str
) -> None:
    (tmp_path / "victim").write_text("precious")
    folder = tmp_path / "night"
    folder.mkdir()
    trap(folder / name)
    desk = Desk(folder)
    desk.play(2)
    assert (tmp_path / "victim").read_text() == "precious"
    if desk.recorder.fault:  # a folder in its place is not taken away: it may hold something
        assert name.strip(".").removesuffix(".part") in desk.recorder.fault
        assert desk.reports
    else:
        assert (desk.recorder.folder / "take-001.mid").read_bytes() == render(2)


# --- a power cut ------------------------------------------------------------------------------------------------------


def test_a_power_cut_costs_no_more_than_the_bar_that_was_being_written(tmp_path: Path) -> None:
    """What the disk was told to keep is all that is left; everything else is as if it had never been written."""
    kept = []
    keeping = Keeping(sync=lambda descriptor: kept.append(os.fstat(descriptor).st_size), run=lambda work: work())
    desk = Desk(tmp_path, keeping=keeping)
    content = tmp_path / "journal.jsonl"
    for bars in range(1, 9):
        desk.play(1)
        (tmp_path / "left.jsonl").write_bytes(content.read_bytes()[: kept[-1]])
        assert replayed(tmp_path / "left.jsonl").bars == bars


def test_a_disk_that_keeps_nothing_is_reported_and_the_recording_goes_on(tmp_path: Path) -> None:
    well = [False]

    def sync(_descriptor: int) -> None:
        if not well[0]:
            raise OSError(errno.EIO, "Input/output error")

    desk = Desk(tmp_path, keeping=Keeping(sync, run=lambda work: work()))
    desk.play(2)
    assert [report for report in desk.reports if "cannot be kept: Input/output error" in report] == desk.reports[:1]
    well[0] = True
    desk.play(2)
    assert desk.recorder.fault == ""
    assert len(desk.reports) == 2


def test_hits_by_hand_in_bars_on_their_way_go_into_the_recording_that_begins_anew(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "night")
    desk.play(2)
    bar = desk.compose()
    hit = LayerStruck(bar, "clap", bar * BAR_TICKS + 700, 480, 39, 91, 10, 1, 220)
    desk.take(hit)
    (tmp_path / "night" / "journal.jsonl").unlink()
    desk.take(BarSent(bar))
    desk.recorder.close()
    folder = desk.recorder.folder
    assert json.loads((folder / "journal.jsonl").read_text().splitlines()[2])["say"] == "struck"
    again = replayed(folder / "journal.jsonl")
    assert again.files["take-001.mid"] == (folder / "take-001.mid").read_bytes()
    assert bytes((0x99, 39, 91)) in again.files["take-001.mid"]
