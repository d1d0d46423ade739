"""Ticks become nanoseconds once, from an anchor."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.timebase import BAR_TICKS, PPQ
from sequencer.midi.timeline import NS_PER_MINUTE, Timeline

bpms = st.floats(20.0, 300.0)


def test_a_beat_at_120_bpm_lasts_half_a_second() -> None:
    assert Timeline(0, 0, 120.0).ns_at(PPQ) == 500_000_000


def test_a_tick_before_the_anchor_lies_before_it() -> None:
    assert Timeline(BAR_TICKS, 1_000, 120.0).ns_at(BAR_TICKS - PPQ) == 1_000 - 500_000_000


@given(bpms, st.integers(0, 10**9))
def test_no_error_adds_up_over_a_long_night(bpm: float, tick: int) -> None:
    exact = tick * NS_PER_MINUTE / (bpm * PPQ)
    assert abs(Timeline(0, 0, bpm).ns_at(tick) - exact) <= 1.0


@given(bpms, st.integers(-(10**6), 10**8), st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**8))
def test_tick_at_is_the_last_tick_that_has_come(bpm: float, ns: int, anchor: int, tick: int) -> None:
    timeline = Timeline(anchor, ns, bpm)
    assert timeline.tick_at(timeline.ns_at(tick)) == tick
    assert timeline.tick_at(timeline.ns_at(tick) - 1) == tick - 1


@given(bpms, bpms, st.integers(0, 10**6))
def test_a_new_tempo_goes_on_from_the_same_moment(bpm: float, other: float, tick: int) -> None:
    timeline = Timeline(0, 7, bpm)
    faster = timeline.anchored(tick, other)
    assert faster.ns_at(tick) == timeline.ns_at(tick)
    assert faster.ns_at(tick + PPQ) - faster.ns_at(tick) == round(NS_PER_MINUTE / other)
