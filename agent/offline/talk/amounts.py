"""How much of the last change is meant by "too much", "half that", "double it" and "the other way"?"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from agent.offline.layers import meant
from agent.offline.talk.follow import Follow, taken_back, when_of
from agent.offline.talk.turns import goal_of, level_of, setting
from agent.offline.understand import Asked
from engine.commands import Drop, Fill, Mute, Solo
from engine.parameters import parameter

if TYPE_CHECKING:
    from agent.offline.meaning import Clause
    from agent.offline.talk.follow import Scene
    from agent.offline.talk.turns import Turn

HALF: Final = 0.5
QUARTER: Final = 0.25
DOUBLE: Final = 2.0
LEAST_BARS: Final = 1
FAR: Final = r"(?:much|far|many|fast|slow|hard|soft|loud|quiet|high|low|strong|extreme|drastic|big|dark|wild|long)"
SMALL: Final = r"(?:a |just a |only a |by a )?(?:bit|little|touch|tad|notch|click|peg|hair|fraction|smidge|1 step)"
IT: Final = r"(?: it| that| this| them)?"
TOO: Final = re.compile(
    r"(?:it is |that is |that was |this is |is |now it is |now that is )?(?P<way>way |far |"
    r"much )?(?:(?:a )?(?:bit|little|tad|touch) )?"
    r"too (?:much|far|strong|hard|big|extreme|drastic|many|wild|long)(?: of (?:that|it|a change|"
    r"a good thing))?(?: now)?|"
    rf"(?:that is |it is )?(?:a )?(?:little |bit )much(?: now)?|"
    rf"(?:but |maybe |please )*(?:it is )?not (?:so|that|quite so|quite that|quite as|as|this|too) {FAR}(?: please)?|"
    r"less than that|not all of (?:it|that)|not the whole way|not all the way"
)
"""The change was right in its direction, and went too far."""
PART: Final = re.compile(
    rf"(?:make{IT} |do |only |just |maybe |give (?:me |us )?|take |undo |lose |bring{IT} back |go |go back |about )*"
    rf"(?:half(?: of)?(?: that| it| the way| way| as much(?: as (?:that|this|it))?| the amount| so much|"
    rf" of what you did|"
    r" the change)?(?: back| off| away)?|halve{IT}|"
    r"half ?way(?: back| there)?|the middle|half ?way between(?: them| the (?:two|2))?|in between|"
    r"somewhere in between|in the middle|between the (?:two|2)|"
    r"split the difference|meet in the middle)"
)
BACK: Final = re.compile(
    rf"(?:(?:ease|pull|dial|back|bring|take|go|come|step|roll|scale) ?)(?:{IT} )?(?:back|off|"
    rf"back off)(?: on)?{IT} (?:{SMALL})|"
    rf"(?:ease|pull|dial|scale) ?(?:{IT} )?(?:back|off)|(?:{SMALL}) back|back (?:{SMALL})|back{IT} off|"
    rf"{SMALL} less of (?:that|it)|"
    r"less of (?:that|it)|tone that down(?: a (?:bit|little))?"
)
TWICE: Final = re.compile(
    rf"(?:make{IT} |do |give me )*(?:double(?: that| it| of that| the amount| as much| as long)?|twice(?: that| it|"
    r" as much| as long| the amount)?)|"
    r"(?:make (?:it|that) )?(?:twice|double) as long"
)
SHORT: Final = re.compile(r"(?:make (?:it|that) |for |only )*half (?:as long|the (?:time|length))")
OTHER_WAY: Final = re.compile(
    r"(?:(?:wrong|not that) (?:direction|way)(?: ,)?(?: the)? ?)?(?:(?:go|turn|do|move|take|push|try)?(?: it|"
    r" that)? ?)?"
    r"(?:the |in the |to the )?(?:other|opposite|reverse) (?:way|direction|side)(?: around| round)?|"
    r"wrong (?:direction|way)|(?:try |do )?(?:the )?(?:opposite|reverse)(?: of that)?|the (?:other|"
    r"wrong) way(?: around)?|"
    r"(?:i meant |i mean )?(?:the )?opposite"
)


def share_of(core: str) -> float | None:
    """Return which share of the last change a line asks for; None where it asks for none."""
    parts = [part.strip() for part in re.split(r"[,.;]| and | but ", core) if part.strip()]
    shares: list[float] = []
    for part in parts:
        too = TOO.fullmatch(part)
        if too is not None:
            shares.append(QUARTER if too["way"] else HALF)
        elif PART.fullmatch(part) or BACK.fullmatch(part) or SHORT.fullmatch(part):
            shares.append(HALF)
        elif TWICE.fullmatch(part):
            shares.append(DOUBLE)
        else:
            return None
    return shares[-1] if shares else None


def too_far(clause: Clause, turn: Turn) -> float | None:
    """Return the share that is left of a change of which it is said that it went too far: "too slow now"."""
    slots = clause.slots()
    negated = clause.negated or "act undo" in slots  # not that fast
    if not (clause.too or negated) or slots - {"too", "leans", "layers", "act undo", "negated", "moods"}:
        return None
    if clause.moods and not clause.leans:
        alike = any(set(clause.moods) == set(one.moods) and not _of_less(one) for one in turn.clauses)
        return HALF if alike else None
    if len(clause.leans) != 1 or (clause.layers and not set(clause.layers) & _named(turn)):
        return None
    quality, sign = clause.leans[0]
    if negated and not clause.too:
        moved = _moved(turn, quality)
        return HALF if moved and moved * sign > 0 else None
    moved = _moved(turn, quality)
    return (QUARTER if clause.degree > 1 else HALF) if moved and moved * sign > 0 else None


def _of_less(clause: Clause) -> bool:
    """Return True for a clause that takes some of its mood away: "less nervous", "too nervous"."""
    return bool(clause.too or clause.negated or {"less", "down"} & set(clause.ways))


def _named(turn: Turn) -> set[str]:
    named = {layer for clause in turn.clauses for layer in clause.layers}
    return named | set(turn.layers()) | ({"hats"} if set(turn.layers()) & {"hat_c", "hat_o"} else set())


PATHS: Final = {
    "tempo": ("bpm",), "velocity": (".velocity",), "density": (".density.target", ".fills"),
    "length": (".length_steps",), "swing": (".swing_percent",), "micro": (".micro_ms",), "energy": ("energy",),
    "S": ("targets.S",), "H": ("targets.H",), "E": ("targets.E_target",), "D": ("targets.D_target",),
    "ratchet": (".ratchet_prob",), "accent": ("accent.prob", "accent.velocity_scale"), "rotation": (".rot",),
    "ghost": (".ghost_pre1_prob",), "phrase": ("phrase.variation",), "T": ("targets.T_ms_cap",), "lag": (".beat_bin",),
}
"""Where the numbers of a quality are, by the ends of their paths."""


def _moved(turn: Turn, quality: str) -> float:
    """Return by how much a turn moved a quality, in whatever unit; 0 for not at all."""
    starts, ends = turn.starts(), PATHS.get(quality, ())
    return sum(
        sum(level) - sum(starts.get(path, level)) for path, level in turn.goals().items() if path.endswith(ends)
    ) if ends else 0.0


def scaled(turn: Turn, share: float, scene: Scene) -> Follow | None:
    """Return a share of what a turn changed: of its numbers, or else of its bars; None where it has neither."""
    origin = {**turn.starts(), **turn.origin}
    asked: list[Asked] = []
    seen: set[str] = set()
    for path, goal in turn.goals().items():
        start = origin.get(path)
        if start is None or len(start) != len(goal):
            continue
        seen.add(path)
        level = tuple(one + share * (other - one) for one, other in zip(start, goal, strict=True))
        asked.append(Asked(setting(path, level, scene.config), None))
    when = when_of(turn, scene)
    back: list[Asked] = []
    if not asked:
        for one in turn.asked:
            request, bars = one.request, getattr(one.request, "bars", None)
            if isinstance(request, (Mute, Solo, Fill, Drop)) and bars:
                asked.append(Asked(replace(request, bars=max(LEAST_BARS, round(bars * share)))))
    if not asked:
        return None
    if when is not None:
        back = taken_back(turn, scene)
        asked = [replace(one, when=when) for one in asked]
    return Follow(asked, back, turn.clauses, origin)


def mirrored(turn: Turn, layers: list[str], scene: Scene) -> Follow | None:
    """Return the opposite of what a turn changed, instead of it, or beside it for other layers."""
    starts = {**turn.starts(), **turn.origin}
    asked: list[Asked] = []
    origin: dict[str, tuple[float, ...]] = {}
    for path, goal in turn.goals().items():
        start = starts.get(path)
        if start is None or len(start) != len(goal):
            continue
        change = tuple(other - one for one, other in zip(start, goal, strict=True))
        for put in [f"{layer}.{path.partition('.')[2]}" for layer in layers] or [path]:
            asked += _mirrored_one(put, path, start, change, scene, origin)
    return Follow(asked, [], turn.clauses, origin) if asked else None


def _mirrored_one(
    put: str, path: str, start: tuple[float, ...], change: tuple[float, ...], scene: Scene,
    origin: dict[str, tuple[float, ...]],
) -> list[Asked]:
    now = start if put == path else level_of(scene.config, put)
    if now is None:
        return []
    by = sum(change) / len(change)
    level = tuple(one - by for one in now) if len(now) != len(change) else tuple(
        one - other for one, other in zip(now, change, strict=True)
    )
    origin[put] = now
    return [Asked(setting(put, level, scene.config))]


def exactly(turn: Turn, share: float, scene: Scene) -> Follow | None:
    """Return the numbers that a turn moved set to a share: "60 percent" after "more swing"; None for several kinds."""
    goals = turn.goals()
    tails = {path.partition(".")[2] or path for path in goals}
    known = [parameter(scene.config, path) for path in goals]
    if len(tails) != 1 or any(one is None or one.high is None or one.high > 1 for one in known):
        return None
    asked = [Asked(setting(path, (share,), scene.config)) for path in goals]
    return Follow(asked, [], turn.clauses, turn.starts())


def than_that(turn: Turn, clause: Clause, scene: Scene) -> Follow | None:
    """Return less or more of what a turn changed, for one of its layers: "the closed one a bit less than that"."""
    share = HALF if set(clause.ways) & {"less", "down"} else 2 - HALF
    found = scaled(turn, share, scene)
    if found is None:
        return None
    layers = meant(scene.config, clause.layers)
    found.asked = [one for one in found.asked if goal_of(one.request)[0].split(".")[0] in layers]
    return found if found.asked else None
