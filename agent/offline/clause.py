"""What is asked in one clause of a sentence: of which layers, of what, in which direction, how much, for how long?

A sentence is cut at its marks and conjunctions. A clause that only names a layer or a quality takes the rest from its
neighbour: "kick and hats louder", "more swing and ghost kicks", "mute the clap and the hats".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from agent.offline.lexicon import FILLERS, OFF_DOMAIN, WORDS
from agent.offline.names import STYLES
from agent.offline.words import BREAKS

CUTS: Final = BREAKS | {"and", "then", "but", "plus", "also", "while", "with", "because", "until"}
OVER: Final = frozenset({"over", "across", "within", "during", "through"})
FIGURE: Final = re.compile(r"[+-]?\d+(?:[.,]\d+)?%?")
AWAY, RETURN = frozenset({"off", "out", "away", "gone"}), frozenset({"back", "on", "in", "again"})
NAMING: Final = frozenset({"as", "called", "named", "scene", "snapshot"})
FILES: Final = frozenset({"config", "preset", "song", "file", "groove", "session", "project", "settings", "patch",
                          "style"})
"""What a saved groove is called."""
COPULAS: Final = frozenset({"is", "are", "feel", "feels", "sound", "sounds", "seem", "seems", "getting", "gets"})
LARGEST_FIGURE: Final = 1e6
BEATS_PER_BAR: Final = 4
LEFT: Final = frozenset({"alone", "untouched", "be", "leave"})
"""Words of leaving something as it is."""
PRONOUNS: Final = frozenset({"them", "they", "those"})
LACKING: Final = frozenset({"inaudible", "buried", "drowning", "drowned"})
"""Adjectives that say at once what is wrong and that more is wanted."""


@dataclass(frozen=True, slots=True)
class Number:
    """A figure: its value, its unit as far as it is said ("", bpm, percent, ms), and whether it is a step."""

    value: float
    unit: str = ""
    relative: bool = False


@dataclass(slots=True)
class Clause:
    """What one clause says; what it does not say is empty.

    Attributes:
        words: as they were cut.
        layers: what layers are called, as `lexicon.LAYERS` has them, or a layer's own name.
        spared: layers that must not change; excepted: those that the clause leaves out.
        qualities: nouns. leanings: qualities with a direction, from adjectives.
        moods, actions: likewise by the lexicon's names, in order.
        direction: +1, -1, or 0 when it is not said.
        degree: how much, 1 when it is not said. factor: 2 for twice as much; 0 for none.
        numbers: figures that are no bars.
        bars: for how long. over_bars: in how many.
        nothing: "no", "without". too: "too much". negated: "not".
        foreign: words of what this program does not do.
        unknown: words that say nothing here. known: how many do.
    """

    words: list[str]
    layers: list[str] = field(default_factory=list)
    spared: list[str] = field(default_factory=list)
    excepted: list[str] = field(default_factory=list)
    qualities: list[str] = field(default_factory=list)
    leanings: list[tuple[str, int]] = field(default_factory=list)
    moods: list[str] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    direction: int = 0
    degree: float = 1.0
    factor: float | None = None
    numbers: list[Number] = field(default_factory=list)
    bars: int | None = None
    over_bars: int | None = None
    nothing: bool = False
    too: bool = False
    lacking: bool = False
    negated: bool = False
    others: bool = False
    all_but: bool = False
    foreign: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    known: int = 0

    @property
    def says_what(self) -> bool:
        """True when something is asked, be it of what it may."""
        return bool(
            self.actions or self.moods or self.leanings or self.direction or self.factor is not None or self.nothing
            or self.too or self.lacking or self.all_but
        )


def clauses_of(words: list[str], layer_names: frozenset[str]) -> list[Clause]:
    """Return the clauses of a sentence's words; layers of the session are known by their own names too."""
    found: list[Clause] = []
    for piece in _pieces(words):
        clause = _read(piece, layer_names)
        if clause.known or clause.foreign or clause.unknown or clause.spared:
            found.append(clause)
    return _completed(found)


def _pieces(words: list[str]) -> list[list[str]]:
    pieces: list[list[str]] = [[]]
    for at, word in enumerate(words):
        if word in CUTS and not _between_figures(words, at):
            pieces.append([])
        elif _begins(word, pieces[-1], words[at + 1:at + 4]):
            pieces.append([word])
        else:
            pieces[-1].append(word)
    return [piece for piece in pieces if piece]


def _begins(word: str, before: list[str], after: list[str]) -> bool:
    """Return True for a word that begins another clause: "louder hats less swing", "loop it without the kick"."""
    if word in {"more", "less", "fewer"}:
        return _describes(before) and _names_something(after)
    if word == "unmute" and "drop" in before:
        return False  # drop the kick back in
    return word in {"without", "protect", "except", "unmute"} and _has_content(before)


