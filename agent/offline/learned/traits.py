"""By what is a line like others that ask for the same: its words, what they mean here, and how the music stands?

Traits are strings, so that the weights (`weights.json`) can be read by people: `w:bench` is a word, `b:on_the` two
side by side, `l:gone:` a meaning of the vocabulary, `k:` two meanings side by side, `s:` the state, `p:mute same` what
was done last beside a word that points to it.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from typing import TYPE_CHECKING, Final

from agent.offline.layers import meant
from agent.offline.learned.last import last_of, points
from agent.offline.learned.tongues import in_english
from agent.offline.lexemes import lexemes_of
from agent.offline.words import words_of
from engine.timebase import STEPS_PER_BAR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.offline.lexemes import Lexeme
    from engine.state import SessionState

WORD: Final = re.compile(r"[+-]?\d+(?:[.,]\d+)?%?|\.\d+%?|[a-z_]+(?:'[a-z]+)?|[<>=@:?!,;.+*/-]")
NAMELESS: Final = frozenset({"figure", "unknown", "filler", "name"})
"""Kinds of meanings whose value says nothing of the wish."""
TELLING: Final = frozenset({"act", "way", "lean", "quality", "gone", "here", "scope", "mood", "time"})
"""Kinds of meanings that are told apart by their value when they stand side by side."""
ENDS: Final = {"none": 0, "one": 1, "few": STEPS_PER_BAR, "some": 40, "many": 100, "bpm": 220}
"""Up to which figure each kind goes: steps and bars, more bars, shares and levels, tempi."""
MOST_TOLD: Final = 3
"""Counts from here on are alike."""
WORDS_EACH: Final = 3
MOST_LENGTHS: Final = 6
"""Lines are told apart by how many threes of words they have, up to six."""


def traits_of(text: str, state: SessionState) -> frozenset[str]:
    """Return the traits of a line.

    Args:
        text: what was said. state: how the music stands.
    """
    text = in_english(text)
    words = [_shaped(word) for word in WORD.findall(plain(text))]
    lexemes = lexemes_of(words_of(text, state.config.phrase.bars), state.config.layers)
    figures = sum("#" in word for word in words)
    return frozenset({
        *(f"w:{word}" for word in words),
        *(f"b:{one}" for one in _pairs(words)),
        *("l:layer" if one.kind == "layer" else f"l:{one.kind}:{_value(one)}" for one in lexemes),
        *(f"k:{one}" for one in _pairs([_kind(one) for one in lexemes if one.kind != "filler"])),
        *_standing(lexemes, state),
        *(f"p:{last_of(state).kind} {word}" for word in points(text)),
        f"n:words {min(MOST_LENGTHS, len(words) // WORDS_EACH)}",
        f"n:figures {min(MOST_TOLD, figures)}",
    })


def plain(text: str) -> str:
    """Return a line in lower case and without accents."""
    parted = unicodedata.normalize("NFD", text.lower().replace("\u2019", "'"))
    return "".join(letter for letter in parted if not unicodedata.combining(letter))


def _shaped(word: str) -> str:
    """Return a figure as the kind of figure it is, another word as it is."""
    if not word[-1].isdigit() and word[-1] != "%":
        return word
    sign = "+" if word[0] in "+-" else ""
    if word.endswith("%"):
        return f"{sign}#%"
    value = abs(float(word.replace(",", ".")))
    if not value.is_integer():
        return f"{sign}#share" if value < 1 else f"{sign}#parts"
    return f"{sign}#{next((name for name, end in ENDS.items() if value <= end), 'more')}"


def _pairs(words: Sequence[str]) -> list[str]:
    """Return neighbours, the ends of the line among them."""
    ends = ["<", *words, ">"]
    return [f"{one}_{other}" for one, other in itertools.pairwise(ends)]


def _value(lexeme: Lexeme) -> str:
    return "" if lexeme.kind in NAMELESS else lexeme.value


def _kind(lexeme: Lexeme) -> str:
    return f"{lexeme.kind}:{lexeme.value}" if lexeme.kind in TELLING else lexeme.kind


def _standing(lexemes: Sequence[Lexeme], state: SessionState) -> list[str]:
    """Return traits of how the music stands, and whether what is named is among what is out."""
    named = set(meant(state.config, [one.value for one in lexemes if one.kind == "layer"]))
    out = {hold.layer for hold in state.stage.mutes}
    stands = {
        "out": bool(out), "alone": bool(state.stage.solos), "fill": state.stage.fill_bars != 0,
        "locked": bool(state.stage.locks), "planned": bool(state.agenda), "saved": bool(state.scenes),
        "undo": bool(state.undo), "redo": bool(state.redo), "frozen": state.frozen is not None,
        "arc": state.arc is not None, "jam": state.jam is not None,
        "named out": bool(named & out), "named in": bool(out and named and not named & out), "nothing": not named,
    }
    return [f"s:{name}" for name, is_so in stands.items() if is_so] + [f"n:layers {min(MOST_TOLD, len(named))}"]
