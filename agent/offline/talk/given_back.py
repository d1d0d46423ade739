"""What is let go, taken over or left as it is: "you can have it again", "I take the wheel", "leave the clap as it is"?

The session settles what it is of: what is locked, whether a jam or a recording runs, what is muted, which scenes there
are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.asking import layer_words
from agent.offline.layer_words import ONE_LAYER
from agent.offline.talk.asides import CONTENT
from agent.offline.talk.kinds import kind, written
from agent.offline.talk.spoken import spoken
from agent.offline.talk.turns import level_of
from agent.requests import Record
from engine.commands import Freeze, Jam, Lock, Mute, Solo, Unlock, Unmute

if TYPE_CHECKING:
    from agent.offline.talk.follow import Scene

_LAYERS: Final = rf"{ONE_LAYER}(?:(?:,? and |, ){ONE_LAYER})*"
_IT: Final = r"(?:it|him|her|that|that one|this one|them|those|both(?: of them)?)"
_TOUCH: Final = r"(?:have|take|touch|change|use|play with|alter|vary|move|work on|mess with|tweak|get)"
_DO: Final = (
    r"(?:mute|unmute|solo|lock|unlock|more|less|fewer|turn (?:up|down)|raise|lower|thin|kill|cut|roll|swing|tighten|"
    r"loosen|"
    r"shorten|lengthen|lift|soften)"
)
_AGAIN: Final = r"(?: (?:again|back|now|then|too|once more|any ?time))*"
_WHEEL: Final = (
    r"(?:the (?:wheel|reins|helm|controls?|lead|desk|drums)|over|control|charge|it from here|it back|it over|"
    r"this from here)"
)
_WHY: Final = (
    r"(?:[,.;!]* (?:(?:and|you|there is|there's) )*(?:no need to|do not need to|don't need to|don't have to|stop|"
    r"need not) (?:guard|guarding|protect|protecting|hold|holding|keep|keeping|lock|locking|save|saving) "
    r"(?:it|that|them|him|her)(?: (?:locked|back|safe|any ?more|any longer|now|for me))*)?"
    r"(?:[,.;!]* (?:(?:sorry|because|cos|cause|just|my bad|it was|that was|i was|i'm|i am|i only|i just),? )+"
    rf"(?!.*\b(?:{ONE_LAYER}|but|not|when|once|if|after|before|until|till|from|then)\b)[a-z' ]{{0,60}})?"
)
"""Why it was held, or that one is sorry for it; a drum, a time or a condition in it is more than that."""


SWING: Final = "swing_percent"
STRAIGHT: Final = 0.5
"""A swing that is none."""
ROOM: Final = re.compile(
    r"\b(?:room|space|breathe|fewer|less|thin\w*|sparser|quieter|softer|calm\w*|strip|down|solo|background|behind me)\b"
)
"""What makes room for somebody who plays."""
NTH: Final = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "last": -1}
FREE: Final = re.compile(r"\b(?:free|yours|fair game|up for grabs|ok to|need)\b")
"""What says that a layer is nobody's: it is no wish to lock it."""


def given_back(plain: str, scene: Scene) -> str:
    """Return a line that lets something go, takes it over or leaves it in plain words; as it is for another.

    Args:
        plain: the line, in lower case. scene: the conversation and how the music stands.
    """
    return written(plain, scene, KINDS)


def _locked(found: re.Match[str], scene: Scene) -> str:
    """Write "you can have it again" after a lock as its end."""
    locks, said = list(scene.state.stage.locks), found.groupdict().get("x")
    if not locks:
        return CONTENT if said and FREE.search(found.group()) else ""
    named = spoken(said, scene.config) if said else [one for one in scene.talk.spoken if one in locks] or locks
    free = [one for one in named if one in locks]
    return f"unlock the {layer_words(free)}" if free else ""


def _takes_over(_found: re.Match[str], scene: Scene) -> str:
    jams = any(isinstance(one.request, Jam) for turn in scene.talk.turns for one in turn.asked)
    return "jam off" if scene.state.jam is not None or jams else ""


