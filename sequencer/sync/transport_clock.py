"""Where does the song of JACK's transport stand, and what do we ask of it?

The transport leads: who wants to play asks it to roll, and starts when it does. While it stands there is no time to
keep, and the last tempo goes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.timebase import BAR_TICKS, BEAT_TICKS
from sequencer.midi.timeline import NS_PER_MS
from sequencer.sync.pulse_filter import FASTEST_BPM, SLOWEST_BPM
from sequencer.sync.shared_line import SharedLine, tick_ns
from sequencer.wire.master import MasterMoved, SourcePeers, SourceSays

if TYPE_CHECKING:
    from sequencer.sync.jack_roll import Rolls, Transport
    from sequencer.wire.master import Lead, Listen
    from sequencer.wire.sync import FromSource

LOOK_NS: Final = 10 * NS_PER_MS
JUMP_TICKS: Final = BEAT_TICKS // 4
"""A song that is further off than this has been moved; a period that was lost is less."""
READY_NS: Final = 40 * NS_PER_MS
"""So long before a bar line it has to be known that we come in there."""


class TransportClock:
    """JACK's transport as a source of time; for one thread.

    Args:
        transport: that is shared. wanted: with how our own session stands, which goes on.
    """

    poll_ns = LOOK_NS

    def __init__(self, transport: Transport, wanted: Listen) -> None:
        self._transport = transport
        self._line = SharedLine(wanted.line)
        self._plays = wanted.playing
        self._leads: bool | None = None
        self._rolling = False
        self._song_ns = 0
        self._song = 0.0
        self._bpm = 0.0
        self._joins = False

    @property
    def gone(self) -> bool:
        """The server has ended."""
        return self._transport.gone

    def poll(self, ns: int) -> list[FromSource]:
        """Return the news of the transport at a moment."""
        rolls = self._transport.rolls()
        if rolls is None:
            return []
        said = self._timebase(leads=rolls.leads)
        if not SLOWEST_BPM <= rolls.bpm <= FASTEST_BPM:
            return said
        if not rolls.rolling:
            if self._rolling:
                said.append(MasterMoved("stop", self._line.tick_at(ns), ns, round(rolls.song), rolls.bpm))
            self._rolling = self._joins = False
            self._keep(rolls)
            return said
        meant = self._song + (rolls.ns - self._song_ns) / tick_ns(self._bpm or rolls.bpm)
        started, jumped = not self._rolling, self._rolling and abs(meant - rolls.song) > JUMP_TICKS
        self._rolling = True
        self._keep(rolls)
        at = self._line.at(rolls.song, rolls.bpm, rolls.ns)
        said += [] if at is None else [at]
        if started and self._plays:
            pass  # it has rolled all the time, and so have we
        elif started:
            said.append(self._moved(rolls, rolls.song))
        elif jumped:
            said.append(MasterMoved("jump", self._line.tick_at(rolls.ns), rolls.ns, round(rolls.song), rolls.bpm))
        elif self._joins:
            ready = rolls.song + (ns + READY_NS - rolls.ns) / tick_ns(rolls.bpm)
            said.append(self._moved(rolls, -(-ready // BAR_TICKS) * BAR_TICKS))
        self._joins = False
        self._plays = False
        return said

    def told(self, lead: Lead, ns: int) -> None:
        """Ask of the transport what was asked of us."""
        del ns
        if lead.bpm is not None:
            self._transport.set_tempo(lead.bpm)
        if lead.playing is False and self._rolling:
            self._transport.stop()
        elif lead.playing and self._rolling:
            self._joins = lead.asked
        elif lead.playing:
            self._transport.start(lead.song)

    def close(self) -> None:
        """Leave the transport."""
        self._transport.close()

    def _keep(self, rolls: Rolls) -> None:
        self._song, self._song_ns, self._bpm = rolls.song, rolls.ns, rolls.bpm

    def _moved(self, rolls: Rolls, song: float) -> MasterMoved:
        """Return that we are to play from a place of the song on."""
        moment = rolls.ns + round((song - rolls.song) * tick_ns(rolls.bpm))
        first = song < JUMP_TICKS
        return MasterMoved(
            "start" if first else "continue", self._line.tick_at(moment), moment, round(song), rolls.bpm
        )

    def _timebase(self, *, leads: bool) -> list[FromSource]:
        if leads == self._leads:
            return []
        self._leads = leads
        whose = "our tempo counts" if leads else "another program says the tempo"
        return [SourceSays(f"on JACK's transport: {whose}"), SourcePeers(None, tempo=leads)]
