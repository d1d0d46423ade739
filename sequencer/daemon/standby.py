"""Who ends the notes of a player that has died, and which ports are there?

The daemon has one MIDI client of its own for both. It is made at the start, because making one takes longer than
silence may wait. There is only one, and it is connected to nothing until it is needed: when two connected clients die
with one process, JACK stands still for half a second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sequencer.midi.library import midi_library
from sequencer.midi.messages import NOTE_OFF, silence
from sequencer.midi.ports import quiet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from engine.bar import Bar
    from sequencer.midi.library import MidiClient

CLIENT_NAME: Final = "techno-standby"
OWN_PREFIX: Final = "techno-"


class Standby:
    """The daemon's MIDI client; owned by its one thread.

    Args:
        api: RtMidi's number of the MIDI system, None where there is none.
    """

    def __init__(self, api: int | None) -> None:
        self._client: MidiClient | None = None
        self._make: Callable[[], MidiClient] | None = None
        self._open = ""
        if api is None:
            return
        library = midi_library()
        self._faults = library.faults
        self._make = lambda: library.make(api, CLIENT_NAME)
        self._client = self._made()

    def _made(self) -> MidiClient | None:
        """Return a client, None while the MIDI system is gone."""
        if self._make is None:
            return None
        with quiet():
            try:
                return self._make()
            except self._faults:
                return None

    def names(self) -> list[str]:
        """Return the names of the ports one can send to; takes a millisecond or two.

        When there are none the client is made anew: the MIDI server may have thrown it out, or been started again.
        """
        if self._make is None:
            return []
        found = self._names()
        if not found:
            self.renew()
            found = self._names()
        return [name for name in found if not name.startswith(OWN_PREFIX)]

    def renew(self) -> None:
        """Make the client anew, for a MIDI server that was started again; takes 20 ms or so."""
        self._drop()
        self._client = self._made()

    def _names(self) -> list[str]:
        try:
            return [] if self._client is None else list(self._client.get_ports())
        except self._faults:
            return []

    def _drop(self) -> None:
        if self._client is not None:
            self._client.delete()
        self._client, self._open = None, ""

    def silence(self, port: str, note_offs: Sequence[bytes] = ()) -> None:
        """End all sound on a port; takes some milliseconds.

        Args:
            port: its full name.
            note_offs: for instruments that do not know "all notes off".
        """
        if self._client is None:
            return
        try:
            if self._open != port:
                self.release()
                names = list(self._client.get_ports())
                if port not in names:
                    return
                self._client.open_port(names.index(port), "out")
                self._open = port
            for message in (*silence(), *note_offs):
                self._client.send_message(message)
        except self._faults:
            self._open = ""

    def release(self) -> None:
        """Leave the port that was silenced last."""
        if self._client is not None and self._open:
            self._client.close_port()
        self._open = ""

    def close(self) -> None:
        """Close the client."""
        self.release()
        self._drop()
        self._make = None


def may_sound(bars: Iterable[Bar]) -> list[tuple[str, bytes]]:
    """Return the note-offs of all notes of some bars, as (layer, message), each once."""
    pitches = {(event.layer, event.channel, event.note) for bar in bars for event in bar.events}
    return [(layer, bytes((NOTE_OFF | channel - 1, note, 0))) for layer, channel, note in sorted(pitches)]
