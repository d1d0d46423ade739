"""How do an output's messages get into the ALSA sequencer, and which ports are there?

The package alsa-midi wraps the system's libasound. One client has a port for each output, a port that hears which ports
come and go, and one queue. It has been tried with a simulated sequencer only, never on hardware.

Source: the sequencer interface of alsa-lib.
"""

from __future__ import annotations

import select
import time
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from sequencer.midi.alsa.kernel import LOOKS, AlsaQueue
from sequencer.midi.alsa.queued import QueuedOutput

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

CLIENT_NAME: Final = "techno-alsa"
OWN_PREFIX: Final = "techno-"
SETTLE_SECONDS: Final = 0.005
"""Note-offs have so long to leave before a port is led elsewhere; shorter than the lead."""


class NoAlsa(Exception):
    """There is no ALSA sequencer to play to; says why."""


@cache
def load_library() -> Any:  # noqa: ANN401 - it ships no types
    """Load alsa-midi.

    Raises:
        NoAlsa: it or the system's libasound is missing.
    """
    try:
        import alsa_midi  # noqa: PLC0415 - an extra
    except (ImportError, OSError) as fault:  # cffi says OSError where the system's library is not there
        raise NoAlsa(f"it needs the extra alsa, and the system's libasound: {fault}") from fault
    return alsa_midi


def _wait(seconds: float) -> None:
    select.select([], [], [], seconds)


