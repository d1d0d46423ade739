"""Which steps of a mask do a layer's trig conditions let through?

Every condition of a layer is evaluated at every step that its mask sounds, in their order, without short cut; all must
hold. PRE and NOT_PRE read the result of the condition evaluated most recently on the layer, NEI that of the layer
before it in the file. PRE itself is not remembered; the memory is of an earlier step, starts true and survives the bar
line. A neighbour without conditions, or none at all, therefore counts as true, where Elektron's counts as false.

Source: Elektron Digitakt user manual, "Conditional locks"; where it is silent, docs/rules.md#conditions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from engine.phrase import hit_draws
from engine.timebase import STEPS_PER_BAR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.config import Condition, Layer
    from engine.phrase import Moment

PREVIOUS: Final = frozenset({"PRE", "NOT_PRE"})
"""Kinds that read the layer's memory and are not remembered themselves (Elektron)."""

ALWAYS: Final = (1 << STEPS_PER_BAR) - 1
"""A memory that is true at every step, as where there is no layer before."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Results of a layer's conditions in one bar.

    Attributes:
        passed: steps that may sound.
        memory: result of the condition evaluated last, as it stands after each step (a mask).
        failed: (step, condition's place in the list) of every condition that did not hold.
    """

    passed: int
    memory: int
    failed: tuple[tuple[int, int], ...] = ()


def scheduled_fill(condition: Condition, bar: int) -> bool:
    """Return True when a FILL condition's own schedule sounds in a bar (index from 0).

    Source: docs/rules.md#conditions.
    """
    return condition.kind == "FILL" and condition.n is not None and _every(condition, bar)


def _every(condition: Condition, bar: int) -> bool:
    """Bars offset, offset + n, ..., counted from 1; the offset is n when left out."""
    n = condition.n or 1
    offset = n if condition.offset is None else condition.offset
    count = bar + 1 - offset
    return count >= 0 and count % n == 0


def _bar_answer(condition: Condition, bar: int, *, fill: bool) -> bool:
    """Answer a condition whose result is the same at every step of the bar."""
    match condition.kind:
        case "EVERY_N":
            return _every(condition, bar)
        case "A_B":
            return bar % condition.b == condition.a - 1
        case "FIRST":
            return bar == 0
        case _:  # FILL: the performer's, and its own schedule's where it has one
            return fill or scheduled_fill(condition, bar)


def evaluate(
    layer: Layer, name: str, mask: int, *, moment: Moment, generation: int, memory: bool, neighbour: int, fill: bool
) -> Verdict:
    """Apply a layer's conditions to its mask, for one bar.

    Args:
        layer: the layer, with its conditions in order.
        name: its name, which names its draws.
        mask: steps that its cycle sounds.
        moment: the bar's place in its phrase.
        generation: of the layer's figure.
        memory: result of its condition evaluated last before this bar.
        neighbour: the memory of the layer before it in the file after each step of this bar, ALWAYS when there is none.
        fill: a performer's fill sounds in this bar.
    """
    conditions = layer.conditions
    if not conditions:
        return Verdict(mask, ALWAYS if memory else 0)
    rules = _rules(conditions, name, moment, generation, neighbour, fill=fill)
    passed = track = 0
    failed: list[tuple[int, int]] = []
    for step in range(STEPS_PER_BAR):
        bit = 1 << step
        if mask & bit:
            holds, after = True, memory
            for place, (of_the_past, answer) in enumerate(rules):
                if of_the_past:
                    result = memory == bool(answer)
                else:
                    result = after = answer & bit != 0
                if not result:
                    holds = False
                    failed.append((step, place))
            memory = after
            if holds:
                passed |= bit
        if memory:
            track |= bit
    return Verdict(passed, track, tuple(failed))


def _rules(
    conditions: Sequence[Condition], name: str, moment: Moment, generation: int, neighbour: int, *, fill: bool
) -> list[tuple[bool, int]]:
    """Return (reads the memory, mask of the steps where it holds) for each condition.

    One that reads the memory (PRE, NOT_PRE) has a full mask when the memory must be true, and 0 when it must be false.
    """
    rules = []
    for place, condition in enumerate(conditions):
        kind = condition.kind
        if kind == "PROB":
            draws = hit_draws(moment, name, f"prob {place}", generation)
            chance = condition.p
            answer = sum([1 << step for step, draw in enumerate(draws) if draw < chance])
        elif kind in PREVIOUS:
            answer = ALWAYS if kind == "PRE" else 0
        elif kind == "NEI":
            answer = neighbour
        else:
            answer = ALWAYS if _bar_answer(condition, moment.bar, fill=fill) else 0
        rules.append((kind in PREVIOUS, ALWAYS & ~answer if condition.negate else answer))
    return rules
