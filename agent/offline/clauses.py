"""Which clauses does a sentence have, and what does each say?

A sentence is cut at its marks and conjunctions, and where another wish begins without either: "louder hats mute the
clap". Lists of layers are put together again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from agent.offline.complaints import is_complaint, is_of_a_thing
from agent.offline.lists import joined
from agent.offline.meaning import Clause, Figure
from agent.offline.together import settle
from engine.when import When

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.offline.lexemes import Lexeme

BEATS: Final = 4
MUCH: Final = 2.0
"""Degree of "much" and its like in the vocabulary."""
CONTENT: Final = frozenset({"lean", "mood", "act", "gone", "here", "way", "figure"})
BEGINNERS: Final = frozenset(
    "mute solo unmute unsolo undo save load drop_ fill stop mark freeze record_start record_stop recall".split()
)
"""Acts that begin another wish where one is said already."""
SAYS: Final = frozenset({"lean", "mood", "way", "figure"})
"""Kinds that say how a layer is to be."""
NAMING: Final = frozenset({"save", "recall", "scene", "load", "mark", "file"})
"""Acts that take a name."""


def clauses_of(lexemes: Sequence[Lexeme], known_names: frozenset[str] = frozenset()) -> list[Clause]:
    """Return the clauses of a sentence.

    Args:
        lexemes: the meanings of its words.
        known_names: of scenes and configs, in lower case, spaces as underscores.
    """
    return joined([_read(piece, joint, known_names) for joint, piece in _pieces(lexemes)])


# --- cutting ----------------------------------------------------------------------------------------------------------


def _pieces(lexemes: Sequence[Lexeme]) -> list[tuple[str, list[Lexeme]]]:
    found: list[tuple[str, list[Lexeme]]] = [("", [])]
    for at, one in enumerate(lexemes):
        here = found[-1][1]
        after = [other for other in lexemes[at + 1 : at + 5] if other.kind != "filler"]
        if one.said in {"but not", "not on", "nor on"} and not (after and after[0].kind in {"layer", "other", "pron"}):
            found.append(("but", [replace(one, value="not")]))
        elif one.kind == "cut":
            if one.value == "and" and _is_figure(here[-1:]) and after and after[0].kind == "figure":
                continue  # between .3 and .5
            if _lists(one, here, after):
                continue  # only kick and clap
            found.append((one.value, []))
        elif _begins(one, here, after):
            found.append(("", [one]))
        else:
            here.append(one)
    return [(joint, piece) for joint, piece in found if piece]


def _and_a_layer(words: Sequence[Lexeme]) -> bool:
    """Return True for "and the clap" after a layer."""
    return [word.value for word in words[:1]] == ["and"] and [word.kind for word in words[1:]] == ["layer"]


def _lists(one: Lexeme, before: Sequence[Lexeme], after: Sequence[Lexeme]) -> bool:
    """Return True for what joins the layers that "only" or "except" stands before."""
    if not after or after[0].kind != "layer" or one.value not in {"and", ",", "or", "plus"}:
        return False
    if one.value == "," and not _and_a_layer(after[1:3]):
        return False
    named = [other for other in before if other.kind != "filler"]
    while named and named[-1].kind == "layer":
        named.pop()
    limit = named[-1] if named and len(named) < sum(other.kind != "filler" for other in before) else None
    return limit is not None and limit.kind == "scope" and limit.value in {"only", "except", "allbut"}


def _begins(  # noqa: PLR0911 - one return a kind
    one: Lexeme, before: Sequence[Lexeme], after: Sequence[Lexeme]
) -> bool:
    """Return True for a meaning that begins another clause."""
    last = next((other for other in reversed(before) if other.kind != "filler"), None)
    if last is None or last.kind == "scope" or (last.kind == "light" and one.kind != "light"):
        return False
    kinds = {other.kind for other in before}
    following = next((other for other in after if other.kind != "small"), None)
    next_kind = "" if following is None else following.kind
    match one.kind:
        case "fix":
            return True
        case "act":
            return _act_begins(one, before)
        case "scope":
            if one.value == "only" and next_kind == "layer" and _takes_away(before) and not _narrows(before, following):
                return True  # no hats, no clap, just kick
            limits = one.value == "not" and last.kind not in {"light", "act"}
            if limits and kinds & {"lean", "mood", "act", "way"} and next_kind in {"lean", "mood", "way", "scope"}:
                return True
            said = one.value in {"keep", "no"} and bool(kinds & {"lean", "mood", "act", "gone", "way"})
            return said and last.kind != "act" and next_kind in {"layer", "quality", "pron", "other"}
        case "layer":
            if last.kind in {"gone", "here"}:
                return _names_layers(before) and bool(next_kind)  # hats out clap in
            return _is_described(before) and _next_says(after)  # snare softer clap harder
        case "way":
            free = one.value in {"more", "less"} and last.kind not in {"degree", "way"}
            return free and _describes(before) and next_kind in {"layer", "quality", "lean", "mood"}
        case "lean" | "mood":
            return _describes(before) and _names_layers(before) and last.kind != "degree" and next_kind == "layer"
        case _:
            return one.kind == "light" and _describes(before) and next_kind in {"layer", "pron", "gone"}


def _is_described(before: Sequence[Lexeme]) -> bool:
    """Return True for a layer and how it is to be, in this order: the snare softer, kick up."""
    said = [one for one in before if one.kind not in {"filler", "small", "degree"}]
    return len(said) > 1 and said[-1].kind in SAYS and all(one.kind == "layer" for one in said[:-1])


def _next_says(after: Sequence[Lexeme]) -> bool:
    """Return True where the next word says how something is to be."""
    said = next((one for one in after if one.kind not in {"filler", "degree"}), None)
    return said is not None and said.kind in {*SAYS, "gone", "here"}


def _takes_away(before: Sequence[Lexeme]) -> bool:
    """Return True for what names layers that go out."""
    goes = any(one.kind == "gone" or one.value in {"no", "mute"} for one in before)
    return goes and _names_layers(before)


def _narrows(before: Sequence[Lexeme], named: Lexeme | None) -> bool:
    """Return True where "only" says which of the layers before it is meant: mute the hats, only the open one."""
    names = {one.value for one in before if one.kind == "layer"}
    return named is not None and (named.value in names or (names == {"hats"} and named.value in {"hat_c", "hat_o"}))


def _act_begins(one: Lexeme, before: Sequence[Lexeme]) -> bool:
    """Return True for an act after which another clause's is meant; "drop the kick back in" is one."""
    kinds = {other.kind for other in before}
    thrown = one.value == "unmute" and any(other.said in {"drop", "throw"} for other in before)
    if thrown or one.value not in BEGINNERS or (one.value == "fill" and "act" not in kinds):
        return False
    if any(other.kind == "act" and other.value in NAMING for other in before) and one.value not in {"mute", "solo"}:
        return False
    return bool(kinds & {"lean", "mood", "gone", "here"} or ("act" in kinds and _names_layers(before)) or _kept(before))


