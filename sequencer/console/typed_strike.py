"""How is a layer played by hand with a typed line? `:strike LAYER [VELOCITY] [step]`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.articulation import MAX_VELOCITY
from sequencer.console.typed_words import layer_of, nothing_more, whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.bar import Outcome
    from engine.control import SessionControl

ON_A_STEP: Final = "step"
"""Behind a hit: it sounds on the next step, not at once."""
USUAL_VELOCITY: Final = 100


async def strike(session: SessionControl, words: Sequence[str]) -> Outcome:
    """Play a layer as some words say; return what became of it.

    Raises:
        Misread: a number is none, or out of range.
    """
    layer, *rest = words
    quantised = rest[-1:] == [ON_A_STEP]
    loud, *more = [*rest[: len(rest) - quantised], str(USUAL_VELOCITY)]
    nothing_more(more[:-1])
    velocity = whole(loud, "a velocity", 1, MAX_VELOCITY)
    return await session.strike(layer_of(layer, (await session.state()).config), velocity, quantised=quantised)
