"""Which tokens does the network read of a line, and which commands are the tokens that it answers with?

Figures and names are copied: the line holds `N0`, `N1` in their places, and the answer points to them; `B0` is a figure
of what was done before. The line comes first, then what was done.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from agent.offline.figures import counted
from agent.offline.network.before import before, figures_before
from agent.offline.network.tongues import in_english
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
COPY: Final = re.compile(r"(?P<kind>[NPCB])(?P<place>\d+)")
SIZES: Final = (1, 4, 8, 16, 32, 40, 64, 89, 127, 180)
"""Figures are told apart by the first of these that they do not pass: bars, levels, tempi."""
ROUND: Final = frozenset({1, 2, 3, 4, 8, 16, 32, 64})
MOST_WORDS: Final = 48
MOST_TOKENS: Final = 128
MOST_FIGURES: Final = 8
MOST_BEFORE: Final = 24
FIRST_WORD: Final = 1
MOST_PLACES: Final = FIRST_WORD + MOST_WORDS + 1
BEGIN: Final = "[CLS]"
BETWEEN_PARTS: Final = "[SEP]"
SPELT: Final = str.maketrans({"\N{RIGHT SINGLE QUOTATION MARK}": "'", "\N{LATIN SMALL LETTER SHARP S}": "ss"})
NEXT: Final = ";"
"""What stands between two commands."""
NO_ACT: Final = ("ANSWER", "ASK", "DECLINE", "NOTHING")


@dataclass(frozen=True, slots=True)
class Line:
    """A line as the network reads it.

    Attributes:
        tokens: the words, marks and figures of the line, then what was done before.
        places: of each token; those of the line count its words and figures, from `FIRST_WORD`; 0 for all others.
        figures: that are in the line. words: with its figures, that a name may be copied from.
        done: figures of what was done before.
    """

    tokens: tuple[str, ...]
    places: tuple[int, ...]
    figures: tuple[float, ...]
    words: tuple[str, ...]
    done: tuple[float, ...] = ()


def read(text: str, state: SessionState) -> Line:
    """Return a line as the network reads it.

    Args:
        text: what was said. state: how the music stands.
    """
    tokens, places, figures, words = [BEGIN], [0], list[float](), list[str]()
    for word in words_of_line(text):
        if len(words) == MOST_WORDS or len(tokens) >= MOST_TOKENS:
            break
        own = [word]
        if FIGURE.fullmatch(word):
            value = float(word.replace(",", "."))
            own = _of_figure("N", len(figures), value)
            figures.append(value)
        tokens += own
        places += [FIRST_WORD + len(words)] * len(own)
        words += [word] if word[0].isalnum() or (word[0] == "." and len(word) > 1) else []
    done = figures_before(state)
    last = [BETWEEN_PARTS, *before(state)[-MOST_BEFORE:]]
    last += [token for at, value in enumerate(done) for token in _of_figure("B", at, value)]
    last.append(BETWEEN_PARTS)
    return Line((*tokens, *last), (*places, *(0 for _ in last)), tuple(figures), tuple(words), tuple(done))


def _of_figure(kind: str, number: int, value: float) -> list[str]:
    own = [f"{kind}{min(number, MOST_FIGURES - 1)}", f"size:{_size(value)}"]
    return [*own, f"val:{value:g}"] if value in ROUND else own


def words_of_line(text: str) -> list[str]:
    """Return the words, figures and marks of a line, with numbers as figures."""
    folded = unicodedata.normalize("NFKD", text.lower().translate(SPELT))
    plain = "".join(one for one in folded if not unicodedata.combining(one))
    words = [part for word in WORD.findall(BETWEEN.sub(" ", plain)) for part in CONTRACTIONS.get(word, word).split()]
    return WORD.findall(in_english(" ".join(counted(words))))


def figures_of(text: str) -> list[float]:
    """Return the figures of a line, those that are said in words too."""
    return [float(word.replace(",", ".")) for word in words_of_line(text) if FIGURE.fullmatch(word)]


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
    done = next((f"B{at}" for at, one in enumerate(line.done[:MOST_FIGURES]) if one == value), None)
    return whole or share or done or f"{value:g}"


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
        elif place >= len(_held(copy["kind"], line)):
            return None
        else:
            found[-1].append(_copied(copy["kind"], place, line))
    return tuple(_joined(parts) for parts in found if parts)


def _held(kind: str, line: Line) -> Sequence[float] | Sequence[str]:
    return line.words if kind == "C" else line.done if kind == "B" else line.figures


def _copied(kind: str, place: int, line: Line) -> str:
    value = _held(kind, line)[place]
    return value if isinstance(value, str) else f"{value / 100:g}" if kind == "P" else f"{value:g}"


def _joined(parts: Sequence[str]) -> str:
    """Return a command of its parts: no space beside a point, a comma, a line below, none after an @ or a sign."""
    return re.sub(r" ?([.,_]) ?|(?<=@) | (?=:)|(?<= [+-]) (?=\d)", lambda found: found[1] or "", " ".join(parts))
