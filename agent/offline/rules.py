"""How is a sentence put into other words by a table of turns and what each leaves?"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

Left: TypeAlias = Callable[[re.Match[str]], str]
Rule: TypeAlias = tuple[re.Pattern[str], str | Left]
GROUP: Final = "\\"
"""What a text with groups of the turn in it has."""
LINES_KEPT: Final = 1024
"""Lines of which is kept what became of them: each is read several times over, whole and in parts."""


def rules(table: Iterable[tuple[str, str | Left]]) -> tuple[Rule, ...]:
    """Return the rules of a table: a pattern and what is left of a turn, a text or made of the turn."""
    return tuple((re.compile(pattern), _left(text)) for pattern, text in table)


def _left(text: str | Left) -> str | Left:
    """Return a text with groups as a function: as a text it would be read for each sentence, found or not."""
    if isinstance(text, str) and GROUP in text:
        return lambda turn: turn.expand(text)
    return text


def applied(table: Iterable[Rule], text: str) -> str:
    """Return a sentence with the turns of each rule in other words, one rule after the other."""
    for pattern, left in table:
        text = pattern.sub(left, text)
    return text
