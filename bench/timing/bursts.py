"""What does Python work beside the music look like? 40 ms of parsing and drawing in every 100.

`python -m bench.timing.bursts [SESSION]` does it in a process of its own, which stands for the front: it draws a screen
of text 15 times a second, and asks a session for its status 50 times a second when one is named.
"""

from __future__ import annotations

import json
import select
import sys
import time
from itertools import count
from typing import Final

BURST_SECONDS: Final = 0.04
PERIOD_SECONDS: Final = 0.1
STATUS_A_SECOND: Final = 50
FRAMES_A_SECOND: Final = 15
ROWS, COLUMNS = 24, 80


def burst() -> None:
    """Work in bursts, without end."""
    begun = time.monotonic()
    for number in count():
        _wait_until(begun + number * PERIOD_SECONDS)
        _work(begun + number * PERIOD_SECONDS + BURST_SECONDS)


def _wait_until(moment: float) -> None:
    left = moment - time.monotonic()
    if left > 0:
        select.select([], [], [], left)


def _work(until: float) -> None:
    row = {"role": "assistant", "content": "kick 36 hat 42 " * 4, "numbers": [1, 2.5, True, None]}
    while time.monotonic() < until:
        json.loads(json.dumps([row] * 100))


def _front(session: str) -> None:
    """Work in bursts, draw, and ask for the status in between."""
    from sequencer.wire.client import ask_once  # noqa: PLC0415 - the daemon's bursts do without

    begun = time.monotonic()
    for number in count():
        moment = begun + number / STATUS_A_SECOND
        _wait_until(moment)
        if session:
            ask_once(session, "status")
        if number % (STATUS_A_SECOND // FRAMES_A_SECOND) == 0:
            "\n".join(f"{row:2d} {'x.' * (COLUMNS // 2)}" for row in range(ROWS)).encode()
        if number % round(PERIOD_SECONDS * STATUS_A_SECOND) == 0:
            _work(moment + BURST_SECONDS)


if __name__ == "__main__":
    _front(sys.argv[1] if len(sys.argv) > 1 else "")
