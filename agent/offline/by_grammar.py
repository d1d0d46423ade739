"""What is a line that asks for something by the grammar alone, and what of it is asked about first?"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from agent.offline.acts import about_stop
from agent.offline.comments import beside_comments
from agent.offline.doubts import doubtful
from agent.offline.first_reading import plainly_first
from agent.offline.orders import commands, orders
from agent.offline.partly import partly
from agent.offline.questions import told_of_trouble
from agent.offline.understand import Understood, understand
from agent.offline.unheard import idle, unheard
from agent.offline.until_sections import until_section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.offline.references import Memory
    from engine.state import SessionState


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood of a line, with the question about it.

    Attributes:
        found: requests, or the question that must be answered first.
        lost: the grammar is at its end; what it asks about is a guess.
        trouble: what is told of a trouble that the line speaks of, instead of doing anything; "" for none.
    """

    found: Understood
    lost: bool = False
    trouble: str = ""


def by_grammar(
    text: str, state: SessionState, names: Sequence[str], memory: Memory, *, playing: bool
) -> Reading:
    """Read a line by the grammar, and doubt what it says.

    Args:
        text: what was said. state: how the music stands. names: of the configs.
        memory: what the conversation has been about. playing: the transport runs.
    """
    read = partial(understand, state=state, names=names, memory=deepcopy(memory), playing=playing)
    held = until_section(text, state, read)
    if held is not None:
        return Reading(held)
    found = beside_comments(text, understand(text, state, names, memory, playing=playing), state, read)
    if found.foreign and found.question is not None and found.question.unsure and _is_scrap(found):
        found.question = None  # dim the lights during the solo
    if found.question is None:
        at_once = [one.request for one in found.asked if one.when is None]
        found.question = about_stop(at_once, len(found.asked))
    unsure = found.lost if found.question is None else found.question.unsure
    lost = unsure and not found.asked and not found.foreign
    tried = partial(outright, state=state, names=names, memory=memory)
    doubted = (partly if lost else doubtful)(plainly_first(text), found, state, tried)
    half = doubted or unsure or (found.question is None and (found.left or found.foreign))
    told = (half and not orders(text)) or (found.foreign and not found.asked and not commands(text))
    trouble = told_of_trouble(text) if told else ""
    found.question = doubted or found.question or unheard(text, found, state) or idle(found, state)
    return Reading(found, lost, trouble or "")


def _is_scrap(found: Understood) -> bool:
    """Return True where what was understood beside words of other things is of no layer, and no wish."""
    return bool(found.clauses) and not any(one.layers or one.spared or one.pron for one in found.clauses)


def outright(text: str, state: SessionState, names: Sequence[str], memory: Memory) -> Understood:
    """Read a line as one that answers a question, and remember nothing of it."""
    return understand(text, state, names, deepcopy(memory), outright=True)
