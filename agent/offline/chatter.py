"""Which clauses are chatter: praise, nothing at all, or words of another matter?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agent.offline.complaints import ASKING
from agent.offline.meaning import FINE

if TYPE_CHECKING:
    from agent.offline.meaning import Clause

OURS_ALONE: Final = frozenset(
    {"save", "undo", "redo", "fill", "freeze", "solo", "unsolo", "panic", "drop", "record_stop"}
)
"""Acts that are of the trade by themselves."""
PRAISE: Final = frozenset(
    "nice great lovely love sick cool perfect good yes yeah awesome brilliant wicked dope sweet amazing".split()
)
"""Words after which "that's tight" is no complaint."""


def praised(clauses: list[Clause]) -> None:
    """Take "nice, that's tight" and "cool, freeze this" for the praise that they are."""
    if len(clauses) > 1 and clauses[0].said in PRAISE and clauses[0].slots() <= {"moods"}:
        clauses[0].moods, clauses[0].acts = [], ["nothing"]
    if len(clauses) == 1 and _is_praise(clauses[0]):
        clauses[0].moods, clauses[0].acts = [], ["nothing"]
    if not clauses or not PRAISE & set(clauses[0].said.split()[:1]):
        return
    for clause in clauses:
        if clause.pron and clause.slots() == {"leans", "too"} and clause.degree == 1.0:
            clause.leans, clause.too, clause.acts = [], False, ["nothing"]


def _is_praise(clause: Clause) -> bool:
    """Return True for "this is so fun": it says how it is, and nobody says so of what is to be changed."""
    said = clause.said.split()
    so = bool({"is", "was", "are"} & set(said)) and said[-1:] != [] and said[-1] in FINE
    return so and clause.slots() == {"moods"} and not set(said) & ASKING


def says(clause: Clause) -> bool:
    """Return True for a clause that says anything, be it a time; one without a word does too."""
    return clause.says_something() or bool(clause.slots()) or clause.when is not None or not clause.said.strip()


def is_strange(clause: Clause) -> bool:
    """Return True for a clause with unknown words in which nothing but a verb or a number belongs to the trade."""
    named = set(clause.layers) - {"all"} or clause.spared or clause.qualities or clause.leans or clause.moods
    named = named or clause.names or set(clause.acts) & OURS_ALONE
    return bool(clause.unknown) and not named