def _kept(before: Sequence[Lexeme]) -> bool:
    return any(other.kind == "scope" and other.value == "keep" for other in before) and _names_layers(before)


def _names_layers(lexemes: Sequence[Lexeme]) -> bool:
    return any(one.kind in {"layer", "pron", "other"} for one in lexemes)


def _describes(lexemes: Sequence[Lexeme]) -> bool:
    kinds = {one.kind for one in lexemes}
    return bool(
        kinds & {"lean", "mood"} or ("way" in kinds and kinds & {"layer", "quality"}) or kinds & {"gone", "here"}
    )


def _is_figure(lexemes: Sequence[Lexeme]) -> bool:
    return bool(lexemes) and lexemes[0].kind == "figure"


# --- reading ----------------------------------------------------------------------------------------------------------


def _read(piece: Sequence[Lexeme], joint: str, known_names: frozenset[str]) -> Clause:  # noqa: C901, PLR0912, PLR0915 - one arm a kind
    clause = Clause(said=" ".join(one.said for one in piece if one.kind != "time"), joint=joint)
    first = next((one for one in piece if one.kind not in {"filler", "small"}), None)
    clause.fronted = first is not None and first.kind == "time"
    naming = {one.value for one in piece if one.kind == "act"} & NAMING
    into = "layers"
    at = 0
    while at < len(piece):
        one = piece[at]
        at += 1
        if (name := _name(one, naming, known_names)) and not clause.names:
            clause.names.append(name)
            continue
        match one.kind:
            case "layer":
                target = getattr(clause, into)
                target += [one.value] if one.value not in target else []
            case "other":
                clause.other = one.value
            case "quality":
                kept = into == "spared" and not (clause.leans or clause.ways)
                (clause.kept if kept else clause.qualities).append(one.value)
            case "lean" | "mood" if is_of_a_thing(piece, at):
                clause.unknown.append(one.said)  # drunk people, the cool thing
            case "lean":
                clause.leans.append((one.value[:-1], 1 if one.value[-1] == "+" else -1))
                clause.too = clause.too or is_complaint(piece, at)
            case "mood" if into == "spared" and clause.spared and one.said in ROLLS:
                pass  # keep the hats rolling
            case "mood":
                clause.moods.append(one.value)
                clause.too = clause.too or is_complaint(piece, at)
            case "way" if one.said in {"up", "down"} and (clause.leans or clause.moods):
                pass  # thin it down, heat it up
            case "way":
                clause.ways.append(one.value)
            case "degree":
                degree = float(one.value)
                clause.degree = degree * degree if clause.degree == degree == MUCH else degree  # much, much more
            case "factor":
                clause.factor = float(one.value)
            case "figure":
                at += _figure(clause, piece, at - 1)
            case "time":
                _time(clause, one)
            case "act":
                clause.acts.append(one.value)
                clause.verbs.append(one.said)
            case "fix" if one.said == "instead" and at < len(piece) and piece[at].said == "of":
                clause.unknown.append("instead of")  # of what was never said
            case "scope" if one.value == "no" and _is_protest(piece, at):
                clause.fix = True  # no, undo
            case "scope" if one.said == "too" and not any(other.kind not in {"filler", "time"} for other in piece[at:]):
                clause.same = True  # and the clap too
            case "scope":
                into = _scope(clause, one.value, into)
            case "pron" if one.said == "both" and _names_layers(piece[at : at + 2]):
                pass  # both the clap and the snare
            case "pron":
                clause.pron = one.value
            case "here":
                if _returns(piece, at):
                    clause.here = True
            case "gone" if one.said == "out" and (clause.leans or clause.moods) and clause.moods != ["stripped"]:
                pass  # thin them out
            case "gone" | "light" | "same" | "again" | "fix" | "gradual":
                setattr(clause, one.kind, True)
            case "path":
                clause.paths.append(one.value)
            case "section":
                clause.sections.append(one.value)
            case "condition":
                clause.condition = one.said
            case "unit":
                clause.unknown.append(one.said)  # of no figure: longer phrases
            case "unknown" if into == "spared" and clause.spared and one.said in ROLLS:
                pass  # keep the kick pumping
            case "unknown":
                clause.unknown.append(one.said)
            case "foreign":
                clause.foreign.append(one.said)
            case _:
                pass
    settle(clause, {one.said for one in piece if one.kind == "lean"})
    return clause


