"""What does each word of a sentence mean by itself, turns of speech as one?

The longest turn wins. What means nothing here is a filler, what is of something else is foreign, and what is neither
is unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from agent.offline.sections import section_at
from agent.offline.time_words import MARK
from agent.offline.vocabulary import FILLERS, FOREIGN
from agent.offline.words import CONTROL, FIGURE, MEANINGS, TURNS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

LONGEST: Final = max(len(turn.split()) for turn in (*MEANINGS, *TURNS))
PARTED: Final = frozenset({"it", "them", "this", "that", "things", "me", "us", "those"})
"""Words that may stand inside a turn: strip *it* back."""
POINTING: Final = frozenset({"it", "them", "that", "those"})
CUTS: Final = frozenset(
    {",", ".", ";", ":", "!", "?", "and", "then", "but", "because", "while", "plus", "also", "or", "nor"}
)
SMALL: Final = frozenset("for to by from at between as called named name in on over with of".split())


@dataclass(frozen=True, slots=True)
class Lexeme:
    """One word's meaning: its kind and value as in the vocabulary, and as it was said."""

    kind: str
    value: str
    said: str


def lexemes_of(
    words: Sequence[str],
    layer_names: Collection[str] = (),
    path_of: Callable[[str], str] = lambda _: "",
    sections: Collection[str] = (),
    scenes: Collection[str] = (),
) -> list[Lexeme]:
    """Return the meanings of words.

    Args:
        words: of a sentence.
        layer_names: of the session; they are known by their own names too.
        path_of: the parameter that a word is the path of, "" for none.
        sections: of the config's arc. scenes: names of those that were saved, in lower case.
    """
    found: list[Lexeme] = []
    rest = list(words)
    names = {name.lower(): name for name in layer_names}
    resolved = 0
    while rest:
        if ("_" in rest[0] or "." in rest[0]) and (path := path_of(rest[0])):
            found.append(Lexeme("path", path, rest.pop(0)))
            continue
        if place := section_at(rest, sections, scenes):
            used, name = place
            found.append(Lexeme("section", name, " ".join(rest[:used])))
            rest[:used] = []
            continue
        used, lexemes, again = _turn(rest, names, expanding=resolved <= 0)
        if again is not None:
            rest[:used] = again
            resolved = len(again)
            if not again:
                resolved = 0
            continue
        found += lexemes
        rest[:used] = []
        resolved -= used
    return found


def _turn(rest: list[str], names: dict[str, str], *, expanding: bool) -> tuple[int, list[Lexeme], list[str] | None]:
    """Return how many words the first meaning takes, and the meaning, or the words it stands for."""
    for length in range(min(LONGEST, len(rest)), 0, -1):
        said = rest[:length]
        turn = " ".join(said)
        if turn in names:
            return length, [Lexeme("layer", names[turn], turn)], None
        if expanding and turn in TURNS:
            return length, [], TURNS[turn]
        if turn in MEANINGS:
            kind, value = MEANINGS[turn]
            return length, [Lexeme(kind, value, turn)], None
        if length >= 3 and said[1] in PARTED:  # noqa: PLR2004 - something stands on both sides of the middle
            parted = " ".join([said[0], *said[2:]])
            pointing = [said[1]] if said[1] in POINTING else []
            if expanding and parted in TURNS:
                return length, [], [*TURNS[parted], *pointing]
            if parted in MEANINGS:
                pron = [Lexeme("pron", "it" if said[1] in {"it", "that"} else "them", said[1])] if pointing else []
                kind, value = MEANINGS[parted]
                return length, [Lexeme(kind, value, parted), *pron], None
    return 1, [_single(rest)], None


def _single(rest: list[str]) -> Lexeme:
    """Return the meaning of one word that is not in the vocabulary."""
    word = rest[0]
    if mark := MARK.fullmatch(word):
        return Lexeme("time", mark["kind"], mark["n"] or "")
    if word.startswith("@name="):
        return Lexeme("name", word.removeprefix("@name="), word.removeprefix("@name="))
    if word == "do_nothing":
        return Lexeme("act", "nothing", word)
    if FIGURE.fullmatch(word):
        return Lexeme("figure", word, word)
    if word in CUTS:
        return Lexeme("cut", word, word)
    if word in SMALL:
        return Lexeme("small", word, word)
    if word in FILLERS or word in CONTROL:
        return Lexeme("filler", word, word)
    return Lexeme("foreign" if word in FOREIGN else "unknown", word, word)
