"""Who tells the player what time it is, and how does it wait?

`SystemClock` is the machine's monotonic clock: it sleeps on the link to the daemon until shortly before a deadline,
then without waking for anything, and spins the last microseconds while the machine has room for it. `ManualClock`
stands still until it is waited on, so whole sessions run in tests without sleeping.
"""

from __future__ import annotations

import select
import time
from bisect import insort
from operator import itemgetter
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

QUIET_NS: Final = 1_500_000
"""For this long before a deadline the player reads nothing: reading a wish takes up to .3 ms."""

NS_PER_SECOND: Final = 1_000_000_000
SHORT_SPIN_NS: Final = 70_000
LOST_NS: Final = 200_000
"""A spin that ends so long after its deadline was interrupted."""
SOON_NS: Final = 5 * NS_PER_SECOND
FIRST_REST_NS: Final = 2 * NS_PER_SECOND
LONGEST_REST_NS: Final = 64 * NS_PER_SECOND


class Clock(Protocol):
    """What the player needs of a clock; called by the player's one thread only.

    Attributes:
        quiet_ns: how long before a deadline the player gets ready and hears nobody any more.
    """

    quiet_ns: int

    def now_ns(self) -> int:
        """Return the monotonic time in nanoseconds."""

    def wait(self, moment_ns: int, link: int) -> None:
        """Block until about a moment, or until the link is readable."""

    def reach(self, deadline_ns: int) -> None:
        """Block until a deadline, as precisely as the machine can."""


class Spin:
    """Decides how long to spin before a deadline: less for a while after the processor was taken away in a spin.

    A thread that spins on a full processor uses its share up, and is put behind others for milliseconds just when it
    should send. That is seen when it happens twice within seconds, and the while grows each time. A full processor does
    not sleep, so it wakes its sleepers sooner, and a short spin is enough. Source: ours, measured beside busy loops.

    Attributes:
        spin_ns: spun where the machine has room.
    """

    def __init__(self, spin_ns: int) -> None:
        self.spin_ns = spin_ns
        self._rest_ns = FIRST_REST_NS
        self._resumes_ns = 0
        self._lost_ns = -SOON_NS

    def now(self, now_ns: int) -> int:
        """Return how long to spin before the next deadline."""
        return self.spin_ns if now_ns >= self._resumes_ns else min(self.spin_ns, SHORT_SPIN_NS)

    def lost(self, now_ns: int) -> None:
        """The processor was taken away in a spin: spin less for a while."""
        if now_ns - self._lost_ns < SOON_NS:
            if now_ns - self._resumes_ns > LONGEST_REST_NS:
                self._rest_ns = FIRST_REST_NS
            self._resumes_ns = now_ns + self._rest_ns
            self._rest_ns = min(self._rest_ns * 2, LONGEST_REST_NS)
            self._lost_ns = now_ns - SOON_NS
        else:
            self._lost_ns = now_ns


class SystemClock:
    """The machine's monotonic clock."""

    quiet_ns = QUIET_NS

    def __init__(self, spin_ns: int) -> None:
        self._spin = Spin(spin_ns)

    def now_ns(self) -> int:
        """Return the monotonic time in nanoseconds; never blocks."""
        return time.monotonic_ns()

    def wait(self, moment_ns: int, link: int) -> None:
        """Block until about a moment, or until the link is readable; see `Clock`."""
        left = moment_ns - time.monotonic_ns()
        if left > 0:
            select.select([link], [], [], left / NS_PER_SECOND)

    def reach(self, deadline_ns: int) -> None:
        """Block until a deadline: sleep, then spin; see `Clock`."""
        now = time.monotonic_ns
        left = deadline_ns - now() - self._spin.now(deadline_ns)
        if left > 0:
            time.sleep(left / NS_PER_SECOND)  # the one wait of the beat
        moment = now()
        if moment >= deadline_ns:
            return
        while moment < deadline_ns:
            moment = now()
        if moment - deadline_ns > LOST_NS:
            self._spin.lost(moment)


class ManualClock:
    """A clock that jumps to each deadline it is asked to wait for, and calls what was planned on the way.

    Attributes:
        ns: now.
    """

    quiet_ns = 0

    def __init__(self, ns: int) -> None:
        self.ns = ns
        self._plans: list[tuple[int, Callable[[], None]]] = []

    def now_ns(self) -> int:
        """Return the clock's time."""
        return self.ns

    def at(self, ns: int, action: Callable[[], None]) -> None:
        """Plan an action for a moment, behind those of the same moment; a wait that reaches it calls it."""
        insort(self._plans, (ns, action), key=itemgetter(0))

    def wait(self, moment_ns: int, link: int) -> None:  # noqa: ARG002 - a planned action stands for the link
        """Jump to the moment, or to the first planned action before it."""
        if self._plans and self._plans[0][0] <= moment_ns:
            ns, action = self._plans.pop(0)
            self.ns = max(self.ns, ns)
            action()
            return
        self.ns = max(self.ns, moment_ns)

    def reach(self, deadline_ns: int) -> None:
        """Jump to the deadline."""
        self.ns = max(self.ns, deadline_ns)
