"""A controller without JACK is read and lit through RtMidi, by either of its libraries; it may go and come back.

The MIDI system here is a fake: none of the machines this was made on has a sequencer of its kernel.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest

from sequencer.midi.library import ALSA, MidiLibrary
from sequencer.midi.ports import MidiSystem
from sequencer.remote.controllers import midi_device, opening
from sequencer.remote.controllers.jack_device import CLIENT_NAME, NoDevice
from sequencer.remote.controllers.midi_device import MidiDevice
from sequencer.sync import midi_input


class Gone(Exception):
    """The MIDI system's own fault."""


class Port:
    """Either side of the fake system.

    Attributes:
        there: names of its ports. opened: what was opened. sent: what came out. callback: where messages go in.
    """

    there: tuple[str, ...] = ("Midi Through:Midi Through Port-0", "techno-1:out", "nanoKONTROL2:nanoKONTROL2 MIDI 1")

    def __init__(self, *, refuses: bool = False) -> None:
        self.opened: list[str] = []
        self.sent: list[bytes] = []
        self.callback: Any = None
        self.refuses = refuses
        self.closed = self.deleted = 0

    def get_ports(self) -> list[str]:
        return list(self.there)

    def open_port(self, place: int, _name: str) -> None:
        self.opened.append(self.there[place])

    def open_virtual_port(self, _name: str) -> None:
        pytest.fail("no port is offered")

    def ignore_types(self, *_kinds: bool) -> None:
        pass

    def set_callback(self, came: Any) -> None:
        self.callback = came

    def send_message(self, message: bytes) -> None:
        if self.refuses:
            raise Gone
        self.sent.append(message)

    def close_port(self) -> None:
        self.closed += 1

    def delete(self) -> None:
        self.deleted += 1


@pytest.fixture
def ports(monkeypatch: pytest.MonkeyPatch) -> tuple[Port, Port]:
    """The side that is read, and the one that is lit."""
    came_in, out = Port(), Port()
    module: Any = ModuleType("rtmidi")

    def made(api: int, name: str) -> Port:
        assert (api, name) == (ALSA, CLIENT_NAME)
        return came_in

    module.MidiIn = made
    monkeypatch.setitem(sys.modules, "rtmidi", module)
    library = MidiLibrary("python-rtmidi", (ALSA,), (Gone,), lambda _api, _name: out)
    for one in (midi_input, midi_device):
        monkeypatch.setattr(one, "midi_library", lambda: library)
        monkeypatch.setattr(one, "midi_system", lambda: MidiSystem(ALSA, "ALSA", ""))
    return came_in, out


def test_the_first_controller_is_read_and_its_lamps_are_lit(ports: tuple[Port, Port]) -> None:
    woken: list[int] = []
    device = MidiDevice("", lambda: woken.append(1))
    assert device.connect() == "nanoKONTROL2:nanoKONTROL2 MIDI 1"
    came_in, out = ports
    assert (came_in.opened, out.opened) == (["nanoKONTROL2:nanoKONTROL2 MIDI 1"],) * 2
    came_in.callback(([0xB0, 16, 64], 0.1), None)
    assert [message for _, message in device.heard] == [b"\xb0\x10\x40"]
    assert woken == [1]
    device.send([b"\xb0\x10\x7f"])
    assert out.sent == [b"\xb0\x10\x7f"]
    device.close()
    assert (came_in.closed, out.closed, out.deleted) == (1, 1, 1)


def test_a_device_that_goes_and_comes_back_is_taken_back_with_its_lamps(
    ports: tuple[Port, Port], monkeypatch: pytest.MonkeyPatch
) -> None:
    device = MidiDevice("nano", lambda: None)
    device.connect()
    with monkeypatch.context() as away:
        away.setattr(Port, "there", ("techno-1:out",))
        assert device.connect() == ""
        device.send([b"\xb0\x10\x7f"])
        assert ports[1].sent == []
    assert device.connect() == "nanoKONTROL2:nanoKONTROL2 MIDI 1"
    assert ports[1].opened == ["nanoKONTROL2:nanoKONTROL2 MIDI 1"] * 2


def test_a_lamp_that_cannot_be_reached_is_no_fault(ports: tuple[Port, Port]) -> None:
    device = MidiDevice("nano", lambda: None)
    device.connect()
    ports[1].refuses = True
    device.send([b"\xb0\x10\x7f"])


def test_without_a_midi_system_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(midi_input, "midi_system", lambda: MidiSystem(None, "none", "connect a MIDI interface"))
    with pytest.raises(NoDevice, match="connect a MIDI interface"):
        MidiDevice("", lambda: None)


def test_it_is_reached_without_jack_only_where_no_jack_ran(
    ports: tuple[Port, Port], monkeypatch: pytest.MonkeyPatch
) -> None:
    del ports
    runs: list[bool] = [False, True, False]

    class OnJack:
        """Reached through JACK."""

        def __init__(self, _pattern: str, _wake: object) -> None:
            if not runs.pop(0):
                raise NoDevice("no JACK")

    monkeypatch.setattr(opening, "JackDevice", OnJack)
    opened = opening.device_opener("")
    assert isinstance(opened(lambda: None), MidiDevice)
    assert type(opened(lambda: None)).__name__ == "OnJack"
    with pytest.raises(NoDevice, match="no JACK"):
        opened(lambda: None)


def test_where_there_is_neither_both_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_jack(_pattern: str, _wake: object) -> None:
        raise NoDevice("no JACK")

    monkeypatch.setattr(opening, "JackDevice", no_jack)
    monkeypatch.setattr(midi_input, "midi_system", lambda: MidiSystem(None, "none", "connect a MIDI interface"))
    with pytest.raises(NoDevice, match="no JACK; without JACK: connect a MIDI interface"):
        opening.device_opener("")(lambda: None)
