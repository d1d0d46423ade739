"""Which part of a line only says that something stays as it is: "and leave the rest be", "but the lock stays"?

Beside what is about the lines before it asks for nothing, where it is so already; a plan against it is taken off.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.layer_words import ONE_LAYER
from agent.offline.plan_names import PARTS, layer_of_plan, plans_named
from agent.offline.talk.corrections import corrected
from agent.offline.talk.reading import follow_up
from agent.offline.talk.section_words import with_sections
from agent.offline.talk.spoken import spoken
from agent.offline.talk.stories import is_story
from engine.commands import Cancel, Mute, Solo

if TYPE_CHECKING:
    from collections.abc import Callable

    from agent.offline.talk.follow import Scene

JOINTS: Final = re.compile(r"(,? (?:and|but|though|only|yet|while) |[,;.] )")
OTHERS: Final = (
    r"(?:rest(?: of (?:it|them|that))?|others?(?: (?:one|ones|1|1s|plans?|cues?))?|everything else|all else|"
    r"all the others|one before|1 before|first (?:one|1)|second (?:one|1)|last (?:one|1))"
)
HELD: Final = r"(?:locks?|mutes?|solos?|freeze|loop|jam)"
VALUES: Final = (
    r"(?:tempo|speed|bpm|swing|shuffle|energy|groove|syncopation|entropy|accents?|ghosts?|ghost notes|rolls?|"
    r"ratchets?|density|velocity|levels?|volume|feel|timing|fills?|arc|section)"
)
_WHAT: Final = (
    rf"(?:(?:the|my|our|that|those|these) )?(?:(?P<others>{OTHERS})|(?P<held>{HELD})|(?P<values>{VALUES})|"
    rf"(?P<layers>{ONE_LAYER}(?:(?:,? and |, ){ONE_LAYER})*))"
)
_SO: Final = (
    r"(?P<so>(?: (?:in|on|out|off|muted|silent|put|be|there|alone|locked|untouched|standing|square|"
    r"(?:exactly |just )?(?:as|how|like|where) (?:(?:it|they|that) (?:is|are|was|were|stands?)|is|are|now|that|this|"
    r"before)|the same|too|still|as well|also|now|please|for now|for me|an? a(?:ll|w)))*)"
)
STAYS: Final = (
    re.compile(rf"(?:only |just )?{_WHAT}(?:'s)?(?: (?:can|may|should|shall|must|will|is to|has to|have to))?"
               rf"(?: (?:still|just))? (?:stays?|remains?|is fine|are fine|keeps?){_SO}"),
    re.compile(rf"(?:only |just |please )*(?:leave|keep|let)(?: (?:me|us))? {_WHAT}(?: stay)?{_SO}"),
)
WITHOUT: Final = re.compile(
    rf"(?:only |just |but )?(?:without|minus|no more) (?:the |that |this |my )(?:planned )?(?P<x>{'|'.join(PARTS)})"
)
"""A plan that a wish beside it takes off."""
TAKEN_OFF: Final = re.compile(
    r"(?:(?:please|ok|no|actually|and|just),? )*(?:cancel|forget(?: about)?|scrap|skip|scratch|bin|ditch|never mind) "
    rf"(?:the |that |this |my )(?:planned )?(?P<x>{'|'.join(PARTS)})"
)
GOES: Final = re.compile(
    r"^(?:(?:go|jump|switch|cut|attacca|straight|right|over|in) )+(?:to|into) (?:the )?(?=[a-z]+ (?:at|in|on)\b)"
)
PLAN: Final = re.compile(rf"(?:the |that |this |my )(?:planned )?(?P<x>{'|'.join(PARTS)})(?: too| as well)?")
SAYS_WHY: Final = re.compile(
    r"(?:i|we)(?:'ve| have)? (?:changed (?:my|our) minds?|do not need it|don't need it|thought better of it)|"
    r"(?:it is|it's|that is) not (?:needed|necessary)(?: any ?more)?|change of (?:plan|mind)|after all|"
    r"(?:i|we)(?:'ll| will)? (?:call|do|play|handle|trigger|fire|bring|cue) (?:it|that|them)(?: (?:myself|by hand|"
    r"later|ourselves|on my own))*"
)
OUT: Final = re.compile(r"\b(?:out|off|muted|silent)\b")
IN: Final = re.compile(r"\b(?:in|on)\b")
OF_ALL: Final = re.compile(r"\b(?:everything|all|everybody|everyone|whole)\b")
"""Beside it, what stays is an exception."""
LEAST_WORDS: Final = 2
"""A "no" alone rejects what stays as it is, and is read elsewhere."""
PAIR: Final = 2


def without_stays(plain: str, scene: Scene, reads: Callable[[str], bool]) -> str:
    """Return a line without the parts that only say what stays as it is; as it is where it has no other.

    Args:
        plain: the line, in lower case. scene: the conversation and how the music stands.
        reads: tells whether the rest is wholly about the lines before.
    """
    parts = JOINTS.split(plain)
    if len(parts) == 1 or not scene.talk.turns:
        return plain
    off = _one_off(parts, scene)
    if off:
        return off
    put = {at: _stays(parts[at].strip(" ,.!"), scene) for at in range(0, len(parts), 2)}
    kept = [at for at, said in put.items() if said is None]
    if not kept or len(kept) == len(put):
        return plain
    core = "".join(parts[at] + (parts[at + 1] if other == at + PAIR else "") for at, other in
                   zip(kept, [*kept[1:], -1], strict=True)).strip(" ,.!")
    if len(core.split()) < LEAST_WORDS or OF_ALL.search(core) or not reads(core):
        return plain
    against = [said for said in put.values() if said]
    return ", ".join([*_cancels(core, scene), *against]) if against else core


def _one_off(parts: list[str], scene: Scene) -> str:
    """Return a line that takes one plan off beside another wish, with its number last; "" for another line."""
    for form, at, rest in ((WITHOUT, -1, parts[:-2]), (TAKEN_OFF, 0, parts[2:])):
        found = form.fullmatch(parts[at].strip(" ,.!"))
        items = plans_named([found["x"]], [], scene.state.agenda) if found is not None else []
        if len(items) != 1:
            continue
        other = "".join(rest).strip(" ,.!")
        if form is TAKEN_OFF and (SAYS_WHY.fullmatch(other) or is_story(other, scene)):
            return f"cancel plan {items[0].id}"
        too = PLAN.fullmatch(other)
        more = plans_named([too["x"]], [], scene.state.agenda) if too is not None else []
        if len(more) == 1:
            return f"cancel {items[0].id}, cancel {more[0].id}"
        if form is TAKEN_OFF and _stays(other, scene) is not None:
            return ""
        return f"{with_sections(GOES.sub('', other), scene)}, cancel {items[0].id}"
    return ""


def _cancels(core: str, scene: Scene) -> list[str]:
    """Return a part that takes plans off as these by their numbers, so that more of them can be taken off beside."""
    found = follow_up(corrected(core, scene), scene)
    asked = [] if found is None else [one.request for one in (*found.back, *found.asked)]
    plans = [f"cancel {one.id}" for one in asked if isinstance(one, Cancel)]
    return plans if plans and len(plans) == len(asked) else [core]


def _stays(part: str, scene: Scene) -> str | None:
    """Return "" for what is so already, what takes off a plan against it; None for another part."""
    found = next((one for form in STAYS if (one := form.fullmatch(part)) is not None), None)
    if found is None:
        return None
    stage, so = scene.state.stage, found["so"]
    muted = {hold.layer for hold in stage.mutes}
    if found["others"]:
        return None if OUT.search(so) and not muted else ""
    if found["held"]:
        holds: dict[str, bool] = {
            "lock": bool(stage.locks), "mute": bool(muted), "solo": bool(stage.solos),
            "jam": scene.state.jam is not None,
        }
        return "" if holds.get(found["held"].rstrip("s"), scene.state.frozen is not None) else None
    if found["values"]:
        return ""
    named = set(spoken(found["layers"], scene.config))
    if not named or (OUT.search(so) and not named <= muted) or (IN.search(so) and named & muted):
        return None
    against = [
        one.id for one in scene.state.agenda
        if isinstance(one.wish.command, (Mute, Solo)) and (layer_of_plan(one) in named) == isinstance(
            one.wish.command, Mute)
    ]
    return ", ".join(f"cancel {one}" for one in against) if not OUT.search(so) else ""