def _solo_over(_found: re.Match[str], scene: Scene) -> str:
    """Write "my solo is finished" after room was made for it as that taken back; a jam or a solo held ends too."""
    last = scene.talk.last
    if scene.state.jam is not None:
        return "jam off"
    if scene.state.stage.solos:
        return "solo off"
    made = last is not None and scene.talk.fresh and ROOM.search(last.said.lower()) is not None
    return "undo" if made else CONTENT


def _recorded(_found: re.Match[str], scene: Scene) -> str:
    """Write "finish it" after a recording was begun as its end, and after a bar was frozen that."""
    last = scene.talk.last
    if last is not None and scene.talk.fresh and all(isinstance(one.request, Freeze) for one in last.asked):
        return "unfreeze"
    begun = last is not None and any(isinstance(one.request, Record) and one.request.action == "start"
                                     for one in last.asked)
    return "stop recording" if begun else ""


def _one_back(found: re.Match[str], scene: Scene) -> str:
    """Write "bring that one back, leave the clap where it is" as the one layer back, and the other as it is."""
    left = spoken(found["y"], scene.config)
    muted = [hold.layer for hold in scene.state.stage.mutes]
    mutes = [turn for turn in scene.talk.turns if any(isinstance(one.request, Mute) for one in turn.asked)]
    last = mutes[-1] if mutes else None
    named = spoken(found["x"], scene.config) if found["x"] else []
    if not named and last is not None and found["it"]:
        named = [one for one in last.layers() if one in muted]
    back = [one for one in named if one in muted and one not in left]
    return f"unmute the {layer_words(back)}" if back and left and len(back) < len(scene.config.layers) else ""


def _back_changed(found: re.Match[str], scene: Scene) -> str:
    """Write "put it on again, louder than before" after a layer was muted as that layer back, and louder."""
    last, muted = scene.talk.last, {hold.layer for hold in scene.state.stage.mutes}
    named = scene.talk.spoken or (last.layers() if last is not None else [])
    out = [one for one in named if one in muted]
    words = layer_words(out)
    return f"unmute the {words}, the {words} {found['much'] or ''}{found['how']}" if out else ""


def _nth_back(found: re.Match[str], scene: Scene) -> str:
    """Write "the first one can come back" after two layers were muted one after the other as the first of them back."""
    muted = [hold.layer for hold in scene.state.stage.mutes]
    turns = [turn for turn in scene.talk.turns if any(isinstance(one.request, Mute) for one in turn.asked)]
    order = [one for turn in turns for one in turn.layers() if one in muted]
    named = [*dict.fromkeys(order)]
    at = NTH[found["nth"]]
    return f"unmute the {layer_words([named[at]])}" if len(named) > 1 and at < len(named) else ""


def _stays_in(found: re.Match[str], scene: Scene) -> str:
    """Write "sorry, the clap stays in" after it was muted as the clap back in; a mute that is planned is taken off."""
    muted = {hold.layer for hold in scene.state.stage.mutes}
    named = spoken(found["x"], scene.config)
    out = [one for one in named if one in muted]
    plans = [one.id for one in scene.state.agenda
             if isinstance(one.wish.command, Mute) and one.wish.command.layer in named]
    return f"unmute the {layer_words(out)}" if out else ", ".join(f"cancel {one}" for one in plans)


def _not_on(found: re.Match[str], scene: Scene) -> str:
    """Write "no, the clap a step later, not the snare" after the snare was moved as taken back, and the clap's wish."""
    last, wrong = scene.talk.last, spoken(found["y"], scene.config)
    named = spoken(found["x"], scene.config)
    meant = last is not None and scene.talk.fresh and bool(wrong) and set(wrong) == set(last.layers())
    return f"undo, {found['x']}" if meant and named and not set(named) & set(wrong) else ""


def _rest(_found: re.Match[str], scene: Scene) -> str:
    """Write "and the rest as well" after a layer was muted, brought back or locked as the same of all others."""
    last = scene.talk.last
    acts = {type(one.request): one.request.command for one in last.asked} if last is not None else {}
    if last is None or len(acts) != 1 or not set(acts) <= {Mute, Unmute, Solo, Lock, Unlock}:
        return ""
    others = [layer for layer in scene.config.layers if layer not in last.layers()]
    return f"{next(iter(acts.values()))} the {layer_words(others)}" if others else ""


