"""What does a clause ask of how the layers sound: more, busier, darker, a value?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agent.offline.asking import MAX_CHOICES, Question, layer_words
from agent.offline.layers import meant
from agent.offline.moods import MOODS
from agent.offline.qualities import Changes
from engine.commands import Set
from engine.parameters import parameter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.offline.meaning import Clause, Figure
    from agent.requests import Request
    from engine.config import Config

ALLOWED: Final = frozenset(
    "layers qualities leans moods ways figures factor excepted other too lacking no over bars gone only enough negated "
    "here".split()
) | {"act mute", "act stop", "act play", "act load", "act recall", "act file", "act continue"}
DESCRIBING: Final = frozenset({"qualities", "leans", "moods", "ways", "figures", "factor", "too", "lacking"})
ENDING: Final = frozenset({"no", "gone", "act mute", "act stop"})
LEVELS: Final = frozenset({"velocity", "density", "length", "rotation", "cycle"})
"""Qualities that are always there, so that their name alone asks for nothing."""
LOWERED: Final = frozenset({"density", "velocity", "energy", "push", "S", "H"})
"""Qualities of which there is always some: to cut them is to lower them."""
PLAIN_LEVELS: Final = range(33, 128)
"""What a bare figure beside a layer is a velocity of: too many for bars, steps and hits."""
FEW: Final = range(1, 17)
"""What a bare goal beside a layer is a number of hits of: nobody asks for so low a velocity."""
SCORES: Final = frozenset({"S", "E", "D", "H"})
DECIBELS_PER_DECADE: Final = 20.0
MORE, LESS = ("more energy", "louder", "faster"), ("less energy", "quieter", "slower")
LETTERS: Final = frozenset("s e h d".split())
"""Letters of scores."""
BARE: Final = frozenset("more less a bit little much lot please now some".split())
"""Words of a way that says of nothing what it is a way of."""
HARDER: Final = 1.5
OFFBEATS: Final = (3, 7, 11, 15)
HELD_BACK: Final = frozenset({"pull", "dial", "cut"})
FORCE: Final = frozenset({"velocity", "density", "length"})
FORCEFUL: Final = {"harder": 1, "heavier": 1, "smoother": -1, "lighter": -1, "calmer": -1, "driving": 1}
PERCENT: Final = 100.0


def sounded(  # noqa: PLR0911 - one return a case
    clause: Clause, layers: Sequence[str], config: Config
) -> list[Request] | Question | None:
    """Return a clause's requests about the sound; None when there are none, or they are unclear."""
    slots = clause.slots()
    if not slots <= ALLOWED or not (slots & DESCRIBING or _held_back(clause)):
        return None
    whole = not layers or (set(clause.layers) == {"all"} and not clause.excepted and not clause.spared)
    changes = Changes(config, [] if whole else layers, clause.degree, clause.factor)
    if clause.figures:
        return _figured(clause, changes, config) if not clause.moods else None
    if clause.negated and not clause.enough:
        return None
    leant = {quality for quality, _ in clause.leans}
    nouns = [
        one for one in dict.fromkeys(clause.qualities) if one not in leant and (one != "density" or not clause.leans)
    ]
    if LETTERS & set(clause.said.split()) and not clause.ways and not clause.leans:
        return None  # a letter by itself
    if slots & ENDING and not _brought_out(clause):
        if nouns and not (clause.ways or clause.leans):
            return _ended(clause, nouns, changes)
        if not (slots & {"ways", "too", "qualities"} or _held_back(clause)):
            return None
    if clause.only and (clause.leans == [("S", 1)] or nouns == ["S"]) and layers and not clause.figures:
        return [Set(f"{layer}.offbeats_only", True) for layer in layers]  # noqa: FBT003 - hats on the offbeats only
    if "accent" in nouns and clause.leans == [("S", 1)]:
        return [Set("accent.steps", list(OFFBEATS)), *changes.of("accent", 1)]  # accent every offbeat
    return _moved(clause, nouns, changes, whole=whole)


