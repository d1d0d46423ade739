"""How is the tempo moved by hand: tapped, nudged by a tenth, or bent for one bar?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.commands import Tempo
from engine.when import When

if TYPE_CHECKING:
    from sequencer.console.steering import Steering

NUDGE_BPM: Final = 0.1
BEND_BPM: Final = 2.0
"""How far a key bends the tempo. Ours: about a third of a 16th note in one bar at 130 BPM."""
LONGEST_GAP_NS: Final = 3_000_000_000
"""Taps further apart begin anew: a beat at the lowest tempo, 20 BPM."""
MOST_TAPS: Final = 8
LEAST_TAPS: Final = 3
NS_PER_MINUTE: Final = 60e9


class Taps:
    """The last beats that a hand tapped."""

    def __init__(self) -> None:
        self._times_ns: list[int] = []

    def tap(self, now_ns: int) -> float | None:
        """Take a beat; return the tempo of the last taps in BPM, to a tenth, None before the third."""
        if self._times_ns and not 0 < now_ns - self._times_ns[-1] <= LONGEST_GAP_NS:
            self._times_ns.clear()
        self._times_ns = [*self._times_ns, now_ns][-MOST_TAPS:]
        beats = len(self._times_ns) - 1
        if beats < LEAST_TAPS - 1:
            return None
        return round(NS_PER_MINUTE * beats / (self._times_ns[-1] - self._times_ns[0]), 1)


async def bend(steering: Steering, bpm: float, by: float) -> int | None:
    """Play the next bar faster or slower, and go back; return the bar (index) of the return, None when refused.

    Args:
        steering: asks for it.
        bpm: tempo to go back to. by: BPM more or less.
    """
    turn = f"bend {bpm:g} {by:+g}"
    bent = await steering.submit(Tempo(bpm + by), turn=turn)
    if bent.status != "applied" or bent.bar is None:
        return None
    await steering.submit(Tempo(bpm), When(at_bar=bent.bar + 1), turn=turn)
    return bent.bar + 1