def _only(found: re.Match[str], scene: Scene) -> str:
    """Write "just the closed hat, the rest stay as they were" as only the closed hat."""
    said = re.sub(r"\b(closed|open)(?: (?:ones?|1s?))?\b(?! hat)", r"\1 hat", found["x"])
    last, named = scene.talk.last, spoken(said, scene.config)
    if last is None or not scene.talk.fresh or not named or not set(named) < set(last.layers()):
        return ""
    others = [layer for layer in last.layers() if layer not in named]
    if all(isinstance(one.request, Mute) for one in last.asked):
        return f"unmute the {layer_words(others)}"
    before = {path: level for path, level in last.starts().items() if path.partition(".")[0] in others}
    plain = bool(before) and all(len(level) == 1 for level in before.values())
    return ", ".join(f"set {path} to {level[0]:g}" for path, level in before.items()) if plain else f"only {said}"


def _only_has(found: re.Match[str], scene: Scene) -> str:
    """Write "only the hats should have that" after a change as the change of these alone; it is no solo."""
    last, named = scene.talk.last, spoken(found["x"], scene.config)
    goals = last.goals() if last is not None and scene.talk.fresh else {}
    if last is None or not named or not last.layers() or not goals:
        return ""
    back = {path: level for path, level in last.starts().items() if path.partition(".")[0] not in named}
    if set(named) < set(last.layers()) and any(len(level) != 1 for level in back.values()):
        return f"only {found['x']}"
    tails = {path.partition(".")[2]: level for path, level in goals.items()}
    too = {f"{layer}.{tail}": level for tail, level in tails.items() for layer in named}
    put = {**back, **{path: level for path, level in too.items() if path not in goals}}
    if "straight" in (found["rest"] or "") and set(tails) == {SWING}:
        others = [layer for layer in scene.config.layers if layer not in {*named, *last.layers()}]
        put |= {f"{layer}.{SWING}": (STRAIGHT,) for layer in others}
    sets = [f"set {path} to {level[0]:g}" for path, level in put.items() if level_of(scene.config, path) != level]
    plain = all(len(level_of(scene.config, path) or ()) == 1 for path in put)
    return (", ".join(sets) or CONTENT) if plain else ""


def _called(found: re.Match[str], scene: Scene) -> str:
    """Write "the one I called smoke" as that scene, where there is one."""
    names = {one.name.lower(): one.name for one in scene.state.scenes}
    when = re.sub(r" is (?:fine|ok|good|enough)$", "", (found["when"] or "").strip(" ,"))
    when = re.sub(r"^(?:on |at )?(?:the )?next phrase$", "at the next phrase", when)
    return f"recall {names[found['x']]} {when}".rstrip() if found["x"] in names else ""


def _fills_after(found: re.Match[str], _scene: Scene) -> str:
    """Write "mute the hats for 4 bars, then bring them back with a fill" as the fill at their end."""
    return f"{found['x']} for {found['n']} bars, then a fill"


def _goes_on(_found: re.Match[str], scene: Scene) -> str:
    """Write "off you go" while all plays and nothing is held as content: it plays already."""
    held = scene.state.arc is not None and scene.state.arc.held
    return "go on with the arc" if held else "unfreeze" if scene.state.frozen is not None else (
        CONTENT if scene.playing else ""
    )


def _when_back(found: re.Match[str], scene: Scene) -> str:
    """Write "make it gentle when it returns" as the one layer that is out, quieter from its bar on."""
    muted = {hold.layer for hold in scene.state.stage.mutes}
    named = [one for one in scene.talk.spoken if one in muted]
    if len(named) != 1:
        return ""
    bars = {one.at_bar + 1 for one in scene.state.agenda
            if isinstance(one.wish.command, Unmute) and one.wish.command.layer in named}
    how = "louder" if found["how"].startswith(("loud", "strong", "hard")) else "quieter"
    return f"the {layer_words(named)} {how}{f' at bar {bars.pop()}' if len(bars) == 1 else ''}"


