"""Is a new phrase wanted, rendered to a file, and what is it made of?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.clauses import clauses_of
from agent.offline.lexemes import lexemes_of
from agent.offline.names import config_named
from agent.offline.words import words_of
from agent.tools.library import MAX_PHRASE_BARS, RenderPhrase

if TYPE_CHECKING:
    from collections.abc import Sequence

ASKED: Final = re.compile(
    r"\b(?:render|bounce|export|generate|create|write|compose|produce|cook up|print)\b.*\b(?:bars?|phrase|loop|"
    r"midi|mid file|file)\b"
    r"|\bmake (?:me |us )?(?:an? |some )?(?:\w+ |\d+[- ])?(?:bars?|phrase|loop|midi file)\b"
)
CHANGES: Final = re.compile(r"\bloop (?:this|that|it)\b|\bmake (?:it|the|them|that|this)\b")
"""What changes the music that plays, though it sounds alike."""
DEFAULT_STYLE: Final = "m4_showcase"
DEFAULT_BARS: Final = 16
SWUNG, GHOSTS, SPARSE, DENSE = 0.58, 0.4, 0.45, 0.85
SLOWEST, FASTEST = 60.0, 220.0


def asks_for_phrase(text: str) -> bool:
    """Return True when a sentence wants bars in a file."""
    plain = text.lower()
    return bool(ASKED.search(plain)) and not CHANGES.search(plain)


def strange_in(text: str) -> tuple[list[str], bool]:
    """Return the words of a wish for a phrase that say nothing here, and whether it waits for something."""
    lexemes = lexemes_of(words_of(text))
    unknown = [one.said for one in lexemes if one.kind == "unknown" and not one.said.startswith("@")]
    asked = frozenset(re.findall(r"[a-z]+", ASKED.pattern))
    return [word for word in unknown if word not in asked], any(one.kind == "condition" for one in lexemes)


def phrase_of(text: str, names: Sequence[str]) -> RenderPhrase:
    """Return the tool that renders the phrase a sentence describes."""
    words = words_of(text)
    clauses = clauses_of(lexemes_of(words))
    bars = next((clause.bars for clause in clauses if clause.bars), DEFAULT_BARS)
    figures = [figure for clause in clauses for figure in clause.figures]
    bpm = next((one.value for one in figures if one.unit == "bpm" or SLOWEST <= one.value <= FASTEST), None)
    qualities = {quality for clause in clauses for quality in clause.qualities}
    leans = {lean for clause in clauses for lean in clause.leans}
    moods = {mood for clause in clauses for mood in clause.moods}
    style = config_named(words, names) or DEFAULT_STYLE
    swung = "swing" in qualities or ("swing", 1) in leans
    straight = ("swing", -1) in leans
    sparse = ("density", -1) in leans or bool(moods & {"stripped", "minimal"})
    dense = ("density", 1) in leans
    return RenderPhrase(
        style=style,
        bpm=bpm,
        seed=None,
        S_low=None,
        S_high=None,
        hat_density=SPARSE if sparse else DENSE if dense else None,
        hat_swing=SWUNG if swung else 0.5 if straight else None,
        snare_ghosts=GHOSTS if "ghost" in qualities else None,
        bars=min(bars, MAX_PHRASE_BARS),
        out=_name(words) or f"{style}-{bars}-bars",
    )


def _name(words: Sequence[str]) -> str | None:
    return next((word.removeprefix("@name=") for word in words if word.startswith("@name=")), None)
