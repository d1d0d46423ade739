"""What becomes of a line that asks for something: what the grammar reads, or what people meant by such lines?

The grammar reads exactly and knows few turns of speech; the network (`network/wishes.py`) knows many, and how likely
each meaning is. Where both agree the line is done as the grammar reads it, which knows sizes; where they don't, or
where the grammar is at its end, likelihoods decide whether it is done or asked about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from agent.offline.asking import Question
from agent.offline.by_grammar import Reading, by_grammar, outright
from agent.offline.learned.caution import leaves_out, waits_for_more
from agent.offline.learned.checked import doubted, may_be_doubted, right_share, surely_asks
from agent.offline.learned.second import NEVER, asking_which, is_safe, kind_of_one, second_reading
from agent.offline.learned.signs import layers_of
from agent.offline.network.spoken import LAYERS
from agent.offline.network.tokens import words_of_line
from agent.offline.network.wishes import Answers, Likely, answers, network
from agent.offline.references import Memory
from agent.offline.unheard import unheard
from engine.commands import Set

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.offline.learned.second import Read
    from agent.offline.understand import Asked, Understood
    from engine.state import SessionState

SURE: Final = 0.42
"""A meaning at least so likely is done, where the grammar is at its end."""
SURER: Final = 0.55
"""A meaning at least so likely is done, where the grammar has a question or a remark of its own."""
FOREIGN: Final = 0.7
"""The same, where words are of other things than drums."""
LEFT_OUT: Final = 0.7
"""So likely it must be where it leaves out a figure of the line, or what the line waits for."""
WITH_UNKNOWN: Final = 0.75
"""So likely it must be where of the line's words too many are such that nobody ever said."""
SOME: Final = 0.19
"""A share of the words from which on they are too many."""
BRIEF: Final = 0.6
FEW_WORDS: Final = 3
"""So likely it must be for a line of so few words."""
OTHER: Final = 0.25
"""So likely another meaning must be, to ask about what the grammar would do."""
STRONGER: Final = 0.85
"""A meaning at least so likely is done instead of what the grammar would do."""
STRONGER_THAN_MANY: Final = 0.6
"""The same, where the grammar would do many things: a mood was heard."""
DENIED: Final = 0.03
"""What the grammar would do is doubted where it is less likely than this."""
WELL: Final = 0.4
"""What the grammar would do fits the words of its line from this likelihood on."""
OTHER_BESIDE: Final = 0.7
"""So likely another meaning must be where it does."""
EXCEPTS: Final = re.compile(
    r"\bbut not\b|\b(?:gradual(?:ly)?|slowly)\b|\bexcept\b|"
    r"\b(?:all|everything|nothing|anything) (?:\w+ )?(?:but|except|besides|else)\b"
)
"""Exceptions, and what comes slowly, are read by the grammar alone."""
JOINED: Final = re.compile(r"\b(?:and|also|plus|with)\b")
"""What joins a further wish, so that the grammar may have read more than the network."""
OF_FILES: Final = re.compile(r"\b(?:delete|files?|disk|tables?|chmod|sudo|rm|ls|browser|piano|delay)\b")
"""What is of computers, or of other instruments."""
WORTH: Final = 0.05
"""A meaning at least so likely is a choice."""
LIKELIEST: Final = 0.3
"""So likely the likeliest must be, to be offered where the grammar has nothing to ask."""
SURELY_NOTHING: Final = 0.5
"""So likely a line wants nothing, or is of other things, to be answered so."""
FEWEST_WORDS: Final = 2
"""A word alone names a layer, and no wish."""
NOTHING: Final = "NOTHING"
DECLINE: Final = "DECLINE"


@dataclass(frozen=True, slots=True)
class LineRead:
    """What becomes of a line.

    Attributes:
        found: requests, or the question that must be answered first.
        taken: the wish in plain words that the line is taken as; "" where it is done as it was understood.
        trouble: what is told of a trouble that the line speaks of, instead of doing anything.
        idle: it wants nothing done. foreign: it is about something else.
    """

    found: Understood
    taken: str = ""
    trouble: str = ""
    idle: bool = False
    foreign: bool = False


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
        other = _denies(text, found, meant, state)
        if other is None or found.asked != by_grammar(text, state, names, Memory(), playing=playing).found.asked:
            return LineRead(found)  # what leans on the lines before is not doubted: few were taught by conversations
        return _instead(found, other, state)
    unsure = reading.lost or _is_empty(text, found) or (found.question is not None and found.question.unsure)
    least = FOREIGN if found.foreign else SURE if unsure else SURER
    if best is not None and _is_sure(text, state, best, least) and unheard(text, tried(best.said), state) is None:
        return LineRead(found, taken=best.said)
    return _asked(text, state, names, reading, meant, tried) if unsure else LineRead(found)


