"""A simulated MIDI master, its pulses jittered and lost, and a session that follows it on the manual clock."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from engine import start
from sequencer.midi.messages import CLOCK, NOTE_ON, START
from sequencer.sync.midi_master import MidiMaster
from sequencer.tape.mirror import Mirror
from sequencer.wire.master import SourcePeers, SourceSays
from sequencer.wire.orders import FollowClock, Quit
from sequencer.wire.reports import BarComposed, BarDiscarded, BarReplaced, WishesApplied
from tests.live.stage import ORIGIN_NS, LiveStage

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine import SessionState
    from engine.config import Config
    from sequencer.tape.mirror import Made
    from sequencer.wire.sync import FromSource

BEAT_PULSES = 24
BAR_PULSES = 96
STEP_PULSES = 6
LAST_MS = 8.0
"""A note that is meant for the last pulse is heard by then; one that was handed over for later does not count."""
CLOCK_IN = FollowClock("in", send=False)
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

    Args:
        config: of the session.
        moments: of the master's pulses as it means them, in ms.
        seed: of the jitter. jitter_ms: its standard deviation. lost: share of pulses that do not arrive.
        begins: number of the pulse that its song starts with; None never starts it.
        lead_ms: how far ahead the output wants messages.
        first_ms: moment of the first pulse.
        silent: first and last pulse of a gap in which nothing arrives.
        follow: what the player is told at once, None nothing.
        state: that it goes on from, None begins with the config.

    Attributes:
        stage: the session.
        true_ms: moments of the master's pulses as it means them, from the session's origin.
        begins: as given, 0 for None.
    """

    def __init__(  # noqa: PLR0913 - what a master and a session are
        self, config: Config, moments: list[float], *, seed: int, jitter_ms: float, lost: float, begins: int | None,
        lead_ms: float = 0.0, first_ms: float = 50.0, silent: tuple[int, int] = (0, 0),
        follow: FollowClock | None = CLOCK_IN, state: SessionState | None = None,
    ) -> None:
        self.state = start(config) if state is None else state
        self.stage = LiveStage(state=self.state, leads_ms=(lead_ms,))
        self.true_ms = [first_ms + moment for moment in moments]
        self.begins = begins or 0
        self.master = MidiMaster(config.bpm)
        self._chance = random.Random(seed)
        self._jitter_ms = jitter_ms
        self._last_ms = 0.0
        if follow is not None:
            self.stage.at(0, follow)
        for pulse, moment in enumerate(self.true_ms):
            if pulse == begins:
                self.hear(max(0.0, self._last_ms + 0.01), START)
            if silent[0] <= pulse < silent[1]:
                self.idle(moment)
            elif self._chance.random() >= lost or pulse == 0:
                self.pulse(moment)

    def pulse(self, ms: float) -> None:
        """Let a pulse arrive that is meant for a moment."""
        self._last_ms = max(ms + self._chance.gauss(0.0, self._jitter_ms), self._last_ms + 0.02)
        self.hear(self._last_ms, CLOCK)

    def hear(self, ms: float, message: bytes) -> None:
        """Let a message of the master arrive."""
        ns = ORIGIN_NS + round(ms * 1e6)
        self._then(ns, lambda: self.master.take(message, ns))

    def then(self, ms: float, what: Callable[[int], list[FromSource]]) -> None:
        """Let something else come to the master's listener at a moment, which it is told."""
        ns = ORIGIN_NS + round(ms * 1e6)
        self._then(ns, lambda: what(ns))

    def idle(self, ms: float) -> None:
        """Let nothing arrive until a moment."""
        ns = ORIGIN_NS + round(ms * 1e6)
        self._then(ns, lambda: self.master.idle(ns))

    def _then(self, ns: int, what: Callable[[], list[FromSource]]) -> None:
        def tell() -> None:
            for one in what():
                assert not isinstance(one, (SourcePeers, SourceSays))
                self.stage.daemon.send(one)

        self.stage.clock.at(ns + round(HEARD_MS * 1e6), tell)

    def run(self) -> None:
        """Run until the master's last pulse is over."""
        self.stage.at(self.true_ms[-1] + 5, Quit())
        self.stage.run()

    def made(self) -> list[Made]:
        """The bars that were made, as a mirror makes them again."""
        mirror = Mirror(self.state)
        found = []
        for report in self.stage.said:
            if isinstance(report, (BarComposed, BarReplaced, WishesApplied, BarDiscarded)):
                mirror.take(report)
            if isinstance(report, BarComposed):
                found.append(mirror.bars[-1])
        assert mirror.differs is None
        return found

    def ons(self) -> list[float]:
        """Moments of the notes that the output places, in ms after the origin."""
        return [
            ms for ns, message in self.stage.outputs[0].placed
            if message[0] & 0xF0 == NOTE_ON and (ms := (ns - ORIGIN_NS) / 1e6) < self.true_ms[-1] + LAST_MS
        ]

    def errors(self, every: int) -> list[tuple[int, float]]:
        """(pulse of the song, ms late) of each note, where one note was meant for every so many pulses."""
        places = ((place * every, ms) for place, ms in enumerate(self.ons()))
        return [
            (pulse, ms - self.true_ms[self.begins + pulse])
            for pulse, ms in places if self.begins + pulse < len(self.true_ms)
        ]
