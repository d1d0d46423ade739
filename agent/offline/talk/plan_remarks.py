"""What becomes of the plans at "the kick at 60 is too early. 64", "recovery at 80", "cancel all that", "just the drop"?

A number behind a remark on a plan is its bar; what was just planned is taken off, never what was changed before.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.layer_words import ONE_LAYER
from agent.offline.plan_names import PARTS, layer_of_plan, plans_named
from agent.offline.talk.kinds import kind, written
from agent.offline.talk.spoken import spoken
from engine.commands import Fill, Tempo

if TYPE_CHECKING:
    from agent.offline.talk.follow import Scene
    from engine.state import Planned

NEAR_BARS: Final = 16
"""A plan that is said again for a bar so near is moved."""
LOOKED_BACK: Final = 4
MOST_CHANGE: Final = 20
"""A tempo that is said in passing is no further from the one that plays, in BPM."""
_PLAN: Final = "|".join(sorted(PARTS, key=len, reverse=True))
_OFF: Final = (
    r"(?:cancel|forget(?: about)?|scrap|ditch|drop|bin|lose|kill|scratch|skip|nix|axe|clear|call off|take off|strike|"
    r"remove|delete|abandon|never ?mind(?: about)?|get rid of)"
)
REMARKS: Final = re.compile(
    r"\b(?:is|isn't|are|aren't|was|were|am|has|have|had|hasn't|not|too|early|late|later|soon|stuck|broken?|needs?|"
    r"takes?|took|gone|wait|behind|ahead|running|runs|missing|missed|[a-z]{3,}ed|[a-z]+'(?:s|re|m|ve))\b"
)
"""What tells how things are."""
OF_TIME: Final = re.compile(
    r"\b(?:early|late|later|soon|delay(?:ed)?|jam(?:med)?|stuck|ready|wait|behind|ahead|overruns?|longer|time|bar)\b"
)
OF_SOUND: Final = re.compile(
    r"\b(?:tempo|bpm|speed|fast|faster|slow|slower|drags?|dragging|rush(?:es|ing)?|loud|louder|quiet|quieter|soft|hard|"
    r"swing|velocity|volume|energy|dead|tired|sleepy|boring|sluggish|frantic|percent|%|note|channel|hits?|steps?)\b"
)
"""What a number is said of that is no bar."""
BEGINS: Final = re.compile(
    r"(?:please )?(?:mute|unmute|solo|drop|fill|play|make|put|give|bring|set|load|save|recall|mark|tempo|add|take|move|"
    r"push|more|less|no|when|if|what|how|why|at|in|from|for)\b"
)
"""What begins a wish, which is no remark."""
AGAIN: Final = re.compile(r"\b(?:too|as well|again|also|another|second|and)\b")


def plan_remarks(plain: str, scene: Scene) -> str:
    """Return a line that moves plans or takes them off in plain words; as it is for another.

    Args:
        plain: the line, in lower case. scene: the conversation and how the music stands.
    """
    return written(plain, scene, KINDS) if scene.state.agenda else plain


def _waits(scene: Scene) -> list[Planned]:
    return [one for one in scene.state.agenda if one.watch is None and not one.every_bars]


def _last(scene: Scene) -> list[Planned]:
    """Return the newest plans of the last four lines; of a fill that leads to a plan, that plan."""
    for turn in reversed(scene.talk.turns[-LOOKED_BACK:]):
        items = [one for one in _waits(scene) if turn.id and one.wish.turn == turn.id]
        leads = all(isinstance(one.wish.command, Fill) and _led_to(one, scene) for one in items)
        if items and leads:
            return _led_to(items[0], scene)
        if items:
            return items
    return []


def _is_for_a_bar(item: Planned, scene: Scene) -> bool:
    """Return True for what was planned by its bar; of what comes in so many bars a number is the wait."""
    turn = next((one for one in scene.talk.turns if one.id and one.id == item.wish.turn), None)
    return turn is None or any(one.when is not None and one.when.at_bar is not None for one in turn.asked)


def _led_to(fill: Planned, scene: Scene) -> list[Planned]:
    return [one for one in _waits(scene) if one.at_bar == fill.at_bar + 1]


def _moves(items: list[Planned], bar: int, scene: Scene) -> str:
    """Return plans, and what hangs on them, moved so that the first comes at a bar; "" where it is there."""
    first = min(one.at_bar for one in items)
    by = bar - 1 - first
    hangs = [
        one for one in _waits(scene) if one not in items
        and (one.at_bar == first or (isinstance(one.wish.command, Fill) and one.at_bar == first - 1))
    ]
    moved = [*items, *hangs]
    if not by or bar <= scene.state.bar + 1:
        return ""
    ids = " and ".join(one.id for one in moved)
    return f"move plan{'s' if len(moved) > 1 else ''} {ids} {abs(by)} bars {'later' if by > 0 else 'earlier'}"


def _named(said: str, scene: Scene) -> list[Planned]:
    """Return the plans that a remark names, by their bar, what they do, or their layer."""
    bars = {int(one) for one in re.findall(r"\b\d{2,4}\b", said)}
    at_bar = [one for one in _waits(scene) if one.at_bar + 1 in bars]
    words = [one for one in re.findall(r"[a-z]+", said) if one in PARTS]
    layers = spoken(said, scene.config)
    if bars and not at_bar:
        return []
    named = [one for word in words for one in plans_named([word], [], _waits(scene))]
    if layers:
        named += [one for one in _waits(scene) if layer_of_plan(one) in layers and one not in named]
    return [one for one in named if one in at_bar] or at_bar or named


def _to_bar(found: re.Match[str], scene: Scene) -> str:
    """Write "kick at 60 is too early. 64" as the plan of the kick at that bar; it is no tempo."""
    said, bar = found["remark"] or " ".join(scene.talk.stories), int(found["n"])
    if BEGINS.match(said) or not (said and (found["remark"] is None or REMARKS.search(said))):
        return _with_its_fill(found, bar, scene)
    items, layers = _named(said, scene), spoken(said, scene.config)
    if not items and (layers or re.search(r"\b\d{2,4}\b", said)):
        return ""
    items = items or _last(scene)
    if not items or not _is_for_a_bar(items[0], scene) or (layers and OF_SOUND.search(said)):
        return ""
    planned = all(isinstance(one.wish.command, Tempo) for one in items)
    far = not planned and abs(bar - 1 - min(one.at_bar for one in items)) >= abs(bar - scene.config.bpm)
    if not OF_TIME.search(said) and (far or OF_SOUND.search(said)):
        return f"tempo {bar}" if abs(bar - scene.config.bpm) <= MOST_CHANGE else ""
    tempo = items[0].wish.command
    if isinstance(tempo, Tempo) and not OF_TIME.search(said) and abs(bar - tempo.bpm) <= MOST_CHANGE:
        over = f" over {tempo.over_bars} bars" if tempo.over_bars else ""
        return f"cancel {items[0].id}, tempo {bar}{over} at bar {items[0].at_bar + 1}"
    return _moves(items, bar, scene)


def _with_its_fill(found: re.Match[str], bar: int, scene: Scene) -> str:
    """Write "96" after a drop, and a fill in the bar before it, as both of them so much later."""
    last, items = scene.talk.last, _last(scene)
    own = [one for one in _waits(scene) if last is not None and last.id and one.wish.turn == last.id]
    leads = bool(own) and all(isinstance(one.wish.command, Fill) and _led_to(one, scene) for one in own)
    placed = bool(items) and _is_for_a_bar(items[0], scene)
    return _moves(items, bar, scene) if found["remark"] is None and leads and placed else ""


def _again_at(found: re.Match[str], scene: Scene) -> str:
    """Write "recovery at 80" after it was planned for bar 72 as the plan moved there."""
    said, bar, name = found.group(), int(found["n"]), found["x"]
    items = [one for one in _waits(scene) if str(getattr(one.wish.command, "name", "") or "").lower() == name]
    items = items or (plans_named([name], [], _waits(scene)) if name in PARTS else [])
    instead = re.search(r"\b(?:instead|rather|not)\b", said) is not None
    if len(items) != 1 or (AGAIN.search(said) and not instead) or name in {"fill", "fills", "roll", "tempo", "bpm"}:
        return ""
    near = abs(items[0].at_bar + 1 - bar) <= NEAR_BARS and items[0] in _last(scene)
    return _moves(items, bar, scene) if instead or near else ""


def _all_off(found: re.Match[str], scene: Scene) -> str:
    """Write "cancel all that" right after plans were made as these taken off, and nothing else."""
    items: list[Planned] = []
    for turn in reversed(scene.talk.turns):
        own = [one for one in scene.state.agenda if turn.id and one.wish.turn == turn.id]
        if not own or (items and not (found["all"] or found["none"]) and len(items) > 1):
            break
        items += own
    return ", ".join(f"cancel {one.id}" for one in items) if scene.talk.planned else ""


def _but_for(found: re.Match[str], scene: Scene) -> str:
    """Write "scrap the hat, just the drop" as the plans of the hat taken off where both are planned."""
    off, kept = _told(found["x"], scene), _told(found["kept"], scene)
    off = [one for one in off if one not in kept]
    return ", ".join(f"cancel {one.id}" for one in off) if off and kept else ""


def _told(said: str, scene: Scene) -> list[Planned]:
    words = [one for one in said.split() if one in PARTS]
    layers = spoken(said, scene.config)
    return plans_named(words, layers, scene.state.agenda) if words or layers else []


KINDS: Final = (
    kind(r"(?:(?P<remark>[a-z].*?)[.,;:!]+ ?)?(?:(?:make (?:it|that)|say|to|at|bar|call it|let us say|rather|better|so|"
         r"then|go for|do it|put it|move it|try|i want|now),? )*(?P<n>\d{2,4})", _to_bar),
    kind(r"(?:the |that |our |my )?(?P<x>[a-z0-9_-]+)(?: (?:goes|comes|is|should be|moves|lands|must be))?(?: back)? "
         r"(?:at|on|to) (?:bar )?(?P<n>\d{2,4})(?:,? (?:instead|rather|not \d{2,4}))*", _again_at),
    kind(rf"(?:(?:no|sorry|hm+|oh|ah|right),? )*(?:(?:{_OFF}|no to|not) (?:(?P<all>(?:all|both|any)(?: of)? (?:that|"
         rf"this|those|these|them)|the (?:whole )?lot)|those|these|them)|(?P<none>none of|nothing of) (?:that|this|"
         r"those|these|them|it))(?: (?:plans|lot|cues|changes|three|two))*(?: (?:after all|any ?more|for now))*",
         _all_off),
    kind(rf"{_OFF} (?P<x>{ONE_LAYER}|(?:the |that )?(?:{_PLAN}))(?: (?:thing|plan|bit|part|idea|one|business))?"
         rf"(?:,| and| but| -|;|\.)+ (?:(?:just|only|keep|leave|i only want|we only need|and) )+(?:do |play )?"
         rf"(?P<kept>{ONE_LAYER}|(?:the |that )?(?:{_PLAN}))(?: (?:only|alone|stays?|please|in))*", _but_for),
)
