"""How does MIDI clock come in on JACK: each message with the frame at which it arrived?

JACK tells the frame of every message, so the moment of a pulse is known to some ten microseconds, whatever the period
and whenever we get to look.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sequencer.midi.jack_library import ahead_us, load_jack
from sequencer.midi.jack_port import JackPort

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CLIENT_NAME: Final = "techno-clock"
NS_PER_US: Final = 1_000
FRAMES: Final = 1 << 32
"""JACK counts frames in 32 bits, and starts again from 0."""
ADDED: Final = """
typedef struct _jack_client jack_client_t;
uint64_t jack_frames_to_time(const jack_client_t *client, uint32_t frames);
uint64_t jack_get_time(void);
"""
"""From jack/jack.h; JACK-Client lacks them."""


def moments(jack: Any, client: Any) -> Callable[[int], int]:  # noqa: ANN401 - they ship no types
    """Return the clock of a client: it turns a frame into nanoseconds of the monotonic clock."""
    from cffi import FFI  # noqa: PLC0415 - JACK-Client has loaded it

    ffi = FFI()
    ffi.cdef(ADDED)
    library = ffi.dlopen(jack._libname)  # noqa: SLF001 - the one that JACK-Client has found
    to_time, get_time = library.jack_frames_to_time, library.jack_get_time
    own = ffi.cast("jack_client_t *", int(jack._ffi.cast("intptr_t", client._ptr)))  # noqa: SLF001 - likewise
    return lambda frame: (int(to_time(own, frame % FRAMES)) - ahead_us(get_time)) * NS_PER_US


class JackInput(JackPort):
    """A port on JACK that a clock comes in at.

    Args:
        pattern: of the port to listen to; "" takes what others connect.
        wake: called by JACK's thread when something has come; must not block.

    Raises:
        NoJack: there is no server.
    """

    def __init__(self, pattern: str, wake: Callable[[], None]) -> None:
        super().__init__(CLIENT_NAME, wake)
        self._pattern = pattern
        self._moment = moments(load_jack(), self._client)
        self.begin()

    def period(self) -> Iterator[tuple[int, bytes]]:
        """Yield each message of a period with the moment it arrived at; JACK's thread."""
        first = self._client.last_frame_time
        for offset, data in self._port.incoming_midi_events():
            yield self._moment(first + offset), bytes(data)

    def connect(self) -> str:
        """Connect to the first port that matches; return its name, "" while there is none."""
        there = self._port.connections
        if there or not self._pattern:
            return str(there[0].name) if there else ""
        name = self.found(self._pattern, is_output=True)
        if name:
            self.join(name, self._port)
        return name
