"""What becomes of a wish for a tempo while the clock is one that everybody may change?

The session that shares the clock takes it at once, for all, and the engine learns it from there with the next bar.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.commands import Set, Tempo
from engine.parameters import canonical
from engine.session import apply
from sequencer.daemon.waiting import refused
from sequencer.wire.master import Lead

if TYPE_CHECKING:
    from engine.bar import Outcome
    from engine.commands import Wish
    from engine.state import SessionState
    from sequencer.daemon.clock_keeper import ClockKeeper


def tempo_for_all(wish: Wish, state: SessionState, clocks: ClockKeeper) -> Outcome | None:
    """Tell everybody who shares the clock of a tempo that holds at once; return the answer, None for any other wish."""
    command = wish.command
    asked = isinstance(command, Tempo) and not command.over_bars
    asked = asked or (isinstance(command, Set) and canonical(command.path) == "bpm")
    if not asked or wish.when is not None or not clocks.shares_tempo:
        return None
    _, outcomes = apply(state, (wish,))
    tried = next(outcome for outcome in outcomes if outcome.wish == wish.id)
    if tried.status == "refused" or not isinstance(tried.applied, float):
        return tried
    if not clocks.lead(Lead(bpm=tried.applied)):
        return refused(wish, "the clock that is followed was lost, so nobody can be told; try again when it is back")
    return replace(tried, cut=False, reason=tried.reason or "everybody who shares the clock takes it")
