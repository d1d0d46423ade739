"""Has a process that should speak been silent for too long, or was it the daemon that stood still?"""

from __future__ import annotations

import time
from typing import Final

LOOK_SECONDS: Final = 0.5
"""Between two looks."""
SILENT_SECONDS: Final = 3.0
"""For a process that speaks once a second and more: one that is silent for so long stands still, and is replaced."""


class Silence:
    """How long a process has been silent, as far as the daemon has looked.

    Args:
        seconds: that are too long.
    """

    def __init__(self, seconds: float = SILENT_SECONDS) -> None:
        self._seconds = seconds
        self._heard = self._looked = time.monotonic()

    def broken(self) -> None:
        """The process has spoken."""
        self._heard = time.monotonic()

    def too_long(self) -> bool:
        """Look; return True when it has been silent for too long. Time in which nobody looked does not count."""
        now = time.monotonic()
        if now - self._looked > self._seconds / 2:
            self._heard = now
        self._looked = now
        return now - self._heard > self._seconds
