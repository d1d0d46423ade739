"""What changes about the condition that was asked for last: "no, the snare instead", "raise it to .9"?"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from agent.offline.layer_words import ONE_LAYER
from agent.offline.talk.follow import Follow, taken_back
from agent.offline.talk.kinds import kind, written
from agent.offline.talk.spoken import spoken
from agent.offline.understand import Asked
from engine.commands import Lock, Mute, Solo, Unlock, Unmute, Unsolo, Watch

if TYPE_CHECKING:
    from agent.offline.talk.follow import Scene

OF_LAYERS = (Mute, Unmute, Solo, Unsolo, Lock, Unlock)
PERCENT: Final = 100
_LAYERS: Final = rf"{ONE_LAYER}(?:(?:,? and |, ){ONE_LAYER})*"
_NO: Final = r"(?P<no>(?:(?:no|nah|nope|naw|sorry|wait|actually|rather|better|i meant|i mean|ah|oh|ok|hm+),? )*)"
INSTEAD: Final = re.compile(
    rf"{_NO}(?:(?P<off>forget|leave|not|drop|skip|scrap|never mind)(?: about)?(?: that)? (?P<y>{_LAYERS})"
    r"(?: (?:matter|thing|business|one|then))*[,.;]? (?:and |but )?)?(?P<use>(?:(?:use|take|make it|do it with|do|with|"
    rf"rather|try|have) )*)(?P<x>{_LAYERS})(?P<instead>,? (?:instead|rather|then)(?: (?:of|please).*)?)?"
)
ALSO: Final = re.compile(rf"(?:and|also|plus) (?P<x>{_LAYERS})(?:,? (?:too|as well|also))*|"
                         rf"(?P<y>{_LAYERS}),? (?:too|as well|also)")


def _watch(scene: Scene) -> Watch | None:
    """Return the condition that the last line asked for and nothing else; None for another line."""
    last = scene.talk.last
    asked = [one.request for one in last.asked] if last is not None else []
    return asked[0] if len(asked) == 1 and isinstance(asked[0], Watch) else None


def of_watch(text: str, scene: Scene) -> Follow | None:
    """Read a line that wants another layer, or one more, for the condition before it; None for another line.

    Args:
        text: what was said. scene: the conversation and how the music stands.
    """
    watch, last = _watch(scene), scene.talk.last
    if watch is None or last is None or not isinstance(watch.then, OF_LAYERS) or not scene.talk.fresh:
        return None
    plain = " ".join(text.lower().replace("\u2019", "'").split()).strip(" .!")
    swap, more = INSTEAD.fullmatch(plain), ALSO.fullmatch(plain)
    if more is not None:
        layers, back = spoken(more["x"] or more["y"], scene.config), []
    elif swap is not None and (swap["no"] or swap["off"] or swap["use"] or swap["instead"]):
        layers, back = spoken(swap["x"], scene.config), taken_back(last, scene)
        if swap["y"] and watch.then.layer not in spoken(swap["y"], scene.config):
            return None
    else:
        return None
    if not layers or watch.then.layer in layers:
        return None
    return Follow([Asked(replace(watch, then=replace(watch.then, layer=one))) for one in layers], back, last.clauses)


def _threshold(found: re.Match[str], scene: Scene) -> str:
    """Write "raise that threshold to .9" after a condition as that number."""
    watch = _watch(scene)
    if watch is None or isinstance(watch.value, str):
        return ""
    value = float(found["n"])
    share = bool(found["percent"]) or (value > 1 and watch.value <= 1)
    return f"make that {value / PERCENT if share and watch.value <= 1 else value:g}"


KINDS: Final = (
    kind(r"(?:(?:raise|lower|set|put|move|change|make|push|bring|take|drop|turn) )(?:up |down )?(?:it|(?:that|the|this|"
         r"its) (?:threshold|limit|condition|trigger|level|mark|cut ?off|value|number))(?: up| down)? (?:to|at) "
         r"(?P<n>\d*\.?\d+) ?(?P<percent>%|percent)?", _threshold),
    kind(r"(?:only )?(?:above|past|below|under|beyond) (?P<n>\d*\.?\d+) ?(?P<percent>%|percent)?(?: rather)?",
         _threshold),
)


def with_threshold(plain: str, scene: Scene) -> str:
    """Return a line that puts the number of the last condition elsewhere in plain words; as it is for another.

    Args:
        plain: the line, in lower case. scene: the conversation and how the music stands.
    """
    return written(plain, scene, KINDS)
