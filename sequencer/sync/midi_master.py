"""Where does a MIDI master stand: its pulses, its song, its transport?

MIDI clock counts pulses and nothing else; a song position, Start, Stop and Continue come beside them. Start means that
the next pulse is the song's first, Continue that the next one is where the song stands.

Source: MIDI 1.0 detailed specification, system real time messages and song position pointer.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

from engine.timebase import BAR_TICKS
from sequencer.midi.messages import CLOCK, CLOCK_TICKS, CONTINUE, SONG_POSITION_TICKS, START, STOP
from sequencer.midi.timeline import NS_PER_MS, Timeline
from sequencer.sync.pulse_filter import FASTEST_BPM, SLOWEST_BPM, PulseFilter
from sequencer.wire.master import MasterAt, MasterMoved

if TYPE_CHECKING:
    from sequencer.wire.master import Lock
    from sequencer.wire.sync import FromSource

SONG_POSITION: Final = b"\xf2"
DATA: Final = 0x7F
MOST_MOVES: Final = 4
"""Moves of its transport that are told between two pulses; of a storm, the next pulse tells how it ended."""
SILENT_PULSES: Final = 4
"""After so many pulses without one, the clock is lost, and its last tempo goes on."""
ANEW_PULSES: Final = 48
"""After so many, the pulse that comes is the first of a new count: nobody knows how many were missed."""
KNOWN_PULSES: Final = 8
"""Before so many, the tempo that was is better than the one measured."""
UNSET_BPM: Final = 120.0
BAR_PULSES: Final = BAR_TICKS // CLOCK_TICKS
READY_NS: Final = 40 * NS_PER_MS
"""So long before a bar line it has to be known that we start there."""


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
        self._placed = False
        """Where the song is has been heard."""
        self._armed: Literal["start", "continue"] | None = None
        self._told = False
        """What is armed has been told already."""
        self._moves = 0
        self._owed: Literal["stop", "jump"] | None = None
        """What is to be told at the next pulse, of a storm."""
        self._kept: Timeline | None = None
        """Where it stood when its tempo was last a steady one that is played."""

    def take(self, message: bytes, ns: int) -> list[FromSource]:
        """Take one message that arrived at a moment; return what there is to say of it."""
        if message == CLOCK:
            return self._pulsed(ns)
        if message == START:
            self._song_pulse, self._placed = 0, True
            return self._arm("start", ns)
        if message == CONTINUE:
            return self._arm("continue", ns)
        if message == STOP:
            return self._stop(ns)
        if message[:1] == SONG_POSITION and len(message) == 3:  # noqa: PLR2004 - status and two data bytes
            place = (message[1] & DATA | (message[2] & DATA) << 7) * SONG_POSITION_TICKS
            return self._locate(place // CLOCK_TICKS)
        return []

    def here(self, ns: int, *, playing: bool) -> list[FromSource]:
        """Take it that a bar of its song begins with the pulse nearest to a moment, as somebody says who hears it.

        Who plays is there at once; who does not starts with the next bar.
        """
        if not self.runs(ns):
            return []
        since = (ns - self._filter.ns) / self._filter.period_ns
        later = round(since)
        if not playing:
            ready = since + READY_NS / self._filter.period_ns
            later += BAR_PULSES * math.ceil((ready - later) / BAR_PULSES)
        self._plays, self._placed, self._armed, self._told = True, True, None, False
        if not playing:
            self._song_pulse = 1 - later
            return [replace(self._moved("start", later, 0), by_hand=True)]
        self._song_pulse = 1 + BAR_PULSES * (later > 1) - later
        return [replace(self._moved("jump", 1), by_hand=True)]

    def runs(self, ns: int) -> bool:
        """Return True when its pulses are heard, and well."""
        beats = self._filter
        return beats.locked and (ns - beats.ns) / beats.period_ns < SILENT_PULSES

    def idle(self, ns: int) -> list[FromSource]:
        """Return the reports due at a moment when no pulse has come until then: the place of a lost clock."""
        period = self._filter.period_ns
        if not period or (ns - self._filter.ns) / period < SILENT_PULSES:
            return []
        missed = int((ns - self._filter.ns) // period)
        owed, self._owed = self._owed, None
        return [*([self._stopped(ns)] if owed == "stop" else []), self._at(missed, "lost")]

    def _pulsed(self, ns: int) -> list[FromSource]:
        beats, self._moves = self._filter, 0
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
        owed, self._owed = self._owed, None
        if owed == "stop" and not self._plays:
            moved.append(self._stopped(ns))
        elif owed == "jump" and self._plays and not moved:
            moved.append(self._moved("jump", 0, self._song_pulse - 1))
        return [self._heard(ns), *moved]

    def _heard(self, ns: int) -> MasterAt:
        """Return where it stands at its last pulse; at a tempo that nobody plays, where it would stand at its last."""
        beats = self._filter
        if beats.locked and (beats.settled or self._kept is None):
            self._kept = Timeline(self._pulse * CLOCK_TICKS, round(beats.ns), self.bpm)
        elif not beats.locked and self._kept is not None:
            self._line = kept = self._kept
            if beats.heard >= BAR_PULSES:
                self._filter = PulseFilter()  # it has lost itself, and listens anew
            return MasterAt(kept.tick_at(ns), kept.ns_at(kept.tick_at(ns)), kept.bpm, "lost")
        return self._at(0, "locked" if beats.locked else "locking")

    def _arm(self, how: Literal["start", "continue"], ns: int) -> list[FromSource]:
        """Start or continue with the next pulse; where pulses run, it is known when that comes."""
        self._plays, self._armed = False, how
        self._moves += 1
        self._told, self._owed = self.runs(ns) and self._moves <= MOST_MOVES, None
        return [self._moved(how, 1)] if self._told else []

    def _stop(self, ns: int) -> list[FromSource]:
        was = self._plays or self._told
        self._plays, self._armed, self._told = False, None, False
        self._moves += 1
        if was and self._moves > MOST_MOVES and self.runs(ns):
            self._owed = "stop"
            return []
        return [self._stopped(ns)] if was else []

    def _stopped(self, ns: int) -> MasterMoved:
        return MasterMoved("stop", self._pulse * CLOCK_TICKS, ns, self._song_pulse * CLOCK_TICKS, self.bpm)

    def _locate(self, song_pulse: int) -> list[FromSource]:
        """Take a song position; a song that plays jumps there with the next pulse."""
        here = self._song_pulse == song_pulse
        self._song_pulse, self._placed = song_pulse, True
        if not self._plays or here:
            return []
        self._moves += 1
        self._owed = "jump" if self._moves > MOST_MOVES else None
        return [self._moved("jump", 1)] if self._owed is None else []

    @property
    def bpm(self) -> float:
        """The master's tempo, or the one to begin with while it is not known."""
        found = self._filter.bpm
        return found if self._filter.heard >= KNOWN_PULSES and SLOWEST_BPM <= found <= FASTEST_BPM else self._bpm

    def _at(self, later: int, lock: Lock) -> MasterAt:
        beats = self._filter
        song = (self._song_pulse - 1 + later) * CLOCK_TICKS if self._plays else None
        cue = self._song_pulse * CLOCK_TICKS if self._placed and not self._plays else None
        return MasterAt(
            (self._pulse + later) * CLOCK_TICKS, round(beats.ns + later * beats.period_ns), self.bpm, lock, song,
            round(beats.jitter_ns), cue,
        )

    def _moved(
        self, action: Literal["start", "continue", "jump"], later: int, song_pulse: int | None = None
    ) -> MasterMoved:
        beats = self._filter
        song = self._song_pulse if song_pulse is None else song_pulse
        return MasterMoved(
            action, (self._pulse + later) * CLOCK_TICKS, round(beats.ns + later * beats.period_ns),
            song * CLOCK_TICKS, self.bpm,
        )
