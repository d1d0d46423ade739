"""Who gives a thread its real-time priority, and how on a Mac?

On Linux a thread takes it by itself where its user has the right, and else RealtimeKit is asked
(`sequencer/daemon/realtime_kit.py`). On macOS each thread says for itself how much time it needs how soon.
"""

from __future__ import annotations

import ctypes
import os
from _thread import get_native_id
from typing import Any, Final, Protocol

NS_PER_MS: Final = 1_000_000


class NotGranted(Exception):
    """No priority was given; says why.

    Attributes:
        there: the one who was asked is there, and may think better of it later.
    """

    def __init__(self, why: str, *, there: bool) -> None:
        super().__init__(why)
        self.there = there


class PriorityGiver(Protocol):
    """Gives threads of our own user a real-time priority.

    Attributes:
        name: for people.
    """

    name: str

    def give(self, pid: int, threads: tuple[int, ...]) -> str:
        """Give some threads of a process a priority; return which, for people. Blocks for a second at most.

        Raises:
            NotGranted: it does not.
        """


class _Policy(ctypes.Structure):
    """thread_time_constraint_policy, in units of the Mac's absolute time."""

    _fields_ = (
        ("period", ctypes.c_uint32), ("computation", ctypes.c_uint32), ("constraint", ctypes.c_uint32),
        ("preemptible", ctypes.c_int),
    )


class _Timebase(ctypes.Structure):
    _fields_ = (("numer", ctypes.c_uint32), ("denom", ctypes.c_uint32))


class TimeConstraint:
    """The time-constraint policy of macOS, which audio threads have. Nobody has tried it on a Mac yet.

    Args:
        system: the C library, or a test's.

    Source: Apple, mach/thread_policy.h, THREAD_TIME_CONSTRAINT_POLICY.
    """

    name = "macOS"
    POLICY: Final = 2
    FIELDS: Final = 4
    PERIOD_NS: Final = 0
    """Deadlines do not come at even intervals."""
    COMPUTATION_NS: Final = 2 * NS_PER_MS
    """A bar takes so long to make."""
    CONSTRAINT_NS: Final = 5 * NS_PER_MS

    def __init__(self, system: Any = None) -> None:  # noqa: ANN401 - a C library
        self._system = system

    def give(self, pid: int, threads: tuple[int, ...]) -> str:
        """Give it to the thread that calls; no other can be given it. See `PriorityGiver`."""
        if pid != os.getpid() or threads != (get_native_id(),):
            raise NotGranted("a thread can only ask for itself", there=False)
        system = ctypes.CDLL(None) if self._system is None else self._system
        base = _Timebase()
        if system.mach_timebase_info(ctypes.byref(base)) or not base.numer:
            raise NotGranted("the clock does not tell its unit", there=False)
        period, computation, constraint = (
            ns * base.denom // base.numer for ns in (self.PERIOD_NS, self.COMPUTATION_NS, self.CONSTRAINT_NS)
        )
        policy = _Policy(period, computation, constraint, 1)
        refused = system.thread_policy_set(system.mach_thread_self(), self.POLICY, ctypes.byref(policy), self.FIELDS)
        if refused:
            raise NotGranted(f"the kernel refuses the time constraint ({refused})", there=True)
        return "time constraint"
