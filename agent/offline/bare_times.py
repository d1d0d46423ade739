"""Which figures of a clause are times though no bar is named: "clap out at 65", "the hats in on the one"?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from engine.when import When

if TYPE_CHECKING:
    from agent.offline.meaning import Clause, Figure

OF_HANDS: Final = frozenset("mute unmute solo unsolo fill drop lock unlock freeze unfreeze".split())
"""Acts that have a time and a length, and no other figure."""
TIMED: Final = OF_HANDS | {"stop", "load", "recall", "record_start", "record_stop", "scene"}
"""Acts that have a time, and no other figure that "at" stands before."""
NAMED: Final = frozenset({"recall", "scene", "load"})
"""Acts that may be done over so many bars."""
LASTING: Final = frozenset({"act mute", "act solo", "gone", "no", "act fill", "act drop", "only"})
"""What may be done for so many bars."""

FRONT: Final = re.compile(r"(?:and |then |so )*(?:at|from|on) \d")
"""A figure that is a time, before all else of its clause."""


def settle_bars(clause: Clause) -> None:
    """Read "at 65", "on the one" and "over the next 8 bars" beside what a hand does as times."""
    for one in list(clause.figures):
        placed = one.at and not one.unit and one.value >= 1 and (clause.here or not wants_figure(clause))
        if clause.when is None and (one.unit == "bar" or placed):
            _place(clause, one)
    if not does_by_hand(clause):
        return
    if clause.over is not None and clause.bars is None and not NAMED & set(clause.acts):
        clause.bars, clause.over = clause.over, None
    for one in list(clause.figures):
        if one.unit == "beat" and one.value == 1 and not clause.only:
            clause.figures.remove(one)  # on the one: the next bar line
        elif one.goal and one.unit == "" and one.value >= 1 and clause.when is None:
            _place(clause, one)


def does_by_hand(clause: Clause) -> bool:
    """Return True for a clause that takes layers out or brings them in, or the like, and changes no sound."""
    acts = bool(set(clause.acts) & TIMED or clause.gone or (clause.here and clause.layers) or clause.no)
    alone = clause.only and bool(clause.layers) and not clause.keep
    return (acts or alone) and not (clause.leans or clause.qualities or clause.moods or clause.ways)


def wants_figure(clause: Clause) -> bool:
    """Return True for a clause that a figure belongs to: "velocity", "faster"; of two figures one may be a bar."""
    if len(clause.figures) > 1:
        return False
    said = clause.leans or clause.ways or clause.moods or clause.factor is not None
    return bool(clause.qualities or clause.paths) or not said or any(one == "tempo" for one, _ in clause.leans)


def lasts(clause: Clause) -> bool:
    """Return True for what is done for so many bars, and does not say for how many."""
    return does_by_hand(clause) and bool(clause.slots() & LASTING) and not (clause.bars or clause.figures)


def _place(clause: Clause, figure: Figure) -> None:
    clause.figures.remove(figure)
    clause.fronted = clause.fronted or FRONT.match(clause.said) is not None  # at 61 everything back and loud
    clause.when = When(at_bar=max(int(figure.value) - 1, 0))
