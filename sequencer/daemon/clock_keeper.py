"""Whose time does the session keep, and what happens when the process that hears it dies?

The daemon starts a source of time, passes on to the player what it says, and keeps how it stands for people. A source
that dies is started again; meanwhile the player goes on at the last tempo.
"""

from __future__ import annotations

import asyncio
import socket
import subprocess
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from engine.control import ClockStatus, sends_clock
from engine.timebase import BAR_TICKS
from sequencer.daemon.silence import LOOK_SECONDS, Silence
from sequencer.midi.timeline import NS_PER_MS, Timeline
from sequencer.wire.launch import python_command, python_environment
from sequencer.wire.link import Garbled, LinkClosed
from sequencer.wire.master import Lead, Listen, MasterAt, SourcePeers, SourceSays
from sequencer.wire.orders import FollowClock
from sequencer.wire.sync import listener_link

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.control import Awaits, ClockWish, TransportAction
    from sequencer.wire.orders import Order
    from sequencer.wire.reports import ClockFollowed
    from sequencer.wire.sync import FromSource, ListenerLink

AGAIN_SECONDS: Final = 0.5
LONGEST_AGAIN_SECONDS: Final = 5.0
END_SECONDS: Final = 1.0


UNHEARD: Final = {
    "start": "playing begins with its next Start or Continue; :clock here, on its first beat, says where its bar is",
    "bar": "beats fall on its pulses, and bars on its bars from its next Start on; :clock here says where its bar is",
}
SHARED: Final = frozenset({"link", "jack"})
"""Clocks that everybody may change who shares them."""


def waits_for_start(wish: ClockWish) -> bool:
    """Return True when playing starts with the transport that is followed."""
    return wish.follow != "tempo" and wish.source == "in"