def _ended(clause: Clause, nouns: Sequence[str], changes: Changes) -> list[Request]:
    """Return the requests that take qualities away, or back a little: "kill the swing", "cut the volume"."""
    lowered = clause.verbs[:1] and clause.verbs[0] in HELD_BACK | {"drop"} and set(nouns) & LOWERED
    return [one for noun in nouns for one in (changes.of(noun, -1) if lowered else changes.none(noun))]


def _moved(  # noqa: C901, PLR0911, PLR0912 - one arm a case
    clause: Clause, nouns: Sequence[str], changes: Changes, *, whole: bool
) -> list[Request] | Question | None:
    """Return the requests that move qualities, leans and moods their way."""
    way = 1 if _brought_out(clause) else _way(clause)
    if clause.leans and clause.moods == ["harder"]:
        clause.moods, clause.degree = [], max(clause.degree, HARDER)  # quantise it harder
        changes = Changes(changes.config, changes.layers, clause.degree, clause.factor)
    if nouns and not way and clause.factor is None and (way := _described(clause)):
        return [one for noun in nouns for one in changes.of(noun, way)]  # stronger accents, heavy swing
    at_top = nouns == ["energy"] and not clause.leans and not clause.moods and changes.config.energy >= 1.0
    if at_top and (way or _times(clause)) > 0 and changes.hangs():
        return Question("energy is at its top already; push the drums instead?", ("more intensity", "no"))
    flip = -1 if clause.too or "less" in clause.ways or (clause.moods and "down" in clause.ways) else 1
    flip = 1 if clause.lacking and clause.too else flip
    directed = way or clause.leans or clause.moods or clause.factor is not None or clause.degree > 1
    if set(nouns) & LEVELS and not directed:
        return None  # a level by itself has no direction: "open hat volume"
    if "all" in clause.layers and whole and "lag" in dict(clause.leans):
        return Question("all of it, by how many ms?", tuple(
            f"everything {ms} ms {'later' if dict(clause.leans)['lag'] > 0 else 'earlier'}" for ms in (5, 10)
        ))
    found = _felt(clause, changes, flip, whole=whole)
    for quality, direction in dict.fromkeys(clause.leans):
        found += _leant(quality, direction * flip, changes, nouns)
    if clause.moods or (clause.leans and not nouns):
        return found
    for noun in nouns:
        if noun == "S" and "accent" in nouns:
            found.append(Set("accent.steps", list(OFFBEATS)))
        elif noun != "tempo":
            found += changes.of(noun, way or _times(clause) or 1)
    if nouns or clause.leans:
        return found
    if not way and clause.factor is None:
        return None
    if whole and not clause.layers:
        if set(clause.said.split()) <= BARE or (clause.pron == "it" and clause.degree == 1.0):
            up = bool(set(clause.ways) & {"more", "up"})
            return Question(f"{'more' if up else 'less'} of what?", MORE if up else LESS)
        return changes.of("push", way) if way and not clause.too and not clause.lacking else None
    return found + changes.of(_plain(clause), way or _times(clause))


def _felt(clause: Clause, changes: Changes, flip: int, *, whole: bool) -> list[Request]:
    """Return the requests that a clause's moods consist of."""
    found: list[Request] = []
    for mood in dict.fromkeys(clause.moods):
        for quality, size in MOODS[mood].profile if whole else MOODS[mood].of_layers:
            sized = Changes(changes.config, changes.layers, clause.degree * abs(size))
            found += sized.of(quality, flip * (1 if size > 0 else -1))
    return found


def _brought_out(clause: Clause) -> bool:
    """Return True for "bring the accents out"."""
    return clause.gone and "bring" in clause.said.split() and bool(clause.qualities)


def _held_back(clause: Clause) -> bool:
    """Return True for "pull the hats back"."""
    return clause.here and bool(set(clause.verbs) & HELD_BACK)


