"""Which sentences are settled before their words are read one by one: named parameters, a phrase that begins here?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.asking import Question, about_clause
from agent.offline.clauses import clauses_of
from agent.offline.layer_words import LAYER
from agent.offline.lexemes import lexemes_of
from agent.offline.meaning import Clause
from agent.offline.named_parameters import Named, named
from agent.offline.words import MEANINGS
from engine.commands import Phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.state import SessionState

CUT: Final = re.compile(r"(,? and then|,? then|,? and|[,;]|\. )(?= |$)")
PHRASE: Final = (
    r"(?:the |a |our |new )*(?:phrase|phrase counter|phrase count|phrase grid|phrasing|phrases)"
)
HERE: Final = r"(?:here|now|at this bar|with this bar|on this bar|from here|from now|right here|this bar)"
PHRASE_HERE: Final = re.compile(
    rf"(?:let )?{PHRASE} (?:starts?|begins?|counts?|restarts?|should start|is) (?:anew |again )?{HERE}"
    rf"|(?:reset|restart|start|begin|set|put|count|realign|align) {PHRASE}(?: line| start)?(?: anew| again)? {HERE}"
    rf"|(?:this|here) is (?:the )?(?:bar 1|bar one|first bar|start|beginning) of (?:the |a )?phrase"
    rf"|(?:reset|restart) (?:the |our )?phrase (?:counter|count|grid)|phrase here"
)
"""A wish that a phrase begins with the bar that comes."""
WHOLE: Final = frozenset({"layers", "qualities", "leans", "moods", "names", "sections", "paths"})
"""What a wish has beside an act that stands by itself."""
MOST_CUTS: Final = 32
"""Parts of a sentence that is looked at here; of more there is no end, and each costs as much as a line."""
NAMED: Final = re.compile(rf"\b{LAYER.replace('(?:the |my |our |this |that )?', '')}\b")
LONGEST: Final = 8
"""Parts that one clause may have: "the accent of hats, claps, rims and snares"."""


def settled(text: str, state: SessionState, others: Callable[[str], list[Clause]], *, early: bool) -> list[Clause]:
    """Return the clauses of a sentence that names parameters; none where it names none.

    Args:
        text: what was said. state: how the music stands. others: reads what names none.
        early: only what no word of the vocabulary could be meant for.
    """
    found: list[Clause] = []
    layers: list[str] = []
    rest, joint = text, ""
    if len(CUT.findall(text)) > MOST_CUTS:
        return []
    one = _clause(text, "", state, layers, early=early)
    if one is not None:
        return [one]
    clauses: list[Clause | str] = []
    while rest:
        cut, one = _longest(rest, joint, state, layers, early=early)
        if one is None:
            said = rest[: cut.start()] if cut else rest
            clauses.append(f"{joint}\n{said}")
            layers = [MEANINGS[one][1] for one in NAMED.findall(said.lower()) if one in MEANINGS] or layers
        else:
            clauses.append(one)
            layers = one.layers or layers
        joint = "" if cut is None else cut[1].strip(" ,;.") or ","
        rest = "" if cut is None else rest[cut.end() :].strip()
    if not any(isinstance(one, Clause) for one in clauses):
        return []
    for part in clauses:
        if isinstance(part, Clause):
            found.append(part)
            continue
        before, said = part.split("\n", 1)
        read = [one for one in (others(said) if said.strip() else []) if _says(one)]
        for other in read:
            if other.slots() and not other.slots() & WHOLE and not any(one.startswith("act ") for one in other.slots()):
                other.asks = about_clause(other).text  # raise and lower the swell
        if read:
            read[0].joint = before.removeprefix("and ")
        found += read
    return found


def _says(clause: Clause) -> bool:
    return bool(clause.slots() or clause.unknown or clause.foreign or clause.spared or clause.kept or clause.when)


def _longest(
    text: str, joint: str, state: SessionState, layers: Sequence[str], *, early: bool
) -> tuple[re.Match[str] | None, Clause | None]:
    """Return the cut behind the longest beginning that is settled, and its clause; else the first cut and None."""
    cuts: list[re.Match[str] | None] = [*CUT.finditer(text)]
    whole = [] if len(cuts) >= LONGEST else [None]
    for cut in [*whole, *reversed(cuts[:LONGEST])]:
        said = text if cut is None else text[: cut.start()]
        one = _clause(said, joint, state, layers, early=early)
        if one is not None:
            return cut, one
    return (cuts[0] if cuts else None), None


def _clause(text: str, joint: str, state: SessionState, layers: Sequence[str], *, early: bool) -> Clause | None:
    plain = " ".join(text.lower().split()).strip(" .!")
    if PHRASE_HERE.fullmatch(plain):
        return Clause(fixed=[Phrase()], said=text, joint=joint)
    found = named(text, state.config, state.config.phrase.bars, layers)
    if found is None or (early and found.plain):
        return None
    return _timed(found, text, joint.removeprefix("and "))


def _timed(found: Named, text: str, joint: str) -> Clause:
    """Return the clause of named parameters, with its turns of time."""
    read = clauses_of(lexemes_of(found.marks))
    clause = read[0] if read else Clause()
    clause.layers, clause.said, clause.joint = [*found.layers], text.strip(), joint
    if isinstance(found.does, Question):
        clause.asks = found.does.text
    else:
        clause.fixed = found.does
    return clause
