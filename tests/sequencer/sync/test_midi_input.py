"""Clock comes in through RtMidi, by either of its libraries, stamped as it arrives; a port may go and come back."""

from __future__ import annotations

import sys
import time
from types import ModuleType
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from sequencer.midi.library import ALSA, MidiLibrary, MidiLibraryMissing
from sequencer.midi.messages import CLOCK, START
from sequencer.midi.ports import MidiSystem
from sequencer.sync import midi_input
from sequencer.sync.midi_input import MidiInput, NoMidi
from sequencer.sync.sources import MidiClockIn
from sequencer.wire.master import MasterAt, MasterMoved, SourceSays

if TYPE_CHECKING:
    from collections.abc import Callable


class Gone(Exception):
    """The MIDI system's own fault."""


class FakeIn:
    """A port that messages come in at, as RtMidi has it.

    Attributes:
        there: names of the ports. opened: what was opened. ignored: kinds of messages that are left out.
        callback: where messages go. closed: how often it was closed.
    """

    there: ClassVar[list[str]] = []
    made: ClassVar[list[FakeIn]] = []
    refuses: ClassVar[bool] = False

    def __init__(self) -> None:
        self.opened: list[object] = []
        self.ignored: tuple[bool, ...] = ()
        self.callback: Callable[..., None] | None = None
        self.closed = 0
        FakeIn.made.append(self)

    def open_port(self, place: int, name: str) -> None:
        assert name == "in"
        if self.refuses:
            raise Gone
        self.opened.append(self.there[place])

    def open_virtual_port(self, name: str) -> None:
        self.opened.append(name)

    def ignore_types(self, sysex: bool, timing: bool, sensing: bool) -> None:
        self.ignored = (sysex, timing, sensing)

    def close_port(self) -> None:
        self.closed += 1

    def comes(self, *data: int) -> None:
        raise NotImplementedError


class PythonRtmidi(FakeIn):
    """As python-rtmidi has it: asks for ports, and gives a message with the time since the last."""

    def __init__(self, api: int, name: str) -> None:
        super().__init__()
        assert (api, name) == (ALSA, "techno-clock")

    def get_ports(self) -> list[str]:
        return list(self.there)

    def set_callback(self, came: Callable[..., None]) -> None:
        self.callback = came

    def comes(self, *data: int) -> None:
        assert self.callback is not None
        self.callback((list(data), 0.02), None)


class Rtmidi2(FakeIn):
    """As rtmidi2 has it: names its ports, and gives a message and the time beside it."""

    def __init__(self, name: str, queued: int, api: int) -> None:
        super().__init__()
        assert (api, name) == (ALSA, "techno-clock")
        assert queued

    @property
    def ports(self) -> list[str]:
        return list(self.there)

    def comes(self, *data: int) -> None:
        assert self.callback is not None
        self.callback(list(data), 0.02)


@pytest.fixture(params=["python-rtmidi", "rtmidi2"])
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> type[FakeIn]:
    """Let ALSA be there, through one of the libraries."""
    name, kind = request.param, PythonRtmidi if request.param == "python-rtmidi" else Rtmidi2
    module: Any = ModuleType("rtmidi" if kind is PythonRtmidi else "rtmidi2")
    module.MidiIn = kind
    monkeypatch.setitem(sys.modules, module.__name__, module)
    library = MidiLibrary(name, (ALSA,), (Gone,), lambda _api, _name: pytest.fail("nothing is sent"))
    monkeypatch.setattr(midi_input, "midi_library", lambda: library)
    monkeypatch.setattr(midi_input, "midi_system", lambda: MidiSystem(ALSA, "ALSA", ""))
    monkeypatch.setattr(FakeIn, "there", ["Midi Through", "TR-8S MIDI 1"])
    monkeypatch.setattr(FakeIn, "made", [])
    monkeypatch.setattr(FakeIn, "refuses", False)
    return kind


