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
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from engine.bar import Bar
    from engine.control import PortStatus
    from sequencer.daemon.port_watch import OutputPlan
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

    @property
    def works(self) -> bool:
        """Return True where there is a MIDI system for it."""
        return self._make is not None

    def silence_all(self, ports: Mapping[str, Sequence[bytes]]) -> None:
        """End all sound on some ports, each with note-offs for instruments that do not know "all notes off"."""
        for port, note_offs in ports.items():
            self.silence(port, note_offs)

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


class Standbys(Standby):
    """The daemon's clients where messages go to JACK by the frame and to ALSA at once; JACK's is the one to renew.

    Args:
        jack: RtMidi's number of JACK, None where RtMidi has no way to it.
        other: of another MIDI system, None where there is none.
    """

    def __init__(self, jack: int | None, other: int | None) -> None:
        super().__init__(jack)
        self._other = Standby(other)

    def names(self) -> list[str]:
        """Return the names of the other system's ports; the sender tells JACK's."""
        return self._other.names()

    def silence(self, port: str, note_offs: Sequence[bytes] = ()) -> None:
        """End all sound on a port of either."""
        super().silence(port, note_offs)
        self._other.silence(port, note_offs)

    def release(self) -> None:
        """Leave the ports that were silenced last."""
        super().release()
        self._other.release()

    def close(self) -> None:
        """Close the clients."""
        super().close()
        self._other.close()


def may_sound(bars: Iterable[Bar]) -> list[tuple[str, bytes]]:
    """Return the note-offs of all notes of some bars, as (layer, message), each once."""
    pitches = {(event.layer, event.channel, event.note) for bar in bars for event in bar.events}
    return [(layer, bytes((NOTE_OFF | channel - 1, note, 0))) for layer, channel, note in sorted(pitches)]


def may_sound_on(
    plans: Sequence[OutputPlan], outputs: Sequence[PortStatus], layer_outputs: Mapping[str, int], bars: Iterable[Bar],
    *,
    ahead: bool,
) -> dict[str, list[bytes]]:
    """Return some bars' note-offs for each port that is open; a virtual one is gone with its player.

    Args:
        plans: the outputs. outputs: how they stand. layer_outputs: index of each layer's output; others go to 0.
        bars: that may sound.
        ahead: the outputs by the frame; else the others.
    """
    offs = may_sound(bars)
    return {
        output.name: [message for layer, message in offs if layer_outputs.get(layer, 0) == index]
        for index, (plan, output) in enumerate(zip(plans, outputs, strict=True))
        if plan.kind == "real" and plan.ahead == ahead and output.state == "open"
    }
