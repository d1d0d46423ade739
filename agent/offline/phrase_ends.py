"""Which bars does a clause mean that speaks of the end of a phrase: "until the phrase ends", "for the last 4 bars"?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.phrase import next_line
from engine.when import When

if TYPE_CHECKING:
    from agent.offline.meaning import Clause
    from engine.state import SessionState


def settle_ends(clause: Clause, state: SessionState) -> None:
    """Give a clause that speaks of the end of a phrase, or of its last bars, its bar and its length."""
    if clause.line:
        _until_the_line(clause, state)
    if not clause.last:
        return
    every = clause.when.every_bars if clause.when is not None else None
    grid = every or state.config.phrase.bars
    if clause.last >= grid:
        clause.unclear = True
        return
    line = next_line(state.anchor, grid, state.bar + 1)
    first = line - clause.last
    clause.when = When(at_bar=max(first, state.bar) if every is None else first, every_bars=every)
    clause.bars, clause.last = line - max(first, state.bar) if every is None else clause.last, 0


def _until_the_line(clause: Clause, state: SessionState) -> None:
    """Give a clause that holds until the phrase ends the bar of that line."""
    start = state.bar if clause.when is None else clause.when.at_bar
    if start is None:
        clause.unclear = True
        return
    clause.line, clause.until = False, next_line(state.anchor, state.config.phrase.bars, max(start, state.bar) + 1)
