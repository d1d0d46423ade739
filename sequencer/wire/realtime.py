"""How does a process that must be on time get onto a processor, and what did the system grant?

Everything here is asked for and reported, never required. Linux has all of it; elsewhere each is a no-op that says so.
"""

from __future__ import annotations

import ctypes
import gc
import os
import platform
import signal
import struct
import sys
from _thread import get_native_id
from contextlib import suppress
from pathlib import Path
from typing import Final

from sequencer.wire.priority import NotGranted, TimeConstraint
from sequencer.wire.reports import Granted

PR_SET_TIMERSLACK: Final = 29
TIMER_SLACK_NS: Final = 1
"""Linux lets a sleeper oversleep by 50 us to save power; a nanosecond is the least."""
PRIORITY: Final = 50
"""Middle of SCHED_FIFO's range: above desktops, below the kernel's own interrupt threads."""
SLICE_NS: Final = 100_000
"""Share of the processor asked for at a time, the least Linux gives: who asks for less is let in sooner on a full
machine (EEVDF, Linux 6.12; others take no notice). Beside two busy loops one wakes 20 us late, not 3 ms."""
SCHED_SETATTR: Final = {"x86_64": 314, "aarch64": 274}
"""Number of the system call, which the C library does not wrap."""
SPIN_NS: Final = 200_000
"""Spun before a deadline while the machine has room for it (`clock.Spin` decides); sleepers wake 20..150 us late."""


def prepare(*, priority: bool = True) -> Granted:
    """Prepare this thread, and those it starts from now on; call when all is imported, before what must be on time."""
    gc.collect()
    gc.freeze()
    gc.disable()
    scheduler = _realtime() if priority else "other"
    if scheduler == "other" and sys.platform == "linux":
        signal.signal(signal.SIGXCPU, _to_ordinary)
    return Granted(scheduler, _slack(), _slice() if scheduler == "other" else -1, spin_ns(), "frozen")


def _realtime() -> str:
    """Ask for a real-time priority; a user without the right stays where they are."""
    if sys.platform == "darwin":
        try:
            return TimeConstraint().give(os.getpid(), (get_native_id(),))
        except (NotGranted, OSError, AttributeError):
            return "other"
    if sys.platform != "linux":
        return "other"
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(PRIORITY))
    except OSError:
        return "other"
    return f"fifo {PRIORITY}"


def _to_ordinary(number: int, frame: object) -> None:
    """Let all our threads go back to the ordinary priority: one has run for so long that the kernel will end us."""
    del number, frame
    for thread in Path("/proc/self/task").iterdir():
        with suppress(OSError):
            os.sched_setscheduler(int(thread.name), os.SCHED_OTHER, os.sched_param(0))


def _slack() -> int:
    if sys.platform != "linux":
        return -1
    libc = ctypes.CDLL(None)
    return TIMER_SLACK_NS if libc.prctl(PR_SET_TIMERSLACK, TIMER_SLACK_NS, 0, 0, 0) == 0 else -1


def _slice() -> int:
    """Ask for short slices at the ordinary priority, which needs no right."""
    call = SCHED_SETATTR.get(platform.machine())
    if sys.platform != "linux" or call is None:
        return -1
    size, ordinary, flags, realtime_priority, deadline, period = 48, os.SCHED_OTHER, 0, 0, 0, 0
    nice = os.getpriority(os.PRIO_PROCESS, 0)
    wanted = struct.pack(
        "<IIQiIQQQ", size, ordinary, flags, nice, realtime_priority, SLICE_NS, deadline, period
    )
    return SLICE_NS if ctypes.CDLL(None).syscall(call, 0, wanted, 0) == 0 else -1


def spin_ns() -> int:
    """Return how long to spin before a deadline: not at all on a single processor."""
    if sys.platform != "linux" or len(os.sched_getaffinity(0)) == 1:
        return 0
    return SPIN_NS
