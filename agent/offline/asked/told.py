"""Which fact answers a question about the music, and what is told where a line only asks beside a story?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent.offline.asked.plain_words import plain_words
from agent.offline.asked.terms import meaning_asked
from agent.offline.asked.topics import TO_DOCUMENTS, asks_beside, missing, question_of_now, told_of_now
from agent.offline.known_questions import ALIKE_ENOUGH, known_answers
from agent.offline.question_parts import asks_the_way
from agent.offline.questions import UNANSWERED, UNSURE, is_about_music
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
    found = _of_now(text, scene, snapshot, sounded, wide=False) if not documented else ""
    found = found or standing(plain_words(text).whole, scene) or fact(text, scene, sounded) or ""
    lost = missing(text, scene.config) if not found else ""
    if lost and alike < ALIKE_ENOUGH:
        return f"this groove has no {lost}; layers: {', '.join(scene.config.layers)}"
    if not found and alike < ALIKE_ENOUGH:
        found = _of_now(text, scene, snapshot, sounded, wide=True)
    return found or meaning_asked(text) or None


def _of_now(text: str, scene: Scene, snapshot: Snapshot, sounded: Mapping[str, int], *, wide: bool) -> str:
    found = question_of_now(text, scene, surely=True, wide=wide)
    return told_of_now(found, scene, snapshot, sounded) if found is not None else ""


def nearest(text: str, scene: Scene, words: str | None) -> str | None:
    """Return how the music stands where a question about it has no answer; else the answer as it is.

    Args:
        text: the question. scene: the conversation and how the music stands. words: of the documents, if any.
    """
    known = words is not None and words != UNANSWERED and not words.startswith(UNSURE)
    if known or asks_the_way(text) or TO_DOCUMENTS.search(plain_words(text).whole) or not is_about_music(text):
        return words
    return f"that I cannot tell; how it stands: {standing('status', scene)}"
