"""Who ends the notes of a player that has died?

The daemon keeps a client of its own on every port the player has connected to. It is made at the start, because making
one takes longer than silence may wait, and it sends nothing as long as the player lives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sequencer.messages import silence

if TYPE_CHECKING:
    from collections.abc import Iterable

CLIENT_NAME = "techno-standby"


class Standby:
    """Clients that can end all sound; owned by the daemon's one thread.

    Args:
        api: RtMidi's number of the MIDI system, None where there is none.
    """

    def __init__(self, api: int | None) -> None:
        self._api = api
        self._clients: dict[int, tuple[Any, str]] = {}

    def follow(self, output: int, name: str | None) -> None:
        """Connect an output's client to a port, or to none; blocks for some milliseconds the first time."""
        if self._api is None or (name is None and output not in self._clients):
            return
        import rtmidi  # noqa: PLC0415 - only where there is a MIDI system

        client, there = self._clients.get(output, (None, ""))
        if there == (name or "") and client is not None:
            return
        try:
            if client is None:
                client = rtmidi.MidiOut(self._api, name=f"{CLIENT_NAME}-{output + 1}")
            elif there:
                client.close_port()
            names = client.get_ports() if name is not None else []
            if name in names:
                client.open_port(names.index(name), "out")
            self._clients[output] = (client, name if name is not None and name in names else "")
        except (rtmidi.RtMidiError, SystemError):
            self._clients.pop(output, None)

    def silence(self, outputs: Iterable[int] | None = None) -> None:
        """End all sound on all channels of the ports (all of them when none are named); never blocks for long."""
        wanted = set(self._clients) if outputs is None else set(outputs)
        for output, (client, name) in self._clients.items():
            if output in wanted and name:
                for message in silence():
                    client.send_message(message)

    def note_offs(self, messages: Iterable[tuple[int, bytes]]) -> None:
        """Send note-offs as (output, message), for instruments that do not know "all notes off"."""
        for output, message in messages:
            client, name = self._clients.get(output, (None, ""))
            if client is not None and name:
                client.send_message(message)

    def close(self) -> None:
        """Close all clients."""
        for client, name in self._clients.values():
            if name:
                client.close_port()
            client.delete()
        self._clients.clear()
