"""What sounded in the last bars, and why: the facts that the offline agent tells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agent.offline.short_questions import why_place
from engine import next_bar
from engine.heard import grid, heard_lines
from engine.plain_text import one_line
from engine.watching import plan_words

if TYPE_CHECKING:
    from engine.control import SessionControl

HEARD_BARS: Final = 2
MOST_TOLD: Final = 600
"""Letters of an answer."""


async def heard(session: SessionControl) -> str:
    """Return the last bars in words; before the first, the one that would come."""
    bars = await session.heard(HEARD_BARS)
    state = await session.state()
    told = heard_lines(bars) if bars else ["before the first bar; it would be", *grid(next_bar(state)[1])]
    planned = [f"planned: {plan_words(item)}" for item in state.agenda]
    return one_line("; ".join([*told, *planned]), MOST_TOLD)


async def hits(session: SessionControl) -> dict[str, int]:
    """Return the hits of each layer in the last bar that sounded; before the first, in the one that would come."""
    bars = await session.heard(1)
    lines = bars[-1].grid if bars else grid(next_bar(await session.state())[1])
    rows = [line.split() for line in lines]
    return {row[0]: sum(mark in "Xx" for mark in "".join(row[1:])) for row in rows if len(row) > 1}


async def why(text: str, session: SessionControl) -> tuple[str, tuple[str, int] | None]:
    """Return why a layer sounds on a step, or not, and the layer and step; None for these where it is not asked."""
    place = why_place(text, (await session.state()).config)
    if place is None:
        return "", None
    try:
        found = await session.why(*place)
    except KeyError as fault:
        return str(fault.args[0]), place
    sounds = "sounds" if found.sounds else "does not sound"
    return f"{found.layer} {sounds} on step {found.step + 1}: {'; '.join(found.reasons)}", place
