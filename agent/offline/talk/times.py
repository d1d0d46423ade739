"""When, and for how long, is the last act meant after "for 8", "make it 16", "sooner", "now" and "the one after"?"""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from agent.offline.asking import Question
from agent.offline.talk.follow import Follow, planned_bar, taken_back, when_of
from agent.offline.talk.turns import goal_of, setting
from agent.offline.understand import Asked
from engine.commands import Drop, Fill, Mute, Solo, Tempo
from engine.commands import Scene as Recall
from engine.phrase import next_line
from engine.when import When

if TYPE_CHECKING:
    from agent.offline.meaning import Clause
    from agent.offline.talk.follow import Scene
    from agent.offline.talk.turns import Turn
    from agent.requests import Request

MOST_BARS: Final = 1024
LONGEST_FILL: Final = 16
NOW: Final = re.compile(
    r"(?:(?:do|make|start|have) (?:it|that|this) )?(?:@now|now|immediately|at 1|already|right now)(?: already)?"
)
SAME: Final = r"(?:(?:do )?(?:the )?same(?: thing| again)? ?,? but )?"
SOONER: Final = re.compile(
    rf"{SAME}"
    r"(?:(?:do|make|have|move|bring|put) (?:it|that|this) )?(?:(?:a )?(?:bit|little|lot|much|way) )?"
    r"(?P<way>sooner|earlier|before that|quicker|later|after that)(?: than that)?"
)
LENGTH: Final = re.compile(
    r"(?:do )?(?:the )?same(?: thing| again)? ?,? but (?:a bit |much |only )?"
    r"(?:(?P<longer>longer|(?:twice|2 times) as long)|shorter|half as long)"
)
BY: Final = re.compile(
    rf"{SAME}"
    r"(?:(?:do|make|have|move|bring|put|push|shift) (?:it|that|this|them|those|both(?: of(?: (?:them|those|these))?)?) "
    r")?(?:by )?@(?:later|for|"
    r"in):(?P<n>\d+)(?: (?P<way>sooner|earlier|later|before|ahead|back))?"
)
NEXT_BUT_ONE: Final = re.compile(
    r"(?:not (?:on )?(?:the )?next(?: (?:one|1|phrase))? , )?(?:(?:on |at |to )?the )?"
    r"(?:(?:one|1|phrase|line) after(?: (?:that|it|next))?|(?:next but (?:one|1))|following (?:one|1|phrase)|"
    r"(?:second|2nd) 1|"
    r"(?:one|1|a) phrase later)"
)
SKIPS: Final = re.compile(
    r"(?:skip|miss|leave out|drop|not) (?:the |this )?(?:next|coming) (?:one|1|time|fill)?|skip (?:one|1|"
    r"this (?:one|1))|not (?:the )?next time"
)
HELD: Final = (Mute, Solo, Fill, Drop)


def bars_for(turn: Turn, bars: int, scene: Scene) -> Follow | None:
    """Return a turn's acts for so many bars; what has no length of its own is set back after them."""
    fills = any(isinstance(one.request, Fill) for one in turn.asked)
    if not 1 <= bars <= (LONGEST_FILL if fills else MOST_BARS):
        return None
    when = when_of(turn, scene)
    origin = {**turn.starts(), **turn.origin}
    asked: list[Asked] = []
    seen: set[str] = set()
    start = (when.at_bar or 0) if when is not None else scene.sounding + (1 if scene.playing else 0)
    for one in turn.asked:
        path, level = goal_of(one.request)
        if isinstance(one.request, HELD):
            asked.append(Asked(replace(one.request, bars=bars), when))
        elif level is not None and path in origin and path not in seen:
            seen.add(path)
            if when is not None:
                asked.append(Asked(one.request, when))
            asked.append(Asked(setting(path, origin[path], scene.config), When(at_bar=start + bars)))
    returns = len(turn.goals()) < sum(goal_of(one.request)[1] is not None for one in turn.asked)
    if not asked:
        return None
    if returns and when is not None:  # it was to end already: only the end is put elsewhere
        ends = [one for one in asked if one.when is not None and one.when.at_bar == start + bars]
        now = [Asked(one.request) for one in turn.asked if one.when is None]
        return Follow([*now, *_ends(turn, ends, scene, bars)], taken_back(turn, scene), turn.clauses, turn.origin)
    back = taken_back(turn, scene) if when is not None else []
    return Follow(asked, back, turn.clauses, turn.origin)


def _ends(turn: Turn, ends: list[Asked], scene: Scene, bars: int) -> list[Asked]:
    at = turn.bar() + (1 if turn.playing else 0) + bars
    return [replace(one, when=When(at_bar=max(at, scene.state.bar))) for one in ends]