def _between_figures(words: list[str], at: int) -> bool:
    """Return True for the "and" of "between .3 and .5"."""
    return words[at] == "and" and 0 < at < len(words) - 1 and bool(
        FIGURE.fullmatch(words[at - 1]) and FIGURE.fullmatch(words[at + 1])
    )


def _describes(words: list[str]) -> bool:
    return any(WORDS.get(word, ("",))[0] in {"mood", "adjective", "quality"} for word in words)


def _names_something(words: list[str]) -> bool:
    return any(WORDS.get(word, ("",))[0] in {"layer", "quality", "adjective", "mood"} for word in words)


def _has_content(words: list[str]) -> bool:
    """Return True when something is asked in some words already."""
    tags = [WORDS.get(word, ("", "")) for word in words]
    return any(
        kind in {"mood", "adjective", "up", "down", "quality"} or (kind == "action" and value not in {"set", "keep"})
        for kind, value in tags
    )


def _read(words: list[str], layer_names: frozenset[str]) -> Clause:  # noqa: PLR0912 - one arm a kind of word
    clause = Clause(words)
    sparing = excepting = False
    for at, word in enumerate(words):
        before, after = words[at - 1] if at else "", words[at + 1] if at + 1 < len(words) else ""
        if FIGURE.fullmatch(word):
            _figure(clause, word, words, at)
            continue
        kind, value = WORDS.get(word, ("", ""))
        if word in layer_names or (kind == "layer" and not (word == "floor" and before == "dance")):
            name = word if word in layer_names else str(value)
            (clause.spared if sparing else clause.excepted if excepting else clause.layers).append(name)
            clause.known += 1
            continue
        match kind:
            case "protect":
                sparing = True
            case "except":
                excepting = True
            case "allbut":
                clause.all_but = True
            case "unit":
                if value == "bar" and before in {"a", "single"}:
                    clause.bars = clause.bars or 1
            case "":
                _other(clause, word, before, after)
                continue
            case "filler":
                continue
            case _:
                _said(clause, kind, value)
                clause.too = clause.too or ((kind == "adjective" or value == "hypnotic") and _complains(words, at))
        clause.known += 1
    _settled(clause)
    said = clause.direction or clause.too or clause.lacking or clause.nothing or clause.negated or clause.leanings
    if clause.qualities and clause.degree != 1.0 and not said and not clause.actions[1:]:
        clause.direction = 1  # a touch of swing
    if clause.negated and "enough" in words:
        clause.negated = False  # not loud enough: louder
    return clause


def _settled(clause: Clause) -> None:
    """Take back what the clause as a whole shows to be otherwise."""
    words = set(clause.words)
    if len(set(clause.layers)) > 1:
        clause.layers = [name for name in clause.layers if name != "all"]  # all the hats, the hat pattern
    verbs = clause.leanings or clause.qualities
    if clause.moods == ["harder"] and verbs and clause.words[-1] == "harder" and not _compared(clause.words[:-1]):
        clause.moods, clause.degree = [], 1.5  # swing it harder
    if {"mute", "unmute"} <= set(clause.actions) and "drop" in words:
        clause.actions.remove("mute")  # drop the kick back in
    left = "keep" in clause.actions and words & LEFT
    if left and clause.layers and not (clause.qualities or clause.leanings or clause.moods):
        clause.spared, clause.layers, clause.actions = [*clause.spared, *clause.layers], [], []
    if "only" in clause.actions and "mute" in clause.actions and words & {"just", "only"}:
        clause.actions.remove("only")  # mute just the hats


def _compared(words: list[str]) -> bool:
    return any(word.endswith("er") and WORDS.get(word, ("",))[0] == "adjective" for word in words)


def _complains(words: list[str], at: int) -> bool:
    """Return True for the adjective of "the hats are thin": who says so wants it otherwise; "louder" is a wish."""
    word, before = words[at], words[max(0, at - 4):at]
    wanted = set(words) & {"should", "want", "need", "must", "make", "like", "enough"}
    return not word.endswith("er") and word not in LACKING and bool(set(before) & COPULAS) and not wanted


