"""Which tempo does a clause ask for: a figure, a step up or down, faster, slower?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.commands import Tempo

if TYPE_CHECKING:
    from agent.offline.clause import Clause

SLOWEST, FASTEST = 60.0, 220.0
"""A bare figure between them is a tempo, in BPM."""
LEAST_BPM, MOST_BPM = 20.0, 300.0
LARGEST_STEP_BPM: Final = 30.0
"""A smaller figure with a direction is a step: up 4."""
STEP_BPM: Final = 4.0
"""What "faster" means: heard at once, and still danced to."""
MOST_STEPS: Final = 3.0
PERCENT: Final = 100.0


def tempo_of(clause: Clause, now: float, *, of_layers: bool) -> tuple[Tempo, ...]:
    """Return the tempo that a clause asks for, as a command; nothing when it asks for none.

    Args:
        clause: as it was read. now: the tempo, in BPM.
        of_layers: it names layers, whose "faster" is not the tempo's.
    """
    figure = next((one for one in clause.numbers if one.unit in {"", "bpm", "percent"}), None)
    way = next((direction for quality, direction in clause.leanings if quality == "tempo"), 0)
    way = -way if clause.too or clause.negated else way
    said = "tempo" in clause.qualities or way != 0 or "bpm" in clause.words
    bare = not (of_layers or clause.layers or clause.qualities or clause.leanings or clause.moods)
    direction = way or clause.direction
    goal = None
    if figure is not None and (said or (bare and SLOWEST <= figure.value <= FASTEST)):
        if figure.unit == "percent":
            goal = now * (1 + (direction or 1) * figure.value / PERCENT)
        elif figure.relative or (direction and figure.value <= LARGEST_STEP_BPM):
            goal = now + (direction or 1) * figure.value
        else:
            goal = figure.value
    elif figure is not None and bare and figure.relative and clause.direction:
        goal = now + clause.direction * figure.value
    elif said and not of_layers:
        direction = direction or (1 if clause.lacking else -1 if clause.too else 0)
        if clause.factor is not None:
            goal = now * clause.factor
        elif direction:
            goal = now + direction * STEP_BPM * min(clause.degree, MOST_STEPS)
    if goal is None:
        return ()
    return (Tempo(round(min(max(goal, LEAST_BPM), MOST_BPM), 2), clause.over_bars or 0),)
