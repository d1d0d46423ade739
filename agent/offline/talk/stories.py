"""Which parts of a line only tell what goes on, beside what is meant: "the guest is still going strong. 80"?

A story has no layer, no amount and no time in it. It is passed over where the rest is wholly about the lines before:
a plan that moves, a number of the last act, a step.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.comments import ASKS, WISHED
from agent.offline.lexemes import lexemes_of
from agent.offline.words import words_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from agent.offline.talk.follow import Scene

PARTS: Final = re.compile(r"(?:[.!;?]+|,|:| -+| \u2013| \u2014) +|\s*\u2026\s*|\.{2,} *")
TELLS: Final = re.compile(
    r"(?:(?:and|but|so|ok|oh|ah|well|now|sorry|because|cos|cause|the|my|our|his|her|this|that|their) )*"
    r"(?:i|we|he|she|they|you|it|there|nobody|somebody|someone|everyone|(?:(?<=my )|(?<=our )|(?<=the )|"
    r"(?<=his )|(?<=her ))[a-z]+ [a-z]+|(?:next|last) [a-z]+|[a-z]+)(?:'s|'m|'re|'ve|'ll|'d|s)?"
    r"(?: (?:[a-z]+'s|is|are|was|were|has|have|had|ain't|isn't|aren't|will|won't|can't|haven't|hasn't|got|gets|ran|"
    r"runs|"
    r"says|said|keeps?|needs?|wants?|looks?|seems?|comes?|goes|going|starts?|begins?|takes?|lasts?|runs|arrives?|"
    r"came|went|left|still|just|all|not)\b|'s |(?<='s) |(?<='m) |(?<='re) |"
    r"(?<='ve) )"
)
"""Who or what is about something."""
BARE: Final = re.compile(
    r"(?:uff?|phew|ouch|oops|ops|oups|ups|sorry|pardon|hang on|hold on|wait|hm+|damn|argh|ugh|christ|shit|fuck|"
    r"oh no|of course|(?:pardon|forgive) me|(?:my|a|big) mistake|i (?:have )?misjudged(?: it)?|"
    r"my (?:ears|god|goodness|head|eyes)|still (?:too |so |very )?[a-z]+|i (?:do )?(?:apologi[sz]e|"
    r"beg (?:your|his|her) pardon)|excuse me|my bad|"
    r"(?!(?:make|let|have|get|give|i want) )(?:[a-z']+ ){1,4}(?:sounds?|feels?|looks?) like (?:an? |the )?[a-z ]{3,24}|"
    r"no worries|not ready|not yet|"
    r"not there yet|too (?:early|soon|late)|"
    r"change of plan|new plan|second thoughts?|on second thoughts?|listen|ok|okay|right|great|good|lovely|perfect|"
    r"wow|haha|"
    r"lol|mate|man|folks|guys|people|everyone|boss|chef|dear|please|(?:way )?too much(?: even)?(?: for (?:me|us))?|"
    r"overcooked it|overdid it|overshot|(?:i )?said (?:it )?wrong|wrong)"
)
"""What is only called out."""
CALLED: Final = re.compile(r"^(?:(?:ok|okay|oh|ah|uh|hey|yo|well|right|but|and|so),? )+(?=[a-z])")
SAYS_LITTLE: Final = frozenset(
    "filler unknown pron small foreign cut light degree unit act mood lean way gone here factor too lacking enough "
    "again scope".split()
)
"""What a story may speak of: its subject is told first, and it wishes for nothing."""
OF_ALL: Final = re.compile(r"\b(?:both|all of (?:it|them)|everything|only|same|except|instead|until|till|when|after|"
                           r"before|once|every|"
    r"each|twice)\b")
"""What says of which, or when, and is told of nothing by itself."""
GOES_ON: Final = re.compile(r"\b(?:won't|don't|can't|doesn't|didn't|never) (?:stop|start|want|need)s?\b")
"""What somebody does not do is no wish."""
MOST_PARTS: Final = 5


def without_stories(plain: str, scene: Scene, reads: Callable[[str], bool]) -> tuple[str, list[str]]:
    """Return the one part of a line that is about the lines before, and the stories beside it.

    The line as it is and no story, where it has no such part, or says anything else as well.

    Args:
        plain: the line, in lower case. scene: the conversation and how the music stands.
        reads: tells whether a part by itself is wholly about the lines before.
    """
    if not (scene.talk.turns or scene.talk.spoken or scene.state.agenda):
        return plain, []
    marks = [*PARTS.finditer(plain)]
    if not 1 <= len(marks) < MOST_PARTS:
        return plain, []
    bounds = [0, *(mark.end() for mark in marks)]
    ends = [*(mark.start() for mark in marks), len(plain)]
    spans = [(first, last) for size in range(1, len(bounds)) for first in range(len(bounds) - size + 1)
             for last in [first + size - 1]]
    for first, last in sorted(spans, key=lambda one: one[0] - one[1]):
        rest = [plain[bounds[at] : ends[at]] for at in range(len(bounds)) if not first <= at <= last]
        core = plain[bounds[first] : ends[last]].strip(" ,.;:!")
        if core and all(is_story(one.strip(), scene) for one in rest) and reads(core):
            return core, [one for one in rest if not BARE.fullmatch(one.strip(" ,.!"))]
    return plain, []


def is_story(part: str, scene: Scene) -> bool:
    """Return True for a part of a line that only tells what goes on, or calls out."""
    part = part.strip(" ,.!")
    if not part or BARE.fullmatch(CALLED.sub("", part)):
        return True
    if part.startswith(("no ", "nah ", "not ")) or part in {"no", "nah", "nope"}:
        return False  # it rejects what was done
    if ASKS.match(part) or re.search(r"\d", part):
        return False
    arc = scene.config.arc
    sections = [] if arc is None else [one.name for one in arc.sections]
    lexemes = lexemes_of(words_of(part, scene.config.phrase.bars), scene.config.layers, sections=sections)
    kinds = {one.kind for one in lexemes}
    told = TELLS.match(f"{part} ") is not None and not WISHED.search(GOES_ON.sub(" ", part))
    return told and not OF_ALL.search(part) and kinds <= SAYS_LITTLE
