"""Which tokens does the network read of a line, and which commands are the tokens that it answers with?

Figures and names are copied: the line holds `N0`, `N1` in their places, and the answer points to them. What was done
before comes first, then the line.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from agent.offline.figures import counted
from agent.offline.learned.last import done_last
from agent.offline.learned.tongues import in_english
from agent.offline.words import CONTRACTIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.state import SessionState

WORD: Final = re.compile(r"\d+(?:[.,]\d+)?|\.\d+|[a-z_]+(?:'[a-z]+)?|[%<>=@:?!,;.+*/-]")
BETWEEN: Final = re.compile(r"(?<=[a-z])[-_](?=[a-z])|_")
"""What parts a word in two: "thirty-two"."""
FIGURE: Final = re.compile(r"\d+(?:[.,]\d+)?|\.\d+")
PART: Final = re.compile(r"[A-Za-z]+|\d+\.\d+|\.\d+|\d+|[@:,<>=.+_-]")
NAMING: Final = re.compile(r"(?:scene (?:save|recall)|mark) ")
COPY: Final = re.compile(r"(?P<kind>[NPC])(?P<place>\d+)")
SIZES: Final = (1, 4, 8, 16, 32, 40, 64, 89, 127, 180)
"""Figures are told apart by the first of these that they do not pass: bars, levels, tempi."""
ROUND: Final = frozenset({1, 2, 3, 4, 8, 16, 32, 64})
MOST_WORDS: Final = 48
MOST_TOKENS: Final = 128
MOST_FIGURES: Final = 8
MOST_BEFORE: Final = 24
FIRST_WORD: Final = MOST_BEFORE + 2
MOST_PLACES: Final = FIRST_WORD + MOST_WORDS + 1
NEXT: Final = ";"
"""What stands between two commands."""
NO_ACT: Final = ("ANSWER", "ASK", "DECLINE", "NOTHING")


@dataclass(frozen=True, slots=True)
class Line:
    """A line as the network reads it.

    Attributes:
        tokens: what was done before, then the words, marks and figures of the line.
        places: of each token; those of the line count its words and figures, from `FIRST_WORD`.
        figures: that are in the line. words: with its figures, that a name may be copied from.
    """

    tokens: tuple[str, ...]
    places: tuple[int, ...]
    figures: tuple[float, ...]
    words: tuple[str, ...]


def read(text: str, state: SessionState) -> Line:
    """Return a line as the network reads it.

    Args:
        text: what was said. state: how the music stands.
    """
    tokens = ["<before>", *before(state)[-MOST_BEFORE:], "<say>"]
    places, figures, words = [*range(len(tokens))], list[float](), list[str]()
    for word in words_of_line(text):
        if len(words) == MOST_WORDS or len(tokens) >= MOST_TOKENS:
            break
        own = [word]
        if FIGURE.fullmatch(word):
            value = float(word.replace(",", "."))
            own = [f"N{min(len(figures), MOST_FIGURES - 1)}", f"size:{_size(value)}"]
            own += [f"val:{value:g}"] if value in ROUND else []
            figures.append(value)
        tokens += own
        places += [FIRST_WORD + len(words)] * len(own)
        words += [word] if word[0].isalnum() or (word[0] == "." and len(word) > 1) else []
    return Line(tuple(tokens), tuple(places), tuple(figures), tuple(words))


def before(state: SessionState) -> list[str]:
    """Return the tokens of how the music stands: what was done last, what is out, what is planned."""
    found = [f"done:{part}" for one in done_last(state) for part in (one.kind, *one.layers)]
    found += [f"out:{hold.layer}" for hold in state.stage.mutes]
    found += [f"alone:{hold.layer}" for hold in state.stage.solos]
    return found + [f"planned:{one.wish.command}" for one in state.agenda]


def words_of_line(text: str) -> list[str]:
    """Return the words, figures and marks of a line, with numbers as figures."""
    folded = unicodedata.normalize("NFKD", text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
    plain = "".join(one for one in folded if not unicodedata.combining(one))
    words = [part for word in WORD.findall(BETWEEN.sub(" ", plain)) for part in CONTRACTIONS.get(word, word).split()]
    return WORD.findall(in_english(" ".join(counted(words))))


def _size(value: float) -> str:
    if value != int(value):
        return "part" if value < 1 else "point"
    return next((f"{one}" for one in SIZES if value <= one), "more")


def written(commands: Sequence[str], line: Line) -> list[str]:
    """Return the tokens of commands, with what a line holds as copies: the answer that is learnt.

    Args:
        commands: as the authors of the corpus write them. line: that they are the meaning of.
    """
    found = list[str]()
    for command in commands:
        if command.startswith(NO_ACT):
            return [command.partition(":")[0].split()[0]]
        name = NAMING.match(command)
        head = PART.findall(name[0]) if name else PART.findall(command.replace("%", " "))
        found += [NEXT] if found else []
        found += [_figure(one, line) for one in head]
        if name:
            found += [_name(one, line) for one in PART.findall(command[name.end() :].lower()) if one != "_"]
    return found


def _figure(part: str, line: Line) -> str:
    if not FIGURE.fullmatch(part):
        return part
    value, figures = float(part), line.figures[:MOST_FIGURES]
    whole = next((f"N{at}" for at, one in enumerate(figures) if one == value), None)
    share = next((f"P{at}" for at, one in enumerate(figures) if math.isclose(one / 100, value)), None)
    return whole or share or f"{value:g}"


def _name(part: str, line: Line) -> str:
    if part in line.words:
        return f"C{line.words.index(part)}"
    return _figure(part, line)


def commands_of(tokens: Sequence[str], line: Line) -> tuple[str, ...] | None:
    """Return the commands that tokens of an answer are; None where one points to what the line has not.

    Args:
        tokens: of the answer. line: that was read.
    """
    found = [list[str]()]
    for token in tokens:
        copy = COPY.fullmatch(token)
        place = int(copy["place"]) if copy else 0
        if token == NEXT:
            found.append([])
        elif copy is None:
            found[-1].append(token)
        elif place >= len(line.words if copy["kind"] == "C" else line.figures):
            return None
        else:
            found[-1].append(_copied(copy["kind"], place, line))
    return tuple(_joined(parts) for parts in found if parts)


def _copied(kind: str, place: int, line: Line) -> str:
    if kind == "C":
        return line.words[place]
    value = line.figures[place]
    return f"{value:g}" if kind == "N" else f"{value / 100:g}"


def _joined(parts: Sequence[str]) -> str:
    """Return a command of its parts: no space beside a point, a comma, a line below, none after an @."""
    return re.sub(r" ?([.,_]) ?|(?<=@) | (?=:)", lambda found: found[1] or "", " ".join(parts))
