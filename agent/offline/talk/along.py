"""What moves, or comes, with the plans that were made: "both 8 later", "everything slides to 72", "kick comes with it"?

A number that is said of plans is their bar, never a tempo; a layer that comes with a plan waits for it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.asking import layer_words
from agent.offline.layer_words import ONE_LAYER
from agent.offline.plan_names import PARTS, plans_named
from agent.offline.talk.fills_before import wish_of
from agent.offline.talk.kinds import kind, written
from agent.offline.talk.put_off import COUNTED, JOINTS, LOOKED_BACK
from agent.offline.talk.spoken import spoken
from engine.commands import Fill, Mute, Section, Solo, Unmute

if TYPE_CHECKING:
    from agent.offline.talk.follow import Scene
    from engine.state import Planned

PAIR: Final = 2
OF_ITS_OWN: Final = re.compile(
    r"\b(?:drop|breakdown|break|rise|build|groove|intro|outro|stop|end|scene|move|cancel|what|when|same)\b"
)
"""What is a plan itself, moves one, or asks."""
_N: Final = rf"(?:\d{{1,3}}|{'|'.join(sorted(COUNTED, key=len, reverse=True))})"
_PLAN: Final = "|".join(sorted(PARTS, key=len, reverse=True))
_LAYERS: Final = rf"{ONE_LAYER}(?:(?:,? and |, ){ONE_LAYER})*"
_WHY: Final = (
    r"(?P<why>(?:my|his|her|our|their|the|she|he|they|we|i|it)(?:'s|'re|'m)? (?:[a-z']+ ){0,3}?"
    r"(?:is|are|isn't|has|needs|takes|missed|runs|running|going|gone|late)\b[a-z' ]{0,40}[,.;:] ?)?"
)
"""A reason before a wish: "my film is longer than i thought, ..."."""
_ASKS: Final = (
    r"(?:(?:can|could|will|would) (?:you|we) |let us |let's |please |just |then |so |and |"
    r"(?:do|move|push|slide|shift|put|make|bring|take|start|have|pull) )*"
)
_THINGS: Final = r"(?:plans|cues|changes|things|events|moves|times|ones|entries|entrances)"
_ALL: Final = (
    rf"(?P<what>both(?: of (?:them|those|these))?(?:(?: of)?(?: the| these| those)? {_THINGS})?|"
    rf"the two(?: of them| {_THINGS})?|(?:everything|it all|they all|all of (?:it|them|"
    rf"that)|the (?:whole )?lot|the whole thing|"
    rf"all(?: of)?(?: the| these| those| my| our)? {_THINGS}|all (?:this|that))"
    r"(?: (?:planned|that is planned))?)"
)
_GO: Final = r"(?:slides?|moves?|shifts?|goes|go|comes?|happens?|gets?|waits?|pushed|moved|back|on|out)"
_ALONG: Final = (
    r"(?:(?:moves?|goes|comes?|slides?|shifts?|follows?) )?(?:along|with (?:it|that)|too|as well|also|alike|the same|"
    r"by as much|likewise)|follows?"
)
_TIME: Final = rf"(?:by |for )?(?P<n>{_N})(?: bars?)? (?P<way>later|earlier|sooner)"


def along(plain: str, scene: Scene) -> str:
    """Return a line that moves the plans, or lets a layer come with one, in plain words; as it is for another.

    Args:
        plain: the line, in lower case. scene: the conversation and how the music stands.
    """
    put = written(plain, scene, KINDS)
    if put != plain or JOINTS.search(plain) is None or " with " not in plain:
        return put
    parts = JOINTS.split(plain)
    found = [written(part, scene, COMES) if at % 2 == 0 else part for at, part in enumerate(parts)]
    return "".join(", " if at % 2 and found[at - 1 : at + 2] != parts[at - 1 : at + 2] else one
                   for at, one in enumerate(found))


def _turns(scene: Scene) -> list[list[Planned]]:
    """Return the plans for a bar that are still on the agenda, line by line, the newest line first."""
    plans = [
        [one for one in scene.state.agenda if turn.id and one.wish.turn == turn.id and _is_for_a_bar(one)]
        for turn in reversed(scene.talk.turns)
    ]
    return [items for items in plans if items]


def _is_for_a_bar(item: Planned) -> bool:
    return item.watch is None and not item.every_bars


def _meant(what: str, scene: Scene) -> list[Planned]:
    """Return the plans that "both" and "everything" are; none where it may be others."""
    waits = [one for one in scene.state.agenda if _is_for_a_bar(one)]
    if not what.startswith(("both", "the two")):
        return waits
    by_turn = _turns(scene)
    last = by_turn[0] if by_turn else []
    if len(last) == 1 and len(by_turn) > 1 and len(by_turn[1]) == 1:
        last = [*by_turn[1], *last]
    return last if len(last) == PAIR else waits if len(waits) == PAIR else []


def _plans(items: list[Planned]) -> str:
    return f"plan{'s' if len(items) > 1 else ''} {' and '.join(one.id for one in items)}"


def _later(found: re.Match[str], scene: Scene) -> str:
    """Write "both eight later" as these plans by so many bars."""
    items, n = _meant(found["what"], scene), COUNTED.get(found["n"]) or int(found["n"])
    if not scene.state.agenda and _is_held(scene) and found["way"] == "later":
        return f"move it {n} bar{'' if n == 1 else 's'} later"  # what was done at once is to wait; nothing turns
    if not items or _names_a_layer(found):
        return ""
    way = "earlier" if found["way"] in {"earlier", "sooner"} else "later"
    return f"move {_plans(items)} {n} bar{'' if n == 1 else 's'} {way}"


def _is_held(scene: Scene) -> bool:
    """Return True where the last line muted or soloed, and nothing else."""
    last = scene.talk.last
    return last is not None and scene.talk.fresh and all(isinstance(one.request, (Mute, Solo)) for one in last.asked)


def _names_a_layer(found: re.Match[str]) -> bool:
    return re.search(rf"\b{ONE_LAYER}\b", found.groupdict().get("why") or "") is not None


def _to_bar(found: re.Match[str], scene: Scene) -> str:
    """Write "everything slides to 72" as the plans of one bar at that bar; it is no tempo."""
    items, bar = _meant(found["what"], scene), int(found["bar"])
    if not items or bar <= scene.state.bar or _names_a_layer(found):
        return ""
    if len({one.at_bar for one in items}) == 1:
        return f"move {_plans(items)} to bar {bar}"
    by = bar - 1 - min(one.at_bar for one in items)  # the first is meant, the others keep their distance
    return f"move {_plans(items)} {abs(by)} bars {'later' if by > 0 else 'earlier'}" if by else ""


def _along(found: re.Match[str], scene: Scene) -> str:
    """Write "the break to 72 and the drop with it" as both moved by as much."""
    first = [one for one in plans_named([found["a"]], [], scene.state.agenda) if _is_for_a_bar(one)]
    second = [one for one in plans_named([found["b"]], [], scene.state.agenda) if _is_for_a_bar(one)]
    if len(first) != 1 or len(second) != 1 or first == second:
        return ""
    by = int(found["bar"]) - 1 - first[0].at_bar
    n = found.groupdict().get("n")
    if n is not None and second[0].at_bar + by != first[0].at_bar + by + (COUNTED.get(n) or int(n)):
        return ""  # it is another distance
    return f"move {_plans([*first, *second])} {abs(by)} bars {'later' if by > 0 else 'earlier'}" if by else ""


def _with_plan(found: re.Match[str], scene: Scene) -> str:
    """Write "tempo 136 with the drop" as at the bar of the drop that is planned."""
    items = [one for one in plans_named([found["plan"]], [], scene.state.agenda) if _is_for_a_bar(one)]
    own = OF_ITS_OWN.search(found["x"]) is not None
    return f"{found['x']} at bar {items[0].at_bar + 1}" if len(items) == 1 and not own else ""


def _more_on(found: re.Match[str], scene: Scene) -> str:
    """Write "16 more bars on both" after two plans as these so much later, after two mutes as these so much longer."""
    held, n = [one for one in scene.state.stage.mutes if one.bars_left], COUNTED.get(found["n"]) or int(found["n"])
    if not held:
        items = _meant(found["what"], scene)
        return f"move {_plans(items)} {n} bar{'' if n == 1 else 's'} later" if items else ""
    left = {one.bars_left or 0 for one in held}
    alike = len(left) == 1 and (len(held) == PAIR or not found["what"].startswith(("both", "the two")))
    return f"mute the {layer_words([one.layer for one in held])} for {left.pop() + n} bars" if alike else ""


def _it_later(found: re.Match[str], scene: Scene) -> str:
    """Write "can you do it 8 bars later" as the last plan so much later; a section takes along what comes with it."""
    by_turn = _turns(scene)
    if not by_turn or _names_a_layer(found):
        return ""
    items = by_turn[0]
    if len(by_turn) > 1 and all(isinstance(one.wish.command, Unmute) for one in items):
        bars = {one.at_bar for one in items}
        items = [*(one for one in by_turn[1] if isinstance(one.wish.command, Section) and {one.at_bar} == bars), *items]
    if not found["why"] and len(items) == len(by_turn[0]):
        return ""  # one plan alone is read elsewhere
    n = COUNTED.get(found["n"]) or int(found["n"])
    return f"move {_plans(items)} {n} bar{'' if n == 1 else 's'} {'later' if found['way'] == 'later' else 'earlier'}"


def _joins(found: re.Match[str], scene: Scene) -> str:
    """Write "the snare joins the silence" after a mute or a solo as the same for the snare."""
    last = scene.talk.last
    held = last is not None and all(isinstance(one.request, (Mute, Solo)) for one in last.asked)
    new = last is not None and not set(spoken(found["x"], scene.config)) & set(last.layers())
    return f"and {found['x']}" if held and new else ""


def _instead_of(found: re.Match[str], scene: Scene) -> str:
    """Write "66 instead of 60" as what is planned for bar 60 at bar 66."""
    old, new = int(found["old"]), int(found["n"])
    items = [one for one in scene.state.agenda if _is_for_a_bar(one) and one.at_bar + 1 == old]
    return f"move {_plans(items)} to bar {new}" if items and new > scene.state.bar else ""


def _comes(found: re.Match[str], scene: Scene) -> str:
    """Write "kick comes with it" after a plan as the kick back at its bar; it is never muted, nor back at once."""
    layers = spoken(found["x"], scene.config)
    if not layers:
        return ""
    if found["plan"]:
        items = [one for one in plans_named([found["plan"]], [], scene.state.agenda) if _is_for_a_bar(one)]
    else:
        recent = {turn.id for turn in scene.talk.turns[-LOOKED_BACK:]}
        items = next((one for one in _turns(scene) if one[0].wish.turn in recent), [])
    back = f"unmute the {layer_words(layers)}"
    bars = {one.at_bar for one in items}
    if len(bars) == 1:
        return f"{back} at bar {bars.pop() + 1}"
    last = scene.talk.last
    begins = last is not None and any(isinstance(one.request, Section) and one.when is None for one in last.asked)
    if begins and scene.playing:
        return f"{back} at the next phrase"
    muted = {one.layer for one in scene.state.stage.mutes} & set(layers)
    return back if muted and not found["plan"] else ""


def _group(scene: Scene) -> list[Planned]:
    """Return the plans of the last line, and those of the line before it for the same bar, where one is a section."""
    by_turn = _turns(scene)
    if not by_turn or len({one.at_bar for one in by_turn[0]}) != 1:
        return []
    bar = by_turn[0][0].at_bar
    items = [*(one for one in (by_turn[1] if len(by_turn) > 1 else []) if one.at_bar == bar), *by_turn[0]]
    hang = len(items) > len(by_turn[0]) and any(isinstance(one.wish.command, Section) for one in items)
    return items if hang else []


def _it_to_bar(found: re.Match[str], scene: Scene) -> str:
    """Write "make it 66" after a section and a mute for one bar as both of them at that bar."""
    items, bar = _group(scene), int(found["bar"])
    return f"move {_plans(items)} to bar {bar}" if items and bar > scene.state.bar + 1 else ""


def _pushed(found: re.Match[str], scene: Scene) -> str:
    """Write "push both cues back 4" as these plans so many bars later."""
    items, n = _meant(found["what"], scene), COUNTED.get(found["n"]) or int(found["n"])
    return f"move {_plans(items)} {n} bar{'' if n == 1 else 's'} later" if items else ""


def _as_long(found: re.Match[str], scene: Scene) -> str:
    """Write "not so soon! twice as long" after a plan in 8 bars as the plan after twice the wait; no note is longer."""
    by_turn, last = _turns(scene), scene.talk.last
    if last is None or not by_turn or by_turn[0][0].wish.turn != last.id:
        return ""
    waits = [one.when.in_bars for one in last.asked if one.when is not None and one.when.in_bars]
    held = any(getattr(one.request, "bars", None) for one in last.asked if not isinstance(one.request, Fill))
    if not waits or held or len({one.at_bar for one in by_turn[0]}) != 1:
        return ""
    wait = waits[0]
    by = wait if found["twice"] else -(wait // 2)
    bar = by_turn[0][0].at_bar + 1 + by
    return f"move {_plans(by_turn[0])} to bar {bar}" if by and bar > scene.state.bar + 1 else ""


_NOTES: Final = {"two": 2, "four": 4, "eight": 8, "sixteen": 16}


def _every(found: re.Match[str], scene: Scene) -> str:
    """Write "stretch it out to eights" after a fill every 4 bars as a fill every 8 bars."""
    last = scene.talk.last
    every = [one.when.every_bars for one in last.asked if one.when is not None] if last is not None else []
    n = found["n"] or found["m"]
    return f"every {_NOTES.get(n) or int(n)} bars" if any(every) else ""


def _fills_every(found: re.Match[str], scene: Scene) -> str:
    """Write "make that every 4" after a condition or another act as the fills that come again made anew."""
    items = [one for one in scene.state.agenda if isinstance(one.wish.command, Fill) and one.every_bars]
    last = scene.talk.last
    n = COUNTED.get(found["n"]) or int(found["n"])
    own = last is not None and any(one.when is not None and one.when.every_bars for one in last.asked)
    if len(items) != 1 or own or not (found["fills"] or scene.talk.planned):
        return ""
    return f"cancel {items[0].id}, fill every {n} bars"


def _now(found: re.Match[str], scene: Scene) -> str:
    """Write "drop early, go!" while the drop is planned as the drop now, and no more at its bar."""
    items = [one for one in plans_named([found["plan"]], [], scene.state.agenda) if _is_for_a_bar(one)]
    command = items[0].wish.command if len(items) == 1 else None
    said = f"section {command.name}" if isinstance(command, Section) else ""
    return f"cancel {items[0].id}, {said}" if said else ""


def _filled(found: re.Match[str], scene: Scene) -> str:
    """Write "put it 8 later, and a fill there" as the plan made anew, and the fill at its bar or in the one before."""
    by_turn = _turns(scene)
    items = by_turn[0] if by_turn else []
    if len(items) != 1:
        return ""
    said = wish_of(items[0])
    n = COUNTED.get(found["n"]) or int(found["n"])
    bar = items[0].at_bar + 1 + (n if found["way"] == "later" else -n)
    there = found["there"] and not found["lead"]
    return f"cancel {items[0].id}, {said} at bar {bar}, fill at bar {bar if there else bar - 1}" if said else ""


_COMES: Final = (
    rf"(?:(?:bring|put|get|let|have|i want|and) )*(?P<x>{_LAYERS})(?: (?:(?:will |can |should |may |to )?"
    r"(?:comes?|returns?|enters?|re-enters?)(?: (?:back|in|on|again|too))*|(?:(?:is|are|'s) )?(?:back|in)"
    r"(?: (?:in|on|again|too))*))"
    rf" (?:(?:together|along|right) )?with (?:it|that|this|them|the (?P<plan>{_PLAN}))"
)
COMES: Final = (kind(_COMES, _comes),)
KINDS: Final = (
    *COMES,
    kind(rf"(?:let )?(?P<x>{_LAYERS}) (?:(?:shall|should|can|may|will|is to) )?(?:joins?|follows?|goes with) (?:it|him|"
         r"her|them|that|this|(?:the|this|that|its|their) (?:silence|mute|rest|pause|break|kick|solo|party|club))",
         _joins),
    kind(rf"(?P<x>{_LAYERS}) (?:does|do|should do|shall do|can do) the same", _joins),
    kind(rf"{_WHY}{_ASKS}{_ALL}(?: {_GO})* {_TIME}", _later),
    kind(rf"{_WHY}{_ASKS}{_ALL}(?: {_GO})+ to (?:bar )?(?P<bar>\d{{2,4}})", _to_bar),
    kind(rf"{_WHY}{_ASKS}{_ALL} (?:back|on|out|later) (?:by |for )?(?P<n>{_N})(?: bars?)?(?P<way>)", _later),
    kind(rf"(?:(?:can|could|please|you|let us|now) )*(?:move|push|slide|shift) {_ALL}(?: {_GO})* to (?:bar )?"
         r"(?P<bar>\d{2,4})(?P<why>)", _to_bar),
    kind(rf"{_ASKS}(?:the |that )?(?P<a>{_PLAN})(?: (?:moves?|goes|slides?|shifts?|comes?|is))?(?: (?:on|back))? "
         rf"(?:to|at) (?:bar )?(?P<bar>\d{{2,4}}),? (?:and |with )?(?:the |that )?(?P<b>{_PLAN})(?: (?:{_ALONG}|"
         rf"(?:still |again |stays |then |always )*(?P<n>{_N}) (?:bars? )?(?:after|later|behind)(?: (?:it|that))?))?",
         _along),
    kind(rf"(?P<x>[a-z].+?) (?:together |right |along |exactly )?with (?:the |that )(?P<plan>{_PLAN})", _with_plan),
    kind(rf"{_WHY}{_ASKS}{_ALL} (?:to |at )bar (?P<bar>\d{{2,4}})", _to_bar),
    kind(rf"(?:give me |another )*(?P<n>{_N}) (?:more bars?|bars? more|extra bars?) (?:on|for|with) {_ALL}", _more_on),
    kind(rf"{_WHY}{_ASKS}(?:it|that|this) {_TIME}", _it_later),
    kind(rf"{_WHY}(?:(?:can|could|will|would) (?:you|we) |let us |let's |please |just |then |so |and )*"
         rf"(?:make|push|move|slide|shift|put|bring|start|do|have) (?:it|that|this)(?: all| back| on| out)*"
         rf"(?: (?:to|at|for|on|until))?(?: bar)? (?P<bar>\d{{2,4}})", _it_to_bar),
    kind(r"(?:(?:oh|no|not (?:so|that|too) (?:soon|early|fast|quick)|too (?:soon|early)|wait|hang on|please|make (?:it|"
         r"that)|give (?:me|us)|let it be|i need|we need|take|for|then)[,.!;]* )*(?:(?P<twice>(?:twice|double|"
         r"two times) (?:as (?:long|much time|many bars)|the (?:wait|time|bars))|double (?:that|it))|half (?:as long|"
         r"the (?:wait|time|bars)))", _as_long),
    kind(r"(?:(?:oh|lord|no|better|rather|only|just|please|let us|let's|can you),? )*(?:stretch|space|spread|open|pull|"
         r"move|thin|tighten|bring|draw|switch|change|go|make) ?(?:it|them|that|those|the fills)?(?: (?:out|up|down|"
         r"back|in|apart|over))?(?: (?:to|into|for))? (?:every )?(?:(?P<n>two|four|eight|sixteen)s|(?P<m>\d{1,2})"
         r"(?:'?s| bars?))", _every),
    kind(rf"(?:(?:make|put|do|have|play|rather|only|just|now|set|and) )*(?:(?P<fills>(?:the|those) fills?|fills)|it|"
         rf"that|"
         rf"this|them)(?: come)? every (?P<n>{_N})(?: bars?)?(?: (?:instead|rather|now|please))*", _fills_every),
    kind(rf"{_ASKS}(?:(?:the|that|our) )?(?P<plan>{_PLAN})(?: (?:it|comes?|already|right))*,? (?:early|now|at once|"
         r"straight away|immediately)(?:[,.!]* (?:go|now|please|do not wait|don't wait)[,.!]*)*", _now),
    kind(rf"{_WHY}{_ASKS}{_ALL} (?:back|off|out)(?: by)? (?P<n>{_N})(?: bars?)?", _pushed),
    kind(rf"{_ASKS}(?:(?:it|that|this|him|her|(?:the )?(?:{_PLAN})),? )?{_TIME}(?:,| and| with| but|;|\.)+ "
         r"(?:(?:and|with|there|then|also|too|put|do|play|throw in|add|give (?:me|us)|have|please|a|an|one|1|nice|big|"
         r"little|small|quick) )*(?:fill|roll)(?P<there> (?:there|then|too|also|as well|with it|on it|at it))*,?"
         r"(?P<lead> (?:(?:right|just|straight) )?(?:before(?: (?:it|that))?|to (?:announce|introduce|lead|set|mark|"
         r"prepare|bring)\b[a-z ]*|into it|leading into it|up to it))?", _filled),
    kind(r"(?:(?:make (?:it|that)|at|on|do (?:it|that)|no|better|rather),? )*(?:bar )?(?P<n>\d{2,4}) instead of "
         r"(?:bar )?(?P<old>\d{2,4})", _instead_of),
)
