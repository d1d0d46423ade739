"""The clock spins before deadlines where the machine has room for it, and leaves it where it has not."""

from __future__ import annotations

import socket
from itertools import pairwise

from sequencer.player.clock import (
    FIRST_REST_NS,
    LONGEST_REST_NS,
    NS_PER_SECOND,
    SHORT_SPIN_NS,
    SOON_NS,
    Spin,
    SystemClock,
)

SPIN_NS = 100_000


def test_it_spins_until_the_processor_is_taken_away_twice_within_seconds() -> None:
    spin = Spin(SPIN_NS)
    spin.lost(NS_PER_SECOND)
    assert spin.now(NS_PER_SECOND) == SPIN_NS
    spin.lost(2 * NS_PER_SECOND)
    assert spin.now(2 * NS_PER_SECOND) == SHORT_SPIN_NS


def test_losses_far_apart_do_not_end_the_spin() -> None:
    spin = Spin(SPIN_NS)
    for count in range(20):
        spin.lost(count * SOON_NS)
        assert spin.now(count * SOON_NS) == SPIN_NS


def test_each_rest_is_twice_the_one_before_up_to_the_longest_and_short_again_after_a_calm_time() -> None:
    spin = Spin(SPIN_NS)
    now, rests = NS_PER_SECOND, []
    for _ in range(8):
        spin.lost(now)
        spin.lost(now)
        begun = now
        while spin.now(now) == SHORT_SPIN_NS:
            now += NS_PER_SECOND // 4
        rests.append(now - begun)
    assert rests[0] == FIRST_REST_NS
    assert all(later == min(2 * earlier, LONGEST_REST_NS) for earlier, later in pairwise(rests))
    assert rests[-1] == LONGEST_REST_NS
    now += 2 * LONGEST_REST_NS
    spin.lost(now)
    spin.lost(now)
    assert spin.now(now + FIRST_REST_NS) == SPIN_NS


def test_a_deadline_is_reached_and_never_before() -> None:
    clock = SystemClock(SPIN_NS)
    for ahead_ns in (-5_000, 0, 50_000, 900_000, 3_000_000):
        deadline = clock.now_ns() + ahead_ns
        clock.reach(deadline)
        assert clock.now_ns() >= deadline


def test_a_message_ends_a_wait() -> None:
    here, there = socket.socketpair()
    clock = SystemClock(SPIN_NS)
    with here, there:
        there.send(b"x")
        begun = clock.now_ns()
        clock.wait(begun + 60 * NS_PER_SECOND, here.fileno())
        assert clock.now_ns() < begun + 60 * NS_PER_SECOND


def test_a_wait_ends_about_its_moment_when_nobody_speaks() -> None:
    here, there = socket.socketpair()
    clock = SystemClock(SPIN_NS)
    with here, there:
        for ahead_ns in (-NS_PER_SECOND, 0, 1, 3_000_000):
            moment = clock.now_ns() + ahead_ns
            clock.wait(moment, here.fileno())
            assert clock.now_ns() >= moment
