"""Which layers of the session does a word mean?"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from engine.voices import drum_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.config import Config

NOTES: Final[Mapping[str, frozenset[int]]] = {
    "hat_c": frozenset({42, 44}), "hat_o": frozenset({46}), "ride": frozenset({51, 53, 59}),
    "crash": frozenset({49, 52, 55, 57}), "shaker": frozenset({54, 69, 70, 82}),
    "tom": frozenset({41, 43, 45, 47, 48, 50, 60, 61, 62, 63, 64, 65, 66}),
}
"""What General MIDI calls its notes. Source: General MIDI Level 1 percussion map."""
NAMED: Final[Mapping[str, tuple[str, ...]]] = {
    "hat_c": ("hat_c", "closed", "chh"), "hat_o": ("hat_o", "open", "ohh"), "ride": ("ride",), "crash": ("crash",),
    "shaker": ("shaker", "tamb"), "tom": ("tom", "conga", "bongo"),
}


def meant(config: Config, words: Iterable[str]) -> list[str]:
    """Return the layers that words mean, in the config's order; a word that means none adds none.

    Args:
        config: of the session, filled in.
        words: as `lexicon.LAYERS` has them, or layers' own names.
    """
    asked = set(words)
    return [name for name, layer in config.layers.items() if not asked.isdisjoint(_words_for(name, layer.note or 0))]


@lru_cache(maxsize=1024)
def _words_for(name: str, note: int) -> frozenset[str]:
    """Return every word that means the layer of a name and a note."""
    found = {name, "all"}
    by_name = {kind for kind, parts in NAMED.items() if any(part in name.lower() for part in parts)}
    found |= by_name or {kind for kind, notes in NOTES.items() if note in notes}
    if found & {"hat_c", "hat_o"} or "hat" in name.lower():
        found.add("hats")
    part = drum_of(name, note)
    if part == "percussion" or found & {"tom", "shaker"}:
        found.add("percussion")
    elif part != "cymbal":
        found.add(str(part))
    if found & {"snare", "clap", "rim"}:
        found.add("backbeat")
    if name.lower().startswith("bass"):
        found.add("kick")
    return frozenset(found)