ROLLS: Final = frozenset("rolling running going ticking pumping driving moving grooving steady".split())


def _scope(clause: Clause, value: str, into: str) -> str:
    """Note a word of scope; return into which list the layers after it go."""
    match value:
        case "except":
            return "excepted"
        case "allbut":
            clause.layers.append("all")
            return "excepted"
        case "keep":
            clause.keep = True
            return "spared"
        case "stays" if clause.only:
            pass  # only the kick stays
        case "stays":
            clause.keep = True
            clause.spared, clause.layers = clause.spared + clause.layers, []
            return "spared"
        case "left":
            clause.keep = True
            clause.spared, clause.layers = clause.spared + clause.layers, []
            clause.kept, clause.qualities = clause.kept + clause.qualities, []
        case "not":
            clause.negated = True
        case _:
            setattr(clause, value, True)
    return into


def _is_protest(piece: Sequence[Lexeme], at: int) -> bool:
    """Return True for a "no" that begins a clause and takes nothing away: "no undo", "no make it 138"."""
    rest = [one for one in piece[at:] if one.kind != "filler"]
    first = all(one.kind == "filler" for one in piece[: at - 1])
    return (
        first
        and bool(rest)
        and rest[0].kind in {"act", "light", "scope", "fix", "pron", "again"}
        and (rest[0].kind != "act" or rest[0].value not in {"fill", "drop", "solo", "record_start", "freeze"})
    )


