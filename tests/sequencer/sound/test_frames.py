"""The frame clock follows a device that is uneven, bursty, drifting or interrupted."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sequencer.sound.frames import NS_PER_SECOND, FrameClock
from tests.thorough import tries

RATE = 48000
PERIOD = 256
START_NS = 10**15
PERIOD_NS = PERIOD * NS_PER_SECOND / RATE


def asked(clock: FrameClock, periods: int, *, late_ns: int = 0, seed: int = 1, crystal: float = 1.0) -> int:
    """Ask for periods at an uneven pace; return the moment of the last."""
    draw = random.Random(seed)
    ns = 0
    for count in range(periods):
        ns = START_NS + round(count * PERIOD_NS * crystal) + round(draw.random() * late_ns)
        clock.asked(ns, PERIOD)
    return ns


def test_a_moment_falls_on_the_frame_that_is_asked_for_then() -> None:
    clock = FrameClock(RATE)
    last = asked(clock, 400)
    assert clock.frame_at(START_NS) == 0
    assert clock.frame_at(last) == 399 * PERIOD
    assert clock.frame_at(last + NS_PER_SECOND) == 399 * PERIOD + RATE


@settings(max_examples=tries(20))
@given(seed=st.integers(0, 1000))
def test_late_requests_do_not_move_the_mapping(seed: int) -> None:
    clock = FrameClock(RATE)
    last = asked(clock, 1500, late_ns=4_000_000, seed=seed)
    assert clock.frame_at(START_NS + 7 * NS_PER_SECOND) == pytest.approx(7 * RATE, abs=10)
    assert clock.gaps == 0
    assert 0 < clock.spread_ns <= 4_000_000
    assert last > START_NS


def test_requests_in_bursts_are_one_steady_mapping() -> None:
    clock = FrameClock(RATE)
    found = []
    for burst in range(300):
        ns = START_NS + round(burst * 4 * PERIOD_NS)
        for _ in range(4):
            clock.asked(ns, PERIOD)
        found.append(clock.frame_at(ns) - burst * 4 * PERIOD)
    assert set(found) == {3 * PERIOD}
    assert clock.ahead_ns == pytest.approx(3 * PERIOD_NS, abs=1)


@pytest.mark.parametrize("crystal", [0.9999, 1.0001])
def test_a_device_with_another_crystal_is_followed(crystal: float) -> None:
    clock = FrameClock(RATE)
    last = asked(clock, 20_000, crystal=crystal)
    assert clock.frame_at(last) == pytest.approx(19_999 * PERIOD, abs=0.0005 * RATE)
    assert clock.gaps == 0


def test_a_device_that_lost_time_is_found_again_within_half_a_second_and_counted_once() -> None:
    clock = FrameClock(RATE)
    asked(clock, 800)
    lost_ns = 90_000_000
    for count in range(800, 900):
        clock.asked(START_NS + round(count * PERIOD_NS) + lost_ns, PERIOD)
    last = START_NS + round(899 * PERIOD_NS) + lost_ns
    assert clock.frame_at(last) == 899 * PERIOD
    assert clock.gaps == 1


def test_before_the_first_request_there_is_frame_0() -> None:
    assert FrameClock(RATE).frame_at(START_NS) == 0
    assert FrameClock(RATE).spread_ns == 0
