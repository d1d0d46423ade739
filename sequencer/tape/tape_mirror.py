"""Which bars does a player play that plays a recording again, as the daemon sees it?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sequencer.tape.mirror import Mirror
from sequencer.wire.reports import WishesApplied
from sequencer.wire.taped import Tape, tape_from_json

if TYPE_CHECKING:
    from engine.bar import Bar, Outcome
    from engine.state import SessionState
    from sequencer.tape.lines import Line
    from sequencer.wire.taped import TapedBar

CLOSED: Final = "a recording is played again here and stays as it was; techno play --resume goes on from one"


def mirror_of(state: SessionState, tape: str) -> Mirror:
    """Return the mirror of a session that begins with a state; `tape` is what it plays again (`tape_json`), or ""."""
    return TapeMirror(state, Tape(tape_from_json(tape))) if tape else Mirror(state)


class TapeMirror(Mirror):
    """The mirror of a player that plays a tape: what nobody plays takes what it took when it was recorded."""

    closed = CLOSED

    def __init__(self, state: SessionState, tape: Tape) -> None:
        super().__init__(state)
        self._tape = tape

    def take(self, line: Line) -> list[Bar | Outcome]:
        """Follow what the player has said; see `Mirror.take`."""
        made = super().take(line)
        if isinstance(line, WishesApplied):
            self._tape.applied(line.bar)
        return made

    def missed(self) -> Bar:
        """Make the next bar of the tape, which nobody plays, and return it; see `Mirror.missed`."""
        taped = self._tape.at(self.state.bar)
        for wishes in taped.applied:
            self.applied(wishes)
            self._tape.applied(taped.index)
        return self.failed(self.last) if taped.failed else self.composed(taped.wishes)

    def rest(self) -> tuple[TapedBar, ...]:
        """Return the bars that are still to be played."""
        return self._tape.rest(self.state.bar)