def _other(clause: Clause, word: str, before: str, after: str) -> None:
    """Take a word that is none of the trade's: in its place it may still say something."""
    if before in NAMING:
        return  # a name may be any word
    if word in OFF_DOMAIN:
        clause.foreign.append(word)
    elif word in STYLES or word in FILES:
        clause.known += 1
    elif word in AWAY and clause.qualities and "bring" not in clause.words:
        clause.nothing = True  # take the shuffle off
    elif word in AWAY and clause.qualities:
        clause.direction = 1  # bring the accents out
    elif word in AWAY and (clause.layers or after == ""):
        clause.actions.append("mute")
    elif word in RETURN and clause.layers and (after == "" or word == "back") and not clause.qualities:
        clause.actions.append("unmute")
    elif word not in FILLERS and word not in AWAY and word not in RETURN and before != "called":
        clause.unknown.append(word)


def _said(clause: Clause, kind: str, value: str | float) -> None:  # noqa: PLR0912 - one arm a kind of word
    match kind:
        case "quality":
            clause.qualities.append(str(value))
        case "adjective":
            clause.leanings.append((str(value)[1:], 1 if str(value)[0] == "+" else -1))
        case "mood":
            clause.moods.append(str(value))
        case "action":
            clause.actions.append(str(value))
        case "degree":
            clause.degree = float(value)
        case "up":
            clause.direction = clause.direction or 1
        case "down":
            clause.direction = clause.direction or -1
        case "factor":
            clause.factor = float(value)
        case "too":
            clause.too = True
        case "lacking":
            clause.lacking = True
        case "not":
            clause.negated = True
        case "no":
            clause.nothing = True
        case "others":
            clause.others = True
        case _:
            pass


def _figure(clause: Clause, word: str, words: list[str], at: int) -> None:
    """Take a figure with what stands around it."""
    value = max(-LARGEST_FIGURE, min(float(word.rstrip("%").replace(",", ".")), LARGEST_FIGURE))
    before = words[at - 1] if at else ""
    kind, unit = WORDS.get(words[at + 1], ("", "")) if at + 1 < len(words) else ("", "")
    clause.known += 1
    if kind == "unit" and unit in {"bar", "beat"}:
        bars = max(1, round(value if unit == "bar" else value / BEATS_PER_BAR))
        if before in OVER:
            clause.over_bars = bars
        elif before != "every":
            clause.bars = bars
        return
    if before == "for" and clause.layers and value >= 1 and not word.endswith("%"):
        clause.bars = round(value)
        return
    percent = word.endswith("%") or unit == "percent"
    relative = word[0] in "+-" or before == "by"
    if word[0] == "-":
        clause.direction = clause.direction or -1
    elif word[0] == "+":
        clause.direction = clause.direction or 1
    clause.numbers.append(Number(abs(value), "percent" if percent else str(unit) if kind == "unit" else "", relative))


# --- clauses that lean on each other ----------------------------------------------------------------------------------


def _completed(clauses: list[Clause]) -> list[Clause]:
    """Return the clauses with what they take from their neighbours."""
    found: list[Clause] = []
    waiting: list[str] = []
    for clause in clauses:
        if found and _mere_limit(clause):
            continue
        _referred(found, clause)
        bare = not clause.says_what and not clause.numbers and not clause.foreign and not clause.spared
        if bare and clause.excepted and found:
            found[-1].excepted += clause.excepted
        elif bare and clause.bars and not clause.layers and not clause.qualities and found:
            found[-1].bars = found[-1].bars or clause.bars
        elif bare and clause.over_bars and not clause.layers and found:
            found[-1].over_bars = found[-1].over_bars or clause.over_bars
        elif bare and clause.layers and not clause.qualities:
            if found and (found[-1].layers or found[-1].spared) and not waiting:
                _joined(found[-1], clause)
            else:
                waiting += clause.layers
        elif bare and clause.qualities and found and found[-1].says_what:
            found.append(_leaning_on(found[-1], clause))
        else:
            if waiting:
                clause.layers = [*waiting, *clause.layers]
                waiting = []
            found.append(clause)
    if waiting:
        found.append(Clause([], layers=waiting, known=len(waiting)))
    return found


def _referred(found: list[Clause], clause: Clause) -> None:
    """Give a clause the layers that its "them" or its silence means; a complaint with its remedy is no wish itself."""
    if not found:
        return
    pronoun = bool(set(clause.words) & PRONOUNS)
    if pronoun and not clause.layers:
        clause.layers = list(found[-1].layers)
        remedy = clause.layers and (clause.leanings or clause.moods or clause.qualities)
        if remedy and found[-1].too and not found[-1].qualities:
            found.pop()  # the hats feel stiff, swing them
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
    if clause.layers or clause.spared or clause.qualities or clause.moods or clause.numbers or clause.actions[1:]:
        return False
    leanings = {quality for quality, _ in clause.leanings}
    asked = bool(leanings or clause.direction or "unmute" in clause.actions)
    return asked and leanings <= {"velocity", "density", "length"}


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
