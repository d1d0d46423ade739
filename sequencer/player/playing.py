"""How much of a bar was sent?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sequencer.wire.reports import BarSent

if TYPE_CHECKING:
    from engine.bar import Bar, Event
    from engine.commands import Wish
    from engine.control import LatenessStatus
    from engine.state import SessionState


@dataclass(slots=True)
class Playing:
    """A bar between its making and its last message.

    Attributes:
        bar: the bar.
        before: the state it was made from.
        wishes: what it took.
        begun: its bar line has passed.
        from_tick: first tick that is sent, None for all.
        until_tick: where it was cut, None for its end.
        muted: (tick, silent layers), at its line and at each change.
        skipped: (from, to) ticks that were not sent because the machine stood still.
        panics: ticks at which all sound was ended.
        closed: (tick, layers) at which the notes of layers were ended that a hand has silenced at once.
        cuts: where it was cut on outputs with a latency trim, by layer.
        resumes: first tick that is sent there.
        struck: hits that hands have played into it.
    """

    bar: Bar
    before: SessionState
    wishes: tuple[Wish, ...]
    begun: bool = False
    from_tick: int | None = None
    until_tick: int | None = None
    muted: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    skipped: list[tuple[int, int]] = field(default_factory=list)
    panics: list[int] = field(default_factory=list)
    closed: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    cuts: dict[str, int] = field(default_factory=dict)
    resumes: dict[str, int] = field(default_factory=dict)
    struck: list[Event] = field(default_factory=list)

    def sent(self, lateness: tuple[LatenessStatus, ...]) -> BarSent:
        """Return the daemon's report, after the bar's last deadline."""
        return BarSent(
            self.bar.index, self.from_tick, self.until_tick, tuple(self.muted), tuple(self.skipped),
            tuple(self.panics), tuple(self.closed), self.cuts, self.resumes, lateness,
        )
