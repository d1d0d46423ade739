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
AMISS: Final = frozenset({"weak", "thin", "empty", "hollow_", "lifeless", "soulless", "sterile"})
"""Complaints that need no verb, "hats kinda weak", as nobody wants them so; "hats thin" alone may be an order."""
REMEDIED: Final = frozenset("dull boring stale limp wimpy feeble puny muffled buried inaudible bored tired".split())
"""Complaints that stand for their remedy already; they are not turned round."""
HEDGES: Final = frozenset({"a bit", "a little", "bit", "little", "somewhat", "kind of", "sort of"})
"""What a complaint is softened with: it is a bit bright."""


def is_complaint(piece: Sequence[Lexeme], at: int) -> bool:
    """Return True for "the kick is a bit weak": what is said to be so is not wanted so."""
    said = [one.said for one in piece]
    if piece[at - 1].said in STATED and piece[at - 2 : at - 1] and piece[at - 2].kind in {"layer", "filler"}:
        return not set(said[:at]) & ASKING
    base = piece[at - 1].said in COMPLAINED or _is_hedged(piece, at)
    asked = set(said[:at]) & ASKING or any(one.kind in {"way", "scope", "light"} for one in piece[: at - 1])
    return base and not asked and (bool(set(said[: at - 1]) & COPULAS) or _is_bare(piece, at))


def _is_bare(piece: Sequence[Lexeme], at: int) -> bool:
    """Return True for "hats kinda weak", "still quiet" and "snare weak today": nothing but what is amiss is said."""
    word, before, after = piece[at - 1].said, piece[: at - 1], piece[at:]
    if any(one.kind not in {"filler", "time", "small", "layer", "degree"} for one in before):
        return False
    if any(one.kind not in {"filler", "time", "small"} for one in after):
        return False
    hedged = bool(before) and (before[-1].said == "still" or before[-1].said in HEDGES)
    if "still" in {one.said for one in before}:
        return word in COMPLAINED
    return word in AMISS and (hedged or (word == "weak" and any(one.kind == "layer" for one in before)))


def is_of_a_thing(piece: Sequence[Lexeme], at: int) -> bool:
    """Return True for a plain adjective before a noun that is no part of the music."""
    word, after = piece[at - 1].said, piece[at : at + 1]
    compared = word.endswith(("er", "ing", "ed", "ly")) or " " in word
    return not compared and bool(after) and after[0].said in THINGS


def _is_hedged(piece: Sequence[Lexeme], at: int) -> bool:
    """Return True for "a bit bright", and not for "a bit brighter": as it is, it is not liked."""
    word = piece[at - 1].said
    compared = word.endswith(("er", "ing")) or " " in word or word in REMEDIED
    return not compared and at > 1 and piece[at - 2].said in HEDGES
