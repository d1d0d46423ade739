"""How does the player get its thread onto a processor in time, and what did the system grant?

Everything here is asked for and reported, never required. Linux has all of it; elsewhere each is a no-op that says so.
"""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from dataclasses import asdict, dataclass
from typing import Any, Final

PR_SET_TIMERSLACK: Final = 29
TIMER_SLACK_NS: Final = 1
"""Linux lets a sleeper oversleep by 50 us to save power; a nanosecond is the least."""
PRIORITY: Final = 50
"""Middle of SCHED_FIFO's range: above desktops, below the kernel's own interrupt threads."""
SPIN_NS: Final = 200_000
"""Spun before a deadline while the machine has room for it (`clock.Spin` decides); sleepers wake 20..150 us late."""


@dataclass(frozen=True, slots=True)
class Granted:
    """What the system granted the player.

    Attributes:
        scheduler: "fifo 50" or "other".
        slack: timer slack in ns, -1 where it cannot be set.
        spin_ns: spun before each deadline.
        collector: "frozen" when Python's cyclic collector is off.
    """

    scheduler: str
    slack: int
    spin_ns: int
    collector: str

    def as_json(self) -> dict[str, Any]:
        """Return the fields as JSON can hold them."""
        return asdict(self)


def prepare(*, priority: bool = True) -> Granted:
    """Prepare this process's one thread; call after everything is imported and before the clock starts."""
    gc.collect()
    gc.freeze()
    gc.disable()
    return Granted(_fifo() if priority else "other", _slack(), spin_ns(), "frozen")


def _fifo() -> str:
    """Ask for SCHED_FIFO; a user without the right stays where they are."""
    if sys.platform != "linux":
        return "other"
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(PRIORITY))
    except OSError:
        return "other"
    return f"fifo {PRIORITY}"


def _slack() -> int:
    if sys.platform != "linux":
        return -1
    libc = ctypes.CDLL(None)
    return TIMER_SLACK_NS if libc.prctl(PR_SET_TIMERSLACK, TIMER_SLACK_NS, 0, 0, 0) == 0 else -1


def spin_ns() -> int:
    """Return how long to spin before a deadline: not at all on a single processor."""
    if sys.platform != "linux" or len(os.sched_getaffinity(0)) == 1:
        return 0
    return SPIN_NS
