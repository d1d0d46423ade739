"""Which band is each score wanted in?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bands import SCORES

if TYPE_CHECKING:
    from engine.bands import Band, Score
    from engine.config import Targets


def goals(targets: Targets) -> dict[str, Band | None]:
    """Return the band of each score by its letter, None where there is no goal; T's is in ms."""
    return {score.letter: _band(score, targets) for score in SCORES}


def goal(targets: Targets, letter: str) -> Band | None:
    """Return the band of one score by its letter, None where there is no goal.

    Raises:
        StopIteration: there is no such score.
    """
    return _band(next(score for score in SCORES if score.letter == letter), targets)


def _band(score: Score, targets: Targets) -> Band | None:
    low = getattr(targets, score.low) if score.low else None
    high = getattr(targets, score.high) if score.high else None
    if low is None and high is None:
        return None
    return (
        (score.floor if low is None else low) - score.half_width,
        (score.ceiling if high is None else high) + score.half_width,
    )
