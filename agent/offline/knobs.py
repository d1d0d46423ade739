"""What becomes of a parameter that is turned up, down, to a value, by an amount, off, or back to its default?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from agent.offline import sizes
from agent.offline.asking import Question
from engine.commands import Set, Tempo
from engine.parameters import parameter, read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import JsonValue

    from agent.requests import Request
    from engine.config import Config
    from engine.parameters import Parameter

PERCENT: Final = 100.0
SHARE_OF_RANGE: Final = 0.125
"""How much of its range "more" turns a parameter that has no step of its own; ours."""
DEGREES: Final = {"little": 0.5, "much": 2.0}
WAYS: Final = {"up": 1, "down": -1}
SINGLE: Final = frozenset({"up", "down", "full", "least", "off", "on", "reset", "half", "double", "invert"})
PHRASES: Final = frozenset({4, 8, 16, 32})
LISTS: Final = ("accent.steps", ".beat_bins_ms", ".beat_bins_probs", ".density.void_steps")
"""What holds a list of numbers."""


@dataclass(frozen=True, slots=True)
class Turned:
    """A number as it was said: with its unit, by how much or to what."""

    value: float
    unit: str = ""
    by: bool = False
    to: bool = False


def turned(
    paths: Sequence[str], name: str, how: Sequence[str], figures: Sequence[Turned], config: Config
) -> list[Request] | Question | None:
    """Return the requests that turn parameters; a question for what is out of range; None for what does not add up.

    Args:
        paths: of the parameters. name: as they were called.
        how: what is to become of them, as `parameters.toml` calls it. figures: numbers that were said.
        config: as it stands.
    """
    found: list[Request] = []
    for path in paths:
        known = parameter(config, path)
        if known is None:
            return None
        goal = _goal(known, read(config, path), name, how, figures)
        if goal is None or isinstance(goal, Question):
            return goal
        if goal.value != read(config, path):
            value = goal.value
            tempo = path == "bpm" and isinstance(value, (int, float))
            found.append(Tempo(float(value)) if tempo else Set(path, value))  # type: ignore[arg-type]  # a number
    return found


@dataclass(frozen=True, slots=True)
class Goal:
    """The value that a parameter is to have."""

    value: JsonValue


def _goal(
    known: Parameter, now: JsonValue, name: str, how: Sequence[str], figures: Sequence[Turned]
) -> Goal | Question | None:
    ways = [one for one in how if one not in DEGREES]
    if len(set(ways)) > 1 or (ways and ways[0] not in SINGLE):
        return None
    way = ways[0] if ways else ""
    if way == "reset":
        fixed = known.default is not None or known.nullable
        return Goal(known.default) if fixed else Question(f"the {name} has no one default; which value?")
    if known.kind == "other":
        return _other(known, way, figures)
    if known.kind == "bool":
        on = {"on": True, "up": True, "off": False, "down": False}.get(way)
        on = True if not way and not how else on
        return None if on is None or figures else Goal(on)
    if figures:
        return _said(known, now, name, way, how, figures)
    return _moved(known, now, name, way, how)


def _other(known: Parameter, way: str, figures: Sequence[Turned]) -> Goal | Question | None:
    """Return the list that was said; for a text or a list of conditions, what to type."""
    if known.path == "phrase.bars":
        plain = len(figures) == 1 and not way and not figures[0].by and figures[0].value in PHRASES
        return Goal(round(figures[0].value)) if plain else Question("a phrase has 4, 8, 16 or 32 bars; how many?")
    if known.path.endswith(LISTS):
        if way == "off" and not figures:
            return Goal([])
        plain = bool(figures) and not way and not any(one.by or one.unit for one in figures)
        whole = known.path.endswith("steps")
        values: list[JsonValue] = [round(one.value) if whole else one.value for one in figures]
        return Goal(values) if plain else None
    return Question(f'that is ":set {known.path} VALUE" on the console ({known.text}); nothing was changed')


def _said(
    known: Parameter, now: JsonValue, name: str, way: str, how: Sequence[str], figures: Sequence[Turned]
) -> Goal | Question | None:
    """Return the value that was said, or the one so far from the present."""
    if len(figures) > 1 or way not in {"", "up", "down"} or set(how) & DEGREES.keys():
        return None
    figure = figures[0]
    value = figure.value
    share = known.high is not None and known.high <= 1.0 and known.kind == "float"
    if figure.unit == "percent" and known.kind == "int":
        return None
    if figure.unit == "percent" or (share and abs(value) > 1.0 and not figure.by):
        value /= PERCENT
    if figure.by or (way and not figure.to):
        if not isinstance(now, (int, float)) or isinstance(now, bool):
            return Question(f"the {name} is not set now; to which value ({known.allowed()})?")
        value = now + (-abs(value) if way == "down" else value)
    if known.kind == "int" and value != round(value):
        return Question(f"the {name} is a whole number, {known.allowed()}; which one?")
    if (known.low is not None and value < known.low) or (known.high is not None and value > known.high):
        return Question(f"the {name} is {known.allowed()}; which value?")
    return Goal(round(value) if known.kind == "int" else round(value, 4))


def _moved(
    known: Parameter, now: JsonValue, name: str, way: str, how: Sequence[str]
) -> Goal | Question | None:
    """Return the value that a parameter has when it is turned up, down, off or all the way."""
    if way == "off" and known.nullable:
        return Goal(None)
    low, high = known.low, known.high
    if way == "off" and (low is None or low <= 0.0):
        return Goal(0 if known.kind == "int" else 0.0)
    if way in {"full", "least"} and low is not None and high is not None:
        return Goal(_whole(known, high if way == "full" else low))
    if not isinstance(now, (int, float)) or isinstance(now, bool):
        if way in {"up", "down"} and now is None:
            return Question(f"the {name} is not set now; to which value ({known.allowed()})?")
        return None if way else _asked(known, now, name)
    match way:
        case "up" | "down":
            degree = next((DEGREES[one] for one in how if one in DEGREES), 1.0)
            goal = now + WAYS[way] * degree * _step(known, now)
        case "half" | "double":
            goal = now * (0.5 if way == "half" else 2.0)
        case "invert":
            goal = -now
        case "":
            return _asked(known, now, name)
        case _:
            return None
    goal = goal if low is None else max(goal, low)
    goal = goal if high is None else min(goal, high)
    return Goal(_whole(known, goal))


def _asked(known: Parameter, now: JsonValue, name: str) -> Question:
    shown = "not set" if now is None else str(now).lower()
    return Question(f"the {name} is {shown} now ({known.allowed()}); up, down, or which value?")


def _whole(known: Parameter, value: float) -> JsonValue:
    return round(value) if known.kind == "int" else round(value, 4)


def _step(known: Parameter, now: float) -> float:
    """Return how far "more" turns a parameter: its own step, or a share of its range; one where it counts."""
    if known.kind == "int":
        return 1.0
    own = next((step for end, step in sizes.STEPS.items() if known.path == end or known.path.endswith(f".{end}")), 0.0)
    if own:
        return own
    if known.low is None or known.high is None:
        return max(abs(now) * 0.25, 0.01)
    return (known.high - known.low) * SHARE_OF_RANGE
