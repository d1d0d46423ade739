"""Which words of a line only tie it to the one before, or say who wants it: "ok", "no wait", "the singer wants"?

They are taken off at both ends, so that what is left can be read as a wish or as a part of one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from agent.offline.talk.thanks import GREETS, only_thanks
from agent.offline.words import MEANINGS, words_of

GOOD: Final = (
    r"(?:plenty|all|it for now|all for now|good|great|nice|nicer|cool|lovely|perfect|perfectly|sweet|fine|ok|okay|"
    r"better|best|brilliant|beautiful|wicked|"
    r"excellent|awesome|amazing|super|it|right|works|working|wonderful|much better|spot on|exactly|enough|fantastic|"
    r"love it|i like it|i like that|i like this|like it)"
)
PRAISE: Final = re.compile(
    rf"(?:(?:oh|ah|ok|okay|yes|yeah|yep|haha|mm|mmm|well|so|now|and|hey|wow|all|right|alright) )*"
    rf"(?:(?:(?:that|this|it|which)(?: is| was| sounds| feels)?|is|sounds|feels) )?"
    rf"(?:(?:so|really|very|much|way|a lot|just|pretty|quite|about|all|already|almost|sounding) )*{GOOD}"
    rf"(?: {GOOD})?(?: (?:now|like this|like that|so far|then|thanks|thank you|one|again|cheers|mate|man|to me))*|"
    r"(?:ok |so |well )*(?:they|he|she|everyone|we) (?:are|is) (?:all )?(?:ready|set|here|done)|"
    r"(?:ok|okay|yes|yeah|yep|alright|all right|got it|i see|aha|ah|oh|hey|hi|hello|hi there|hey there|thanks|"
    r"thank you|cheers|thanks a lot|thank you so much|thanks so much|many thanks|ta|cool cool|ok ok|ok cool|hm|hmm|"
    r"ok good|right|so|well|you are (?:brilliant|great|the best|a star|amazing|awesome)|good job|well done|nice one|"
    rf"(?:what a )?{GOOD} (?:groove|beat|set|stuff|work|drums?|kit|sound|pattern|rhythm|track)|"
    r"good (?:evening|morning|afternoon|night|day)(?: (?:everyone|all|friend|mate))?|"
    r"ok thanks|ok then|love that|loving it|we like it|they like it|keep it|keep that|keep this|leave it|leave that|"
    r"leave it (?:there|like that|like this|as it is|so)|keep it (?:there|like that|like this|as it is|so)|"
    r"keep (?:it )?going(?: like (?:this|that)| as it is)?|carry on|go on|just keep going as it is|ok carry on|"
    r"don't change (?:a thing|anything)|do not change (?:a thing|anything))(?: please| then| now)?"
)
"""A segment that is content with how it is."""
NO: Final = re.compile(
    r"(?:(?:hm+|um+|uh|er|erm|oh|ah|ach|och|argh|eh|ugh|well|but|or|sorry|wait|ok|actually|so|and) (?:, )?)*"
    r"(?:no no no|no no|no wait|no sorry|oh no|no|nope|nah|naw|nae|ah ah|uh uh|nuh uh|"
    r"not that(?! (?:1|one|\w+))|not like that|"
    r"not this(?! (?:1|one))|wrong|wrong one|wrong 1|"
    r"that is wrong|that is not it|"
    r"that is not (?:quite )?(?:it|right|what i (?:meant|want(?:ed)?|mean))|not quite(?: it| right)?|"
    r"i do not like (?:it|that)|"
    r"oops|whoops|that was (?:wrong|a mistake|worse)|that is worse|worse|not what i meant)(?= |$)"
)
FIX: Final = re.compile(
    r"(?:actually|in fact|wait|hang on|hold on|sorry|my bad|or rather|rather|i mean|i meant|i said|what i meant was|"
    r"i mean to say|on second thoughts?|on reflection|come to think of it|thinking about it|all things considered|"
    r"better|correction|instead|maybe it is|maybe|i wanted|"
    r"(?:i was|i am|i'm|we were) (?:talking|speaking|thinking) (?:about|of))(?= |$)"
)
ADD: Final = re.compile(r"(?:and|also|plus|same for|\+|together with|along with)(?= |$)")
LITTLE: Final = re.compile(
    r"(?:so|well|now|oh|ah|ach|och|aye|abeg|oya|then|hm+|um+|uh|erm|please|but|ok|okay|yes|yeah|"
    r"just kidding|right|alright|mate|man|hey|hmm|"
    r"could you|can you|would you|will you|let us|could we|can we|i would like|i want|maybe|perhaps|"
    r"cool|nice|good|great|perfect|lovely|brilliant|sweet|is it possible to|do(?! not))(?= |$)"
)
ENDS_ADD: Final = re.compile(r"(?:^| )(?:too|as well|also|likewise|(?:in )?with (?:it|that|him|her|them))$")
ENDS_FIX: Final = re.compile(
    r"(?:^| )(?:instead|rather|i mean|i meant|i said|actually|was what i meant|is what i meant|"
    r"that is what i meant|sorry)$"
)
ENDS_LITTLE: Final = re.compile(
    r"(?:^| )(?:please|from now on|from here on|from here|thanks|thank you|then|though|now|mate|man|yeah|ok|okay|"
    r"ta|cheers|for me|if (?:you|that|it) (?:do not|is|are|can|could|would)(?: (?:mind|ok|okay|fine|possible|"
    r"alright))?|if possible)$"
)
MARKS: Final = " ,.;:!?"
NAMES: Final = frozenset({"layer", "quality", "mood", "lean", "act"})
ABOUT_IT: Final = re.compile(r"(?:that|it|this)(?:'s|s| is| sounds| feels)\b", re.IGNORECASE)
"""What praise may still be about: "nice, that's tight"."""
STOPS: Final = re.compile(r"[.,;!] +|[.!] *$| - ")


@dataclass(frozen=True, slots=True)
class Line:
    """A line without the words that tie it to the one before.

    Attributes:
        core: the words that are left, joined by blanks.
        no: it rejects what was done. fix: it corrects what was said. adds: it goes on with the same.
        ok: it is content. now: it said "now" or "then" at its ends.
    """

    core: str
    no: bool = False
    fix: bool = False
    adds: bool = False
    ok: bool = False
    now: bool = False


def opened(words: list[str]) -> Line:
    """Return words without what ties them to the line before."""
    core = " ".join(words).strip(MARKS)
    no = fix = adds = ok = now = False
    while True:
        before = core
        first, stop, rest = core.partition(" , ")
        if not stop:
            first, stop, rest = core.partition(" . ")
        if PRAISE.fullmatch(first):
            core, ok = rest, True
        elif (found := NO.match(core)) is not None and _rejects(core, found.end()):
            core, no = core[found.end() :], True
        elif (found := FIX.match(core)) is not None:
            core, fix = core[found.end() :], True
        elif (found := ADD.match(core)) is not None:
            core, adds = core[found.end() :], True
        elif (found := LITTLE.match(core)) is not None:
            core, now = core[found.end() :], now or found.group() in {"now", "then"}
        core = core.strip(MARKS)
        if (end := ENDS_ADD.search(core)) is not None:
            core, adds = core[: end.start()], True
        elif (end := ENDS_FIX.search(core)) is not None:
            core, fix = core[: end.start()], True
        elif (end := ENDS_LITTLE.search(core)) is not None:
            core, now = core[: end.start()], now or end.group().strip() in {"now", "then"}
        core = core.strip(MARKS)
        if core == before:
            return Line(core, no, fix and not adds, adds, ok, now)  # "the hats as well, actually" corrects nothing


def _rejects(core: str, end: int) -> bool:
    """Return True for a "no" that stands for itself: "no, the clap"; "no clap" and "no more fills" take away."""
    rest = core[end:].strip()
    if not rest or rest[0] in ",.;!" or core[:end].rsplit(maxsplit=1)[-1] not in {"no", "not"}:
        return True
    word = rest.split()[0]
    return word not in {"more", "less", "need", "longer", "one", "1"} and MEANINGS.get(word, ("", ""))[0] not in NAMES

WHO: Final = (
    r"(?:he|she|they|somebody|someone|people|everyone here|(?:(?:the|my|our|your|his|her|a) )?(?:singer|artist"
    r"|boss|promoter|"
    r"dj|mc|crowd|room|floor|chat|mods?|drummer|guitarist|bassist|band|client|owner|manager|host|label"
    r"|sound (?:guy|desk|"
    r"engineer|man)|engineer|bride|groom|lads|guys|guests|kids|dancers?|friend|mate|wife|husband|boyfriend|girlfriend|"
    r"teacher|class|group|booth|barman))"
)
TELLS: Final = (
    r"(?:say|says|said|saying|wants?|wanting|asks?|asking|yells?|yelled|yelling|shouts?|shouted|shouting|"
    r"screams?|screaming|screamed|demands?|demanding|insists?|reckons?|thinks?|orders?|requests?|wanna|"
    r"would like|'d like|would love|tells me|is telling me)"
)
REPORT: Final = re.compile(
    rf"^(?:(?:and|ok|okay|so|now|but|well|oh|hey|right|yo|new order|alright),? )*{WHO}(?:'s|s| is| are|'re|'ve"
    rf"| has|'d)? ?"
    rf"(?:(?:just|now|really|all|also|still|again) )*{TELLS}"
    r"(?:(?: (?:for|to (?:hear|have|get)|me|us|at me|that|we|you to|us to|me to|about))*)(?:[,:] | )(?=\w)",
    re.IGNORECASE,
)
"""Who told what is wished, or asked."""
REPORTED: Final = re.compile(
    r"(?:to )?(?:know |hear )?(?P<ask>(?:what|which|how|where|who|why|when|is|are|do|does|did|if|whether)\b.*)",
    re.IGNORECASE,
)
ASKING: Final = re.compile(r"\b(?:ask\w*|know|wonder\w*)\b", re.IGNORECASE)
AFTER: Final = re.compile(
    rf",? (?:is what )?{WHO}(?:'s|s| is)? (?:says?|said|reckons?|shouts?|yells?)(?=[,.!]|$)", re.IGNORECASE
)


WHO_WRITES: Final = re.compile(
    r"^(?:hi,? )?(?:this is|it's|it is|here is|here's) (?:the |her |his |my |their )?[a-z]+(?: (?:here|speaking|typing|"
    r"writing|again|now))*: (?=\w)", re.IGNORECASE
)
"""Who writes now: "this is dad: ..."."""


def without_report(text: str) -> str:
    """Return a line without who wants, says or asks it: "the singer wants more kick"; it is wished all the same."""
    plain = WHO_WRITES.sub("", text.strip().replace("\u2019", "'"))
    found = REPORT.match(plain)
    rest = plain if found is None else plain[found.end() :]
    rest = AFTER.sub("", rest)
    if not rest.strip() or rest == text.strip().replace("\u2019", "'"):
        return text
    asked = REPORTED.fullmatch(rest)
    if found is not None and asked is not None and ASKING.search(found[0] + rest[: asked.start("ask")]):
        return re.sub(r"^(?:if|whether) ", "", asked["ask"]).rstrip(" .?") + "?"
    return rest


def without_praise(text: str) -> str:
    """Return a line without the sentences at its beginning that are only content, as long as something follows."""
    rest = text.strip()
    while (stop := STOPS.search(rest)) is not None and rest[stop.end() :].strip():
        said = " ".join(words_of(rest[: stop.start()])).strip(MARKS)
        first = rest[: stop.start()].strip()
        greets = GREETS.fullmatch(first.lower()) is not None or only_thanks(first)
        if not said or not (greets or PRAISE.fullmatch(said)) or ABOUT_IT.match(rest[stop.end() :]):
            break
        rest = rest[stop.end() :]
    return rest