def _returns(piece: Sequence[Lexeme], at: int) -> bool:
    """Return True for "in" and "on" that bring a layer in, and not for "on the hats"."""
    said = piece[at - 1].said
    rest = [one for one in piece[at:] if one.kind not in {"filler", "time", "small"}]
    if said == "back":
        return True
    if len(rest) == 1 and rest[0].kind == "figure" and any(one.said in {"at", "from"} for one in piece[at:]):
        return True  # the clap in at 65
    return not rest or (len(rest) == 1 and (rest[0].kind in {"again", "same"} or rest[0].said == "too"))


def _figure(clause: Clause, piece: Sequence[Lexeme], at: int) -> int:
    """Note a figure with its unit; return how many meanings after it belong to it."""
    said = piece[at].value
    before = next((one.said for one in reversed(piece[:at]) if one.kind != "filler"), "")
    value = float(said.rstrip("%").replace(",", "."))
    unit, used = ("percent", 0) if said.endswith("%") else ("", 0)
    after = piece[at + 1] if at + 1 < len(piece) else None
    if after is not None and after.kind == "unit":
        unit, used = after.value, 1
    elif after is not None and after.kind == "quality" and after.said == "bpm":
        unit, used = "bpm", 1
    elif after is not None and after.said in {"hits", "notes"}:
        unit, used = "hits", 1
    if unit == "bars" and clause.bars is None:
        clause.bars = int(value)
        return used
    if before in {"on", "from"} and unit == "" and value == int(value):
        unit = "beat" if before == "on" and value <= BEATS else "bar"  # on the one: a place in the bar
    change = said[0] in "+-" or before == "by"
    if before == "from" and any(one.said == "to" for one in piece[at:]):
        return used  # from 132 to 136: where it is now
    clause.figures.append(Figure(value, unit, change, goal=before in {"to", "at", "is", "="}, at=before == "at"))
    return used


def _time(clause: Clause, one: Lexeme) -> None:  # noqa: PLR0912 - one arm a mark
    n = int(one.said) if one.said else 0
    match one.value:
        case "for":
            clause.bars = n
        case "over":
            clause.over = n
        case "now":
            clause.at_once = True
        case "in" | "wait" | "later":
            clause.later = one.value == "later"
            clause.when = replace(clause.when or When(), in_bars=n)
        case "at":
            clause.when = replace(clause.when or When(), at_bar=n)
        case "every":
            clause.when = replace(clause.when or When(), every_bars=n)
        case "until":
            clause.until = n
        case "line":
            clause.line = True
        case "same":
            clause.along = True
        case "step" | "alone":
            _place(clause, one.value, n)
        case "phrase":
            clause.when = replace(clause.when or When(), phrase=True)
        case "grid":
            clause.when = replace(clause.when or When(), phrase=n)
        case "last":
            clause.last = n
        case _:
            clause.unclear = True


def _place(clause: Clause, kind: str, step: int) -> None:
    """Note a step of the bar, from 0, or that there is to be no other."""
    if kind == "alone":
        clause.alone = True
    elif clause.step is None:
        clause.step = step
    else:
        clause.more_steps.append(step)


def _name(one: Lexeme, naming: set[str], known_names: frozenset[str]) -> str:
    """Return the name that a word gives, "" when it gives none."""
    if one.kind == "name":
        return one.value
    word = one.said.replace(" ", "_")
    return word if word in known_names and (naming or one.kind in {"unknown", "foreign"}) else ""
