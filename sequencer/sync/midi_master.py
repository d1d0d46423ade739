"""Where does a MIDI master stand: its pulses, its song, its transport?

MIDI clock counts pulses and nothing else; a song position, Start, Stop and Continue come beside them. Start means that
the next pulse is the song's first, Continue that the next one is where the song stands.

Source: MIDI 1.0 detailed specification, system real time messages and song position pointer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from sequencer.midi.messages import CLOCK, CLOCK_TICKS, CONTINUE, SONG_POSITION_TICKS, START, STOP
from sequencer.sync.pulse_filter import FASTEST_BPM, SLOWEST_BPM, PulseFilter
from sequencer.wire.master import MasterAt, MasterMoved

if TYPE_CHECKING:
    from sequencer.midi.timeline import Timeline
    from sequencer.wire.master import Lock
    from sequencer.wire.sync import FromSource

SONG_POSITION: Final = 0xF2
SILENT_PULSES: Final = 4
"""After so many pulses without one, the clock is lost, and its last tempo goes on."""
ANEW_PULSES: Final = 48
"""After so many, the pulse that comes is the first of a new count: nobody knows how many were missed."""
KNOWN_PULSES: Final = 8
"""Before so many, the tempo that was is better than the one measured."""
UNSET_BPM: Final = 120.0


class MidiMaster:
    """Follows one master; pure, told every message with its moment.

    Args:
        bpm: tempo until the master's is known.
        line: where its count stood when it was heard before, by another of us; None begins anew.
    """

    def __init__(self, bpm: float = UNSET_BPM, line: Timeline | None = None) -> None:
        self._filter = PulseFilter()
        self._bpm = bpm
        self._pulse = -1
        self._line = line
        self._song_pulse = 0
        """Of the song, at the next pulse."""
        self._plays = False
        self._armed: Literal["start", "continue"] | None = None
        self._told = False
        """What is armed has been told already."""

    def take(self, message: bytes, ns: int) -> list[FromSource]:
        """Take one message that arrived at a moment; return what there is to say of it."""
        if message == CLOCK:
            return self._pulsed(ns)
        if message == START:
            self._song_pulse = 0
            return self._arm("start", ns)
        if message == CONTINUE:
            return self._arm("continue", ns)
        if message == STOP:
            return self._stop(ns)
        if message[0] == SONG_POSITION and len(message) == 3:  # noqa: PLR2004 - status and two data bytes
            return self._locate((message[1] | message[2] << 7) * SONG_POSITION_TICKS // CLOCK_TICKS)
        return []

    def idle(self, ns: int) -> list[FromSource]:
        """Return the reports due at a moment when nothing has come until then: the place of a lost clock."""
        period = self._filter.period_ns
        if not period or (ns - self._filter.ns) / period < SILENT_PULSES:
            return []
        missed = int((ns - self._filter.ns) // period)
        return [self._at(missed, "lost")]

    def _pulsed(self, ns: int) -> list[FromSource]:
        beats = self._filter
        gap = (ns - beats.ns) / beats.period_ns if beats.period_ns else 0.0
        waited = self._armed is not None and not self._told
        if gap > ANEW_PULSES or (waited and gap > SILENT_PULSES):
            beats.begin(ns)
            count = 1 if waited else round(gap)  # a count that goes on keeps the beat as well as can be
        else:
            count = beats.pulse(ns)
        if self._line is not None:
            self._pulse, self._line = round(self._line.tick_at(ns) / CLOCK_TICKS) - count, None
        self._pulse += count
        armed, self._armed = self._armed, None
        moved = [self._moved(armed, 0)] if waited and armed is not None else []
        if armed is not None:
            self._plays = True
        if self._plays:
            self._song_pulse += 1 if waited else count
        return [self._at(0, "locked" if beats.locked else "locking"), *moved]

    def _arm(self, how: Literal["start", "continue"], ns: int) -> list[FromSource]:
        """Start or continue with the next pulse; where pulses run, it is known when that comes."""
        self._plays, self._armed = False, how
        period = self._filter.period_ns
        runs = self._filter.locked and (ns - self._filter.ns) / period < SILENT_PULSES
        self._told = runs
        return [self._moved(how, 1)] if runs else []

    def _stop(self, ns: int) -> list[FromSource]:
        was = self._plays or self._told
        self._plays, self._armed, self._told = False, None, False
        if not was:
            return []
        return [MasterMoved("stop", self._pulse * CLOCK_TICKS, ns, self._song_pulse * CLOCK_TICKS, self.bpm)]

    def _locate(self, song_pulse: int) -> list[FromSource]:
        """Take a song position; a song that plays jumps there with the next pulse."""
        here = self._song_pulse == song_pulse
        self._song_pulse = song_pulse
        return [self._moved("jump", 1)] if self._plays and not here else []

    @property
    def bpm(self) -> float:
        """The master's tempo, or the one to begin with while it is not known."""
        found = self._filter.bpm
        return found if self._filter.heard >= KNOWN_PULSES and SLOWEST_BPM <= found <= FASTEST_BPM else self._bpm

    def _at(self, later: int, lock: Lock) -> MasterAt:
        beats = self._filter
        song = (self._song_pulse - 1 + later) * CLOCK_TICKS if self._plays else None
        return MasterAt(
            (self._pulse + later) * CLOCK_TICKS, round(beats.ns + later * beats.period_ns), self.bpm, lock, song,
            round(beats.jitter_ns),
        )

    def _moved(self, action: Literal["start", "continue", "jump"], later: int) -> MasterMoved:
        beats = self._filter
        return MasterMoved(
            action, (self._pulse + later) * CLOCK_TICKS, round(beats.ns + later * beats.period_ns),
            self._song_pulse * CLOCK_TICKS, self.bpm,
        )
