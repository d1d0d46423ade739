"""Which lines only revise the wish before: "not the hats", "8 bars", "every 16 rather", "remove it", "and 15", "off"?

Each is read as the wish before with one thing about it changed, or as that wish taken back.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Final

from agent.offline.on_beats import step_said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.offline.meaning import Clause

INVERSE: Final = {"mute": "unmute", "lock": "unlock", "solo": "unsolo", "freeze": "unfreeze", "unmute": "mute"}
"""What takes an act back."""
DISCARDS: Final = frozenset(
    {"drop", "remove", "delete", "scrap", "bin", "kill", "lose", "ditch", "chuck", "get rid of", "take out", "scrub"}
)
"""Verbs that take a plan off when it was spoken of last."""
PAIRS: Final = {"hat_c": "hat_o", "hat_o": "hat_c", "snare": "clap", "clap": "snare"}
"""Which layer "the other one" is."""
STEPS_PER_BAR: Final = 16


def revised(clause: Clause, before: Clause, layers: Sequence[str], muted: Sequence[str]) -> list[Clause] | None:
    """Return the clauses that a revision of the wish before stands for; None where it is none.

    Args:
        clause: the first of its line. before: the wish before it, as it was carried out.
        layers: that were spoken of last. muted: layers that are muted.
    """
    if clause.unknown or clause.foreign or clause.condition:
        return None
    for read in (_swapped, _of_steps, _lasting, _at_another_time, _discarded, _spared, _off):
        found = read(clause, before, layers, muted)
        if found is not None:
            return found
    return None


def _again(before: Clause, clause: Clause) -> Clause:
    put = deepcopy(before)
    put.said, put.joint, put.fix, put.linked = clause.said, clause.joint, False, True
    return put


def _act(clause: Clause, act: str, layers: Sequence[str] = ()) -> Clause:
    put = deepcopy(clause)
    put.layers, put.spared, put.acts, put.verbs, put.keep = list(layers), [], [act], [act], False
    put.negated = put.gone = put.here = put.no = put.fix = put.again = False
    put.pron, put.ways, put.when, put.bars, put.figures = "", [], None, None, []
    return put


def _swapped(clause: Clause, before: Clause, layers: Sequence[str], muted: Sequence[str]) -> list[Clause] | None:
    """Read "swap them": what is muted of the two comes in, the other goes out."""
    del before
    if clause.slots() - {"again"} != {"act swap"}:
        return None
    last = list(dict.fromkeys(one for one in layers if one != "all"))[-2:]
    pair = last if len(last) > 1 else [*last, *(PAIRS[one] for one in last if one in PAIRS)]
    out = [one for one in pair if one in muted]
    if len(pair) != len(PAIRS) // 2 or len(out) != 1:
        return None
    sounding = [one for one in pair if one not in out]
    return [_act(clause, "unmute", out), _act(clause, "mute", sounding)]


def _of_steps(clause: Clause, before: Clause, layers: Sequence[str], muted: Sequence[str]) -> list[Clause] | None:
    """Read "and 15" and "take it out" after a hit on a step."""
    del layers, muted
    if before.step is None:
        return None
    slots, plain = clause.slots(), [one for one in clause.figures if not one.unit and not one.change]
    if slots == {"figures"} and len(plain) == 1 and 1 <= plain[0].value <= STEPS_PER_BAR:
        put = _again(before, clause)
        put.step = step_said(int(plain[0].value), [before.step, *before.more_steps]) - 1
        put.more_steps, put.alone = [], False
        return [put]
    if clause.pron and slots and slots <= {"gone", "act mute", "no"}:
        put = _again(before, clause)
        put.acts, put.verbs, put.ways, put.alone = ["mute"], ["mute"], [], False
        return [put]
    return None


def _lasting(clause: Clause, before: Clause, layers: Sequence[str], muted: Sequence[str]) -> list[Clause] | None:
    """Read "8 bars" after a mute or the like that had no end."""
    del layers, muted
    held = before.slots() & {"act mute", "act solo", "gone", "no", "act fill", "act drop"}
    if clause.slots() - {"negated", "only"} != {"bars"} or not held or clause.when is not None:
        return None
    put = _again(before, clause)
    put.bars, put.figures = clause.bars, []
    return [put]


def _at_another_time(
    clause: Clause, before: Clause, layers: Sequence[str], muted: Sequence[str]
) -> list[Clause] | None:
    """Read "every 16 rather" and "actually in 4 bars" as the wish before at that time, and no more at its own."""
    del layers, muted
    slots = clause.slots() - {"act load", "act freeze", "only"}
    repeats = "act freeze" in clause.slots()
    pointing = bool(clause.pron or clause.fix) or repeats or not clause.slots()
    if clause.when is None or slots - {"negated"} or not pointing or not before.slots():
        return None
    put = _again(before, clause)
    put.when, put.later = clause.when, False
    return [_act(clause, "undo"), put] if clause.fix or before.when is not None else [put]


def _discarded(clause: Clause, before: Clause, layers: Sequence[str], muted: Sequence[str]) -> list[Clause] | None:
    """Read "remove it" after a plan: it is taken off."""
    del layers, muted
    verbs = set(clause.verbs) & DISCARDS
    planned = before.when is not None and "undo" not in before.acts
    if planned and clause.pron == "it" and verbs and clause.slots() <= {"act mute", "act drop"}:
        return [_act(clause, "undo")]
    return None


def _spared(clause: Clause, before: Clause, layers: Sequence[str], muted: Sequence[str]) -> list[Clause] | None:
    """Read "no, not the hats": what was done to them is taken back."""
    del layers, muted
    if clause.slots() != {"layers", "negated"}:
        return None
    act = next((one for one in before.acts if one in INVERSE), "mute" if before.gone or before.no else "")
    if act in INVERSE:
        return [_act(clause, INVERSE[act], clause.layers)]
    same = set(before.layers) == set(clause.layers) and before.slots() & {"leans", "ways", "moods", "figures"}
    return [_act(clause, "undo")] if same else None


def _off(clause: Clause, before: Clause, layers: Sequence[str], muted: Sequence[str]) -> list[Clause] | None:
    """Read a mere "off" after a solo or a frozen bar."""
    del layers, muted
    ended = next((one for one in before.acts if one in {"solo", "freeze"}), "")
    if not ended or clause.slots() != {"gone"} or clause.layers:
        return None
    return [_act(clause, INVERSE[ended])]
