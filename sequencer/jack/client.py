"""How do an output's messages get into JACK, and how is a dead server noticed?

JACK-Client wraps the system's libjack; the two functions that it lacks,
which tell the frame of a moment and JACK's own time, are added here.
"""

from __future__ import annotations

import time
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sequencer.jack.placing import FRAMES, PlacedOutput
from sequencer.midi.jack_library import NoServer, ahead_us, load_jack, opened
from sequencer.midi.ports import MAX_OUTPUTS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

CLIENT_NAME: Final = "techno-jack"
OWN_PREFIX: Final = "techno-"
STALE_SHARE: Final = 10
"""A note that is a tenth of a second late is not played any more."""
ADDED: Final = """
typedef struct _jack_client jack_client_t;
uint32_t jack_time_to_frames(const jack_client_t *client, uint64_t usecs);
uint64_t jack_get_time(void);
"""
"""From jack/jack.h."""


class Added(NamedTuple):
    """What JACK-Client lacks of libjack: the functions, and what makes the first's first argument of an address."""

    time_to_frames: Any
    get_time: Callable[[], int]
    client: Callable[[int], Any]


@cache
def load_library() -> tuple[Any, Added]:
    """Load JACK-Client and what it lacks; takes a tenth of a second.

    Raises:
        NoJack: see `load_jack`.
    """
    jack = load_jack()
    from cffi import FFI  # noqa: PLC0415 - JACK-Client has loaded it

    ffi = FFI()
    ffi.cdef(ADDED)
    library = ffi.dlopen(jack._libname)  # noqa: SLF001 - the one that JACK-Client has found
    def client(address: int) -> Any:  # noqa: ANN401 - a pointer of C
        return ffi.cast("jack_client_t *", address)

    return jack, Added(library.jack_time_to_frames, library.jack_get_time, client)


