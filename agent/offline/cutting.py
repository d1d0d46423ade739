"""Which clauses does a sentence have?

A sentence is cut at its marks and conjunctions, and where another wish begins without either: "louder hats mute the
clap". What is said for a purpose ("so they do not fight") or in praise is no wish.
"""

from __future__ import annotations

from typing import Final

from agent.offline.clause import Clause
from agent.offline.lexicon import WORDS
from agent.offline.neighbours import completed
from agent.offline.reading import AWAY, FIGURE, RETURN, read
from agent.offline.words import BREAKS

CUTS: Final = BREAKS | {"and", "then", "but", "plus", "also", "while", "with", "because", "until"}
BEGINNERS: Final = frozenset(
    "mute unmute solo unsolo undo save add turn make give bring put take kill set throw lose cut drop raise lower pull "
    "push".split()
)
"""Verbs that begin another wish where one is said already: "louder hats mute the clap"."""
AFTER_SO: Final = frozenset({"they", "it", "that", "i", "we", "people", "everyone", "you", "the"})
BEFORE_VERBS: Final = frozenset({"to", "can", "you", "i", "we", "not", "please", "just", "will", "would", "could"})
PRAISE: Final = frozenset("good great fine perfect nice ok okay lovely sweet killer love like dig ace wicked".split())
WISHING: Final = frozenset({"would", "want", "need", "more", "less", "should", "make", "could"})
ADVERBS: Final = frozenset({"way", "much", "bit", "too", "very", "lots", "tad", "quite", "more", "less", "not"})


def clauses_of(words: list[str], layer_names: frozenset[str]) -> list[Clause]:
    """Return the clauses of a sentence's words; layers of the session are known by their own names too."""
    found: list[Clause] = []
    for piece in _pieces(words):
        clause = read(piece, layer_names)
        if (clause.known or clause.foreign or clause.unknown or clause.spared) and not _merely_praises(clause):
            found.append(clause)
    return completed(found)


def _pieces(words: list[str]) -> list[list[str]]:
    pieces: list[list[str]] = [[]]
    purpose = False
    for at, word in enumerate(words):
        if word == "so" and words[at + 1:at + 2] and words[at + 1] in AFTER_SO and _has_content(pieces[-1]):
            purpose = True  # so they do not fight
        elif word in CUTS and not _between_figures(words, at):
            purpose = False
        if purpose:
            continue
        if word in CUTS and not _between_figures(words, at):
            pieces.append([])
        elif _begins(word, pieces[-1], words[at + 1:at + 4]):
            pieces.append([word])
        else:
            pieces[-1].append(word)
    return [piece for piece in pieces if piece]


def _begins(word: str, before: list[str], after: list[str]) -> bool:
    """Return True for a word that begins another clause: "louder hats less swing", "loop it without the kick"."""
    if word in {"more", "less", "fewer"}:
        return _describes(before) and _names_something(after)
    if word == "unmute" and "drop" in before:
        return False  # drop the kick back in
    if before and before[-1] in AWAY | RETURN and _has_layer(before) and _names_layer([word, *after[:1]]):
        return word not in WORDS or WORDS[word][0] != "except"  # hats out kick in
    if WORDS.get(word, ("",))[0] in {"adjective", "mood"}:  # louder hats softer kick
        return _has_layer(before) and _describes(before) and before[-1] not in ADVERBS and _has_layer(after[:2])
    if word == "no":
        return _has_content(before) and _has_layer(after[:2])
    if word in BEGINNERS and before and before[-1] not in BEFORE_VERBS:
        return _has_content(before) and _has_more(after)
    return word in {"without", "protect", "except", "unmute"} and _has_content(before)


def _has_layer(words: list[str]) -> bool:
    return any(WORDS.get(word, ("",))[0] == "layer" for word in words)


def _names_layer(words: list[str]) -> bool:
    return any(WORDS.get(word, ("", ""))[0] == "layer" and WORDS[word][1] != "all" for word in words)


def _has_more(after: list[str]) -> bool:
    return bool(set(after[:2]) & {"it", "them"}) or _names_something(after)


def _merely_praises(clause: Clause) -> bool:
    """Return True for "i like the groove": nothing is asked there."""
    words = set(clause.words)
    asks = clause.leanings or clause.moods or clause.direction or clause.numbers or clause.negated or clause.spared
    if asks or clause.qualities or clause.too or clause.lacking or set(clause.actions) - {"keep", "set", "play"}:
        return False
    return bool(clause.layers and words & PRAISE and words & {"i", "is", "are", "sounds", "feels"} and not words & WISHING)


def _between_figures(words: list[str], at: int) -> bool:
    """Return True for the "and" of "between .3 and .5"."""
    return words[at] == "and" and 0 < at < len(words) - 1 and bool(
        FIGURE.fullmatch(words[at - 1]) and FIGURE.fullmatch(words[at + 1])
    )


def _describes(words: list[str]) -> bool:
    return any(WORDS.get(word, ("",))[0] in {"mood", "adjective", "quality"} for word in words)


def _names_something(words: list[str]) -> bool:
    return any(WORDS.get(word, ("",))[0] in {"layer", "quality", "adjective", "mood"} for word in words)


def _has_content(words: list[str]) -> bool:
    """Return True when something is asked in some words already."""
    tags = [WORDS.get(word, ("", "")) for word in words]
    return any(
        kind in {"mood", "adjective", "up", "down", "quality"} or (kind == "action" and value not in {"set", "keep"})
        for kind, value in tags
    )
