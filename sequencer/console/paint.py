"""What is a painted line, and how is it brought to a width?

A line is a tuple of (style, text); styles are classes of `palette.py`. All painters are pure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from prompt_toolkit.utils import get_cwidth

from engine.plain_text import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Fragment = tuple[str, str]
Line = tuple[Fragment, ...]

SPARKS: Final = "▁▂▃▄▅▆▇█"
PLAIN_SPARKS: Final = "_.-=+*%#"
HITS: Final = "░▒▓█"
PLAIN_HITS: Final = "-=x#"
"""From soft to loud."""
LOUD: Final = (48, 80, 108)
"""Velocities from which the second, third and fourth hit of the above stand. Ours: even quarters of what is used."""


def width_of(text: str) -> int:
    """Return the columns a text takes."""
    return len(text) if text.isascii() else get_cwidth(text)


def cut(text: str, width: int) -> str:
    """Return text of at most that many columns."""
    if width_of(text) <= width:
        return text
    found, used = [], 0
    for letter in text:
        used += get_cwidth(letter)
        if used > width:
            break
        found.append(letter)
    return "".join(found)


def shortened(text: str, width: int, *, ascii_only: bool, end: int = 0) -> str:
    """Return text of at most that many columns; what is left out leaves a sign, before the last `end` letters."""
    if width_of(text) <= width:
        return text
    last = text[len(text) - end:]
    return cut(text, width - 1 - width_of(last)) + ("~" if ascii_only else "…") + last


def fitted(line: Iterable[Fragment], width: int) -> Line:
    """Return a line of exactly that many columns: cut, or filled with spaces."""
    found: list[Fragment] = []
    left = width
    for style, text in line:
        part = cut(text, left)
        if part:
            found.append((style, part))
        left -= width_of(part)
        if part != text:
            break
    if left > 0:
        found.append(("", " " * left))
    return tuple(found)


def sized(lines: Sequence[Line], width: int, height: int) -> list[Line]:
    """Return exactly that many lines of that width; what is too much is left out at the end."""
    found = [fitted(line, width) for line in lines[:height]]
    return found + [fitted((), width)] * (height - len(found))


def title(text: str, width: int, *, ascii_only: bool) -> Line:
    """Return a panel's first line."""
    rule = "-" if ascii_only else "─"
    return (("class:rule", f"{rule} "), ("class:title", text), ("class:rule", " " + rule * width))


def spark(value: float, low: float, high: float, *, ascii_only: bool) -> str:
    """Return one letter as tall as a value on a scale."""
    letters = PLAIN_SPARKS if ascii_only else SPARKS
    share = (value - low) / (high - low) if high > low else 0.0
    return letters[max(0, min(len(letters) - 1, int(share * len(letters))))]


def hit_letter(velocity: int, *, ascii_only: bool) -> tuple[int, str]:
    """Return how loud a hit is, 0..3, and its letter."""
    level = sum(velocity >= edge for edge in LOUD)
    return level, (PLAIN_HITS if ascii_only else HITS)[level]


def plain_text(lines: Iterable[Line]) -> str:
    """Return painted lines as text without styles."""
    return "\n".join("".join(text for _, text in line).rstrip() for line in lines)


def clean(text: str) -> str:
    """Return text that cannot move the cursor."""
    return printable(text.replace("\t", " "))
