"""The clock spins before deadlines where the machine has room for it, and leaves it where it has not."""

from __future__ import annotations

import select
import socket
import time
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from sequencer.player.clock import (
    FIRST_REST_NS,
    LONGEST_REST_NS,
    LOST_NS,
    NS_PER_SECOND,
    SHORT_SPIN_NS,
    SOON_NS,
    ManualClock,
    Spin,
    SystemClock,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

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


# --- on a machine whose time is told by hand --------------------------------------------------------------------------


class Machine:
    """Its time passes in waits and sleeps, and by a step each time it is read.

    Attributes:
        waited: (descriptors, seconds) of each wait, and ("sleep", seconds) of each sleep.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, step_ns: int = 0) -> None:
        self.ns = 7 * NS_PER_SECOND
        self.step_ns = step_ns
        self.waited: list[tuple[object, float]] = []
        monkeypatch.setattr(time, "monotonic_ns", self.now)
        monkeypatch.setattr(time, "sleep", self.sleep)
        monkeypatch.setattr(select, "select", self.select)

    def now(self) -> int:
        self.ns += self.step_ns
        return self.ns

    def sleep(self, seconds: float) -> None:
        self.waited.append(("sleep", seconds))
        self.ns += round(seconds * NS_PER_SECOND)

    def select(
        self, read: Sequence[int], write: Sequence[int], other: Sequence[int], seconds: float
    ) -> tuple[list[int], list[int], list[int]]:
        assert (write, other) == ([], [])
        self.waited.append((list(read), seconds))
        return [], [], []


def test_a_wait_lasts_to_its_moment_and_one_that_has_passed_does_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(monkeypatch)
    clock = SystemClock(SPIN_NS)
    clock.wait(machine.ns + 2_500_000_000, 9)
    assert machine.waited == [([9], 2.5)]
    clock.wait(machine.ns + 1, 9)
    assert machine.waited[1:] == [([9], 1e-9)]
    clock.wait(machine.ns, 9)
    clock.wait(machine.ns - NS_PER_SECOND, 9)
    assert len(machine.waited) == 2


def test_it_sleeps_up_to_the_spin_and_spins_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(monkeypatch, step_ns=1_000)
    clock = SystemClock(SPIN_NS)
    deadline = machine.ns + 3_000_000
    clock.reach(deadline)
    ((what, seconds),) = machine.waited
    assert what == "sleep"
    assert seconds == pytest.approx((3_000_000 - 1_000 - SPIN_NS) / NS_PER_SECOND, abs=1e-9)
    assert machine.ns == deadline


def test_what_is_nearer_than_the_spin_is_only_spun_for_and_what_has_passed_not_even_that(
    monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = Machine(monkeypatch, step_ns=1_000)
    clock = SystemClock(SPIN_NS)
    deadline = machine.ns + SPIN_NS
    clock.reach(deadline)
    assert machine.waited == []
    assert machine.ns == deadline
    clock.reach(deadline - 5)
    assert machine.ns <= deadline + 2 * machine.step_ns
    assert machine.waited == []


@pytest.mark.parametrize(("taken_ns", "spin_ns"), [(LOST_NS, SPIN_NS), (LOST_NS + 1, SHORT_SPIN_NS)])
def test_a_spin_out_of_which_the_processor_was_taken_twice_is_shorter_next_time(
    monkeypatch: pytest.MonkeyPatch, taken_ns: int, spin_ns: int
) -> None:
    machine = Machine(monkeypatch)
    clock = SystemClock(SPIN_NS)
    for _ in range(2):
        deadline = machine.ns + 10_000
        reads = iter([machine.ns, machine.ns])
        monkeypatch.setattr(time, "monotonic_ns", lambda: next(reads, deadline + taken_ns))  # noqa: B023 - used at once
        clock.reach(deadline)
    monkeypatch.setattr(time, "monotonic_ns", machine.now)
    machine.ns = deadline
    machine.waited.clear()
    machine.step_ns = 1_000
    clock.reach(machine.ns + 10_000_000)
    ((_, seconds),) = machine.waited
    assert seconds == pytest.approx((10_000_000 - 1_000 - spin_ns) / NS_PER_SECOND)


def test_the_clock_of_tests_goes_from_deadline_to_deadline_and_never_back() -> None:
    clock, done = ManualClock(100), []
    clock.at(150, lambda: done.append(clock.now_ns()))
    clock.at(120, lambda: done.append(clock.now_ns()))
    clock.at(120, lambda: done.append(-1))
    for _ in range(4):
        clock.wait(200, 0)
    assert done == [120, -1, 150]
    assert clock.now_ns() == 200
    clock.wait(50, 0)
    clock.reach(60)
    assert clock.now_ns() == 200
    clock.at(10, lambda: done.append(clock.now_ns()))
    clock.wait(300, 0)
    assert done[-1] == 200
    clock.reach(210)
    assert clock.now_ns() == 210
