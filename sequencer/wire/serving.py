"""How does a sender of MIDI live: who starts it, whose messages does it take, and when does it end?

The daemon starts it and holds one link, over which the sender says that it is ready and how it is. The player, which
may die and be replaced, comes by the other door: a socket on which one connection at a time hands messages over. A
connection that breaks means that its player is dead: what it had handed over is forgotten, and open notes end.

What plays is a client of JACK or of the ALSA sequencer.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import time
from typing import TYPE_CHECKING, Final, Protocol

from sequencer.wire.link import LinkClosed
from sequencer.wire.players_door import PlayersDoor
from sequencer.wire.timed import (
    Ahead,
    Beat,
    Cancel,
    Connect,
    Failed,
    Leave,
    Listeners,
    Opened,
    Ports,
    Regain,
    sender_link,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from sequencer.wire.timed import FromSender, SenderLink, ToSender

NS_PER_SECOND: Final = 1_000_000_000
READY_NS: Final = 8_000_000
"""To hand a message over on a full machine; the rest of the lead is a period."""
HOLD_NS: Final = 2_000_000
"""For a cancel to arrive; what is due within a period has gone by then."""
LOOK_SECONDS: Final = 0.1
BEAT_NS: Final = NS_PER_SECOND
DEAD_NS: Final = 1_500_000_000
"""Some servers die without a word to their clients."""
LAST_NS: Final = 300_000_000
"""What was handed over last has so long to leave when the daemon has gone."""
ALL: Final = Cancel()
CLOSING_PERIODS: Final = 3
CLOSING_SECONDS: Final = 0.05
"""JACK drops what was written just before its client leaves, and ALSA what is still in its queue."""
FAILED: Final = 1


class CannotServe(Exception):
    """There is nothing to play to; says why."""


class Line(Protocol):
    """One output's messages that have yet to leave."""

    def put(self, deadline_ns: int, message: bytes, tag: int = 0) -> None:
        """Put a message in."""

    def cancel(self, from_ns: int = 0, tags: Collection[int] | None = None) -> None:
        """Forget what is due at a moment or later, and end the notes of some tags (None: all) there, or at once."""

    def waits(self) -> bool:
        """Return True while something has yet to leave."""


class Client(Protocol):
    """What plays: `JackClient`, `AlsaClient`, or a test's.

    Attributes:
        system: what it plays to, for people.
        server: what it may lose, for people.
        rate: frames, or looks at what is due, a second.
        period: how many of them it is asked for at a time.
        xruns: how often time was lost, whoever was to blame.
        slow: periods that took this client longer than they last.
    """

    system: str
    server: str
    rate: int
    period: int
    xruns: int
    slow: int

    @property
    def gone(self) -> bool:
        """Return True when the server has thrown this client out, or has ended."""

    @property
    def cycles(self) -> int:
        """Return how far the server is, a number that grows while it lives."""

    @property
    def outputs(self) -> Mapping[int, Line]:
        """The outputs by index."""

    def connect(self, index: int, name: str | None, *, virtual: bool) -> None:
        """Lead an output to a port."""

    def late(self) -> int:
        """Return how many messages have come too late."""

    def dropped(self) -> int:
        """Return how many of them did not leave."""

    def names(self) -> tuple[str, ...] | None:
        """Return the names of all ports; None when they have not changed."""

    def came(self) -> Collection[str]:
        """Return the names of the ports that have come since it was asked last."""

    def listeners(self) -> Mapping[int, tuple[str, ...]]:
        """Return who listens at the outputs, by their index; without those where nothing has changed."""

    def regain(self, index: int, names: Collection[str]) -> None:
        """Lead a port that is offered to others again, when it and they are there."""

    def frame_now(self, ns: int) -> int:
        """Return the frame of a moment."""

    def close(self) -> None:
        """Leave the server."""


