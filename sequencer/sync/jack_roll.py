"""How does JACK's transport stand, by the frame?

Its clients share one position in frames, which rolls or stands. One of them, the timebase, says what that is in bars
and beats. We are it where nobody else is; then our tempo counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from engine.timebase import BEAT_TICKS
from sequencer.midi.jack_library import load_jack, opened
from sequencer.midi.timeline import NS_PER_MS, NS_PER_SECOND
from sequencer.sync.bars_beats import Grid, Heard, Said
from sequencer.sync.jack_input import moments

if TYPE_CHECKING:
    from collections.abc import Callable

CLIENT_NAME: Final = "techno-transport"
BAR_BEATS: Final = 4
BARS_VALID: Final = 0x10
"""JackPositionBBT, from jack/types.h."""
APART_NS: Final = NS_PER_MS
"""By which two periods may differ that belong to one roll."""


@dataclass(frozen=True, slots=True)
class Rolls:
    """How the transport stands.

    Attributes:
        ns: moment of its position.
        song: its position in ticks, by whoever is the timebase; by our tempo where nobody is.
        bpm: tempo there.
        rolling: it rolls.
        leads: we are the timebase.
    """

    ns: int
    song: float
    bpm: float
    rolling: bool
    leads: bool


class Transport(Protocol):
    """A transport that is shared: `JackRoll`, or a test's.

    Attributes:
        gone: the server has ended.
    """

    gone: bool

    def rolls(self) -> Rolls | None:
        """Return how it stands, None while that is not known: before the first period, while it is about to roll."""

    def start(self, song: int | None) -> None:
        """Let it roll from a tick of its song on, None from where it stands."""

    def stop(self) -> None:
        """Let it stand."""

    def set_tempo(self, bpm: float) -> None:
        """Set the tempo from now on, which counts while we are the timebase."""

    def close(self) -> None:
        """Leave it."""


@dataclass(frozen=True, slots=True)
class Period:
    """What one period said: the moment it begins, the transport's frame there, and whether that rolls."""

    ns: int
    place: int
    rolling: bool


class JackRoll:
    """The transport of a JACK server; all methods but JACK's own are for one thread.

    Args:
        bpm: tempo where we are the timebase.
        wake: called by JACK's thread when it starts or stops; must not block.

    Raises:
        NoJack: there is no server.
    """

    def __init__(self, bpm: float, wake: Callable[[], None]) -> None:
        self._jack = load_jack()
        self._client = client = opened(CLIENT_NAME)
        self.gone = False
        self._wake = wake
        self._moment = moments(self._jack, client)
        self._grid = Grid(0.0, 0, bpm, client.samplerate)
        self._heard = Heard(self._grid)
        self._period: Period | None = None
        self._asked = False
        self._doubted = 0.0
        client.set_process_callback(self._process)
        client.set_shutdown_callback(self._shut_down)
        self._leads = False
        client.activate()
        self._leads = client.set_timebase_callback(self._tell, conditional=True)

    # --- JACK's thread ------------------------------------------------------------------------------------------------

    def _process(self, frames: int) -> None:
        """Note how the transport stands in a period."""
        del frames
        state, position = self._client.transport_query_struct()
        rolling, before = state == self._jack.ROLLING, self._period
        if not rolling and state != self._jack.STOPPED:
            self._period = None  # it is about to roll, perhaps from elsewhere
            return
        if rolling and before is not None and before.rolling:
            self._leads, self._asked = self._asked, False  # a timebase is asked in each period that rolls
        if not self._leads:
            self._learn(position)
        period = Period(self._moment(self._client.last_frame_time), position.frame, rolling)
        if rolling and before is not None and before.rolling and not self._agrees(before, period):
            return
        self._period = period
        if before is None or before.rolling != rolling:
            self._wake()

    def _agrees(self, before: Period, period: Period) -> bool:
        """Return True for what goes on from before, or is said twice: who is called late is told of two periods."""
        begins = self._begins(period)
        doubted, self._doubted = self._doubted, begins
        return min(abs(begins - self._begins(before)), abs(begins - doubted)) < APART_NS

    def _begins(self, period: Period) -> float:
        """Return when the transport's first frame would have been."""
        return period.ns - period.place * NS_PER_SECOND / self._grid.rate

    def _learn(self, position: Any) -> None:  # noqa: ANN401 - cffi's
        """Take bars and beats from another timebase."""
        if not position.valid & BARS_VALID or position.ticks_per_beat <= 0 or position.beats_per_minute <= 0:
            self._heard.known = True  # nobody says; our tempo counts
            return
        self._heard.grid = self._grid
        self._grid = self._heard.take(Said(
            position.frame, position.bar, position.beat, position.tick, max(1.0, position.beats_per_bar),
            position.ticks_per_beat, position.beats_per_minute,
        ))

    def _tell(self, state: int, frames: int, position: Any, new: bool) -> None:  # noqa: ANN401, FBT001 - JACK's call
        """Say what a position is in bars and beats: we are the timebase."""
        del state, frames, new
        self._asked = True
        grid = self._grid
        beats, tick = divmod(max(0.0, grid.tick_at(position.frame)), BEAT_TICKS)
        bar, beat = divmod(int(beats), BAR_BEATS)
        position.valid = BARS_VALID
        position.bar, position.beat, position.tick = bar + 1, beat + 1, int(tick)
        position.bar_start_tick = float(bar * BAR_BEATS * BEAT_TICKS)
        position.beats_per_bar, position.beat_type = float(BAR_BEATS), float(BAR_BEATS)
        position.ticks_per_beat, position.beats_per_minute = float(BEAT_TICKS), grid.bpm

    def _shut_down(self, status: object, reason: object) -> None:
        del status, reason
        self.gone = True
        self._wake()

    # --- ours ---------------------------------------------------------------------------------------------------------

    def rolls(self) -> Rolls | None:
        """Return how it stands, None while that is not known: before the first period, while it is about to roll."""
        period, grid = self._period, self._grid
        if period is None or (period.rolling and not self._leads and not self._heard.known):
            return None
        return Rolls(period.ns, grid.tick_at(period.place), grid.bpm, period.rolling, self._leads)

    def start(self, song: int | None) -> None:
        """Let it roll from a tick of its song on, None from where it stands."""
        if song is not None:
            self._client.transport_locate(self._grid.frame_of(song))
        self._client.transport_start()

    def stop(self) -> None:
        """Let it stand."""
        self._client.transport_stop()

    def set_tempo(self, bpm: float) -> None:
        """Set the tempo from now on, which counts while we are the timebase."""
        frame = self._client.transport_frame
        self._grid = Grid(self._grid.tick_at(frame), frame, bpm, self._client.samplerate)

    def close(self) -> None:
        """Leave it."""
        self._client.deactivate()
        self._client.close()
