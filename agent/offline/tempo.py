"""Which tempo does a clause ask for: a figure, a step up or down, faster, slower?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agent.offline.asking import Question
from engine.commands import Tempo

if TYPE_CHECKING:
    from agent.offline.meaning import Clause

SLOWEST, FASTEST = 60.0, 220.0
"""A bare figure between them is a tempo, in BPM."""
LEAST_BPM, MOST_BPM = 20.0, 300.0
LARGEST_STEP_BPM: Final = 30.0
"""A smaller figure with a direction is a step: up 4."""
STEP_BPM: Final = 4.0
"""What "faster" means: heard at once, and still danced to."""
MOST_STEPS: Final = 3.0
FULL: Final = 9.0
GRADUAL_BARS: Final = 8
"""Over how many bars a tempo is reached "gradually"; ours."""
PERCENT: Final = 100.0
JUMP_BPM: Final = 10.0
"""A larger jump is echoed before it happens, unless the figure was said with its unit or a verb."""
ALLOWED: Final = frozenset(
    {
        "figures", "gone",
        "over",
        "ways",
        "factor",
        "qualities",
        "leans",
        "too",
        "lacking",
        "act recall",
        "act mute",
        "layers",
        "bars",
        "negated",
        "enough",
        "act unmute",
        "act double_time",
        "act half_time",
        "only",
        "act play",
        "act load",
        "here",
    }
)
BARE: Final = frozenset(
    {"act unmute", "here", "figures", "over", "bars", "ways", "act recall", "act load", "only", "act play", "act mute"}
)


def asks_for_tempo(clause: Clause) -> bool:
    """Return True for a clause that is about the tempo, or is a bare figure that can only be one."""
    slots = clause.slots()
    if not slots <= ALLOWED or set(clause.layers) - {"all"} or set(clause.qualities) - {"tempo"}:
        return False
    if any(quality != "tempo" for quality, _ in clause.leans):
        return False
    named = bool(clause.qualities or clause.leans or slots & {"act double_time", "act half_time"})
    units = {figure.unit for figure in clause.figures}
    if named or "bpm" in units:
        return units <= {"", "bpm", "percent"}
    if len(clause.figures) != 1 or not slots <= BARE or units != {""}:
        return False
    figure = clause.figures[0]
    raised = figure.goal and bool(clause.ways) and "mute" not in clause.acts
    return SLOWEST <= figure.value <= FASTEST or (raised and figure.value >= LEAST_BPM)


def tempo_of(clause: Clause, now: float) -> list[Tempo] | Question:
    """Return the tempo that a clause asks for, or a question; see `asks_for_tempo`."""
    goal, said_outright = _goal(clause, now)
    if goal is None:
        return Question("faster or slower, or to how many BPM?", ("faster", "slower"))
    if not LEAST_BPM <= goal <= MOST_BPM:
        return Question(
            f"{goal:g} BPM is out of reach: the tempo goes from {LEAST_BPM:g} to {MOST_BPM:g} BPM; which one?",
            (f"tempo {min(max(goal, LEAST_BPM), MOST_BPM):g}", "no"),
        )
    bpm = round(goal, 2)
    if clause.figures and clause.figures[-1].goal and (goal - now) * _direction(clause) < 0 and clause.leans:
        return Question(f"to {bpm:g} BPM? it is at {now:g} now", (f"tempo to {bpm:g} bpm", "no"))  # faster at 65
    if abs(bpm - now) > JUMP_BPM and not said_outright:
        back = bool(clause.bars) and not clause.figures  # half time for 8 bars
        over = f" over {clause.over} bars" if clause.over else f" for {clause.bars} bars, then back" if back else ""
        return Question(f"from {now:g} to {bpm:g} BPM{over}?", (f"tempo to {bpm:g} bpm{over}", "no"))
    slowly = GRADUAL_BARS if clause.gradual and clause.figures else 0
    return [Tempo(bpm, clause.over or (clause.bars if clause.bars and clause.figures else 0) or slowly)]


def _goal(clause: Clause, now: float) -> tuple[float | None, bool]:
    """Return the tempo in BPM, and whether it was said outright."""
    figure = clause.figures[-1] if clause.figures else None
    direction = _direction(clause)
    if figure is not None and figure.unit == "percent":
        return now * (1 + (direction or 1) * figure.value / PERCENT), False
    if figure is not None:
        step = figure.change or (direction and not figure.goal and abs(figure.value) <= LARGEST_STEP_BPM)
        if step:
            sign = direction or 1
            return now + (figure.value if figure.value < 0 else sign * figure.value), True
        outright = bool(figure.unit or figure.goal or clause.qualities or clause.leans or clause.ways or clause.light)
        return figure.value, outright or "recall" in clause.acts
    if "double_time" in clause.acts or "half_time" in clause.acts:
        return now * (2.0 if "double_time" in clause.acts else 0.5), False
    if clause.factor is not None:
        return now * clause.factor, False
    if not direction:
        return None, False
    if clause.degree >= FULL:
        return (MOST_BPM if direction > 0 else LEAST_BPM), False
    return now + direction * STEP_BPM * min(clause.degree, MOST_STEPS), True


def _direction(clause: Clause) -> int:
    way = next((direction for _, direction in clause.leans), 0)
    back = clause.here and "back" in clause.said.split() and bool(clause.figures) and not clause.figures[0].goal
    less = bool(set(clause.ways) & {"less", "down"}) or "mute" in clause.acts or clause.gone or back
    more = bool(set(clause.ways) & {"more", "up"})
    if way and less:
        way = -way
    way = way or (1 if more else -1 if less else 1 if clause.lacking else 0)
    if clause.enough and not clause.negated:
        return 0
    if clause.too or (clause.negated and not clause.enough):
        return -way if way else -1
    return way
