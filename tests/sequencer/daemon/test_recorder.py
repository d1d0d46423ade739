"""Whatever happens to the process or the disk, what was played is in the session's folder."""

from __future__ import annotations

import errno
import json
import pathlib
import resource
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from mido import MidiFile

from engine import start
from engine.commands import Tempo, Wish
from engine.config_file import load_config
from engine.timebase import BAR_TICKS
from sequencer.daemon.recorder import new_session_folder
from sequencer.tape.replay import replayed
from sequencer.whole_files import write_whole
from sequencer.wire.reports import BarSent
from tests.engine.asked import club
from tests.sequencer.recordings import Desk, render

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def bars_in(path: Path) -> int:
    ticks: list[int] = [sum(message.time for message in track) for track in MidiFile(path).tracks]
    return max(ticks) // BAR_TICKS


# --- what is there ----------------------------------------------------------------------------------------------------


def test_a_sessions_folder_has_config_journal_and_take_from_the_start(tmp_path: Path) -> None:
    Desk(tmp_path / "night")
    names = sorted(path.name for path in (tmp_path / "night").iterdir())
    assert names == ["config.json", "journal.jsonl", "take-001.mid"]
    assert load_config(tmp_path / "night" / "config.json") == start(club()).config
    assert MidiFile(tmp_path / "night" / "take-001.mid").length == 0


