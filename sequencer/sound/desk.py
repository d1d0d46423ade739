"""How does the live kit turn messages that come ahead of time into the frames a device asks for?

Two threads share a desk, without a lock: one takes messages (`take`), which renders what they need and lays it on a
pile; the device's (`fill`) empties the pile into its own waiting line, and mixes. What was cancelled is laid on the
same pile, so that nothing overtakes it.
"""

from __future__ import annotations

from array import array
from collections import deque
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, Final, NamedTuple

from sequencer.midi.messages import NOTE_ON
from sequencer.sound.bus import BLOCK
from sequencer.sound.drum_map import drum_of
from sequencer.sound.frames import FrameClock
from sequencer.sound.mixer import Mixer
from sequencer.wire.timed import Ahead, Cancel

if TYPE_CHECKING:
    from sequencer.sound.kit import Kit

NOTE_BYTES: Final = 3
KIND: Final = 0xF0
FLOAT_BYTES: Final = 4


class _Waiting(NamedTuple):
    """A hit that has not begun; sorts by deadline, then by arrival."""

    deadline_ns: int
    order: int
    samples: array[float]
    chokes: int
    tag: int


class Desk:
    """A kit, a mixer and the clock of the device that they play to.

    Attributes:
        kit: the drums.
        clock: where the device's frames are.
        late: hits that came more than a block (1.3 ms) too late for their frame.
        slow: requests that took longer to answer than they last.
    """

    def __init__(self, kit: Kit) -> None:
        self.clock = FrameClock(kit.rate)
        self.late = 0
        self.slow = 0
        self.kit = kit
        self._mixer = Mixer(kit.rate)
        self._pile: deque[_Waiting | Cancel] = deque()
        self._waiting: list[_Waiting] = []
        self._closings: deque[Cancel] = deque()
        self._order = 0
        self._left = array("f")
        """Frames of the last block that the device has not asked for yet."""

    def take(self, message: Ahead | Cancel) -> None:
        """Take a message; any one thread but the device's. A drum's first hit takes some milliseconds to render.

        Note-ons sound. Drums ring as long as they ring, so that note-offs, like all other messages, do nothing.
        """
        if isinstance(message, Cancel):
            self._pile.append(message)
            return
        sent = message.message
        if len(sent) != NOTE_BYTES:
            return
        if sent[0] & KIND == NOTE_ON and sent[2]:
            self._order += 1
            samples = self.kit.sound(sent[1], sent[2])
            chokes = drum_of(sent[1]).chokes
            self._pile.append(_Waiting(message.deadline_ns, self._order, samples, chokes, message.tag))

    def fill(self, frames: int, ns: int) -> array[float]:
        """Return the device's next frames, which it asks for at a moment; the device's thread only."""
        self.clock.asked(ns, frames)
        while self._pile:
            message = self._pile.popleft()
            if isinstance(message, Cancel):
                self._cancel(message)
            else:
                heappush(self._waiting, message)
        out = self._left
        while len(out) < frames:
            self._strike(self._mixer.frame + BLOCK)
            self._close(self._mixer.frame + BLOCK)
            out.extend(self._mixer.block())
        self._left = out[frames:]
        del out[frames:]
        return out

    def _strike(self, end: int) -> None:
        """Begin what falls on a frame before `end`."""
        while self._waiting:
            hit = self._waiting[0]
            frame = self.clock.frame_at(hit.deadline_ns)
            if frame >= end:
                return
            heappop(self._waiting)
            self.late += frame < self._mixer.frame - BLOCK
            self._mixer.strike(hit.samples, frame, hit.chokes, hit.tag)

    def _cancel(self, cancel: Cancel) -> None:
        self._waiting = [hit for hit in self._waiting if hit.deadline_ns < cancel.from_ns]
        heapify(self._waiting)
        self._closings.append(cancel)

    def _close(self, end: int) -> None:
        """Fade out what a cancel closes whose moment lies before the frame `end`."""
        while self._closings and self.clock.frame_at(self._closings[0].from_ns) < end:
            self._mixer.silence(self._closings.popleft().tags)
