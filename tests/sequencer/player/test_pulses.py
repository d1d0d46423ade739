"""While the transport stops, stands and starts, clock pulses lie where they would lie if it had never stopped."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from engine import Wish
from engine import commands as ask
from engine.timebase import BAR_TICKS, STEP_TICKS
from sequencer.midi.messages import CLOCK, CLOCK_TICKS, CONTINUE, START, STOP, song_position
from sequencer.midi.timeline import Timeline
from sequencer.wire.master import MasterAt, MasterMoved
from sequencer.wire.orders import FollowClock, Quit
from sequencer.wire.reports import BarSent
from tests.engine.asked import club
from tests.live.stage import ORIGIN_NS, LiveStage

if TYPE_CHECKING:
    from engine.control import TransportAction

MS = 1_000_000
BPM = 130.0
PULSE_NS = 60e9 / BPM / 24
BAR_MS = 60_000 / BPM * 4
EXACT_NS = 3
"""Each moment is rounded to a nanosecond, and a cut to a tick where a tempo changes."""
TICK_NS = PULSE_NS / 80


def stage(**how: object) -> LiveStage:
    return LiveStage(club(), clock_out=True, **{"pulses_while_stopped": True, **how})  # type: ignore[arg-type] # its own


def ran(one: LiveStage, *moves: tuple[float, TransportAction], end_ms: float) -> LiveStage:
    for moment, action in moves:
        one.transport(moment, action)
    one.at(end_ms, Quit())
    one.run()
    return one


def times(one: LiveStage, message: bytes = CLOCK, output: int = 0) -> list[int]:
    return [ns for ns, sent in one.outputs[output].sent if sent == message]


def uneven(pulses: list[int], pulse_ns: float = PULSE_NS) -> list[float]:
    """How far the distances of neighbours are from a pulse, in nanoseconds; those that are far from it."""
    off = [later - earlier - pulse_ns for earlier, later in pairwise(pulses)]
    return [ns for ns in off if abs(ns) > EXACT_NS]


@pytest.mark.parametrize("stop_ms", [0.0, 3.0, 40.0, 0.3 * BAR_MS, 0.81 * BAR_MS, 0.999 * BAR_MS, 1.37 * BAR_MS])
@pytest.mark.parametrize("stand_ms", [0.0, 1.0, 27.0, 400.0, 5_000.0])
@pytest.mark.parametrize("again", ["continue", "play"])
def test_every_pulse_follows_the_last_by_one_pulse_through_stop_and_start(
    stop_ms: float, stand_ms: float, again: TransportAction
) -> None:
    moves: list[tuple[float, TransportAction]] = [
        (10.0, "play"), (10.0 + stop_ms, "stop"), (10.0 + stop_ms + stand_ms, again)
    ]
    one = ran(stage(), *moves, end_ms=stop_ms + stand_ms + 1.5 * BAR_MS)
    pulses = times(one)
    assert uneven(pulses) == []
    assert len(pulses) == pytest.approx((stop_ms + stand_ms + 1.5 * BAR_MS) * MS / PULSE_NS, abs=2)


def test_start_falls_on_a_pulse_and_continue_on_the_first_16th_behind_the_cut() -> None:
    one = ran(stage(), (313.0, "play"), (313.0 + 0.3 * BAR_MS, "stop"), (1_900.0, "continue"), end_ms=4_000)
    pulses = times(one)
    assert times(one, START)[0] in pulses
    assert times(one, CONTINUE)[0] in pulses


def test_a_bar_begins_no_earlier_than_its_lead_and_less_than_a_pulse_behind_it() -> None:
    for at_ms in (100.0, 107.3, 111.1, 118.9):
        free = ran(stage(pulses_while_stopped=False), (at_ms, "play"), end_ms=1_000)
        bound = ran(stage(), (at_ms, "play"), end_ms=1_000)
        (earliest,), (begun,) = times(free, START), times(bound, START)
        assert earliest <= begun < earliest + PULSE_NS


def test_what_is_cut_between_pulses_goes_on_as_far_from_the_next_pulse() -> None:
    """A cut bar's hits keep their place among the pulses."""
    whole = ran(stage(), (50.0, "play"), end_ms=50 + 1.6 * BAR_MS)
    cut = ran(
        stage(), (50.0, "play"), (50.0 + 0.43 * BAR_MS, "stop"), (2_345.0, "continue"), end_ms=2_345 + 1.2 * BAR_MS
    )

    def places(one: LiveStage) -> list[float]:
        pulses = times(one)
        kicks = [ns for ns, sent in one.outputs[0].sent if sent[0] >> 4 == 9 and sent[1] == 36]
        behind = [min(kick - pulse for pulse in pulses if pulse <= kick) for kick in kicks]
        return [round(ns / PULSE_NS, 3) for ns in behind]

    assert len(places(cut)) >= 5
    assert set(places(cut)) == set(places(whole)) == {0.0}


