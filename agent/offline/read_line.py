"""What becomes of a line that asks for something: what the grammar reads, or what people meant by such lines?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from agent.offline.by_grammar import by_grammar, outright
from agent.offline.learned.checked import (
    DECLINE,
    NO_ACT,
    NOTHING,
    doubted,
    likeliest,
    surely_asks,
    unlikely,
    wants_nothing,
)
from agent.offline.learned.second import second_reading
from agent.offline.references import Memory
from agent.offline.unheard import passed_over

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.offline.understand import Understood
    from engine.state import SessionState


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
    """Read a line by the grammar, and hold it against what was learnt from others.

    Args:
        text: what was said. state: how the music stands. names: of the configs.
        memory: what the conversation has been about. playing: the transport runs.
    """
    reading = by_grammar(text, state, names, memory, playing=playing)
    found = reading.found
    if reading.trouble and not surely_asks(text, state):
        return LineRead(found, trouble=reading.trouble)
    words = any(letter.isalpha() for letter in text)
    empty = words and found.question is None and not (found.asked or found.says or found.thanks)
    kind = likeliest(text, state)
    if empty and kind in NO_ACT:
        return LineRead(found, idle=wants_nothing(text, state) == NOTHING)
    doubtful = unlikely(text, state, found) and found.asked == by_grammar(
        text, state, names, Memory(), playing=playing).found.asked
    if not (reading.lost or (empty and kind) or doubtful):
        return LineRead(found)  # what leans on the lines before is not weighed: nobody was taught by conversations
    understood, found = found, found if reading.lost else doubted(found)
    tried = partial(outright, state=state, names=names, memory=memory)
    sure = second_reading(text, state, names, found, tried)
    left_out = passed_over(text, sure, found.question, tried(sure), state) if sure else None
    found.question = left_out or found.question
    if sure and left_out is None:
        return LineRead(found, taken=sure)
    if empty and not (found.question and found.question.choices):
        return LineRead(understood)
    nothing = wants_nothing(text, state)
    return LineRead(found, idle=nothing == NOTHING, foreign=nothing == DECLINE)
