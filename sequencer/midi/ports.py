"""Where do MIDI messages go?

Outputs are made before the clock starts and live as long as the player: gaining or losing a port only opens or closes
one, because making a MIDI client takes longer than a clock pulse lasts. A machine without a MIDI system gets the null
output, so that the session still plays to the screen and the recording.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, Protocol

from sequencer.midi.library import ALSA, SYSTEM_NAMES, MidiLibraryMissing, midi_library
from sequencer.midi.messages import NOTE_OFF, NOTE_ON

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

OutputState = Literal["open", "lost", "none"]

MAX_OUTPUTS: Final = 8
MAX_PORT_NAME: Final = 64
"""Characters of a port that we offer; ALSA keeps 63 bytes, JACK some 250."""
CLIENT_NAME: Final = "techno"
ALSA_SEQUENCER: Final = Path("/dev/snd/seq")

INSTALL_HINT: Final = {
    "linux": "load the ALSA sequencer (modprobe snd-seq), or install and start JACK (jackd2)",
    "darwin": "enable the IAC Driver in Audio MIDI Setup",
    "win32": "install loopMIDI for a virtual port",
}


class Output(Protocol):
    """One place to send to; all methods are the player's thread's alone and do not block.

    Attributes:
        lead_ns: how far ahead of its deadline it wants a message; 0 for one that sends at once.
        hears_all: the notes of all layers go to it, as well as to their own outputs; and no clock.
        hold_ns: what is due within so long cannot be taken back; up to the lead.
    """

    name: str
    state: OutputState
    lead_ns: int
    hears_all: bool
    hold_ns: int

    def send(self, message: bytes, due_ns: int | None = None, tag: int = 0) -> None:
        """Hand a message to the MIDI system, or to who places it in time.

        Args:
            message: its bytes.
            due_ns: its deadline less the lead, on the monotonic clock; None for as soon as it can be.
            tag: what `cancel` calls it by.
        """

    def cancel(self, from_ns: int, tags: tuple[int, ...] | None) -> None:
        """Take back what is due at a moment or later, and end the notes of some tags (None: all) there.

        Does nothing where messages are sent at once.
        """

    def open(self, port: str | None) -> None:
        """Open a port by its full name, or close the one that is open (None)."""

    def close(self) -> None:
        """Close the output for good."""


class NullOutput:
    """An output to nowhere: the session plays to the screen and the recording."""

    def __init__(self, name: str = "null") -> None:
        self.name = name
        self.state: OutputState = "none"
        self.lead_ns = self.hold_ns = 0
        self.hears_all = False

    def send(self, message: bytes, due_ns: int | None = None, tag: int = 0) -> None:
        """Drop a message."""

    def cancel(self, from_ns: int, tags: tuple[int, ...] | None) -> None:
        """Do nothing: nothing was sent."""

    def open(self, port: str | None) -> None:
        """Do nothing: it has no port."""

    def close(self) -> None:
        """Do nothing: it has no port."""


class MemoryOutput:
    """Keeps what is sent with the time of sending, for tests.

    Attributes:
        sent: (ns, message), in order.
        placed: (deadline, message), in order: what a sender with that lead would let sound, and when.
    """

    def __init__(
        self, name: str, now_ns: Callable[[], int] = lambda: 0, lead_ns: int = 0, hold_ns: int | None = None
    ) -> None:
        self.name = name
        self.state: OutputState = "open"
        self.lead_ns = lead_ns
        self.hold_ns = lead_ns if hold_ns is None else hold_ns
        self.hears_all = False
        self.placed: list[tuple[int, bytes]] = []
        self.sent: list[tuple[int, bytes]] = []
        self._tags: list[int] = []
        self._now_ns = now_ns

    def send(self, message: bytes, due_ns: int | None = None, tag: int = 0) -> None:
        """Keep a message."""
        if self.state == "open":
            now = self._now_ns()
            self.sent.append((now, message))
            self._place(now + self.hold_ns if due_ns is None else due_ns + self.lead_ns, message, tag)

    def _place(self, ns: int, message: bytes, tag: int) -> None:
        before = self.placed[-1][0] if self.placed else ns
        self.placed.append((max(ns, before), message))
        self._tags.append(tag)

    def cancel(self, from_ns: int, tags: tuple[int, ...] | None) -> None:
        """Take back what was placed from a moment on, and place the ends of notes there."""
        if not self.lead_ns:
            return
        while self.placed and self.placed[-1][0] >= from_ns:
            self.placed.pop()
            self._tags.pop()
        sounding: dict[tuple[int, int], int] = {}
        for (_, message), tag in zip(self.placed, self._tags, strict=True):
            kind, pitch = message[0] & 0xF0, (message[0] & 0x0F, message[-2] if len(message) > 1 else 0)
            if kind in {NOTE_ON, NOTE_OFF}:
                sounding.pop(pitch, None)
            if kind == NOTE_ON:
                sounding[pitch] = tag
        for (channel, note), tag in sounding.items():
            if tags is None or tag in tags:
                self._place(from_ns, bytes((NOTE_OFF | channel, note, 0)), tag)

    def open(self, port: str | None) -> None:
        """Open or close."""
        self.state = "lost" if port is None else "open"

    def close(self) -> None:
        """Close."""
        self.state = "none"


class MidiOutput:
    """A port of the machine's MIDI system, real or virtual, through RtMidi."""

    def __init__(self, api: int, slot: int) -> None:
        self.name = ""
        self.state: OutputState = "none"
        self.lead_ns = self.hold_ns = 0
        self.hears_all = False
        self._api = api
        self._client_name = f"{CLIENT_NAME}-{slot + 1}"
        self._library = midi_library()
        self._out = self._library.make(api, self._client_name)

    def open_virtual(self, name: str) -> None:
        """Offer a port of our own that others connect to."""
        self._out.open_virtual_port(name)
        self.name, self.state = name, "open"

    def open(self, port: str | None) -> None:
        """Open a port by its full name (closing another), or close it (None).

        Raises:
            PortNotFound: no port has that name now.
        """
        if self.state == "open":
            self._out.close_port()
            self.state = "lost"
        if port is None:
            return
        names = list(self._out.get_ports())
        if not names:
            names = self._again()
        if port not in names:
            raise PortNotFound(port, names)
        self._out.open_port(names.index(port), "out")
        self.name, self.state = port, "open"

    def _again(self) -> list[str]:
        """Make the client anew, for a MIDI server that has thrown it out or was started again; takes 20 ms or so."""
        try:
            client = self._library.make(self._api, self._client_name)
        except self._library.faults:
            return []
        self._out.delete()
        self._out = client
        return list(client.get_ports())

    def send(self, message: bytes, due_ns: int | None = None, tag: int = 0) -> None:  # noqa: ARG002 - it sends at once
        """Send a message; a closed port drops it."""
        if self.state == "open":
            self._out.send_message(message)

    def cancel(self, from_ns: int, tags: tuple[int, ...] | None) -> None:
        """Do nothing: what was sent has been heard."""

    def close(self) -> None:
        """Close the port and the client."""
        if self.state == "open":
            self._out.close_port()
        self.state = "none"
        self._out.delete()


