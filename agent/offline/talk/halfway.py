"""Where is the half of what lasts some bars, and how does it go on: "no clap in the first half", "stop the climb"?

It is of the last glide, mute or solo with a length, or lies between two plans.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.asking import layer_words
from agent.offline.talk.kinds import kind, written
from agent.offline.talk.spoken import spoken
from engine.commands import Drop, Mute, Solo, Tempo

if TYPE_CHECKING:
    from agent.offline.talk.follow import Scene
    from agent.offline.talk.turns import Turn

LOOKED_BACK: Final = 4
PAIR: Final = 2
ASKS: Final = re.compile(r"(?:and |so )?(?:what|who|which|how|why|when|where|is|are|does|do|did|will)\b")
NONE: Final = re.compile(r"\b(?:no|without|not) (?:the )?\w+$")
"""What is said to be out."""
_IT: Final = (
    r"(?:that|it|this|them|there|(?:the|this|that) (?:climb|rise|ramp|glide|build|solo|mute|stretch|way|time|way up|"
    r"way down|walk|part))"
)
_WAY: Final = (
    r"(?:climb(?:ing)?|rise|rising|ramp|glide|gliding|slide|acceleration|accelerando|ritardando|slowing|speeding|"
    r"slow[- ]?down|speed[- ]?up|tempo change)"
)
_HERE: Final = (
    r"(?:,? (?:right )?(?:here|there|now)|[,.;]* (?:and )?(?:we|i|let us|let's)(?:'ll| will| can| want to)? (?:stay|"
    r"stop|remain|keep it|hold it|leave it)(?: (?:right )?(?:here|there|so|like this|where we are))*)"
)


def halfway(plain: str, scene: Scene) -> str:
    """Return a line about the half, or the end, of what lasts in plain words; as it is for another.

    Args:
        plain: the line, in lower case. scene: the conversation and how the music stands.
    """
    return plain if ASKS.match(plain) else written(plain, scene, KINDS)


def _bars(turn: Turn) -> int:
    """Return how many bars a turn's glide, mute, solo or drop takes; 0 where it takes none."""
    for one in turn.asked:
        if isinstance(one.request, Tempo) and one.request.over_bars:
            return one.request.over_bars
        if isinstance(one.request, (Mute, Solo, Drop)) and one.request.bars:
            return one.request.bars
    starts = [one.when.in_bars for one in turn.asked if one.when is not None and one.when.in_bars]
    return max(starts, default=0)


def _stretch(scene: Scene) -> tuple[int, int] | None:
    """Return the first bar and the length of what lasts, of the last turns."""
    for turn in reversed(scene.talk.turns[-LOOKED_BACK:]):
        bars = _bars(turn)
        if bars >= PAIR:
            own = [one.at_bar for one in scene.state.agenda if turn.id and one.wish.turn == turn.id]
            return (min(own) if own and turn.asked[0].when is not None else turn.bar()), bars
    return None


def _half(found: re.Match[str], scene: Scene) -> str:
    """Write "no clap in the first half of that" as so many bars, and of the second half as from its bar on."""
    put = _stretch(scene)
    if put is None:
        return ""
    start, bars = put
    none = NONE.search(found.group()[: found.end("x") - found.start()])
    out = spoken(f"the {found['x']}", scene.config) if none is not None else []
    wish = f"mute the {layer_words(out)}" if out else found["x"]
    if found["nth"] == "first":
        left = start + bars // 2 - max(scene.state.bar, start)
        at = f" at bar {start + 1}" if start > scene.state.bar else ""
        return f"{wish} for {left} bars{at}" if left > 0 else ""
    return f"{wish} for {bars - bars // 2} bars at bar {start + bars // 2 + 1}"


def _middle(found: re.Match[str], scene: Scene) -> str:
    """Write "the snare in halfway through it" as at the bar in the middle; between two plans, the middle of these."""
    between = sorted({one.at_bar for one in scene.state.agenda if one.watch is None and not one.every_bars})
    put = _stretch(scene)
    if "between" in found.group():
        bar = sum(between) // 2 if len(between) == PAIR else 0
    else:
        bar = put[0] + put[1] // 2 if put is not None else 0
    return f"{found['x']} at bar {bar + 1}" if bar > scene.state.bar else ""


def _during(found: re.Match[str], scene: Scene) -> str:
    """Write "snare rolls during it" while something lasts as for the bars that are left of it."""
    put = _stretch(scene)
    if put is None:
        return ""
    left = put[0] + put[1] - max(scene.state.bar, put[0])
    at = f" at bar {put[0] + 1}" if put[0] > scene.state.bar else ""
    return f"{found['x']} for {left} bars{at}" if left > 0 else ""


def _stays(_found: re.Match[str], scene: Scene) -> str:
    """Write "stop the climb, we stay here" while the tempo glides as the tempo that it has reached."""
    turns = scene.talk.turns[-LOOKED_BACK:]
    slowly = any(isinstance(one.request, Tempo) and one.request.over_bars for turn in turns for one in turn.asked)
    glides = any(glide.path == "bpm" for glide in scene.state.glides)
    return f"tempo {scene.config.bpm:g}" if glides or slowly else ""


KINDS: Final = (
    kind(rf"(?P<x>.+?),? (?:during|throughout|all through|while) (?:it lasts|{_IT})(?: (?:as well|too|also))*",
         _during),
    kind(rf"(?P<x>.+?),? (?:in|for|during|over) the (?P<nth>first|second) half(?: of {_IT})?", _half),
    kind(rf"(?:in|for|during|over) the (?P<nth>first|second) half(?: of {_IT})?,? (?P<x>.+)", _half),
    kind(rf"(?P<x>.+?),? (?:(?:at )?(?:about )?half[- ]?way(?: (?:through|into|up|down))?(?: {_IT})?|(?:at|in) the "
         rf"(?:middle|half[- ]?way point|half)(?: of {_IT})?|half[- ]?way between (?:them|those|these|the two|both))",
         _middle),
    kind(rf"(?:half[- ]?way(?: (?:through|into|up|down))?(?: {_IT})?|half[- ]?way between (?:them|those|these|the two|"
         rf"both)),? (?P<x>.+)", _middle),
    kind(rf"(?:you (?:may|can|could|should)(?: also)? )?(?:stop|end|halt|freeze|cancel|no more|enough of) "
         rf"(?:the|this|that) {_WAY}{_HERE}?", _stays),
)
