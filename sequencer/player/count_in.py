"""How does a performer hear where bar 1 will come? Four clicks a bar, before the transport starts.

The clicks are the closed hat's, or the first layer's where there is none, so they are heard where the drums are. They
belong to no bar: nothing records them, and who follows our clock is started on the line of bar 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.bar import SILENCE, Bar
from engine.played_into import struck
from engine.timebase import BAR_TICKS, BEAT_TICKS
from sequencer.midi.messages import note_plans

if TYPE_CHECKING:
    from engine.state import SessionState
    from sequencer.player.coming_bars import ComingBars
    from sequencer.player.deadlines import Deadlines
    from sequencer.player.sender import Sender

FIRST, OTHERS = 120, 80
"""Velocities of the first click of a bar, and of the others. Ours."""
CLICK: Final = "hat_c"


def count_in(bars: int, of: ComingBars, deadlines: Deadlines, sender: Sender) -> None:
    """Plan the clicks of some bars before the next bar's line; there have to be so many bars of time."""
    state = of.state
    layer = click_of(state)
    if not layer:
        return
    line = state.tick
    events = [
        struck(state.config, layer, OTHERS if (tick - line) % BAR_TICKS else FIRST, tick, 0, 0)
        for tick in range(line - bars * BAR_TICKS, line, BEAT_TICKS)
    ]
    clicks = Bar(0, line, state.config.bpm, tuple(events), SILENCE)
    plans = note_plans(clicks, of.layer_outputs, of.numbered(len(events)), sender.hearing_all())
    deadlines.sort_in(deadlines.timed([plan._replace(layer="") for plan in plans], line - bars * BAR_TICKS))


def click_of(state: SessionState) -> str:
    """Return the layer that clicks, "" where there is none."""
    layers = list(state.config.layers)
    return next((name for name in layers if name.startswith(CLICK)), layers[0] if layers else "")
