"""How likely must a wish be for its line, to be done? More where the line says what the wish has not.

The figures were set on lines that the network had never seen.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.lexemes import lexemes_of
from agent.offline.network.pieces import pieces_of
from agent.offline.network.safe import NEVER
from agent.offline.network.tokens import figures_of, words_of_line
from agent.offline.network.wishes import network
from agent.offline.orders import IF

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.offline.lexemes import Lexeme
    from engine.state import SessionState

FOREIGN: Final = 0.5
"""The same, where words are of other things than drums."""
LEFT_OUT: Final = 0.6
"""So likely it must be where it leaves out a number of bars that the line names."""
WAITING: Final = 0.7
"""The same, where it leaves out what the line waits for."""
BRIEF: Final = 0.53
FEW_WORDS: Final = 4
"""So likely it must be for a line of so few words."""
STRANGE: Final = 0.7
"""So likely it must be where what is wanted is said by a word alone that nobody knows."""
MADE_UP: Final = 3
"""A word of so many pieces is one that nobody uses."""
NAMING: Final = frozenset("unknown layer filler figure unit time foreign cut small".split())
"""Kinds of words that name a layer, a time or nothing at all, but no act."""
WITH_MARK: Final = 0.65
"""So likely it must be for a line that ends as a question."""
POLITE: Final = 0.45
"""The same, for one that asks whether somebody could do it: "could the clap come a little later?"."""
COULD: Final = re.compile(r"\b(?:can|could|would|will|may|might|shall)\b[^.!?;]*\?\s*$")
WAITS: Final = re.compile(
    rf"\b(?:{IF}|whenever|once|until|till|as soon as|"
    r"before|in case|each time|every time|soon|later|eventually|at some point|"
    r"in a (?:bit|while|moment|minute|sec\w*))\b"
)
"""What waits for something, or for a time that is not said."""
UNLESS: Final = re.compile(r"\b(?:unless|(?:but|and) not)\b")
"""What is not to be done then."""
AFTER: Final = re.compile(
    r"\bafter (?:the |this |that )?(?:\w+ )?(?:drop|break|rise|groove|intro|outro|section|fill)|"
    r"\blast (?:\w+ ){0,2}(?:of|in) (?:the|this|each|every|a)\b"
)
"""What comes behind a section, or at the end of something; the network's wishes can begin with a section only."""
THAN: Final = re.compile(
    r"\bthan (?:the |that |my )?(?:closed |open )?(?:kick|snare|clap|hats?|drums?|others?|rest)\b|"
    r"\b(?:on (?:its|their) own|by (?:it|them)sel(?:f|ves))\b"
)
"""What is measured by another layer, or stays alone."""
TIMED: Final = re.compile(r"\b(?:when|at (?:bar|the next)|in \d|for \d|every \d|hold the section|cancel|late)\b")
"""A wish in plain words that waits, ends or comes again, or of what comes later in the bar."""
TEMPO: Final = re.compile(r"\btempo (\d+(?:\.\d+)?)")
ASKS_TEMPO: Final = re.compile(
    r"\b(?:take|bring|make|go|get|do|slow\w*|fast\w*|speed|push|back|down|up|let'?s|let us|please|pls|tempo|"
    r"accelerando|rallentando)\b"
)
"""What a number is asked for with; one in passing is no tempo: "doors open at 130"."""
TOLD: Final = re.compile(
    r"\b(?:i|we|he|she|they|you) (?:would|could|should|might) have\b|\b(?:i|we|he|she|they) (?:was|were) going to\b|"
    r"\b(?:last (?:week|night|year|month|time|gig|set)|yesterday|(?<!for )(?:tomorrow|next (?:week|year|month|gig)))\b|"
    r"\b(?:track|song|tune|record|band|one) (?:is|was|'s) called\b|\bi wish (?:i|we|you) (?:could|had)\b|"
    r"\bhats? off to\b|\b(?:keine|kein|no|pas de) pani[ck]|"
    r"\b(?:i|we|he|she|they) (?:didn'?t|did not|never) (?:say|said|ask|asked|want|wanted)\b"
)
"""What tells of another time, or of what somebody only wished for."""
OF_BARS: Final = re.compile(
    r"\b(\d+)(?:th|st|nd|rd)? (?:bars?|measures?|takte?n?|compases|mesures)\b|"
    r"\b(?:bars?|in|at|for|after|over|until|till|thru|through) (\d+)"
)
"""A number of bars, or a bar."""


def has_own_tempo(text: str, said: str, state: SessionState) -> bool:
    """Return True for a wish in plain words whose tempo is neither in its line nor so far from that of now."""
    figures = figures_of(text)
    goals = [float(one) for one in TEMPO.findall(said)]
    return any(goal not in figures and abs(goal - state.config.bpm) not in figures for goal in goals)


def bars_left_out(text: str, said: str) -> set[float]:
    """Return the numbers of bars that a line names and a wish in plain words has not."""
    line = " ".join(words_of_line(text))
    return {float(at or bar) for at, bar in OF_BARS.findall(line)} - {*figures_of(said)}


def made_up_words(words: Sequence[str], state: SessionState) -> tuple[list[Lexeme], list[bool]]:
    """Return the words of a line that have a meaning or are unknown, and for each whether it is made up."""
    told = [one for one in lexemes_of(list(words), state.config.layers) if one.kind != "filler"]
    return told, [one.kind == "unknown" and len(pieces_of(one.said, network().places)) >= MADE_UP for one in told]


def _asks_strangely(told: Sequence[Lexeme], made_up: Sequence[bool]) -> bool:
    """Return True where a word that is made up says what is wanted, or of what: "frobnicate the kick", "3 zorps"."""
    asks = any(one.kind not in NAMING for one in told)
    return any(
        strange and (not asks or (at and told[at - 1].kind in {"figure", "cut"})) for at, strange in enumerate(made_up)
    )


def least_likely(text: str, said: str, state: SessionState) -> float:
    """Return how likely a wish must be for its line: more where it leaves out a time, or the line is brief.

    Args:
        text: the line. said: the wish in plain words. state: how the music stands.
    """
    if AFTER.search(text.lower()) or UNLESS.search(text.lower()) or has_own_tempo(text, said, state):
        return NEVER
    if TOLD.search(text.lower()) or (TEMPO.search(said) and not ASKS_TEMPO.search(text.lower())):
        return NEVER
    if WAITS.search(text.lower()) and not TIMED.search(said):
        return WAITING
    if bars_left_out(text, said):
        return LEFT_OUT
    words = words_of_line(text)
    told, made_up = made_up_words(words, state)
    if _asks_strangely(told, made_up) or THAN.search(text.lower()):
        return STRANGE
    mark = (POLITE if COULD.search(text.lower()) else WITH_MARK) if text.rstrip().endswith("?") else 0.0
    return max(mark, BRIEF if is_brief(words) else 0.0, FOREIGN if any(made_up) else 0.0)


def is_brief(words: Sequence[str]) -> bool:
    """Return True for a line of few words."""
    return sum(word.isalpha() for word in words) <= FEW_WORDS
