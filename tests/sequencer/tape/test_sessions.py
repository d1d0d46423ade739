"""Marks stand in journal and files, and a part of a session is cut out by marks or bars."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from mido import MidiFile

from engine.commands import Mark, Record, Tempo, Wish
from engine.config import Config
from engine.errors import TechnoError
from engine.timebase import BAR_TICKS, STEP_TICKS
from engine.when import When
from sequencer.tape.lines import TakeMarked
from sequencer.tape.replay import replayed
from sequencer.tape.sessions import Mark as Marked
from sequencer.tape.sessions import bar_of, part_of, recorded, session_in
from sequencer.wire.reports import BarSent, LayerStruck, TransportMoved, WishesApplied
from tests.sequencer.recordings import Desk
from tests.sequencer.tape.nights import lines_of, rewrite

if TYPE_CHECKING:
    from pathlib import Path

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
CLOCK = "2026-11-28T12:00:00+00:00"


def desk(folder: Path) -> Desk:
    return Desk(folder, clock=lambda: NOON)


def markers(content: bytes) -> list[tuple[int, str]]:
    """Return the bar and the text of each marker in a file."""
    found, tick = [], 0
    for message in MidiFile(file=BytesIO(content)).tracks[0]:
        tick += message.time
        if message.type == "marker":
            assert tick % BAR_TICKS == 0
            found.append((tick // BAR_TICKS, message.text))
    return found


@pytest.fixture
def night(tmp_path: Path) -> Path:
    """A session of twelve bars with three marks: at once, planned, and without a name."""
    played = desk(tmp_path / "night")
    played.play(2)
    played.play(2, [Wish(Mark("intro")), Wish(Mark("drop"), when=When(at_bar=6)), Wish(Tempo(140.0))])
    played.play(8, [Wish(Mark()), Wish(Record("start", "take"), when=When(at_bar=7))])
    played.recorder.close()
    return tmp_path / "night"


def test_marks_stand_in_the_file_at_the_lines_of_their_bars_and_replay_puts_them_there_again(night: Path) -> None:
    content = (night / "take-001.mid").read_bytes()
    assert markers(content) == [(2, "intro"), (4, "mark 2"), (6, "drop")]
    assert replayed(night / "journal.jsonl").files["take-001.mid"] == content


def test_a_session_tells_its_marks_with_the_time_of_day(night: Path) -> None:
    session = session_in(night)
    assert session.marks == (Marked("intro", 2, CLOCK), Marked("mark 2", 4, CLOCK), Marked("drop", 6, CLOCK))
    assert (session.name, session.config, session.bars, session.fault) == ("night", "club", 12, "")
    assert session.seconds == pytest.approx(2 * 4 * 60 / 130 + 10 * 4 * 60 / 140, rel=1e-3)
    assert recorded(night.parent) == [session]


def test_a_session_lasts_as_long_as_its_bars_where_its_files_are_lost_or_silent(tmp_path: Path) -> None:
    played = Desk(tmp_path / "night", config=Config(bpm=120.0))  # without a layer that sounds
    played.play(2)
    played.play(2, [Wish(Tempo(240.0))])
    played.play(3, [Wish(Tempo(60.0))])
    played.recorder.close()
    assert session_in(tmp_path / "night").seconds == pytest.approx(2 * 2 + 2 * 1 + 3 * 4, rel=1e-3)
    (tmp_path / "night/take-001.mid").unlink()  # a full disk did not take it
    assert session_in(tmp_path / "night").seconds == pytest.approx(7 * 2)


@pytest.mark.parametrize("bpm", [None, 0, -120.0, "fast"])
def test_a_session_that_tells_no_tempo_lasts_as_long_as_at_120_bpm(tmp_path: Path, bpm: object) -> None:
    """Source: Standard MIDI Files 1.0: without a tempo a quarter note lasts half a second."""
    played = Desk(tmp_path / "night", config=Config(bpm=140.0))
    played.play(7)
    played.recorder.close()
    (tmp_path / "night/take-001.mid").unlink()
    lines = lines_of(tmp_path / "night/journal.jsonl")
    lines[0]["config"]["bpm"] = bpm
    rewrite(tmp_path / "night/journal.jsonl", lines)
    assert session_in(tmp_path / "night").seconds == 7 * 2.0


def test_each_part_of_a_long_session_has_its_own_tempos(tmp_path: Path) -> None:
    played = Desk(tmp_path / "night", config=Config(bpm=120.0))
    played.play(1024)
    played.play(6, [Wish(Tempo(240.0))])
    played.recorder.close()
    assert session_in(tmp_path / "night").seconds == pytest.approx(1024 * 2 + 6 * 1, rel=1e-3)


def test_a_mark_that_is_made_while_stopped_stands_at_the_next_bar_that_is_heard(tmp_path: Path) -> None:
    played = desk(tmp_path / "night")
    played.play(2)
    wishes = (Wish(Mark("encore")), Wish(Mark("end"), when=When(at_bar=3)))
    played.take(TransportMoved(playing=False, tick=2 * BAR_TICKS, bar=2), WishesApplied(2, wishes))
    played.play(2)
    played.recorder.close()
    content = (tmp_path / "night/take-001.mid").read_bytes()
    assert markers(content) == [(2, "encore"), (3, "end")]
    assert replayed(tmp_path / "night/journal.jsonl").files["take-001.mid"] == content


def test_a_bar_that_stop_has_cut_and_continue_ends_is_marked_once(tmp_path: Path) -> None:
    played = desk(tmp_path / "night")
    bar = played.compose(Wish(Mark("here")))
    played.take(BarSent(bar, until_tick=4 * STEP_TICKS), BarSent(bar, from_tick=4 * STEP_TICKS + 1))
    played.recorder.close()
    assert markers((tmp_path / "night/take-001.mid").read_bytes()) == [(0, "here")]
    assert [mark.name for mark in session_in(tmp_path / "night").marks] == ["here"]


def test_a_mark_on_the_first_bar_of_the_next_part_stands_there_alone(tmp_path: Path) -> None:
    played = Desk(tmp_path / "night", clock=lambda: NOON, config=Config())  # a thousand bars of nothing cost little
    played.play(1024)
    played.play(1, [Wish(Mark("late"))])
    played.recorder.close()
    parts = [markers((tmp_path / f"night/take-00{part}.mid").read_bytes()) for part in (1, 2)]
    assert parts == [[], [(0, "late")]]


@pytest.mark.parametrize("first", [7, 8])
def test_bars_of_a_session_that_goes_on_another_count_from_its_own_first(night: Path, first: int) -> None:
    session = replace(session_in(night), first_bar=first, marks=())
    assert bar_of(session, str(first + 1)) == first
    assert bar_of(session, str(first + 13)) == first + 12  # the end of its last one
    for other in (first, 3, first + 14):
        wanted = f"no mark or bar {other}; marks: none; bars {first + 1} to {first + 12}$"
        with pytest.raises(TechnoError, match=wanted):
            bar_of(session, str(other))


def test_a_part_is_what_was_sent_of_its_bars(night: Path) -> None:
    session = session_in(night)
    first, last = bar_of(session, "intro"), bar_of(session, "9")
    content, bars = part_of(night, first, last)
    assert [one.bar.index for one in bars] == list(range(2, 8))
    assert markers(content) == [(0, "intro"), (2, "mark 2"), (4, "drop")]
    whole = [(m.note, m.velocity) for m in MidiFile(night / "take-001.mid").tracks[1] if m.type == "note_on"]
    part = [(m.note, m.velocity) for m in MidiFile(file=BytesIO(content)).tracks[1] if m.type == "note_on"]
    a_bar = len(whole) // 12
    assert part == whole[2 * a_bar : 8 * a_bar]


def test_a_take_that_begins_and_ends_within_a_part_changes_nothing_of_it(tmp_path: Path) -> None:
    parts = []
    for takes in (True, False):
        played = desk(tmp_path / str(takes))
        played.play(2)
        played.take(*[TakeMarked("start", "drop", bar=2)][:takes])
        played.play(2)
        played.take(*[TakeMarked("stop", bar=4)][:takes])
        played.play(3)
        played.recorder.close()
        parts.append(part_of(tmp_path / str(takes), 1, 6))
    assert parts[0] == parts[1]
    assert [one.bar.index for one in parts[0][1]] == list(range(1, 6))


def test_a_bar_that_stop_has_cut_is_one_bar_of_a_part_with_what_hands_have_played_into_its_rest(tmp_path: Path) -> None:
    played = desk(tmp_path / "night")
    played.play(3)
    cut = played.compose()
    struck = LayerStruck(cut, "kick", cut * BAR_TICKS + 5_000, 240, 36, 99, 10, 10, 200)
    played.take(BarSent(cut, until_tick=cut * BAR_TICKS + 3_000), struck)
    played.take(BarSent(cut, from_tick=cut * BAR_TICKS + 3_001))
    played.play(1)
    played.recorder.close()
    _, bars = part_of(tmp_path / "night", 1, 5)
    assert [one.bar.index for one in bars] == [1, 2, 3, 4]
    assert [struck.tick in {event.tick for event in one.heard.events} for one in bars] == [False, False, True, False]


def test_a_part_ends_with_what_was_sent_though_the_next_bar_was_made_before(tmp_path: Path) -> None:
    played = desk(tmp_path / "night")
    ahead = played.compose()
    for _ in range(4):
        now, ahead = ahead, played.compose()
        played.take(BarSent(now))
    played.recorder.close()
    assert [one.bar.index for one in part_of(tmp_path / "night", 1, 3)[1]] == [1, 2]


def test_a_place_that_is_not_there_says_which_are(night: Path) -> None:
    with pytest.raises(TechnoError, match=r"no mark or bar outro; marks: intro, mark 2, drop; bars 1 to 12"):
        bar_of(session_in(night), "outro")
    with pytest.raises(TechnoError, match="none of the bars 21 to 24 was played"):
        part_of(night, 20, 24)


def test_a_changed_journal_is_told_of(night: Path) -> None:
    path = night / "journal.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:4], lines[4].replace(b"bar", b"bat"), *lines[5:]]))
    assert session_in(night).fault == "line 5 of its journal is not what was written"
    path.write_bytes(b"nothing\n")
    unreadable = session_in(night)
    assert "is no JSON" in unreadable.fault
    assert (unreadable.config, unreadable.bars, unreadable.marks, unreadable.takes) == ("", 0, (), ())


def test_a_name_of_64_letters_stands_whole_in_the_file(tmp_path: Path) -> None:
    played = desk(tmp_path / "night")
    played.play(1, [Wish(Mark("x" * 63 + "y"))])
    played.recorder.close()
    assert markers((tmp_path / "night/take-001.mid").read_bytes()) == [(0, "x" * 63 + "y")]


def test_a_longer_name_is_cut_off(tmp_path: Path) -> None:
    played = desk(tmp_path / "night")
    played.play(1, [Wish(Mark("x" * 65))])
    played.recorder.close()
    assert markers((tmp_path / "night/take-001.mid").read_bytes()) == [(0, "x" * 61 + "...")]
