"""How often, and at which random moments, do tests try things that may happen at any time?

TECHNO_KILLS says how many kills of each kind there are; `make soak` asks for more than the tests do. TECHNO_KILLS_SEED
chooses other moments.
"""

from __future__ import annotations

import os
import random
import select
from typing import Final

SOAK: Final = "TECHNO_KILLS" in os.environ
KILLS: Final = int(os.environ.get("TECHNO_KILLS", "5"))
CHANCE: Final = random.Random(os.environ.get("TECHNO_KILLS_SEED", "1"))  # noqa: S311 - moments, not secrets


def some_time(most_seconds: float) -> None:
    """Let a random time pass: the moment is the test."""
    select.select([], [], [], CHANCE.random() * most_seconds)