class JackClient:
    """A client of the JACK server that runs, with an output port for each output.

    All methods are for the one thread that hears the link.

    Attributes:
        system, server: what it plays to, and what it may lose, for people.
        rate: frames a second.
        period: frames a period; JACK may change it.
        xruns: how often JACK has lost time since this client was made, whoever was to blame.
        slow: periods that took this client longer than they last.
        cycles: periods so far.
        gone: the server has thrown this client out, or has ended.

    Raises:
        NoServer: none runs. NoJack: see `load_jack`.
    """

    def __init__(self) -> None:
        jack, added = load_library()
        self._jack = jack
        self.system, self.server = "JACK", "the JACK server"
        self._client = opened(CLIENT_NAME)
        own = self._client._ptr  # noqa: SLF001 - what the added function and the callback's functions take
        self._get_time = added.get_time
        self._ahead_us = ahead_us(self._get_time)
        self._frame_of: Callable[[int], int] = _bound(
            added.time_to_frames, added.client(int(jack._ffi.cast("intptr_t", own)))  # noqa: SLF001 - it has no call for it
        )
        self._first_frame: Callable[[], int] = _bound(jack._lib.jack_last_frame_time, own)  # noqa: SLF001 - it has no call for it
        self._own = own
        self.rate: int = self._client.samplerate
        self.period: int = self._client.blocksize
        self.xruns = self.slow = self.cycles = 0
        self.gone = self._lost = False
        self._next_frame = 0
        self._changed = True
        self._ports: dict[int, Any] = {}
        self._names: dict[int, str] = {}
        self._heard_by: dict[int, tuple[str, ...]] = {}
        self._offered: set[int] = set()
        self._came: set[str] = set()
        self._missed: dict[int, set[str]] = {}
        self.outputs: dict[int, PlacedOutput] = {}
        self._filled: tuple[tuple[PlacedOutput, Any, Any], ...] = ()
        self._client.set_process_callback(self._process)
        self._client.set_xrun_callback(self._xrun)
        self._client.set_shutdown_callback(self._shut_down)
        self._client.set_port_registration_callback(self._come_or_gone, only_available=False)
        self._client.set_port_rename_callback(self._renamed, only_available=False)
        self._client.set_blocksize_callback(self._resized)
        self._client.activate()

    def _process(self, frames: int) -> None:
        """Fill every port for a period; JACK's thread."""
        began = time.monotonic_ns()
        self.cycles += 1
        first = self._first_frame()
        lost, self._lost = self._lost or first != self._next_frame, False
        self._next_frame = (first + frames) % FRAMES
        lib = self._jack._lib  # noqa: SLF001 - the objects that JACK-Client makes of events would be garbage
        for output, port, buffer_write in self._filled:
            buffer = lib.jack_port_get_buffer(port, frames)
            lib.jack_midi_clear_buffer(buffer)
            write = _Write(buffer_write, buffer)
            if lost:
                output.lost(write)
            output.fill(first, frames, self._frame_at, write)
        if (time.monotonic_ns() - began) * self.rate > frames * 1_000_000_000:
            self.slow += 1

    def _xrun(self, delayed_us: float) -> None:
        del delayed_us
        self.xruns += 1
        self._lost = True

    def _shut_down(self, status: object, reason: object) -> None:
        del status, reason
        self.gone = True

    def _come_or_gone(self, port: Any, register: bool) -> None:  # noqa: ANN401, FBT001 - as JACK calls it
        if register and port is not None:
            self._came.add(port.name)
        self._changed = True

    def _renamed(self, port: object, before: str, after: str) -> None:
        del port, before, after
        self._changed = True

    def _resized(self, frames: int) -> None:
        self.period = frames

    def connect(self, index: int, name: str | None, *, virtual: bool) -> None:
        """Lead an output to a port by its full name (None: to none), or offer it under a name of its own."""
        if index not in self._ports:
            port = self._registered(index, name if virtual else None)
            self._ports[index] = port
            self.outputs[index] = PlacedOutput(self.rate // STALE_SHARE)
            write = self._jack._lib.jack_midi_event_write  # noqa: SLF001 - it has no call for it
            self._filled = (*self._filled, (self.outputs[index], port._ptr, write))  # noqa: SLF001 - it has no call for it
        if virtual:
            self._offered.add(index)
            self._rejoin()
            return
        self._missed.pop(index, None)
        port = self._ports[index]
        there = self._names.pop(index, None)
        if there is not None and there != name:
            with suppress(self._jack.JackError):
                self._client.disconnect(port, there)
        if name is not None:
            self._names[index] = name
            with suppress(self._jack.JackError):  # it is connected already, or has gone: who looks at ports will see
                self._client.connect(port, name)

    def _registered(self, index: int, name: str | None) -> Any:  # noqa: ANN401 - a port
        """Return a new port of a name, or of the first name of an output that is free where JACK does not take it."""
        names = (name, f"out_{index + 1}", *(f"out_{index + 1}_{number}" for number in range(2, MAX_OUTPUTS + 2)))
        for wanted in filter(None, names):
            with suppress(self._jack.JackError):
                return self._client.midi_outports.register(wanted)
        raise NoServer("JACK takes no port of ours")

    def late(self) -> int:
        """Return how many messages have come too late for their frame."""
        return sum(output.late for output in self.outputs.values())

    def dropped(self) -> int:
        """Return how many note-ons have come so late that they did not leave."""
        return sum(output.dropped for output in self.outputs.values())

    def _frame_at(self, us: int) -> int:
        """Return the frame of a moment of our clock."""
        return self._frame_of(us + self._ahead_us)

    def names(self) -> tuple[str, ...] | None:
        """Return the names of the ports there are to connect to, without our own; None when none came or went."""
        self._ahead_us = ahead_us(self._get_time)  # it is asked for ten times a second and more
        if not self._changed:
            return None
        self._changed = False
        self._rejoin()
        try:
            ports = self._client.get_ports(is_midi=True, is_input=True)
        except self._jack.JackError:
            return ()
        return tuple(port.name for port in ports if not port.name.startswith(OWN_PREFIX))

    def came(self) -> set[str]:
        """Return the names of the ports that have come since it was asked last."""
        found, self._came = self._came, set()
        return found

    def listeners(self) -> dict[int, tuple[str, ...]]:
        """Return who listens at the outputs, by their index; without those where nothing has changed."""
        if self.gone:
            return {}
        found = {}  # JACK calls back before it shows a connection, so it is asked each time
        for index, port in self._ports.items():
            try:
                there = {other.name for other in self._client.get_all_connections(port)}
            except self._jack.JackError:
                continue
            now = tuple(sorted(there | self._missed.get(index, set())))
            if now != self._heard_by.get(index, ()):
                found[index] = self._heard_by[index] = now
        return found

    def regain(self, index: int, names: Collection[str]) -> None:
        """Lead a port that is offered to others again, when it and they are there."""
        self._missed[index] = set(names)
        self._rejoin()

    def _rejoin(self) -> None:
        """Lead the ports that are offered to those who listened there before, as far as they are there."""
        for index in sorted(self._offered):
            for name in sorted(self._missed.get(index, ())):
                with suppress(self._jack.JackError):  # it has not come yet
                    self._client.connect(self._ports[index], name)
                    self._missed[index].discard(name)

    def frame_now(self, ns: int) -> int:
        """Return the frame of a moment."""
        return self._frame_at(ns // 1_000)

    def close(self) -> None:
        """Leave the server."""
        self._client.deactivate()
        self._client.close()


class _Write:
    """Puts messages into one buffer of JACK."""

    __slots__ = ("_buffer", "_write")

    def __init__(self, write: Callable[[Any, int, bytes, int], int], buffer: Any) -> None:  # noqa: ANN401 - of C
        self._write = write
        self._buffer = buffer

    def __call__(self, offset: int, message: bytes) -> None:
        self._write(self._buffer, offset, message, len(message))


def _bound(function: Any, client: Any) -> Callable[..., int]:  # noqa: ANN401 - of C
    return lambda *more: function(client, *more)
