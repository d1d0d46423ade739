"""How may a line be typed, that the network learns to read it all the same?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from agent.offline.network.tokens import BETWEEN_PARTS, COPY, FIRST_WORD, Line

if TYPE_CHECKING:
    import random

ELSEWHERE: Final = 0.5
"""So many of the lines that lean on nothing are read after what was done before another one: something always was."""
MARKS: Final = frozenset("?!,.;:")
LETTERS: Final = "abcdefghijklmnoprstuvwy"
UNMARKED: Final = 0.25
MISTYPED: Final = 0.03
FORGOTTEN: Final = 0.03
"""How many lines lose their marks, and words are mistyped or not known, so that the network learns to do with less."""
NAMES: Final = (
    "blue red night morning lights storm river sunday club deep lights one two first final best home tunnel smoke "
    "fire rain city ghost gold dark bright chapter intro peak low high north velvet lake tower bass floor mine yours"
).split()
CONSONANTS: Final = "bdfgklmnprstvz"


def _made_up(_: str, draw: random.Random) -> str:
    return "".join(draw.choice(CONSONANTS) + draw.choice("aeiou") for _ in range(draw.randint(1, 4)))


RENAMED: Final = (lambda name, _: name, _made_up, lambda _, draw: draw.choice(NAMES))


def done_before(line: Line) -> tuple[str, ...]:
    """Return the tokens of what was done before a line."""
    return line.tokens[line.tokens.index(BETWEEN_PARTS) + 1 : -1]


def after(line: Line, done: tuple[str, ...]) -> Line:
    """Return a line as it is read after something that it does not lean on."""
    said = line.tokens.index(BETWEEN_PARTS) + 1
    places = (*line.places[:said], *(0 for _ in done), 0)
    return replace(line, tokens=(*line.tokens[:said], *done, BETWEEN_PARTS), places=places)


def noisy(
    line: Line, answer: list[str], draw: random.Random, others: list[tuple[str, ...]]
) -> tuple[list[str], list[int]]:
    """Return tokens and places of a line as it may be typed.

    Now and then it is without marks, a word is mistyped or one that nobody knows, and a name is another one. Where
    nothing was done before it, often something was that stands before other lines.
    """
    if not done_before(line) and draw.random() < ELSEWHERE:
        line = after(line, draw.choice(others))
    copies = [found for one in answer if (found := COPY.fullmatch(one)) is not None]
    copied = {FIRST_WORD + int(found["place"]) for found in copies if found["kind"] == "C"}
    unmarked, tokens, places = draw.random() < UNMARKED, list[str](), list[int]()
    for token, place in zip(line.tokens, line.places, strict=True):
        if unmarked and token in MARKS:
            continue
        word, chance = token.isalpha() and token.islower(), draw.random()
        if word and place in copied:
            said = draw.choice(RENAMED)(token, draw)
        elif word and chance < MISTYPED:
            said = mistyped(token, draw)
        else:
            said = NOBODY if word and chance < MISTYPED + FORGOTTEN else token
        tokens.append(said)
        places.append(place)
    return tokens, places


NOBODY: Final = "???"


def mistyped(word: str, draw: random.Random) -> str:
    """Return a word with two letters changed about, one left out, one twice or a wrong one."""
    if len(word) < 4:
        return word
    at = draw.randrange(len(word) - 1)
    return draw.choice((
        word[:at] + word[at + 1] + word[at] + word[at + 2 :], word[:at] + word[at + 1 :], word[: at + 1] + word[at:],
        word[:at] + draw.choice(LETTERS) + word[at + 1 :],
    ))
