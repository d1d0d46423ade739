"""How is a controller reached where there is no JACK? Through RtMidi, in this front's own process.

RtMidi's input was seen to take a whole process down. Here that ends the controllers, and never the music.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from sequencer.midi.library import midi_library
from sequencer.midi.ports import matching, midi_system
from sequencer.remote.controllers.jack_device import CLIENT_NAME, NoDevice
from sequencer.remote.controllers.mapping import device_of
from sequencer.sync.midi_input import MidiInput, NoMidi

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sequencer.midi.library import MidiClient

NO_CONTROLLERS: Final = ("through", "techno")
"""Words in the names of ports that no hand moves: the system's own loop, and ours."""


class MidiDevice(MidiInput):
    """A controller of the machine's MIDI system; all methods are for one thread.

    Args:
        pattern: of its port; "" takes the first that is neither ours nor the system's own.
        wake: called by RtMidi's thread when something has come; must not block.

    Raises:
        NoDevice: there is no MIDI system.
    """

    def __init__(self, pattern: str, wake: Callable[[], None]) -> None:
        self._named = bool(pattern)
        try:
            super().__init__(pattern or "*", wake, CLIENT_NAME)
            library = midi_library()
            self._out: MidiClient = library.make(midi_system().api or 0, CLIENT_NAME)
        except NoMidi as fault:
            raise NoDevice(str(fault)) from fault
        self._lamps = ""

    def wanted(self, names: Sequence[str]) -> str | None:
        """Return the port to listen to, of those there are; None for none of them."""
        if self._named:
            return super().wanted(names)
        return next((name for name in names if not any(word in name.lower() for word in NO_CONTROLLERS)), None)

    def connect(self) -> str:
        """Connect in and out where the device is there; return the name of its port, "" while it is not."""
        name = super().connect()
        if not name and self._lamps:
            self._out.close_port()
            self._lamps = ""
        if name and not self._lamps:
            with suppress(*self._faults):
                names = list(self._out.get_ports())
                lamps = matching(device_of(name), names)  # of the same device, never some synth
                if lamps is not None:
                    self._out.open_port(names.index(lamps), "out")
                    self._lamps = lamps
        return name

    def send(self, messages: list[bytes]) -> None:
        """Send messages to the device; one that has just gone hears nothing."""
        if self._lamps:
            with suppress(*self._faults):
                for message in messages:
                    self._out.send_message(message)

    def close(self) -> None:
        """Close both ports."""
        super().close()
        if self._lamps:
            self._out.close_port()
        self._out.delete()