def as_long(turn: Turn, core: str, scene: Scene) -> Follow | None:
    """Read "the same but shorter" and "the same but longer" after what lasted so many bars: half of them, or twice."""
    found = LENGTH.fullmatch(core)
    lasted = [one.request.bars for one in turn.asked if isinstance(one.request, HELD) and one.request.bars]
    if found is None or not lasted:
        return None
    return bars_for(turn, lasted[0] * 2 if found["longer"] else max(1, lasted[0] // 2), scene)


def at_time(turn: Turn, when: When | None, scene: Scene, *, again: bool = False) -> Follow | None:
    """Return a turn's acts at another time, None for now, and no more at their own.

    Args:
        turn: the last. when: the time. scene: how the music stands.
        again: the time repeats; what was done at once stays done.
    """
    if not turn.asked:
        return None
    old = when_of(turn, scene)
    first = next((one.when for one in turn.asked if one.when is not None), None)
    asked: list[Asked] = []
    for one in turn.asked:
        if one.when is not None and first is not None and one.when != first:
            asked.append(_shifted(one, first, when))
        else:
            asked.append(Asked(one.request, _with_grid(when, one.when)))
    back = [] if (again and old is None) else taken_back(turn, scene)
    clauses = tuple(_timed(clause, when) for clause in turn.clauses)
    return Follow(asked, back, clauses, turn.origin)


def once_more(turn: Turn, when: When) -> Follow | None:
    """Return a turn's acts at another time as well: "the same at 90 too"; what they did stays as it is."""
    first = next((one.when for one in turn.asked if one.when is not None), None)
    if not turn.asked or any(one.when != first for one in turn.asked):
        return None
    return Follow([Asked(one.request, when) for one in turn.asked], [], tuple(
        _timed(clause, when) for clause in turn.clauses
    ), turn.origin)


def _with_grid(when: When | None, old: When | None) -> When | None:
    """Keep the repetition of a plan whose next time is moved."""
    if when is None or old is None or old.every_bars is None or when.every_bars is not None:
        return when
    return replace(when, every_bars=old.every_bars)


def _shifted(one: Asked, first: When, when: When | None) -> Asked:
    """Return what comes some bars after the first of a turn, as many bars after its new time."""
    if one.when is None:
        return one
    if one.when.at_bar is not None and first.at_bar is not None and when is not None and when.at_bar is not None:
        return replace(one, when=When(at_bar=one.when.at_bar - first.at_bar + when.at_bar))
    if one.when.in_bars is None or first.in_bars is None:
        return one
    gap = one.when.in_bars - first.in_bars
    if when is None or when.in_bars is not None:
        return replace(one, when=When(in_bars=gap + (0 if when is None else when.in_bars or 0) or 1))
    return replace(one, when=When(at_bar=when.at_bar + gap)) if when.at_bar is not None else one


def _timed(clause: Clause, when: When | None) -> Clause:
    put = deepcopy(clause)
    put.when = when
    return put


def moved(turn: Turn, core: str, scene: Scene) -> Follow | None:
    """Read "sooner", "4 bars later", "the one after" and "skip the next one" of the last plan."""
    bar = planned_bar(turn, scene)
    if bar is None:
        return None
    wait = bar - scene.sounding
    every = next((one.when.every_bars for one in turn.asked if one.when is not None), None)
    if SKIPS.fullmatch(core):
        if every is None:
            return None
        return at_time(turn, When(at_bar=bar + every, every_bars=every), scene)
    if NEXT_BUT_ONE.fullmatch(core):
        return at_time(turn, When(at_bar=next_line(scene.state.anchor, scene.config.phrase.bars, bar + 1)), scene)
    found = BY.fullmatch(core)
    if found is not None and (found["way"] or "@later" in core):
        n = int(found["n"])
        put = bar - n if found["way"] in {"sooner", "earlier", "before", "ahead"} else bar + n
        return _on(turn, put, scene)
    found = SOONER.fullmatch(core)
    if found is None:
        return None
    sooner = found["way"] in {"sooner", "earlier", "before that", "quicker"}
    return _on(turn, scene.sounding + (max(1, wait // 2) if sooner else wait * 2), scene)


def _on(turn: Turn, bar: int, scene: Scene) -> Follow | None:
    if bar < scene.state.bar:
        return Follow(question=Question("that would be before the bar that sounds; now?", ("now", "no")))
    return at_time(turn, When(at_bar=bar), scene)


def figure_of(turn: Turn, value: float, scene: Scene) -> Follow | None:
    """Return the last act with another number of bars, where it has one that "make it 16" can mean."""
    bars = int(value)
    if bars != value or not 1 <= bars <= MOST_BARS:
        return None
    held = [one.request for one in turn.asked if isinstance(one.request, HELD)]
    lengths = [one for one in held if one.bars]
    ended = len(turn.goals()) < sum(goal_of(one.request)[1] is not None for one in turn.asked)
    planned = next((one.when for one in turn.asked if one.when is not None), None)
    if any(clause.figures for clause in turn.clauses) and not lengths:
        return None
    if planned is not None and planned.every_bars is not None and not (lengths and _said_bars(turn)):
        return at_time(turn, When(every_bars=bars), scene)
    if lengths and planned is not None and planned.in_bars is not None and _said_bars(turn):
        choices = (f"in {bars} bars", f"for {bars} bars")
        return Follow(question=Question(f"{bars} bars from now, or for {bars} bars?", choices))
    if ended or (lengths and _said_bars(turn)) or (held and planned is None):
        return bars_for(turn, bars, scene)
    if planned is not None and planned.in_bars is not None:
        return at_time(turn, When(in_bars=bars), scene)
    if planned is not None and planned.at_bar is not None and not held and planned.every_bars is None:
        is_bar = bars > scene.state.bar  # it was at a bar, so another bar is meant, if it is to come
        return at_time(turn, When(at_bar=bars - 1) if is_bar else When(in_bars=bars), scene)
    overs = [one for one in turn.asked if _over(one.request)]
    return over(turn, bars, scene) if overs else None


def _said_bars(turn: Turn) -> bool:
    return any(clause.bars or clause.figures for clause in turn.clauses)


def _over(request: Request) -> bool:
    return isinstance(request, (Tempo, Recall)) and bool(request.over_bars)


def over(turn: Turn, bars: int, scene: Scene) -> Follow | None:
    """Return a tempo or a scene again, but reached over so many bars."""
    asked = [
        Asked(replace(one.request, over_bars=bars), when_of(turn, scene)) for one in turn.asked
        if isinstance(one.request, (Tempo, Recall)) and getattr(one.request, "action", "recall") == "recall"
    ]
    return Follow(asked, taken_back(turn, scene), turn.clauses, turn.origin) if asked else None
