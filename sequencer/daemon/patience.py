"""How long is waited for a process to start, for a player to answer a wish, to move the transport?"""

from __future__ import annotations

from typing import Final

from engine.timebase import BAR_TICKS, ticks_to_ms

START_SECONDS: Final = 15.0
"""On a full machine, or from a slow card, a player or a sender may take this long to load before it says anything."""
ANSWER_BARS: Final = 2
ANSWER_SECONDS: Final = 1.0
"""A wish without an answer of a player that runs after two bars and a second is refused (docs/rules.md#answers)."""
MOVE_SECONDS: Final = 5.0
"""A player that runs answers in some milliseconds; on a machine that stands still it may take this long."""


def answer_seconds(bpm: float, *, player_runs: bool) -> float:
    """Return how long a wish may wait for its answer at a tempo; a player that starts is given its time."""
    seconds = ANSWER_SECONDS + ticks_to_ms(ANSWER_BARS * BAR_TICKS, bpm) / 1000.0
    return seconds if player_runs else seconds + START_SECONDS


def move_seconds(*, player_runs: bool) -> float:
    """Return how long a transport action may wait for its answer; a player that starts is given its time."""
    return MOVE_SECONDS if player_runs else MOVE_SECONDS + START_SECONDS