def test_it_listens_to_the_port_that_matches_and_stamps_what_comes(system: type[FakeIn]) -> None:
    woken: list[int] = []
    port = MidiInput("tr-8", lambda: woken.append(1))
    assert port.connect() == "TR-8S MIDI 1"
    (fake,) = system.made
    assert fake.opened == ["TR-8S MIDI 1"]
    assert fake.ignored == (False, False, True), "clock comes through"
    before = time.monotonic_ns()
    fake.comes(0xF8)
    fake.comes(0xF2, 4, 0)
    after = time.monotonic_ns()
    assert [message for _, message in port.heard] == [CLOCK, b"\xf2\x04\x00"]
    assert all(before <= ns <= after for ns, _ in port.heard)
    assert woken == [1, 1]
    assert port.connect() == "TR-8S MIDI 1"
    assert fake.opened == ["TR-8S MIDI 1"], "it is opened once"
    port.close()
    assert fake.closed


def test_without_a_pattern_it_offers_a_port_and_hears_what_is_connected_to_it(system: type[FakeIn]) -> None:
    port = MidiInput("", lambda: None)
    assert port.connect() == "in"
    (fake,) = system.made
    assert fake.opened == ["in"]
    fake.comes(0xFA)
    assert [message for _, message in port.heard] == [START]


def test_a_port_that_goes_is_missed_and_taken_back_at_another_place(
    system: type[FakeIn], monkeypatch: pytest.MonkeyPatch
) -> None:
    port = MidiInput("tr-8", lambda: None)
    port.connect()
    monkeypatch.setattr(FakeIn, "there", ["Midi Through"])
    assert port.connect() == ""
    monkeypatch.setattr(FakeIn, "there", ["TR-8S MIDI 1", "Midi Through"])
    assert port.connect() == "TR-8S MIDI 1"
    (fake,) = system.made
    assert fake.opened == ["TR-8S MIDI 1", "TR-8S MIDI 1"]
    assert fake.closed == 1


def test_a_port_that_goes_while_it_is_opened_is_looked_for_again(
    system: type[FakeIn], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeIn, "refuses", True)
    port = MidiInput("tr-8", lambda: None)
    assert port.connect() == ""
    monkeypatch.setattr(FakeIn, "refuses", False)
    assert port.connect() == "TR-8S MIDI 1"
    assert system.made[0].opened == ["TR-8S MIDI 1"]


@pytest.mark.parametrize("pattern", [
    "[", "*[!", "\x00", "\U0001f941", "x" * 10_000, "../../etc/passwd", "(a+)+$", "*" * 60, "%s%n", "-port",
])
def test_a_pattern_that_is_no_name_finds_no_port(system: type[FakeIn], pattern: str) -> None:
    port = MidiInput(pattern, lambda: None)
    assert port.connect() in {"", "Midi Through"}
    assert len(system.made) == 1


def test_a_master_behind_it_is_followed(system: type[FakeIn]) -> None:
    port = MidiInput("tr-8", lambda: None)
    source = MidiClockIn(port, "tr-8", 120.0)
    (fake,) = system.made
    said = source.poll(0)
    assert said == [SourceSays("clock comes in from TR-8S MIDI 1")]
    fake.comes(0xFA)
    fake.comes(0xF8)
    at, moved = source.poll(1)
    assert isinstance(at, MasterAt)
    assert isinstance(moved, MasterMoved)
    assert moved.action == "start"


def test_where_no_midi_system_or_library_is_there_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> MidiLibrary:
        raise MidiLibraryMissing("install python-rtmidi")

    monkeypatch.setattr(midi_input, "midi_system", lambda: MidiSystem(None, "none", "connect a MIDI interface"))
    with pytest.raises(NoMidi, match="connect a MIDI interface"):
        MidiInput("tr-8", lambda: None)
    monkeypatch.setattr(midi_input, "midi_system", lambda: MidiSystem(ALSA, "ALSA", ""))
    monkeypatch.setattr(midi_input, "midi_library", missing)
    with pytest.raises(NoMidi, match="install python-rtmidi"):
        MidiInput("tr-8", lambda: None)
