"""How does a config become a file without a clock: bar after bar, as fast as they can be made?"""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from engine.bands import score_values
from engine.midi_file import Take
from engine.session import next_bar, start

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.bar import Bar
    from engine.config import Config


def rendered(
    config: Config, *, bars: int, seed: int | None = None, bpm: float | None = None,
    progress: Callable[[int], None] | None = None,
) -> tuple[Bar, ...]:
    """Return the first bars of a session.

    Args:
        config: filled in.
        bars: how many, at least 1.
        seed: the config's when left out. bpm: likewise, 20..300.
        progress: told the number of finished bars after each.
    """
    state = start(config, seed=seed, bpm=bpm)
    found = []
    for count in range(1, bars + 1):
        state, bar = next_bar(state)
        found.append(bar)
        if progress is not None:
            progress(count)
    return tuple(found)


def take_of(config: Config, bars: Sequence[Bar], title: str) -> Take:
    """Return the bars as a MIDI file in the making, one track a layer of the config."""
    take = Take(tuple(config.layers), config.ppq, title)
    for bar in bars:
        take.add_bar(bar)
    return take


def summary(bars: Sequence[Bar]) -> dict[str, dict[str, float]]:
    """Return median, least and largest of each score over bars (at least one), by the letters scripts read."""
    columns = [score_values(bar.scores) for bar in bars]
    return {
        name: {
            "median": median(column[name] for column in columns), "min": min(column[name] for column in columns),
            "max": max(column[name] for column in columns),
        }
        for name in columns[0]
    }
