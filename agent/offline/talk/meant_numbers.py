"""Of what is the number in "make it 80" after a question of a value, in "i meant 97" after a plan for a bar?

It belongs to what was spoken of last: the value that was asked about, or the bar, the chance or the amount of the last
act.
A number that what was changed last cannot be is a tempo.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.clauses import clauses_of
from agent.offline.layer_words import ONE_LAYER
from agent.offline.layers import meant
from agent.offline.lexemes import lexemes_of
from agent.offline.talk.amounts import PATHS
from agent.offline.talk.kinds import kind, written
from agent.offline.talk.spoken import spoken
from agent.offline.talk.turns import level_of
from agent.offline.words import words_of
from engine.commands import Fill, Set, Watch
from engine.parameters import parameter

if TYPE_CHECKING:
    from agent.offline.talk.follow import Scene

LEAST_BPM: Final = 60
MOST_BPM: Final = 200
MOST_LENGTH: Final = 64
"""A greater number is no length but a bar."""
MOST_FILL: Final = 16
"""The same after a fill."""
PERCENT: Final = 100.0
MOST_VELOCITY: Final = 127
MOST_STEP: Final = 30
"""A smaller number after "louder, like" is how much."""
TO_TEN: Final = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}
OF_IT: Final = re.compile(r"\b(?:it|that|this|they|them)\b")
BOUNDS: Final = re.compile(r"\b(?:over|above|below|under)\b")
NUMBERS: Final = re.compile(r"(?<![\w.])(?:\d+(?:\.\d+)?|\.\d+)")
_N: Final = r"(?P<n>\d{1,4}(?:\.\d+)?|\.\d+)(?P<unit> ?(?:%|percent))?"
_PUT: Final = r"(?:set|bring|put|move|take|get|push|turn|pull|lift|raise|lower|change|have|do|make)"
_MEANT: Final = (
    rf"(?:(?:sorry|no|nah|nope|oops|but|still|rather|maybe|perhaps|better),? )*(?:(?:i (?:meant|mean|said)|say|"
    rf"{_PUT}(?: (?:it|that|this|them))?|like|let us say) )?(?:(?:back|up|down) )*"
    r"(?:(?:to|at|on|over|above|below|under) )?"
)


def asked_paths(text: str, scene: Scene) -> list[str]:
    """Return the paths of the one value that a question is about; none where it is about none, or about more.

    Args:
        text: the question. scene: the conversation and how the music stands.
    """
    plain = text.lower().replace("\u2019", "'").replace("'s", "")
    channel = re.search(r"\b(channel|note)\b", plain)
    clauses = clauses_of(lexemes_of(words_of(plain), scene.config.layers))
    layers = meant(scene.config, [one for clause in clauses for one in clause.layers if one != "all"])
    said = [one for clause in clauses for one in (*clause.qualities, *(lean for lean, _ in clause.leans))]
    ends = {end for one in said for end in PATHS.get(one, ())[:1]} | ({f".{channel[1]}"} if channel else set())
    last = next((turn for turn in reversed(scene.talk.turns) if turn.goals()), None)
    ends -= {"bpm"}  # a number that is of nothing else is a tempo anyway
    if not ends and not layers and last is not None and OF_IT.search(plain):
        return [one for one in last.goals() if level_of(scene.config, one)][:1]
    layers = layers or (scene.talk.spoken if OF_IT.search(plain) else [])
    if len(ends) != 1:
        return []
    end = next(iter(ends))
    paths = [f"{layer}{end}" for layer in layers] if end.startswith(".") else [end]
    return [path for path in paths if level_of(scene.config, path) is not None]


def with_meant(plain: str, scene: Scene) -> str:
    """Return a line with its number said of what it belongs to; as it is where that is plain already.

    Args:
        plain: the line, in lower case. scene: the conversation and how the music stands.
    """
    return written(plain, scene, KINDS)


def _fits(value: float, path: str, scene: Scene) -> bool:
    known = parameter(scene.config, path)
    low, high = (None, None) if known is None else (known.low, known.high)
    if path.endswith(".velocity"):
        low, high = 1, 127
    return known is not None and (low is None or low <= value) and (high is None or value <= high)


def _number(found: re.Match[str], scene: Scene) -> str:
    """Write a number as that of the value that was asked about, or of the last plan, chance or change."""
    value, last = float(found["n"]), scene.talk.last
    if BOUNDS.search(found.group()) and not (last is not None and isinstance(last.asked[-1].request, Watch)):
        return ""
    return _of_asked(found, value, scene) or _of_last(found, value, scene)


def _of_asked(found: re.Match[str], value: float, scene: Scene) -> str:
    put = [(path, value / PERCENT if _is_share(path, value, found, scene) else value) for path in scene.talk.value]
    if not put or not all(_fits(one, path, scene) for path, one in put):
        return ""
    return ", ".join(f"set {path} to {one:g}" for path, one in put)


def _is_share(path: str, value: float, found: re.Match[str], scene: Scene) -> bool:
    known = parameter(scene.config, path)
    of_one = known is not None and known.high is not None and known.high <= 1
    return of_one and (bool(found["unit"]) or value > 1)


def _of_last(found: re.Match[str], value: float, scene: Scene) -> str:
    last = scene.talk.last
    if last is None:  # more than a velocity can be, and nothing else was spoken of
        tempo = scene.talk.took_back and not found["unit"] and MOST_VELOCITY < value <= MOST_BPM
        return f"tempo {found['n']}" if tempo else ""
    request, words = last.asked[-1].request, " ".join(words_of(last.said))
    if isinstance(request, Watch):
        return f"make it {found['n']}"  # of the condition: see bare_number
    if isinstance(request, Set) and request.path.endswith(".conditions"):
        said = NUMBERS.findall(last.said)
        return NUMBERS.sub(found["n"], last.said.lower()) if len(said) == 1 else ""
    bars = [one.when.at_bar + 1 for one in last.asked if one.when is not None and one.when.at_bar]
    placed = bool(bars) and re.search(rf"(?<!\d){bars[0]}(?!\d)", f"{last.said} {words}") is not None
    held = [one.request for one in last.asked if getattr(one.request, "bars", None)]
    longest = MOST_FILL if all(isinstance(one, Fill) for one in held) else MOST_LENGTH
    if placed and value == int(value) > scene.state.bar and (not held or value > longest):
        return f"no, at bar {found['n']}"
    goals = last.goals()
    alike = len({(path.partition(".")[2], to) for path, to in goals.items()}) == 1
    if alike and len(goals) > 1 and len(last.clauses) > 1:  # each of them was said
        put = {path: value / PERCENT if _is_share(path, value, found, scene) else value for path in goals}
        if all(_fits(one, path, scene) for path, one in put.items()):
            return ", ".join(f"set {path} to {one:g}" for path, one in put.items())
    beyond = bool(goals) and not found["unit"] and not any(
        _fits(value, path, scene) or path.endswith(".velocity") for path in goals
    )
    return f"tempo {found['n']}" if beyond and value > PERCENT and LEAST_BPM <= value <= MOST_BPM else ""


def _louder_by(found: re.Match[str], _scene: Scene) -> str:
    """Write "a bit louder, like 10" as so much louder."""
    return f"{found['x']} by {found['n']}" if float(found["n"]) <= MOST_STEP else ""


def _same_amount(found: re.Match[str], scene: Scene) -> str:
    """Write "the snare louder, same amount" with the number of the last change."""
    last = next((turn for turn in reversed(scene.talk.turns) if turn.goals()), None)
    figures = [one for clause in last.clauses for one in clause.figures] if last is not None else []
    said = found["x"].removesuffix(" too")
    return f"{said} by {abs(figures[0].value):g}" if len(figures) == 1 else ""


def _same_value(found: re.Match[str], scene: Scene) -> str:
    """Write "the snare the same as the clap" as the value of the clap that was changed last."""
    last = next((turn for turn in reversed(scene.talk.turns) if turn.goals()), None)
    whose, wanted = spoken(found["y"], scene.config), spoken(found["x"], scene.config)
    tails = {path.partition(".")[2] for path in (last.goals() if last is not None else {})}
    if len(whose) != 1 or len(wanted) != 1 or len(tails) != 1:
        return ""
    tail = tails.pop()
    level = level_of(scene.config, f"{whose[0]}.{tail}")
    if level is None or len(level) != 1 or level_of(scene.config, f"{wanted[0]}.{tail}") is None:
        return ""
    return f"set {wanted[0]}.{tail} to {level[0]:g}"


def _one_up(found: re.Match[str], scene: Scene) -> str:
    """Write "too far, two up" after a tempo as that change of the tempo."""
    last = scene.talk.last
    if last is None or set(last.goals()) != {"bpm"} or not scene.talk.fresh:
        return ""
    return f"tempo {found['way']} {TO_TEN.get(found['n'], found['n'])} bpm"


def _as_asked(_found: re.Match[str], scene: Scene) -> str:
    """Write "set it back to that" after it was asked what a value was at the start."""
    begun, path = scene.talk.began, scene.talk.value[0] if len(scene.talk.value) == 1 else ""
    level = level_of(begun.config, path) if path and begun is not None else None
    return f"set {path} to {level[0]:g}" if level is not None and len(level) == 1 else ""


KINDS: Final = (
    kind(rf"{_MEANT}{_N}(?:,? (?:now|for me|i mean|i meant|rather|would be better|not \d+))*", _number),
    kind(r"(?P<x>(?:[a-z_ ]+ )?(?:louder|quieter|softer|harder|faster|slower)(?: please)?),? (?:by )?"
         r"(?:like|say|maybe|about) (?P<n>\d{1,2})(?: or so)?", _louder_by),
    kind(r"(?P<x>.+? (?:louder|quieter|softer)(?: too)?),? (?:by )?(?:the )?same amount", _same_amount),
    kind(rf"(?P<x>{ONE_LAYER}) (?:(?:at|to|is|be|should be|on|with) )?(?:the )?(?:same as|like|as loud as) "
         rf"(?P<y>{ONE_LAYER})", _same_value),
    kind(r"(?:(?:ah|oh|oops|hm+|too (?:far|much|low|high)|one too many)[,.;!]? )*"
         r"(?P<n>\d{1,2}|one|two|three|four|five|six) (?:bpm )?(?P<way>up|down)", _one_up),
    kind(rf"{_PUT} (?:it|that|them)(?: back)? (?:to (?:that|it|there)|there)(?: again)?", _as_asked),
)
