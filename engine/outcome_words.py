"""How is an outcome worded for a performer: one short line, rounded, bars counted from 1?

Stage, plain lines and chat say it in the same words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.commands import JAM
from engine.plain_text import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import JsonValue

    from engine.bar import Outcome

MAX_WORDS: Final = 240
BAND_ENDS: Final = 2
"""A list of two is a band, from one end to the other; longer ones are cycled over the steps."""
OF_A_VALUE: Final = frozenset({"set", "tempo", "target"})
"""Commands that move a value, which is said."""
OF_A_MOMENT: Final = frozenset({
    "mark", "cancel", "undo", "redo", "transport", ("scene", "save"), ("scene", "rename"), ("scene", "delete"),
})
"""Commands, or commands with their acts, that are over when they are answered; the others go on from a bar."""
ACT_BEHIND: Final = frozenset({"hit"})
"""Commands whose act is said after what it is done to, as it is typed: hit kick 3 on."""

OTHER_CONDITIONS: Final = {
    "PRE": "when the last condition held", "NOT_PRE": "when the last condition did not hold",
    "FIRST": "in the first bar", "NEI": "when the last condition of the layer before it held",
}
TAKEN: Final = {"undo": "took back", "redo": "did again"}
"""Commands whose reason is what they were done to."""
FOR_BARS: Final = frozenset({"mute", "solo"})
"""Commands whose wish is a number of bars, after which the layer is back."""


def value_words(value: JsonValue) -> str:
    """Return a value as it is said."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, list):
        if not any(item is not None for item in value):
            return "none"  # a band that is open at both ends
        if all(isinstance(item, dict) for item in value):
            return " and ".join(value_words(item) for item in value)
        joint = "-" if len(value) == BAND_ENDS else "/"
        return joint.join("open" if item is None else value_words(item) for item in value)
    if isinstance(value, dict) and "kind" in value:
        return _condition_words(value)
    return one_line(str(value), MAX_WORDS)


def _condition_words(condition: Mapping[str, JsonValue]) -> str:
    """Return a trig condition in words: "bar 1 of 2", "not in fills", "a chance of 50 %"."""
    bars = condition.get("n")
    match condition["kind"]:
        case "PRE" | "NOT_PRE" | "FIRST" | "NEI" as kind:
            said = OTHER_CONDITIONS[kind]
        case "PROB":
            said = f"a chance of {100 * float(str(condition.get('p', 0.5))):.4g} %"
        case "A_B":
            said = f"bar {condition.get('a', 1)} of {condition.get('b', 2)}"
        case "EVERY_N":
            said = f"every {bars} bars"
        case _:
            said = "in fills" if bars is None else f"in fills and every {bars} bars"
    return f"not {said}" if condition.get("negate") else said


def outcome_words(outcome: Outcome) -> str:
    """Word an outcome: what is in force, from which bar, what is still to come, and why it differs from the wish."""
    name = _name(outcome)
    match outcome.status:
        case "refused":
            said = f"{name}: refused: {outcome.reason}"
        case "planned":
            bar = "" if outcome.bar is None else f" for bar {outcome.bar + 1}"
            reason = f" ({outcome.reason})" if outcome.reason else ""
            said = f"{name}: planned{bar}, number {outcome.plan}{reason}"
        case "superseded":
            wanted = f" {value_words(outcome.requested)}" if outcome.command in OF_A_VALUE else ""
            said = f"{name}{wanted}: {outcome.reason or 'a later wish took over'}"
        case "applied" if outcome.command == "section" and outcome.reason:
            said = f"{name}: {outcome.reason}"
        case "applied" if outcome.command == "phrase":
            said = f"{name}: counted{_from(outcome)}"
        case "applied" if outcome.command in TAKEN and outcome.reason:
            said = f"{name}: {TAKEN[outcome.command]} {outcome.reason}{_from(outcome)}"
        case _:
            asides = "; ".join(aside for aside in (outcome.held_by, outcome.reason) if aside)
            said = f"{name}: {_done(outcome)}" + (f" ({asides})" if asides else "")
    return one_line(f"{outcome.author}: {said}" if outcome.author == JAM else said, MAX_WORDS)


def _name(outcome: Outcome) -> str:
    """Name an outcome's subject: a parameter, a score's band, or the act and its object."""
    if outcome.command in OF_A_VALUE and outcome.path:
        return outcome.path
    if outcome.command == "transport":
        return outcome.act or outcome.path
    if outcome.command == "mark":
        return f"mark {outcome.requested or ''}".strip()
    if outcome.command == "record":
        return f"record {outcome.path}".strip()
    if outcome.command in FOR_BARS and isinstance(outcome.requested, int) and not isinstance(outcome.requested, bool):
        bars = outcome.requested
        return f"{outcome.command} {outcome.path} for {bars} bar{'' if bars == 1 else 's'}"
    if outcome.command in ACT_BEHIND:
        return " ".join(part for part in (outcome.command, outcome.path, outcome.act) if part)
    return " ".join(part for part in (outcome.command, outcome.act, outcome.path) if part)


def _done(outcome: Outcome) -> str:
    if outcome.status != "gliding" and outcome.command not in OF_A_VALUE | {"record"}:
        if outcome.bar is None:
            return "done"
        lasts = outcome.command not in OF_A_MOMENT and (outcome.command, outcome.act) not in OF_A_MOMENT
        return f"from bar {outcome.bar + 1}" if lasts else f"done in bar {outcome.bar + 1}"
    said = "on its way"
    if outcome.command in OF_A_VALUE | {"record"}:
        said = f"now {value_words(outcome.applied)}"
        asked, now = value_words(outcome.requested), value_words(outcome.applied)
        if outcome.requested is not None and asked != now:
            said = f"asked {asked}, {said}"
    said += _from(outcome)
    if outcome.status == "gliding":
        said += f", {outcome.bars_left} bar{'' if outcome.bars_left == 1 else 's'} to go"
    return said


def _from(outcome: Outcome) -> str:
    return "" if outcome.bar is None else f" from bar {outcome.bar + 1}"
