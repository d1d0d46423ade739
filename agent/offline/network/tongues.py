"""Which figures and bars are said in German, Italian, Spanish or French?"""

from __future__ import annotations

import re
from typing import Final

FIGURES: Final = {
    word: figure
    for figure, words in {
        "2": "zwei due dos deux", "3": "drei tre tres trois", "4": "vier quattro cuatro quatre",
        "5": "fünf cinque cinco cinq", "6": "sechs sei seis", "7": "sieben sette siete sept",
        "8": "acht otto ocho huit", "10": "zehn dieci diez dix", "12": "zwölf dodici doce douze",
        "16": "sechzehn sedici dieciséis seize", "32": "zweiunddreißig trentadue treintaidos trente-deux",
    }.items()
    for word in words.split()
}
WORDS: Final = {
    "takte": "bars", "takten": "bars", "takt": "bar", "battute": "bars", "battuta": "bar", "compases": "bars",
    "compás": "bar", "compas": "bar", "mesures": "bars", "mesure": "bar", "ab bar": "from bar", "prozent": "percent",
    "per cento": "percent", "por ciento": "percent", "pour cent": "percent", "lang": "long",
}
BAR_WORDS: Final = re.compile(
    rf"\b(?:{'|'.join(sorted((*FIGURES, *WORDS), key=len, reverse=True))})\b", re.IGNORECASE
)
LENGTHS: Final = re.compile(
    r"\b(?:für|per|por|durante|pour|nach|tra|en|dans|dentro de) (?=(?:\d+|six) bars?\b)", re.IGNORECASE
)
WAITS: Final = frozenset({"nach", "tra", "en", "dans", "dentro de"})
"""Words before a number of bars that say how long it is until then; the others say for how long."""


def in_english(text: str) -> str:
    """Return a line with figures and bars of other tongues in English."""
    put = BAR_WORDS.sub(lambda found: FIGURES.get(found[0].lower()) or WORDS[found[0].lower()], text)
    return LENGTHS.sub(lambda found: "in " if found[0].lower().strip() in WAITS else "for ", put)
