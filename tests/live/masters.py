"""A simulated MIDI master, its pulses jittered and lost, and a session that follows it on the manual clock."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import TYPE_CHECKING

from sequencer.midi.messages import CLOCK, CLOCK_TICKS, CONTINUE, NOTE_ON, START, STOP, song_position
from sequencer.sync.midi_master import MidiMaster
from sequencer.wire.orders import FollowClock
from tests.live.stage import ORIGIN_NS, LiveStage

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.config import Config
    from sequencer.wire.sync import FromSource

BEAT_PULSES = 24
BAR_PULSES = 96
STEP_PULSES = 6
HEARD_MS = 4.0
"""From a pulse's arrival to the player: a period of JACK, two pipes, and the daemon between them."""


def grid(pulses: int, bpm: Callable[[float], float]) -> list[float]:
    """Moments of pulses in ms, at a tempo that depends on the pulse, in beats."""
    found, now = [], 0.0
    for pulse in range(pulses):
        found.append(now)
        now += 60_000 / (bpm(pulse / BEAT_PULSES) * BEAT_PULSES)
    return found


class Followed:
    """A session that follows a simulated master.

    Attributes:
        stage: the session.
        true_ms: moments of the master's pulses as it means them, from the session's origin.
        begins: number of the pulse that its song starts with.
    """

    def __init__(  # noqa: PLR0913 - what a master and a session are
        self, config: Config, moments: list[float], *, seed: int, jitter_ms: float, lost: float, begins: int,
        lead_ms: float = 0.0, first_ms: float = 50.0,
    ) -> None:
        self.stage = LiveStage(config, leads_ms=(lead_ms,))
        self.true_ms = [first_ms + moment for moment in moments]
        self.begins = begins
        self.master = MidiMaster(config.bpm)
        self.stage.at(0, FollowClock("in", send=False))
        chance = random.Random(seed)  # noqa: S311 - jitter
        last = 0.0
        for pulse, moment in enumerate(self.true_ms):
            if pulse == begins:
                self.hear(last + 0.01, START)
            arrives = max(moment + chance.gauss(0.0, jitter_ms), last + 0.02)
            if chance.random() >= lost or pulse == 0:
                self.hear(arrives, CLOCK)
                last = arrives

    def hear(self, ms: float, message: bytes) -> None:
        """Let a message of the master arrive."""
        ns = ORIGIN_NS + round(ms * 1e6)

        def tell() -> None:
            said: list[FromSource] = self.master.take(message, ns)
            for one in said:
                self.stage.daemon.send(one)

        self.stage.clock.at(ns + round(HEARD_MS * 1e6), tell)

    def run(self) -> None:
        """Run until the master's last pulse is over."""
        from sequencer.wire.orders import Quit  # noqa: PLC0415

        self.stage.at(self.true_ms[-1] + 5, Quit())
        self.stage.run()

    def ons(self) -> list[float]:
        """Moments of what the output places, in ms after the origin."""
        return [
            (ns - ORIGIN_NS) / 1e6 for ns, message in self.stage.outputs[0].placed if message[0] & 0xF0 == NOTE_ON
        ]

    def errors(self, every: int) -> list[tuple[int, float]]:
        """(pulse of the song, ms late) of each note, where one note was meant for every so many pulses."""
        ons = self.ons()
        found = []
        for place, ms in enumerate(ons):
            pulse = place * every
            if self.begins + pulse < len(self.true_ms):
                found.append((pulse, ms - self.true_ms[self.begins + pulse]))
        return found
