"""Which clauses of a line only judge, praise, hurry or complain, beside what it asks for?

"Too fast, go back" asks for one thing, and "snare off, hate it" too. What is left out is told in the answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agent.offline.complaints import ASKING, COPULAS
from agent.offline.meaning import FINE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.offline.meaning import Clause

JUDGES: Final = frozenset(
    {
        "bad idea", "that was a bad idea", "terrible idea", "not a fan", "no good", "mistake", "my mistake",
        "was a mistake", "that was a mistake", "that was wrong", "that was worse", "that sucked", "hate it",
        "hate that",
        "sucks", "rubbish", "oops", "whoops", "regret that", "i regret that", "it was better", "was better",
        "that was better", "do not like that", "do not like it", "not like it",
    }
)
"""Ways to undo that only say what somebody thinks: beside a wish they give its reason."""
HURRIES: Final = frozenset({"quick", "quickly", "quickly now", "hurry", "hurry up", "now quick", "quick quick"})
ONESELF: Final = (["i", "am"], ["we", "are"])
DOES: Final = frozenset({"gone", "here", "leans", "moods", "ways", "figures", "no", "paths", "names", "sections"})
RETURNS: Final = frozenset({"here", "again", "act unmute"})
FORCE: Final = frozenset({"harder", "heavier", "smoother", "lighter", "calmer", "mellow"})


def without_asides(clauses: Sequence[Clause]) -> tuple[list[Clause], list[str]]:
    """Return clauses without such asides, and these as they were said.

    A level behind a layer's return is that layer's: "the clap back, a bit softer".
    """
    found: list[Clause] = []
    left: list[str] = []
    for at, clause in enumerate(clauses):
        others = [*clauses[:at], *clauses[at + 1 :]]
        before = found[-1] if found else None
        if clause.unknown == ["none"] and clause.slots() <= {"enough"} and _takes_none(found):
            continue
        if _repeats_only(clause, found):
            continue
        if _is_aside(clause, others):
            left.append(clause.said)
            continue
        if before is not None and before.layers and _is_level(clause) and before.slots() & RETURNS:
            clause.layers = [*before.layers]
        found.append(clause)
    if left and found and found[-1].fix and not found[-1].slots() and len(found) > 1:
        left.insert(0, found.pop().said)  # straight again, sorry, bad idea
    return found, left


def _is_aside(clause: Clause, others: Sequence[Clause]) -> bool:
    wishes = [one for one in others if _wishes(one)]
    if not wishes or set(clause.unknown) - FINE or clause.foreign or clause.when or clause.pron in {"them", "those"}:
        return False
    slots, said = clause.slots(), clause.said.split()
    if clause.acts == ["undo"]:
        return slots == {"act undo"} and clause.verbs[-1] in JUDGES and any(one.acts != ["undo"] for one in wishes)
    if slots == {"leans"} and clause.said in HURRIES:
        return any(one.acts or one.gone or one.here for one in wishes)
    undone = any(one.acts == ["undo"] and one.slots() == {"act undo"} for one in others)
    if clause.too and slots <= {"leans", "moods", "qualities", "too"} and undone:
        return True
    if said[:2] in ONESELF or [one for one in said if one != "all"][:2] in ONESELF:
        own = {"leans", "moods", "here", "again", "layers", "act play"}
        return not clause.too and slots <= own and set(clause.layers) <= {"all"}
    if clause.unknown and not set(said) & COPULAS:
        return False
    is_fine = bool(set(said) & FINE) and bool(set(said) & COPULAS) and not set(said) & ASKING
    return is_fine and slots <= {"qualities", "moods", "layers"} and not clause.negated


def _wishes(clause: Clause) -> bool:
    """Return True for a clause that asks for something by itself."""
    acts = set(clause.acts) - {"nothing"}
    return bool(acts or clause.slots() & DOES or (clause.only and clause.layers))


def _is_level(clause: Clause) -> bool:
    """Return True for how loud something is to be, of which no layer is said."""
    loud = all(quality == "velocity" for quality, _ in clause.leans) and set(clause.moods) <= FORCE
    bare = not (clause.pron or clause.other or clause.unknown or clause.foreign or clause.when or clause.too)
    level = {"leans", "moods", "figures", "only"}
    return bare and loud and bool(clause.leans or clause.moods) and clause.slots() <= level


def _takes_none(found: Sequence[Clause]) -> bool:
    """Take away what the last clause that says anything names, "fills? none please"; False where it names nothing."""
    said = [one for one in found if one.slots()]
    if not said or said[-1].slots() - {"layers", "qualities", "act fill"}:
        return False
    said[-1].no = True
    return True


def _repeats_only(clause: Clause, found: Sequence[Clause]) -> bool:
    """Return True for "all others out" behind "only the hats for 8 bars", which says so already."""
    values = [figure.value for figure in clause.figures]
    if clause.slots() == {"figures"} and any(one.layers and values == [n.value for n in one.figures] for one in found):
        return True  # he says kick 105; do 105
    alone = any(one.only and one.layers for one in found)
    out = clause.no or clause.gone or clause.acts == ["mute"]
    return alone and clause.other == "rest" and out and not (clause.bars or clause.when)
