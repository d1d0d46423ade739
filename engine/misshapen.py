"""Is a command of the right shape at all, before anybody asks what it means?"""

from __future__ import annotations

import json
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any, Final, get_args

from engine.commands import JAM_ACTIONS, QUANTISE, Act, Fill, Mute, Offer, Set, Target, Watch
from engine.parameters import is_number

if TYPE_CHECKING:
    from engine.commands import Command

ACTS: Final[tuple[type, ...]] = get_args(Act)
MOST_MOVES: Final = 2
"""Moves of a jam in a phrase. Ours: more is no move but another song."""
MAX_TEXT: Final = 1024
"""Longest name or path that is looked up, in characters; a longer one is refused."""
TEXTS: Final = frozenset({"path", "layer", "name", "score", "action", "to", "id"})
COUNTS: Final = frozenset({"bars", "over_bars", "steps", "step"})
BAND_ENDS: Final = frozenset({"low", "high"})
SHARES: Final = frozenset({"change", "energy_low", "energy_high"})
LISTS: Final = frozenset({"layers"})
CHOICES: Final = {
    ("at", None): QUANTISE, ("tempo", "load"): ("keep", "config"), ("here", "phrase"): (True,),
    ("on", "hit"): (True, False, None), ("on", None): (True, False),
    ("action", "transport"): ("stop",), ("action", "record"): ("start", "stop"),
    ("action", "scene"): ("save", "recall", "rename", "delete"), ("action", "jam"): JAM_ACTIONS,
}
"""What a field can be, in the command of a name, or in any command (None)."""


def misshapen(command: Command) -> str:
    """Say in a sentence which field of a command has the wrong type; "" when none has.

    Edges build commands from what people and models write, so a field may hold anything at all. The value of a `set`
    is not looked at: its parameter decides. One that is offered to a jam is a number, as all are that a jam sets.
    """
    if isinstance(command, (Watch, Offer)):
        return _misshapen_inside(command)
    kind: type = type(command)
    for name, shape, choices in _fields_of(kind, command.command):
        value = getattr(command, name)
        if shape == "text" and not (isinstance(value, str) and len(value) <= MAX_TEXT):
            return f"{name} must be text of at most {MAX_TEXT} characters"
        if shape in {"count", "count?"} and not _counts(value, missing=shape == "count?"):
            return f"{name} must be a whole number"
        if shape == "end" and not (value is None or is_number(value)):
            return f"{name} must be a number, or null for no bound"
        if shape == "share" and not (value is None or is_number(value)):
            return f"{name} must be a number, or null"
        if shape == "list" and not _names(value):
            return f"{name} must be a list of names, or null"
        if choices and not any([value is choice or value == choice for choice in choices]):  # noqa: C419 - quicker
            return f"{name} must be one of {', '.join(_word(choice) for choice in choices)}"
    return ""


def _misshapen_inside(command: Watch | Offer) -> str:
    if isinstance(command, Watch):
        return misshapen(command.then) if isinstance(command.then, ACTS) else "then must be a command"
    moves: object = command.moves
    if not isinstance(moves, (list, tuple)) or not 0 < len(moves) <= MOST_MOVES:
        return f"moves must be a list of 1 to {MOST_MOVES} commands"
    if not all(isinstance(move, (Set, Target, Mute, Fill)) for move in moves):
        return "each of moves must be a set, a target, a mute or a fill"
    if not all(is_number(move.to) for move in moves if isinstance(move, Set)):
        return "to must be a number in each set of moves"  # what is no number would wait in the state as it is
    return next((fault for move in moves if (fault := misshapen(move))), "")


@cache
def _fields_of(kind: type[Any], word: str) -> tuple[tuple[str, str, tuple[object, ...]], ...]:
    """Return the fields of a command that are looked at.

    Returns:
        Name, kind ("text", "count", "count?" where null is one too, "end" of a band, "") and choices of each.
    """
    found = []
    for field in fields(kind):
        name, shape = field.name, ""
        if name in TEXTS and not (name == "to" and kind is Set):
            shape = "text"
        elif name in COUNTS:
            shape = "count?" if field.default is None or kind is Fill else "count"
        elif name in BAND_ENDS:
            shape = "end"
        elif name in SHARES:
            shape = "share"
        elif name in LISTS:
            shape = "list"
        choices: tuple[object, ...] = CHOICES.get((name, word)) or CHOICES.get((name, None)) or ()
        if shape or choices:
            found.append((name, shape, choices))
    return tuple(found)


def _names(value: object) -> bool:
    return value is None or (
        isinstance(value, (list, tuple)) and all(isinstance(one, str) and len(one) <= MAX_TEXT for one in value)
    )


def _word(choice: object) -> str:
    return choice if isinstance(choice, str) else json.dumps(choice)


def _counts(value: object, *, missing: bool) -> bool:
    return (missing and value is None) or (isinstance(value, int) and not isinstance(value, bool))
