"""A thread of a Mac asks for itself, in the units of the Mac's clock. Tried against a system that only writes down."""

from __future__ import annotations

import os
import threading
from typing import Any

import pytest

from sequencer.wire.priority import NotGranted, TimeConstraint


class Mac:
    """The three functions, with a clock of 125/3 ns, as Apple's own processors have it."""

    def __init__(self, refuses: int = 0) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self._refuses = refuses

    def mach_timebase_info(self, base: Any) -> int:  # noqa: ANN401 - a pointer
        base._obj.numer, base._obj.denom = 125, 3  # noqa: SLF001 - what ctypes points at
        return 0

    def mach_thread_self(self) -> int:
        return 7

    def thread_policy_set(self, thread: int, flavour: int, policy: Any, count: int) -> int:  # noqa: ANN401 - a pointer
        found = policy._obj  # noqa: SLF001 - likewise
        times = (found.period, found.computation, found.constraint)
        self.asked.append((thread, flavour, *times, found.preemptible, count))
        return self._refuses


def test_a_thread_asks_for_two_milliseconds_within_five() -> None:
    mac = Mac()
    assert TimeConstraint(mac).give(os.getpid(), (threading.get_native_id(),)) == "time constraint"
    assert mac.asked == [(7, 2, 0, 48_000, 120_000, 1, 4)]


def test_what_the_kernel_refuses_and_what_is_not_its_own_is_not_granted() -> None:
    with pytest.raises(NotGranted, match=r"refuses the time constraint \(4\)"):
        TimeConstraint(Mac(4)).give(os.getpid(), (threading.get_native_id(),))
    with pytest.raises(NotGranted, match="only ask for itself"):
        TimeConstraint(Mac()).give(os.getpid() + 1, (1,))
