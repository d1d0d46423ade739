"""What has been handed over to an output ahead of its deadline, and could still be taken back?"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sequencer.midi.messages import Due
    from sequencer.midi.ports import Output
    from sequencer.player.sounding import Open


class Handed:
    """The messages of one output whose deadline lies ahead; owned by the player's thread.

    Args:
        output: whose lead tells how far ahead of its deadline each is handed over; it may change.
    """

    def __init__(self, output: Output) -> None:
        self._output = output
        self._kept: deque[tuple[Due, Open | None]] = deque()

    def add(self, due: Due, before: Open | None) -> None:
        """Keep a message that is handed over now, with what sounded of its pitch before."""
        kept, lead_ns = self._kept, self._output.lead_ns
        while kept and kept[0][0].ns + lead_ns < due.ns:
            kept.popleft()
        kept.append((due, before))

    def after(self, moment_ns: int) -> list[tuple[Due, Open | None]]:
        """Return the messages with a deadline after a moment, last first, and forget them."""
        sent_after = moment_ns - self._output.lead_ns
        found = [one for one in reversed(self._kept) if one[0].ns > sent_after]
        if found:
            self._kept = deque(one for one in self._kept if one[0].ns <= sent_after)
        return found

    def lead(self, more_ns: int) -> None:
        """Count what was handed over as if its lead had been so much longer."""
        self._kept = deque((due._replace(ns=due.ns - more_ns), before) for due, before in self._kept)

    def forget(self) -> None:
        """Forget all: what was handed over is gone, or is another's now."""
        self._kept.clear()
