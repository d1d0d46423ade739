"""What becomes of a line that asks for something: what the grammar reads, or what people meant by such lines?

The grammar reads exactly and knows few turns of speech; the network (`network/wishes.py`) knows many, and how likely each
meaning is. Where both agree the line is done as the grammar reads it, which knows sizes; where they don't, or where the
grammar is at its end, likelihoods decide whether it is done or asked about.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from agent.offline.asking import Question
from agent.offline.by_grammar import Reading, by_grammar, outright
from agent.offline.learned.caution import leaves_out, waits_for_more
from agent.offline.learned.checked import doubted, may_be_doubted, surely_asks
from agent.offline.learned.second import NEVER, asking_which, is_safe, kind_of_one, second_reading
from agent.offline.learned.signs import layers_of
from agent.offline.network.net import shipped
from agent.offline.network.spoken import LAYERS
from agent.offline.network.tokens import words_of_line
from agent.offline.network.wishes import Answers, Likely, answers
from agent.offline.references import Memory
from agent.offline.unheard import unheard

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.offline.learned.second import Read
    from agent.offline.understand import Asked, Understood
    from engine.state import SessionState

SURE: Final = 0.4
"""A meaning at least so likely is done, where the grammar is at its end."""
SURER: Final = 0.55
"""A meaning at least so likely is done, where the grammar has a question or a remark of its own."""
LEFT_OUT: Final = 0.7
"""So likely it must be where it leaves out a figure of the line, or what the line waits for."""
WITH_UNKNOWN: Final = 0.45
"""So likely it must be where the line has a word that nobody ever said."""
OTHER: Final = 0.2
"""So likely another meaning must be, to ask about what the grammar would do."""
STRONGER: Final = 0.8
"""A meaning at least so likely is done instead of what the grammar would do."""
SURER_UNSAID: Final = 0.45
"""The same, where what the grammar would do is too much to be put in one choice."""
DENIED: Final = 0.03
"""What the grammar would do is doubted where it is less likely than this."""
WORTH: Final = 0.04
"""A meaning at least so likely is a choice."""
SURELY_NOTHING: Final = 0.5
"""So likely a line wants nothing, is of other things, or is a question, to be answered so."""
NOTHING: Final = "NOTHING"
DECLINE: Final = "DECLINE"
ANSWER: Final = "ANSWER"


@dataclass(frozen=True, slots=True)
class LineRead:
    """What becomes of a line.

    Attributes:
        found: requests, or the question that must be answered first.
        taken: the wish in plain words that the line is taken as; "" where it is done as it was understood.
        trouble: what is told of a trouble that the line speaks of, instead of doing anything.
        idle: it wants nothing done. foreign: it is about something else. asks: it wants to know something.
    """

    found: Understood
    taken: str = ""
    trouble: str = ""
    idle: bool = False
    foreign: bool = False
    asks: bool = False


def read_line(
    text: str, state: SessionState, names: Sequence[str], memory: Memory, *, playing: bool
) -> LineRead:
    """Read a line by the grammar, and hold it against what others meant by such lines.

    Args:
        text: what was said. state: how the music stands. names: of the configs.
        memory: what the conversation has been about. playing: the transport runs.
    """
    reading = by_grammar(text, state, names, memory, playing=playing)
    found, tried = reading.found, partial(outright, state=state, names=names, memory=memory)
    meant = meanings(text, state, tried)
    best = meant.wishes[0] if meant.wishes else None
    if reading.trouble and not (surely_asks(text, state) or (best and best.share >= SURE)):
        return LineRead(found, trouble=reading.trouble)
    if found.asked and found.question is None:
        alone = by_grammar(text, state, names, Memory(), playing=playing).found.asked
        leans = found.asked != alone  # nobody was taught by what leans on the lines before
        doubts = not leans and may_be_doubted(text, state, found)
        return _held_against(found, meant, state) if doubts else LineRead(found)
    unsure = reading.lost or _is_empty(text, found) or (found.question is not None and found.question.unsure)
    least = SURE if unsure else SURER
    if best is not None and best.share >= max(least, _least(text, best.said)) and is_safe(
        best.asked, state, best.share) and unheard(text, tried(best.said), state) is None:
        return LineRead(found, taken=best.said)
    return _asked(text, state, names, reading, meant, tried) if unsure else LineRead(found)


def _least(text: str, said: str) -> float:
    """Return how likely a wish must be that leaves out what a line waits for, a figure of it, or a word nobody knows."""
    if waits_for_more(text, said):
        return NEVER
    if leaves_out(text, said):
        return LEFT_OUT
    known = shipped().places
    return WITH_UNKNOWN if any(word.isalpha() and word not in known for word in words_of_line(text)) else 0.0


def meanings(text: str, state: SessionState, read: Read) -> Answers:
    """Return what people may mean by a line; nothing for one without letters, or that names a layer that they did not have.

    Args:
        text: what was said. state: how the music stands. read: reads a wish in plain words.
    """
    known = any(letter.isalpha() for letter in text) and layers_of(text, state) <= {*LAYERS}
    return answers(text, state, read) if known else Answers()


def _is_empty(text: str, found: Understood) -> bool:
    """Return True for a line with words of which nothing was understood, and nothing is asked."""
    said = any(letter.isalpha() for letter in text)
    return said and found.question is None and not (found.asked or found.says or found.thanks)


def _held_against(found: Understood, meant: Answers, state: SessionState) -> LineRead:
    """Return what becomes of a line that the grammar would act on: it is done unless others meant something else."""
    own = _kinds(found.asked, state)
    alike = sum(one.share for one in meant.wishes if _kinds(one.asked, state) == own)
    other = next((one for one in meant.wishes if _kinds(one.asked, state) != own), None)
    if alike >= DENIED or other is None or other.share < OTHER:
        return LineRead(found)
    asking = doubted(found)
    sayable = asking.question is not None and any(one != "no" for one in asking.question.choices)
    if other.share >= (STRONGER if sayable else SURER_UNSAID) and is_safe(other.asked, state, other.share):
        return LineRead(found, taken=other.said)
    if asking.question is not None:
        asking.question = asking_which(asking.question, [other.said])
    return LineRead(asking)


def _kinds(asked: Sequence[Asked], state: SessionState) -> frozenset[tuple[str, str, str]]:
    """Return what requests are apart from how much: kinds of acts, layers, times."""
    return frozenset(
        (
            kind_of_one(one, state),
            str(getattr(one.request, "layer", getattr(one.request, "path", ""))).partition(".")[0],
            f"{one.when}{getattr(one.request, 'bars', '')}",
        )
        for one in asked
    )


def _asked(
    text: str, state: SessionState, names: Sequence[str], reading: Reading, meant: Answers, tried: Read
) -> LineRead:
    """Return what becomes of a line that nobody is sure about: the likely wishes are the choices."""
    found = reading.found
    kind, share = max(meant.nothing, key=lambda one: one[1], default=("", 0.0))
    if share >= SURELY_NOTHING and kind in {NOTHING, DECLINE, ANSWER}:
        return LineRead(found, idle=kind == NOTHING, foreign=kind == DECLINE, asks=kind == ANSWER)
    likely = [one.said for one in meant.wishes if one.share >= WORTH]
    if found.question is None and not likely:
        return LineRead(found)
    found.question = found.question or Question("I am not sure what you mean", (), unsure=True)
    sure = second_reading(text, state, names, found, tried)
    if sure and (not meant.wishes or sure == likely[:1]):
        return LineRead(found, taken=sure)
    found.question = asking_which(found.question, [*likely, *([sure] if sure else [])])
    return LineRead(found)


def sure_wish(text: str, state: SessionState, read: Read) -> Likely | None:
    """Return the wish that a line surely is, though it begins like a question; None where it may be one.

    Args:
        text: what was said. state: how the music stands. read: reads a wish in plain words.
    """
    meant = meanings(text, state, read)
    best = meant.wishes[0] if meant.wishes else None
    return best if best is not None and best.share >= max(SURE, _least(text, best.said)) and is_safe(best.asked, state, best.share) else None
