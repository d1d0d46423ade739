"""Who tells the player what time it is, and how does it wait?

`SystemClock` is the machine's monotonic clock: it sleeps on the link to the daemon until shortly before a deadline,
then without waking for anything, and spins the last microseconds where the machine has room. `ManualClock` stands still
until it is waited on, so whole sessions run in tests without sleeping.
"""

from __future__ import annotations

import select
import time
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

QUIET_NS: Final = 1_500_000
"""Before a deadline the link may no longer wake the player: reading a wish takes up to a millisecond."""


class Clock(Protocol):
    """What the player needs of a clock; called by the player's one thread only."""

    def now_ns(self) -> int:
        """Return the monotonic time in nanoseconds."""

    def wait(self, deadline_ns: int, link: int) -> bool:
        """Block until a deadline, or until the link is readable; return True when the deadline has come."""


class SystemClock:
    """The machine's monotonic clock."""

    def __init__(self, spin_ns: int) -> None:
        self.spin_ns = spin_ns

    def now_ns(self) -> int:
        """Return the monotonic time in nanoseconds; never blocks."""
        return time.monotonic_ns()

    def wait(self, deadline_ns: int, link: int) -> bool:
        """Block until a deadline or a message on the link; see `Clock`."""
        now = time.monotonic_ns
        left = deadline_ns - now()
        if left > QUIET_NS:
            ready, _, _ = select.select([link], [], [], (left - QUIET_NS) * 1e-9)
            if ready:
                return False
            left = deadline_ns - now()
        left -= self.spin_ns
        if left > 0:
            time.sleep(left * 1e-9)
        while now() < deadline_ns:
            pass
        return True


class ManualClock:
    """A clock that jumps to each deadline it is asked to wait for, and calls what was planned on the way.

    Attributes:
        ns: now.
    """

    def __init__(self, ns: int = 0) -> None:
        self.ns = ns
        self._plans: list[tuple[int, int, Callable[[], None]]] = []

    def now_ns(self) -> int:
        """Return the clock's time."""
        return self.ns

    def at(self, ns: int, action: Callable[[], None]) -> None:
        """Plan an action for a moment; it happens in a wait that reaches the moment."""
        self._plans.append((ns, len(self._plans), action))
        self._plans.sort(key=lambda plan: plan[:2])

    def wait(self, deadline_ns: int, link: int) -> bool:  # noqa: ARG002 - a planned action stands for the link
        """Jump to the deadline, or to the first planned action before it."""
        if self._plans and self._plans[0][0] <= deadline_ns:
            ns, _, action = self._plans.pop(0)
            self.ns = max(self.ns, ns)
            action()
            return False
        self.ns = max(self.ns, deadline_ns)
        return True
