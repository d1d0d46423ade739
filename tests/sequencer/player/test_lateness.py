"""Lateness is counted cheaply and read back nearly exactly."""

from __future__ import annotations

from statistics import mean

from hypothesis import given
from hypothesis import strategies as st

from engine.control import LatenessStatus
from sequencer.player.lateness import BUCKETS, LATE_NS, Lateness, bucket, bucket_us


@given(st.integers(0, 10**10))
def test_a_bucket_is_right_to_a_sixteenth(lateness_ns: int) -> None:
    index = bucket(lateness_ns)
    assert 0 <= index < BUCKETS
    micros = lateness_ns // 1000
    if micros < 10**8:
        assert abs(bucket_us(index) - micros) <= micros / 16


def test_a_bucket_is_read_back_as_the_middle_of_what_falls_into_it() -> None:
    members: dict[int, list[int]] = {}
    for micros in range(1 << 12):
        members.setdefault(bucket(micros * 1000), []).append(micros)
    assert {index: bucket_us(index) for index in members} == {index: mean(those) for index, those in members.items()}


def test_what_is_early_counts_as_on_time() -> None:
    assert bucket(-5_000_000) == 0


def test_an_output_that_sent_nothing_has_no_lateness() -> None:
    assert Lateness().status() == LatenessStatus()


def test_one_late_message_in_a_hundred_shows_in_the_tail_and_not_in_the_middle() -> None:
    lateness = Lateness()
    for _ in range(99):
        lateness.add(4_000)
    lateness.add(LATE_NS + 1_000)
    status = lateness.status()
    assert status.p50 == 4.0
    assert status.p99 == 4.0
    assert status.p99_9 > 900.0
    assert status.max == 1001.0
    assert status.late == 1


def test_one_in_a_thousand_is_the_largest_and_beyond_999_of_a_thousand() -> None:
    lateness = Lateness()
    for _ in range(999):
        lateness.add(4_000)
    lateness.add(LATE_NS + 1_000)
    assert lateness.status() == LatenessStatus(4.0, 4.0, 4.0, 1001.0, 1)


@given(st.lists(st.integers(0, 10**9), min_size=1))
def test_percentiles_rise_and_never_exceed_the_largest(values: list[int]) -> None:
    lateness = Lateness()
    for value in values:
        lateness.add(value)
    status = lateness.status()
    assert status.p50 <= status.p99 <= status.p99_9 <= status.max
    assert status.max == max(values) / 1000


def test_the_last_bucket_holds_all_that_is_later() -> None:
    assert bucket(1 << 90) == BUCKETS - 1
    assert bucket(1 << 91) == BUCKETS - 1