class Serving:
    """A client, the daemon's link and the player's door; for one thread.

    Args:
        client: what plays.
        control: the daemon's link.
        door: where players come in.
        now_ns: the clock.
        lead_ns: the least lead to ask for.
    """

    def __init__(
        self, client: Client, control: SenderLink, door: socket.socket,
        now_ns: Callable[[], int] = time.monotonic_ns, *, lead_ns: int = 0,
    ) -> None:
        self._client = client
        self._control = control
        self._players = PlayersDoor(door)
        self._now_ns = now_ns
        self._lead_ns = lead_ns
        self._period = 0
        """The one that was told last."""
        self._cycles = -1
        self._cycled_ns = now_ns()
        self._ends_ns: int | None = None
        """When it ends, once the daemon has gone."""

    def run(self) -> bool:
        """Serve until the daemon is gone; return False when the server has gone before."""
        client = self._client
        self._say_ports()
        self._say_opened()
        beat_ns = self._now_ns()
        while not self._is_over():
            if client.gone or self._stands_still():
                self._say(Failed(f"{client.server} has gone"))
                return False
            self._say_ports()
            if client.period != self._period:
                self._say_opened()
            self.turn(LOOK_SECONDS)
            if self._ends_ns is None and self._now_ns() - beat_ns >= BEAT_NS:
                beat_ns = self._now_ns()
                self._beat(beat_ns)
        return True

    def _say_opened(self) -> None:
        client = self._client
        self._period = client.period
        period_ns = round(self._period * NS_PER_SECOND / client.rate)
        lead_ns = max(READY_NS + period_ns, self._lead_ns)
        self._say(Opened(client.system, client.rate, self._period, lead_ns, 0, HOLD_NS + period_ns))

    def _say_ports(self) -> None:
        names = self._client.names()
        if names is not None:
            self._say(Ports(names, tuple(sorted(self._client.came()))))
        for index, listeners in self._client.listeners().items():
            self._say(Listeners(index, listeners))

    def _stands_still(self) -> bool:
        """Return True when the server has not moved for so long that it must be dead."""
        now, cycles = self._now_ns(), self._client.cycles
        if cycles != self._cycles:
            self._cycles, self._cycled_ns = cycles, now
        return now - self._cycled_ns > DEAD_NS

    def turn(self, seconds: float) -> None:
        """Hear what there is to hear, or wait for it so long."""
        heard = self._players.descriptors()
        if self._ends_ns is None:
            heard.append(self._control.fileno())
        ready, _, _ = select.select(heard, [], [], seconds)
        for message in self._players.hear(ready):
            self._take(message)
        if self._ends_ns is None and self._control.fileno() in ready:
            try:
                for said in self._control.receive():
                    if isinstance(said, Regain):
                        self._client.regain(said.output, said.names)
            except LinkClosed:
                self._ends_ns = self._now_ns() + LAST_NS

    def _take(self, message: ToSender) -> None:
        outputs = self._client.outputs
        match message:
            case Ahead():
                output = outputs.get(message.output)
                if output is not None:
                    output.put(message.deadline_ns, message.message, message.tag)
            case Connect():
                if message.name is None and message.output in outputs:
                    outputs[message.output].cancel()
                self._client.connect(message.output, message.name, virtual=message.virtual)
            case Cancel():
                self._cancel(message)
            case Leave() | Regain():
                pass  # the door has heard the one, and the other is the daemon's to say

    def _cancel(self, what: Cancel = ALL) -> None:
        for index, output in self._client.outputs.items():
            if what.output in {None, index}:
                output.cancel(what.from_ns, what.tags)

    def _is_over(self) -> bool:
        if self._ends_ns is None:
            return False
        waits = self._players.occupied() or any(output.waits() for output in self._client.outputs.values())
        return not waits or self._now_ns() >= self._ends_ns

    def _say(self, message: FromSender) -> None:
        try:
            self._control.send(message)
        except LinkClosed:
            self._ends_ns = self._now_ns() + LAST_NS

    def _beat(self, ns: int) -> None:
        client = self._client
        self._say(Beat(
            ns, client.frame_now(ns), client.late(), client.slow, client.xruns, 0, time.process_time_ns(),
            client.dropped(),
        ))

    def close(self) -> None:
        """End all notes, let that be heard, and leave the server."""
        self._cancel()
        self._players.close()
        select.select([], [], [], CLOSING_SECONDS + CLOSING_PERIODS * self._client.period / self._client.rate)
        self._client.close()


def serve(words: Sequence[str], make: Callable[[SenderLink], Client]) -> int:
    """Be a sender's process; return its exit status.

    Args:
        words: of its command: a name, the descriptor of the link's end, that of the door, and the least lead in
            nanoseconds.
        make: makes the client, and raises CannotServe where there is nothing to play to.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who started us
    _, link, listening, lead_ns = words
    with socket.socket(fileno=int(link)) as end, socket.socket(fileno=int(listening)) as door:
        control = sender_link(end)
        try:
            client = make(control)
        except CannotServe as fault:
            control.send(Failed(str(fault)))
            return FAILED
        except LinkClosed:
            return FAILED
        serving = Serving(client, control, door, lead_ns=int(lead_ns))
        if not serving.run():
            os._exit(FAILED)  # the client of a dead server may never let itself be closed
        serving.close()
    return 0
