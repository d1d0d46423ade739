"""Which number is meant by "make it 108", "128" or "+1", where the line before was not about one?

A number without a unit is that of the last thing that was set to a number, if it fits there. It is no length of a mute
or solo that had none: where it could be one, or fits nothing, it is asked about.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from agent.offline.asking import LEAST_BPM, MOST_BPM, Question, layer_words
from agent.offline.talk.follow import Follow, taken_back
from agent.offline.talk.said_numbers import against
from agent.offline.talk.turns import level_of, setting
from agent.offline.understand import Asked
from engine.commands import Drop, Fill, Mute, Solo, Watch
from engine.parameters import parameter

if TYPE_CHECKING:
    from agent.offline.meaning import Clause, Figure
    from agent.offline.talk.follow import Scene
    from agent.offline.talk.turns import Turn
    from engine.config import Config

MOST_LENGTH: Final = 64
"""More bars than this are not meant by a bare number."""
PERCENT: Final = 100.0
MOST_FILL: Final = 16
MOST_VELOCITY: Final = 127
SIGNS: Final = {"more": 1, "up": 1, "less": -1, "down": -1}


def bare_number(clause: Clause, last: Turn, scene: Scene) -> Follow | None:
    """Read a line that is only a number: what it sets, or a question; None if the line is something else.

    Args:
        clause: the line. last: the turn before. scene: the conversation and how the music stands.
    """
    figure = _signed(clause)
    watch = last.asked[-1].request
    if isinstance(watch, Watch) and not figure.change and not isinstance(watch.value, str):
        value = figure.value / PERCENT if figure.unit else figure.value
        return Follow([Asked(replace(watch, value=value))], taken_back(last, scene), last.clauses)
    if last.goals():
        return _beyond(figure, last)
    held = [one.request for one in last.asked if isinstance(one.request, (Mute, Solo))]
    length = next((one.bars for one in held if one.bars), None)
    planned = any(one.when is not None for one in last.asked)
    whole = figure.value == int(figure.value) and figure.unit == ""
    if held and figure.change and length and whole:
        bars = length + int(figure.value)
        new = [Asked(replace(one, bars=bars)) for one in held]
        return Follow(new, [], last.clauses) if 1 <= bars <= MOST_LENGTH and not planned else _asks(figure, last, scene)
    if whole and not figure.change and _is_length(last, figure.value, length=length, planned=planned):
        return None
    set_before = next((turn for turn in reversed(scene.talk.turns) if _is_number(turn)), None)
    could_last = bool(held) and not planned and whole and 1 <= figure.value <= MOST_LENGTH
    if set_before is not None and (figure.change or not could_last):
        put = _put(figure, set_before, scene)
        if put is not None:
            return put
    return _asks(figure, last, scene) if held or set_before is not None else None


def _signed(clause: Clause) -> Figure:
    """Return the number of a clause, as a change where it says "more" or "down"."""
    figure = clause.figures[0]
    sign = next((SIGNS[way] for way in clause.ways if way in SIGNS), 0)
    return replace(figure, value=sign * abs(figure.value), change=True) if sign else figure


def _is_length(last: Turn, value: float, *, length: int | None, planned: bool) -> bool:
    """Return True where the last turn has a length or a time that the number can be."""
    if any(isinstance(one.request, Fill) for one in last.asked) and value <= MOST_FILL:
        return True
    drops = any(isinstance(one.request, Drop) for one in last.asked)
    return (bool(length) or planned or drops) and value <= MOST_LENGTH


def _is_number(turn: Turn) -> bool:
    """Return True for a turn that set one kind of number outright or by a number."""
    tails = {path.partition(".")[2] or path for path in turn.goals()}
    return len(tails) == 1 and any(clause.figures for clause in turn.clauses)


def _put(figure: Figure, turn: Turn, scene: Scene) -> Follow | None:
    """Return the numbers of a turn set to another, or moved by it; None where it does not fit."""
    asked: list[Asked] = []
    for path in turn.goals():
        now = level_of(scene.config, path)
        if now is None:
            return None
        value = _scaled(figure, path, scene.config)
        level = tuple(one + value for one in now) if figure.change else (value,)
        if not all(_fits(one, path, scene.config) for one in level):
            return None
        asked.append(Asked(setting(path, level, scene.config)))
    clauses = deepcopy(turn.clauses)
    for clause in clauses:
        clause.figures = [replace(one, value=figure.value, change=figure.change) for one in clause.figures]
    return Follow(asked, [], clauses)


def _scaled(figure: Figure, path: str, config: Config) -> float:
    known = parameter(config, path)
    share = known is not None and known.high is not None and known.high <= 1
    percent = figure.unit == "percent" or abs(figure.value) >= 1
    return figure.value / 100 if share and percent else figure.value


def _fits(value: float, path: str, config: Config) -> bool:
    if path == "bpm":
        return LEAST_BPM <= value <= MOST_BPM
    if path.endswith(".velocity"):
        return 1 <= value <= MOST_VELOCITY
    known = parameter(config, path)
    if known is None or known.low is None or known.high is None or known.kind != "float":
        return False
    return known.low <= value <= known.high


def _beyond(figure: Figure, last: Turn) -> Follow | None:
    """Ask about a number that may be a tempo: "128" after "velocity 110", 124 after "quieter"."""
    level = all(path.endswith(".velocity") for path in last.goals())
    if not level or figure.change or figure.unit or not LEAST_BPM <= figure.value <= MOST_BPM:
        return None
    said, over = f"{figure.value:g}", figure.value > MOST_VELOCITY
    if not over and not against(last, figure.value):
        return None
    if over:
        told = f"a velocity goes up to {MOST_VELOCITY}; the tempo to {said}?"
        return Follow(question=Question(told, (f"tempo {said}", "no")))
    choices = (f"tempo {said}", f"{layer_words(last.layers())} velocity {said}")
    return Follow(question=Question(f'what is "{said}" a number of?', choices))


def _asks(figure: Figure, last: Turn, scene: Scene) -> Follow:
    """Ask what a number is of, with what it can be."""
    layers = layer_words(last.layers())
    said = f"{figure.value:+g}" if figure.change else f"{figure.value:g}"
    choices: list[str] = []
    held = next((one.request for one in last.asked if isinstance(one.request, (Mute, Solo))), None)
    if figure.change:
        way, by = ("up", "louder") if figure.value > 0 else ("down", "quieter")
        choices.append(f"tempo {way} {abs(figure.value):g} bpm")
        choices += [f"{layers} {by}"] if layers else []
    elif figure.unit == "percent":
        named = layers or "hats"
        choices = [f"{named} density {said}%", f"{named} velocity {said}%"]
    else:
        whole = figure.value == int(figure.value)
        if held is not None and whole and 1 <= figure.value <= MOST_LENGTH:
            choices.append(f"{held.command} the {layers} for {said} bar{'' if figure.value == 1 else 's'}")
        if LEAST_BPM <= figure.value <= MOST_BPM:
            choices.append(f"tempo {said}")
        number = next((turn for turn in reversed(scene.talk.turns) if _is_number(turn)), None)
        layers = layer_words(number.layers()) if number is not None and number.layers() else layers
        if layers and whole and 1 <= figure.value <= MOST_VELOCITY:
            choices.append(f"{layers} velocity {said}")
    if not choices:
        what = f"what shall be {said}: a tempo, a velocity or a length? say it in other words"
        return Follow(question=Question(what))
    if len(choices) == 1:
        return Follow(question=Question(f"{choices[0]}?", (choices[0], "no")))
    return Follow(question=Question(f'what is "{said}" a number of?', tuple(choices)))
