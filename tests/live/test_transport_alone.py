"""Where another clock's transport is followed and its tempo is not: our tempo, its starts, its stops, its places."""

from __future__ import annotations

from itertools import pairwise

import pytest

from engine import start
from engine.config import Config, Layer
from engine.timebase import BAR_TICKS, BEAT_TICKS, STEP_TICKS
from sequencer.midi.messages import CONTINUE, START, STOP, song_position
from sequencer.wire.master import MasterAt, MasterMoved
from sequencer.wire.orders import FollowClock, Quit
from sequencer.wire.reports import BarSent
from tests.live.masters import BAR_PULSES, Followed, grid
from tests.live.stage import ORIGIN_NS, LiveStage

THEIR_BPM = 120.0
BEGAN_MS = 1_000
LOOK_MS = 10
"""JACK's transport is looked at now and then; so late it is noticed."""
ALONE = FollowClock("jack", tempo=False)


def hats(bpm: float) -> Config:
    return Config(mode="m2", bpm=bpm, layers={"hat_c": Layer(steps=16, fills=16, swing_percent=0.5)})


def rolled(bpm: float, loop_bars: int, rounds: int) -> LiveStage:
    """A session whose tempo is `bpm`, while JACK's song of some bars goes round, at 120."""
    stage = LiveStage(state=start(hats(bpm)), clock_out=True)
    stage.at(0, ALONE)
    tick_ns = 60e9 / (THEIR_BPM * BEAT_TICKS)
    for number in range(rounds):
        seen = LOOK_MS * 1e6 / tick_ns
        tick = round(number * loop_bars * BAR_TICKS + seen)
        ns = ORIGIN_NS + BEGAN_MS * 1_000_000 + round(tick * tick_ns)
        moved = MasterMoved("jump" if number else "start", tick, ns, round(seen), THEIR_BPM)
        stage.at((ns - ORIGIN_NS) / 1e6 + 5, MasterAt(tick, ns, THEIR_BPM, song=round(seen)), moved)
    stage.at(BEGAN_MS + rounds * loop_bars * 2_000 - 20, Quit())
    stage.run()
    return stage


def lines_ms(loop_bars: int, rounds: int) -> list[float]:
    """The moments at which their song begins."""
    return [BEGAN_MS + number * loop_bars * 2_000.0 for number in range(rounds)]


def ons(stage: LiveStage) -> list[float]:
    return [ms for ms, _, on in stage.notes() if on]


@pytest.mark.parametrize("bpm", [120.0, 124.0])
def test_our_first_bar_begins_where_the_transport_has_begun(bpm: float) -> None:
    heard = ons(rolled(bpm, 4, 1))
    step_ms = 15_000 / bpm
    assert heard[1:] == pytest.approx([BEGAN_MS + place * step_ms for place in range(1, len(heard))], abs=0.01)
    assert BEGAN_MS <= heard[0] < BEGAN_MS + LOOK_MS + 20


def test_where_both_tempos_are_the_same_our_bars_go_on_when_its_song_goes_round() -> None:
    stage = rolled(THEIR_BPM, 2, 4)
    heard = ons(stage)
    assert heard[1:] == pytest.approx([BEGAN_MS + 125 * place for place in range(1, len(heard))], abs=0.01)
    assert len(heard) == 4 * 32
    assert [report.bar for report in stage.told(BarSent)][:7] == list(range(7))
    positions = [message for _, message in stage.outputs[0].sent if message[0] == song_position(0)[0]]
    assert positions == [song_position(0), *[song_position(STEP_TICKS)] * 3]


@pytest.mark.parametrize("bpm", [119.9, 120.1, 120.8, 119.2])
def test_where_the_tempos_drift_our_bars_are_moved_onto_its_bars_each_time_its_song_goes_round(bpm: float) -> None:
    stage = rolled(bpm, 2, 5)
    heard = ons(stage)
    assert [report.bar for report in stage.told(BarSent)][:9] == list(range(9))
    for line in lines_ms(2, 5)[1:]:
        nearest = min(heard, key=lambda ms: abs(ms - line - 125.0 * THEIR_BPM / bpm))
        assert nearest == pytest.approx(line + 125.0 * THEIR_BPM / bpm, abs=0.6), "within two ticks"
    assert all(85 < later - earlier < 165 for earlier, later in pairwise(heard)), "no note is left out or twice"


def test_where_the_tempos_differ_more_a_new_bar_begins_on_its_bar_line() -> None:
    heard = ons(rolled(130.0, 4, 3))
    for line in lines_ms(4, 3):
        step_ms = 15_000 / 130.0
        assert [ms for ms in heard if line + 20 < ms < line + 1_000] == pytest.approx(
            [line + step_ms * place for place in range(1, 9)], abs=1.0
        )


def test_a_master_that_continues_where_it_stopped_goes_on_with_our_bar_that_was_cut() -> None:
    session = Followed(
        hats(126.0), grid(6 * BAR_PULSES, lambda _: THEIR_BPM), seed=1, jitter_ms=0.0, lost=0.0, begins=BAR_PULSES,
        follow=FollowClock("in", tempo=False, send=False),
    )
    stops = 3 * BAR_PULSES + 30
    for pulse, message in ((stops, STOP), (stops + 20, CONTINUE)):
        session.hear(session.true_ms[pulse] - 5.0, message)
    session.run()
    sent = session.stage.told(BarSent)
    assert [report.bar for report in sent][:4] == [0, 1, 2, 2]
    assert sent[3].from_tick is not None
    heard = session.ons()
    assert heard[0] == pytest.approx(session.true_ms[BAR_PULSES], abs=0.5), "its Start is ours"
    assert START not in {message for _, message in session.stage.outputs[0].placed}