class ClockKeeper:
    """Keeps the source of time that is wanted; owned by the one thread of the daemon's event loop.

    Attributes:
        status: how it stands. ready: the clock that is wanted can be had.

    Args:
        tell: sends the player an order.
        say: told what people should know.
        bpm: tells the session's tempo, for a clock that has none yet.
        line: tells where the last bar lies, for a clock that goes on from there; None before the first.
    """

    def __init__(
        self, tell: Callable[[Order], None], say: Callable[[str], None], bpm: Callable[[], float],
        line: Callable[[], Timeline | None],
    ) -> None:
        self.status = ClockStatus()
        self._tell = tell
        self._say = say
        self._bpm = bpm
        self._line = line
        self._plays = False
        self._at: MasterAt | None = None
        self._may_lead = True
        self.ready = False
        self._process: subprocess.Popen[bytes] | None = None
        self._link: ListenerLink | None = None
        self._later: asyncio.TimerHandle | None = None
        self._again_seconds = AGAIN_SECONDS
        self._fault = ""
        self._asked = False
        self._silence: Silence | None = None
        """Of a source that says where a MIDI clock stands: from then on it does many times a second."""
        self._looking: asyncio.TimerHandle | None = None

    def follow(self, wish: ClockWish) -> ClockStatus:
        """Keep another clock's time from now on, or one's own; return how that stands.

        Raises:
            ValueError: it cannot be followed, with the reason.
        """
        before = self.status
        wanted, had = ((one.source, one.port, one.bars, one.follow == "tempo") for one in (wish, before))
        same = wanted == had and self._link is not None
        send = sends_clock(wish)
        self._asked = True
        self.status = ClockStatus(
            wish.source, wish.port, follow=wish.follow, send=send, offset_ms=wish.offset_ms,
            shift_ms=before.shift_ms, state=before.state if same else "own" if wish.source == "own" else "waiting",
            bars=wish.bars, peers=before.peers if same else None, awaits=before.awaits if same else "",
            song_bar=before.song_bar if same else None,
        )
        if not same:
            self._stop()
            self._at = None
        self._tell(self.order())
        if wish.source != "own" and not same:
            self._fault = ""
            self._again_seconds = AGAIN_SECONDS
            self._start()
        return self.status

    def order(self) -> FollowClock:
        """Return the order for the player, now and again when it is replaced."""
        now = self.status
        return FollowClock(
            now.source, now.follow != "transport", now.follow != "tempo",
            self._later_ns(), now.send, now.bars,
        )

    def _later_ns(self) -> int:
        """Return how much later we play than the clock says."""
        return round((self.status.offset_ms + self.status.shift_ms) * NS_PER_MS)

    def orders(self) -> list[FollowClock]:
        """Return the orders for a new player: none where no other clock was ever asked for."""
        return [self.order()] if self._asked else []

    def followed(self, report: ClockFollowed) -> None:
        """Keep how well the player follows."""
        if self.status.source == "own":
            return
        self.status = replace(
            self.status, state=report.state, off_ms=report.off_ns / NS_PER_MS, bpm=report.bpm,
            jitter_ms=report.jitter_ns / NS_PER_MS,
        )

    @property
    def leads_tempo(self) -> bool:
        """The tempo is that of the clock that is followed, which has been heard."""
        now = self.status
        return now.source != "own" and now.follow != "transport" and bool(now.bpm)

    def next_bpm(self, own: float) -> float:
        """Return the tempo of the next bar, where the session's own is another."""
        return round(self.status.bpm, 2) if self.leads_tempo else own

    @property
    def shares_tempo(self) -> bool:
        """The tempo is that of a clock that we may change."""
        return self.leads_tempo and self.status.source in SHARED and self._may_lead

    def lead(self, changed: Lead) -> bool:
        """Tell the clock what was changed here; return False where nobody is there who could take it."""
        if self._link is None:
            return False
        try:
            self._link.send(changed)
        except LinkClosed:  # the reader will notice
            return False
        return True

    def rolls(self, action: TransportAction, from_bar: int) -> bool:
        """Let a transport that leads do what is asked; return False where our own does it."""
        now = self.status
        leads = now.source == "jack" and now.follow != "tempo" and self.ready
        if not leads or self._plays or action not in {"play", "continue"}:
            return False
        self.lead(Lead(playing=True, asked=True, song=from_bar * BAR_TICKS if action == "play" else None))
        return True

    @property
    def unanswered(self) -> bool:
        """The source is there, and has not said whether what it listens to is."""
        return self._link is not None and not self.ready and not self._fault

    def moved(self, *, playing: bool, ns: int) -> None:
        """Tell the clock that we play, from a moment on, or do not."""
        changed, self._plays = playing != self._plays, playing
        if changed and self.status.follow != "tempo":
            self.lead(Lead(playing=playing, ns=ns))

    # --- the process --------------------------------------------------------------------------------------------------

    def _start(self) -> None:
        self._later = None
        here, there = socket.socketpair()
        try:
            with there:
                self._process = subprocess.Popen(  # noqa: S603 - our own module
                    [*python_command("sequencer.sync"), str(there.fileno())], pass_fds=(there.fileno(),),
                    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                    env=python_environment(), process_group=0,
                )
        except OSError as error:
            here.close()
            self._lost(f"it cannot be started: {error.strerror or error}")
            return
        self._link = listener_link(here)
        asyncio.get_running_loop().add_reader(here.fileno(), self._read)
        self._look()
        now, at, line = self.status, self._at, self._line() if self._plays else None
        if at is not None:
            line = Timeline(at.tick, at.ns, at.bpm)
        elif line is not None:
            line = line.shifted(-self._later_ns())
        bpm = self._bpm() if line is None else line.bpm
        with suppress(LinkClosed):
            self._link.send(Listen(now.source, now.port, bpm, now.bars, now.follow != "tempo", self._plays, line))

    def _look(self) -> None:
        """Start another source in place of one that stands still."""
        if self._silence is not None and self._silence.too_long():
            self._unlink()
            self._lost("its process stands still")
            return
        self._looking = asyncio.get_running_loop().call_later(LOOK_SECONDS, self._look)

    def _read(self) -> None:
        link = self._link
        if link is None:
            return
        try:
            for message in link.receive():
                if not isinstance(message, Garbled):
                    self._take(message)
                elif message.lost:
                    self._say(f"the clock was not heard for a while ({message.why}); did it start or stop meanwhile?")
                if self._link is not link:
                    return
        except LinkClosed:
            self._unlink()
            self._lost("its process has ended")

    def _take(self, message: FromSource) -> None:
        if isinstance(message, SourceSays):
            if message.text != self._fault:
                self._say(message.text)
            self._fault = message.text if message.fault else ""
            self.ready = not message.fault
            return
        if isinstance(message, SourcePeers):
            self.status, self._may_lead = replace(self.status, peers=message.peers), message.tempo
            return
        self._again_seconds = AGAIN_SECONDS
        if isinstance(message, MasterAt):
            self._at = message
            if self.status.source == "in":
                self._silence = self._silence or Silence()
                self._silence.broken()
            self._await(message)
        self._tell(message)

    def _await(self, at: MasterAt) -> None:
        """Keep what has to be heard of the clock's transport before we are with its song, and say it once."""
        before = self.status
        awaits: Awaits = ""
        if before.source == "in" and at.song is None and at.lock == "locked":
            with_it = before.follow != "tempo" and not self._plays
            awaits = "start" if with_it else "bar" if at.cue is None else ""
        bar = None if at.cue is None or awaits != "start" else at.cue // BAR_TICKS
        if (awaits, bar) == (before.awaits, before.song_bar):
            return
        self.status = replace(before, awaits=awaits, song_bar=bar)
        if awaits and awaits != before.awaits and at.cue is None:
            self._say(f"the clock runs at {at.bpm:.1f} BPM, but its Start was not heard: {UNHEARD[awaits]}")

    def here(self, ns: int) -> None:
        """Let a bar of the clock begin at a moment.

        Raises:
            ValueError: none comes in that could.
        """
        if self.status.source != "in" or self.status.state in {"own", "waiting", "locking", "lost"}:
            raise ValueError("no MIDI clock is heard whose bar could begin here")
        self.lead(Lead(playing=self._plays, ns=ns, here=True))

    def _lost(self, why: str) -> None:
        """Start another source a little later, ever later while none lives."""
        if not self._fault:
            self._say(f"the clock that is followed was lost ({why}); the last tempo goes on, and it is tried again")
            self._fault = why
        self.status = replace(self.status, state="lost")
        self._reap()
        self._later = asyncio.get_running_loop().call_later(self._again_seconds, self._start)
        self._again_seconds = min(2 * self._again_seconds, LONGEST_AGAIN_SECONDS)

    def _unlink(self) -> None:
        self.ready = False
        self._silence = None
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None
        link, self._link = self._link, None
        if link is not None:
            asyncio.get_running_loop().remove_reader(link.fileno())
            link.close()

    def _reap(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()

    def _stop(self) -> None:
        if self._later is not None:
            self._later.cancel()
            self._later = None
        self._unlink()
        self._reap()

    def close(self) -> None:
        """End the source."""
        self._stop()
