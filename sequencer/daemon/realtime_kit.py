"""Who gives a thread a real-time priority where its user has no right to one?

RealtimeKit, a system service of desktops, does: on the system's D-Bus, to threads of processes that have bounded
themselves, so that none can take the machine for itself. A thread may run so long without a pause as RLIMIT_RTTIME
says; before that the system warns it (SIGXCPU, see `sequencer.wire.realtime`), and it goes back to the ordinary
priority. Source: RealtimeKit's README and its D-Bus interface, org.freedesktop.RealtimeKit1.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sequencer.wire.priority import NotGranted

if TYPE_CHECKING:
    from jeepney import DBusAddress
    from jeepney.io.blocking import DBusConnection

PRIORITY: Final = 5
"""Below what JACK servers run at (10), as JACK's own clients are."""
ANSWER_SECONDS: Final = 1.0
SOFT_SHARE: Final = 2
"""The warning comes after that part of the time at which the kernel would kill."""
LEAST_TIME_US: Final = 10_000
"""A service that allows less is not asked: a bar takes some milliseconds to make."""
NAME: Final = "RealtimeKit"
BUS_NAME: Final = "org.freedesktop.RealtimeKit1"
BUS_PATH: Final = "/org/freedesktop/RealtimeKit1"
SCHEDULERS: Final = {"SCHED_FIFO": "fifo", "SCHED_RR": "rr"}
RESET_ON_FORK: Final = 0x40000000
"""Linux marks with it a priority that children do not inherit."""


class RealtimeKit:
    """The service of Linux desktops."""

    name = NAME

    def give(self, pid: int, threads: tuple[int, ...]) -> str:
        """See `PriorityGiver`."""
        try:
            import jeepney  # noqa: PLC0415 - only where it is needed
            from jeepney.io.blocking import open_dbus_connection  # noqa: PLC0415 - only where it is needed
        except ImportError as fault:
            raise NotGranted(f"jeepney does not load: {fault}", there=False) from fault
        try:
            with open_dbus_connection("SYSTEM", auth_timeout=ANSWER_SECONDS) as bus:
                kit = jeepney.DBusAddress(BUS_PATH, BUS_NAME, BUS_NAME)
                highest = _number(bus, kit, "MaxRealtimePriority")
                longest_us = _number(bus, kit, "RTTimeUSecMax")
                priority = min(PRIORITY, highest)
                if priority < 1 or longest_us < LEAST_TIME_US:
                    raise NotGranted(f"it allows priority {highest} for {longest_us} us", there=True)
                _bound(pid, longest_us)
                for thread in threads:
                    ask = jeepney.new_method_call(
                        kit, "MakeThreadRealtimeWithPID", "ttu", (pid, thread, priority)
                    )
                    _answer(bus, ask)
        except (OSError, EOFError, TimeoutError, KeyError, ValueError) as fault:
            raise NotGranted(f"no system bus answers ({type(fault).__name__})", there=False) from fault
        return f"rr {priority}"


def _number(bus: DBusConnection, kit: DBusAddress, name: str) -> int:
    from jeepney import Properties  # noqa: PLC0415 - only where it is needed

    match _answer(bus, Properties(kit).get(name)):
        case ((_, int(value)),):
            return value
        case _:
            raise NotGranted(f"its {name} is no number", there=True)


def _answer(bus: DBusConnection, ask: object) -> tuple[object, ...]:
    from jeepney import DBusErrorResponse  # noqa: PLC0415 - only where it is needed
    from jeepney.wrappers import unwrap_msg  # noqa: PLC0415 - only where it is needed

    try:
        found: tuple[object, ...] = unwrap_msg(bus.send_and_get_reply(ask, timeout=ANSWER_SECONDS))
    except DBusErrorResponse as fault:
        absent = fault.name.endswith((".ServiceUnknown", ".NameHasNoOwner"))
        raise NotGranted("it is not there" if absent else f"it refuses ({fault.name})", there=not absent) from fault
    return found


def _bound(pid: int, longest_us: int) -> None:
    """Bound how long a process may run at a real-time priority without a pause; a bound that is there can only shrink.

    Raises:
        NotGranted: the system does not let us.
    """
    import resource  # noqa: PLC0415 - Unix has it

    try:
        _, hard = resource.prlimit(pid, resource.RLIMIT_RTTIME)
        hard = longest_us if hard == resource.RLIM_INFINITY else min(hard, longest_us)
        resource.prlimit(pid, resource.RLIMIT_RTTIME, (hard // SOFT_SHARE, hard))
    except (OSError, ValueError) as fault:
        raise NotGranted(f"its limit cannot be set: {fault}", there=True) from fault


def threads_of(pid: int) -> tuple[int, ...]:
    """Return the threads of a process, none when it is gone or the system does not tell."""
    try:
        return tuple(sorted(int(thread.name) for thread in Path(f"/proc/{pid}/task").iterdir()))
    except OSError:
        return ()


def scheduler_of(thread: int) -> str:
    """Return a thread's scheduler as `Granted` has it, "other" for the ordinary one, "" when the thread is gone."""
    if sys.platform != "linux":
        return "other"
    try:
        kind = os.sched_getscheduler(thread) & ~RESET_ON_FORK
        priority = os.sched_getparam(thread).sched_priority
    except OSError:
        return ""
    names = {getattr(os, name): word for name, word in SCHEDULERS.items()}
    return f"{names[kind]} {priority}" if kind in names else "other"
