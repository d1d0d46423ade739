"""What does each part of a question get that asks several things, and how are answers put together?

"How do I quit, and what if a note hangs?" asks two things. A line is parted where another question begins; a part that
says too little for itself is read behind what was told first. Each answer keeps its page, and is cut between sentences.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.known_questions import ALIKE_ENOUGH, known_answers, known_questions, most_like
from agent.offline.question_index import telling_words
from engine.plain_text import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from agent.offline.known_questions import Known

THE_WAY: Final = re.compile(
    r"(?:how (?:do|can|could|should|would) (?:i|we|you|one|my|an?|people|somebody|someone)\b"
    r"(?! (?:know|tell|see|feel))|how to|where (?:do|can|should|could) (?:i|we|one)|"
    r"(?:can|could|may) (?:i|my|an?|one|two|several|people|somebody|someone|anyone|others|another)\b"
    r"(?! (?:please |just |maybe )*(?:have|get|hear)\b)|"
    r"(?:is|are) there (?:an? |any |some )?(?:ways?|commands?|options?|keys?|shortcuts?|buttons?|settings?|pages?)\b|"
    r"do (?:i|we) (?:have to|need|own|lose|get|pay)|(?:am|are) (?:i|we) allowed|is it (?:possible|allowed|free|safe)|"
    r"(?:what|which) (?:\w+ ){0,3}?(?:do|can|should|must) (?:i|we|my|one)\b(?! have\b(?! to))|"
    r"(?:what|which) (?:osc |midi )?(?:messages?|address\w*|commands?|options?|keys?|buttons?|pages?|files?)\b)",
    re.IGNORECASE,
)
"""How somebody asks for the way to something, or whether there is one, whatever of the music it names."""
OF_ITS_OWN: Final = re.compile(
    r"(?:can|could|may|does|do) (?:(?:the|each|every|all|my) )*[a-z]+(?: [a-z]+)? (?:have|get|use|run|follow|keep) "
    r"(?:its|their|an?|another) (?:very )?(?:own|different|separate)\b", re.IGNORECASE,
)
"""Whether something may be another way for one layer than for the rest: "can the clap have its own timing"."""
LED_TO: Final = re.compile(
    r"(?:(?:hi|hey|hello|ok|okay|so|and|but|or|well|please|sorry|quick question|question|just wondering|tell me|"
    r"i wonder|any idea|do you know)[,:]? +)*", re.IGNORECASE,
)
TO_GET: Final = re.compile(
    r"(?:can|could|may) (?:i|my)\b|(?:is|will|does) (?:it|the|my|this)\b|"
    r"do (?!(?:it|that|this|these|you|not|the|so|an?|some|less|more)\b)\w+ \w+|"
    r"(?:what|which|where) (?:is|are)", re.IGNORECASE,
)
"""How a wish may begin as well, so that it is a question only where the wish was not understood."""
BEGINS: Final = (
    r"(?:how (?:do|does|can|could|should|would|to|is|are|many|much|long|late|far|often|soon|fast|hard)|why|"
    r"where (?:do|does|is|are|can|should)|who (?:\w+ ){0,4}?(?:can|is|owns|may|gets|sees)|"
    r"(?:what|which) (?:\w+ ){0,3}?(?:do|does|is|are|can|should|must|would|happens)|what if|what's|"
    r"(?:can|could|may|should|must|will|would) (?:i|we|it|my|this|that|they|the|an?|one|two|several|people|"
    r"somebody|someone|anyone|others|another)|"
    r"(?:do|does|did) (?:i|we|it|this|they|the|my|\w+ (?:\w+ )?(?:work|run|need|have))|"
    r"(?:is|are|am) (?:it|there|this|that|i|they|the|my|we|each)|"
    r"(?:is|are) \w+ (?:needed|necessary|required|enough|safe|free)|(?:has|have|had) (?:it|i|we|my|the|each|every)|"
    r"if|any way|when (?:do|does|is|will))\b"
)
"""How a question begins, wherever in a line."""
JOINT: Final = re.compile(
    r"(?:[?!;]+|(?<!\be\.g)\.)\s+(?:(?:and|but|or|so|also|then|plus) )*|"
    rf",?\s+(?:and|or|but|plus)\s+(?:also |then |if so,? )*(?={BEGINS})|,\s+(?=(?:also |then )*{BEGINS})|"
    r"\s+or (?=(?:from|by|over|with|via|through) )",
    re.IGNORECASE,
)
"""What parts two questions of a line: "how do I map a knob, and can I use my phone", "from my phone or from a knob"."""
A_QUESTION: Final = re.compile(BEGINS, re.IGNORECASE)
WAITS: Final = re.compile(r"(?:if|when) (?!(?:do|does|is|will)\b)", re.IGNORECASE)
"""What only says when: "if a note hangs" belongs to the question behind it."""
CANDIDATES: Final = 6
"""So many known questions are weighed for a part, each with how much the whole line is like it, too: the config file of
a line about MCP is that of MCP."""
LEAST, TOGETHER = 0.5, 0.75
"""What both come to at least where a part is sure by itself, and where it is not. By trial."""
OF_WHOLE, MUCH_OF_WHOLE = 0.1, 0.2
"""How much the whole line must be like a question at least, in the same two cases. By trial."""
MOST_PARTS: Final = 3
MOST_TOLD: Final = 1150
"""Longest answer of several parts, in characters."""
SAYS_AGAIN: Final = 0.6
"""An answer that has so much of its words from one before it says the same once more."""
SENTENCE: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z`\"])")


def questions_in(text: str) -> tuple[str, ...]:
    """Return the questions that a line asks, in their order; what is told before the first belongs to none."""
    found: list[str] = []
    waiting = ""
    for part in (one.strip(" .,!?") for one in JOINT.split(text.strip())):
        if WAITS.match(part):
            waiting = f"{waiting}{part}, "
        elif found or A_QUESTION.search(part):
            found.append(f"{waiting}{part}")
            waiting = ""
    return tuple(found)


def asks_the_way(text: str, *, widely: bool = False) -> bool:
    """Return True for a line of which a part asks for the way to something, whatever of the music it names.

    Args:
        text: the line. widely: it is no wish that could be understood, so what may begin one counts too.
    """
    parts = [LED_TO.sub("", one, count=1) for part in questions_in(text) or (text,) for one in part.split(", ")]
    return any(THE_WAY.match(part) or OF_ITS_OWN.match(part) or (widely and TO_GET.match(part)) for part in parts)


def answers_of_parts(text: str, known: Sequence[Known]) -> tuple[Known, ...]:
    """Return the known question that each part of a line asks; none where it does not ask several.

    Args:
        text: what was asked. known: what all of it is most like.
    """
    parts = questions_in(text)
    if len(parts) < 2:  # noqa: PLR2004 - one question alone
        return ()
    before = text[:text.find(parts[0].split(",")[0])].strip()
    whole = dict(most_like(text, len(known_questions())))
    asked = [_answer(part, before, whole) for part in parts]
    found = [one for one in asked if one is not None]
    if None in asked:
        found += known
    elif before and known_answers(before)[1] >= ALIKE_ENOUGH:
        found.append(known_answers(before)[0][0])
    apart = without_repeats(found)
    return apart[:MOST_PARTS] if any(asked) and len(apart) > 1 else ()


def _answer(part: str, before: str, whole: Mapping[Known, float]) -> Known | None:
    """Return the known question that a part asks, by itself or behind what was told before; None where neither is sure.

    Args:
        part: the question. before: what was told. whole: how much all of the line is like each known question.
    """
    for asked in (part, f"{before} {part}"):
        sure = known_answers(asked)[1] >= ALIKE_ENOUGH
        least, of_whole = (LEAST, OF_WHOLE) if sure else (TOGETHER, MUCH_OF_WHOLE)
        weighed = [(known, alike, whole.get(known, 0.0)) for known, alike in most_like(asked, CANDIDATES)]
        meant = [(alike + also, known) for known, alike, also in weighed if also >= of_whole and alike + also >= least]
        if meant:
            return max(meant, key=lambda one: one[0])[1]
    return None


def without_repeats(known: Sequence[Known]) -> tuple[Known, ...]:
    """Return known questions without those whose answer says once more what one before them says."""
    found: list[Known] = []
    for one in known:
        words = telling_words(one.answer)
        if not any(len(words & telling_words(other.answer)) >= SAYS_AGAIN * len(words) for other in found):
            found.append(one)
    return tuple(found)


def answer_of(text: str, known: Sequence[Known]) -> str:
    """Return the answer to a line that is like some known questions: one to each part, else to whichever it may be."""
    parts = answers_of_parts(text, known)
    return put_together(parts, joint="And") if parts else put_together(without_repeats(known))


def put_together(known: Sequence[Known], *, titled: bool = False, joint: str = "Or") -> str:
    """Return answers in a line, each with its page; of several, below their questions, the longest lose sentences.

    Args:
        known: the questions. titled: one stands below its question, too. joint: what stands between two.
    """
    if len(known) == 1 and not titled:
        return paged(known[0].answer, known[0].page)
    answers = [SENTENCE.split(one.answer) for one in known]
    heads = [f"{one.title.rstrip('?')}?" for one in known]
    while True:
        parts = [
            f"{head} {paged(' '.join(sentences), one.page)}"
            for head, sentences, one in zip(heads, answers, known, strict=True)
        ]
        line = f" {joint}: ".join(parts)
        longest = max(answers, key=lambda one: sum(map(len, one)) if len(one) > 1 else 0)
        if len(line) <= MOST_TOLD or len(longest) == 1:
            return line
        longest.pop()


def paged(words: str, page: str) -> str:
    """Return an answer and the page that says more."""
    return f"{one_line(words, MOST_TOLD)} ({page})"
