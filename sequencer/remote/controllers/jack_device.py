"""How is a controller reached through JACK? One client with a port in and a port out, connected to the device."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final

from engine.errors import TechnoError
from sequencer.midi.jack_library import NoJack
from sequencer.midi.jack_port import JackPort
from sequencer.remote.controllers.mapping import device_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CLIENT_NAME: Final = "techno-controllers"
MAX_OUT: Final = 1024
"""Messages to lamps that may wait for JACK; the oldest are left out."""
MAX_IN: Final = 8192


class NoDevice(TechnoError):
    """There is no MIDI system to reach a controller through."""


class JackDevice(JackPort):
    """A controller on JACK, with the moment 0 for all that is heard.

    Args:
        pattern: of its port; "" takes the first physical one.
        wake: called by JACK's thread when something has come; must not block.

    Raises:
        NoDevice: no server runs.
    """

    def __init__(self, pattern: str, wake: Callable[[], None]) -> None:
        try:
            super().__init__(CLIENT_NAME, wake, MAX_IN)
        except NoJack as fault:
            raise NoDevice(str(fault)) from fault
        self._out: deque[bytes] = deque(maxlen=MAX_OUT)
        self._pattern = pattern
        self._out_port = self._client.midi_outports.register("out")
        self.begin()

    def period(self) -> Iterator[tuple[int, bytes]]:
        """Pass messages on, in and out; JACK's thread."""
        for _, data in self._port.incoming_midi_events():
            yield 0, bytes(data)
        self._out_port.clear_buffer()
        while self._out:
            room = self._out_port.reserve_midi_event(0, len(self._out[0]))
            if not room:
                break  # the rest goes with the next period
            room[:] = self._out.popleft()

    def connect(self) -> str:
        """Connect in and out where the device is there; return the name of its port, "" while it is not."""
        there = self._port.connections
        physical = {} if self._pattern else {"is_physical": True}
        name = str(there[0].name) if there else self.found(self._pattern or "*", is_output=True, **physical)
        if name and not there:
            self.join(name, self._port)
        if name and not self._out_port.connections:
            lamps = self.found(device_of(name), is_input=True)  # of the same device, never some synth
            if lamps:
                self.join(self._out_port, lamps)
        return name

    def send(self, messages: list[bytes]) -> None:
        """Send messages with the next period."""
        self._out.extend(messages)
