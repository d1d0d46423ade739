"""How often, and at which random moments, do tests try things that may happen at any time?

TECHNO_KILLS says how many kills of each kind there are, as in `make soak`. TECHNO_KILLS_SEED chooses other moments.
"""

from __future__ import annotations

import os
import random
import select
from typing import Final

from tests.thorough import THOROUGH

KILLS: Final = int(os.environ.get("TECHNO_KILLS", "5" if THOROUGH else "2"))
CHANCE: Final = random.Random(os.environ.get("TECHNO_KILLS_SEED", "1"))


def some_time(most_seconds: float) -> None:
    """Let a random time pass: the moment is the test."""
    select.select([], [], [], CHANCE.random() * most_seconds)
