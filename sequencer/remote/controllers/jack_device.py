"""How is a controller reached through JACK? One client with a port in and a port out, connected to the device."""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from engine.errors import TechnoError
from sequencer.jack.client import NoJack, load_library
from sequencer.midi.ports import matching
from sequencer.remote.controllers.mapping import device_of

if TYPE_CHECKING:
    from collections.abc import Callable

CLIENT_NAME: Final = "techno-controllers"
MAX_OUT: Final = 1024
"""Messages to lamps that may wait for JACK; the oldest are left out."""
MAX_IN: Final = 8192


class NoDevice(TechnoError):
    """There is no MIDI system to reach a controller through."""


class JackDevice:
    """A controller on JACK; all methods are for one thread.

    Args:
        pattern: of its port; "" takes the first physical one.
        wake: called by JACK's thread when something has come; must not block.

    Attributes:
        heard: moments (always 0) and messages; put in by JACK's thread.
        gone: the server has ended.

    Raises:
        NoDevice: no server runs.
    """

    def __init__(self, pattern: str, wake: Callable[[], None]) -> None:
        try:
            self._jack, _ = load_library()
        except NoJack as fault:
            raise NoDevice(str(fault)) from fault
        try:
            self._client = self._jack.Client(CLIENT_NAME, no_start_server=True)
        except self._jack.JackOpenError as fault:
            raise NoDevice("no JACK server runs") from fault
        self.heard: deque[tuple[int, bytes]] = deque(maxlen=MAX_IN)
        self.gone = False
        self._out: deque[bytes] = deque(maxlen=MAX_OUT)
        self._pattern = pattern
        self._wake = wake
        self._in_port = self._client.midi_inports.register("in")
        self._out_port = self._client.midi_outports.register("out")
        self._client.set_process_callback(self._process)
        self._client.set_shutdown_callback(self._shut_down)
        self._client.activate()

    def _process(self, frames: int) -> None:
        """Pass messages on, in and out; JACK's thread."""
        del frames
        came = False
        for _, data in self._in_port.incoming_midi_events():
            self.heard.append((0, bytes(data)))
            came = True
        self._out_port.clear_buffer()
        while self._out:
            room = self._out_port.reserve_midi_event(0, len(self._out[0]))
            if not room:
                break  # the rest goes with the next period
            room[:] = self._out.popleft()
        if came:
            self._wake()

    def _shut_down(self, status: object, reason: object) -> None:
        del status, reason
        self.gone = True
        self._wake()

    def connect(self) -> str:
        """Connect in and out where the device is there; return the name of its port, "" while it is not."""
        there = self._in_port.connections
        name = str(there[0].name) if there else self._found(self._pattern, source=True)
        if name and not there:
            self._joined(name, self._in_port)
        if name and not self._out_port.connections:
            lamps = self._found(device_of(name), source=False)  # of the same device, never some synth
            if lamps:
                self._joined(self._out_port, lamps)
        return name

    def _found(self, pattern: str, *, source: bool) -> str:
        """Return the name of the device's port that sends (or takes) messages, "" where there is none."""
        kind = {"is_output" if source else "is_input": True} | ({} if pattern else {"is_physical": True})
        ports = self._client.get_ports(is_midi=True, **kind)
        return matching(pattern or "*", [port.name for port in ports if not self._client.owns(port)]) or ""

    def _joined(self, one: Any, other: Any) -> None:  # noqa: ANN401 - ports or their names
        with suppress(self._jack.JackError):  # it has gone just now
            self._client.connect(one, other)

    def send(self, messages: list[bytes]) -> None:
        """Send messages with the next period."""
        self._out.extend(messages)

    def close(self) -> None:
        """Leave the server."""
        self._client.deactivate()
        self._client.close()
