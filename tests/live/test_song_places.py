"""A followed song that goes on, or round, where we are leaves our bar alone; elsewhere a new bar begins there."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from engine import start
from engine.config import Config, Layer
from engine.timebase import BAR_TICKS, BEAT_TICKS, STEP_TICKS
from sequencer.midi.messages import CLOCK_TICKS
from sequencer.midi.timeline import Timeline
from sequencer.wire.master import MasterAt, MasterMoved, Source
from sequencer.wire.orders import FollowClock, Quit
from sequencer.wire.reports import BarSent
from tests.live.stage import ORIGIN_NS, LiveStage

if TYPE_CHECKING:
    from typing import Literal

MS = 1_000_000
BPM = 120.0
HATS = Config(mode="m2", bpm=BPM, layers={"hat_c": Layer(steps=16, fills=16, swing_percent=0.5)})
BEGINS_MS = 100.0
LINE = Timeline(0, ORIGIN_NS + round(BEGINS_MS * MS), BPM)
"""Of the other clock, whose song begins with its tick 0."""
STEP_MS = 60_000 / BPM / 4
TOLD_MS = 60.0
"""What begins is told so long before; what goes round already is noticed a little later."""
NOTICED_MS = 5.0


def ms_at(tick: int) -> float:
    return (LINE.ns_at(tick) - ORIGIN_NS) / MS


def moved(action: Literal["start", "continue", "jump"], tick: int, song: int) -> MasterMoved:
    return MasterMoved(action, tick, LINE.ns_at(tick), song, BPM)


def begun(source: Source) -> LiveStage:
    """A session that a clock's song has started."""
    stage = LiveStage(state=start(HATS))
    stage.at(0, FollowClock(source), MasterAt(0, LINE.ns, BPM, song=0))
    stage.at(BEGINS_MS - TOLD_MS, moved("start", 0, 0))
    return stage


def bars(stage: LiveStage, end_tick: int) -> list[int]:
    """Run it until a tick of the other clock; return the bars of which something was sent."""
    stage.at(ms_at(end_tick), Quit())
    stage.run()
    return [report.bar for report in stage.told(BarSent)]


def uneven(stage: LiveStage) -> list[float]:
    """How much longer or shorter than a step it is from each hit to the next, in ms, where it is not a step."""
    ons = [ms for ms, _, on in stage.notes() if on]
    assert len(ons) > 2 * BAR_TICKS // STEP_TICKS
    gaps = [later - earlier - STEP_MS for earlier, later in pairwise(ons)]
    return [gap for gap in gaps if abs(gap) > 0.01]


@pytest.mark.parametrize(("apart_ticks", "goes_on"), [
    (0, True), (CLOCK_TICKS - 1, True), (1 - CLOCK_TICKS, True), (CLOCK_TICKS, False), (-CLOCK_TICKS, False),
    (BAR_TICKS, False),
])
def test_a_continue_while_we_play_changes_nothing_when_its_song_is_where_we_are(
    apart_ticks: int, goes_on: bool
) -> None:
    stage, tick = begun("in"), BAR_TICKS + 5 * STEP_TICKS
    stage.at(ms_at(tick) - TOLD_MS, moved("continue", tick, tick + apart_ticks))
    assert bars(stage, 3 * BAR_TICKS + STEP_TICKS)[:3] == [0, 1, 2]
    assert [report.until_tick is None for report in stage.told(BarSent)[:2]] == [True, goes_on]
    if goes_on:
        assert uneven(stage) == []


@pytest.mark.parametrize(("apart_ticks", "sent"), [
    (0, [0, 1, 1]), (-CLOCK_TICKS, [0, 1, 1]), (2 * CLOCK_TICKS - 1, [0, 1, 1]),
    (-CLOCK_TICKS - 1, [0, 1, 2]), (2 * CLOCK_TICKS, [0, 1, 2]), (BEAT_TICKS, [0, 1, 2]),
])
def test_a_bar_that_we_have_cut_goes_on_with_a_song_that_goes_on_within_a_pulse_before_the_cut_or_two_behind_it(
    apart_ticks: int, sent: list[int]
) -> None:
    """A stop of the other clock is heard late, and ours comes when it comes."""
    stage, cut, again = begun("in"), BAR_TICKS + 5 * STEP_TICKS + 33, 3 * BAR_TICKS
    stage.transport(ms_at(cut), "stop")
    stage.at(ms_at(again) - TOLD_MS, moved("continue", again, cut + apart_ticks))
    assert bars(stage, again + BAR_TICKS)[:3] == sent
    assert stage.told(BarSent)[1].until_tick == cut


@pytest.mark.parametrize("bar", [0, 1, 2])
@pytest.mark.parametrize(("apart_ticks", "goes_on"), [
    (0, True), (CLOCK_TICKS // 2, True), (-CLOCK_TICKS // 2, True), (30, True),
    (CLOCK_TICKS // 2 + 1, False), (-CLOCK_TICKS // 2 - 1, False), (BEAT_TICKS, False),
])
def test_a_song_of_jack_that_jumps_by_bars_and_less_than_half_a_pulse_leaves_our_bars_alone(
    bar: int, apart_ticks: int, goes_on: bool
) -> None:
    stage, tick = begun("jack"), bar * BAR_TICKS + 5 * STEP_TICKS
    stage.at(ms_at(tick) + NOTICED_MS, moved("jump", tick, 4 * BAR_TICKS + 5 * STEP_TICKS + apart_ticks))
    sent = bars(stage, (bar + 2) * BAR_TICKS + 11 * STEP_TICKS)
    whole = [report.until_tick is None for report in stage.told(BarSent)]
    assert sent[: bar + 2] == list(range(bar + 2))
    assert whole[: bar + 1] == [True] * bar + [goes_on]
    if goes_on:
        assert uneven(stage) == []
