"""How late does this machine wake a sleeper, and how late would the player send?

Deadlines a few milliseconds apart are waited for in turns: once by sleeping alone, which is what the machine can do by
itself, and once as the player waits, which sleeps to shortly before and spins the rest.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from sequencer.player.clock import NS_PER_SECOND, SystemClock

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

APART_NS: Final = 4_000_000
"""Between two deadlines; a MIDI clock pulse at 128 BPM is five times as long."""


def timed(
    seconds: float, spin_ns: int, *, now_ns: Callable[[], int] = time.monotonic_ns,
    sleep: Callable[[float], None] = time.sleep,  # the rests are what is measured
    reach: Callable[[int], None] | None = None,
) -> dict[str, object]:
    """Return how late the two ways of waiting were, in microseconds. Blocks for that long.

    Args:
        seconds: how long to go on.
        spin_ns: how long the player may spin before a deadline.
        now_ns, sleep, reach: the clock; the machine's own.
    """
    reach = reach or SystemClock(spin_ns).reach
    slept: list[int] = []
    sent: list[int] = []
    origin = now_ns()
    for number in range(1, max(2, round(seconds * NS_PER_SECOND / APART_NS)) + 1):
        deadline = origin + number * APART_NS
        if number % 2:
            sleep(max(0, deadline - now_ns()) / NS_PER_SECOND)
            slept.append(now_ns() - deadline)
        else:
            reach(deadline)
            sent.append(now_ns() - deadline)
    return {"slept_us": figures(slept), "sent_us": figures(sent)}


def figures(late_ns: Sequence[int]) -> dict[str, float]:
    """Return median, 99th percentile and maximum in microseconds, and of how many."""
    ordered = sorted(late_ns)
    count = len(ordered)
    return {
        "p50": ordered[count // 2] / 1_000, "p99": ordered[min(count - 1, count * 99 // 100)] / 1_000,
        "max": ordered[-1] / 1_000, "count": count,
    }
