"""Which particle belongs to which verb: "kick the hats out", "switch the clap back on", "bring the level of it down"?

English lets what is meant stand between a verb and its particle. Where verb and particle are one entry of the
vocabulary, the particle is put beside its verb.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agent.offline.figures import ONES, TENS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

PARTICLES: Final = frozenset("in out on off up down back away over through again".split())
KINDS: Final = frozenset({"act", "way", "lean"})
"""Kinds of meanings that may be parted."""
NAMES: Final = frozenset({"layer", "other"})
BETWEEN: Final = frozenset(
    "the a an my our your that this those these both all of just only some and or , it them him her em one ones there "
    "thing sound things sounds layer layers track tracks part parts line pattern".split()
)
"""What may stand between, beside layers."""
MOST: Final = 9
LONGEST_LAYER: Final = 5


def beside(words: Sequence[str], meanings: Mapping[str, tuple[str, str]], own: Collection[str] = ()) -> list[str]:
    """Return words with each particle beside its verb.

    Args:
        words: of a sentence. meanings: of the vocabulary. own: names of the session's layers.
    """
    found = _kicked(list(words), meanings, own)
    at = 0
    while at < len(found):
        place = _parted(found, at, meanings, own, meanings)
        if place is not None:
            start, end = place
            found[at + 1 : end] = [*found[start:end], *found[at + 1 : start]]
        at += 1
    return found


def _parted(
    words: Sequence[str],
    at: int,
    turns: Mapping[str, tuple[str, str]],
    own: Collection[str],
    meanings: Mapping[str, tuple[str, str]],
) -> tuple[int, int] | None:
    """Return where the particles of a verb stand that is parted from them; None where there are none."""
    if words[at] in PARTICLES or not words[at].isalpha():
        return None
    place, named, measured = at + 1, False, False
    while place < len(words) and place - at <= MOST:
        length = _layer(words, place, meanings, own)
        if length:
            place, named = place + length, True
        elif meanings.get(words[place], ("", ""))[0] == "quality" and meanings.get(words[at], ("", ""))[0] != "layer":
            place, named, measured = place + 1, True, True  # knock the density back, and not the kick's up
        elif words[place] in BETWEEN and not (words[place] == "," and words[at] in {"leave", "keep", "let"}):
            named = named or words[place] in {"it", "them", "him", "her", "em", "both", "all"}
            place += 1
        else:
            break
    if not named or place >= len(words) or words[place] not in PARTICLES:
        return None
    if words[place - 1] == ",":
        return None
    end = place
    while end < len(words) and words[end] in PARTICLES and not _is_time(words, end):
        end += 1
    for last in range(end, place, -1):
        turn = " ".join([words[at], *words[place:last]])
        if measured and turns.get(turn, ("", ""))[0] != "way":
            continue
        whole = words[at + 1] == "it" and last - place == 1 and turn in WHOLE
        if turns.get(turn, ("", ""))[0] in KINDS and not whole:
            return place, last
    return None


def _kicked(words: list[str], meanings: Mapping[str, tuple[str, str]], own: Collection[str]) -> list[str]:
    """Return words with another verb for "kick" where that is one: "kick the hats out", "kick out the clap"."""
    for at, word in enumerate(words):
        begins = at == 0 or words[at - 1] in BEFORE
        after = words[at + 1 : at + 2]
        if word != "kick" or not begins or not after:
            continue
        thrown = [*words[:at], "throw", *words[at + 1 :]]
        named = after[0] in POINTING and _parted(thrown, at, THROWN, own, meanings)
        out = after[0] == "out" and words[at + 2 : at + 3] and words[at + 2] in {"the", "my", "that", "those"}
        if named or out:
            words[at] = "throw"
    return words


def _is_time(words: Sequence[str], at: int) -> bool:
    """Return True for "in 4 bars", "on the phrase" and their like, where the particle belongs to what follows."""
    behind = words[at + 1] if at + 1 < len(words) else ""
    counts = behind[:1].isdigit() or behind in {*ONES, *TENS, *BEGINS}
    return words[at] in {"in", "on", "over", "through"} and counts


BEGINS: Final = frozenset(
    "about around roughly exactly like say "
    "a the bar another step beat phrase every each next its their his my top one measure section".split()
)
"""What a turn of time or place begins with, behind its preposition."""
BEFORE: Final = frozenset(", . ; : ! ? and then but please to just now ok okay so".split())
"""What a wish may follow."""
POINTING: Final = frozenset("the my that this those these it them him her both our your".split())
THROWN: Final = {"throw out": ("act", "mute"), "throw back in": ("act", "unmute"), "throw in": ("act", "unmute")}
WHOLE: Final = frozenset(
    {"turn off", "switch off", "shut off", "shut down", "kick off", "kick up", "pull back", "step up", "pick up"}
)
"""Turns that mean the whole where "it" stands between: "kick it up"."""


def _layer(
    words: Sequence[str], at: int, meanings: Mapping[str, tuple[str, str]], own: Collection[str]
) -> int:
    """Return how many words a layer takes that is named here; 0 where none is."""
    for length in range(min(LONGEST_LAYER, len(words) - at), 0, -1):
        turn = " ".join(words[at : at + length])
        if meanings.get(turn, ("", ""))[0] in NAMES or (length == 1 and turn in own):
            return length
    return 0
