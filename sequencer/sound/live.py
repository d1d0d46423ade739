"""How does the live kit run: open, tell its latency, play what arrives, notice a dead device, end in silence?

One thread takes messages and renders what they need; the device's own thread mixes. All that is constant while the
device is open is measured once, before the first message.
"""

from __future__ import annotations

import select
import time
from typing import TYPE_CHECKING, Final

from engine.errors import SoundFailed
from sequencer.sound.desk import Desk
from sequencer.sound.frames import NS_PER_SECOND
from sequencer.sound.kit import Kit
from sequencer.wire.link import LinkClosed
from sequencer.wire.timed import (
    Ahead,
    Beat,
    Cancel,
    Connect,
    Failed,
    Leave,
    Opened,
)

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable, Iterable

    from sequencer.sound.device import Device
    from sequencer.wire.link import Garbled
    from sequencer.wire.players_door import PlayersDoor
    from sequencer.wire.timed import SenderLink, ToSender

WATCH_NS: Final = 300_000_000
"""Requests are watched for so long before the latency is told."""
BEAT_NS: Final = NS_PER_SECOND
DEAD_NS: Final = 2 * NS_PER_SECOND
"""A device that asks for nothing for so long is dead; some never say so."""
READY_NS: Final = 30_000_000
"""To take a message, render a drum and get a turn on a full machine; the rest of the lead is a period."""
HOLD_NS: Final = 2_000_000
"""For a cancel to arrive; a period is mixed by then."""
LOOK_SECONDS: Final = 0.1
CLOSING_NS: Final = 10_000_000
"""For the fade of what sounds, when the process ends."""


class LiveKit:
    """The kit on a device.

    Args:
        device: what it plays to.
        link: to who started it, who may hand messages over as well.
        players: those who hand messages over.
        now_ns: the clock.

    Attributes:
        desk: what mixes.
    """

    def __init__(
        self, device: Device, link: SenderLink, players: PlayersDoor, now_ns: Callable[[], int] = time.monotonic_ns
    ) -> None:
        self.desk = Desk(Kit(device.rate))
        self._device = device
        self._link = link
        self._players = players
        self._now_ns = now_ns
        self._period = 0
        self._latency_ns = 0
        self._heard_ns = 0

    def open(self, notes: Iterable[int]) -> None:
        """Render the drums of some notes, start the device and say how it is; blocks for about a second.

        Other drums are rendered when they are first struck, which may be late for it.

        Raises:
            LinkClosed: the other end is gone.
            SoundFailed: the device does not start, or asks for nothing.
        """
        self.desk.kit.warm(notes)  # before the device asks for anything: rendering would let it lose time
        self._heard_ns = began = self._now_ns()
        self._device.start(self._fill)
        while self._now_ns() - began < WATCH_NS or not self._period:
            select.select([], [], [], LOOK_SECONDS)
            if self._dead():
                raise SoundFailed(f"the audio device ({self._device.name}) asks for nothing")
        rate = self._device.rate
        period_ns = round(self._period * NS_PER_SECOND / rate)
        # A hit waits for what the device has asked for ahead, and for the period in which it is asked for.
        self._latency_ns = self.desk.clock.ahead_ns + period_ns
        self._link.send(Opened(
            self._device.name, rate, self._period, READY_NS + period_ns, self._latency_ns, HOLD_NS + period_ns
        ))

    def run(self) -> bool:
        """Play until told to leave, or the link breaks; return False when the device died."""
        beat_ns = self._now_ns()
        try:
            while True:
                ready = select.select([self._link.fileno(), *self._players.descriptors()], [], [], LOOK_SECONDS)[0]
                for message in self._link.receive():
                    if isinstance(message, Leave):
                        return True
                    self._take(message)
                for message in self._players.hear(ready):
                    self._take(message)
                if self._dead():
                    self._link.send(Failed(f"the audio device ({self._device.name}) has asked for nothing for 2 s"))
                    return False
                if self._now_ns() - beat_ns >= BEAT_NS:
                    beat_ns += BEAT_NS
                    self._link.send(self._beat())
        except LinkClosed:
            return True

    def close(self) -> None:
        """Fade out, and give the device back."""
        self._players.close()
        self.desk.take(Cancel())
        select.select([], [], [], (CLOSING_NS + self._latency_ns) / NS_PER_SECOND)
        self._device.close()

    def _take(self, message: ToSender | Garbled) -> None:
        """Take what is for a kit; one that is led nowhere is silent."""
        if isinstance(message, (Ahead, Cancel)):
            self.desk.take(message)
        elif isinstance(message, Connect) and message.name is None:
            self.desk.take(Cancel())

    def _fill(self, frames: int, ns: int) -> array[float]:
        """Answer the device; its thread only."""
        made = self.desk.fill(frames, ns)
        self._period = max(self._period, frames)
        done = self._now_ns()
        self._heard_ns = done
        self.desk.slow += (done - ns) * self._device.rate > frames * NS_PER_SECOND
        return made

    def _dead(self) -> bool:
        return self._now_ns() - self._heard_ns > DEAD_NS

    def _beat(self) -> Beat:
        ns = self._now_ns()
        clock = self.desk.clock
        return Beat(
            ns, clock.frame_at(ns), self.desk.late, self.desk.slow, clock.gaps, clock.spread_ns, time.process_time_ns()
        )
