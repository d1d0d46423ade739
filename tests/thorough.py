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
LONG: Final = tuple(f"tests/system/test_{name}" for name in (
    "a_set.py", "end_to_end.py", "kills.py", "watch.py", "jack_by_frame.py", "jack_deaths.py", "midi_libraries.py",
    "listening.py::test_on_jack_the_beat_of_a_session_is_heard", "doctor.py::test_the_key_is_never_shown",
    "daemon.py::test_a_journal_that_is_taken_away_is_said_and_begun_anew",
    "daemon.py::test_a_player_that_stands_still_is_replaced_and_a_short_stall_is_not",
    "daemon.py::test_a_player_that_is_slow_to_start_plays_all_the_same",
))
"""Whole sets, and sessions on real parts or killed again and again: `make test` leaves them to CI and `make cover`."""
PATIENCE_SECONDS: Final = 10.0


def promised(seconds: float) -> float:
    """Return how long something may take that is promised within some seconds, on a machine that has them to give.

    A soak asks for what is promised; beside other work what counts is that it does not take for ever.
    """
    return seconds if SOAK else max(seconds, PATIENCE_SECONDS)


def tries(in_ci: int, fewest: int = FEWEST) -> int:
    """Return how many examples, turns or lines are tried, from how many there are in CI.

    Elsewhere it is a fifth of them, but not fewer than `fewest`.
    """
    if SOAK:
        return in_ci * 10
    return in_ci if THOROUGH else min(in_ci, max(fewest, in_ci // 5))
