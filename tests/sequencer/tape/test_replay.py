"""A journal makes the same files again, or others from some bar on, and a session goes on from it."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from mido import MidiFile

from engine import SessionState, next_bar, start
from engine import commands as ask
from engine.commands import Wish
from engine.errors import BarFailed
from engine.state import MEANING_NOW
from sequencer.daemon.recorder import Recorder
from sequencer.tape.journal import JournalError, header_line
from sequencer.tape.lines import line_from_json
from sequencer.tape.mirror import Mirror
from sequencer.tape.replay import Branch, journal_in, replayed, resumed, sent_bars
from sequencer.wire.reports import BarComposed, BarSent
from tests.engine.asked import club
from tests.sequencer.recordings import Desk, render
from tests.sequencer.tape.nights import composed, lines_of, recorded, rewrite

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from engine import Bar

APPLIED = [{"command": {"command": "tempo", "bpm": 170.0}, "id": "fast", "author": "user"}]


def hits(path: Path, content: bytes) -> list[list[tuple[int, int, int]]]:
    """(tick in the bar, note, velocity) of every hit, by bar."""
    path.write_bytes(content)
    found: list[list[tuple[int, int, int]]] = [[] for _ in range(12)]
    for track in MidiFile(path).tracks:
        now = 0
        for message in track:
            now += message.time
            if message.type == "note_on":
                found[(now + 240) // 7680].append((now % 7680, message.note, message.velocity))
    return found


def broken_at(bar: int) -> Callable[[SessionState, Sequence[Wish]], tuple[SessionState, Bar]]:
    """An engine that cannot make one bar."""
    def broken(state: SessionState, wishes: Sequence[Wish] = ()) -> tuple[SessionState, Bar]:
        if state.bar == bar:
            raise BarFailed(bar, state.seed, ZeroDivisionError("a rule"))
        return next_bar(state, wishes)

    return broken


# --- the same again ---------------------------------------------------------------------------------------------------


def test_a_journal_makes_the_same_bytes_again(tmp_path: Path) -> None:
    again = replayed(recorded(tmp_path))
    assert again.files == {"take-001.mid": (tmp_path / "take-001.mid").read_bytes()}
    assert (again.bars, again.differs, again.warnings) == (12, None, ())
    assert again.header.name == "club"


def test_what_a_watched_condition_brought_about_is_made_again(tmp_path: Path) -> None:
    thin = ask.Watch("hits", ">", 4, ask.Set("hat_c.density", 0.5), for_bars=2, by=-0.1, again_bars=2)
    desk = Desk(tmp_path)
    desk.play(12, [Wish(thin, "w")])
    desk.recorder.close()
    density = desk.mirror.state.config.layers["hat_c"].density
    assert density is not None
    assert density.target < 0.5
    again = replayed(tmp_path / "journal.jsonl")
    assert again.files == {"take-001.mid": (tmp_path / "take-001.mid").read_bytes()}
    assert (again.bars, again.differs) == (12, None)


def test_every_crc_is_compared_and_the_first_bar_that_differs_is_named(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.play(6)
    journal = tmp_path / "journal.jsonl"
    lines = lines_of(journal)
    for line in lines:
        if line["say"] == "composed":
            line["crc"] = 5 if line["bar"] in {3, 5} else None
    rewrite(journal, lines)
    again = replayed(journal)
    assert (again.differs, again.compared) == (3, 2)


def test_a_bar_that_differs_is_named_where_the_journal_ends_with_it_and_where_the_next_cannot_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Desk(tmp_path).play(6)
    journal = tmp_path / "journal.jsonl"
    header, *lines = [line for line in lines_of(journal) if line["say"] != "sent"]
    lines = [{**line, "crc": 5} if line["bar"] == 3 else line for line in lines]
    for end in (4, 5, 6):
        rewrite(journal, [header, *lines[:end]])
        assert replayed(journal).differs == 3
    for failing, first in ((4, 3), (2, 2)):
        monkeypatch.setattr("sequencer.tape.mirror.next_bar", broken_at(failing))
        assert replayed(journal).differs == first


def test_a_torn_journal_plays_up_to_the_tear(tmp_path: Path) -> None:
    journal = recorded(tmp_path)
    whole = journal.read_bytes()
    journal.write_bytes(whole[: whole.rindex(b'{"say":"sent"') + 7])
    again = replayed(journal)
    assert again.bars == 11
    assert "the last line was cut short" in again.warnings[0]
    journal.write_bytes(whole[: whole.index(b"\n")])
    with pytest.raises(JournalError, match="holds no whole line"):
        replayed(journal)


def test_another_version_of_the_engine_is_told_where_its_bars_do_not_agree(tmp_path: Path) -> None:
    journal = recorded(tmp_path)
    header, *lines = lines_of(journal)
    rewrite(journal, [{**header, "engine": "0.0.1"}, *lines])
    assert replayed(journal).warnings == ()
    rewrite(journal, [{**header, "engine": "0.0.1"}, *(line for line in lines if line["say"] == "end")])
    assert 'was played by engine "0.0.1", this is' in replayed(journal).warnings[0]


def test_lines_of_kinds_that_are_not_known_are_passed_over(tmp_path: Path) -> None:
    journal = recorded(tmp_path)
    header, *lines = lines_of(journal)
    rewrite(journal, [header, {"say": "weather", "rain": True}, {"said": 1}, *lines])
    assert replayed(journal).files == {"take-001.mid": (tmp_path / "take-001.mid").read_bytes()}


def test_many_takes_are_all_made_again(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    for _ in range(9):
        desk.recorder.record("start", "drop")
        desk.play(1)
    again = replayed(tmp_path / "journal.jsonl")
    assert len(again.files) == 10
    assert again.files == {path.name: path.read_bytes() for path in tmp_path.glob("*.mid")}


# --- another way ------------------------------------------------------------------------------------------------------


def test_another_seed_from_a_bar_on_leaves_what_was_before_and_keeps_the_wishes(tmp_path: Path) -> None:
    journal = recorded(tmp_path)
    old = hits(tmp_path / "a.mid", replayed(journal, part_bars=None).files["take-001.mid"])
    branch = replayed(journal, branch=Branch(2, seed=99))
    new = hits(tmp_path / "b.mid", branch.files["take-001.mid"])
    assert new[:2] == old[:2]
    assert all(one != other for one, other in zip(new[2:], old[2:], strict=True))
    assert {velocity for _, note, velocity in new[7] if note == 42} <= {31, 37}
    assert branch.state.config.bpm == 170.0
    assert branch.state.seed == 99
    assert branch.differs is None


def test_a_bar_that_cannot_be_made_again_differs_from_what_was_played_but_not_from_what_nobody_played(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = recorded(tmp_path)
    monkeypatch.setattr("sequencer.tape.mirror.next_bar", broken_at(7))
    assert replayed(journal).differs == 7
    assert replayed(journal, branch=Branch(2, seed=99)).differs is None


def test_without_wishes_it_is_what_the_config_plays_by_itself(tmp_path: Path) -> None:
    journal = recorded(tmp_path)
    assert replayed(journal, branch=Branch(wishes=False)).files == {"take-001.mid": render(12)}
    late = replayed(journal, branch=Branch(6, wishes=False))
    assert late.state.config.bpm == 130.0
    assert late.state.config.layers["hat_c"].velocity == 31


def test_a_branch_without_wishes_forgets_the_mutes_of_the_moment(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.play(1)
    bar = desk.compose()
    desk.take(BarSent(bar, muted=((7680, ()), (9000, ("kick",)))))
    bar = desk.compose(Wish(ask.Mute("kick")))
    desk.take(BarSent(bar, muted=((2 * 7680, ("kick",)),)))
    journal = tmp_path / "journal.jsonl"
    assert replayed(journal, branch=Branch(1, wishes=False)).files == {"take-001.mid": render(3)}
    assert replayed(journal).files != {"take-001.mid": render(3)}


def test_a_branch_behind_the_last_bar_says_that_nothing_is_other(tmp_path: Path) -> None:
    again = replayed(recorded(tmp_path), branch=Branch(500, seed=1))
    assert "bar 500 was not played" in again.warnings[0]


# --- going on ---------------------------------------------------------------------------------------------------------


def test_a_session_goes_on_behind_its_last_bar_or_from_any_other(tmp_path: Path) -> None:
    journal = recorded(tmp_path)
    states: dict[int, SessionState] = {}
    mirror = Mirror(start(club(), seed=3, name="club"))
    for line in lines_of(journal)[1:]:
        if line["say"] == "composed":
            states[line["bar"]] = mirror.state
        read = line_from_json(line)
        assert read is not None
        mirror.take(read)
    assert resumed(journal)[1] == mirror.state
    for bar in (0, 5, 8, 11):
        assert resumed(journal, from_bar=bar)[1] == states[bar]
    assert resumed(journal, from_bar=12)[1] == mirror.state
    with pytest.raises(JournalError, match="bar 13 was not played; there are bars 0 to 11"):
        resumed(journal, from_bar=13)


def test_a_session_goes_on_from_before_a_bar_that_could_not_be_made(tmp_path: Path) -> None:
    """The player tells of such a bar twice: that it failed, and what it plays instead."""
    header = {**header_line(start(club(), seed=3), "club"), "format": 1}
    journal = tmp_path / "journal.jsonl"
    rewrite(journal, [
        header, composed(0), {"say": "failed", "bar": 1, "repeats": 0}, composed(1),
        {"say": "applied", "bar": 2, "wishes": APPLIED}, composed(2),
    ])
    mirror = Mirror(replace(start(club(), seed=3, name="club"), meaning=1))
    states = [mirror.state]
    for line in lines_of(journal)[1:]:
        read = line_from_json(line)
        assert read is not None
        mirror.take(read)
        states.append(mirror.state)
    before = {0: states[0], 1: states[1], 2: states[4], 3: states[5]}
    for bar, state in before.items():
        assert resumed(journal, from_bar=bar)[1] == replace(state, meaning=MEANING_NOW)


def test_a_session_that_goes_on_is_recorded_in_a_journal_of_its_own(tmp_path: Path) -> None:
    _, state, _ = resumed(recorded(tmp_path / "first"), from_bar=7)
    mirror = Mirror(state)
    recorder = Recorder(tmp_path / "second", mirror, name="club", report=print)
    for index in range(7, 10):
        for line in (BarComposed(index), BarSent(index)):
            mirror.take(line)
            recorder.take(line)
    recorder.close()
    again = replayed(tmp_path / "second" / "journal.jsonl")
    assert again.files == {"take-001.mid": (tmp_path / "second" / "take-001.mid").read_bytes()}
    assert again.state == mirror.state


# --- the command ------------------------------------------------------------------------------------------------------


def test_a_journal_is_found_in_its_sessions_folder(tmp_path: Path) -> None:
    assert journal_in(tmp_path) == tmp_path / "journal.jsonl"
    assert journal_in(tmp_path / "x.jsonl") == tmp_path / "x.jsonl"
    assert sent_bars(recorded(tmp_path)) == 12
    assert sent_bars(tmp_path / "missing") == 0
    assert sent_bars(tmp_path / ("x" * 300)) == 0  # a name too long for any folder
    os.mkfifo(tmp_path / "pipe")
    assert sent_bars(tmp_path / "pipe") == 0  # and nobody waits for a writer


def test_progress_is_told_after_each_bar(tmp_path: Path) -> None:
    told: list[int] = []
    replayed(recorded(tmp_path), progress=told.append)
    assert told == list(range(1, 13))


def test_replay_and_next_bar_agree(tmp_path: Path) -> None:
    state = start(club(), seed=3, name="club")
    for _ in range(2):
        state, _ = next_bar(state)
    Desk(tmp_path).play(2)
    assert resumed(tmp_path / "journal.jsonl")[1] == state


# --- what was changed since it was written ----------------------------------------------------------------------------


def test_what_was_offered_to_a_jam_is_replayed_byte_for_byte(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.play(4, [Wish(ask.Jam("auto", change=0.5), "jam")])
    for place in range(6):
        moves = (ask.Set("hat_c.swing_percent", 0.5 + place / 50), ask.Mute("clap", 2))
        desk.play(4 + 8 * (place + 1), [Wish(ask.Offer(moves), f"offer-{place}", "agent")])
    desk.recorder.close()
    assert desk.mirror.state.jam is not None
    assert {"swing hat_c", "rest clap"} & {*desk.mirror.state.jam.did}
    again = replayed(tmp_path / "journal.jsonl")
    assert again.differs is None
    assert again.files == {"take-001.mid": (tmp_path / "take-001.mid").read_bytes()}


def test_what_the_bandmate_did_by_itself_is_replayed_byte_for_byte(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.play(4, [Wish(ask.Jam("auto", change=0.5), "jam")])
    desk.play(36)
    desk.play(40, [Wish(ask.Set("hat_c.velocity", 40), "mine"), Wish(ask.Jam("no"), "no")])
    desk.recorder.close()
    assert desk.mirror.state.jam is not None
    assert len(desk.mirror.state.jam.did) > 4
    again = replayed(tmp_path / "journal.jsonl")
    assert again.differs is None
    assert again.files == {"take-001.mid": (tmp_path / "take-001.mid").read_bytes()}
