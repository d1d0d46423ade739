"""What does one clause say, word by word?"""

from __future__ import annotations

import re
from typing import Final

from agent.offline.clause import FILES, Clause, Number
from agent.offline.lexicon import FILLERS, OFF_DOMAIN, WORDS
from agent.offline.names import STYLES

OVER: Final = frozenset({"over", "across", "within", "during", "through"})
BESIDE_FIGURES: Final = frozenset({"the", "next", "following", "about", "around", "another", "say", "like", "just"})
"""Words that stand between "over" and its figure."""
FIGURE: Final = re.compile(r"[+-]?\d+(?:[.,]\d+)?%?")
AWAY, RETURN = frozenset({"off", "out", "away", "gone"}), frozenset({"back", "on", "in", "again"})
NAMING: Final = frozenset({"as", "called", "named", "scene", "snapshot"})
COPULAS: Final = frozenset({"is", "are", "feel", "feels", "sound", "sounds", "seem", "seems", "getting", "gets"})
LARGEST_FIGURE: Final = 1e6
BEATS_PER_BAR: Final = 4
LEFT: Final = frozenset({"alone", "untouched", "be", "leave", "steady", "solid", "stable", "constant", "exactly"})
"""Words of leaving something as it is."""
UNTOUCHED: Final = frozenset({"untouched", "unchanged", "intact"})
LIMITS: Final = frozenset({"under", "below", "above", "beyond", "past", "beneath", "than"})
TIMED_BARS: Final = 60
"""A bare figure after "for" or "over" below this counts bars: "drop it for 4", "to 140 over 16"."""
LACKING: Final = frozenset({"inaudible", "buried", "drowning", "drowned"})
"""Adjectives that say at once what is wrong and that more is wanted."""


def read(words: list[str], layer_names: frozenset[str]) -> Clause:  # noqa: PLR0912 - one arm a kind of word
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
            case "quality" if sparing:
                clause.kept.append(str(value))
            case "except":
                excepting = True
            case "allbut":
                clause.all_but = True
            case "too" if not _exceeds(after):
                pass  # less swing too
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


def _exceeds(after: str) -> bool:
    """Return True where "too" says that something is too much; before nothing, or a word without weight, it is "also"."""
    return bool(after) and (after not in FILLERS or after in WORDS)


def _settled(clause: Clause) -> None:
    """Take back what the clause as a whole shows to be otherwise."""
    words = set(clause.words)
    if len(set(clause.layers)) > 1:
        clause.layers = [name for name in clause.layers if name != "all"]  # all the hats, the hat pattern
    if words & {"slam", "bang", "smash"} and words & {"back", "in"} and clause.moods == ["harder"]:
        clause.moods, clause.actions = [], ["unmute"]  # slam it all back in
    verbs = clause.leanings or clause.qualities
    if clause.moods == ["harder"] and verbs and clause.words[-1] == "harder" and not _compared(clause.words[:-1]):
        clause.moods, clause.degree = [], 1.5  # swing it harder
    if {"mute", "unmute"} <= set(clause.actions) and "drop" in words:
        clause.actions.remove("mute")  # drop the kick back in
    left = ("keep" in clause.actions and words & LEFT) or UNTOUCHED & words
    if left and clause.leanings == [("E", 1)]:
        clause.leanings = []  # keep the kick steady
    if left and clause.layers and not (clause.qualities or clause.leanings or clause.moods):
        clause.spared, clause.layers, clause.actions = [*clause.spared, *clause.layers], [], []
    moved = clause.direction or clause.numbers or clause.leanings or clause.factor is not None
    unchanged = "keep" in clause.actions or UNTOUCHED & words or (clause.nothing and words & {"change", "changes"})
    if unchanged and clause.qualities and not moved:
        clause.kept, clause.qualities = [*clause.kept, *(one for one in clause.qualities if one != "phrase")], []
        clause.actions, clause.nothing, clause.layers = [], False, []
    if words & LIMITS and clause.numbers and (
        clause.negated or "keep" in clause.actions or words & {"no", "except", "never", "protect"}
    ):
        clause.numbers, clause.actions = [], []  # but not under 125, keep it below 135
        clause.leanings = [one for one in clause.leanings if one[0] != "tempo"]
    if "only" in clause.actions and "mute" in clause.actions and words & {"just", "only"}:
        clause.actions.remove("only")  # mute just the hats


def _compared(words: list[str]) -> bool:
    return any(word.endswith("er") and WORDS.get(word, ("",))[0] == "adjective" for word in words)


def _complains(words: list[str], at: int) -> bool:
    """Return True for the adjective of "the hats are thin": who says so wants it otherwise; "louder" is a wish."""
    word, before = words[at], words[max(0, at - 4):at]
    wanted = set(words) & {"should", "want", "need", "must", "make", "like", "enough", "allowed", "wanting", "wish"}
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
    leading = [one for one in words[max(0, at - 4):at] if one not in BESIDE_FIGURES]
    leads = leading[-1] if leading else ""
    clause.known += 1
    if WORDS.get(before, ("", ""))[1] in {"bar", "step", "beat"}:
        return  # bar 64 is a place
    if kind == "unit" and unit in {"bar", "beat"}:
        bars = max(1, round(value if unit == "bar" else value / BEATS_PER_BAR))
        if leads in OVER or "take" in words[:at]:
            clause.over_bars = bars
        elif before != "every":
            clause.bars = bars
        else:
            clause.every = bars
        return
    if kind == "layer" and value == round(value) and 1 <= value <= BEATS_PER_BAR ** 2 and before not in {"to", "at"}:
        clause.numbers.append(Number(value, "hit"))  # 4 kicks
        return
    whole = kind != "unit" and value == round(value) and 1 <= value < TIMED_BARS and not word.endswith("%")
    if whole and before == "for":
        clause.bars = round(value)
        return
    if whole and leads in OVER and clause.numbers:
        clause.over_bars = round(value)
        return
    percent = word.endswith("%") or unit == "percent"
    relative = word[0] in "+-" or before == "by"
    if word[0] == "-":
        clause.direction = clause.direction or -1
    elif word[0] == "+":
        clause.direction = clause.direction or 1
    said = "percent" if percent else str(unit) if kind == "unit" else ""
    clause.numbers.append(Number(abs(value), said, relative, leads in {"to", "at"}))
