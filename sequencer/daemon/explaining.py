"""Why does a step of a bar that has been played sound, or not, and what were the last bars like?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.heard import heard_bar
from engine.why import explain

if TYPE_CHECKING:
    from engine.bar import Bar
    from engine.heard import HeardBar
    from engine.why import Explanation
    from sequencer.tape.mirror import Mirror


def explained(mirror: Mirror, sounding: Bar | None, layer: str, step: int, bar: int | None) -> Explanation:
    """Return why a step sounds or not in a bar that the mirror keeps; in the one that sounds when `bar` is None.

    Raises:
        KeyError: there is no such layer, or the bar is not kept. IndexError: there is no such step.
    """
    index = bar if bar is not None else -1 if sounding is None else sounding.index
    made = mirror.made(index)
    if made is None:
        raise KeyError("no bar has sounded yet" if bar is None else f"bar {index + 1} is not kept")
    return explain(made.before, made.wishes, layer, step)


def heard_of(mirror: Mirror, sounding: Bar | None, bars: int) -> tuple[HeardBar, ...]:
    """Return the last bars up to the one that sounds, oldest first; none before the first."""
    if sounding is None:
        return ()
    kept = [made.heard for made in mirror.bars if made.bar.index <= sounding.index]
    return tuple(heard_bar(bar) for bar in kept[-bars:])
