"""A thread of a Mac asks for itself, in the units of the Mac's clock. Tried against a system that only writes down."""

from __future__ import annotations

import os
import threading
from typing import Any

import pytest

from sequencer.wire.priority import NotGranted, TimeConstraint


class Mac:
    """The three functions; a tick of its clock lasts 125/3 ns on Apple's own processors, and 1 ns on Intel's."""

    def __init__(self, refuses: int = 0, *, tick: tuple[int, int] = (125, 3), clockless: int = 0) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self._refuses = refuses
        self._tick = tick
        self._clockless = clockless

    def mach_timebase_info(self, base: Any) -> int:
        base._obj.numer, base._obj.denom = self._tick
        return self._clockless

    def mach_thread_self(self) -> int:
        return 7

    def thread_policy_set(self, thread: int, flavour: int, policy: Any, count: int) -> int:
        found = policy._obj
        times = (found.period, found.computation, found.constraint)
        self.asked.append((thread, flavour, *times, found.preemptible, count))
        return self._refuses


@pytest.mark.parametrize(("tick", "times"), [((125, 3), (0, 48_000, 120_000)), ((1, 1), (0, 2_000_000, 5_000_000))])
def test_a_thread_asks_for_two_milliseconds_within_five(tick: tuple[int, int], times: tuple[int, ...]) -> None:
    mac = Mac(tick=tick)
    assert TimeConstraint(mac).give(os.getpid(), (threading.get_native_id(),)) == "time constraint"
    assert mac.asked == [(7, 2, *times, 1, 4)]


def refused(mac: Mac, pid: int, *threads: int) -> NotGranted:
    with pytest.raises(NotGranted) as failure:
        TimeConstraint(mac).give(pid, threads)
    return failure.value


def test_what_the_kernel_refuses_it_may_grant_later() -> None:
    why = refused(Mac(4), os.getpid(), threading.get_native_id())
    assert (str(why), why.there) == ("the kernel refuses the time constraint (4)", True)


def test_a_thread_gets_it_for_no_other() -> None:
    me, thread = os.getpid(), threading.get_native_id()
    for pid, threads in ((me + 1, (thread,)), (me, (thread + 1,)), (me, (thread - 1,)), (me, (thread, thread + 1))):
        mac = Mac()
        why = refused(mac, pid, *threads)
        assert (str(why), why.there, mac.asked) == ("a thread can only ask for itself", False, [])


@pytest.mark.parametrize("mac", [Mac(clockless=1), Mac(tick=(0, 1))])
def test_without_the_unit_of_the_clock_nothing_is_asked(mac: Mac) -> None:
    why = refused(mac, os.getpid(), threading.get_native_id())
    assert (str(why), why.there, mac.asked) == ("the clock does not tell its unit", False, [])
