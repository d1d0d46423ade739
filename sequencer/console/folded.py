"""How does a line go on that is longer than its screen is wide: between two words, and below its own first ones?

What commands print, the doctor's findings, the console's lines and the stage's log are folded alike. What goes to a
pipe or a file is not: who reads it there reads lines.
"""

from __future__ import annotations

import os
import shutil
from textwrap import wrap
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from typing import TextIO

NARROWEST: Final = 40
"""Columns below which lines are left to the terminal."""
HANGING: Final = 2
"""Columns by which a line goes on behind its own beginning, so that it is seen to be one."""


def columns_of(stream: TextIO) -> int | None:
    """Return the columns of the terminal that a stream goes to; None where it goes to none, or to one that tells none.

    `COLUMNS` in the environment comes first, as with other programs.
    """
    if not stream.isatty():
        return None
    return shutil.get_terminal_size((0, 0)).columns or os.get_terminal_size(stream.fileno()).columns or None


def folded(text: str, width: int | None, *, head: str = "", below: int | None = None) -> list[str]:
    """Return the rows of a line. A word that is too long, a path or a link, stays whole, to be copied.

    Args:
        text: of one line. width: in columns; None folds nothing.
        head: stands before it, and the text goes on below itself.
        below: column in which it goes on instead; else behind its own indentation.
    """
    line = head + text
    if width is None or len(line) <= width:
        return [line]
    own = len(head) if head else len(text) - len(text.lstrip()) + HANGING
    return wrap(
        text, max(width, NARROWEST), initial_indent=head, subsequent_indent=" " * (own if below is None else below),
        break_long_words=False, break_on_hyphens=False,
    )


def folded_within(text: str, width: int) -> list[str]:
    """Return the rows of a line on a screen that cuts what is too wide: a word that is too long is broken."""
    return wrap(text, width, break_on_hyphens=False) or [""]
