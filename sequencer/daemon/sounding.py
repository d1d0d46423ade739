"""Which bar sounds, what was it like, and what has a hand played into it?

A part of the session in the daemon (`LiveSession`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.articulation import MAX_VELOCITY
from engine.bar import Outcome
from engine.control import Struck
from engine.holds import silent
from sequencer.daemon.explaining import explained, heard_of
from sequencer.wire.orders import StrikeLayer

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from engine.bar import Bar
    from engine.heard import HeardBar
    from engine.state import SessionState
    from engine.why import Explanation
    from sequencer.daemon.bar_lines import BarLines
    from sequencer.daemon.readers import Readers
    from sequencer.tape.mirror import Mirror
    from sequencer.wire.orders import Order
    from sequencer.wire.reports import LayerStruck


class Sounding:
    """The bars of a session as they are heard; owned by the daemon's one thread.

    Attributes:
        mirror: the player's state and its last bars.
        playing: the transport runs.
    """

    mirror: Mirror
    playing: bool
    _lines: BarLines
    _readers: Readers
    _now_ns: Callable[[], int]
    _tell: Callable[[Order], None]

    def sounding(self) -> Bar | None:
        """Return the bar that sounds, or sounded last; None before the first."""
        return self._lines.sounding(self._now_ns())

    def _sounding_index(self) -> int | None:
        return bar.index if self.playing and (bar := self.sounding()) is not None else None

    def recent_bars(self) -> list[Bar]:
        """Return the last bars, whose notes may still sound."""
        return self._lines.recent()

    async def why(self, layer: str, step: int, *, bar: int | None = None) -> Explanation:
        """Return why a step sounds or not; see `SessionControl`."""
        return explained(self.mirror, self.sounding(), layer, step, bar)

    async def heard(self, bars: int) -> tuple[HeardBar, ...]:
        """Return the last bars that have sounded; see `SessionControl`."""
        return heard_of(self.mirror, self.sounding(), bars)

    async def strike(self, layer: str, velocity: int, *, quantised: bool = False) -> Outcome:
        """Play a layer by hand; see `SessionControl`."""
        if not 1 <= velocity <= MAX_VELOCITY:
            raise ValueError(f"a velocity lies in 1..{MAX_VELOCITY}")
        sounding = self.sounding() if self.playing else None
        state = self.mirror.state
        held = _held(state, layer, silent(state.stage, state.config.layers) if sounding is None else sounding.muted)
        if held:
            return Outcome("", "user", "strike", layer, "refused", velocity, None, None, reason=held)
        self._tell(StrikeLayer(layer, velocity, quantised))
        return Outcome("", "user", "strike", layer, "applied", velocity, velocity, None)

    def _struck(self, report: LayerStruck) -> None:
        """Let everybody see what a hand has played."""
        made = self.mirror.made(report.bar)
        if made is not None:
            self._lines.played_into(made.heard)
            self._readers.publish(Struck(made.heard))


def _held(state: SessionState, layer: str, off: Collection[str]) -> str:
    """Return why a layer does not sound under a hand, "" where it does; `off` are the layers that are silent now."""
    there = state.config.layers.get(layer)
    if there is None:
        return f"there is no layer {layer}; there are {', '.join(state.config.layers)}"
    if there.muted:
        return f"{layer} is muted in the config"
    return f"{layer} is muted, or others are soloed" if layer in off else ""
