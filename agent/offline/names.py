"""Which names are given in a sentence: of scenes, takes, marks and configs?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.names import is_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

STYLES: Final = {
    "acid": "acid",
    "dub": "dub",
    "detroit": "detroit",
    "berlin": "berlin_hypnotic",
    "industrial": "industrial",
    "electro": "electro",
    "house": "house_floor",
    "garage": "swing_garage",
    "shuffle": "swing_garage",
    "schranz": "schranz",
    "tribal": "tribal",
    "warehouse": "warehouse",
    "minimal": "minimal",
    "deep": "deep",
    "hard": "hard",
    "909": "classic_909",
    "peaktime": "peak_time",
    "progressive": "progressive",
    "jacking": "jack",
    "jack": "jack",
    "broken": "broken",
    "afterhours": "afterhours",
    "showcase": "m4_showcase",
    "metronome": "m0_metronome",
    "percussive": "percussive_loop",
    "ride": "ride_driven",
    "hypnotic": "berlin_hypnotic",
    "default": "m4_showcase",
    "swing": "swing_garage",
    "stomp": "stomp",
    "tool": "tool",
    "peak": "peak_time",
}
"""What styles are called, and the bundled config of each."""
SAVING: Final = frozenset(
    "save store remember keep memorise memorize snapshot crown bookmark mark flag record tape call name saved "
    "guarda garde "
    "speichere speicher marker take arm pin flag tag start begin "
    "new render bounce export make generate write create compose".split()
)
NAMED_BY: Final = frozenset({"as", "called", "named", "como", "comme", "als", "name"})
ALWAYS: Final = frozenset({"scene", "recall", "preset"})
"""Words that a name follows without more."""
NOT_NAMES: Final = frozenset(
    "a an the this that it scene scenes snapshot to is are config preset over for from my our new of current as "
    "called named "
    "name and then but please now again in at with on if so you we i us me save saved back out off list they was "
    "before "
    "spot point moment place one down up take recall mark before after good well soon quickly 'd".split()
)
ENDS: Final = frozenset(
    "please thanks now then and but for over so mate ok okay in at on every from after until starting , . ! ? ; :"
    .split()
)
LONGEST: Final = 3


def with_names(words: Sequence[str], mended: Callable[[str], str] = str) -> list[str]:
    """Return words with each name that is given as one mark: "save this as peak" has `@name=peak`.

    Args:
        words: of a sentence. mended: mends a typing error.
    """
    found: list[str] = []
    at = 0
    while at < len(words):
        word = words[at]
        found.append(word)
        at += 1
        saving = not SAVING.isdisjoint(mended(one) for one in found)
        if not (word in ALWAYS or (word in NAMED_BY and saving) or (word in {"mark", "bookmark"} and len(found) == 1)):
            continue
        start = at
        while start < len(words) and words[start] in {"scene", "the", "called", "named", "as", "config", "preset"}:
            start += 1
        rest = list(words[start : start + LONGEST])
        length = next((n for n, one in enumerate(rest) if one in ENDS or not is_name(one)), len(rest))
        alone = rest[:1] and rest[0] in {"a", "an"} and length == 1
        if not length or (rest[0] in NOT_NAMES and not alone):
            continue
        if word in ALWAYS:
            length = 1
        found.append("@name=" + "_".join(rest[:length]))
        at = start + length
    return found


def config_named(words: Sequence[str], names: Sequence[str]) -> str | None:
    """Return the config that words name; None when they name none."""
    there = set(names)
    joined = "_".join(words)
    whole = [name for name in names if name in words or ("_" in name and name in joined)]
    if whole:
        return max(whole, key=len)
    return next((STYLES[word] for word in words if word in STYLES and STYLES[word] in there), None)
