"""How does MIDI clock come in on JACK: each message with the frame at which it arrived?

JACK tells the frame of every message, so the moment of a pulse is known to some ten microseconds, whatever the period
and whenever we get to look.
"""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from sequencer.midi.ports import matching

if TYPE_CHECKING:
    from collections.abc import Callable

CLIENT_NAME: Final = "techno-clock"
PORT_NAME: Final = "in"
NS_PER_US: Final = 1_000
FRAMES: Final = 1 << 32
"""JACK counts frames in 32 bits, and starts again from 0."""
ADDED: Final = """
typedef struct _jack_client jack_client_t;
uint64_t jack_frames_to_time(const jack_client_t *client, uint32_t frames);
"""
"""From jack/jack.h; JACK-Client lacks it."""


class NoJack(Exception):
    """There is no JACK to listen to; says why."""


def load_jack() -> Any:  # noqa: ANN401 - it ships no types
    """Load JACK-Client, which looks for libjack when it is imported.

    Raises:
        NoJack: one of them is missing.
    """
    try:
        import jack  # noqa: PLC0415 - said above
    except (ImportError, OSError) as fault:
        raise NoJack(f"JACK-Client does not load: {fault}") from fault
    jack.set_error_function(lambda _: None)
    jack.set_info_function(lambda _: None)
    return jack


def moments(jack: Any, client: Any) -> Callable[[int], int]:  # noqa: ANN401 - they ship no types
    """Return what tells the moment of a frame, in nanoseconds of the monotonic clock, for a client."""
    from cffi import FFI  # noqa: PLC0415 - JACK-Client has loaded it

    ffi = FFI()
    ffi.cdef(ADDED)
    to_time = ffi.dlopen(jack._libname).jack_frames_to_time  # noqa: SLF001 - the library that JACK-Client has found
    own = ffi.cast("jack_client_t *", int(jack._ffi.cast("intptr_t", client._ptr)))  # noqa: SLF001 - likewise
    return lambda frame: int(to_time(own, frame % FRAMES)) * NS_PER_US


class JackInput:
    """A port on JACK that messages come in at; all methods are for one thread.

    Args:
        pattern: of the port to listen to; "" takes what others connect.
        wake: called by JACK's thread when something has come; must not block.

    Attributes:
        heard: messages with their moments in nanoseconds; put in by JACK's thread.
        gone: the server has ended.

    Raises:
        NoJack: there is no server.
    """

    def __init__(self, pattern: str, wake: Callable[[], None]) -> None:
        self._jack = load_jack()
        try:
            self._client = self._jack.Client(CLIENT_NAME, no_start_server=True)
        except self._jack.JackOpenError as fault:
            raise NoJack("no JACK server runs") from fault
        self.heard: deque[tuple[int, bytes]] = deque()
        self.gone = False
        self._pattern = pattern
        self._wake = wake
        self._moment = moments(self._jack, self._client)
        self._port = self._client.midi_inports.register(PORT_NAME)
        self._client.set_process_callback(self._process)
        self._client.set_shutdown_callback(self._shut_down)
        self._client.activate()

    def _process(self, frames: int) -> None:
        """Take what came in a period; JACK's thread."""
        del frames
        first, came = self._client.last_frame_time, False
        for offset, data in self._port.incoming_midi_events():
            self.heard.append((self._moment(first + offset), bytes(data)))
            came = True
        if came:
            self._wake()

    def _shut_down(self, status: object, reason: object) -> None:
        del status, reason
        self.gone = True
        self._wake()

    def connect(self) -> str:
        """Connect to the first port that matches; return its name, "" while there is none."""
        if not self._pattern:
            return next((port.name for port in self._port.connections), "")
        there = self._port.connections
        if there:
            return str(there[0].name)
        ports = self._client.get_ports(is_midi=True, is_output=True)
        name = matching(self._pattern, [port.name for port in ports if not self._client.owns(port)])
        if name is None:
            return ""
        with suppress(self._jack.JackError):  # it has gone just now
            self._client.connect(name, self._port)
        return name

    def close(self) -> None:
        """Leave the server."""
        self._client.deactivate()
        self._client.close()
