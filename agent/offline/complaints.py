"""Which adjectives say what is wrong, or speak of something else, and do not ask for more of it?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.offline.lexemes import Lexeme

COPULAS: Final = frozenset("is are sound sounds sounding feel feels feeling seem seems was were".split())
ASKING: Final = frozenset("should could would must let want be need needs".split())
COMPLAINED: Final = frozenset(
    "dragging lagging rushing plodding crawling wooden sprinting faint shy timid "
    "weak quiet soft loud thin empty bare hollow_ busy dense full thick packed crowded stiff straight slow fast "
    "loose sloppy long short "
    "tight sparse rigid strong cluttered_ simple plain wobbly shaky late early "
    "lifeless soulless robotic mechanical clinical sterile".split()
) | {"like a machine", "like a robot", "like a computer", "like a drum machine"}
"""Adjectives that are complaints when something is said to be so."""
STATED: Final = frozenset({"drags", "lags", "rushes"})
"""What a layer is said to do, and nobody asks it to do in these words."""
THINGS: Final = frozenset(
    "people crowd night nights evening day days week guy guys lad lads girl girls dude man men woman women kid kids "
    "friend friends thing things idea ideas story stories job jobs trick tricks stuff news moment".split()
)
"""What an adjective may stand before that is no part of the music."""
HEDGES: Final = frozenset({"a bit", "a little", "bit", "little", "somewhat", "kind of", "sort of"})
"""What a complaint is softened with: it is a bit bright."""


def is_complaint(piece: Sequence[Lexeme], at: int) -> bool:
    """Return True for "the kick is a bit weak": what is said to be so is not wanted so."""
    said = [one.said for one in piece]
    if piece[at - 1].said in STATED and piece[at - 2 : at - 1] and piece[at - 2].kind in {"layer", "filler"}:
        return not set(said[:at]) & ASKING
    base = piece[at - 1].said in COMPLAINED or _is_hedged(piece, at)
    asked = set(said[:at]) & ASKING or any(one.kind in {"way", "scope", "light"} for one in piece[: at - 1])
    return base and bool(set(said[: at - 1]) & COPULAS) and not asked


def is_of_a_thing(piece: Sequence[Lexeme], at: int) -> bool:
    """Return True for a plain adjective before a noun that is no part of the music."""
    word, after = piece[at - 1].said, piece[at : at + 1]
    compared = word.endswith(("er", "ing", "ed", "ly")) or " " in word
    return not compared and bool(after) and after[0].said in THINGS


def _is_hedged(piece: Sequence[Lexeme], at: int) -> bool:
    """Return True for "a bit bright", and not for "a bit brighter": as it is, it is not liked."""
    word = piece[at - 1].said
    compared = word.endswith(("er", "ing")) or " " in word
    return not compared and at > 1 and piece[at - 2].said in HEDGES
