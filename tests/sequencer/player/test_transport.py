"""Play, stop, continue and a player that comes in: when exactly, from which tick, and what clock slaves are told."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from engine import next_bar, start
from engine.config import Config, Layer
from engine.timebase import BAR_TICKS, BEAT_TICKS, STEP_TICKS
from sequencer.midi.messages import CLOCK, CONTINUE, START, STOP
from sequencer.midi.timeline import Timeline
from sequencer.wire.orders import Quit, Resume
from sequencer.wire.reports import BarComposed, BarSent, TransportMoved, WishesApplied
from tests.engine.asked import club
from tests.live.stage import ORIGIN_NS, LiveStage

if TYPE_CHECKING:
    from engine.control import TransportAction

MS = 1_000_000
BPM = 130.0
BAR_NS = Timeline(0, 0, BPM).ns_at(BAR_TICKS)
BAR_MS = BAR_NS / MS
TICK_MS = BAR_MS / BAR_TICKS
LEAD_NS = 30 * MS + Timeline(0, 0, BPM).ns_at(STEP_TICKS // 2)
"""Thirty milliseconds, and what a hit may be pushed early."""


def ran(stage: LiveStage, *moves: tuple[float, TransportAction], end_ms: float) -> LiveStage:
    for moment, action in moves:
        stage.transport(moment, action)
    stage.at(end_ms, Quit())
    stage.run()
    return stage


def sent(stage: LiveStage, output: int = 0) -> list[bytes]:
    return [message for _, message in stage.outputs[output].sent]


# --- play -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("trims_ms", "earlier_ms"), [((), 0), ((-50.0,), 50), ((70.0,), 0)])
def test_the_first_downbeat_comes_as_soon_as_an_early_hit_before_it_can_be_sent(
    trims_ms: tuple[float, ...], earlier_ms: int
) -> None:
    stage = ran(LiveStage(club(), trims_ms=trims_ms), (0, "play"), end_ms=500)
    assert stage.told(BarComposed)[0].start_ns == ORIGIN_NS + LEAD_NS + earlier_ms * MS


def test_play_on_the_bar_from_which_phrases_count_already_wishes_for_nothing() -> None:
    bar = int("300")  # and not the very same number: it is counted
    state = replace(start(club()), bar=300, tick=300 * BAR_TICKS, anchor=bar)
    assert ran(LiveStage(state=state), (0, "play"), end_ms=500).told(WishesApplied) == []
    for anchor in (299, 301):
        stage = ran(LiveStage(state=replace(state, anchor=anchor)), (0, "play"), end_ms=500)
        assert [report.bar for report in stage.told(WishesApplied)] == [bar]
        assert stage.player.bars.state.anchor == bar


def test_continue_with_nothing_to_go_on_with_is_play() -> None:
    stage = ran(LiveStage(club(), clock_out=True), (0, "continue"), end_ms=500)
    assert sent(stage)[:2] == [bytes((0xF2, 0, 0)), START]
    assert stage.told(TransportMoved)[0].song_start == 0


def test_before_it_has_played_songs_begin_where_the_session_does() -> None:
    stage = ran(LiveStage(club()), (0, "stop"), (10, "panic"), end_ms=20)
    assert [moved.song_start for moved in stage.told(TransportMoved)] == [0, 0]


# --- stop and continue ------------------------------------------------------------------------------------------------


def test_what_is_stopped_again_before_it_has_come_on_is_cut_where_it_was_cut() -> None:
    moves: list[tuple[float, TransportAction]] = [(0, "play"), (0.7 * BAR_MS, "stop")]
    for again in range(3):
        moves += [(2_000 + 100 * again, "continue"), (2_020 + 100 * again, "stop")]
    stage = ran(LiveStage(club()), *moves, (3_000, "continue"), end_ms=3_000 + 1.9 * BAR_MS)
    told = [(report.from_tick, report.until_tick) for report in stage.told(BarSent) if report.bar == 0]
    cut = told[0][1]
    assert cut is not None
    assert told == [(None, cut), *[(cut + 1, cut)] * 3, (cut + 1, None)]


@pytest.mark.parametrize("again_ms", [5.0, 60.0, 131.0, 300.0])
def test_on_trimmed_outputs_a_bar_that_is_stopped_twice_goes_on_where_it_was_cut(again_ms: float) -> None:
    """Outputs that send earlier or later have been cut at other ticks; each hit sounds once all the same."""
    stage = ran(
        LiveStage(club(), outputs=3, trims_ms=(0.0, 130.0, -90.0), layer_outputs={"hat_c": 1, "clap": 2}, bars=1),
        (0, "play"), (0.63 * BAR_MS, "stop"), (2_000, "continue"), (2_000 + again_ms, "stop"), (4_000, "continue"),
        end_ms=9_000,
    )
    first, second, third = stage.told(BarSent)
    assert first.cuts is not None
    assert set(first.cuts) == {"hat_c", "clap"}
    assert second.resumes == {layer: tick + 1 for layer, tick in first.cuts.items()}
    assert second.cuts is not None
    assert all(second.cuts[layer] >= tick for layer, tick in first.cuts.items())
    assert third.resumes == {layer: tick + 1 for layer, tick in second.cuts.items()}
    sounded = Counter(
        message[1] for output in stage.outputs for _, message in output.sent if message[0] >> 4 == 9
    )
    assert sounded == Counter(event.note for event in next_bar(start(club()))[1].events)


def test_a_rest_that_was_stopped_before_a_late_output_went_on_is_cut_there_where_it_was() -> None:
    stage = ran(
        LiveStage(club(), outputs=2, trims_ms=(0.0, 130.0), layer_outputs={"hat_c": 1}),
        (0, "play"), (0.63 * BAR_MS, "stop"), (2_000, "continue"), (2_020, "stop"), end_ms=2_500,
    )
    first, second = stage.told(BarSent)
    assert first.cuts == second.cuts != {}


# --- a player that comes in -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("ahead_ns", "late_bars"), [
    (LEAD_NS, 0), (LEAD_NS - 1, 1), (LEAD_NS + BAR_NS, 0), (0, 1), (LEAD_NS - BAR_NS, 1), (LEAD_NS - BAR_NS - 1, 2),
    (-10 * BAR_NS, 11),
])
@pytest.mark.parametrize("tick", [0, BAR_TICKS, 5 * BAR_TICKS])
def test_it_begins_on_the_first_bar_line_of_the_grid_that_is_a_lead_away(
    ahead_ns: int, late_bars: int, tick: int
) -> None:
    state = replace(start(club()), bar=tick // BAR_TICKS, tick=tick)
    stage = LiveStage(state=state, clock_out=True)
    stage.player.transport.resume(Resume(tick, ORIGIN_NS + ahead_ns, song_start=tick - BAR_TICKS))
    stage.at(ahead_ns / MS + (late_bars + 0.5) * BAR_MS, Quit())
    stage.run()
    (composed,) = stage.told(BarComposed)
    grid = Timeline(tick, ORIGIN_NS + ahead_ns, BPM)
    assert composed.start_ns == grid.ns_at(tick + late_bars * BAR_TICKS)
    assert sent(stage)[:2] == [bytes((0xF2, 16, 0)), CONTINUE]


# --- a machine that stood still ---------------------------------------------------------------------------------------


def stalled(stage: LiveStage, at_ms: float, for_ms: float, *, playing: bool = True) -> LiveStage:
    """A session that stands still for a while, some time after its first downbeat."""
    def freeze() -> None:
        stage.clock.ns += round(for_ms * MS)

    stage.clock.at(ORIGIN_NS + LEAD_NS + round(at_ms * MS), freeze)
    if playing:
        stage.transport(0, "play")
    return ran(stage, end_ms=LEAD_NS / MS + at_ms + for_ms + 700)


@pytest.mark.parametrize("behind_ticks", [1, STEP_TICKS // 3, STEP_TICKS - 1])
def test_clock_slaves_are_told_the_next_16th_and_get_no_pulse_before_it(behind_ticks: int) -> None:
    woken = 9 * STEP_TICKS + behind_ticks
    stage = stalled(LiveStage(club(), clock_out=True), 300.0, (woken + 0.5) * TICK_MS - 300.0)
    messages = sent(stage)
    told = messages.index(STOP)
    place = next(number for number in range(told, len(messages)) if messages[number][0] == 0xF2)
    again = messages.index(CONTINUE)
    assert messages[place] == bytes((0xF2, 10, 0))
    assert again == place + 1
    assert CLOCK not in messages[told:again]
    ns = {message: moment for moment, message in stage.outputs[0].sent if message == CONTINUE}[CONTINUE]
    assert ns == Timeline(0, ORIGIN_NS + LEAD_NS, BPM).ns_at(10 * STEP_TICKS)
    assert messages[again + 1] == CLOCK


def test_hits_between_its_waking_and_the_next_16th_sound() -> None:
    late = Config(bpm=BPM, mode="m2", layers={"hat_c": Layer(
        fills=16, swing_percent=0.5, beat_bins_ms=(10.0,), beat_bins_probs=(1.0,),
    )})
    stage = stalled(LiveStage(late, clock_out=True), 300.0, (9 * STEP_TICKS + 10) * TICK_MS - 300.0)
    woken = ORIGIN_NS + LEAD_NS + round((9 * STEP_TICKS + 10) * TICK_MS * MS)
    hits = [ns for ns, message in stage.outputs[0].sent if message[0] >> 4 == 9 and ns >= woken]
    expected = ORIGIN_NS + LEAD_NS + round((9 * STEP_TICKS * TICK_MS + 10.0) * MS)
    assert hits[0] == pytest.approx(expected, abs=TICK_MS * MS)


def test_a_machine_that_wakes_on_a_16th_goes_on_there() -> None:
    line_ns = Timeline(0, ORIGIN_NS + LEAD_NS, BPM)
    stage = LiveStage(club(), clock_out=True)

    def freeze() -> None:
        stage.clock.ns = line_ns.ns_at(2 * BEAT_TICKS)

    stage.clock.at(ORIGIN_NS + LEAD_NS + 300 * MS, freeze)
    ran(stage, (0, "play"), end_ms=1_500)
    places = [message for message in sent(stage) if message[0] == 0xF2]
    assert places[1] in {bytes((0xF2, 8, 0)), bytes((0xF2, 9, 0))}


def test_without_clock_and_while_stopped_nobody_is_told_anything() -> None:
    stage = stalled(LiveStage(club()), 300.0, 400.0)
    assert {message[0] >> 4 for message in sent(stage)} == {8, 9}
    stage = stalled(LiveStage(club(), clock_out=True, pulses_while_stopped=True), 300.0, 400.0, playing=False)
    assert set(sent(stage)) == {CLOCK}
