"""Which fact answers a question about the music, and what is told where a line only asks beside a story?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent.offline.asked.terms import meaning_asked
from agent.offline.asked.topics import asks_beside, question_of_now, told_of_now
from agent.offline.known_questions import known_answers
from agent.offline.talk.facts import fact
from agent.offline.talk.standing import standing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agent.offline.talk.follow import Scene
    from engine.control import Snapshot


def asks_now(text: str, scene: Scene) -> bool:
    """Return True for a line that asks, be it in another order of words or behind a story, and wishes nothing."""
    return question_of_now(text, scene) is not None or asks_beside(text)


def told_now(text: str, scene: Scene, snapshot: Snapshot, sounded: Mapping[str, int]) -> str | None:
    """Return the answer to a question about the music or a word of the trade; None for another question.

    Args:
        text: the question. scene: the conversation and how the music stands. snapshot: of the session.
        sounded: hits of the last bar by layer.
    """
    found = standing(text, scene)
    if found:
        return found
    known, alike = known_answers(text)
    documented = len(known) == 1 and alike == 1.0  # word for word
    about = None if documented else question_of_now(text, scene, surely=True)
    of_now = told_of_now(about, scene, snapshot, sounded) if about is not None else ""
    return of_now or fact(text, scene, sounded) or meaning_asked(text) or None
