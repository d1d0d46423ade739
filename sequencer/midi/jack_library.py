"""How is the system's JACK reached: its library, and a client of its server?"""

from __future__ import annotations

import time
from functools import cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

READS: Final = 3
"""Both clocks are read so often, and the closest pair counts."""
NS_PER_US: Final = 1_000


class NoJack(Exception):
    """There is no JACK to reach; says why."""


class NoServer(NoJack):
    """The library is there, but no server runs."""


@cache
def load_jack() -> Any:  # noqa: ANN401 - it ships no types
    """Load JACK-Client, which looks for libjack, and keep it from printing; takes a tenth of a second.

    Raises:
        NoJack: one of them is missing.
    """
    try:
        import jack  # noqa: PLC0415 - said above
    except (ImportError, OSError) as fault:
        raise NoJack(f"JACK-Client does not load: {fault}") from fault
    jack.set_error_function(lambda _: None)
    jack.set_info_function(lambda _: None)
    return jack


def opened(name: str) -> Any:  # noqa: ANN401 - likewise
    """Open a client of the server that runs; none is started.

    Raises:
        NoServer: none runs. NoJack: see `load_jack`.
    """
    jack = load_jack()
    try:
        return jack.Client(name, no_start_server=True)
    except jack.JackOpenError as fault:
        raise NoServer("no JACK server runs") from fault


def ahead_us(jack_us: Callable[[], int], now_ns: Callable[[], int] = time.monotonic_ns) -> int:
    """Return how far JACK's clock is ahead of ours, in microseconds.

    On Linux JACK counts by CLOCK_MONOTONIC_RAW, which nobody corrects, and we by CLOCK_MONOTONIC, which network time
    slews: they are some ten milliseconds further apart every hour.

    Args:
        jack_us: JACK's clock, in microseconds. now_ns: ours, in nanoseconds.
    """
    pairs = []
    for _ in range(READS):
        before = now_ns()
        theirs = jack_us()
        after = now_ns()
        pairs.append((after - before, theirs - (before + after) // (2 * NS_PER_US)))
    return min(pairs)[1]
