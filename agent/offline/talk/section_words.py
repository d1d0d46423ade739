"""Which section is a name with a time, where the arc has one of that name: "drop at 65", "in 8 the break"?

"drop for 8 bars" stays what takes kick and bass out, and "drop the clap at 65" a mute.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from agent.offline.talk.follow import Scene

_COUNT: Final = r"(?:\d{1,3}|two|three|four|six|eight|twelve|sixteen|thirty[- ]two)"
_OTHER: Final = r"(?! ?(?:bars?|bpm|%|percent|hits?|steps?|ms|beats?|times|db)\b|\.\d)"
_ARTICLE: Final = r"(?:(?:the|a|an|our|that|big|massive|huge|proper|next) )*"
_BEFORE: Final = (
    r"(?P<before>(?:^|[,.;:!-] ?|\b(?:and|then|plus|so|anyway) )(?:(?:and|then|we|please|pls|now|ok|okay|so|with|i|"
    r"want|need|"
    r"have|having|plan|put|do|anyway|alright|right|hey|yo|give me|give us|gimme|give them|i'll|let us|let's|a|the|"
    r"us|for|like|"
    r"could|can|you|would|(?:will |are |is )?(?:go|going|head|heading|get|move|moving|jump|back) "
    r"(?:on |over |back )?(?:to|into)|"
    r"next comes|comes) )*)"
)
_COMES: Final = r"(?: (?:section|part|comes?|lands?|hits?|starts?|begins?|happens?))*"
_END: Final = (
    r"(?=$|[,;!?]|\. |\.$| (?:and|then|please|pls|thanks|mate|i|so|ok|with|plus|but|lads|guys|gotta|cos|because|now|"
    r"instead|rather|too|also|as well|chat|no|get)\b)"
)
JOINT: Final = re.compile(r"[,.;:!-] ?(?:and |then )?|(?:and|then|plus|so) ")
"""What joins it to what was said before; who wants it, and please, says nothing of its own."""
OF_OTHER_THINGS: Final = re.compile(
    r"\b(?:cancel|scrap|forget|skip|bin|call off|ditch|delay|postpone|undo|remove|delete|lose|without|not|don't|dont|"
    r"until|till|til|before|after(?! (?:that|it|this)\b)|when|if|once|whenever|unless|instead of|is|was|are|did|"
    r"does|how|what|which|why|where|mark|save|recall|scene|call|name|move|push|pull|slide|shift|hold|keep|leave)\b"
    r"|\bfor (?:the )?(?:next )?"
    rf"{_COUNT}(?: bars?)?\b"
)
"""What is said of a plan, of a scene or of a length, and is read by others."""


THEN: Final = (
    r"(?:[a-z ]+: )?(?:(?:ok|now|please|so|let us|let's|do|go|give us|give me|first|just|wait|play|another) )*"
    r"(?:(?:the |a )?(?P<first>KNOWN)(?: for)? )?"
    rf"(?P<n>{_COUNT})(?: (?:more )?bars?)?,? (?:and )?then (?:the |a |we |go to |into |comes )*(?P<name>KNOWN)"
    r"(?: (?:please|section))?"
)
"""A section so many bars on: "4 bars and then break", "rise 8, then drop"."""


STATED: Final = (
    r"(?:(?:and|so|then|ok|now|well|remember),? )*(?:the |our )?(?P<name>KNOWN)(?: (?:section|part))? "
    r"(?:is|will be|should be|shall be|is to be|has to be|must be|goes|comes)(?: now)? (?:at|on) (?:bar )?"
    r"(?P<bar>\d{2,4})"
    r"(?: (?:please|then|now|by the way))*"
)
"""A section that is told of as if it were planned: "and the drop is at 56"."""


NOW: Final = (
    r"(?:(?:ok|so|please|go|the|an?|our),? )*(?P<name>KNOWN) (?:right )?now"
    r"(?=(?:,| and| then)+ (?:the |an? |our |then )*(?:KNOWN)\b)"
)
"""A section at once, and behind it another one: "intro now, groove on 48"; a bare "drop now" is asked about."""


KICKS_OFF: Final = (
    r"(?<!the )(?<!my )(?<!our )(?<!that )(?<!no )"
    r"\bkick(?:ing)? (?:it |this |things )?off (?:with )?(?:the|our|this|that|a|an) (?:big |next |massive )*"
    r"(?P<name>KNOWN)(?: (?:section|part))?\b(?! (?:bars?|hits?|fills?)\b)"
)
"""A section that is begun, with no kick in it."""


def with_sections(plain: str, scene: Scene) -> str:
    """Return a line with the names of sections that have a time as sections: "section drop at bar 65".

    Args:
        plain: the line, in lower case. scene: the conversation and how the music stands.
    """
    arc = scene.config.arc
    if arc is None:
        return plain
    names = {one.name.lower(): one.name for one in arc.sections if one.name.isalpha()}
    names |= {"breakdown": names["break"]} if "break" in names else {}
    taken = {one.name.lower() for one in scene.state.scenes}
    known = "|".join(sorted((one for one in names if one not in taken), key=len, reverse=True))
    if not known:
        return plain
    plain = re.sub(KICKS_OFF.replace("KNOWN", known), lambda found: f"section {names[found['name']]}", plain)
    follows = re.fullmatch(THEN.replace("KNOWN", known), plain)
    if follows is not None:
        first = f"section {names[follows['first']]}, " if follows["first"] else ""
        return f"{first}section {names[follows['name']]} in {follows['n']} bars"
    stated = re.fullmatch(STATED.replace("KNOWN", known), plain)
    if stated is not None and int(stated["bar"]) > scene.state.bar:
        name = names[stated["name"]]
        planned = [one.id for one in scene.state.agenda if getattr(one.wish.command, "name", "") == name]
        bar = f"bar {stated['bar']}"
        return f"move plan {planned[0]} to {bar}" if len(planned) == 1 else f"section {name} at {bar}"
    if OF_OTHER_THINGS.search(plain):
        return plain
    name, bar = rf"{_ARTICLE}(?P<name>{known})", rf"(?:bar )?(?P<bar>(?<=bar )\d{{1,4}}|\d{{2,4}})\b{_OTHER}"
    wait = rf"(?P<wait>in {_COUNT}(?: (?:more )?bars?)?|(?:at|on) (?:the )?(?:next |coming )?phrase(?: line)?)"

    def put(found: re.Match[str]) -> str:
        given = found.groupdict()
        at = f"at bar {given['bar']}" if given.get("bar") else found["wait"]
        if given.get("bar") and int(found["bar"]) <= scene.state.bar:
            return found.group()
        joint = JOINT.match(found["before"])
        return f"{joint.group() if joint is not None else ''}section {names[found['name']]} {at}"

    now = re.match(NOW.replace("KNOWN", known), plain)
    if now is not None and now["name"] != "drop":
        plain = f"section {names[now['name']]}{plain[now.end():]}"
    behind = rf"{_BEFORE}{name}{_COMES},? (?:(?:at|on|by|from|@) ?{bar}|{wait}){_END}"
    ahead = (
        rf"{_BEFORE}(?:(?:(?:at|on|from|@) ?(?:bar )?|bar )(?P<bar>\d{{2,4}})\b{_OTHER}|{wait}),? "
        rf"(?:we |for |comes? |go )?{name}{_END}"
    )
    return re.sub(ahead, put, re.sub(behind, put, plain))
