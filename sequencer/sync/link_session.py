"""How does a session of Ableton Link stand at a moment of our own clock?

Link finds the others on the network by itself, in threads of its own. It counts microseconds of another clock than
ours, which runs a little faster or slower, so both are read together each time.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from sequencer.midi.library import why_not_loaded, with_extra

if TYPE_CHECKING:
    from collections.abc import Callable

NS_PER_US: Final = 1_000
READS: Final = 3
"""Both clocks are read so often, and the closest pair counts."""


PACKAGE: Final = "LinkPython-extern"


class NoLink(Exception):
    """There is no Link to take part in; says why.

    Attributes:
        installed: the package is there, and something else keeps it from loading.
    """

    def __init__(self, why: str, *, installed: bool) -> None:
        self.installed = installed
        super().__init__(why)


@dataclass(frozen=True, slots=True)
class Stands:
    """How a Link session stands.

    Attributes:
        beat: at the moment asked for; its remainder by the quantum is the phase.
        bpm: of the session.
        playing: its transport runs. playing_ns: since when, or from when on.
        peers: how many others take part.
    """

    beat: float
    bpm: float
    playing: bool
    playing_ns: int
    peers: int


class Session(Protocol):
    """A Link session: `LinkSession`, or a test's."""

    def stands(self, ns: int, quantum: float) -> Stands:
        """Return how it stands at a moment, its phase counted in a number of beats."""

    def join(self, beat: float | None, ns: int) -> None:
        """Take part from now on; while nobody else does, a beat falls on a moment."""

    def set_tempo(self, bpm: float, ns: int) -> None:
        """Change everybody's tempo from a moment on."""

    def set_playing(self, ns: int, *, playing: bool) -> None:
        """Start or stop everybody who shares starts and stops, at a moment."""

    def close(self) -> None:
        """Take part no longer."""


def load_link() -> Any:  # noqa: ANN401 - it ships no types
    """Load LinkPython-extern.

    Raises:
        NoLink: it is missing, or does not load.
    """
    try:
        import link  # noqa: PLC0415 - an extra
    except ImportError as fault:
        why = why_not_loaded("link", fault, PACKAGE)
        raise NoLink(
            why or f"{PACKAGE} is missing: {with_extra('link')}", installed=bool(why)
        ) from fault
    return link


class LinkSession:
    """The Link session of this machine's network; for one thread.

    Args:
        bpm: tempo where nobody else has one.
        starts: starts and stops are shared.
        now_ns: our clock.

    Raises:
        NoLink: LinkPython-extern is missing.
    """

    def __init__(self, bpm: float, *, starts: bool, now_ns: Callable[[], int] = time.monotonic_ns) -> None:
        self._link = load_link().Link(bpm)
        self._link.startStopSyncEnabled = starts
        self._clock = self._link.clock()
        self._now_ns = now_ns

    def stands(self, ns: int, quantum: float) -> Stands:
        """Return how it stands at a moment, its phase counted in a number of beats."""
        state, offset_ns = self._link.captureSessionState(), self._offset_ns()
        micros, rest_ns = divmod(ns + offset_ns, NS_PER_US)
        bpm = state.tempo()
        return Stands(
            state.beatAtTime(micros, quantum) + rest_ns * bpm / 60e9, bpm, state.isPlaying(),
            state.timeForIsPlaying() * NS_PER_US - offset_ns, self._link.numPeers(),
        )

    def join(self, beat: float | None, ns: int) -> None:
        """Take part from now on; while nobody else does, a beat falls on a moment."""
        if beat is not None:
            state = self._link.captureSessionState()
            state.forceBeatAtTime(beat, self._micros(ns), 4.0)
            self._link.commitSessionState(state)
        self._link.enabled = True

    def set_tempo(self, bpm: float, ns: int) -> None:
        """Change everybody's tempo from a moment on."""
        state = self._link.captureSessionState()
        state.setTempo(bpm, self._micros(ns))
        self._link.commitSessionState(state)

    def set_playing(self, ns: int, *, playing: bool) -> None:
        """Start or stop everybody who shares starts and stops, at a moment."""
        state = self._link.captureSessionState()
        state.setIsPlaying(playing, self._micros(ns))
        self._link.commitSessionState(state)

    def close(self) -> None:
        """Take part no longer."""
        self._link.enabled = False

    def _micros(self, ns: int) -> int:
        return (ns + self._offset_ns()) // NS_PER_US

    def _offset_ns(self) -> int:
        """Return how far Link's clock is ahead of ours."""
        pairs = []
        for _ in range(READS):
            before = self._now_ns()
            theirs = int(self._clock.micros()) * NS_PER_US
            after = self._now_ns()
            pairs.append((after - before, theirs - (before + after) // 2))
        return min(pairs)[1]
