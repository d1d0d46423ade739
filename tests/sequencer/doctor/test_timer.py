"""Deadlines are waited for in turns by both ways of waiting, and their lateness is told in microseconds."""

from __future__ import annotations

from sequencer.doctor.timer import APART_NS, figures, timed


class Late:
    """A clock that wakes a sleeper 300 us late, and the player 20 us."""

    def __init__(self) -> None:
        self.ns = 1_000

    def now_ns(self) -> int:
        return self.ns

    def sleep(self, seconds: float) -> None:
        self.ns += round(seconds * 1e9) + 300_000

    def reach(self, deadline_ns: int) -> None:
        self.ns = deadline_ns + 20_000


def test_both_ways_of_waiting_are_measured_against_absolute_deadlines() -> None:
    clock = Late()
    found = timed(1.0, 0, now_ns=clock.now_ns, sleep=clock.sleep, reach=clock.reach)
    each = round(1e9 / APART_NS / 2)
    assert found == {
        "slept_us": {"p50": 300.0, "p99": 300.0, "max": 300.0, "count": each},
        "sent_us": {"p50": 20.0, "p99": 20.0, "max": 20.0, "count": each},
    }


def test_figures_are_percentiles_in_microseconds() -> None:
    assert figures([1_000 * number for number in range(100, 0, -1)]) == {
        "p50": 51.0, "p99": 100.0, "max": 100.0, "count": 100
    }


def test_the_machines_own_clock_is_measured() -> None:
    found = timed(0.02, 0)
    assert found["slept_us"]
    assert found["sent_us"]
