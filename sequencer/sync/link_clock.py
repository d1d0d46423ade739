"""Where does an Ableton Link session stand, and what do we tell it?

Everybody in a Link session shares one tempo, one beat, and, who wants to, starts and stops. Nobody leads: whoever
changes something changes it for all. Who joins takes the session's tempo and phase; who is alone keeps their own.

Bars begin where the session's phase is 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.timebase import BAR_TICKS, BEAT_TICKS
from sequencer.midi.timeline import NS_PER_MS
from sequencer.sync.pulse_filter import FASTEST_BPM, SLOWEST_BPM
from sequencer.sync.shared_line import SharedLine, tick_ns
from sequencer.wire.master import MasterMoved, SourcePeers, SourceSays

if TYPE_CHECKING:
    from sequencer.sync.link_session import Session, Stands
    from sequencer.wire.master import Lead, Listen
    from sequencer.wire.sync import FromSource

LOOK_NS: Final = 10 * NS_PER_MS
ALONE_NS: Final = 1_500 * NS_PER_MS
"""Who has found nobody by then is alone; others are found and measured within half a second."""
READY_NS: Final = 40 * NS_PER_MS
"""So long before a bar line it has to be known that we start there."""
PAST_NS: Final = 10 * NS_PER_MS
"""Who started so shortly after a bar line meant that line."""
BAR_BEATS: Final = BAR_TICKS // BEAT_TICKS


def fold(bpm: float) -> float:
    """Return how many of our beats go into one of a session whose tempo we may be unable to play: 1, 1/2, 1/4 or 2."""
    share = 1.0
    while bpm * share > FASTEST_BPM:
        share /= 2
    while bpm * share < SLOWEST_BPM:
        share *= 2
    return share


class LinkClock:
    """A Link session as a source of time; for one thread.

    Args:
        session: that we take part in.
        wanted: with the phrase on whose lines a start falls, and how our own session stands, which goes on.
        ns: the moment now.
    """

    poll_ns = LOOK_NS
    gone = False

    def __init__(self, session: Session, wanted: Listen, ns: int) -> None:
        self._session = session
        self._bars = wanted.bars
        self._since_ns = ns
        self._joined = False
        self._plays = wanted.playing
        self._session_plays = False
        self._peers = -1
        self._line = SharedLine(wanted.line)
        line = wanted.line
        session.join(None if line is None else line.tick / BEAT_TICKS, ns if line is None else line.ns)

    def poll(self, ns: int) -> list[FromSource]:
        """Return the reports due at a moment."""
        stands = self._session.stands(ns, BAR_BEATS * self._bars)
        if not self._joined:
            if not stands.peers and ns - self._since_ns < ALONE_NS:
                return []
            self._joined = True
        said = self._others(stands.peers)
        share = fold(stands.bpm)
        if share != 1.0:
            stands = self._session.stands(ns, BAR_BEATS * self._bars / share)
        at = self._line.at(stands.beat * share * BEAT_TICKS, stands.bpm * share, ns)
        if at is not None:
            said.append(at)
        if stands.playing != self._session_plays:
            self._session_plays = stands.playing
            if stands.playing != self._plays:
                self._plays = stands.playing
                said.append(self._moved(stands, share, ns))
        return said

    def told(self, lead: Lead, ns: int) -> None:
        """Pass on to the session what was changed here."""
        if lead.bpm is not None:
            self._session.set_tempo(lead.bpm, ns)
        if lead.playing is not None and lead.playing != self._plays:
            # told even where the session seems to do that: who joins is not told whether others play
            self._plays = self._session_plays = lead.playing
            self._session.set_playing(max(ns, lead.ns), playing=lead.playing)

    def close(self) -> None:
        """Leave the session."""
        self._session.close()

    def _others(self, peers: int) -> list[FromSource]:
        if peers == self._peers:
            return []
        self._peers = peers
        words = "nobody else yet" if not peers else "one other" if peers == 1 else f"{peers} others"
        return [SourceSays(f"in the Link session: {words}"), SourcePeers(peers)]

    def _moved(self, stands: Stands, share: float, ns: int) -> MasterMoved:
        """Return that the session's transport moved, a start with the line on which it falls."""
        song, bpm = stands.beat * share * BEAT_TICKS, stands.bpm * share
        if not stands.playing:
            return MasterMoved("stop", self._line.tick_at(ns), ns, 0, bpm)
        ticks = BAR_TICKS * self._bars
        ahead_ns = max(stands.playing_ns - PAST_NS, ns + READY_NS) - ns
        ahead = song + ahead_ns / tick_ns(bpm)
        begins = -(-ahead // ticks) * ticks
        moment = ns + round((begins - song) * tick_ns(bpm))
        return MasterMoved("start", self._line.tick_at(moment), moment, 0, bpm)
