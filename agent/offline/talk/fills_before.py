"""In which bar is a fill that is said of a plan: "with a fill going in", "fill into 96", "put one, last bar before"?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.layer_words import ONE_LAYER
from agent.offline.plainly import plainly
from agent.offline.plan_names import PARTS, plans_named
from agent.offline.talk.asides import CONTENT
from agent.offline.talk.kinds import kind, written
from agent.offline.talk.put_off import COUNTED
from agent.offline.understand import Asked
from engine.commands import Drop, Fill, Lock, Mute, Section, Solo, Tempo, Unlock, Unmute, Unsolo
from engine.commands import Scene as Recall

if TYPE_CHECKING:
    from agent.offline.talk.follow import Scene
    from engine.state import Planned

LOOKED_BACK: Final = 4
LAST_TWO: Final = 2
_N: Final = rf"(?:\d{{1,3}}|{'|'.join(sorted(COUNTED, key=len, reverse=True))})"
_PLAN: Final = "|".join(sorted(PARTS, key=len, reverse=True))
NOT: Final = r"(?!.*\b(?:no|not|without|cancel|forget|skip|never|don't|kill|stop with|when|if|every|each|both|until)\b)"
ASKS: Final = (
    r"(?:(?:and|with|also|too|there|then|please|we|i|want|need|have|do|put|play|make|throw|drop|stick|pop|slip|add|in|"
    r"give|me|us|them|gimme|let us|let's|can|could|you|a|an|one|1|some|the|nice|big|huge|little|wee|small|quick|"
    r"short|proper|good|snare|drum|tom|clap),? )*"
)
FILL: Final = r"(?:drum |snare )?(?:fill|roll|turnaround)(?: of (?:the )?(?:snares?|drums?|toms?|claps?|kit))?"
NEAR: Final = (
    r"(?:(?:just|right|straight|directly|immediately|shortly|in|on|only|the|a|one|1|last|final|very|bar|measure),? )*"
)
LEADS: Final = (
    r"(?:(?:(?:that|which|to) )?(?:going|leading|running|rolling|building|coming|heading|go|leads?|take us|bring us|"
    r"as (?:a|the) (?:lead|way))(?: us| it| them)?[ -](?:into|in to|in|up to)|on (?:the|our|its) way in(?:to)?|into)"
)
_OBJECT: Final = (
    rf"(?: (?:it|that|this|then|them|(?:the |that )?(?P<what>{_PLAN})|(?:bar )?(?P<bar>\d{{2,4}}))"
    r"(?: (?:comes?|lands?|hits?|drops?|starts?))?)?"
)
_BEFORE: Final = rf"{NEAR}(?:beforehand|before|ahead of|ahead|{LEADS}){_OBJECT}"
_MOVE: Final = (
    r"(?:(?:no|ok|please|can you|make|push|move|shift|slide|bring|pull|put|do|take|let us have|have) )*(?:(?:it|that|"
    rf"this|them|(?:the )?(?P<moved>{_PLAN})),? )?(?:(?:goes|must|has to|should|needs to|land|be|come|moves|back|on|"
    r"out|off|to|at|for|until) )*(?:bar )?(?P<n>\d{2,4})(?: (?:then|instead|rather|now|please))*"
)
_ONE_BEFORE: Final = rf"(?:{NEAR}before(?:hand)?{_OBJECT}|(?:one|1|a) bar (?:earlier|sooner|ahead))"
_LANDS: Final = (
    r"(?:(?:no|sorry|but|wait),? )*(?:it|that|this|the fill|the roll|he|she) (?:must|has to|should|needs to|is to|"
    r"shall|have to|is supposed to) (?:land|come|be|hit|end|arrive|finish|resolve)(?: (?:on|at|in|into))? (?:bar )?"
    r"(?P<n>\d{2,4})(?:,| so| and| then)+ (?:(?:and|so|then|it|do|put|play|starts?|comes?|goes|make) )*"
)


_ACTS: Final = (
    rf"(?:mute|solo|lose|only|no|more|fewer|less) {ONE_LAYER}|{ONE_LAYER} (?:out|off|alone|back|in|louder|quieter|"
    r"softer|harder|busier|sparser)"
)
DENIED: Final = re.compile(r"(?:(?:and|but|then|ok),? )*no (?:more |big |drum |snare )?(?:fill|roll|turnaround)s?\b")


def fills_before(plain: str, scene: Scene) -> str:
    """Return a line with the bar of a fill that is said of a plan; as it is for another.

    Args:
        plain: the line, in lower case. scene: the conversation and how the music stands.
    """
    return written(plain, scene, KINDS if scene.state.agenda else INTO)


def _plans(what: str | None, scene: Scene) -> list[Planned]:
    """Return the plans for one bar that a fill is said of: those named, else those planned last; no fills."""
    waits = [
        one for one in scene.state.agenda
        if one.watch is None and not one.every_bars and not isinstance(one.wish.command, Fill)
    ]
    if what:
        waits = plans_named([what], [], waits)
    else:
        ids = [turn.id for turn in reversed(scene.talk.turns[-LOOKED_BACK:]) if turn.id]
        waits = next((own for one in ids if (own := [item for item in waits if item.wish.turn == one])), [])
    return waits if len({one.at_bar for one in waits}) == 1 else []


def _ahead_of(found: re.Match[str], scene: Scene) -> int:
    """Return the bar before what a fill is said of, counted from 1; 0 where none is plain."""
    if found["bar"]:
        return int(found["bar"]) - 1 if int(found["bar"]) > scene.state.bar + 2 else 0
    items = _plans(found["what"], scene)
    return items[0].at_bar if items and items[0].at_bar > scene.state.bar else 0


def _filled(found: re.Match[str], scene: Scene) -> str:
    """Write "a fill going in" after a plan as the fill in the bar before it, and "fill into 96" as at bar 95."""
    bar = _ahead_of(found, scene)
    if not bar or not DENIED.match(found.group()):
        return f"fill at bar {bar}" if bar else ""
    return _off(found, scene) or CONTENT


def _off(found: re.Match[str], scene: Scene) -> str:
    """Write "cancel the fill just before" as the fill in the bar before a plan taken off."""
    bar = _ahead_of(found, scene)
    items = [one for one in scene.state.agenda if isinstance(one.wish.command, Fill) and one.at_bar == bar - 1]
    return ", ".join(f"cancel {one.id}" for one in items if not one.every_bars)


def _no_fill(found: re.Match[str], scene: Scene) -> str:
    return _off(found, scene) or (CONTENT if _ahead_of(found, scene) else "")


def _just_before(found: re.Match[str], scene: Scene) -> str:
    """Write "kick out just before" after a plan as in the bar before it; it never happens at once."""
    bar, x = _ahead_of(found, scene), found["x"].strip(" ,")
    out = re.search(r"\b(?:out|off|mute|solo|without|only|alone|gone)\b", x) is not None
    return f"{x}{' for 1 bar' if out else ''} at bar {bar}" if bar else ""


def _moved(found: re.Match[str], scene: Scene) -> str:
    """Write "push it to 88, with a fill just before" as the plan made anew, and a fill in the bar before it."""
    items, bar = _plans(found["moved"], scene), int(found["n"])
    if not items or bar <= scene.state.bar + 1:
        return ""
    said = [wish_of(one) for one in items]
    anew = ", ".join(f"cancel {one.id}, {what} at bar {bar}" for one, what in zip(items, said, strict=True))
    return f"{anew}, fill at bar {bar - 1}" if all(said) else ""


def wish_of(item: Planned) -> str:
    """Write a plan as a wish without its bar, such as "mute the clap"; "" where no short wish says it."""
    command = item.wish.command
    if isinstance(command, Section):
        return f"section {command.name}"
    if isinstance(command, Recall):
        return f"{command.action} scene {command.name}"
    acts = (Mute, Unmute, Solo, Unsolo, Lock, Unlock, Tempo, Drop)
    return plainly([Asked(command)]) if isinstance(command, acts) else ""


def _fill_moved(found: re.Match[str], scene: Scene) -> str:
    """Write "no, just before" after a fill as that fill in the bar before the plan, or before the bar that is said."""
    last = scene.talk.last
    if last is None or not scene.talk.fresh or not all(isinstance(one.request, Fill) for one in last.asked):
        return ""
    own = [one for one in scene.state.agenda if last.id and one.wish.turn == last.id]
    n = found.groupdict().get("n")
    if n:
        bar = int(n) - 1
    elif found["bar"] or found["what"]:
        bar = _ahead_of(found, scene)
    else:
        near = _plans(None, scene)
        bar = near[0].at_bar if near else own[0].at_bar if own else 0
        bar = own[0].at_bar if own and own[0].at_bar == bar else bar
    if bar <= scene.state.bar or len(own) > 1 or (own and own[0].every_bars):
        return ""
    return f"move plan {own[0].id} to bar {bar}" if own else f"undo, fill at bar {bar}"


def _repeats(found: re.Match[str], scene: Scene) -> str:
    """Write "one every 8 from then" after a fill was planned as a fill that comes again from its bar on."""
    items = [one for one in scene.state.agenda if isinstance(one.wish.command, Fill) and not one.every_bars]
    ids = [turn.id for turn in scene.talk.turns[-LAST_TWO:] if turn.id]
    items = [one for one in items if one.wish.turn in ids]
    if len(items) != 1:
        return ""
    every = COUNTED.get(found["n"]) or int(found["n"])
    return f"cancel {items[0].id}, fill every {every} bars at bar {items[0].at_bar + 1}"


INTO: Final = (
    kind(rf"{NOT}{ASKS}{FILL},? {NEAR}(?:before|ahead of|{LEADS})(?P<what>) (?:bar )?(?P<bar>\d{{2,4}})", _filled),
)
"""A fill before a bar that is said."""
KINDS: Final = (
    *INTO,
    kind(rf"{NOT}{ASKS}{FILL},? {_BEFORE}", _filled),
    kind(rf"(?:cancel|forget|skip|scrap|drop|lose|kill|bin) (?:the |that |my )?(?:little |big )?{FILL},? "
         rf"{_BEFORE}", _no_fill),
    kind(rf"{NOT}(?!.*\b(?:like|as|was|were|undo|than|it)\b)(?:and |with |then )*(?P<x>{_ACTS}),? (?:just|right|"
         rf"straight|(?:in )?(?:the|one|1|a) (?:last )?bar) before(?P<bar>)(?: (?:it|that|the (?P<what>{_PLAN})))?",
         _just_before),
    kind(rf"{NOT}{NEAR}before{_OBJECT},? {ASKS}{FILL}", _filled),
    kind(rf"{NOT}(?:(?:and|then|also|please|i want|we want) )*(?:put|do|play|have|give (?:me|us)|throw in|add|drop) "
         rf"(?:one|1),? {_BEFORE}", _filled),
    kind(rf"{NOT}{_MOVE}(?:[,.;]| (?:and|with|plus|but|then|also)\b)+ {ASKS}{FILL},? "
         rf"{NEAR}(?:beforehand|before|ahead|{LEADS})(?: (?:it|that|this|then))?", _moved),
    kind(rf"{_LANDS}{_ONE_BEFORE}", _fill_moved),
    kind(rf"(?:(?:no|sorry|rather|i meant|i mean|wait|not there|not then|make it|put it|do it|it goes|better),? )*"
         rf"{_ONE_BEFORE}", _fill_moved),
    kind(rf"(?:(?:a|an|another|also|do|put|play|have|give (?:me|us)|fill) )*(?:(?:one|1|it|that|fills?|again|more|"
         rf"repeat (?:it|that)|same|another),? )?(?:again )?every (?P<n>{_N})(?: bars?)?,? (?:from|starting|after|"
         r"since)(?: from| at)? (?:then|there|that|it|that (?:bar|point|one))(?: on(?:wards?)?)?", _repeats),
)
