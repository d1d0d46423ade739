"""What becomes of a line that asks for something: what the grammar reads, or what people meant by such lines?

The grammar reads exactly and knows few turns of speech; the network (`network/wishes.py`) knows many, and how likely
each meaning is. Where both agree the line is done as the grammar reads it, which knows sizes; where they don't, or
where the grammar is at its end, likelihoods decide whether it is done or asked about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from agent.offline.asking import Question
from agent.offline.by_grammar import Reading, by_grammar, outright
from agent.offline.hardly_heard import is_out
from agent.offline.layers_said import layers_of
from agent.offline.least_likely import (
    FOREIGN,
    TOLD,
    WITH_MARK,
    bars_left_out,
    has_own_tempo,
    is_brief,
    least_likely,
    made_up_words,
)
from agent.offline.moved_plans import moved_plan
from agent.offline.network.doubting import asking_which, doubted, may_be_doubted
from agent.offline.network.kinds import kinds_of
from agent.offline.network.safe import is_safe
from agent.offline.network.spoken import LAYERS
from agent.offline.network.tokens import figures_of, words_of_line
from agent.offline.network.wishes import Answers, Likely, answers
from agent.offline.plainly import plainly
from agent.offline.references import Memory
from agent.offline.understand import understand
from agent.offline.unheard import unheard
from engine.commands import Drop, Set, Unmute

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from agent.offline.network.wishes import Read
    from agent.offline.understand import Asked, Understood
    from engine.state import SessionState

SURE: Final = 0.3
"""A meaning at least so likely is done, where the grammar is at its end."""
SURER: Final = 0.6
"""A meaning at least so likely is done, where the grammar has a question or a remark of its own."""
OTHER: Final = 0.25
"""So likely another meaning must be, to ask about what the grammar would do."""
STRONGER: Final = 0.55
"""A meaning at least so likely is done instead of what the grammar would do."""
SURELY: Final = 0.85
"""The same, where it leans on the lines before and each word was read."""
LESS: Final = 0.7
"""The same, where it asks for less than the grammar found."""
DENIED: Final = 0.03
"""What the grammar would do is doubted where it is less likely than this."""
UNHEARD_OF: Final = 0.003
"""Less likely than this is what nobody means: then another meaning is done from `SURE` on, and asked about below."""
BUILDS: Final = re.compile(r"\bbuild(?:[- ]?up)?\b.*\bover (?:the next )?\d+")
"""A build-up over a number of bars: the grammar knows it."""
EXCEPTS: Final = re.compile(
    r"\b(?:but|and) not\b|\bnot (?:on )?the \w+ (?:though|hat)?|\b(?:gradual(?:ly)?|slowly)\b|\b(?:except|only|same)\b|"
    r"\b(?:all|everything|nothing|anything) (?:\w+ )?(?:but|except|besides|else)\b"
)
"""Exceptions, and what comes slowly, are read by the grammar alone."""
JOINED: Final = re.compile(r"\b(?:and|also|plus|with)\b")
"""What joins a further wish, so that the grammar may have read more than the network."""
OF_OTHERS: Final = re.compile(
    r"\b(?:delete|wipe|erase|instructions|prompts?|files?|disk|tables?|chmod|sudo|rm|ls|browser|"
    r"bassist|guitarist|singer|vocalist|pianist|midi|din|usb|cables?|drivers?|firmware|plugins?|daw)\b"
)
"""What is of computers, of their cables, or of other instruments."""
WORTH: Final = 0.05
"""A meaning at least so likely is a choice."""
LIKELIEST: Final = 0.3
"""So likely the likeliest must be, to be offered where the grammar has nothing to ask."""
SURELY_NOTHING: Final = 0.5
"""So likely a line wants nothing, or is of other things, to be answered so."""
FEWEST_WORDS: Final = 2
"""A word alone names a layer, and no wish."""
NO_QUESTION: Final = 0.01
"""So likely at most a line is a question, to be done though its words are those of one."""
ANSWER: Final = "ANSWER"
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
    if moved_plan(text, state) is not None:
        return LineRead(understand(text, state, names, memory, playing=playing))  # each word of it was read
    reading = by_grammar(text, state, names, memory, playing=playing)
    found, tried = reading.found, partial(outright, state=state, names=names, memory=memory)
    meant = meanings(text, state, tried)
    best = meant.wishes[0] if meant.wishes else None
    if reading.trouble and not (best and _is_sure(text, state, best, STRONGER)):
        return LineRead(found, trouble=reading.trouble)
    if found.asked and found.question is None:
        nothing = _wants_nothing(found, meant, state)
        if nothing is not None:
            return nothing
        if TOLD.search(text.lower()):
            return LineRead(doubted(found))
        other = _denies(text, found, meant, state)
        if other is None or found.asked != by_grammar(text, state, names, Memory(), playing=playing).found.asked:
            return LineRead(found)  # what leans on the lines before is not doubted: few were taught by conversations
        return _instead(text, found, other, state)
    unsure = reading.lost or _is_empty(text, found) or (found.question is not None and found.question.unsure)
    least = FOREIGN if found.foreign else SURE if unsure else SURER
    if best is not None and _is_sure(text, state, best, least) and unheard(text, tried(best.said), state) is None:
        return LineRead(found, taken=best.said)
    return _asked(text, reading, meant) if unsure else LineRead(found)


def _is_sure(text: str, state: SessionState, wish: Likely, least: float) -> bool:
    """Return True for a wish that is likely enough for its line, its kind and at least so likely."""
    least = max(least, least_likely(text, wish.said, state))
    return wish.share >= least and is_safe(wish.asked, state, wish.share, text)


def meanings(text: str, state: SessionState, read: Read) -> Answers:
    """Ask the network what a line means.

    It is not asked about a single word, about computers and cables, or where a layer is named that it never learnt.

    Args:
        text: what was said. state: how the music stands. read: reads a wish in plain words.
    """
    words = words_of_line(text)
    some = sum(word.isalpha() for word in words) >= FEWEST_WORDS and not OF_OTHERS.search(text.lower())
    some = some and not all(made_up_words(words, state)[1])
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
    own = kinds_of(found.asked, state)
    alike = sum(one.share for one in meant.wishes if kinds_of(one.asked, state) == own)
    other = next((one for one in meant.wishes if kinds_of(one.asked, state) != own), None)
    if other is None or alike >= DENIED or other.share < OTHER or _is_so(other.asked, state):
        return None
    surely = other.share >= STRONGER and not plainly(found.asked)
    own_way = any(one.search(text.lower()) for one in (EXCEPTS, BUILDS)) or has_own_tempo(text, other.said, state)
    if own_way or not may_be_doubted(state, found, surely=surely):
        return None
    less = len(kinds_of(other.asked, state)) < len(own) or _times(other.asked) < _times(found.asked)
    if (less and other.share < LESS and JOINED.search(text.lower())) or bars_left_out(text, other.said):
        return None
    unheard_of = alike < UNHEARD_OF and not _names_bars(found.asked, figures_of(text))
    if unheard_of and _is_sure(text, state, other, SURE):
        return replace(other, share=max(other.share, STRONGER))
    if unheard_of and not is_brief(words_of_line(text)):
        return other
    figures = figures_of(text)
    well = figures and (_is_of_same(found.asked, other.asked, state) or _names_bars(found.asked, figures))
    if other.share < STRONGER and (well or not plainly(found.asked)):
        return None
    if figures and _without_times(own) == _without_times(kinds_of(other.asked, state)):
        return None
    return None if _is_of_feel(found) else other


def _wants_nothing(found: Understood, meant: Answers, state: SessionState) -> LineRead | None:
    """Return the reading of a line that surely wants nothing, or is of other things, though the grammar would act."""
    own = kinds_of(found.asked, state)
    kind, share = max(meant.nothing, key=lambda one: one[1], default=("", 0.0))
    alike = sum(one.share for one in meant.wishes if kinds_of(one.asked, state) == own)
    if share < SURELY_NOTHING or kind not in {NOTHING, DECLINE} or alike >= DENIED or not may_be_doubted(state, found):
        return None
    return LineRead(found, idle=kind == NOTHING, foreign=kind == DECLINE)


def _is_so(asked: Sequence[Asked], state: SessionState) -> bool:
    """Return True for requests that only bring layers in that are in."""
    ins = [isinstance(one.request, Unmute) and not is_out(one.request.layer, state) for one in asked]
    return bool(ins) and all(ins)


def _instead(text: str, found: Understood, other: Likely, state: SessionState) -> LineRead:
    """Do the other wish if it is likely enough; else ask which of the two is meant."""
    if other.share >= STRONGER and is_safe(other.asked, state, other.share, text):
        return LineRead(found, taken=other.said)
    asking = doubted(found)
    if asking.question is not None:
        asking.question = asking_which(asking.question, [other.said])
    return LineRead(asking)


def _is_of_feel(found: Understood) -> bool:
    """Return True for a line that is one word of feel, with a degree at most: "make it a bit darker"."""
    one = found.clauses[0] if len(found.clauses) == 1 and not found.left else None
    return one is not None and bool(one.moods or one.leans) and one.slots() <= {"moods", "leans", "ways"}


def _without_times(kinds: Collection[tuple[str, str, str]]) -> set[tuple[str, str]]:
    return {(kind, layer) for kind, layer, _ in kinds}


def _times(asked: Sequence[Asked]) -> int:
    return len({one.when for one in asked})


def _names_bars(asked: Sequence[Asked], figures: Sequence[float]) -> bool:
    """Return True where a line names the bar of each request or the wait for it, or how long the kick is to be out."""
    if any(isinstance(one.request, Drop) and one.request.bars in figures for one in asked):
        return True
    waits = all(one.when is not None and one.when.in_bars in figures for one in asked)
    bars = [one.when.at_bar if one.when is not None else None for one in asked]
    return waits or all(bar is not None and {bar, bar + 1} & {*figures} for bar in bars)


def _is_of_same(own: Sequence[Asked], other: Sequence[Asked], state: SessionState) -> bool:
    """Return True where both change one parameter, or set the same layers to one figure: the grammar knows those."""
    paths = [{one.request.path for one in some if isinstance(one.request, Set)} for some in (own, other)]
    if len(own) == len(other) == 1 and paths[0] == paths[1] != set():
        return True
    figures = [
        {one.request.to for one in some if isinstance(one.request, Set) and isinstance(one.request.to, (int, float))}
        for some in (own, other)
    ]
    layers = [{layer for _, layer, _ in kinds_of(some, state)} for some in (own, other)]
    return bool(figures[0] & figures[1]) and layers[0] == layers[1]


def _asked(text: str, reading: Reading, meant: Answers) -> LineRead:
    """Ask about a line, with the likely wishes as choices; or say that it wants nothing, or is of other things."""
    found = reading.found
    kind, share = max(meant.nothing, key=lambda one: one[1], default=("", 0.0))
    likely = [one.said for one in meant.wishes if one.share >= WORTH and one.asked]
    if found.foreign or OF_OTHERS.search(text.lower()):
        return LineRead(found, foreign=reading.lost)
    if share >= SURELY_NOTHING and kind in {NOTHING, DECLINE}:
        return LineRead(found, idle=kind == NOTHING, foreign=kind == DECLINE)
    if found.question is None and (not likely or meant.wishes[0].share < LIKELIEST):
        return LineRead(found)
    found.question = found.question or Question("I am not sure what you mean", (), unsure=True)
    found.question = asking_which(found.question, likely)
    return LineRead(found)


def sure_wish(text: str, state: SessionState, read: Read, *, asks: bool = False) -> Likely | None:
    """Return the wish that a line surely is, though it begins like a question; None where it may be one.

    Args:
        text: what was said. state: how the music stands. read: reads a wish in plain words.
        asks: its words are those of a question too.
    """
    meant = meanings(text, state, read)
    best = meant.wishes[0] if meant.wishes else None
    if asks and dict(meant.nothing).get(ANSWER, 0.0) > NO_QUESTION:
        return None
    return best if best is not None and _is_sure(text, state, best, WITH_MARK if asks else SURER) else None


def instead_of(
    text: str, asked: Sequence[Asked], state: SessionState, read: Read, *, whole: bool = True
) -> Likely | None:
    """Return the wish that others surely meant by a line that leans on the lines before it; None where there is none.

    Args:
        text: what was said. asked: what it would do by the lines before. state: how the music stands.
        read: reads a wish in plain words. whole: each of its words was read so.
    """
    meant, own = meanings(text, state, read), kinds_of(asked, state)
    best = meant.wishes[0] if meant.wishes else None
    alike = sum(one.share for one in meant.wishes if kinds_of(one.asked, state) == own)
    if best is None or not best.asked or alike >= DENIED:
        return None
    return best if _is_sure(text, state, best, SURELY if asked and whole else STRONGER) else None