def test_after_each_bar_the_file_is_what_render_makes_of_the_bars_so_far(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    for bars in range(1, 7):
        desk.play(1)
        assert (tmp_path / "take-001.mid").read_bytes() == render(bars)
    assert desk.reports == []


def test_a_bar_is_in_its_file_before_the_journal_calls_it_sent(tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    seen = []

    def write(path: Path, content: bytes) -> None:
        seen.append(journal.read_bytes().count(b'"sent"') if journal.exists() else 0)
        write_whole(path, content)

    desk = Desk(tmp_path, write=write)
    desk.play(3)
    assert seen == [0, 0, 0, 1, 2]
    assert journal.read_bytes().count(b'"sent"') == 3


def test_a_restart_is_noted(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.play(2)
    desk.recorder.restarted("the player was killed")
    last = json.loads((tmp_path / "journal.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    assert {**last, "sum": 0} == {"say": "restart", "bar": 2, "reason": "the player was killed", "sum": 0}


def test_status_tells_of_the_recording(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.play(2)
    desk.recorder.record("start", "drop")
    assert desk.recorder.as_json() == {"folder": str(tmp_path), "bars": 2, "take": "drop", "fault": None}


def test_sessions_that_begin_in_one_second_have_folders_of_their_own(tmp_path: Path) -> None:
    moment = datetime(2026, 11, 23, 22, 5, 9, tzinfo=UTC)
    folders = [new_session_folder(tmp_path / "sessions", moment).name for _ in range(3)]
    assert folders == ["2026-11-23_22-05-09", "2026-11-23_22-05-09-2", "2026-11-23_22-05-09-3"]


def test_a_folder_that_cannot_be_made_is_named_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "sessions").write_text("no folder")
    folder = new_session_folder(tmp_path / "sessions", datetime(2026, 1, 1, tzinfo=UTC))
    assert folder.name == "2026-01-01_00-00-00"


def test_a_session_never_lies_over_another(tmp_path: Path) -> None:
    Desk(tmp_path / "night").play(2)
    later = Desk(tmp_path / "night", seed=4)
    later.play(1)
    assert later.recorder.folder == tmp_path / "night-2"
    assert (tmp_path / "night" / "take-001.mid").read_bytes() == render(2)
    assert (tmp_path / "night-2" / "take-001.mid").read_bytes() == render(1, seed=4)


@pytest.mark.parametrize("name", ["config.json", "take-001.mid", "take-002.mid", "drop.mid", "TAKE-001.MID"])
def test_a_session_never_lies_over_what_is_left_of_another(tmp_path: Path, name: str) -> None:
    for folder in ("night", "night-2"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_bytes(b"all that is left")
    desk = Desk(tmp_path / "night")
    desk.recorder.record("start", "drop")
    desk.play(2)
    assert desk.recorder.folder == tmp_path / "night-3"
    for folder in ("night", "night-2"):
        assert [path.read_bytes() for path in (tmp_path / folder).iterdir()] == [b"all that is left"]


def test_a_folder_with_nothing_of_a_session_in_it_is_used_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "night").mkdir()
    (tmp_path / "night" / "notes.txt").write_text("bring the long cable")
    desk = Desk(tmp_path / "night")
    desk.play(1)
    assert desk.recorder.folder == tmp_path / "night"


def test_a_file_or_a_link_to_nowhere_in_place_of_the_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "night").write_text("no folder")
    (tmp_path / "night-2").symlink_to(tmp_path / "nowhere")
    desk = Desk(tmp_path / "night")
    desk.play(1)
    assert (desk.recorder.folder, desk.reports) == (tmp_path / "night-3", [])
    assert (tmp_path / "night").read_text() == "no folder"


def test_a_session_that_waits_for_the_disk_leaves_alone_what_another_has_written_there_meanwhile(
    tmp_path: Path,
) -> None:
    place = tmp_path / "out"
    place.write_text("in the way")
    desk = Desk(place / "night")
    desk.play(2)
    place.unlink()
    Desk(place / "night", seed=4).play(2)
    desk.play(1)
    assert desk.recorder.folder == place / "night-2"
    assert (place / "night" / "take-001.mid").read_bytes() == render(2, seed=4)
    assert replayed(place / "night-2" / "journal.jsonl").files == {"take-001.mid": render(3)}


def test_of_two_sessions_that_find_one_folder_empty_at_once_each_has_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Desk(tmp_path / "night").play(2)
    looks: list[Path] = []

    def seen(folder: Path) -> Iterator[Path]:
        looks.append(folder)
        return iter(()) if looks == [tmp_path / "night"] else files(folder)

    files = pathlib.Path.iterdir
    monkeypatch.setattr(pathlib.Path, "iterdir", seen)
    later = Desk(tmp_path / "night", seed=4)
    later.play(1)
    assert (later.recorder.folder, later.reports) == (tmp_path / "night-2", [])
    assert (tmp_path / "night" / "take-001.mid").read_bytes() == render(2)
    assert replayed(tmp_path / "night-2" / "journal.jsonl").files == {"take-001.mid": render(1, seed=4)}


# --- takes with a name ------------------------------------------------------------------------------------------------


def test_a_named_take_begins_and_ends_with_the_next_bar_line(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.play(2)
    sounding = desk.compose()
    desk.compose()
    begun = desk.recorder.record("start", "drop", wish="r1", author="agent")
    desk.take(BarSent(sounding), BarSent(sounding + 1))
    desk.play(2)
    ended = desk.recorder.record("stop")
    desk.play(2)
    assert (begun.status, begun.applied, begun.bar) == ("applied", "drop.mid", 3)
    assert (begun.wish, begun.author) == ("r1", "agent")
    assert (ended.status, ended.applied, ended.bar) == ("applied", "drop.mid", 6)
    assert bars_in(tmp_path / "drop.mid") == 3
    again = replayed(tmp_path / "journal.jsonl")
    assert again.files == {path.name: path.read_bytes() for path in tmp_path.glob("*.mid")}


def test_a_take_without_a_name_gets_one_by_its_bar_and_a_taken_name_a_number(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.play(2)
    names = []
    for name in ("", "drop", "drop", ""):
        names.append(desk.recorder.record("start", name).applied)
        desk.play(1)
    assert names == ["from-bar-3.mid", "drop.mid", "drop-2.mid", "from-bar-6.mid"]
    assert {bars_in(tmp_path / str(name)) for name in names} == {1}


def test_a_named_take_does_not_lie_over_a_file_that_was_put_into_the_folder(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.play(1)
    for name in ("drop.mid", "Peak.002.mid"):
        (tmp_path / name).write_bytes(b"mine")
    names = []
    for name in ("drop", "peak"):
        names.append(desk.recorder.record("start", name).applied)
        desk.play(1)
    assert names == ["drop-2.mid", "peak-2.mid"]
    assert (tmp_path / "drop.mid").read_bytes() == b"mine"


def test_bad_names_and_a_stop_without_a_take_are_refused(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    before = (tmp_path / "journal.jsonl").read_bytes()
    outcomes = [desk.recorder.record("stop"), *[desk.recorder.record("start", name) for name in ("../x", "take-002")]]
    assert [outcome.status for outcome in outcomes] == ["refused"] * 3
    assert all(outcome.reason for outcome in outcomes)
    assert (tmp_path / "journal.jsonl").read_bytes() == before


# --- the disk ---------------------------------------------------------------------------------------------------------


def test_with_a_full_disk_the_recording_waits_in_memory_and_is_whole_when_there_is_room(tmp_path: Path) -> None:
    full = [False]

    def write(path: Path, content: bytes) -> None:
        if full[0]:
            raise OSError(errno.ENOSPC, "No space left on device")
        write_whole(path, content)

    desk = Desk(tmp_path, write=write)
    desk.play(2)
    full[0] = True
    desk.play(3)
    assert (tmp_path / "take-001.mid").read_bytes() == render(2)
    assert len(desk.reports) == 1
    assert "take-001.mid cannot be written: No space left on device" in desk.reports[0]
    assert "No space" in desk.recorder.fault
    full[0] = False
    desk.play(1)
    assert (tmp_path / "take-001.mid").read_bytes() == render(6)
    assert len(desk.reports) == 2
    assert desk.recorder.fault == ""


def test_with_a_limit_on_file_sizes_nothing_is_torn_and_nothing_lost(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.play(8)
    whole = render(8)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(whole) + 50, hard))
    try:
        desk.play(4)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (tmp_path / "take-001.mid").read_bytes() == whole
    assert len(desk.reports) == 1
    assert [path.name for path in tmp_path.glob(".*")] == []
    desk.play(1)
    assert (tmp_path / "take-001.mid").read_bytes() == render(13)
    assert replayed(tmp_path / "journal.jsonl").files == {"take-001.mid": render(13)}


def test_a_session_folder_that_cannot_be_made_is_made_once_it_can(tmp_path: Path) -> None:
    place = tmp_path / "out"
    place.write_text("in the way")
    desk = Desk(place / "night")
    desk.play(2)
    assert len(desk.reports) == 1
    place.unlink()
    desk.play(1)
    assert (place / "night" / "take-001.mid").read_bytes() == render(3)
    assert replayed(place / "night" / "journal.jsonl").bars == 3


def test_an_end_on_a_full_disk_says_that_the_recording_is_not_complete(tmp_path: Path) -> None:
    def write(path: Path, content: bytes) -> None:
        raise OSError(errno.EROFS, "Read-only file system", str(path), content[:0])

    desk = Desk(tmp_path, write=write)
    desk.play(1)
    desk.recorder.close()
    assert ["is not complete" in report for report in desk.reports] == [False, True]


def test_a_failed_write_leaves_what_was_there(tmp_path: Path) -> None:
    place = tmp_path / "there.mid"
    place.mkdir()
    with pytest.raises(OSError, match=r"."):
        write_whole(place, b"MThd")
    assert [path.name for path in tmp_path.iterdir()] == ["there.mid"]


# --- kill -9 ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bars", [1, 7, 40])
def test_a_killed_recording_holds_every_finished_bar_and_replays_to_the_same_bytes(tmp_path: Path, bars: int) -> None:
    command = [sys.executable, "-m", "tests.sequencer.recordings", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as recording:
        assert recording.stdout is not None
        finished = [int(recording.stdout.readline()) for _ in range(bars)][-1]
        recording.kill()
        rest = recording.stdout.read().split("\n")
    finished = max([finished, *[int(line) for line in rest[:-1]]])
    on_disk = (tmp_path / "take-001.mid").read_bytes()
    assert bars_in(tmp_path / "take-001.mid") > finished
    again = replayed(tmp_path / "journal.jsonl")
    assert again.bars > finished
    if bars_in(tmp_path / "take-001.mid") == again.bars:  # else it died between the file and the journal
        assert again.files == {"take-001.mid": on_disk}


def test_a_tempo_wish_while_recording_is_in_the_tempo_map(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.play(1)
    desk.play(1, [Wish(Tempo(150.0))])
    tempi = [round(60e6 / message.tempo, 3) for message in MidiFile(tmp_path / "take-001.mid").tracks[0]
             if message.type == "set_tempo"]
    assert tempi == [130.0, 150.0]
