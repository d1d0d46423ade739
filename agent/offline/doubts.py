"""Is what was understood of a line against itself: one number set twice, a word of the trade left out?

Then nothing is done, and the parts of the line are offered one by one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.asking import MAX_CHOICES, Question, layer_words
from agent.offline.lexemes import lexemes_of
from agent.offline.plainly import plainly
from agent.offline.talk.turns import goal_of, level_of
from agent.offline.tempo import JUMP_BPM
from agent.offline.words import words_of
from engine.commands import Tempo

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from agent.offline.understand import Understood
    from engine.state import SessionState

CUT: Final = re.compile(r"\s*[,;.!?:]\s+|\s+(?:and|but|then|so|because|cos)\s+")
DELETES: Final = re.compile(
    r"\b(?:delete|erase|wipe|destroy|trash|nuke)\b.*\b(?:all|everything|it|lot|sessions?|files?|configs?|takes?)\b",
    re.IGNORECASE,
)
"""What could be meant for files, and is no word for a mute."""
NAMES_TEMPO: Final = re.compile(r"\b(?:tempo|bpm|beats per minute|faster|slower|speed)\b")
OURS: Final = frozenset({"figure", "time", "path", "gone"})
"""Kinds of words that no remark has: what they say must not be left out."""
MOST_PARTS: Final = 6
TAKES: Final = re.compile(
    r"\b(?:strip|mute|kill|lose|cut|remove|silence|ditch|solo)\b|\btake\b.*\b(?:out|off|away)\b"
)
"""What takes something out; "leave the kick alone" alone wants nothing."""


def doubtful(text: str, found: Understood, state: SessionState, read: Callable[[str], Understood]) -> Question | None:
    """Return the question about a line whose parts are against each other; None where they are not.

    Args:
        text: what was said. found: what was understood. state: how the music stands.
        read: understands a line; it changes nothing.
    """
    if found.question is None and found.spared and not found.asked and TAKES.search(text.lower()):
        return _what_goes(found.spared, state)
    if found.question is not None or not found.asked:
        return None
    if (leap := _leaps_beside(text, found, state)) is not None:
        return Question(f"tempo {leap:g}?", (f"tempo {leap:g}", "no"), unsure=True)
    if DELETES.search(text):
        return Question("nothing is deleted here; which of these?", ("mute everything", "cancel all", "undo"))
    if not (_twice(found, state) or _left_out(found.left, state)):
        return None
    parts = [part for part in CUT.split(text.strip(" .!")) if part.strip()][:MOST_PARTS]
    choices = []
    for part in parts:
        put = read(part)
        if put.asked and put.question is None and not (put.left or put.lost or put.foreign):
            choices.append(plainly(put.asked) or part.strip().lower())
    choices = list(dict.fromkeys(choices))[:MAX_CHOICES]
    if not choices:
        return None
    if len(choices) == 1:
        return Question(f"I am not sure of all of that; only {choices[0]}?", (choices[0], "no"), unsure=True)
    return Question("I am not sure how these go together; which one?", tuple(choices), unsure=True)


def _leaps_beside(text: str, found: Understood, state: SessionState) -> float | None:
    """Return the tempo that a bare number would leap to beside words of other things; None for no such leap."""
    if not found.foreign or NAMES_TEMPO.search(text.lower()):
        return None
    tempos = [one.request.bpm for one in found.asked if isinstance(one.request, Tempo) and one.when is None]
    return next((bpm for bpm in tempos if abs(bpm - state.config.bpm) > JUMP_BPM), None)


def _what_goes(spared: Sequence[str], state: SessionState) -> Question:
    """Ask what is to go where only what stays was understood."""
    others = [layer for layer in state.config.layers if layer not in spared]
    choices = (f"mute the {layer_words(others)}", f"solo the {layer_words(list(spared))}") if others else ()
    return Question("what goes, and what stays? Name the layers.", choices)


def _twice(found: Understood, state: SessionState) -> bool:
    """Return True where a number is set both up and down for one bar, or once for a layer and once for all of them."""
    goals: dict[tuple[str, object], list[tuple[float, ...]]] = {}
    for one in found.asked:
        path, level = goal_of(one.request)
        if level is not None:
            goals.setdefault((path, one.when), []).append(level)
    named = [bool(clause.layers) for clause in found.clauses if clause.slots()]
    for (path, _), levels in goals.items():
        start = level_of(state.config, path)
        ways = {sum(level) > sum(start) for level in levels} if start is not None else set()
        if len(set(levels)) > 1 and (len(ways) > 1 or (any(named) and not all(named))):
            return True
    return False


def _left_out(left: Sequence[str], state: SessionState) -> bool:
    """Return True where something of the trade is among the words that were left out."""
    lexemes = [one for said in left for one in lexemes_of(words_of(said), state.config.layers)]
    return any(one.kind in OURS for one in lexemes)
