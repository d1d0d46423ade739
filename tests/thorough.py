"""How much is tried: everything in CI, ten times as much in a soak, and elsewhere what shows a fault soon.

A property that is broken is seen after few examples, a rare case after many. TECHNO_KILLS, which says how often a soak
kills each process, and CI, which every CI sets, ask for more.
"""

from __future__ import annotations

import os
from typing import Final

SOAK: Final = "TECHNO_KILLS" in os.environ
THOROUGH: Final = SOAK or bool(os.environ.get("CI"))
FEWEST: Final = 5
PATIENCE_SECONDS: Final = 10.0


def promised(seconds: float) -> float:
    """Return how long something may take that is promised within some seconds, on a machine that has them to give.

    A soak asks for what is promised; beside other work what counts is that it does not take for ever.
    """
    return seconds if SOAK else max(seconds, PATIENCE_SECONDS)


def tries(in_ci: int) -> int:
    """Return how many examples, turns or lines are tried, from how many there are in CI."""
    if SOAK:
        return in_ci * 10
    return in_ci if THOROUGH else min(in_ci, max(FEWEST, in_ci // 5))
