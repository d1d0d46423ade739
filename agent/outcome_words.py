"""How is the outcome of a wish worded for a performer: one short line, rounded, bars counted from 1?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.plain_text import one_line

if TYPE_CHECKING:
    from pydantic import JsonValue

    from engine.bar import Outcome

MAX_WORDS: Final = 240
BAND_ENDS: Final = 2
"""A list of two is a band, from one to the other; longer ones are cycled over the steps."""


def value_words(value: JsonValue) -> str:
    """Return a value as it is said."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, list):
        joint = " to " if len(value) == BAND_ENDS else "/"
        return joint.join("open" if item is None else value_words(item) for item in value)
    return one_line(str(value), MAX_WORDS)


def outcome_words(outcome: Outcome) -> str:
    """Word an outcome: what is in force, from which bar, what is still to come, and why it differs from the wish."""
    name = outcome.path if outcome.command in {"set", "tempo", "target"} and outcome.path else (
        f"{outcome.command} {outcome.path}".strip()
    )
    if outcome.status == "refused":
        return one_line(f"{name}: no, {outcome.reason}", MAX_WORDS)
    if outcome.status == "superseded":
        return one_line(f"{name}: a later wish took over", MAX_WORDS)
    said = name if outcome.command not in {"set", "tempo", "target"} else f"{name} now {value_words(outcome.applied)}"
    if outcome.requested != outcome.applied and outcome.command in {"set", "tempo", "target"}:
        said = f"{name}: asked {value_words(outcome.requested)}, now {value_words(outcome.applied)}"
    if outcome.bar is not None:
        said += f" from bar {outcome.bar + 1}"
    if outcome.status == "gliding":
        said += f", {outcome.bars_left} bar{'' if outcome.bars_left == 1 else 's'} to go"
    return one_line(said + (f" ({outcome.reason})" if outcome.reason else ""), MAX_WORDS)
