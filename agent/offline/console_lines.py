"""Which wish is for a command that the chat has no tool for, and what is to be typed, on the console or in a shell?

The commands are data, in `console.toml` of `vocabulary_data/`. Such a wish changes nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from agent.offline.figures import counted
from agent.offline.vocabulary import table

NUMBER: Final = re.compile(r"(?<![\w.])[+-]?\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class ConsoleLine:
    """A command of the console: the groups of words that ask for it, what to type, and what that does.

    Attributes:
        groups: of words, one of each of which is said. never: words with which something else is meant.
        line: with a place for each number. usual: the line where fewer numbers are said. says: what it does.
        where: it is typed.
    """

    groups: tuple[frozenset[str], ...]
    never: frozenset[str]
    line: str
    usual: str
    says: str
    where: str


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in text.split("/") if word)


LINES: Final = tuple(
    ConsoleLine(
        tuple(_words(group) for group in entry["words"].split()), _words(entry.get("not", "")), entry["line"],
        entry.get("usual", entry["line"]), entry["says"], entry.get("where", "on the console"),
    )
    for entry in table("console")["command"]
)


def console_line(text: str) -> str | None:
    """Return the sentence that says which console line to type; None for a wish that the chat can carry out.

    Args:
        text: what was said.
    """
    plain = re.sub(r"(?<=[^\W\d])-(?=[^\W\d])", " ", text.lower().replace("\u2019", "'"))
    words = counted(re.findall(r"[+-]?\d+(?:\.\d+)?|[^\W\d_][\w']*", plain))
    said = re.sub(r"\b(?:minus|negative) (?=\d)", "-", " ".join(words))
    held = [one for one in LINES if _asks(one, frozenset(said.split()))]
    best = max(held, key=lambda one: len(one.groups), default=None)
    if best is None:
        return None
    numbers = NUMBER.findall(said)
    places = best.line.count("{}")
    typed = best.line.format(*numbers) if len(numbers) == places else best.usual
    return f'that is "{typed}" {best.where}: {best.says}; nothing was changed'


def _asks(one: ConsoleLine, said: frozenset[str]) -> bool:
    return all(group & said for group in one.groups) and not one.never & said
