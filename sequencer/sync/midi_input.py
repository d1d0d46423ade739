"""How does MIDI clock come in where there is no JACK: through RtMidi, stamped as it arrives?

RtMidi calls back in a thread of its own, and the moment is taken there. Its input was seen to take the whole process
down, so it is used in this process only, which may die without harm.
"""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING, Any, Final

from sequencer.midi.library import MidiLibraryMissing, midi_library
from sequencer.midi.ports import matching, midi_system

if TYPE_CHECKING:
    from collections.abc import Callable

CLIENT_NAME: Final = "techno-clock"
PORT_NAME: Final = "in"
QUEUED: Final = 1024
"""Messages that rtmidi2 may keep; with a callback it keeps none."""


class NoMidi(Exception):
    """There is no MIDI system to listen to; says why."""


class MidiInput:
    """A port that messages come in at, through RtMidi; all methods are for one thread.

    Args:
        pattern: of the port to listen to; "" takes what others connect.
        wake: called by RtMidi's thread when something has come; must not block.

    Attributes:
        heard: messages with their moments in nanoseconds; put in by RtMidi's thread.
        gone: never.

    Raises:
        NoMidi: there is no MIDI system.
    """

    def __init__(self, pattern: str, wake: Callable[[], None]) -> None:
        system = midi_system()
        if system.api is None:
            raise NoMidi(system.why)
        try:
            library = midi_library()
        except MidiLibraryMissing as fault:
            raise NoMidi(str(fault)) from fault
        self._faults = library.faults
        try:
            self._in = _input(library.name, system.api)
        except self._faults as fault:
            raise NoMidi(str(fault)) from fault
        self.heard: deque[tuple[int, bytes]] = deque()
        self.gone = False
        self._pattern = pattern
        self._wake = wake
        self._name = ""
        if not pattern:
            self._in.open_virtual_port(PORT_NAME)
            _listen(self._in, self._came)

    def _came(self, message: Any, *more: object) -> None:  # noqa: ANN401 - of two libraries
        """Take a message; RtMidi's thread. One library gives it with a time, the other alone."""
        del more
        data = message[0] if isinstance(message, tuple) else message
        self.heard.append((time.monotonic_ns(), bytes(data)))
        self._wake()

    def connect(self) -> str:
        """Connect to the first port that matches; return its name, "" while there is none."""
        if not self._pattern:
            return PORT_NAME
        names = [name or "" for name in _names(self._in)]
        if self._name in names and self._name:
            return self._name
        name = matching(self._pattern, names)
        if self._name:
            self._in.close_port()
        self._name = name or ""
        if name is not None:
            try:
                self._in.open_port(names.index(name), PORT_NAME)
            except self._faults:  # it went away meanwhile
                self._name = ""
                return ""
            _listen(self._in, self._came)
        return self._name

    def close(self) -> None:
        """Close the port."""
        self._in.close_port()


def _input(library: str, api: int) -> Any:  # noqa: ANN401 - of two libraries
    if library == "python-rtmidi":
        import rtmidi  # noqa: PLC0415 - whichever there is

        return rtmidi.MidiIn(api, name=CLIENT_NAME)
    import rtmidi2  # noqa: PLC0415 - likewise

    return rtmidi2.MidiIn(CLIENT_NAME, QUEUED, api)


def _names(port: Any) -> list[str]:  # noqa: ANN401 - of two libraries
    return list(port.get_ports() if hasattr(port, "get_ports") else port.ports)


def _listen(port: Any, came: Callable[..., None]) -> None:  # noqa: ANN401 - of two libraries
    """Let a port call back for every message, clock included."""
    port.ignore_types(False, False, True)  # noqa: FBT003 - sysex, timing, active sensing
    if hasattr(port, "set_callback"):
        port.set_callback(came)
    else:
        port.callback = came
