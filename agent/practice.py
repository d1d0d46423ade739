"""How does a silent session behave: stopped, in this process, every wish applied in full at once?

For wishes without a running session, and for trying out what a wish would do. Nothing of it is kept.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine import apply, explain, start
from engine.agenda import rows
from engine.bar import Outcome
from engine.clock_words import clock_word
from engine.commands import Wish
from engine.control import (
    MAX_OFFSET_MS,
    MAX_SHIFT_MS,
    ClockStatus,
    LatenessStatus,
    Moved,
    PortStatus,
    Snapshot,
    phrase_status,
    sends_clock,
)
from engine.errors import SoundFailed
from engine.goals import goals
from engine.jam import jam_row

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from engine.commands import Command
    from engine.config import Config
    from engine.control import ClockWish, Notice, RecordAction, TransportAction
    from engine.heard import HeardBar
    from engine.state import SessionState
    from engine.when import When
    from engine.why import Explanation

NO_SOUND = "a session that does not run is not heard; start one with techno play"
NO_RECORDING = "there is no recording in a session that does not run; start one with techno play"
NO_OUTPUT = "a session that does not run has no outputs"


class PracticeSession:
    """A `SessionControl` over a state of its own."""

    def __init__(self, state: SessionState) -> None:
        self._state = state
        self._asked = 0
        self._playing = False
        self._sync = ClockStatus(send=False)

    @classmethod
    def of(cls, config: Config, name: str = "") -> PracticeSession:
        """Return a session of a config, before its first bar."""
        return cls(start(config, name=name))

    async def submit(
        self, command: Command, *, author: str = "user", turn: str = "", when: When | None = None
    ) -> Outcome:
        """Apply a wish at once, in full."""
        self._asked += 1
        wish = Wish(command, f"practice-{self._asked}", author, turn, when)
        self._state, outcomes = apply(self._state, (wish,))
        own = [outcome for outcome in outcomes if outcome.wish == wish.id]
        return own[-1]

    async def transport(self, action: TransportAction, *, from_bar: int = 0, count_in: int = 0) -> Moved:
        """Record the action; no bar is played."""
        del from_bar, count_in
        self._playing = {"play": True, "continue": True, "stop": False}.get(action, self._playing)
        return Moved(self._playing, None, 0)

    async def snapshot(self) -> Snapshot:
        """Return a snapshot of the session: stopped, before its first bar."""
        config = self._state.config
        return Snapshot(
            playing=False, bar=None, bpm=config.bpm, config=self._state.name, scores=None, goals=goals(config.targets),
            ports=(), clock=clock_word(self._sync), lateness_us=LatenessStatus(), rescues=0, recording=None,
            name="practice", phrase=phrase_status(self._state), agenda=tuple(rows(self._state)), energy=config.energy,
            jam=jam_row(self._state), sync=self._sync,
        )

    async def state(self) -> SessionState:
        """Return the state from which the next bar would be made."""
        return self._state

    async def why(self, layer: str, step: int, *, bar: int | None = None) -> Explanation:
        """Return why a step of the next bar would sound; see `SessionControl`."""
        if bar is not None and bar != self._state.bar:
            raise KeyError(f"bar {bar + 1} is not kept; this session has not played")
        return explain(self._state, (), layer, step)

    async def heard(self, bars: int) -> tuple[HeardBar, ...]:
        """Return no bars: none has sounded."""
        del bars
        return ()

    async def record(self, action: RecordAction, *, name: str = "", author: str = "user") -> Outcome:
        """Refuse: there is nothing to record."""
        return Outcome("", author, "record", name, "refused", action, None, None, reason=NO_RECORDING)

    async def strike(self, layer: str, velocity: int, *, quantised: bool = False) -> Outcome:
        """Refuse: nothing sounds here."""
        del quantised
        return Outcome("", "user", "strike", layer, "refused", velocity, None, None, reason=NO_SOUND)

    async def trim(self, output: int, ms: float, *, latency_ms: float | None = None) -> PortStatus:
        """Refuse: there are no outputs."""
        del ms, latency_ms
        raise IndexError(f"{NO_OUTPUT}: {output}")

    async def clock(self, wish: ClockWish) -> ClockStatus:
        """Keep what is wished; nothing plays in time here."""
        if wish.here:
            raise ValueError("no MIDI clock is heard whose bar could begin here")
        if not -MAX_OFFSET_MS <= wish.offset_ms <= MAX_OFFSET_MS:
            raise ValueError(f"the offset of a clock lies in -{MAX_OFFSET_MS:g}..{MAX_OFFSET_MS:g} ms")
        self._sync = ClockStatus(
            wish.source, wish.port, wish.follow, sends_clock(wish), wish.offset_ms,
            "own" if wish.source == "own" else "waiting", shift_ms=self._sync.shift_ms, bars=wish.bars,
        )
        return self._sync

    async def shift(self, ms: float) -> ClockStatus:
        """Keep what is wished; nothing plays in time here."""
        if not -MAX_SHIFT_MS <= ms <= MAX_SHIFT_MS:
            raise ValueError(f"a shift lies in -{MAX_SHIFT_MS:g}..{MAX_SHIFT_MS:g} ms")
        self._sync = replace(self._sync, shift_ms=ms)
        return self._sync

    async def listen(self, *, on: bool) -> PortStatus:
        """Refuse: nothing sounds here."""
        del on
        raise SoundFailed(NO_SOUND)

    async def end(self) -> None:
        """Do nothing: nothing runs."""

    def subscribe(self) -> AsyncIterator[Notice]:
        """Return no notices: nothing happens here."""
        return _Nothing()


class _Nothing:
    """Notices of a session in which nothing happens."""

    def __aiter__(self) -> _Nothing:
        return self

    async def __anext__(self) -> Notice:
        raise StopAsyncIteration