def _leant(quality: str, direction: int, changes: Changes, nouns: Sequence[str]) -> list[Request]:
    if nouns and quality in FORCE:
        return []  # some quiet ghost kicks
    if quality == "straight":
        return changes.none("swing") if direction > 0 else changes.of("swing", 1)
    if quality == "rotation" and changes.degree < 1.0:
        return changes.of("lag", direction)  # a little earlier is less than a step
    if quality == "tempo":  # faster hats
        return changes.of("density", direction)
    return changes.of(quality, direction)


def _way(clause: Clause) -> int:
    """Return in which direction: what there is too much of goes down, what is lacking up."""
    up, down = bool(set(clause.ways) & {"more", "up"}), bool(set(clause.ways) & {"less", "down"})
    if clause.too:
        return 1 if down else -1
    if down or _held_back(clause):
        return -1
    if up or clause.lacking:
        return 1
    return 0


def _times(clause: Clause) -> int:
    return 0 if clause.factor is None else 1 if clause.factor > 1 else -1


def _described(clause: Clause) -> int:
    """Return the direction that adjectives of amount and force give to a noun, 0 when there are none."""
    flip = -1 if clause.too else 1
    ways = [way for quality, way in clause.leans if quality in FORCE]
    ways += [FORCEFUL[mood] for mood in clause.moods if mood in FORCEFUL]
    return ways[0] * flip if ways else 0


def _plain(clause: Clause) -> str:
    """Choose the quality of "more hats" and "hats up": density and level; of a kick it is the level."""
    if "hear" in clause.said.split():
        return "velocity"
    lacks = clause.lacking and not set(clause.ways) & {"up", "down"}  # it needs to come down
    counted = set(clause.ways) & {"more", "less"} or lacks or clause.factor is not None or clause.too
    return "amount" if counted else "velocity"


# --- figures ----------------------------------------------------------------------------------------------------------


def _figured(clause: Clause, changes: Changes, config: Config) -> list[Request] | Question | None:
    """Return the requests of a clause with figures; each figure must fit the one quality that is named."""
    quality = _measured(clause, changes)
    figures = clause.figures
    if quality is None or clause.too or clause.lacking or clause.factor is not None:
        return None
    if quality in SCORES:
        plain = all(one.unit in {"", "percent"} for one in figures) and len(figures) <= 2  # noqa: PLR2004 - two ends
        return _checked(changes.banded(quality, [one.value for one in figures]), config) if plain else None
    if len(figures) > 1:
        return None
    goal = figures[0].value if figures[0].goal and not figures[0].unit else None
    if quality == "velocity" and goal in FEW and changes.layers and not clause.qualities and not clause.leans:
        return _checked(changes.hits(round(goal or 0)), config)
    if quality == "velocity" and figures[0].goal and not changes.layers and not figures[0].unit:
        level = figures[0].value
        return Question(f"{level:g} is the velocity of what?", tuple(
            f"{layer_words([layer])} velocity {level:g}" for layer in list(config.layers)[:MAX_CHOICES]
        ))
    found = _in_units(clause, quality, changes, config)
    at_its_end = quality == "energy" and found == []
    return None if found is None else [] if at_its_end else _checked(found, config) or None


