"""What is asked of the system for a process that must be on time, and what is said when it is not granted."""

from __future__ import annotations

import ctypes
import gc
import os
import platform
import signal
import struct
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sequencer.wire.realtime import prepare, spin_ns
from sequencer.wire.reports import Granted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux grants any of it")

NICE = 7


class System:
    """A C library that writes down what it is asked for, and refuses it if it is told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []
        self.refuses = False

    def prctl(self, *words: int) -> int:
        self.asked.append(("prctl", *words))
        return -1 if self.refuses else 0

    def syscall(self, *words: object) -> int:
        self.asked.append(("syscall", *words))
        return -1 if self.refuses else 0


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> Iterator[System]:
    """The system of a machine with two processors of which nothing is really asked."""
    one = System()
    monkeypatch.setattr(ctypes, "CDLL", lambda name: one if name is None else None)
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(os, "getpriority", lambda which, who: NICE if (which, who) == (os.PRIO_PROCESS, 0) else None)
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0, 1} if process == 0 else {0})

    def scheduled(process: int, how: int, parameters: os.sched_param) -> None:
        one.asked.append(("scheduler", process, how, parameters.sched_priority))
        if one.refuses:
            raise PermissionError

    monkeypatch.setattr(os, "sched_setscheduler", scheduled)
    for name in ("collect", "freeze", "disable"):
        monkeypatch.setattr(gc, name, lambda name=name: one.asked.append(("gc", name)))
    yield one
    assert [words[1] for words in one.asked if words[0] == "gc"] in ([], ["collect", "freeze", "disable"])


def test_who_may_runs_before_desktops_and_below_the_kernels_threads(system: System) -> None:
    assert prepare() == Granted("fifo 50", 1, -1, 200_000, "frozen")
    assert ("scheduler", 0, os.SCHED_FIFO, 50) in system.asked
    assert ("prctl", 29, 1, 0, 0, 0) in system.asked
    assert not any(words[0] == "syscall" for words in system.asked)


def test_who_may_not_asks_for_short_slices_at_its_own_niceness(system: System) -> None:
    system.refuses = True
    assert prepare() == Granted("other", -1, -1, 200_000, "frozen")
    (asked,) = [words for words in system.asked if words[0] == "syscall"]
    assert asked[1:3] == (314, 0)
    assert asked[4] == 0
    assert isinstance(asked[3], bytes)
    # struct sched_attr of the kernel: size, policy, flags, nice, priority, runtime, deadline, period
    assert struct.unpack("<IIQiIQQQ", asked[3]) == (48, os.SCHED_OTHER, 0, NICE, 0, 100_000, 0, 0)
    assert len(asked[3]) == 48


def test_priority_is_not_asked_for_where_it_is_not_wanted(system: System) -> None:
    assert prepare(priority=False) == Granted("other", 1, 100_000, 200_000, "frozen")
    assert not any(words[0] == "scheduler" for words in system.asked)


def test_who_may_not_is_ready_to_give_back_what_another_grants_and_gives_it_back_for_every_thread(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready: dict[int, Callable[[int, object], None]] = {}
    monkeypatch.setattr(signal, "signal", lambda number, act: ready.update({number: act}))
    prepare()
    assert ready == {}  # its own priority has no end
    system.refuses = True
    prepare()
    for refuses in (False, True):  # a thread that has ended meanwhile is left out
        system.refuses = refuses
        system.asked.clear()
        ready[signal.SIGXCPU](signal.SIGXCPU, None)
        given_back = {words[1] for words in system.asked if words[2:] == (os.SCHED_OTHER, 0)}
        assert given_back == {int(thread.name) for thread in Path("/proc/self/task").iterdir()}


@pytest.mark.parametrize(("machine", "number"), [("x86_64", 314), ("aarch64", 274)])
def test_the_system_call_has_its_number_on_each_machine(
    system: System, monkeypatch: pytest.MonkeyPatch, machine: str, number: int
) -> None:
    monkeypatch.setattr(platform, "machine", lambda: machine)
    prepare(priority=False)
    assert [words[1] for words in system.asked if words[0] == "syscall"] == [number]


def test_a_machine_whose_number_is_not_known_is_not_asked(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    assert prepare(priority=False) == Granted("other", 1, -1, 200_000, "frozen")
    assert not any(words[0] == "syscall" for words in system.asked)


@pytest.mark.parametrize("other", ["darwin", "win32"])
def test_elsewhere_nothing_is_asked_and_all_of_it_is_said_to_be_missing(
    system: System, monkeypatch: pytest.MonkeyPatch, other: str
) -> None:
    monkeypatch.setattr(sys, "platform", other)
    assert prepare() == Granted("other", -1, -1, 0, "frozen")
    assert {words[0] for words in system.asked} == {"gc"}


def test_on_a_single_processor_nobody_spins(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    assert spin_ns() == 200_000
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {3})
    assert spin_ns() == 0
    assert system.asked == []