class AlsaClient:
    """A client of the ALSA sequencer, with a port for each output; all methods are for one thread.

    Args:
        make: makes alsa-midi's client of a name.
        now_ns: the clock. wait: lets some seconds pass.

    Attributes:
        system, server: what it plays to, and what it may lose, for people.
        rate: looks of the kernel a second, as asked for.
        period: one look.
        xruns, slow: none that could be known.
        outputs: by index.

    Raises:
        NoAlsa: the library is missing, or the sequencer is.
    """

    def __init__(
        self, make: Callable[[str], Any] | None = None, now_ns: Callable[[], int] = time.monotonic_ns,
        wait: Callable[[float], object] = _wait,
    ) -> None:
        self._alsa = load_library()
        self._now_ns, self._wait = now_ns, wait
        self.system, self.server = "ALSA", "the ALSA sequencer"
        self.rate, self.period = LOOKS, 1
        self.xruns = self.slow = 0
        self._gone = False
        self.outputs: dict[int, QueuedOutput] = {}
        self._ports: dict[int, Any] = {}
        self._names: dict[int, str] = {}
        self._there: dict[str, tuple[int, int]] = {}
        self._came: set[tuple[int, int]] = set()
        self._linked: dict[int, tuple[int, int]] = {}
        self._offered: dict[int, tuple[str, ...]] = {}
        self._missed: dict[int, set[str]] = {}
        self._changed = self._joined = True
        try:
            self._client = (make or self._alsa.SequencerClient)(CLIENT_NAME)
            self._begin()
        except self._alsa.ALSAError as fault:
            raise NoAlsa(f"no ALSA sequencer answers ({fault}); load it with: modprobe snd-seq") from fault

    def _begin(self) -> None:
        """Hear which ports come and go, and start the queue."""
        alsa, client = self._alsa, self._client
        caps = alsa.PortCaps.WRITE | alsa.PortCaps.NO_EXPORT
        self._news = client.create_port("news", caps, alsa.PortType.APPLICATION)
        client.subscribe_port(alsa.SYSTEM_ANNOUNCE, self._news)
        self._queue = AlsaQueue(alsa, client, CLIENT_NAME, self._now_ns)

    @property
    def gone(self) -> bool:
        """Return True when the sequencer does not answer any more."""
        return self._gone or self._queue.gone

    @property
    def cycles(self) -> int:
        """Return how far the queue's clock is."""
        return self._queue.looks()

    def frame_now(self, ns: int) -> int:
        """Return how often the kernel will have looked at a moment; reads the queue's clock anew."""
        return self._queue.looks_at(ns)

    def late(self) -> int:
        """Return how many messages have come after their deadline."""
        return sum(output.late for output in self.outputs.values())

    def dropped(self) -> int:
        """Return how many note-ons have come so late that they did not leave."""
        return sum(output.dropped for output in self.outputs.values())

    def connect(self, index: int, name: str | None, *, virtual: bool) -> None:
        """Lead an output to a port by its full name (None: to none), or offer it under a name of its own."""
        alsa = self._alsa
        if index not in self._ports:
            own = name if virtual and name else f"out_{index + 1}"
            kind = alsa.PortType.MIDI_GENERIC | alsa.PortType.APPLICATION
            try:
                self._ports[index] = self._client.create_port(own, alsa.READ_PORT, kind)
            except alsa.Error:
                self._gone = True
                return
            self.outputs[index] = QueuedOutput(self._queue.of(self._ports[index], index))
        if virtual:
            self._offered.setdefault(index, ())
            self._rejoin()
            return
        if self._names.get(index) != name:
            self._names.pop(index, None)
            self._part(index)
        if name is not None:
            self._names[index] = name
            self._look()
            self._link()

    def _part(self, index: int) -> None:
        """Lead an output nowhere; its notes have been ended, and the note-offs are given the time to leave."""
        linked = self._linked.pop(index, None)
        if linked is None:
            return
        self._wait(SETTLE_SECONDS)
        with suppress(self._alsa.Error):  # the port has gone by itself
            self._client.unsubscribe_port(self._ports[index], linked)

    def _link(self) -> None:
        """Lead outputs to those of their ports that are there, also to one that went and came back meanwhile."""
        for index, name in self._names.items():
            there = self._there.get(name)
            if there is None:
                self._linked.pop(index, None)
                continue
            self._linked[index] = there
            with suppress(self._alsa.Error):  # it is led there already, or the port has gone: the news will tell
                self._client.subscribe_port(self._ports[index], there)

    def _look(self) -> None:
        """Find out which ports there are that take messages, by the names that RtMidi gives them."""
        alsa = self._alsa
        kinds = alsa.PortType.MIDI_GENERIC | alsa.PortType.SYNTH | alsa.PortType.APPLICATION
        try:
            ports = self._client.list_ports(output=True, type=alsa.PortType.ANY, sort=False)
        except alsa.Error:
            self._gone = True
            return
        self._there = {
            f"{port.client_name}:{port.name} {port.client_id}:{port.port_id}": (port.client_id, port.port_id)
            for port in ports if port.type & kinds and not port.client_name.startswith(OWN_PREFIX)
        }

    def _hear_news(self) -> None:
        """Take what the sequencer has told of ports and connections."""
        alsa, client = self._alsa, self._client
        joins = {alsa.EventType.PORT_SUBSCRIBED, alsa.EventType.PORT_UNSUBSCRIBED}
        try:
            while client.event_input_pending(True) > 0:  # noqa: FBT003 - from the kernel too
                event = client.event_input()
                if event.type in joins:
                    self._joined = True
                    continue
                self._changed = True
                if event.type == alsa.EventType.PORT_START:
                    self._came.add(tuple(event.addr))
        except alsa.Error:  # there was more than it keeps
            self._changed = self._joined = True

    def names(self) -> tuple[str, ...] | None:
        """Return the names of the ports there are to connect to, without our own; None when none came or went."""
        self._hear_news()
        if not self._changed:
            return None
        self._changed = False
        self._look()
        self._link()
        self._rejoin()
        return tuple(self._there)

    def came(self) -> set[str]:
        """Return the names of the ports that have come since it was asked last."""
        came, self._came = self._came, set()
        return {name for name, address in self._there.items() if address in came}

    def listeners(self) -> dict[int, tuple[str, ...]]:
        """Return who listens at the ports that are offered, by their index; without those where nothing has changed."""
        if not self._joined or self.gone:
            return {}
        self._joined = False
        named = {address: name for name, address in self._there.items()}
        found = {}
        for index, before in self._offered.items():
            try:
                queries = self._client.list_port_subscribers(self._ports[index], self._alsa.SubscriptionQueryType.READ)
            except self._alsa.Error:
                continue
            there = {named[tuple(query.addr)] for query in queries if tuple(query.addr) in named}
            now = tuple(sorted(there | self._missed.get(index, set())))
            if now != before:
                found[index] = self._offered[index] = now
        return found

    def regain(self, index: int, names: Collection[str]) -> None:
        """Lead a port that is offered to others again, when it and they are there."""
        self._missed[index] = set(names)
        self._rejoin()

    def _rejoin(self) -> None:
        """Lead the ports that are offered to those who listened there before, as far as they are there."""
        for index in self._offered:
            for name in sorted(self._missed.get(index, set()) & self._there.keys()):
                with suppress(self._alsa.Error):  # it has just gone
                    self._client.subscribe_port(self._ports[index], self._there[name])
                    self._missed[index].discard(name)

    def close(self) -> None:
        """Leave the sequencer; what is still in the queue is lost."""
        self._client.close()
