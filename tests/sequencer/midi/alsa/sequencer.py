"""An ALSA sequencer that is simulated: clients, ports, and a queue whose clock is moved by hand.

Events are made and read by alsa-midi itself, so that their bytes, moments and tags are those that the kernel would see.
How they wait, leave and are removed follows sound/core/seq/seq_prioq.c of Linux: in the order of their moments, those
of one moment as they came.
"""



from __future__ import annotations

import errno
from dataclasses import dataclass, field
from importlib import import_module
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

import pytest

from sequencer.midi.alsa.client import NoAlsa, load_library

try:
    alsa_midi = load_library()
except NoAlsa as missing:
    pytest.skip(str(missing), allow_module_level=True)
client_module = import_module("alsa_midi.client")

if TYPE_CHECKING:
    from collections.abc import Callable

SECOND: Final = 1_000_000_000
LOOK_NS: Final = 200_000
ANNOUNCE: Final = (0, 1)
GENERIC: Final = 0x2

Address = tuple[int, int]


@dataclass
class Waiting:
    """An event in the queue."""

    ns: int
    tag: int
    source: Address
    message: bytes


@dataclass
class Sequencer:
    """What all clients share.

    Attributes:
        ns: the monotonic clock. began_ns: when the queue began. rate: how fast its clock is against ours.
        stands: the queue's clock does not move.
        ports: name of client and port, and its capabilities, by address.
        links: (from, to). heard: (moment, message) at each port, in order.
        touched: called after each change of the queue.
    """

    ns: int = 5 * SECOND
    began_ns: int = 0
    rate: float = 1.0
    stands: bool = False
    ports: dict[Address, tuple[str, str, Any]] = field(default_factory=dict)
    links: list[tuple[Address, Address]] = field(default_factory=list)
    heard: dict[Address, list[tuple[int, bytes]]] = field(default_factory=dict)
    waiting: list[Waiting] = field(default_factory=list)
    news: list[Any] = field(default_factory=list)
    touched: Callable[[], None] = lambda: None
    clients: int = 128

    def queue_ns(self) -> int:
        return 0 if self.stands else round((self.ns - self.began_ns) * self.rate)

    def advance(self, to_ns: int) -> None:
        """Move the clock; what is due leaves when the kernel looks for it."""
        while self.waiting:
            due = self.waiting[0].ns
            left_ns = self.began_ns + round(-(-due // LOOK_NS) * LOOK_NS / self.rate)
            if left_ns > to_ns:
                break
            event = self.waiting.pop(0)
            self.ns = max(self.ns, left_ns)
            for sender, dest in self.links:
                if sender == event.source:
                    self.heard.setdefault(dest, []).append((self.ns, event.message))
        self.ns = max(self.ns, to_ns)

    def add(self, event: Waiting) -> None:
        place = len(self.waiting)
        while place and self.waiting[place - 1].ns > event.ns:
            place -= 1
        self.waiting.insert(place, event)
        self.touched()

    def appear(self, client: int, name: str, port: str) -> Address:
        """Let a synth's port come."""
        self.ports[client, 0] = (name, port, alsa_midi.WRITE_PORT)
        self.news.append(SimpleNamespace(type=alsa_midi.EventType.PORT_START, addr=(client, 0)))
        return client, 0

    def vanish(self, address: Address) -> None:
        del self.ports[address]
        self.links = [link for link in self.links if address not in link]
        self.news.append(SimpleNamespace(type=alsa_midi.EventType.PORT_EXIT))

    def join(self, sender: Address, dest: Address) -> None:
        self.links.append((sender, dest))
        self.news.append(SimpleNamespace(type=alsa_midi.EventType.PORT_SUBSCRIBED))

    def open_notes(self, dest: Address) -> set[bytes]:
        """Return the notes that sound at a port now."""
        return sounding([message for _, message in self.heard.get(dest, [])])


def sounding(messages: list[bytes]) -> set[bytes]:
    """Return which notes some messages leave open, as (channel, pitch)."""
    found: set[bytes] = set()
    for message in messages:
        place = bytes((message[0] & 0x0F, message[1])) if len(message) > 1 else b""
        if message[0] & 0xF0 == 0x90 and message[2]:
            found.add(place)
        elif message[0] & 0xE0 == 0x80:
            found.discard(place)
    return found


class Client(client_module.SequencerClientBase):  # type: ignore[misc,name-defined] # it ships no types
    """alsa-midi's client, without a kernel behind it."""

    def __init__(self, sequencer: Sequencer, name: str) -> None:
        self._handle_p, self.handle = object(), None
        self._sequencer, self._name = sequencer, name
        self.client_id = sequencer.clients
        sequencer.clients += 1
        self._buffer: list[Waiting] = []

    def close(self) -> None:
        sequencer = self._sequencer
        sequencer.waiting = [event for event in sequencer.waiting if event.source[0] != self.client_id]
        sequencer.links = [link for link in sequencer.links if self.client_id not in {link[0][0], link[1][0]}]
        sequencer.ports = {one: port for one, port in sequencer.ports.items() if one[0] != self.client_id}

    def create_port(self, name: str, caps: Any, kind: Any) -> Any:
        del kind
        port = sum(address[0] == self.client_id for address in self._sequencer.ports)
        self._sequencer.ports[self.client_id, port] = (self._name, name, caps)
        return SimpleNamespace(client_id=self.client_id, port_id=port)

    def create_queue(self, name: str) -> Any:
        sequencer = self._sequencer
        assert name

        def start() -> None:
            sequencer.began_ns = sequencer.ns

        def status() -> Any:
            return SimpleNamespace(real_time=alsa_midi.RealTime(*divmod(sequencer.queue_ns(), SECOND)))

        return SimpleNamespace(
            queue_id=1, start=start, get_status=status, get_timer=SimpleNamespace,
            set_timer=lambda timer: setattr(self, "looks", timer.resolution),
        )

    def set_client_pool_output(self, size: int) -> None:
        self.pool = size

    def event_output(self, event: Any, queue: Any, port: Any) -> None:
        made, more = self._prepare_event(event, queue, port)
        assert more is None
        assert made.queue == queue.queue_id
        assert made.dest.client == alsa_midi.ALL_SUBSCRIBERS.client_id
        flags = alsa_midi.EventFlags
        assert made.flags & flags.TIME_STAMP_MASK == flags.TIME_STAMP_REAL
        assert made.flags & flags.TIME_MODE_MASK == flags.TIME_MODE_ABS
        ffi, alsa = client_module.ffi, client_module.alsa
        buffer = ffi.new("char[]", 12)
        count = alsa.snd_midi_event_decode(self._get_event_parser(), buffer, 12, made)
        ns = made.time.time.tv_sec * SECOND + made.time.time.tv_nsec
        source = (self.client_id, made.source.port)
        self._buffer.append(Waiting(ns, made.tag, source, bytes(ffi.buffer(buffer, count))))

    def drain_output(self) -> None:
        for event in self._buffer:
            self._sequencer.add(event)
        self._buffer = []

    def remove_events(self, condition: Any, queue: Any, time: Any, tag: int) -> None:
        assert condition == alsa_midi.RemoveCondition.OUTPUT
        assert queue.queue_id == 1
        from_ns = time.seconds * SECOND + time.nanoseconds
        sequencer = self._sequencer
        sequencer.waiting = [
            event for event in sequencer.waiting
            if event.source[0] != self.client_id or event.ns < from_ns or event.tag != tag
        ]
        sequencer.touched()

    def list_ports(self, *, output: bool, type: Any, sort: bool) -> list[Any]:  # noqa: A002 - as alsa-midi has it
        assert output
        assert not type
        assert not sort
        return [
            SimpleNamespace(client_id=client, port_id=port, client_name=name, name=own, type=GENERIC)
            for (client, port), (name, own, caps) in self._sequencer.ports.items() if caps & alsa_midi.WRITE_PORT
        ]

    def subscribe_port(self, sender: Any, dest: Any) -> None:
        link = (tuple(alsa_midi.Address(sender)), tuple(alsa_midi.Address(dest)))
        if link[0] == ANNOUNCE:
            return
        if link in self._sequencer.links or link[1] not in self._sequencer.ports:
            raise alsa_midi.ALSAError("Device or resource busy", -errno.EBUSY)
        self._sequencer.join(*link)

    def unsubscribe_port(self, sender: Any, dest: Any) -> None:
        link = (tuple(alsa_midi.Address(sender)), tuple(alsa_midi.Address(dest)))
        if link not in self._sequencer.links:
            raise alsa_midi.ALSAError("No such file or directory", -errno.ENOENT)
        self._sequencer.links.remove(link)

    def list_port_subscribers(self, port: Any, kind: Any) -> list[Any]:
        assert kind == alsa_midi.SubscriptionQueryType.READ
        own = tuple(alsa_midi.Address(port))
        return [SimpleNamespace(addr=dest) for sender, dest in self._sequencer.links if sender == own]

    def event_input_pending(self, fetch: bool) -> int:
        assert fetch
        return len(self._sequencer.news)

    def event_input(self) -> Any:
        return self._sequencer.news.pop(0)
