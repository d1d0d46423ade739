"""A recording that is played again sends what was sent, at its ticks, whatever was done that night."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mido import MidiFile

from engine import Wish, state_from_json, state_json
from engine import commands as ask
from engine.errors import TechnoError
from engine.timebase import BAR_TICKS, PPQ
from sequencer.tape import played_again
from sequencer.tape.mirror import Mirror
from sequencer.tape.played_again import taped
from sequencer.tape.replay import Branch, replayed
from sequencer.tape.sessions import part_of
from sequencer.tape.tape_mirror import TapeMirror, mirror_of
from sequencer.wire.reports import BarComposed, BarDiscarded, BarReplaced, BarSent, LayerStruck, WishesApplied
from sequencer.wire.taped import Tape, tape_from_json
from tests.live.nights import BAR_MS, BARS, lived, nights, recorded
from tests.live.stage import LiveStage
from tests.sequencer.recordings import Desk
from tests.sequencer.tape.nights import FAST
from tests.sequencer.tape.nights import recorded as stood
from tests.thorough import tries

if TYPE_CHECKING:
    from engine.control import TransportAction
    from sequencer.tape.played_again import Taped
    from tests.live.nights import Night

Sound = tuple[int, bytes]
"""A tick from the first bar line on, and a message."""
NOTE_ON = 9


def playing_again(tape: Taped) -> LiveStage:
    stage = LiveStage(state=state_from_json(state_json(tape.state)), bars=tape.count)
    stage.player.bars.tape = Tape(tape_from_json(tape.bars))
    stage.transport(0, "continue")
    return stage


def sounds(stage: LiveStage, tape: Taped, expected: Counter[Sound]) -> Counter[Sound]:
    """Return what a stage has sent, at the ticks of the bars it says it has made.

    A hit that is pushed before its bar line is early by its own bar's tempo, where that is `expected`; one that is
    pushed before the first line is moved to it with its note-off, as in a file.
    """
    mirror = Mirror(tape.state)
    first, begun = tape.state.tick, []
    for report in stage.said:
        if isinstance(report, (BarComposed, BarReplaced, WishesApplied, BarDiscarded)):
            mirror.take(report)
            assert mirror.differs is None
            if isinstance(report, BarComposed):
                begun.append((report.start_ns, mirror.bars[-1].bar))
    found: Counter[Sound] = Counter()
    moved: dict[bytes, int] = {}
    for ns, message in stage.outputs[0].sent:
        if message[0] < 0xB0:
            place = max((place for place, (start, _) in enumerate(begun) if start <= ns), default=0)
            ticks = [
                bar.start_tick + round((ns - start_ns) * bar.bpm * PPQ / 60e9) - first
                for start_ns, bar in begun[place:place + 2]
            ]
            tick = next((tick for tick in ticks if (tick, message) in expected - found), ticks[0])
            key = bytes((message[0] & 0x0F, message[1]))
            if message[0] >> 4 == NOTE_ON:
                moved[key] = max(0, -tick)
            found[tick + moved.get(key, 0), message] += 1
    return found


def written(content: bytes, bars: int) -> Counter[Sound]:
    """Return the notes of a file; what sounds over its end ends there."""
    found: Counter[Sound] = Counter()
    for track in MidiFile(file=BytesIO(content)).tracks:
        tick = 0
        for message in track:
            tick += message.time
            if message.type in {"note_on", "note_off"}:
                found[min(tick, bars * BAR_TICKS), bytes(message.bytes())] += 1
    return found


@settings(max_examples=tries(60))
@given(nights)
def test_a_night_is_sent_again_at_its_ticks_whatever_was_asked_and_wherever_it_stopped(night: Night) -> None:
    with TemporaryDirectory() as folder:
        recorded(Path(folder), lived(night).said)
        path = Path(folder) / "journal.jsonl"
        once = replayed(path, part_bars=None)
        if not once.bars:
            with pytest.raises(TechnoError, match="no bar of it was played"):
                taped(path)
            return
        tape = taped(path)
    stage = playing_again(tape)
    stage.run()
    expected = written(once.files["take-001.mid"], once.bars)
    assert tape.count == once.bars
    assert sounds(stage, tape, expected) == expected


@settings(max_examples=tries(30))
@given(nights, st.lists(st.tuples(st.floats(0.0, BARS), st.sampled_from(["stop", "continue", "play"])), max_size=6))
def test_stops_and_starts_of_who_listens_change_no_bar(
    night: Night, moves: list[tuple[float, TransportAction]]
) -> None:
    with TemporaryDirectory() as folder:
        recorded(Path(folder), lived(night).said)
        path = Path(folder) / "journal.jsonl"
        if not replayed(path).bars:
            return
        tape = taped(path)
    whole, halting = playing_again(tape), playing_again(tape)
    whole.run()
    for bars, move in moves:
        halting.transport(bars * BAR_MS, move)
    halting.transport((BARS + 1) * BAR_MS, "continue")
    for later in range(2 * BARS):
        halting.transport((BARS + 2 + later) * BAR_MS, "continue")
    halting.run()
    ends = [Mirror(tape.state), Mirror(tape.state)]
    for mirror, stage in zip(ends, (whole, halting), strict=True):
        for report in stage.said:
            if isinstance(report, (BarComposed, BarReplaced, WishesApplied, BarDiscarded)):
                mirror.take(report)
    assert ends[0].state == ends[1].state
    assert [made.bar for made in ends[0].bars] == [made.bar for made in ends[1].bars]


@pytest.fixture
def night(tmp_path: Path) -> Path:
    """A session of twelve bars: the hat gives way, a mark at bar 5, a bar that could not be made, a hit by hand."""
    desk = Desk(tmp_path / "night")
    desk.play(4, [Wish(ask.Set("hat_c.density", 0.2))])
    desk.play(4, [Wish(ask.Mark("drop")), Wish(ask.Mute("clap"))])
    failed = desk.mirror.state.bar
    desk.take(BarReplaced(failed, failed - 1), BarSent(failed))
    desk.play(1)
    struck = desk.compose()
    desk.take(LayerStruck(struck, "kick", struck * BAR_TICKS + 700, 240, 36, 99, 10, 1, 220), BarSent(struck))
    desk.play(1)
    desk.recorder.close()
    return tmp_path / "night"


def test_a_part_is_sent_as_it_is_cut_out(night: Path) -> None:
    tape = taped(night / "journal.jsonl", from_bar=4, bars=7)
    stage = playing_again(tape)
    stage.run()
    content, _ = part_of(night, 4, 11)
    assert tape.count == 7
    assert sounds(stage, tape, written(content, 7)) == written(content, 7)


def test_only_bars_that_were_not_played_through_hold_their_hits(night: Path) -> None:
    bars = tape_from_json(taped(night / "journal.jsonl").bars)
    assert [bar.index for bar in bars if bar.heard is not None] == [8, 10]
    assert [bar.index for bar in bars if bar.failed] == [8]


def test_a_bar_that_was_not_played_is_no_beginning(night: Path) -> None:
    with pytest.raises(TechnoError, match="bar 13 was not played"):
        taped(night / "journal.jsonl", from_bar=12)


def test_a_session_of_which_no_bar_was_sent_cannot_be_played(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.compose()
    desk.recorder.close()
    with pytest.raises(TechnoError, match=r"journal\.jsonl: no bar of it was played$"):
        taped(tmp_path / "journal.jsonl")


def test_a_tape_that_is_too_long_for_the_player_is_refused_and_a_part_of_it_is_taken(
    night: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = len(taped(night / "journal.jsonl").bars)
    monkeypatch.setattr(played_again, "MAX_TAPE_CHARACTERS", most)
    assert len(taped(night / "journal.jsonl").bars) == most
    monkeypatch.setattr(played_again, "MAX_TAPE_CHARACTERS", most - 1)
    with pytest.raises(TechnoError, match="play a part of it"):
        taped(night / "journal.jsonl")
    assert taped(night / "journal.jsonl", bars=4).count == 4
    monkeypatch.setattr(played_again, "MAX_TAPE_CHARACTERS", 1)
    with pytest.raises(TechnoError, match="play a part of it"):
        taped(night / "journal.jsonl", bars=4)


def test_what_was_asked_while_it_stood_is_applied_again_before_the_bar_that_followed(tmp_path: Path) -> None:
    stage = playing_again(taped(stood(tmp_path)))
    stage.run()
    assert [(report.bar, report.wishes) for report in stage.told(WishesApplied)] == [(8, (FAST,))]
    assert stage.player.bars.state == replayed(tmp_path / "journal.jsonl").state
    assert stage.player.bars.state.config.bpm == 170.0


@pytest.mark.parametrize(("from_bar", "bpm"), [(0, 130.0), (5, 130.0), (8, 130.0), (9, 170.0)])
def test_a_branch_without_wishes_leaves_out_what_was_asked_while_it_stood(
    tmp_path: Path, from_bar: int, bpm: float
) -> None:
    journal, branch = stood(tmp_path), Branch(from_bar, wishes=False)
    stage = playing_again(taped(journal, branch=branch))
    stage.run()
    assert stage.player.bars.state == replayed(journal, branch=branch).state
    assert stage.player.bars.state.config.bpm == bpm


def test_a_branch_is_played_with_its_other_draws(night: Path) -> None:
    branch = Branch(4, seed=99)
    tape = taped(night / "journal.jsonl", branch=branch)
    stage = playing_again(tape)
    stage.run()
    once = replayed(night / "journal.jsonl", branch=branch)
    assert tape.state.bar == 4
    assert stage.player.bars.state == once.state


@pytest.mark.parametrize("lives", [1, 4, 7, 10])
def test_a_player_that_takes_over_goes_on_with_the_rest_of_the_tape(night: Path, lives: int) -> None:
    tape = taped(night / "journal.jsonl")
    whole = playing_again(tape)
    whole.run()
    mirror = mirror_of(tape.state, tape.bars)
    made: list[int | None] = []
    for bars in (lives, tape.count - lives):
        stage = playing_again(replace(tape, state=mirror.state, count=bars))
        stage.player.bars.tape = Tape(mirror.rest())
        stage.run()
        for report in stage.said:
            if isinstance(report, (BarComposed, BarReplaced, WishesApplied, BarDiscarded)):
                mirror.take(report)
        made += [report.crc for report in stage.told(BarComposed)]
    assert mirror.differs is None
    assert made == [report.crc for report in whole.told(BarComposed)]


def test_bars_that_nobody_plays_take_what_they_took(night: Path) -> None:
    tape = taped(night / "journal.jsonl")
    mirror = mirror_of(tape.state, tape.bars)
    mirror.missed_until(tape.state.tick + 12 * BAR_TICKS)
    again = replayed(night / "journal.jsonl").state
    assert isinstance(mirror, TapeMirror)
    assert mirror.state == again
    assert mirror.rest() == ()
