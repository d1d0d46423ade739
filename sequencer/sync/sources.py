"""Which clock is listened to, and how does each say where it stands?

A source is polled by the one thread of its process: when something has come, and otherwise every few milliseconds.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final, Protocol

from sequencer.midi.jack_library import NoJack
from sequencer.midi.timeline import NS_PER_MS
from sequencer.sync.jack_input import JackInput
from sequencer.sync.jack_roll import JackRoll
from sequencer.sync.link_clock import LinkClock
from sequencer.sync.link_session import LinkSession, NoLink
from sequencer.sync.midi_input import MidiInput, NoMidi
from sequencer.sync.midi_master import MidiMaster
from sequencer.sync.transport_clock import TransportClock
from sequencer.wire.master import SourceSays

if TYPE_CHECKING:
    from collections import deque
    from collections.abc import Callable

    from sequencer.midi.timeline import Timeline
    from sequencer.wire.master import Lead, Listen
    from sequencer.wire.sync import FromSource

LOOK_NS: Final = 1_000 * NS_PER_MS
"""Between two looks whether the port is there."""
IDLE_NS: Final = 50 * NS_PER_MS
"""Between two words on a clock that is not heard."""


class NoSource(Exception):
    """The clock cannot be listened to now; says why."""


class Source(Protocol):
    """One clock that is listened to; for one thread.

    Attributes:
        poll_ns: how long it may be left alone when nothing wakes us.
        gone: what it listened through has ended.
    """

    poll_ns: int

    @property
    def gone(self) -> bool:
        """What it listened through has ended."""

    def poll(self, ns: int) -> list[FromSource]:
        """Return the reports due at a moment."""

    def told(self, lead: Lead, ns: int) -> None:
        """Take what was changed here, at a moment."""

    def close(self) -> None:
        """Listen no more."""


class Input(Protocol):
    """A port that messages come in at: `JackInput`, `MidiInput` or a test's.

    Attributes:
        heard: messages with their moments.
        gone: the MIDI system has ended.
    """

    heard: deque[tuple[int, bytes]]
    gone: bool

    def connect(self) -> str:
        """Connect to its port; return its name, "" while there is none."""

    def close(self) -> None:
        """Close the port."""


class MidiClockIn:
    """MIDI clock that comes in at a port.

    Args:
        port: that it comes in at. pattern: of what it is connected to, for people.
        bpm: tempo until the master's is known. line: that its count goes on from, None begins anew.
    """

    poll_ns = IDLE_NS

    def __init__(self, port: Input, pattern: str, bpm: float, line: Timeline | None = None) -> None:
        self._port = port
        self._pattern = pattern
        self._master = MidiMaster(bpm, line)
        self._name: str | None = None
        self._looked_ns: int | None = None
        self._due: list[FromSource] = []

    @property
    def gone(self) -> bool:
        """The MIDI system has ended."""
        return self._port.gone

    def poll(self, ns: int) -> list[FromSource]:
        """Return the reports due at a moment."""
        said, self._due = self._due, []
        if self._looked_ns is None or ns - self._looked_ns >= LOOK_NS:
            self._looked_ns = ns
            said.extend(self._look())
        while self._port.heard:
            moment, message = self._port.heard.popleft()
            said.extend(self._master.take(message, moment))
        return [*said, *self._master.idle(ns)]  # knobs on the same port are no clock

    def told(self, lead: Lead, ns: int) -> None:
        """Learn where its bar begins; it is not ours to change otherwise."""
        if lead.here:
            self._due += self._master.here(min(lead.ns, ns), playing=bool(lead.playing))

    def _look(self) -> list[FromSource]:
        name = self._port.connect()
        if name == self._name:
            return []
        self._name = name
        if name:
            return [SourceSays(f"clock comes in from {name}")]
        if self._pattern:
            return [SourceSays(f"no port matches {self._pattern!r} yet; its clock is taken when it appears")]
        return [SourceSays("waiting for a clock: connect it to the port of techno-clock")]

    def close(self) -> None:
        """Close the port."""
        self._port.close()


def made(wanted: Listen, wake: Callable[[], None]) -> Source:
    """Return a source of time.

    Args:
        wanted: which one. wake: for its threads: something has come.

    Raises:
        NoSource: it is not there now.
    """
    if wanted.source == "link":
        return _link(wanted)
    if wanted.source == "jack":
        return _transport(wanted, wake)
    port: Input
    try:
        port = JackInput(wanted.port, wake)
    except NoJack:
        try:
            port = MidiInput(wanted.port, wake)
        except NoMidi as fault:
            raise NoSource(f"no clock can come in: {fault}") from fault
    return MidiClockIn(port, wanted.port, wanted.bpm, wanted.line)


def _link(wanted: Listen) -> Source:
    try:
        session = LinkSession(wanted.bpm, starts=wanted.transport)
    except NoLink as fault:
        raise NoSource(str(fault)) from fault
    return LinkClock(session, wanted, time.monotonic_ns())


def _transport(wanted: Listen, wake: Callable[[], None]) -> Source:
    try:
        transport = JackRoll(wanted.bpm, wake)
    except NoJack as fault:
        raise NoSource(f"JACK's transport cannot be followed: {fault}") from fault
    return TransportClock(transport, wanted)
