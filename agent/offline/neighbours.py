"""Which clauses only add to a neighbour: a length, a time, a degree, a figure, or of what it is?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agent.offline.bare_times import does_by_hand, lasts, settle_bars, wants_figure
from agent.offline.complaints import ASKING, COPULAS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.offline.meaning import Clause


def settled(clauses: Sequence[Clause]) -> list[Clause]:  # noqa: C901, PLR0912 - one arm a neighbour
    """Return clauses without those that only add to a neighbour: a length, a time, a degree; a mere "no," is a fix."""
    clauses = _scoped([clause for at, clause in enumerate(clauses) if not _likens(clauses[:at], clause)])
    found: list[Clause] = []
    pending: Clause | None = None
    for at, clause in enumerate(clauses):
        slots = clause.slots()
        bare = not (clause.unknown or clause.foreign or clause.spared or clause.pron)
        if (bare and slots == {"no"} and at + 1 < len(clauses)) or (
            bare and clause.fix and not slots and at + 1 < len(clauses)
        ):
            clauses[at + 1].fix = True
        elif (
            bare
            and not (slots - {"only"} or clause.when or clause.kept or clause.fix)
            and clause.degree == 1.0
            and len(clauses) > 1
        ):
            if found and clause.gradual:
                found[-1].gradual = True  # to 126, nice and gradually
            continue  # will you
        elif _only_keeps(clause) and found and found[-1].slots() & GOES and not (found[-1].bars or found[-1].when):
            found[-1].bars, found[-1].when = clause.bars, clause.when
            clause.bars = clause.when = None
            found.append(clause)  # kick out, keep the hats rolling for 8 bars
        elif bare and found and found[-1].figures and slots == {"leans"} and clause.leans[0][0] == "tempo":
            continue  # up to 135, quick
        elif clause.pron == "them" and found and found[-1].layers and not slots and not clause.unknown:
            continue  # silence the hats, both
        elif bare and slots == {"layers"} and clause.layers == ["all"] and len(clauses) > 1:
            continue  # let the beat run
        elif bare and slots == {"ways"} and not clause.pron and at + 1 < len(clauses) and clauses[at + 1].ways:
            continue  # rise, rise, rise to 142
        elif bare and found and _is_pace(found[-1]) and slots <= {"figures", "over", "ways"} and clause.figures:
            found[-1] = clause  # it is dragging, 2 bpm up
        elif bare and slots == {"figures"} and len(clauses) > 1 and all(
            (one.unit, one.value) == ("beat", 1) for one in clause.figures
        ):
            continue  # on the one
        elif bare and found and _counts_for(clause, found[-1]):
            found[-1].figures += clause.figures
            settle_bars(found[-1])
        elif bare and not found and at + 1 < len(clauses) and _counts_for(clause, clauses[at + 1]):
            clauses[at + 1].figures += clause.figures
            settle_bars(clauses[at + 1])
        elif bare and slots <= {"figures", "over"} and slots and found and _takes_figures(found[-1]):
            found[-1].figures, found[-1].over = clause.figures, found[-1].over or clause.over
            found[-1].factor = None  # under half, say 45 percent
        elif (
            bare
            and not slots - ({*LENGTHS, "only"} if clause.bars or clause.when else LENGTHS)
            and not clause.light
            and (slots or clause.when or clause.degree != 1.0)
        ):
            if found and not (
                clause.when
                and clause.when.in_bars
                and at + 1 < len(clauses)
                and not slots
                and clauses[at + 1].joint != "and"
            ):
                last = found[-1]
                _add_time(last, clause)
                last.degree = clause.degree if clause.degree != 1.0 else last.degree
            else:
                pending = clause
        else:
            if pending is not None:
                _add_time(clause, pending)
                clause.fronted = True
                pending = pending if pending.when and pending.when.in_bars and not pending.bars else None
            found.append(clause)
    return found or list(clauses)


LENGTHS: Final = frozenset({"bars", "over", "until"})
"""Slots that say how long."""


def _add_time(clause: Clause, other: Clause) -> None:
    """Give a clause the time and the length that stand beside it."""
    clause.bars, clause.over = clause.bars or other.bars, clause.over or other.over
    clause.until, clause.line = clause.until if clause.until is not None else other.until, clause.line or other.line
    clause.when, clause.last = clause.when or other.when, clause.last or other.last
    clause.unclear = clause.unclear or other.unclear
    settle_bars(clause)


def _counts_for(clause: Clause, neighbour: Clause) -> bool:
    """Return True for a bare figure beside what a hand does: "clap out, at 65", "snare off, just 8"."""
    if clause.slots() - {"only"} != {"figures"} or len(clause.figures) != 1 or clause.pron or clause.light:
        return False
    figure = clause.figures[0]
    if figure.unit or figure.change or figure.value != int(figure.value):
        return False
    if not figure.goal:
        return lasts(neighbour) and figure.value <= MOST_BARE_BARS
    whole = bool(neighbour.figures) or not wants_figure(neighbour)
    return neighbour.when is None and (does_by_hand(neighbour) or (figure.at and whole))


MOST_BARE_BARS: Final = 64
"""A greater number that stands alone is no number of bars: "snare off, 136"."""
GOES: Final = frozenset({"act mute", "gone", "no", "act solo"})
"""Slots of clauses that take layers out."""


def _likens(before: Sequence[Clause], clause: Clause) -> bool:
    """Return True for "like a machine" behind a complaint: it says no more than that."""
    likens = clause.said.startswith(("like a ", "like an ", "like some ")) and clause.slots() <= {"moods", "leans"}
    return likens and bool(before) and (before[-1].too or _says_how(before[-1]))


def _only_keeps(clause: Clause) -> bool:
    """Return True for a clause that leaves layers alone, and says for how long."""
    return clause.keep and bool(clause.spared) and clause.slots() <= {"bars"} and bool(clause.bars or clause.when)


def _scoped(clauses: Sequence[Clause]) -> list[Clause]:
    """Return clauses without those that say of what the one before is: "but only on the open hats", "not the kick"."""
    found: list[Clause] = []
    if any(clause.acts == ["undo"] for clause in clauses):
        clauses = [clause for clause in clauses if clause.slots() != {"too"}]  # too much, undo that
    for clause in clauses:
        before = found[-1] if found else None
        slots = clause.slots()
        if before is None or clause.unknown or clause.foreign or clause.when or clause.pron or clause.spared:
            found.append(clause)
        elif slots == {"only"} and clause.degree != 1.0 and _changes(before):
            before.degree = clause.degree  # faster, but only a little
        elif slots == {"layers", "only"} and _changes(before) and _narrows(clause, before):
            before.layers = clause.layers
        elif _takes_out(clause) and _acts(before):
            out = clause.excepted or clause.layers
            before.layers, before.excepted = before.layers or ["all"], [*before.excepted, *out]
        else:
            found.append(clause)
    return found


def _takes_out(clause: Clause) -> bool:
    """Return True for "but not the kick" and "all except the clap" beside what is to be done."""
    slots = clause.slots()
    if slots in ({"layers", "negated"}, {"excepted"}):
        return True
    return slots == {"layers", "excepted"} and clause.layers == ["all"]


def _acts(before: Clause) -> bool:
    """Return True for a clause that does something with layers, or with all there are."""
    return _changes(before) or (
        bool(before.slots() & {"act mute", "act unmute", "act solo", "gone", "here", "ways", "no"})
        and not before.negated
        and not (before.figures or before.paths)
    )


def commented(clauses: Sequence[Clause]) -> tuple[list[Clause], list[str]]:
    """Return clauses without those that only describe a layer in words of their own, and these words.

    The wish behind them is about that layer: "the hats feel like a typewriter, loosen them", "that clap is stabbing me
    in the ears. quieter".
    """
    clauses = _mended([_lasting(one) for at, one in enumerate(clauses) if not _likens(clauses[:at], one)])
    clauses, left = _without_reasons(clauses)
    found: list[Clause] = []
    topic: list[str] = []
    for at, clause in enumerate(clauses):
        behind = clauses[at + 1] if at + 1 < len(clauses) else None
        if behind is not None and _describes(clause) and _wishes(behind):
            topic, left = list(clause.layers), [*left, clause.said]
            continue
        if behind is not None and _is_so(clause) and (behind.slots() == {"ways"} or behind.acts == ["undo"]):
            left = [*left, clause.said]  # now it is like drunk. a bit less
            continue
        if topic and (clause.pron or not clause.layers):
            clause.layers, clause.pron = topic, ""
        topic = []
        found.append(clause)
    return found, left


def _without_reasons(clauses: Sequence[Clause]) -> tuple[list[Clause], list[str]]:
    """Return clauses without those that only say why another is wished, and these words: "it's rushing, sit back"."""
    reasons = [
        clause for clause in clauses
        if (_says_how(clause) and any(_is_wish(other) and _concerns(clause, other) for other in clauses))
        or (_is_of_people(clause) and any(_is_wish(other) and not _is_of_people(other) for other in clauses))
    ]
    for clause in [*reasons]:
        tidied = [one for one in clauses if one not in reasons and TIDIES & set(one.said.split()) and not one.layers]
        if tidied and clause.leans and not clause.moods:
            reasons = [tidied[0] if one is clause else one for one in reasons]  # it feels cluttered, tidy it up
    return [clause for clause in clauses if clause not in reasons], [clause.said for clause in reasons]


TIDIES: Final = frozenset("tidy clean fix sort mend repair".split())
"""Verbs that mend whatever was said to be wrong."""


def _says_how(clause: Clause) -> bool:
    """Return True for a clause that says of the whole, or of those who hear it, how it is."""
    said = set(clause.said.split())
    how = bool(said & (COPULAS - {"be", "was", "were"})) and not said & ASKING
    named = clause.layers or clause.pron == "them" or clause.acts or clause.figures or clause.ways or clause.when
    return how and not named and not clause.negated and clause.slots() <= {"leans", "moods", "too", "enough"}


PEOPLE: Final = frozenset(
    "room crowd people audience dancers dancefloor floor guests band singer presenter speaker speakers boss they he "
    "she kids everyone everybody party dj club hall bar promoter friends folks lads we i someone "
    "somebody nobody".split()
)
SPOKEN_OF: Final = frozenset("is are am was were want wants need needs love loves like likes have has look looks seem "
                             "seems get gets getting leave leaves come comes".split())
"""Verbs of what is said of people, which is no wish."""


def _is_of_people(clause: Clause) -> bool:
    """Return True for "the crowd is ready" and "they want to dance": it says why, of those who hear it."""
    said = [word for word in clause.said.split() if word not in {"the", "our", "my", "all", "because", "now", "these"}]
    spoken = said[:1] and said[0] in PEOPLE and set(said[1:3]) & SPOKEN_OF and not set(said[:3]) & {"would"}
    named = clause.layers or clause.acts or clause.figures or clause.ways or clause.when or clause.gone or clause.here
    named = named or (clause.qualities and (said[:1], clause.qualities) != (["room"], ["space"]))
    if clause.joint == "because" and not named and not clause.unknown:
        return True
    own = said[:1] in (["i"], ["we"]) and set(said[1:2]) & {"want", "need", "like", "love", "have"}
    return bool(spoken) and not named and not own


def _is_wish(clause: Clause) -> bool:
    """Return True for a clause that says what is to be changed, and not how it is."""
    wished = clause.leans or clause.moods or clause.ways or clause.qualities or set(clause.acts) - {"nothing"}
    return bool(wished) and not set(clause.said.split()) & COPULAS and not (clause.unknown or clause.negated)


def _concerns(reason: Clause, wish: Clause) -> bool:
    """Return True where a reason and a wish are of one matter, or the reason finds nothing wrong by itself."""
    qualities = {quality for quality, _ in reason.leans} & {quality for quality, _ in wish.leans}
    return not reason.too or bool(qualities) or (not wish.layers and bool(wish.leans or wish.moods or wish.ways))


def _describes(clause: Clause) -> bool:
    """Return True for a clause that says of a layer how it is, with words that are not known."""
    slots = clause.slots()
    said = set(clause.said.split())
    return (
        bool(clause.layers)
        and slots <= {"layers", "here", "too", "qualities"}
        and (bool(clause.unknown) or "like" in said)
        and bool(said & COPULAS)
        and not (clause.when or clause.spared or clause.foreign)
    )


THEY: Final = frozenset({"it", "them", "that", "those", "they", "this", "these"})
"""Words for what was complained of just before."""
GRADUALLY: Final = frozenset({"slowly", "gradually", "smoothly"})
"""Words in front of a change that a time behind it tells the length of."""


def _lasting(clause: Clause) -> Clause:
    """Read "slowly up to 140 in 16 bars" as a change over 16 bars, and not as one that begins then."""
    when = clause.when
    if when is None or when.in_bars is None or clause.over is not None or not clause.figures:
        return clause
    if clause.gradual and clause.said.split()[:1] and clause.said.split()[0] in GRADUALLY:
        clause.over, clause.when = when.in_bars, None
    return clause


def _mended(clauses: Sequence[Clause]) -> list[Clause]:
    """Return clauses with a complaint and the wish that only says how much of its remedy as one."""
    found: list[Clause] = []
    for clause in clauses:
        if found and _mends(found[-1], clause):
            found[-1].degree = clause.degree
        else:
            found.append(clause)
    return found


def _mends(clause: Clause, behind: Clause) -> bool:
    """Return True for "it is a bit fast, ease it back": the complaint says what of, the wish how much."""
    plain = _is_so(clause) and clause.too and not clause.said.startswith("now") and len(clause.leans) == 1
    named = clause.slots() == {"qualities", "too"} and behind.pron in THEY  # the accents are too much, tone them down
    return (plain or named) and behind.slots() == {"ways"} and not behind.unknown


def _is_so(clause: Clause) -> bool:
    """Return True for "now it is drunk": how it is, which the words behind it are about."""
    said = clause.said.split()
    begins = said[:2] in (["now", "it"], ["it", "is"], ["it", "sounds"], ["it", "feels"], ["that", "is"])
    return begins and bool(COPULAS & set(said)) and clause.slots() <= {"leans", "moods", "too"} and bool(clause.slots())


def _wishes(clause: Clause) -> bool:
    """Return True for a wish of which it may be asked: of what layer?"""
    wished = clause.leans or clause.ways or clause.moods or clause.qualities or clause.gone or "mute" in clause.acts
    return bool(wished) and not clause.unknown and (bool(clause.pron) or not clause.layers)


def _changes(before: Clause) -> bool:
    return bool(before.qualities or before.leans or before.moods) and not before.other and not before.negated


def _narrows(clause: Clause, before: Clause) -> bool:
    said = clause.said.startswith(("only on", "only for", "only in", "just on", "just for"))
    return clause.joint == "but" or said or (before.layers == ["hats"] and set(clause.layers) <= {"hat_c", "hat_o"})


def _is_pace(before: Clause) -> bool:
    """Return True for "it's dragging": a complaint of the whole about its pace."""
    paced = {quality for quality, _ in before.leans} <= {"lag", "tempo"}
    return before.too and paced and bool(before.leans) and before.slots() <= {"leans", "too", "qualities"}


def _takes_figures(before: Clause) -> bool:
    """Return True for a clause that a figure after it belongs to: "slower, to 125"."""
    slots = before.slots()
    named = bool(before.qualities or (before.layers and before.ways)) or {one for one, _ in before.leans} == {"tempo"}
    return named and not before.figures and slots <= {"qualities", "leans", "ways", "layers", "over", "factor"}
