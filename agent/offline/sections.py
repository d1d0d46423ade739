"""Which words name a section of the arc: "go to the break", "the next section", "the drop"?

Names of sections are words of the trade too (break, build, groove), so a name alone is none: a way there, or the word
section beside it, makes it one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

NEXT: Final = "next"
GOING: Final = frozenset(
    "go jump skip move cut get head take_us take_me take_it bring_us switch on straight over back".split()
)
"""What stands before "to the break"."""
SECTION: Final = frozenset({"section", "part"})
USUAL: Final = frozenset({"intro", "break", "breakdown", "outro", "chorus", "verse", "bridge", "buildup"})
"""Names that sections bear elsewhere: they are heard as one, and asked about where there is none."""
FOLLOWING: Final = frozenset({"next", "following"})


def section_at(
    words: Sequence[str], known: Collection[str], taken: Collection[str] = ()
) -> tuple[int, str] | None:
    """Return how many words name a section from the first on, and its name; None when they name none.

    Args:
        words: of a sentence.
        known: sections of the config's arc.
        taken: names of scenes, in lower case, which come first: "back to verse".
    """
    names = {name.lower(): name for name in known}
    first = 1 if words[:1] == ["the"] else 0
    if words[first : first + 1] and words[first] in FOLLOWING and words[first + 1 : first + 2] and (
        words[first + 1] in SECTION
    ):
        return first + 2, NEXT
    way = _way(words)
    at = way + (1 if words[way : way + 1] == ["the"] else 0)
    named = words[at : at + 1]
    if not named:
        return None
    name = names.get(named[0], named[0] if named[0] in USUAL else "")
    behind = words[at + 1 : at + 2]
    marked = bool(behind) and behind[0] in SECTION
    if named[0] in taken and not marked:
        return None
    if name and (way or marked):
        return at + 1 + marked, name
    if words[0] in SECTION and words[1:2] and words[1] in names:
        return 2, names[words[1]]
    if words[:2] == ["the", "drop"] and "drop" in names and not _is_drop_for(words[2:]):
        return 2, names["drop"]
    return None


def _way(words: Sequence[str]) -> int:
    """Return how many words say that it goes somewhere: "go to", "take us back to", "on to"; 0 for none."""
    at = 0
    if words[:2] in (["take", "us"], ["take", "me"], ["take", "it"], ["bring", "us"], ["bring", "it"]):
        at = 2
    elif words[:1] and words[0] in GOING:
        at = 1
    while at and words[at : at + 1] and words[at] in {"on", "straight", "over", "back", "right", "ahead", "now"}:
        at += 1
    return at + 1 if at and words[at : at + 1] and words[at] in {"to", "into"} else 0


def _is_drop_for(words: Sequence[str]) -> bool:
    """Return True where a length follows: "the drop for 8 bars" mutes kick and bass."""
    return any(word.startswith("@for") or word in {"out", "for"} for word in words[:2])
