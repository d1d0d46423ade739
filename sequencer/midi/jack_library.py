"""How is the system's JACK reached: its library, and a client of its server?"""

from __future__ import annotations

from functools import cache
from typing import Any


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