@pytest.mark.parametrize("pulses", [43.0, 43.02, 43.2, 43.999])
@pytest.mark.parametrize("trim_ms", [0.0, 130.0, -90.0])
def test_a_tempo_that_is_set_while_it_stands_holds_from_the_next_pulse_on(pulses: float, trim_ms: float) -> None:
    one = stage(trims_ms=(trim_ms,))
    changed = ORIGIN_NS + round(pulses * PULSE_NS)
    one.wish((changed - ORIGIN_NS) / MS, Wish(ask.Tempo(65.0), "slower"))
    ran(one, end_ms=3_000)
    sent = [ns - round(trim_ms * MS) for ns in times(one)]
    before = [ns for ns in sent if ns <= changed]
    after = [ns for ns in sent if ns > changed]
    assert uneven(before) == []
    if trim_ms < 0:  # pulses that have left early cannot be taken back
        before, after = sent[:-10], sent[-10:]
    assert uneven(after, 2 * PULSE_NS) == []
    begun = (changed - ORIGIN_NS) % PULSE_NS / PULSE_NS  # of a pulse
    if trim_ms >= 0:
        assert after[0] - changed == pytest.approx((1 - begun) * 2 * PULSE_NS, abs=2 * TICK_NS)
        assert changed - before[-1] == pytest.approx(begun * PULSE_NS, abs=2 * TICK_NS)


@pytest.mark.parametrize("trim_ms", [-90.0, -3.0, 4.0, 130.0])
def test_a_trimmed_output_has_its_pulses_as_evenly_and_as_much_earlier_or_later(trim_ms: float) -> None:
    one = stage(outputs=2, trims_ms=(0.0, trim_ms))
    ran(one, (700.0, "play"), (700 + 0.6 * BAR_MS, "stop"), (2_900.0, "continue"), end_ms=2_900 + BAR_MS)
    plain, trimmed = times(one), times(one, output=1)
    assert uneven(plain) == []
    assert uneven(trimmed) == []
    nearest = min(plain, key=lambda ns: abs(ns + trim_ms * MS - trimmed[20]))
    assert trimmed[20] - nearest == pytest.approx(trim_ms * MS, abs=EXACT_NS)


@pytest.mark.parametrize("trim_ms", [-90.0, -PULSE_NS / MS - 0.1, -3 * PULSE_NS / MS - 0.2])
def test_a_pulse_is_planned_for_a_trimmed_output_only_while_it_can_still_be_on_time(trim_ms: float) -> None:
    """At the start that may be too late for the next pulse by a tenth of a millisecond."""
    one = stage(outputs=2, trims_ms=(0.0, trim_ms))
    ran(one, (300.0, "play"), end_ms=400 + 1.5 * BAR_MS)
    assert {status.max for report in one.told(BarSent) for status in report.lateness} == {0.0}


def test_every_pulse_follows_the_last_by_one_pulse_where_a_start_falls_on_another_clocks_line() -> None:
    one, line = stage(), Timeline(777, ORIGIN_NS, 126.0)
    one.at(0, FollowClock("link"), MasterAt(line.tick, line.ns, line.bpm, song=line.tick))
    ran(one, (1_000.0, "play"), end_ms=6_000)
    pulses = [ns for ns in times(one) if ns > ORIGIN_NS + 50 * MS]  # the first are led onto the line
    assert uneven(pulses, 60e9 / line.bpm / 24) == []
    (start,) = times(one, START)
    assert start in pulses
    assert line.tick_at(start + EXACT_NS) % BAR_TICKS == 0
    assert pulses[-1] > start + 2_000 * MS


def test_every_pulse_follows_the_last_where_a_master_goes_on_inside_a_bar_and_slaves_hear_the_16th_behind() -> None:
    one, line, song = stage(), Timeline(0, ORIGIN_NS, 126.0), 5 * STEP_TICKS + 2 * CLOCK_TICKS
    begins = 60 * CLOCK_TICKS
    one.at(0, FollowClock("in"), MasterAt(line.tick, line.ns, line.bpm))
    one.at(1_000.0, MasterMoved("continue", begins, line.ns_at(begins), song, line.bpm))
    ran(one, end_ms=3_000)
    pulses = [ns for ns in times(one) if ns > ORIGIN_NS + 50 * MS]  # the first are led onto the line
    assert uneven(pulses, 60e9 / line.bpm / 24) == []
    (again,) = times(one, CONTINUE)
    assert again in pulses
    assert again == pytest.approx(line.ns_at(begins + STEP_TICKS - 2 * CLOCK_TICKS), abs=EXACT_NS)
    assert song_position(6 * STEP_TICKS) in {message for _, message in one.outputs[0].sent}


def test_without_pulses_while_stopped_none_are_sent_until_it_plays_and_none_behind_the_stop() -> None:
    one = ran(stage(pulses_while_stopped=False), (500.0, "play"), (500.0 + BAR_MS, "stop"), end_ms=5_000)
    (start,), (stop,) = times(one, START), times(one, STOP)
    pulses = times(one)
    assert pulses[0] == start
    assert stop - PULSE_NS - EXACT_NS <= pulses[-1] <= stop


def test_without_an_output_that_carries_clock_there_are_no_pulses() -> None:
    one = LiveStage(club(), pulses_while_stopped=True)
    ran(one, (500.0, "play"), (900.0, "stop"), end_ms=2_000)
    assert times(one) == []
    assert not one.player.transport.pulses.run
