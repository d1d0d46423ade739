"""An output whose messages a sender places by frame, without JACK: what leaves, and when, can be asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sequencer.jack.placing import PlacedOutput

if TYPE_CHECKING:
    from sequencer.midi.ports import OutputState
    from sequencer.player.clock import ManualClock

PERIOD_US: Final = 5_333
"""A frame lasts a microsecond here; a period lasts as long as 256 frames at 48 kHz."""
US: Final = 1_000
AFTER_NS: Final = 1_000_000_000


class FramedOutput:
    """An output of a player on the manual clock; periods that have begun are played whenever it is used.

    Attributes:
        heard: (ns, message) of what has left, in order.
        placed: what places it.
    """

    def __init__(self, clock: ManualClock, lead_ns: int, hold_ns: int) -> None:
        self.name = "framed"
        self.state: OutputState = "open"
        self.lead_ns, self.hold_ns = lead_ns, hold_ns
        self.hears_all = False
        self.heard: list[tuple[int, bytes]] = []
        self.placed = PlacedOutput(100_000)
        self._clock = clock
        self._next_us = clock.ns // US

    def _play(self, until_ns: int) -> None:
        while self._next_us * US <= until_ns:
            first = self._next_us

            def write(offset: int, message: bytes, first: int = first) -> None:
                self.heard.append(((first + offset) * US, message))

            self.placed.fill(first, PERIOD_US, lambda us: us, write)
            self._next_us += PERIOD_US

    def send(self, message: bytes, due_ns: int | None = None, tag: int = 0) -> None:
        self._play(self._clock.ns)
        if self.state == "open":
            self.placed.put(self._clock.ns + self.hold_ns if due_ns is None else due_ns + self.lead_ns, message, tag)

    def cancel(self, from_ns: int, tags: tuple[int, ...] | None) -> None:
        self._play(self._clock.ns)
        self.placed.cancel(from_ns, tags)

    def open(self, port: str | None) -> None:
        self._play(self._clock.ns)
        self.state = "lost" if port is None else "open"
        if port is None:
            self.placed.cancel()

    def close(self) -> None:
        self.state = "none"

    def left(self) -> list[tuple[int, bytes]]:
        """Return all that has left in the end."""
        self._play(self._clock.ns + self.lead_ns + AFTER_NS)
        return self.heard
