"""Which clauses only name layers, and to which wish do they belong: "mute the kick and the clap"?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.offline.meaning import Clause

HANDS: Final = frozenset({"act mute", "act unmute", "act solo", "act unsolo", "act lock", "act unlock"})


def joined(clauses: Sequence[Clause]) -> list[Clause]:
    """Return clauses with those that only name layers joined to the one they belong to."""
    found: list[Clause] = []
    waiting: list[Clause] = []
    for clause in clauses:
        if found and not waiting and _times_both(found[-1], clause):
            _add(found[-1], clause)
            found[-1].when = clause.when  # mute kick and clap in 4
        elif clause.is_list() and found and not waiting and _takes_layers(found[-1], clause):
            _add(found[-1], clause)
        elif clause.is_list() and clause.only and waiting:
            clause.layers = [name for one in waiting for name in one.layers] + clause.layers  # kick and clap only
            found, waiting = [*found, clause], []
        elif clause.is_list() and not clause.only:
            waiting.append(clause)
        else:
            joins = not (clause.bars and any(one.bars for one in waiting))  # kick for 2 bars, add clap for 2 bars
            if waiting and clause.keep and clause.spared and not clause.layers and not clause.fix:
                clause.spared = [name for one in waiting for name in one.layers] + clause.spared
                waiting = []  # kick and clap stay
            if waiting and joins and clause.slots() - {"layers", "here", "act nothing", "only"} and not clause.fix:
                clause.layers = [name for one in waiting for name in one.layers] + clause.layers
                clause.no = clause.no or any(one.no for one in waiting)
                clause.bars = clause.bars or next((one.bars for one in waiting if one.bars), None)
                waiting = []
            found += waiting
            waiting = []
            found.append(clause)
    return found + waiting


def _times_both(before: Clause, clause: Clause) -> bool:
    """Return True where the time behind the last layer of a list is that of the whole list."""
    last = clause.joint in {"and", "plus"} and clause.when is not None and not (clause.later or clause.fronted)
    bare = clause.slots() <= {"layers", "bars"} and not (clause.unknown or clause.foreign or clause.pron)
    now = before.at_once or "now" in before.said.split()
    open_ended = before.when is None and not now and before.slots() <= {"layers", *HANDS}
    return last and bare and open_ended and bool(before.layers and before.acts)


def _takes_layers(before: Clause, clause: Clause) -> bool:
    if clause.bars and (before.bars or not before.slots() & {"act mute", "act solo", "gone", "no"}):
        return False
    if clause.only and clause.joint in {",", "but"} and (before.leans or before.qualities):
        return False  # hats louder, just the closed ones
    if _limits(clause) and (before.no or before.gone or "mute" in before.acts):
        return _of_these(before, clause)  # no hats, just kick: two wishes
    if clause.joint == ":" and before.slots() == {"act mute"}:
        return True  # mute: snare and clap
    return clause.joint in {"and", ",", "or", "nor", "plus", "also", "but"} and bool(
        before.layers or before.spared or before.excepted or before.other
    )


def _limits(clause: Clause) -> bool:
    """Return True where a clause begins with "only": the kick only is an item of a list."""
    return clause.only and clause.said.split()[:1] in (["only"], ["just"])


def _of_these(before: Clause, clause: Clause) -> bool:
    """Return True where a clause says which of the layers before it are meant."""
    named = set(clause.layers)
    return named <= set(before.layers) or (before.layers == ["hats"] and named <= {"hat_c", "hat_o"})


def _add(before: Clause, clause: Clause) -> None:
    if _limits(clause) and _of_these(before, clause):
        before.layers = clause.layers  # mute the hats, only the open one
    elif before.excepted or (clause.joint == "but" and "all" in before.layers):
        before.excepted += clause.layers
    elif before.spared and not before.layers:
        before.spared += clause.layers
    else:
        before.layers += clause.layers
    before.said = f"{before.said} and {clause.said}"
    before.bars = before.bars or clause.bars