def _in_units(  # noqa: PLR0911 - one return a unit
    clause: Clause, quality: str, changes: Changes, config: Config
) -> list[Request] | None:
    """Return the request of one figure in its unit; None where the unit is none of the quality's."""
    figure, direction = clause.figures[0], _signed(clause)
    moves = figure.change or ((_way(clause) or clause.leans) and not figure.goal)
    match quality, figure.unit:
        case "cap", "ms" | "":
            named: list[Request] = [Set(f"{layer}.beat_bin_cap_ms", figure.value) for layer in changes.layers]
            return named or [Set("targets.T_ms_cap", figure.value)]
        case "velocity", "db":
            return changes.louder_by(10 ** (direction * abs(figure.value) / DECIBELS_PER_DECADE))
        case "lag", "ms":
            return changes.lagging(direction * abs(figure.value))
        case "length", "steps" if not moves:
            return changes.exactly(quality, figure.value, "")
        case "ratchet", "times" | "hits":
            rolled = changes.layers or meant(config, ["hat_c"])
            return [Set(f"{layer}.ratchet_repeat", round(figure.value)) for layer in rolled]
        case "density", "hits" if _way(clause) and not figure.goal:
            return changes.more_hits(direction * round(abs(figure.value))) if changes.layers else None
        case "density", "hits":
            return changes.hits(round(figure.value)) if changes.layers else None
        case "rotation", unit if unit == "steps" or (unit == "" and moves):
            return changes.turned(round(direction * abs(figure.value)))
        case _, "" | "percent" | "ms" if moves:
            return changes.by(quality, direction * abs(figure.value), figure.unit)
        case _, "" | "percent" | "ms":
            return changes.exactly(quality, figure.value, figure.unit)
        case _:
            return None


def _signed(clause: Clause) -> int:
    figure = clause.figures[0]
    lean = next((way for _, way in clause.leans), 0)
    way = _way(clause) or (-1 if "mute" in clause.acts else 0)
    if figure.value < 0:
        return -1
    return (lean * way if lean and way else lean or way) or 1


def _measured(clause: Clause, changes: Changes) -> str | None:
    """Return the one quality that a clause's figures measure; None when none is named, or several are."""
    nouns = {one for one in clause.qualities if one != "probability"} or (
        {"density"} if "probability" in clause.qualities and changes.layers else set()
    )
    leans = {quality for quality, _ in clause.leans if quality != "tempo"}
    units = {one.unit for one in clause.figures}
    if "cap" in nouns:
        return "cap" if nouns <= {"cap", "micro"} else None
    if len(nouns) == 2 and "density" in nouns:  # noqa: PLR2004 - "amount of swing"
        nouns -= {"density"}
    named = nouns or leans
    if len(named) == 1:
        return next(iter(named))
    if named or not changes.layers:
        return None
    plain = clause.slots() == {"layers", "figures"} and len(clause.figures) == 1 and units == {""}
    if plain and clause.figures[0].value in PLAIN_LEVELS and not (clause.only or clause.figures[0].at):
        return "velocity"  # open hat out, snare 104
    shares = all(_is_share(one) for one in clause.figures)
    by_unit = {"db": "velocity", "ms": "lag", "steps": "rotation", "hits": "density"}
    if len(units) == 1 and (unit := next(iter(units))) in by_unit:
        return by_unit[unit]
    signed = all(one.change and one.value == int(one.value) for one in clause.figures) and units == {""}
    if (set(clause.ways) & {"up", "down"} and units <= {"", "percent"}) or signed:
        return "velocity"
    dense = any(changes.config.layers[layer].density is not None for layer in changes.layers)
    return "density" if shares and (dense or "percent" in units) else None


def _is_share(figure: Figure) -> bool:
    return figure.unit == "percent" or (figure.unit == "" and 0.0 < abs(figure.value) <= 1.0)


def _checked(requests: list[Request], config: Config) -> list[Request] | Question:
    """Return requests whose values lie in the ranges of their parameters, or the question which value is meant."""
    for request in requests:
        if not isinstance(request, Set) or isinstance(request.to, bool) or not isinstance(request.to, (int, float)):
            continue
        known = parameter(config, request.path)
        if known is None or known.low is None or known.high is None:
            continue
        if not known.low <= request.to <= known.high:
            low, high = known.low, known.high
            return Question(
                f"{request.path} goes from {low:g} to {high:g}, and {request.to:g} is outside; which value?",
                (f"{request.path} {low:g}", f"{request.path} {high:g}"),
            )
    return requests
