"""Which drum does a layer play: kick, middle or cymbal, and does it carry the beat?

A layer is known by its name; a name that says nothing, or two things at once, leaves it to the note by General MIDI's
percussion key map (MIDI Manufacturers Association, General MIDI Level 1, 1991). What neither knows is percussion.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Literal

Voice = Literal["K", "M", "C"]
"""K kick; M snare, clap, rim, tom, percussion; C hats, ride, crash, shaker."""

Drum = Literal["kick", "snare", "clap", "rim", "percussion", "cymbal"]

BACKBONE_DRUMS: Final = frozenset[Drum]({"kick", "snare", "clap", "rim"})

DRUM_WORDS: Final[dict[Drum, str]] = {
    "kick": "kick kicks kickdrum bassdrum bd",
    "snare": "snare snares snaredrum sd",
    "clap": "clap claps handclap handclaps cp",
    "rim": "rim rims rimshot sidestick rs",
    "percussion": "tom toms perc percs percussion conga congas bongo bongos cowbell clave claves woodblock timbale "
    "timbales djembe djembes cajon cajons darbuka doumbek tabla tablas taiko surdo surdos udu bodhran pandeiro agogo",
    "cymbal": "hat hats hihat hihats hh ch oh chh ohh ride rides crash crashes cymbal cymbals splash china "
    "shaker shakers tambourine maracas cabasa",
}
"""Words of a layer's name, in lower case and without a number at their end."""

DRUM_NOTES: Final[dict[Drum, tuple[int, ...]]] = {
    "kick": (35, 36),
    "rim": (37,),
    "snare": (38, 40),
    "clap": (39,),
    "percussion": (41, 43, 45, 47, 48, 50),
    # Tambourine, cabasa, maracas and General MIDI 2's shaker (54, 69, 70, 82) count as shakers.
    "cymbal": (42, 44, 46, 49, 51, 52, 53, 54, 55, 57, 59, 69, 70, 82),
}

_DRUM_OF_WORD: Final = {word: drum for drum, words in DRUM_WORDS.items() for word in words.split()}
_DRUM_OF_NOTE: Final = {note: drum for drum, notes in DRUM_NOTES.items() for note in notes}

CACHED_NAMES: Final = 4096


def named_drum(layer: str) -> Drum | None:
    """Return the drum that a layer's or track's name says it plays, or None when it says none, or more than one.

    Upper and lower case are one; words are split at everything but letters and digits, and lose a number at their end:
    `hat_c`, `Kick 2` and `low-tom1` are known, `drums` and `kick and snare` are not.

    Source: docs/scores.md#grid; the words are ours, as drum machines and sequencers label their tracks.
    """
    words = re.split(r"[^a-z0-9]+", layer.lower())
    drums = {drum for word in words if (drum := _DRUM_OF_WORD.get(word.rstrip("0123456789"))) is not None}
    return drums.pop() if len(drums) == 1 else None


@lru_cache(maxsize=CACHED_NAMES)
def drum_of(layer: str, note: int) -> Drum:
    """Return the drum that a layer plays: by its name, else by its MIDI note 0..127, else percussion.

    Source: docs/scores.md#grid; General MIDI Level 1, percussion key map.
    """
    return named_drum(layer) or _DRUM_OF_NOTE.get(note, "percussion")


def voice_of(layer: str, note: int) -> Voice:
    """Return the voice, K, M or C, that a layer's hits count for in S, D and H; `note` is a MIDI note 0..127.

    Source: docs/scores.md#grid.
    """
    drum = drum_of(layer, note)
    return "K" if drum == "kick" else "C" if drum == "cymbal" else "M"


def in_backbone(layer: str, note: int) -> bool:
    """Return whether a layer is kick, snare, clap or rim, whose hits E reads; `note` is a MIDI note 0..127.

    Source: docs/scores.md#grid.
    """
    return drum_of(layer, note) in BACKBONE_DRUMS
