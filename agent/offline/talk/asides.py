"""What of a line is only said in passing: a complaint, a reason, a wish taken back in the same breath, an assent?

Such words ask for nothing of their own, so that they may not become an act beside the wish or against it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.layer_words import ONE_LAYER
from agent.offline.talk.kinds import kind, written
from agent.offline.talk.spoken import spoken
from agent.offline.words import MEANINGS

if TYPE_CHECKING:
    from agent.offline.talk.follow import Scene

STEM: Final = 4
CONTENT: Final = "leave it"
"""A line that is content and asks for nothing."""
REMEDIES: Final = {
    "fast": "go slower", "quick": "go slower", "slow": "go faster", "loud": "everything quieter",
    "quiet": "everything louder", "busy": "everything sparser", "much": "everything sparser",
}
_TOO: Final = (
    r"(?:(?:it|that|this|is|was|sounds|feels|got|are|they|a bit|a little|way|now|still|just) )*too "
    r"(?:wild|much|busy|fast|slow|loud|quiet|dark|bright|hard|soft|mad|crazy|far|thin|full|hectic|messy|wet|dry)"
)
_LAUGHS: Final = r"(?:ha(?:ha)+|lol|oh|ok|okay|hm+|wow|no|ah|well|phew|man|right|so|yeah|now)"
_PEOPLE: Final = (
    r"(?:(?:the )?(?:folks?|people|crowd|guests|dancers|floor|room|audience)|everybody|everyone|somebody|"
    r"someone|some of them)"
)
ASIDE: Final = re.compile(
    rf"(?P<x>.+?),? (?:because |since |cause |as |'cause |cos )?(?:{_PEOPLE}) (?:(?:all|just|already|still) )*"
    r"(?:gets?|got|are|is|looks?|looked|seems?|likes?|loves?)\b"
    r"(?! (?:back|out|in|on|off|again|louder|quieter|softer|muted)\b)(?:(?! (?:and|then|so|but) )[^,.;])*"
)
"""A reason behind a wish that speaks of the people in the room."""
TAKEN_BACK: Final = re.compile(
    r"(?P<x>.+?)(?: ?\.{2,} ?| ?\u2026 ?|,+ |\. | - | )(?:(?:ah|oh|hm+|eh|no|nah|wait|actually|sorry|well|ok),? )+"
    r"(?:no,? )?(?:(?:please )?(?:leave|forget|scrap|scratch) (?:it|that)(?: as it (?:is|was)| alone)?|"
    r"never ?mind(?: (?:it|that))?|nvm|don't(?: do (?:it|that))?|do not(?: do (?:it|that))?|"
    r"better not|rather not|not now)(?: after all| please)?"
)
"""A wish that is taken back before it is over."""
_STOP: Final = r"(?: ?\? ?| ?\.{2,} ?| ?\u2026 ?|,+ |\. | - )"
LEFT_ALONE: Final = re.compile(
    rf"(?P<a>.*?\b(?P<x>{ONE_LAYER})\b[^,.;?!]*?){_STOP}(?:(?:ah|oh|hm+|eh|wait|actually|sorry|well|ok),? )*"
    r"(?:no|nah|nope|better not|rather not),? (?:(?:please )?(?:leave|keep|forget|spare|not) )"
    rf"(?P<y>{ONE_LAYER})(?: (?:alone|as it (?:is|was)|be|in|out of it|like that|where it is))?(?: after all| please)*"
)
"""A wish for a layer that is left as it is in the same breath: "and clap 13? no leave clap"."""
SAID_ANEW: Final = re.compile(
    r"[^?]+?(?: ?\.{2,} ?| ?\u2026 ?| [-\u2013\u2014] )(?:(?:ah|oh|hm+|eh|sorry|well),? )*"
    r"(?:no+,|nah,|wait,|no wait,?|no sorry,?|actually,?|or rather,?|rather,?) "
    r"(?!.*\b(?:leave|forget|keep|never ?mind|nvm|don't|do not|not)\b)(?P<x>[a-z]+ .+ .+)"
)
"""A wish that is broken off and said anew: "first beat soft... no, take out the first beat of the kick"."""
SIMILE: Final = re.compile(
    rf"(?P<x>{ONE_LAYER}|(?:the )?(?:closed|open) one) (?:is|are|'s|sounds? like|feels? like|looks? like) (?:like )?"
    r"(?:an? |the )?(?P<what>[a-z]+)(?: [a-z]+)?[,.;]+ (?:it is |it's |that is |they are )?"
    r"(?P<how>(?:far |much |way |a bit )?too [a-z]+)(?: (?:this|that|the|a) [a-z]+)?"
)
"""What a layer is likened to, and what is wrong with it: "the closed one is a rain, too dense this rain"."""
_DONE: Final = r"(?:(?:all |just )?(?:that|this|it)|what you (?:just )?(?:did|have|had|got|made|played)|what we have)"
ASSENTS: Final = re.compile(
    r"(?:(?:ok|okay|yeah|yes|no|well|so|then|and|oh|hm+|mm+(?: hm+)?|mhm+|uh huh|right|ah),? )*(?:"
    r"k+|okey|okey ?dokey|mm+(?: hm+)?|mhm+|uh huh|fair enough|fair|suits me|works for me|i can live with (?:it|that)|"
    rf"(?:keep|leave) {_DONE}(?: (?:as it is|like that|like this|so|alone|please|then))*|"
    r"leave (?:it|that|them) (?:be|alone)|"
    r"(?:that|this)(?: is|'s|s) (?:the (?:one|stuff|spot|way)|it|how i (?:like|want) it)|"
    rf"{_PEOPLE}(?: is| are|'s|'re) (?:(?:all|already|still|really) )*(?:clapping|dancing|singing|jumping|cheering|"
    r"screaming|smiling|laughing|crying)(?: (?:along|now|with (?:it|us|me)|to (?:it|this)|like mad))*|"
    r"(?:not now|not right now|later|maybe later|another time|some other time|not today)"
    r"(?:,? (?:maybe |perhaps )?(?:later|thanks|thank you|another time|not now))*"
    r")(?: (?:then|thanks|thank you|mate|now|for now))*"
)
"""A line that agrees, or puts off what was offered."""
BARE_TOO: Final = re.compile(
    r"(?:(?:is|isn't|was) )?(?:(?:it|that|this) )?(?:a bit |a little |maybe |not )?too "
    r"(?P<how>fast|quick|slow|loud|quiet|busy|much)(?: (?:for|now|like) [a-z ]{2,20}|,? you think| now|,? no)? ?\?"
)
LEFT_OFF: Final = re.compile(r"(?:(?:ok|no|then|well),? )*(?:leave|keep) (?:it|that|them) off(?: then| please)?")
STRIPPED: Final = re.compile(
    r"(?:strip|thin|take|bring|break|cut) (?:it|this|that|everything|things) (?:all |right |way )?(?:down|back)"
    r"(?: for (?:me|us|a (?:while|bit)))?(?:,| -| to|:) (?P<x>(?:only|just) .+)"
)
STILL: Final = re.compile(
    r"(?P<x>(?:(?:it|that|this|they|the [a-z ]{3,11}?|is|are|it's|that's) ){0,3})still (?:so|that|really|very|quite|"
    r"pretty|rather|awfully|far too|way too) (?P<how>fast|quick|slow|loud|quiet|soft|busy|full|thin|empty|dense|dark|"
    r"bright|hard|wild|stiff|straight|long|short|sparse|crowded|messy|hectic|weak|strong)"
)
"""What is still very much so after a line that should have changed it: a complaint, not a wish for more of it."""


STILL_SO: Final = re.compile(
    r"(?P<x>(?:(?:it|that|this|they|the [a-z ]{3,11}?|is|are|it's|that's|sounds?|feels?) ){0,3})still (?P<how>"
    r"nervous|robotic|mechanical|stiff|rigid|busy|hectic|restless|jittery|jumpy|edgy|frantic|messy|chaotic|wild|harsh|"
    r"cold|dull|flat|static|boring|lifeless|empty|thin|straight|dark|bright|muddy|crowded|cluttered|sleepy|loud|quiet|"
    r"soft|slow|fast|aggressive|stressful|sloppy|tense)"
)
STILL_MORE: Final = re.compile(
    r"(?P<x>(?:(?:it|that|this|they|the [a-z ]{3,11}?|is|are|it's|that's|sounds?|feels?) ){0,3})still "
    r"(?:(?:too|so|very|really|a bit|a little|kinda|quite|pretty|way) )*(?P<how>weak|quiet|soft|thin|empty|loud|busy|"
    r"full|dense|slow|fast|sparse|faint|strong)[,.;:!]+ (?:(?:so|and|please|a bit|even|much|some|go) )*"
    r"(?:more|less|again|further|up|down)(?: (?:more|please|of it|then))*"
)
"""The same with a word that says only which way."""
OF_LESS: Final = re.compile(r"\b(?:less|fewer|too|still|not (?:so|as|that))\b")
"""What takes a feel away."""
FOR_ROOM: Final = re.compile(
    r"(?P<x>.+?\b(?:too .+|[a-z]+er|more [a-z]+|less [a-z]+)),? for (?:this|the|our|such an?|an?)(?: [a-z]+)? "
    r"(?:room|venue|hall|place|club|tent|cellar|church|space|stage|crowd|pa|system)(?: here| tonight)?"
)
"""A wish or a complaint, and where or for whom it is meant."""
DANCERS: Final = re.compile(
    r"(?P<x>.+?)(?:[,;.]+| because| so| cause| cos) (?:because |so |cause )?(?:i|we) (?:just |really )?"
    r"(?:want|would like|wish|need|love|like|came|come) to dance\b(?! to\b)[^,;.\d]*"
)
"""A wish whose reason is that somebody dances: it is no mood."""
LIGHTLY: Final = re.compile(
    rf"(?P<x>.*\b{ONE_LAYER}),? (?:but |and )?(?:very|quite|really|ever so|rather) (?:discreet|subtle|gentle|delicate|"
    r"faint|tender|unobtrusive)(?:ly)?"
)
"""How a wish for a layer is to be meant, behind it."""
YEAR: Final = re.compile(
    r"(?:(?:way )?back )?in (?:'?\d\d|(?:19|20)\d\d),? (?:we|i|they|he|she|it|people|everybody|everyone|nobody|you)"
    r"(?: (?:all|just|only|always|still|never))* (?:did|was|were|had|made|played|used|danced|knew|went|came|talked|"
    r"started|turned|worked|heard|listened|called|sounded|learned)\b.*"
)
"""What is told of a year: it is no bar, and no length."""


STATED: Final = re.compile(
    rf"(?:so |and |but |ok |wait )*(?P<x>{ONE_LAYER}) (?P<be>is|are) (?:(?:still|now|all) )*(?P<how>off|out|muted|in|"
    r"on|soloed|back|gone|silent|locked)(?: now| still| already| again)?,? ?(?:right|yes|no|yeah)? ?\?"
)
"""A question in the order of a statement: "clap is off?"."""


def _to_scene(found: re.Match[str], scene: Scene) -> str:
    names = {one.name.lower(): one.name for one in scene.state.scenes}
    return f"recall {names[found['x']]}" if found["x"] in names else ""


def _back(found: re.Match[str], scene: Scene) -> str:
    """Write "a bit back up" after a change as part of it taken back, or as more of it where it goes on."""
    last = scene.talk.last
    goals = last.goals() if last is not None and scene.talk.fresh else {}
    starts = last.starts() if last is not None else {}
    moved = [sum(goals[path]) - sum(starts[path]) for path in goals if path in starts]
    if not any(moved):
        return ""
    return "more" if (sum(moved) > 0) == (found["way"] == "up") else "too much"


def _kit(found: re.Match[str], _scene: Scene) -> str:
    return f"what happens if we {REMEDIES[found['how']]}?"


KINDS: Final = (
    kind(r"you (?:can |could |may |should )?(?:just )?(?:play|drive|take over|improvise|jam|run it|have it)"
         r"(?: (?:on|alone|it|by yourself|on your own))*(?: for (?:a (?:while|bit|moment)|now|me|some time))+", "jam"),
    kind(rf"(?:(?:{_LAUGHS}|{_TOO})[,.!]* )*(?:{_TOO})[,.!]* (?:(?:so|and|ok|go|let us go|please) )*(?:go )?back to "
         r"(?:the )?(?:scene )?(?P<x>[a-z0-9_-]+)", _to_scene),
    kind(r"(?:bring it |take it |go |put it |come )?(?:(?:a (?:bit|little|touch|tad)|slightly|half ?way|some) )?back "
         r"(?P<way>up|down)(?: (?:a (?:bit|little|touch|tad)|slightly|half ?way|some))?", _back),
)


def _complains(how: str, scene: Scene) -> bool:
    """Return True for a feel that is wrong and still there, where the line before did not ask for more of it."""
    last = scene.talk.last
    said = last.said.lower() if last is not None and scene.talk.fresh else ""
    wished = any(word.startswith(how[:STEM]) for word in said.split()) and OF_LESS.search(said) is None
    return MEANINGS.get(how, ("", ""))[0] in {"mood", "lean"} and not wished


def said_anew(plain: str) -> str:
    """Return a wish that was broken off and said anew as it was said last; another line as it is."""
    found = SAID_ANEW.fullmatch(plain)
    return plain if found is None else found["x"]


def without_asides(plain: str, scene: Scene) -> str:
    """Return a line without what is only said in passing.

    Args:
        plain: the line, in lower case. scene: the conversation and how the music stands.
    """
    asks = BARE_TOO.fullmatch(plain)
    if asks is not None:
        return _kit(asks, scene)
    left, like = LEFT_ALONE.fullmatch(plain), SIMILE.fullmatch(plain)
    if like is not None:
        return f"{like['x'].replace(' one', ' hat')} {like['how']}"
    stated = STATED.fullmatch(plain)
    if stated is not None:
        return f"{stated['be']} {stated['x']} {stated['how']}?"
    idle = ASSENTS.fullmatch(plain) or TAKEN_BACK.fullmatch(plain) or YEAR.fullmatch(plain)
    spared = left is not None and spoken(left["x"], scene.config) == spoken(left["y"], scene.config)
    if idle or spared or (LEFT_OFF.fullmatch(plain) and not scene.talk.fresh):
        return CONTENT
    still, stripped = STILL.fullmatch(plain), STRIPPED.fullmatch(plain)
    still = STILL_MORE.fullmatch(plain) or still
    so = STILL_SO.fullmatch(plain)
    still = so if so is not None and _complains(so["how"], scene) else still
    if still is not None:
        return f"{still['x']}too {still['how']}"
    said = DANCERS.fullmatch(plain) or FOR_ROOM.fullmatch(plain) or LIGHTLY.fullmatch(plain)
    plain = plain if said is None else said["x"].rstrip(" ,")
    if stripped is not None:
        return stripped["x"]
    aside = ASIDE.fullmatch(plain)
    return written(plain if aside is None else aside["x"].rstrip(" ,"), scene, KINDS)
