"""Which hit is meant by its step alone: "take him off 11", "the 7 too", "not 4, 14 I wanted to say"?

It is of the layer whose hits were put, or asked about, just before. A step from 5 on is never a beat.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.asking import layer_words
from agent.offline.layer_words import ONE_LAYER
from agent.offline.on_beats import STEPS as WORD
from agent.offline.places_in_bar import on_steps
from agent.offline.talk.kinds import kind, written
from agent.offline.talk.spoken import spoken
from engine.commands import Hit

if TYPE_CHECKING:
    from agent.offline.talk.follow import Scene

STEPS: Final = 16
MOST_BEATS: Final = 4
COUNTED: Final = {
    "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13,
    "fourteen": 14, "fifteen": 15, "sixteen": 16,
}
_N: Final = rf"(?:\d{{1,2}}|{'|'.join(COUNTED)})"
_STEP: Final = r"(?:the )?(?:steps? |number |no\.? )?"
_IT: Final = r"(?:it|him|her|them|that|this|that one|this one|the one|one|that hit|the hit)"
_TAKE: Final = r"(?:take|get|pull|knock|kick|throw|keep|leave|move|lift)"
_REMOVE: Final = r"(?:remove|delete|lose|drop|cut|kill|skip|silence|mute|take (?:out|away|off)|get rid of|no|without)"
_PUT: Final = r"(?:put|add|place|give me|give us|have|play|stick|throw in|drop in|hit)"
_SAID: Final = r"(?:,? (?:i (?:wanted to say|meant|mean|said|wan(?:t|na) say)|was what i meant|rather|instead))"
_WRONG: Final = (
    r"(?:(?:sorry|pardon|oops|ops|oups|ups|whoops|no|ah|oh|wait|hm+|argh|my bad|wrong|wrong one|my mistake|"
    r"i said wrong|"
    r"i said it wrong|i got that wrong|i misspoke|not that one)[,.]? )+"
)


def by_steps(plain: str, scene: Scene) -> str:
    """Return a line about hits that are named by their steps alone with layer and steps; as it is for another.

    Args:
        plain: the line, in lower case. scene: the conversation and how the music stands.
    """
    hits = _last_hits(scene)
    placed = CALLS.sub("", on_steps(plain)) if hits else plain
    put = written(placed, scene, [*MOVES, *KINDS] if hits else KINDS)
    return plain if put == placed else put


def _step(said: str) -> int:
    return COUNTED.get(said) or int(said)


def _last_hits(scene: Scene) -> list[Hit]:
    """Return the hits of the last turn that was of nothing else; none where it was of other things."""
    last = scene.talk.last
    asked = [one.request for one in last.asked] if last is not None else []
    return [one for one in asked if isinstance(one, Hit)] if all(isinstance(one, Hit) for one in asked) else []


def _layer(scene: Scene) -> str:
    """Return the layer in words whose steps are spoken of; "" where there is none, or more than one."""
    named = scene.talk.spoken or list(dict.fromkeys(one.layer for one in _last_hits(scene)))
    return layer_words(named) if len(named) == 1 else ""


def _is_step(said: str, line: str, scene: Scene) -> bool:
    """Return True for a number that can only be a step here: beyond the beats, or where steps were spoken of."""
    last = scene.talk.last
    of_steps = WORD.search(line) is not None or (last is not None and WORD.search(last.said.lower()) is not None)
    return 1 <= _step(said) <= STEPS and (_step(said) > MOST_BEATS or of_steps or "number" in line)


def _off(found: re.Match[str], scene: Scene) -> str:
    named, steps = _layer(scene), [one for one in (found["n"], found.groupdict().get("m")) if one]
    if not named or not all(_is_step(one, found.group(), scene) for one in steps):
        return ""
    return f"take the {named} off step {' and '.join(str(_step(one)) for one in steps)}"


def _on(found: re.Match[str], scene: Scene) -> str:
    told = _last_hits(scene) or scene.talk.steps or WORD.search(found.group()) or "number" in found.group()
    if not told or scene.talk.value:
        return ""
    named, steps = _layer(scene), [one for one in (found["n"], found.groupdict().get("m")) if one]
    if not named or not all(_is_step(one, found.group(), scene) for one in steps):
        return ""
    return f"put a {named} on step {' and '.join(str(_step(one)) for one in steps)}"


def _also(found: re.Match[str], scene: Scene) -> str:
    """Write "the 7 too" after a hit as the same on that step."""
    hits = _last_hits(scene)
    if not hits or not _is_step(found["n"], found.group(), scene):
        return ""
    named, step = layer_words([hits[-1].layer]), _step(found["n"])
    return f"put a {named} on step {step}" if hits[-1].on else f"take the {named} off step {step}"


def _instead(found: re.Match[str], scene: Scene) -> str:
    """Write "sorry, 14" after a hit as that hit on the other step, and no more on its own."""
    hits = _last_hits(scene)
    given = found.groupdict()
    if given.get("old"):
        hits = [one for one in hits if one.step + 1 == _step(given["old"])]
    new = _step(found["n"])
    if len(hits) != 1 or not scene.talk.fresh or not 1 <= new <= STEPS or hits[0].step + 1 == new:
        return ""
    named, old = layer_words([hits[0].layer]), hits[0].step + 1
    on, off = (new, old) if hits[0].on else (old, new)
    return f"take the {named} off step {off}, put a {named} on step {on}"


def _to_step(found: re.Match[str], scene: Scene) -> str:
    """Write "scoot that to step 11" after a hit as that hit moved; "put it on 11" alone puts another."""
    return "" if found.group().split()[0] in {"put", "place", "set"} else _instead(found, scene)
def _next_to(found: re.Match[str], scene: Scene) -> str:
    """Write "and another just before it" after a hit as the same on the step before."""
    hits = _last_hits(scene)
    ahead = found["way"] in {"before", "ahead of", "in front of", "earlier"}
    away = BY.get(found["by"] or "", 1) * (-1 if ahead else 1)
    step = hits[-1].step + 1 + away if hits and hits[-1].on else 0
    return f"put a {layer_words([hits[-1].layer])} on step {step}" if 1 <= step <= STEPS else ""


def _only_one(found: re.Match[str], scene: Scene) -> str:
    """Write "leave me only the first one" after several hits as the others taken off."""
    asked = [one.request for turn in scene.talk.turns[-MOST_BEATS:] for one in turn.asked]
    hits = [one for one in asked if isinstance(one, Hit) and one.on]
    if len(hits) <= 1 or len({one.layer for one in hits}) != 1:
        return ""
    kept = hits[-1] if found["nth"] in {"last", "second", "2nd"} else hits[0]
    steps = " and ".join(str(one.step + 1) for one in hits if one is not kept)
    return f"take the {layer_words([kept.layer])} off step {steps}"


def _beat_off(found: re.Match[str], scene: Scene) -> str:
    """Write "take out the first beat of the kick" as the hit on that beat taken off."""
    layers = spoken(found["x"], scene.config)
    beat = NTH.get(found["nth"], 0)
    return f"take the {layer_words(layers)} off step {MOST_BEATS * beat + 1}" if len(layers) == 1 else ""


def _extra(found: re.Match[str], scene: Scene) -> str:
    """Write "that extra snare goes again" as the hit that was put taken off."""
    layers = spoken(found["x"], scene.config)
    hits = [one.request for turn in scene.talk.turns for one in turn.asked if isinstance(one.request, Hit)]
    mine = [one for one in hits if one.layer in layers and one.on]
    return f"take the {layer_words([mine[-1].layer])} off step {mine[-1].step + 1}" if mine else ""


CALLS: Final = re.compile(r"^(?:(?:mm+|hm+|uh|eh|ok|ah|oh|right)[,.]? )+")
MOVES: Final = (
    kind(rf"(?:move|shift|scoot|slide|push|shove|nudge|bump|bring|drag|pull|put|take|place|set) {_IT}"
         rf"(?: (?:over|back|up|along|forward))* (?:(?:on)?to|on|onto|at) {_STEP}(?P<n>{_N})", _to_step),
    kind(rf"(?:put|place|set|play|have) {_IT} on {_STEP}(?P<n>{_N}),? (?:instead|rather)", _instead),
)
"""What moves the hit that was put last."""
NTH: Final = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3, "last": 3}
_NTH: Final = rf"(?P<nth>{'|'.join(NTH)}) (?:beat|quarter|crotchet)"
BY: Final = {"two": 2, "2": 2, "three": 3, "3": 3, "four": 4, "4": 4}
KINDS: Final = (
    kind(rf"(?:and |also |plus )*(?:{_PUT} )?(?:another|one|1|one more|1 more|a further one|the same|an extra|a second)"
         r"(?: (?:one|1|hit|stroke|note|of (?:those|them)))?,? (?:(?:just|right|immediately|directly|straight|a|an|one|"
         r"1|step|steps|sixteenth|sixteenths|16th|16ths) |(?P<by>two|three|four|2|3|4) )*(?P<way>before|ahead of|"
         r"in front of|earlier|after|behind|later)(?: (?:it|that|this|him|her|them|that one|the other one))?",
         _next_to),
    kind(rf"(?:{_REMOVE}) (?:the )?{_NTH} (?:of|from|in|on) (?P<x>{ONE_LAYER})", _beat_off),
    kind(rf"(?:{_REMOVE}|take) (?P<x>{ONE_LAYER}) (?:off|out of|on|from) (?:the )?{_NTH}", _beat_off),
    kind(r"(?:leave|keep|give|let|play|i want)(?: me| us)? (?:only|just) (?:the )?(?P<nth>first|1st|second|2nd|last)"
         r"(?: (?:one|1|hit|stroke))?(?: (?:that )?(?:i|we) (?:asked for|wanted|said|had)| of (?:the two|them|those))?",
         _only_one),
    kind(rf"{_TAKE} {_IT} (?:off|off of|away from|out of) {_STEP}(?P<n>{_N})(?: and {_STEP}(?P<m>{_N}))?", _off),
    kind(rf"{_REMOVE} (?:the |that )?(?:one|1|hit|note|stroke) (?:on|at) {_STEP}(?P<n>{_N})"
         rf"(?: and (?:the )?(?:one |on )*{_STEP}(?P<m>{_N}))?", _off),
    kind(rf"{_REMOVE} (?:it|him|her|them) (?:on|from) {_STEP}(?P<n>{_N})", _off),
    kind(rf"{_PUT} (?:one|1|it|him|her|another|another one|a hit|a stroke) on {_STEP}(?P<n>{_N})"
         rf"(?:(?: and|,) (?:one |1 |another )?(?:on )?{_STEP}(?P<m>{_N}))?", _on),
    kind(rf"{_STEP}(?P<n>{_N}) (?:too|also|as well)", _also),
    kind(rf"(?:and|also|plus) {_STEP}(?P<n>{_N})(?: too| also| as well)?", _also),
    kind(rf"(?:{_WRONG})?not (?:on )?{_STEP}(?P<old>{_N}),? (?:but )?(?:on )?{_STEP}(?P<n>{_N}){_SAID}?", _instead),
    kind(rf"(?:{_WRONG})?(?:on )?{_STEP}(?P<n>{_N}),? (?:and )?not (?:on )?{_STEP}(?P<old>{_N})", _instead),
    kind(rf"(?:{_WRONG})(?:make (?:it|that) |on |put it on |i meant |i mean )?{_STEP}(?P<n>{_N}){_SAID}?", _instead),
    kind(rf"(?:on )?{_STEP}(?P<n>{_N}){_SAID}", _instead),
    kind(rf"(?:that|the) (?:extra|new|added|additional|last) (?P<x>{ONE_LAYER})(?: hit)?(?: (?:there|you put|"
         rf"you added))?"
         r" (?:goes|can go|has to go|must go|should go|off|out|away|gone)(?: off| out| away)?", _extra),
)
