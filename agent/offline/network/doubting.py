"""May a reading be doubted, and how is a line asked about that is?"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from agent.offline.asking import MAX_CHOICES, Question
from agent.offline.network.forms import OF_ALL, OF_LAYERS
from agent.offline.network.kinds import kind_of
from agent.offline.plainly import plainly
from agent.requests import Transport
from engine.commands import Jam, Mark, Scene, Solo, Watch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.offline.understand import Understood
    from engine.state import SessionState

UNSAID: Final = frozenset({"conditions", "offbeats_only", "channel", "note"})
"""What authors of the corpus had no command for, so that it is in no line as what was meant."""
TAUGHT: Final = frozenset(kind.partition(":")[0] for kind in (*OF_LAYERS, *OF_ALL))
AT_END: Final = re.compile(r"[?:]+$")


def may_be_doubted(state: SessionState, found: Understood, *, surely: bool = False) -> bool:
    """Return True for a reading that people's lines can say something about.

    They can't for kinds of wishes that nobody taught, and for what only keeps something under a name.

    Args:
        state: how the music stands. found: what was understood. surely: they say for sure that it is something else.
    """
    if found.question is not None or not found.asked:
        return False
    if all(isinstance(one.request, Mark) or getattr(one.request, "action", "") == "save" for one in found.asked):
        return False
    joins = bool(state.stage.solos) and all(isinstance(one.request, Solo) for one in found.asked)
    if joins or any(isinstance(one.request, Jam) and one.request.layers for one in found.asked):
        return False
    if found.why or any(isinstance(one.request, (Watch, Scene)) for one in found.asked):
        return False
    if any(isinstance(one.request, Transport) and one.when is None for one in found.asked):
        return False
    heads = {kind_of(one, state).partition(":")[0] for one in found.asked}
    return surely or not (heads & UNSAID or (len(heads) == 1 and not heads <= TAUGHT))


def doubted(found: Understood) -> Understood:
    """Turn a reading into a question that offers it, and ask nothing else of the music."""
    own = plainly(found.asked)
    asks = (
        Question(f"I may have that wrong; {own}?", (own, "no"), unsure=True) if own
        else Question("I may have that wrong; say it in other words?", (), unsure=True)
    )
    return replace(found, asked=[], question=asks)


def asking_which(question: Question, likely: Sequence[str]) -> Question:
    """Return the question with the wishes that a line may be as choices, the likeliest first."""
    if not likely:
        return question
    choices = tuple(dict.fromkeys((*likely, *_choices(question))))[:MAX_CHOICES]
    what = AT_END.sub("", question.text.split("; ")[0])
    if len(choices) == 1:
        return Question(f"{what}; {choices[0]}?", (*choices, "no"), unsure=True)
    return Question(f"{what}; which of these?", choices, unsure=True)


def _choices(question: Question) -> tuple[str, ...]:
    return tuple(one for one in question.choices if one != "no")
