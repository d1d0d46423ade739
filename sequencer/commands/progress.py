"""How far is long work?"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

SHORT: Final = 512
"""Fewer bars than this are done too soon for a progress bar."""
BAR_WIDTH: Final = 30


def progress(total: int, *, short: int = SHORT) -> Callable[[int], None] | None:
    """Return a callback that draws a progress bar on stderr; None without a terminal or for fewer bars than `short`."""
    if total < short or not sys.stderr.isatty():
        return None
    every = max(1, total // 100)

    def draw(done: int) -> None:
        if done % every == 0 or done == total:
            filled = BAR_WIDTH * done // total
            end = "\r\x1b[K" if done == total else ""
            sys.stderr.write(f"\r{'#' * filled}{'.' * (BAR_WIDTH - filled)} bar {done} of {total}{end}")
            sys.stderr.flush()

    return draw
