"""Which bar is meant that is told by the plans, or in passing: "a fill before each of those", "and 16 later the drop"?

What is said of a plan waits for its bar: it never happens at once, and is never counted from now.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.asking import layer_words
from agent.offline.layer_words import ONE_LAYER
from agent.offline.plan_names import PARTS, plans_named
from agent.offline.talk.kinds import kind, written
from agent.offline.talk.put_off import COUNTED
from agent.offline.talk.spoken import spoken
from engine.commands import Cancel, Drop, Fill, Mute, Solo

if TYPE_CHECKING:
    from agent.offline.talk.follow import Scene
    from agent.offline.talk.turns import Turn
    from engine.state import Planned

MOST_PLANS: Final = 8
MOST_BARS: Final = 256
_N: Final = rf"(?:\d{{1,3}}|{'|'.join(sorted(COUNTED, key=len, reverse=True))})"
_FILL: Final = r"(?P<x>(?:[a-z]+ ){0,4}?(?:fill|roll|turnaround)s?)"
_NEAR: Final = r"(?:(?:just|right|straight|directly|always|each|in|on|for|the|a|one|1|last|bar) )*"
_EACH: Final = (
    r"(?:each|every|both|all|the two|the three)(?: (?:one|1|single|scene|of (?:them|those|these)|change|switch|plan|"
    r"section|time|two|three|changes|switches|plans|sections))*"
)
_SECTION: Final = "drop|breakdown|break|rise|build|groove|intro|outro"
_LAYERS: Final = rf"{ONE_LAYER}(?:(?:,? and |, ){ONE_LAYER})*"
_LEAVE: Final = r"(?:np[,.]? |no (?:problem|worries)[,.]? |please )*"
_IN: Final = rf"(?:inside|in|during|through|throughout|for) (?:the |that )?(?P<plan>{_SECTION})"
OF_PLANS: Final = re.compile(
    r"\b(?:it|that|this|them|those|these|both|everything|all|move|push|shift|slide|delay|put)\b"
)
"""What moves a plan, and does nothing beside it."""
WISHED: Final = re.compile(
    rf"\b(?:{ONE_LAYER}|{'|'.join(sorted(PARTS, key=len, reverse=True))}|jam|lock|unlock|record|save|drums|kit)\b"
)


def beside_plans(plain: str, scene: Scene) -> str:
    """Return a line whose bar is told by the plans with that bar; as it is for another.

    Args:
        plain: the line, in lower case. scene: the conversation and how the music stands.
    """
    put = written(plain, scene, TOLD)
    return written(plain, scene, KINDS) if scene.state.agenda and put == plain else put


def _waiting(scene: Scene) -> list[Planned]:
    return [one for one in scene.state.agenda if one.watch is None and not one.every_bars]


def _last(scene: Scene) -> tuple[Turn, list[Planned]] | None:
    """Return the last turn and its plans, where it planned something for one bar."""
    last = scene.talk.last
    items = [one for one in _waiting(scene) if last is not None and last.id and one.wish.turn == last.id]
    return (last, items) if last is not None and len({one.at_bar for one in items}) == 1 else None


def _before_each(_found: re.Match[str], scene: Scene) -> str:
    """Write "one fill before each of those" as a fill in the bar before each plan."""
    bars = sorted({one.at_bar for one in _waiting(scene) if not isinstance(one.wish.command, Fill)})
    bars = [bar for bar in bars if bar > scene.state.bar]
    return ", ".join(f"a fill at bar {bar}" for bar in bars) if 0 < len(bars) <= MOST_PLANS else ""


def _filled(found: re.Match[str], scene: Scene) -> str:
    """Write "a fill right before" after a plan as the fill in the bar before it."""
    put = _last(scene)
    return f"{found['x']} at bar {max(put[1][0].at_bar, scene.state.bar + 1)}" if put is not None else ""


def _is_planned(said: str, scene: Scene) -> bool:
    """Return True where words name a plan that waits: then it is to move."""
    words = [word for word in re.findall(r"[a-z]+", said) if word in PARTS]
    layers = spoken(said, scene.config)
    return bool(words) and bool(plans_named(words, layers, _waiting(scene)))


def _later(found: re.Match[str], scene: Scene) -> str:
    """Write "and 16 later the drop" after a plan as the drop so many bars after it."""
    put, x = _last(scene), found["x"].strip(" ,")
    n = COUNTED.get(found["n"]) or int(found["n"])
    if put is None or OF_PLANS.search(x) or not WISHED.search(x) or _is_planned(x, scene) or n > MOST_BARS:
        return ""
    return f"{x} at bar {put[1][0].at_bar + n + 1}"


def _ahead(found: re.Match[str], scene: Scene) -> str:
    """Write "outro before that, 16 bars" as the outro so many bars before the plan."""
    put, n = _last(scene), COUNTED.get(found["n"]) or int(found["n"])
    if put is None or put[1][0].at_bar - n < scene.state.bar:
        return ""
    return f"{found['x']} at bar {put[1][0].at_bar - n + 1}"


def _after(found: re.Match[str], scene: Scene) -> str:
    """Write "after it the clap should stop" after a plan that lasts some bars as from the bar on which it ends."""
    put, x = _last(scene), (found.groupdict().get("x") or found.groupdict().get("y") or "").strip(" ,")
    command = put[1][0].wish.command if put is not None else None
    lasts = command.bars if isinstance(command, (Fill, Mute, Solo, Drop)) else None
    if put is None or not lasts or not WISHED.search(x):
        return ""
    return f"{x} at bar {put[1][0].at_bar + lasts + 1}"


def _there(found: re.Match[str], scene: Scene) -> str:
    """Write "at 80 there is a flash, break there" as the break at that bar."""
    known = WISHED.search(found["x"]) is not None and int(found["n"]) > scene.state.bar
    return f"{found['x']} at bar {found['n']}" if known else ""


def _inside(found: re.Match[str], scene: Scene) -> str:
    """Write "hats only inside the break" as these alone from the planned break to the section or scene after it."""
    waits = sorted((one for one in _waiting(scene) if _name(one)), key=lambda one: one.at_bar)
    mine = plans_named([found["plan"]], [], waits)
    layers = spoken(found["x"], scene.config)
    if len(mine) != 1 or not layers:
        return ""
    after = [one.at_bar for one in waits if one.at_bar > mine[0].at_bar]
    lasts = f" for {after[0] - mine[0].at_bar} bars" if after else ""
    given = found.groupdict()
    alone = any(isinstance(one.wish.command, Solo) and one.at_bar == mine[0].at_bar for one in _waiting(scene))
    if given.get("also") is not None and not alone:
        return ""  # it plays there anyway
    act = "mute" if given.get("out") is not None else "solo"
    return f"{act} the {layer_words(layers)}{lasts} at bar {mine[0].at_bar + 1}"


def _for_then(found: re.Match[str], scene: Scene) -> str:
    """Write "go to a at bar 96, 16 bars, then b again" as the one at its bar and the other so many bars later."""
    names = {one.name.lower(): f"recall scene {one.name}" for one in scene.state.scenes}
    arc = scene.config.arc
    sections = {} if arc is None else {one.name.lower(): f"section {one.name}" for one in arc.sections}
    known = {**sections, **names}
    n, bars = int(found["n"]), COUNTED.get(found["bars"]) or int(found["bars"])
    if not {found["x"], found["y"]} <= set(known) or n <= scene.state.bar:
        return ""
    return f"{known[found['x']]} at bar {n}, {known[found['y']]} at bar {n + bars}"


def _name(item: Planned) -> str:
    """Return the name of the scene or section that a plan is; "" for another plan."""
    return str(getattr(item.wish.command, "name", "") or "")


def _only_so_long(found: re.Match[str], scene: Scene) -> str:
    """Write "a only 8 bars" after a scene and what follows it were planned as what follows so many bars on."""
    waits = sorted(_waiting(scene), key=lambda one: one.at_bar)
    mine = [one for one in waits if _name(one).lower() == found["x"]]
    after = [one for one in waits if mine and one.at_bar > mine[0].at_bar and _name(one)]
    n = COUNTED.get(found["n"]) or int(found["n"])
    return f"move plan {after[0].id} to bar {mine[0].at_bar + n + 1}" if after else ""


def _first_times(_found: re.Match[str], scene: Scene) -> str:
    """Write "back to the first times" after plans were moved as these moved back."""
    for turn in reversed(scene.talk.turns):
        gone = [one.request.id for one in turn.asked if isinstance(one.request, Cancel)]
        old = {one.wish.command: one.at_bar for one in turn.before.agenda if one.id in gone}
        new = [one for one in _waiting(scene) if turn.id and one.wish.turn == turn.id and one.wish.command in old]
        ways = {one.at_bar - old[one.wish.command] for one in new}
        if not new or len(ways) != 1 or ways == {0}:
            continue
        by, many = ways.pop(), "plans" if len(new) > 1 else "plan"
        ids = " and ".join(one.id for one in new)
        return f"move {many} {ids} {abs(by)} bars {'earlier' if by > 0 else 'later'}"
    return ""


_ASKS: Final = r"(?:(?:and|then|so|give me|give us|do|play|put|have|i want|we want|let us have|with) )*"
_TELLS: Final = (
    r"(?!.*\b(?:tempo|bpm|speed|energy|swing|velocity)\b.*,)"
    r"(?:i|we|you|he|she|they|it|there|the|my|our|his|her|their|a|an|this|that|is|comes?)\b[^,;.\d]*"
)
_THERE: Final = r"(?:there|then|at that (?:bar|point|moment)|on that bar|right there|exactly there|for (?:it|that))"
_SO: Final = r"(?:[,;.]| so| and) ?(?:so |and |then |please )*"
TOLD: Final = (
    kind(rf"(?:at |on )?(?:bar )?(?P<n>\d{{2,4}}) {_TELLS}{_SO}(?P<x>[a-z].+?) {_THERE}", _there),
    kind(rf"(?:(?:go|jump|switch|change|recall|scene|section|to|play|the) )*(?P<x>[a-z0-9_-]+) (?:at|on|from) "
         rf"(?:bar )?(?P<n>\d{{2,4}}),? (?:for )?(?P<bars>{_N})(?: bars?)?(?: of it| long)?,? (?:and )?then "
         rf"(?:(?:back|go|to|the|scene|section) )*(?P<y>[a-z0-9_-]+)(?: again| back)*", _for_then),
    kind(rf"{_TELLS} (?:at|on) (?:bar )?(?P<n>\d{{2,4}}){_SO}(?P<x>[a-z].+?) {_THERE}", _there),
)
"""A bar that is told of, and pointed to in the same line."""
KINDS: Final = (
    kind(rf"{_ASKS}{_FILL},? {_NEAR}(?:before|ahead of|leading into|into) {_EACH}", _before_each),
    kind(rf"{_NEAR}(?:before|ahead of|leading into|into) {_EACH},? {_ASKS}{_FILL}", _before_each),
    kind(rf"{_ASKS}{_FILL},? (?:just|right|straight|directly|the bar|one bar|a bar|1 bar) (?:before|ahead)", _filled),
    kind(rf"(?:(?:out of (?:it|that|there)|back in),? )*(?P<n>{_N})(?: bars?)? (?:later|after|on),? "
         r"(?:(?:comes?|have|with|do|then|it is|i want|we want|give me) )*(?P<x>[a-z].+)", _later),
    kind(rf"(?:(?:out of (?:it|that|there)|back in),? )*(?:(?:comes?|do|then|with|have|back in) )*"
         rf"(?P<x>[a-z][a-z_' ]+?),? (?P<n>{_N}) (?:bars? )(?:later|after|on)", _later),
    kind(rf"{_ASKS}(?P<x>(?:the |an? )?(?:{_SECTION})) before (?:it|that|then|this|the end|the stop),? "
         rf"(?:for |of )?(?P<n>{_N})(?: bars?)?(?: of it| long)?", _ahead),
    kind(rf"{_ASKS}(?:an? |the )?(?P<n>{_N})[- ]bars? (?:of )?(?P<x>(?:the |an? )?(?:{_SECTION})) "
         r"(?:just |right )?before (?:it|that|then|this|the end|the stop)", _ahead),
    kind(rf"{_LEAVE}(?:only|just|solo) (?P<x>{_LAYERS}) {_IN}", _inside),
    kind(rf"{_LEAVE}(?P<x>{_LAYERS}) (?:only|alone|on (?:its|their) own) {_IN}", _inside),
    kind(rf"{_LEAVE}(?:no|without|mute|leave out|lose|drop) (?P<x>{_LAYERS})(?P<out>) {_IN}", _inside),
    kind(rf"{_LEAVE}(?P<x>{_LAYERS}) (?:is |are |stays? |goes )?(?P<out>out|off|away|silent|muted) {_IN}",
         _inside),
    kind(rf"(?P<x>{_LAYERS}) (?:(?:should|can|may|must|shall|has to|also|too|stays?|plays?|be|keep) )+(?P<also>){_IN}",
         _inside),
    kind(r"(?:right |straight )?(?:after (?:it|that|this|the fill|the mute|the solo)|afterwards),? (?P<x>.+)", _after),
    kind(r"(?P<y>.+?),? (?:right |straight )?(?:after (?:it|that|this|the fill|the mute|the solo)|afterwards)", _after),
    kind(rf"(?:the )?(?:scene |section )?(?P<x>[a-z0-9_-]+)(?: (?:only|just|lasts?|is|should be|shall be))+ "
         rf"(?:for )?(?P<n>{_N}) bars?(?: (?:long|only|rather))*", _only_so_long),
    kind(r"(?:(?:go|put (?:it|them|both|everything|all)|move (?:it|them|both|everything|all)|all|both|everything) )*"
         r"(?:back )?(?:to |use |keep |take )(?:the |our |my )?(?:first|old|original|earlier|previous|former|initial)"
         r" (?:times?|plans?|bars?|timings?|schedule|places?|cues?)", _first_times),
    kind(r"(?:the )?(?:first|old|original|earlier|previous|initial) (?:times?|plans?|bars?|timings?|schedule)"
         r"(?: (?:stands?|holds?|again|it is|after all|is on|are on|back))+", _first_times),
    kind(r"(?:(?:back|leave it|put it|keep it|do it|all) )*(?:to )?(?:as|like|how|where|when) (?:it |they |"
         r"we )?(?:was |were |had )?(?:it |them )?planned(?: (?:at first|first|originally|before|to begin with))?",
         _first_times),
)
