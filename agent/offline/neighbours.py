"""What does a clause take from its neighbours, and what does it add to them?

A clause that only names a layer or a quality takes the rest from its neighbour: "kick and hats louder", "more swing and
ghost kicks", "mute the clap and the hats". One that only says how much, how long or of what not adds it to the one
before: "more swing, but not on the snare", "louder, just a bit".
"""

from __future__ import annotations

from typing import Final

from agent.offline.clause import Clause

TIMING: Final = frozenset({"micro", "lag"})
PRONOUNS: Final = frozenset({"them", "they", "those"})


def completed(clauses: list[Clause]) -> list[Clause]:
    """Return the clauses with what they take from their neighbours."""
    found: list[Clause] = []
    waiting: list[Clause] = []
    for clause in clauses:
        if len(clauses) > 1 and _mere_limit(clause) and (found or not clause.layers):
            continue
        if found and _added(found[-1], clause):
            continue
        _referred(found, clause)
        bare = not clause.says_what and not clause.numbers and not clause.foreign and not clause.spared
        if bare and clause.layers and not clause.qualities:
            if found and (found[-1].layers or found[-1].spared) and not waiting and not clause.unknown:
                _joined(found[-1], clause)
            else:
                waiting.append(clause)
        elif bare and clause.qualities and found and found[-1].says_what:
            found.append(_leaning_on(found[-1], clause))
        else:
            clause.layers = [*(name for one in waiting for name in one.layers if len(one.unknown) <= 1), *clause.layers]
            waiting = []
            found.append(clause)
    return [*found, *waiting[:1]] if len(waiting) == 1 else [*found, *_gathered(waiting)]


def _gathered(waiting: list[Clause]) -> list[Clause]:
    """Return clauses that only name layers as one: "kick, hats and clap!"."""
    if not waiting:
        return []
    return [Clause(
        [word for one in waiting for word in one.words], layers=[name for one in waiting for name in one.layers],
        unknown=[word for one in waiting for word in one.unknown], known=sum(one.known for one in waiting),
    )]


def _added(before: Clause, clause: Clause) -> bool:
    """Give the clause before what this one adds to it, if it adds no more: "but not the snare", "just a bit"."""
    asks = clause.says_what or clause.foreign or clause.spared or clause.qualities
    only = clause.actions == ["only"] and clause.layers and set(clause.layers) <= set(before.layers) and before.says_what
    if only and not (clause.moods or clause.leanings or clause.direction):
        return True  # but only the clap
    if set(clause.actions) - {"set"} == {"unmute"} and "mute" in before.actions and _same(before, clause):
        before.bars = before.bars or clause.bars
        return bool(before.bars)  # drop the kick, bring it back in 8 bars
    felt = {quality for quality, _ in clause.leanings}
    if clause.too and felt and felt <= TIMING and TIMING & {quality for quality, _ in before.leanings}:
        return True  # tighten the snare, it is dragging
    if clause.words in (["stop"], ["normal"]) and before.bars:
        return True  # for 4 bars then stop
    idle = clause.actions == ["set"] and not (clause.moods or clause.leanings or clause.direction or clause.qualities)
    if asks and not (idle and (clause.bars or clause.over_bars)):
        return False
    if clause.excepted:
        before.excepted += clause.excepted
    elif clause.layers:
        return False
    elif clause.bars:
        before.bars = before.bars or clause.bars
    elif clause.over_bars:
        before.over_bars = before.over_bars or clause.over_bars
    elif clause.numbers and not (clause.unknown or clause.negated or before.numbers) and _takes_figures(before):
        before.numbers = clause.numbers  # a shuffle, somewhere near 66 %
    elif not clause.numbers and clause.degree != 1.0:
        before.degree = clause.degree
    else:
        return False
    return True


def _takes_figures(clause: Clause) -> bool:
    return bool(clause.qualities or clause.leanings) and all(quality != "tempo" for quality, _ in clause.leanings)


def _same(before: Clause, clause: Clause) -> bool:
    return not clause.layers or set(clause.layers) <= set(before.layers)


def _referred(found: list[Clause], clause: Clause) -> None:
    """Give a clause the layers that its "them" or its silence means; a complaint with its remedy is no wish itself."""
    if not found:
        return
    words = set(clause.words)
    handled = found[-1].too or found[-1].lacking or set(clause.actions) & {"mute", "solo"}
    it = "it" in words and "all" not in found[-1].layers and handled and not clause.moods
    pronoun = bool(words & PRONOUNS or it)
    if pronoun and not clause.layers:
        clause.layers = list(found[-1].layers)
        remedy = clause.layers and (clause.leanings or clause.moods or clause.qualities)
        if remedy and found[-1].too and not found[-1].qualities:
            found.pop()  # the hats feel stiff, swing them
    elif not clause.layers and clause.qualities and set(clause.qualities) <= set(found[-1].qualities):
        clause.layers = list(found[-1].layers)  # no more rolls on the snare, single hits
    elif _goes_on(clause):
        clause.layers = [name for name in found[-1].layers if name != "all"]


def _mere_limit(clause: Clause) -> bool:
    """Return True for "but not louder": it says what is not wanted, and wants nothing."""
    other = clause.qualities or clause.moods or clause.actions or clause.layers or clause.numbers
    if other or not clause.negated or set(clause.words) & {"so", "as", "too"}:
        return False
    return bool(clause.leanings or clause.direction)


def _goes_on(clause: Clause) -> bool:
    """Return True for "much louder" and "bring it down" after a clause that names layers: they are still meant."""
    timed = all(number.unit == "ms" for number in clause.numbers)
    if clause.layers or clause.spared or clause.qualities or clause.moods or not timed or clause.actions[1:]:
        return False
    leanings = {quality for quality, _ in clause.leanings}
    asked = bool(leanings or clause.direction or "unmute" in clause.actions)
    return asked and leanings <= {"velocity", "density", "length", "lag"}


def _joined(before: Clause, clause: Clause) -> None:
    if before.spared and not before.says_what:
        before.spared += clause.layers
    else:
        before.layers += clause.layers
    before.bars = before.bars or clause.bars
    before.known += clause.known


def _leaning_on(before: Clause, clause: Clause) -> Clause:
    """Return a clause that names a quality with the direction of the one before it."""
    clause.direction, clause.degree, clause.factor = before.direction, before.degree, before.factor
    clause.nothing, clause.too, clause.lacking = before.nothing, before.too, before.lacking
    if not clause.layers and clause.qualities != ["ghost"]:
        clause.layers = list(before.layers)
    return clause
