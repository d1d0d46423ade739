"""Is this machine on time, and may the player have the priority it asks for?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sequencer.doctor.finding import Finding
from sequencer.wire.realtime import PRIORITY

if TYPE_CHECKING:
    from collections.abc import Mapping

LATE_US: Final = 1_000.0
"""A message later than this counts as late (docs/rules.md#time)."""
COARSE_NS: Final = 1_000
"""A clock that ticks less often than this has no fine timers."""
UNIT: Final = "in a systemd unit: LimitRTPRIO=60"


def priority(facts: Mapping[str, Any], limit: int | None, groups: tuple[str, ...], system: str) -> Finding:
    """Return the finding on the right to a real-time priority.

    Args:
        facts: of the probe `timing`, or {"died": why}.
        limit: RLIMIT_RTPRIO of this user, None where there is no such thing.
        groups: names of the user's groups.
        system: the operating system's name, as `sys.platform` has it.
    """
    told: dict[str, object] = {"rtprio_limit": limit, "groups": list(groups), **facts.get("granted", {})}
    scheduler = str(facts.get("granted", {}).get("scheduler", "other"))
    if scheduler.startswith("fifo"):
        return Finding("priority", "fine", f"the player gets SCHED_FIFO {PRIORITY}", (), told)
    if system != "linux":
        return Finding("priority", "fine", "ordinary; it is asked for on Linux alone", (), told)
    if limit is not None and limit >= PRIORITY:
        return Finding("priority", "limited", f"rtprio {limit} is allowed, but the kernel does not grant SCHED_FIFO", (
            "a container needs --cap-add=sys_nice, and a kernel that lets its group have real-time tasks",
        ), told)
    cures = [
        "echo '@audio - rtprio 60' | sudo tee /etc/security/limits.d/techno.conf",
        *(() if "audio" in groups else ("sudo usermod -aG audio $USER",)),
        "log out and in, then run techno doctor again; " + UNIT,
    ]
    return Finding("priority", "limited", f"rtprio {limit or 0}: the player runs at the ordinary priority", (
        *cures,
    ), told)


def timing(facts: Mapping[str, Any]) -> Finding:
    """Return the finding on lateness.

    Args:
        facts: of the probe `timing`, or {"died": why}.
    """
    if "died" in facts:
        return Finding("timing", "broken", f"waiting for deadlines: {facts['died']}", ("report this",), facts)
    sent, slept = facts["sent_us"], facts["slept_us"]
    found = (
        f"as the player waits p50 {_ms(sent['p50'])}, p99 {_ms(sent['p99'])}, max {_ms(sent['max'])} ms late; "
        f"this machine wakes a sleeper p99 {_ms(slept['p99'])}, max {_ms(slept['max'])} ms late; "
        f"its clock ticks every {facts['resolution_ns']} ns"
    )
    load, processors = facts["load"], facts["processors"]
    cures = []
    if sent["p99"] > LATE_US:
        if load is not None and processors and load > processors:
            cures.append(f"the machine is full: load {load:.1f} on {processors} processors; end what is not needed")
        if not str(facts["granted"]["scheduler"]).startswith("fifo"):
            cures.append("allow the priority above")
        if processors == 1:
            cures.append("one processor alone: give the machine another")
        cures.append("set the governor to performance, and mind that virtual machines wake late")
    if facts["resolution_ns"] > COARSE_NS:
        cures.append(f"the clock ticks every {facts['resolution_ns']} ns: enable the kernel's high-resolution timers")
    return Finding("timing", "limited" if cures else "fine", found, tuple(cures), facts)


def _ms(microseconds: float) -> str:
    return f"{microseconds / 1_000:.2f}"
