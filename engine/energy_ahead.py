"""What does an energy that a hand has set wait for: a line on which layers come or go, or a section that takes it back?

It walks over the bars to come as they will be made if nobody asks for more, with what decides it: energy on its way,
the lines of phrases, the sections of the arc.

Source: ours (docs/rules.md#energy, docs/rules.md#arc).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.altered import altered
from engine.arc import ENERGY, energy_in_hand, in_section, layers_out, section_of
from engine.energy import on_line
from engine.glides import advance
from engine.phrase import LONGEST_PHRASE_BARS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.state import SessionState

MOST_BARS: Final = 2 * LONGEST_PHRASE_BARS
"""Bars that are looked ahead; energy is where it was asked to be by then, unless it was asked to take longer. Ours."""


def energy_awaits(state: SessionState) -> str:
    """Say when layers will follow the energy that was set, or a section takes it back; "" where neither comes.

    Args:
        state: as the bar is made from it, or as it stands while stopped.
    """
    there = altered(
        state, glides=tuple(glide for glide in state.glides if glide.path == ENERGY), switches=(), morph=None
    )
    for bar in range(state.bar, state.bar + MOST_BARS):
        if bar > state.bar:
            there, _ = advance(altered(there, bar=bar))
        there = in_section(there)
        section = section_of(there)
        if section is not None and not energy_in_hand(there):
            return f"section {section.name} takes energy back in bar {bar + 1}"
        out = layers_out(there)
        if set(out) != set(state.out):
            if bar == state.bar:
                return ""
            return f"layers come and go on the phrase line, bar {bar + 1}: {_changes(state.out, out)}"
        if bar > state.bar and on_line(there) and not there.glides:
            break
    return ""


def _changes(before: Sequence[str], after: Sequence[str]) -> str:
    """Name the layers that come and those that leave, so that one which has come in this bar is not waited for."""
    come = ", ".join(layer for layer in before if layer not in after)
    leave = ", ".join(layer for layer in after if layer not in before)
    return ", ".join(filter(None, (come and f"{come} in", leave and f"{leave} out")))
