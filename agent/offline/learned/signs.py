"""What speaks for a wish that a line may mean, and what against it: is everything in it that the line says?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from agent.offline.layers import meant
from agent.offline.learned.last import last_of, points
from agent.offline.learned.tongues import in_english
from agent.offline.learned.traits import plain
from agent.offline.learned.weights import learnt
from agent.offline.learned.which import likely_layers, likely_set, share_of
from agent.offline.lexemes import lexemes_of
from agent.offline.words import words_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from agent.offline.lexemes import Lexeme
    from engine.state import SessionState

NO_WISH: Final = ("ANSWER", "ASK", "DECLINE", "NOTHING", "when", "other")
"""Kinds of lines that want nothing done now, or something that is not said in one wish."""
PARTS: Final = re.compile(
    r"[,;.:!?-]+ |\b(?:and|then|but|und|dann|y|luego|e|poi|et|puis|after|while|mentre|ma|pero|aber)\b"
)
TURNS: Final = re.compile(
    r"\b(?:not?|don'?t|never|nicht|kein|non|ne|pas|but|except|besides|only|just|until|till|unless|instead|rest|"
    r"others?|back|again|wait|when|if|wenn|si|se|cuando|quando|each|every|keep|stays?|leave)\b"
)
"""Words that turn a wish, each by itself a sign."""
TELLING: Final = frozenset({"act", "gone", "here", "way", "lean", "scope"})
"""Kinds of meanings that a wish is held against."""
WORD: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
NUMBER: Final = re.compile(r"\d+(?:\.\d+)?|\.\d+")
STEPS: Final = (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
"""Where the probability of a kind is cut into steps."""
MOST: Final = 3
MOST_UNKNOWN: Final = 5
MOST_THREES: Final = 8
LIKELIEST: Final = 3


@dataclass(frozen=True, slots=True)
class AboutLine:
    """What a line says: layers, figures as they are written, kinds of times, words; how much of it is not known."""

    layers: frozenset[str]
    figures: tuple[str, ...]
    times: frozenset[str]
    words: frozenset[str]
    unknown: int
    parts: int


def about_line(text: str, state: SessionState) -> AboutLine:
    """List the layers, figures, times and words of a line, to compare a reading with."""
    lexemes = _lexemes(text, state)
    return AboutLine(
        frozenset(_layers(lexemes, state)), tuple(_figures(text)),
        frozenset(one.value for one in lexemes if one.kind == "time"),
        frozenset(WORD.findall(plain(text))),
        min(MOST, sum(one.kind in {"unknown", "foreign", "unit"} for one in lexemes)),
        min(MOST, len(PARTS.findall(text.lower()))),
    )


def line_signs(text: str, state: SessionState, kinds: Mapping[str, float]) -> frozenset[str]:
    """Return the signs that hold for every wish that a line may mean.

    Args:
        text: what was said. state: how the music stands. kinds: of wishes, with how likely each is.
    """
    lexemes = _lexemes(text, state)
    low = text.lower()
    unknown = sum(one.kind in {"unknown", "foreign", "unit"} for one in lexemes)
    return frozenset({
        f"unknown {min(MOST_UNKNOWN, unknown)}", f"parts {min(MOST, len(PARTS.findall(low)))}",
        f"words {min(MOST_THREES, len(low.split()) // 3)}",
        f"no wish {share_step(sum(kinds.get(k, 0.0) for k in NO_WISH))}",
        f"likeliest {share_step(max(kinds.values(), default=0.0))}",
        *(f"says {found}" for found in TURNS.findall(low)),
        *(["says ?"] if "?" in low else []), *(["some word is of other things"] if any(
            one.kind == "foreign" for one in lexemes) else []),
    })


def wish_signs(
    said: str, kind: str, text: str, state: SessionState, kinds: Mapping[str, float], offered: Sequence[str]
) -> frozenset[str]:
    """Return the signs of one wish that a line may mean.

    Args:
        said: the wish. kind: of it. text: the line. state: how the music stands.
        kinds: of wishes, with how likely each is. offered: wishes that the grammar would offer.
    """
    lexemes, own = _lexemes(text, state), _lexemes(said, state)
    order = sorted(kinds, key=lambda one: -kinds[one])
    rank = order.index(kind) if kind in order else LIKELIEST
    figures, used = _figures(text), _figures(said)
    named, wanted = _layers(lexemes, state), _layers(own, state)
    time = {one.value for one in lexemes if one.kind == "time"}
    place = str(min(MOST, offered.index(said))) if said in offered else "not"
    layers = (
        "none" if not wanted else "same" if wanted == named else "fewer" if wanted < named
        else "last" if not named and wanted == set(last_of(state).layers)
        else "others" if not wanted & named else "more"
    )
    which = likely_layers(text, state)
    as_likely = share_step(share_of(wanted, which)) if wanted else f"none {min(MOST, len(likely_set(which)))}"
    unknown = min(MOST, sum(one.kind in {"unknown", "foreign", "unit"} for one in lexemes))
    missing = min(MOST, len([one for one in figures if one not in used]))
    parts = min(MOST, len(PARTS.findall(text.lower())))
    likely = share_step(kinds.get(kind, 0.0))
    echoed = all(word in text.lower() for word in said.lower().split())
    signs = {
        f"place {place} unknown {unknown}", f"place {place} likely {likely}", f"place {place} parts {parts}",
        f"layers {layers} {kind.split(':', maxsplit=1)[0]}", f"likely {likely} left {missing}",
        f"echo {echoed} {place}", f"rank {min(LIKELIEST, rank)} likely {likely}", f"likely {likely} unknown {unknown}",
        f"kind {kind}", f"rank {min(LIKELIEST, rank)}", f"likely {likely}",
        f"figures left {missing}",
        f"figures new {min(MOST, len([one for one in used if one not in figures]))}",
        f"offered {place}",
        f"offers {min(MOST + 1, len(offered))}",
        f"layers {layers}", f"layers likely {as_likely}", f"layers likely {as_likely} {layers}",
        f"layers named {min(MOST, len(named))}",
        f"times left {min(MOST, len(time - {one.value for one in own if one.kind == 'time'}))}",
        f"unsaid time {any(one.kind == 'time' for one in own) and not time}",
    }
    scoped = any(one.kind == "scope" for one in lexemes)
    last = last_of(state).kind
    signs |= {f"last {last == kind} {word}" for word in points(text)} if last else set()
    return frozenset({*signs, f"scope {scoped} {kind.split(':', maxsplit=1)[0]}", *(
        f"{kind} on {one.kind}:{one.value}" for one in lexemes if one.kind in TELLING
    )})


def is_strange(text: str, state: SessionState) -> bool:
    """Return True for a line that is against itself, or has a word that nobody said and no act for it."""
    lexemes, seen = _lexemes(text, state), learnt().kinds.weights
    strange = any(one.kind == "unknown" and f"w:{plain(one.said)}" not in seen for one in lexemes)
    against = {one.value[-1:] for one in lexemes if one.kind == "lean"} >= {"+", "-"}
    acts = any(one.kind in TELLING - {"scope"} for one in lexemes)
    return against or (strange and (not acts or any(one.value in {"and", "then"} for one in lexemes)))


def layers_of(text: str, state: SessionState) -> set[str]:
    """Return the layers that a line names."""
    return _layers(_lexemes(text, state), state)


def share_step(share: float) -> str:
    """Return the step in which a probability is."""
    return str(next((end for end in STEPS if share <= end), 1))


def _figures(text: str) -> list[str]:
    """Return the figures of a line, those that are said in words too."""
    return [f"{float(one):g}" for one in NUMBER.findall(" ".join(_counted(text)))]


def _counted(text: str) -> list[str]:
    return [word.replace("@at:", "@at ") for word in words_of(in_english(text))]


def _lexemes(text: str, state: SessionState) -> list[Lexeme]:
    return lexemes_of(words_of(in_english(text), state.config.phrase.bars), state.config.layers)


def _layers(lexemes: Sequence[Lexeme], state: SessionState) -> set[str]:
    return set(meant(state.config, [one.value for one in lexemes if one.kind == "layer"]))