KINDS: Final = (
    kind(r"(?:(?:make|bring|keep|play|put|have|let) (?:it|him|her|that)(?: (?:in|back|be|come|sound))* (?:(?:very|nice "
         r"and|a bit|more|a little|rather) )*)(?P<how>gentl[ey]r?|gentle|soft(?:er|ly)?|quiet(?:er|ly)?|delicate|"
         r"louder|loud|strong|stronger|harder) (?:when|once|as soon as|as|for when) (?:it|he|she|that)(?:'s| is| comes|"
         r" gets)? ?(?:returns?|back|comes back|re-?enters)(?: in| on)?", _when_back),
    kind(rf"(?:only|just) (?P<x>{_LAYERS}) (?:(?:should|shall|must|may|can|is to|are to|ought to) )?"
         r"(?:have|get|has|gets|be like|do|keep) (?:that|it|this)"
         r"(?P<rest>,? (?:and |but )?(?:everything else|all else|all the others?|the (?:rest|others?)) (?:stays?|"
         r"remains?|straight|as|like|without|not|normal|is|are)\b[a-z ]*)?", _only_has),
    kind(rf"(?:(?:just|only|please|can you|could you|cool) )*(?:make|let|get|have) (?P<x>{ONE_LAYER}) "
         r"(?:knock|thump|bang|slam|punch|pound|hit|smack|whack)(?: (?:hard|harder|more|properly))?",
         r"\g<x> harder"),
    kind(rf"(?:you|the machine|he|she|it|they) (?:can|may|could|might)(?: now)? {_TOUCH} {_IT}{_AGAIN}{_WHY}", _locked),
    kind(rf"(?:you|the machine|they) (?:can|may|could|might)(?: now)? {_TOUCH} (?P<x>{_LAYERS}){_AGAIN}{_WHY}",
         _locked),
    kind(rf"(?:(?:there is|there's|you) )?(?:no need to|do not (?:need|have) to|don't (?:need|have) to|stop|"
         rf"no more|enough)(?: of)? (?:guard|protect|lock|shield)(?:ing)? (?P<x>{_LAYERS})"
         rf"(?: (?:any ?more|any longer|for me))*{_AGAIN}", _locked),
    kind(rf"(?P<x>{_LAYERS}) (?:is|are|'s)? ?(?:now )?(?:(?:all )?yours|free|ok to (?:touch|change)|free to (?:move|"
         rf"change|go)|"
         rf"no longer (?:mine|locked)|open to change|fair game|up for grabs)(?: (?:for|to) (?:you|the machine|all|"
         rf"everyone)"
         rf"(?: to [a-z ]+)?)?{_AGAIN}", _locked),
    kind(rf"{_IT}(?: is|'s|'re| are)? (?:(?:all )?yours|free|ok to (?:touch|change)|free to (?:move|change|go)|"
         rf"fair game)"
         rf"{_AGAIN}", _locked),
    kind(rf"hands? (?:back )?on (?P<x>{_LAYERS}){_AGAIN}", _locked),
    kind(rf"(?:i(?:'ll| will|'m going to| want to| would like to|'d like to|'ve| have)?|let me) (?:take|have|got|"
         rf"get|grab)"
         rf"(?: back)? {_WHEEL}{_AGAIN}", _takes_over),
    kind(rf"(?:(?:ok|now),? )*(?:it is |it's )?(?:my turn|back to me|over to me|i'm back|i am back|i drive|i'm driving)"
         rf"{_AGAIN}", _takes_over),
    kind(r"(?:jam(?:ming)? off|stop (?:the jam|jamming)|end the jam|no (?:more )?jam(?:ming)?)[,.;!]* "
         r"(?:(?:and|now|because|cos),? )*(?:i|we)(?:'ll| will|'m going to| want to)? (?:play|do it|drive|steer)"
         r"(?: (?:now|myself|alone|again|it|by hand))*", "jam off"),
    kind(r"(?:no|no more|enough|stop the|end the|that is enough|quit the)(?: of (?:that|the))? jam(?:ming)?"
         r"(?: (?:any ?more|now|for now))*", _takes_over),
    kind(r"(?:(?:thank you|thanks|cheers),? )?(?:(?:my|our|his|her|the (?:guitar|bass|sax|piano|singer's|"
         r"guitarist's)) solo(?: is|'s| was)? (?:finished|over|done|at (?:an|its) end|through)|i(?:'m| am) (?:done|"
         r"finished|through) (?:with my solo|soloing))(?:[,.;!]* (?:(?:and|please|you|now|can|could|thanks|all|"
         r"everyone|everything|come|bring|go|get|it|return|back|again|in|as before)[,.]? ?)+)?", _solo_over),
    kind(r"(?:finish|end|stop|close|cut|wrap up|that is enough of|enough of) (?:it|that|this|the take|the tape)"
         r"(?: (?:already|there|here|now|up|off))*", _recorded),
    kind(rf"(?:bring|put|get|take|let|have|give me) (?:(?P<it>that one|that|it|the last one|the last)|(?P<x>{_LAYERS}))"
         rf"(?: come)? back(?: in| on)?,? (?:and |but )?(?:leave|keep) (?P<y>{_LAYERS})(?: (?:where|as|how|"
         rf"like) (?:it|they)"
         r" (?:is|are|was|were)| out| off| muted| away| alone| silent)?", _one_back),
    kind(r"(?:(?:do|please|now|can you|could you|just) )*(?:bring|put|get|switch|turn|take|let) "
         r"(?:it|them|him|her|that)(?: (?:back|on|in|up|again))+,? (?:(?:and|but|only|just),? )*(?P<much>a (?:bit|"
         r"little|touch) |much |even )?"
         r"(?P<how>louder|quieter|softer|harder|busier|thinner|drier|shorter|longer)(?: than (?:before|it was|"
         r"they were|last time))?(?:,? (?:if you (?:can|could|would|like)|if possible|please|"
         r"this time))*", _back_changed),
    kind(r"(?:(?:bring|put|get|take|let|have|give me|can|please|only|just) )*(?:the )?(?P<nth>first|1st|second|2nd|"
         r"third|3rd|last) (?:one|1)(?: (?:can|may|should|could|will|must|to|has to))?(?: (?:come|comes|be|go))? back"
         r"(?: (?:in|on|again))*(?:(?:,| and| but)* (?:leave|keep) (?:the )?(?:others?|rest)(?: (?:one|ones|1))?"
         r" (?:off|out|muted|away|as (?:it|they) (?:is|are)))?", _nth_back),
    kind(rf"(?P<x>{_LAYERS}) (?:stays?|remains?|should stay|was to stay|can stay|is to stay) (?:in|on)", _stays_in),
    kind(r"(?:and )?(?:all )?(?:of )?the (?:rest|others)(?: of (?:them|it))?(?: (?:too|as well|also|"
         r"the same))+", _rest),
    kind(rf"(?:(?:no|nah|sorry|i said|i meant),? )*(?P<x>(?:{ONE_LAYER}) [a-z0-9 .%]{{3,40}}?|{_DO} (?:{ONE_LAYER})"
         rf"(?: [a-z0-9 .%]{{2,30}}?)?),? (?:and |but )?not (?:on |for )?(?P<y>{_LAYERS})", _not_on),
    kind(r"(?:(?:no|nah|naw|nope|sorry|wait|hm+),? )*(?:only|just)(?: on| for)? (?P<x>[a-z_ ]{3,24}?),? (?:and |but )?"
         r"(?:the )?(?:rest|others?)(?: of (?:them|'em|em|it))? (?:stays?|remains?|as|like|how|where|keep|was|were|"
         r"is)\b.*",
         _only),
    kind(r"(?:only|just) (?:on|for) (?:the )?(?P<x>closed|open)(?: (?:ones?|1s?|hats?))?", _only),
    kind(r"(?:[a-z' ]+?,? )?(?:the|that|to) (?:one|1|place|spot|scene|state|version|thing|bit|part|moment|"
         r"groove)(?: that)?"
         r" (?:i|we) (?:called|named|saved as|stored as|saved under|kept as) (?P<x>[a-z0-9_-]+)"
         r"(?P<when>,? (?:(?:on |at )?(?:the )?next phrase(?: is (?:fine|ok|good|enough))?|in \d+ bars?|"
         r"at bar \d+))?", _called),
    kind(r"(?P<x>(?:mute|kill|cut|drop|lose|"
         r"take out) [a-z_ ]{3,24}?) (?:for )?(?P<n>\d{1,2}) bars?,? (?:and )?then [a-z ]*?"
         r"(?:them|em|'em|it|him|her) back(?: in)? with a (?:big |little |quick )?fill", _fills_after),
    kind(r"(?:righto |right |and )?off (?:you|ya|we) go", _goes_on),
)