def _is_sure(text: str, state: SessionState, wish: Likely, least: float) -> bool:
    """Return True for a wish that is likely enough for its line, its kind and at least so likely."""
    return wish.share >= max(least, _least(text, wish.said)) and is_safe(wish.asked, state, wish.share)


def _least(text: str, said: str) -> float:
    """Return how likely a wish must be for its line: more where it leaves something out, or words are not known."""
    if waits_for_more(text, said):
        return NEVER
    if leaves_out(text, said):
        return LEFT_OUT
    known, words = network().places, [word for word in words_of_line(text) if word.isalpha()]
    unknown = sum(word not in known for word in words) / len(words)
    return WITH_UNKNOWN if unknown > SOME else BRIEF if len(words) <= FEW_WORDS else 0.0


def meanings(text: str, state: SessionState, read: Read) -> Answers:
    """Ask the network what a line means.

    It is not asked about a single word, about a line of which most words are unknown to it, or where a layer is named
    that it never learnt.

    Args:
        text: what was said. state: how the music stands. read: reads a wish in plain words.
    """
    known = network().places
    words = [word in known for word in words_of_line(text) if word.isalpha()]
    some = len(words) >= FEWEST_WORDS and sum(words) > len(words) / 2 and not OF_FILES.search(text.lower())
    return answers(text, state, read) if some and layers_of(text, state) <= {*LAYERS} else Answers()


def _is_empty(text: str, found: Understood) -> bool:
    """Return True for a line with words of which nothing was understood, and nothing is asked."""
    said = any(letter.isalpha() for letter in text)
    return said and found.question is None and not (found.asked or found.says or found.thanks)


def _denies(text: str, found: Understood, meant: Answers, state: SessionState) -> Likely | None:
    """Return the wish that others meant by a line instead of what the grammar would do; None where that may well be.

    Args:
        text: what was said. found: what the grammar would do. meant: what others meant. state: how the music stands.
    """
    own = _kinds(found.asked, state)
    alike = sum(one.share for one in meant.wishes if _kinds(one.asked, state) == own)
    other = next((one for one in meant.wishes if _kinds(one.asked, state) != own), None)
    if other is None or alike >= DENIED or other.share < OTHER or EXCEPTS.search(text.lower()):
        return None
    figures = any(word[-1].isdigit() for word in words_of_line(text))
    if figures and _is_of_same(found.asked, other.asked, state):
        return None
    if JOINED.search(text.lower()) and _kinds(other.asked, state) < own:
        return None
    if not may_be_doubted(text, state, found):
        return None
    fits = right_share(text, state, found.asked) >= WELL
    return other if other.share >= (OTHER_BESIDE if fits else OTHER) else None


def _instead(found: Understood, other: Likely, state: SessionState) -> LineRead:
    """Do the other wish if it is likely enough; else ask which of the two is meant."""
    least = STRONGER if len(found.asked) == 1 else STRONGER_THAN_MANY
    if other.share >= least and is_safe(other.asked, state, other.share):
        return LineRead(found, taken=other.said)
    asking = doubted(found)
    if asking.question is not None:
        asking.question = asking_which(asking.question, [other.said])
    return LineRead(asking)


def _is_of_same(own: Sequence[Asked], other: Sequence[Asked], state: SessionState) -> bool:
    """Return True where both change one parameter, or set the same layers to one figure: the grammar knows those."""
    paths = [{one.request.path for one in some if isinstance(one.request, Set)} for some in (own, other)]
    if len(own) == len(other) == 1 and paths[0] == paths[1] != set():
        return True
    figures = [
        {one.request.to for one in some if isinstance(one.request, Set) and isinstance(one.request.to, (int, float))}
        for some in (own, other)
    ]
    layers = [{layer for _, layer, _ in _kinds(some, state)} for some in (own, other)]
    return bool(figures[0] & figures[1]) and layers[0] == layers[1]


def _kinds(asked: Sequence[Asked], state: SessionState) -> frozenset[tuple[str, str, str]]:
    """List the kind, layer and time of each request, without amounts, to compare two readings."""
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
    """Ask about a line, with the likely wishes as choices; or say that it wants nothing, or is of other things."""
    found = reading.found
    kind, share = max(meant.nothing, key=lambda one: one[1], default=("", 0.0))
    likely = [one.said for one in meant.wishes if one.share >= WORTH]
    if found.foreign or OF_FILES.search(text.lower()):
        return LineRead(found, foreign=reading.lost)
    if share >= SURELY_NOTHING and kind in {NOTHING, DECLINE}:
        return LineRead(found, idle=kind == NOTHING, foreign=kind == DECLINE)
    if found.question is None and (not likely or meant.wishes[0].share < LIKELIEST):
        return LineRead(found)
    found.question = found.question or Question("I am not sure what you mean", (), unsure=True)
    sure = second_reading(text, state, names, found, tried)
    if sure and [sure] == likely[:1]:
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
    return best if best is not None and _is_sure(text, state, best, SURER) else None