class PortNotFound(Exception):
    """No port matches what was asked for.

    Attributes:
        wanted: pattern or name.
        available: names there are.
    """

    def __init__(self, wanted: str, available: Sequence[str]) -> None:
        self.wanted = wanted
        self.available = tuple(available)
        there = ", ".join(available) if available else "there are none"
        super().__init__(f"no MIDI port matches {wanted!r}; available: {there}")


@dataclass(frozen=True, slots=True)
class MidiSystem:
    """The machine's MIDI system.

    Attributes:
        api: RtMidi's number for it, None when there is none.
        name: for people; why: what to do when there is none.
    """

    api: int | None
    name: str
    why: str = ""


def midi_system(only: int | None = None) -> MidiSystem:
    """Return the MIDI system to use: the first that works of those its library knows; takes some milliseconds.

    Args:
        only: RtMidi's number of the only one to try.
    """
    with quiet():
        return _found_system(only)


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the MIDI system's libraries from writing to stderr; their faults are told in one line of ours."""
    sys.stderr.flush()
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _found_system(only: int | None) -> MidiSystem:
    hint = INSTALL_HINT.get(sys.platform, "connect a MIDI interface")
    try:
        library = midi_library()
    except MidiLibraryMissing as missing:
        return MidiSystem(None, "none", str(missing))
    for api in library.apis:
        if only not in {None, api}:
            continue
        if api == ALSA and not ALSA_SEQUENCER.exists():
            continue
        try:
            probe = library.make(api, f"{CLIENT_NAME}-probe")
        except library.faults:
            continue
        probe.delete()
        return MidiSystem(api, SYSTEM_NAMES[api])
    return MidiSystem(None, "none", hint)


def matching(pattern: str, names: Sequence[str]) -> str | None:
    """Return the name that is the pattern, else the first that contains it or matches it as a shell pattern.

    Upper and lower case are one.
    """
    wanted = pattern.lower()
    fits = [name for name in names if wanted in name.lower() or fnmatchcase(name.lower(), wanted)]
    return next((name for name in fits if name.lower() == wanted), fits[0] if fits else None)
