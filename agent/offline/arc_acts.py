"""What do the words about the arc ask for: a section, the arc itself, to stay or to go on?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agent.offline.acts import USUAL_DROP_BARS, drop
from agent.offline.asking import Question
from agent.offline.sections import NEXT
from engine import commands

if TYPE_CHECKING:
    from agent.offline.meaning import Clause
    from agent.offline.scope import Meant, Scope

ENDING: Final = frozenset({"no", "gone", "act stop", "act mute", "negated", "act go_on"})
BESIDE: Final = frozenset({"here", "only", "act play", "act continue", "act recall", "act load", "again", "no"})
STAYING: Final = frozenset({"stay here", "stay on this", "hold here", "hold on this"})
GOING_ON: Final = frozenset({"move on", "let it go", "let go", "let it run", "release", "release it"})


NOTHING_HELD: Final = "nothing is held: no bar is frozen, nothing soloed or locked, and no section is held"
STAYS_ANYWAY: Final = "it stays: no section moves on while no arc is playing"


def of_arc(clause: Clause, scope: Scope) -> Meant:
    """Return the requests of a clause that names a section, the arc, or to stay."""
    slots = clause.slots()
    if clause.sections:
        return _section(clause, scope) if slots <= BESIDE | {"sections", "act the_drop"} else None
    if "act the_drop" in slots:
        arc = scope.state.config.arc
        if arc is None or all(section.name != "drop" for section in arc.sections):
            return drop(clause)
        bars = clause.bars or USUAL_DROP_BARS
        return Question(
            "the section drop, or kick and bass out for a while?", ("section drop", f"breakdown for {bars} bars")
        )
    if "act arc" in slots:
        off = bool(slots & ENDING)
        fits = slots <= BESIDE | ENDING | {"act arc"}
        if not fits or scope.state.config.arc is not None:
            return [commands.Arc(not off)] if fits else None
        return Question("this groove has no arc; load one that has?")
    return _held(clause, scope, on="stay" in clause.acts)


def stays(clause: Clause, scope: Scope) -> Meant:
    """Return "stay here" and "move on" as what they are while an arc plays; None when a bar is meant."""
    arc, verbs = scope.state.arc, set(clause.verbs)
    if arc is None or scope.state.frozen is not None:
        return None
    if verbs & STAYING:
        return [commands.Hold()]
    return [commands.Hold(on=False)] if arc.held and verbs & GOING_ON else None


def let_go(clause: Clause, scope: Scope) -> Meant:
    """Return the requests that end the solos, or the locks where nothing is soloed; None while a bar is frozen.

    Where nothing at all is held, that is told, unless somebody says "unfreeze" in so many words.
    """
    stage = scope.state.stage
    if scope.state.frozen is not None:
        return None
    if stage.solos:
        return [commands.Unsolo(one.layer) for one in stage.solos]
    if stage.locks:
        return [commands.Unlock(one) for one in stage.locks]
    said = set(clause.verbs) & GOING_ON or scope.outright
    return Question(NOTHING_HELD, told=True) if said and clause.when is None else None


def _section(clause: Clause, scope: Scope) -> Meant:
    arc = scope.state.config.arc
    if arc is None:
        return Question("this groove has no sections; drop kick and bass, or another config?")
    name = clause.sections[0]
    known = list(dict.fromkeys(section.name for section in arc.sections))
    if len(set(clause.sections)) > 1:
        return None
    if name not in {NEXT, *known}:
        which = tuple(f"section {one}" for one in known)
        return Question(f"there is no section {name}; which one: {', '.join(known)}?", which)
    return [commands.Section(name)]


def _held(clause: Clause, scope: Scope, *, on: bool) -> Meant:
    if not clause.slots() <= BESIDE | {"act stay", "act go_on", "layers"}:
        return None
    if scope.state.frozen is not None and not on:
        return [commands.Unfreeze()]
    if scope.state.arc is None:
        if on:
            starts = "" if scope.state.config.arc is None else '; "play the arc" starts it'
            return Question(STAYS_ANYWAY + starts, told=True)
        return Question(f'{NOTHING_HELD}; "play the arc" starts the arc', told=True)
    return [commands.Hold(on)]
