"""What do "it", "the other one", "same for the snare", "again" and "no wait, 138" point back to?

To the clause before in the same sentence, or to what was asked last. What points to nothing gets a question.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from agent.offline.asking import Question, readings
from agent.offline.neighbours import settled
from agent.offline.revisions import PAIRS, revised

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.offline.meaning import Clause

OPPOSITE: Final = {"mute": "unmute", "unmute": "mute"}
ABOUT_LAYERS: Final = frozenset({"velocity", "density", "length", "ratchet", "swing", "rotation", "lag", "micro"})
PAIR: Final = 2
MUCH_MORE: Final = 10
"""A figure so many times the one it corrects is no change any more, but a goal: "up 2", "no wait, 138"."""
NOTES: Final = frozenset({"ratchet", "ghost", "accent"})
"""Qualities that are there as so many notes, which "them" points to."""
SCALES: Final = frozenset({"velocity", "density", "length", "lag", "rotation"})


@dataclass(slots=True)
class Memory:
    """What a conversation has been about.

    Attributes:
        clauses: of the last wish that was carried out, with what they pointed to filled in.
        layers: that were spoken of last.
        undone: the last thing was an undo. fresh: the last line changed something.
    """

    clauses: tuple[Clause, ...] = ()
    layers: list[str] = field(default_factory=list)
    undone: bool = False
    fresh: bool = False


def resolved(clauses: Sequence[Clause], memory: Memory, muted: Sequence[str] = ()) -> list[Clause] | Question:
    """Return clauses with what they point to filled in; a question when one points to nothing.

    Args:
        clauses: of a sentence. memory: what the conversation has been about.
        muted: layers that are muted, in the order in which they were.
    """
    found: list[Clause] = []
    for clause in settled(clauses):
        silent = {*muted, *({"hats"} if {"hat_c", "hat_o"} & set(muted) else ())}
        if clause.again and clause.layers and set(clause.layers) <= silent and clause.slots() <= {"again", "layers"}:
            clause.again, clause.light = False, True  # the claps again, which are muted
        before = found[-1] if found else (memory.clauses[-1] if memory.clauses else None)
        again = revised(clause, before, memory.layers, muted) if before is not None and not found else None
        put = again or _pointed(clause, before, found, memory) or _taken_away(clause, found, memory)
        put = put or _with_layers(clause, found, memory, muted)
        if isinstance(put, Question):
            return put
        found += put
    return found


def _pointed(  # noqa: C901, PLR0911, PLR0912 - one arm a way of pointing
    clause: Clause,
    before: Clause | None,
    found: list[Clause],
    memory: Memory,
) -> list[Clause] | Question | None:
    """Return the clauses that "it" or "again" stands for, or None when a clause only lacks layers, if anything."""
    slots = clause.slots()
    content = slots - {"again", "same", "only", "lacking", "negated", "enough"}
    if clause.unknown or clause.condition:
        return [clause]
    if clause.spared and before is not None and before.figures and clause.said.endswith("the same") and not content:
        clause.layers, clause.spared, clause.keep = clause.spared, [], False
        return [_copied(before, clause)]  # closed hats to 80, open hats the same
    if clause.other == "one":
        return _other(clause, before, memory)
    if "again" in slots and not content - {"layers", "bars", "figures"} and not clause.gone:
        if before is None and "thing" in clause.said.split():
            return Question("do what again? say it in other words?")
        if before is None and clause.layers:
            clause.again, clause.light = False, True  # the claps again
            return [clause]
        if before is None or memory.undone:
            clause.acts, clause.again = ["redo"], False
            return [clause]
        return [_copied(before, clause)]
    clause.same = clause.same and not clause.spared  # the hats stay too
    too = {"layers", "bars"} | ({"no"} if before is not None and before.no else set())
    if clause.same and not content - too:
        if before is None:
            return Question("the same as what? say it in other words?", readings(clause))
        put = _copied(before, clause)
        put.when = put.when or (before.when if found else None)  # no kick at 49 and no clap either
        return [put]
    clause.same = clause.again = False  # bring the clap back as well
    if before is not None and not found and _names_more(clause, before):
        return [_copied(before, clause)]
    if before is not None and not found and _says_where(clause, before):
        clause.layers, named = [], clause.layers
        put = _continued(clause, before)
        put.layers, put.figures = named, []  # swing on the open hat; less on the closed one
        return [put]
    if clause.fix and before is not None and not found:
        return _corrected(clause, before)
    if before is not None and not found and _is_ellipsis(clause):
        return [_continued(clause, before)]
    if found and clause.when is not None and slots == {"layers"}:
        return [_copied(found[-1], clause)]  # the snare goes, four bars later the clap
    if found and found[-1].later and clause.joint == "then" and slots == {"layers"}:
        put = _copied(found[-1], clause)  # 2 bars later the snare, then the hats
        put.when, put.later = found[-1].when, True
        return [put]
    if found and _values_on(clause, found[-1]):
        put = _copied(found[-1], clause)  # swing on the closed hat 56, the open hat 54
        put.figures = clause.figures
        if found[-1].slots() == {"qualities"}:
            found.pop()  # density: closed hat .6
        return [put]
    if clause.layers or clause.other or clause.spared:
        return [clause]
    return None


def _values_on(clause: Clause, before: Clause) -> bool:
    """Return True for a layer with a figure after a wish for one quality."""
    plain = clause.slots() == {"layers", "figures"} and {one.unit for one in clause.figures} <= {"", "percent", "ms"}
    named = len(before.qualities) == 1 and not before.leans and not before.moods and not before.acts
    heads = before.slots() == {"qualities"} and clause.joint == ":"
    return plain and named and (heads or (bool(before.figures) and bool(before.layers)))


def _names_more(clause: Clause, before: Clause) -> bool:
    """Return True for "and the snare" and, after "clap velocity 90", for "kick 110"."""
    slots = clause.slots()
    if clause.joint in {"and", "also", "plus"} and slots == {"layers"}:
        return bool(before.layers)
    if slots == {"layers"} and not clause.fix and before.slots() & {"act unmute", "here"}:
        return True  # hats back; snare then
    return slots == {"layers", "figures"} and bool(before.figures) and len(before.qualities) == 1 and not any(
        figure.unit for figure in clause.figures
    )


def _says_where(clause: Clause, before: Clause) -> bool:
    """Return True for "less on the open one" after a wish for a quality of another layer."""
    words = clause.said.split()
    return clause.slots() == {"ways", "layers"} and "on" in words and len(before.qualities) == 1 and bool(before.layers)


def _with_layers(  # noqa: PLR0911 - one arm a case
    clause: Clause, found: list[Clause], memory: Memory, muted: Sequence[str]
) -> list[Clause] | Question:
    """Return a clause that names no layer with those that it means."""
    slots = clause.slots()
    back = bool(slots & {"act unmute", "here"})
    if back and not found and slots == {"here"} and not muted and "back" in clause.said.split():
        clause.here, clause.acts = False, ["undo"]
        return [clause]
    if back and not found and clause.pron == "them" and len(memory.layers) < len(muted) and len(memory.layers) < PAIR:
        clause.layers = list(muted)
        return [clause]
    near = next((one.layers or one.spared for one in reversed(found) if one.layers or one.spared), [])
    far = memory.layers
    leans = {quality for quality, _ in clause.leans}
    takes = (
        bool(
            slots & {"act mute", "act unmute", "act solo", "act lock", "act unlock"}
            or slots & {"gone", "here", "ways", "factor", "no"}
            or (leans and leans <= ABOUT_LAYERS)
            or (set(clause.qualities) and set(clause.qualities) <= ABOUT_LAYERS)
        )
        and not set(clause.qualities) - ABOUT_LAYERS
        and not slots & {"act undo", "act stop", "act fill", "act freeze", "act save"}
    )
    if "tempo" in leans or "tempo" in clause.qualities:
        return [clause]
    lost = clause.pron == "them" and not (near or far or found)
    if lost and "ways" in slots and not slots & {"leans", "moods", "qualities"}:
        return Question("which ones: kick, hats, snare or clap?")
    if clause.pron:
        if (clause.pron == "them" and (near or far) and (takes or leans or clause.moods)) or (
            takes
            and (near or far)
            and "all" not in (near or far)
            and not ("act mute" in slots and clause.verbs[0] == "drop" and not (near or far))
        ):
            clause.layers = list(near or far)
        elif clause.pron == "it" and near and (leans or clause.moods) and found[-1].too:
            clause.layers = list(near)
        if clause.layers and found and found[-1].too and found[-1].layers == clause.layers and not found[-1].qualities:
            found.pop()  # the hats feel stiff, swing them
        return [clause]
    if slots & {"act unmute", "here"} and not slots - {"act unmute", "here", "only", "again", "lacking"}:
        clause.layers = list(near or far) if (near or far) and clause.said.split()[0] != "bring_everything" else ["all"]
        return [clause]
    if near and found and (found[-1].too or found[-1].lacking) and slots == {"ways"}:
        found[-1].leans, found[-1].too, found[-1].lacking = [], False, False  # they clutter it, fewer please
        found[-1].ways, found[-1].degree = clause.ways, clause.degree
        return []
    spoken = memory.clauses[-1] if memory.clauses else None
    sounded = spoken is not None and bool(
        spoken.layers and (spoken.leans or spoken.qualities or spoken.ways or "solo" in spoken.acts)
    )
    if not found and sounded and leans and leans <= SCALES and slots <= {"leans", "too", "lacking", "ways"}:
        clause.layers = [name for name in memory.layers if name != "all"]
        return [clause]
    if near and found and (_goes_on(clause, leans) or _measures_on(clause, found[-1])):
        clause.layers = [name for name in near if name != "all"]
    return [clause]


def _taken_away(clause: Clause, found: list[Clause], memory: Memory) -> list[Clause] | None:
    """Return "no ratchets on the closed hat" for "off with them" after more of them; None for anything else."""
    before = memory.clauses[-1] if memory.clauses and not found else None
    if before is None or clause.pron != "them" or clause.slots() != {"act mute"} or clause.unknown:
        return None
    if not before.qualities or not set(before.qualities) <= NOTES:
        return None
    put = deepcopy(before)
    put.said, put.joint, put.when, put.bars, put.fix = clause.said, clause.joint, clause.when, None, False
    put.ways, put.leans, put.figures, put.factor, put.degree, put.no = [], [], [], None, 1.0, True
    return [put]


def _goes_on(clause: Clause, leans: set[str]) -> bool:
    """Return True for "much louder" and "and up a bit" after a clause that names layers: they are still meant."""
    slots = clause.slots()
    if slots & {"moods", "qualities"}:
        return False
    if slots and slots <= {"act unmute", "here", "gone", "bars", "only"}:
        return True
    if clause.when:
        return False
    return bool(leans) and leans <= SCALES and slots <= {"leans", "ways", "too", "lacking", "bars"}


def _measures_on(clause: Clause, before: Clause) -> bool:
    """Return True for "rotation 2" and "less again" behind what was said of layers in the same way."""
    slots = clause.slots()
    figured = slots == {"qualities", "figures"} and set(clause.qualities) <= ABOUT_LAYERS | {"cycle", "ghost"}
    return (figured and bool(before.figures)) or (
        slots == {"ways"} and bool(before.ways or before.leans) and not clause.pron
    )


def _copied(before: Clause, clause: Clause) -> Clause:
    """Return the clause before once more, with what this one names instead."""
    put = deepcopy(before)
    put.said, put.joint, put.fix, put.linked = clause.said, clause.joint, False, True
    put.when, put.later = clause.when, clause.later
    if clause.layers:
        put.layers, put.excepted = list(clause.layers), []
    put.bars = clause.bars or put.bars
    put.figures = clause.figures or put.figures
    if put.paths and len(clause.layers) == 1:
        put.paths = [f"{clause.layers[0]}.{path.partition('.')[2]}" for path in put.paths]
        put.layers = []
    return put


def _other(clause: Clause, before: Clause | None, memory: Memory) -> list[Clause] | Question:
    known = before.layers if before is not None and before.layers else memory.layers
    other = PAIRS.get(known[-1]) if len(known) == 1 else None
    if other is None:
        return Question("the other one of what: kick, closed hat, open hat, snare, clap?")
    clause.other, clause.layers, clause.linked = "", [other], True
    acts = clause.slots() - {"layers", "same", "only", "again"}
    return [clause] if acts or before is None else [_copied(before, clause)]


def _is_ellipsis(clause: Clause) -> bool:
    """Return True for a line that only says how the last wish is to be changed: "a bit more", "make it 110"."""
    slots = clause.slots()
    if clause.layers or clause.leans or clause.moods or clause.qualities or clause.acts or clause.other or clause.names:
        return False
    return (
        bool(slots)
        and slots <= {"ways", "figures", "factor", "lacking", "enough", "too", "over"}
        and not (clause.figures and clause.figures[0].unit == "bpm")
    )


def _continued(clause: Clause, before: Clause) -> Clause:
    put = deepcopy(before)
    put.said, put.joint, put.when, put.bars, put.fix = clause.said, clause.joint, clause.when, None, False
    put.over = clause.over
    if clause.figures and not (before.figures or before.qualities or before.leans):
        return clause
    goal = bool(before.figures) and before.figures[0].goal
    put.figures = [replace(one, goal=True) if goal and not one.change else one for one in clause.figures]
    put.degree = clause.degree
    put.factor = clause.factor
    if clause.too and not clause.ways and not clause.figures:
        put.too, put.ways = (not put.too, put.ways) if put.leans or put.moods else (False, _turned(put.ways))
        put.degree = before.degree / 2  # not all the way back
        return put
    if not clause.ways:
        return put
    less = bool(set(clause.ways) & {"less", "down"})
    if put.too and (put.leans or put.moods) and not put.figures:
        put.too = not less  # too loud: more of the remedy, or less of it
        put.ways = []
    elif set(put.ways) & {"up", "down"} and not set(clause.ways) & {"up", "down"}:
        put.ways = [{"up": "down", "down": "up"}[way] if less else way for way in put.ways if way in {"up", "down"}]
    else:
        put.too = False
        put.ways = list(clause.ways)
    put.lacking = put.no = put.enough = put.negated = False
    return put


def _adds(before: Clause) -> bool:
    """Return True for a wish that moved something by a figure: "tempo up 2"."""
    return len(before.figures) == 1 and (before.figures[0].change or bool(before.ways)) and not before.figures[0].goal


def _by_as_much(clause: Clause, before: Clause) -> Clause:
    """Return the wish that makes "up 2" an "up 4" after the fact: what is missing, or what was too much."""
    put = _continued(clause, before)
    missing = clause.figures[0].value - before.figures[0].value
    turned = {"up": "down", "down": "up", "more": "less", "less": "more"}
    put.ways = [turned[way] if missing < 0 else way for way in before.ways if way in turned]
    value = abs(missing) if put.ways else missing
    put.figures = [replace(before.figures[0], value=value)]
    return put


def _turned(ways: Sequence[str]) -> list[str]:
    return ["less" if set(ways) & {"more", "up"} or not ways else "more"]


def _corrected(clause: Clause, before: Clause) -> list[Clause]:
    """Read "no wait, 138" and "no, the clap": the last wish again, with another figure or layer."""
    slots = clause.slots()
    clause.fix = False
    if clause.layers and slots <= {"layers", "only"}:
        undone = deepcopy(before)
        put = _copied(before, clause)
        put.when = clause.when or before.when
        if before.when is not None:
            undo = deepcopy(clause)
            undo.layers, undo.acts, undo.only = [], ["undo"], False
            return [undo, put]
        if before.acts[:1] == ["mute"] or before.gone or (before.no and before.layers):
            undone.acts, undone.gone, undone.no, undone.bars, undone.verbs = ["unmute"], False, False, None, ["unmute"]
            undone.figures = []
            return [undone, put]
        undo = deepcopy(clause)
        undo.layers, undo.acts = [], ["undo"]
        return [undo, put]
    if _is_ellipsis(clause):
        alike = _adds(before) and len(clause.figures) == 1 and not clause.ways and not clause.figures[0].goal
        if alike and clause.figures[0].value <= MUCH_MORE * before.figures[0].value:
            return [_by_as_much(clause, before)]
        return [_continued(clause, before)]
    leans = {quality for quality, _ in clause.leans}
    if leans and leans <= SCALES and slots <= {"leans", "ways"}:
        clause.layers = [name for name in before.layers if name != "all"]  # no wait, quieter
    return [clause]
