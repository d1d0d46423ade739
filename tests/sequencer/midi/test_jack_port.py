"""A port on JACK hands on what comes, wakes who listens, and knows its own ports. JACK is one that only writes down."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from sequencer.midi import jack_library, jack_port
from sequencer.midi.jack_library import NoJack, NoServer, opened
from sequencer.midi.jack_port import JackPort
from sequencer.remote.controllers.jack_device import MAX_OUT, JackDevice, NoDevice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class JackError(Exception):
    pass


class Out:
    """An output that takes so many bytes a period."""

    def __init__(self) -> None:
        self.connections: list[Any] = []
        self.sent: list[bytearray] = []
        self.room = 0

    def clear_buffer(self) -> None:
        self.sent, self.room = [], 4

    def reserve_midi_event(self, _offset: int, size: int) -> bytearray | None:
        if size > self.room:
            return None
        self.room -= size
        self.sent.append(bytearray(size))
        return self.sent[-1]


class Client:
    def __init__(self, name: str, *, no_start_server: bool) -> None:
        assert no_start_server
        self.name = name
        self.came: list[tuple[int, bytes]] = []
        self.joined: list[tuple[str, str]] = []
        self.calls: list[str] = []
        self.port = SimpleNamespace(connections=[], incoming_midi_events=lambda: iter(self.came))
        self.out = Out()
        self.midi_inports = SimpleNamespace(register=lambda _: self.port)
        self.midi_outports = SimpleNamespace(register=lambda _: self.out)
        self.there = [(f"{name}:in", "in"), ("synth:play", "in"), ("nano:nano MIDI 1", "both"), ("other:x", "out")]

    def set_process_callback(self, process: Callable[[int], None]) -> None:
        self.process = process

    def set_shutdown_callback(self, shut_down: Callable[[object, object], None]) -> None:
        self.shut_down = shut_down

    def get_ports(self, **kind: bool) -> list[SimpleNamespace]:
        assert kind.pop("is_midi")
        self.calls.append(", ".join(sorted(kind)))
        way = "out" if "is_output" in kind else "in"
        return [SimpleNamespace(name=name) for name, ways in self.there if ways in {way, "both"}]

    def owns(self, port: SimpleNamespace) -> bool:
        return str(port.name).startswith(f"{self.name}:")

    def connect(self, source: Any, to: Any) -> None:
        if "gone" in (source, to):
            raise JackError
        names = ("our out" if source is self.out else source, "our in" if to is self.port else to)
        self.joined.append(names)

    def activate(self) -> None:
        self.calls.append("activate")

    def deactivate(self) -> None:
        self.calls.append("deactivate")

    def close(self) -> None:
        self.calls.append("close")


class Echo(JackPort):
    def period(self) -> Iterable[tuple[int, bytes]]:
        return [(7 + offset, data) for offset, data in self._port.incoming_midi_events()]


@pytest.fixture
def clients(monkeypatch: pytest.MonkeyPatch) -> list[Client]:
    made: list[Client] = []

    def client(name: str, *, no_start_server: bool) -> Client:
        made.append(Client(name, no_start_server=no_start_server))
        return made[-1]

    library = SimpleNamespace(Client=client, JackError=JackError, JackOpenError=JackError)
    for module in (jack_library, jack_port):
        monkeypatch.setattr(module, "load_jack", lambda: library)
    return made


def test_what_comes_is_kept_with_its_moment_and_wakes_only_then(clients: list[Client]) -> None:
    woken: list[bool] = []
    port = Echo("ours", lambda: woken.append(True), 2)
    (client,) = clients
    assert client.calls == []
    port.begin()
    assert client.calls == ["activate"]
    client.process(64)
    assert (woken, list(port.heard)) == ([], [])
    client.came = [(0, b"\xf8"), (1, b"\xfa"), (2, b"\xfc")]
    client.process(64)
    assert (woken, list(port.heard)) == ([True], [(8, b"\xfa"), (9, b"\xfc")])
    assert not port.gone
    client.shut_down(0, "")
    assert (port.gone, woken) == (True, [True, True])
    port.close()
    assert client.calls == ["activate", "deactivate", "close"]


def test_its_own_ports_are_never_found_and_a_port_that_has_gone_is_let_go(clients: list[Client]) -> None:
    port = Echo("ours", lambda: None)
    (client,) = clients
    assert port.found("*", is_input=True) == "synth:play"
    assert port.found("nano", is_output=True) == "nano:nano MIDI 1"
    assert port.found("nothing", is_output=True) == ""
    port.join("gone", "synth:play")
    port.join("other:x", "synth:play")
    assert client.joined == [("other:x", "synth:play")]


def test_without_a_server_none_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(_name: str, *, no_start_server: bool) -> None:
        assert no_start_server
        raise JackError

    library = SimpleNamespace(Client=none, JackOpenError=JackError)
    monkeypatch.setattr(jack_library, "load_jack", lambda: library)
    with pytest.raises(NoServer, match="no JACK server runs"):
        opened("ours")
    with pytest.raises(NoDevice, match="no JACK server runs"):
        JackDevice("", lambda: None)
    assert issubclass(NoServer, NoJack)


def test_a_controller_is_joined_in_and_out_and_a_synth_never(clients: list[Client]) -> None:
    device = JackDevice("", lambda: None)
    (client,) = clients
    client.there.pop()
    assert device.connect() == "nano:nano MIDI 1"
    assert client.joined == [("nano:nano MIDI 1", "our in"), ("our out", "nano:nano MIDI 1")]
    assert client.calls == ["activate", "is_output, is_physical", "is_input"]
    client.port.connections = client.out.connections = [SimpleNamespace(name="nano:nano MIDI 1")]
    assert device.connect() == "nano:nano MIDI 1"
    assert len(client.joined) == 2


def test_a_named_controller_is_looked_for_until_it_is_there(clients: list[Client]) -> None:
    device = JackDevice("launch", lambda: None)
    assert (device.connect(), clients[0].joined) == ("", [])
    clients[0].there.append(("launch:pad", "out"))
    assert device.connect() == "launch:pad"
    assert clients[0].joined == [("launch:pad", "our in")]  # it has no lamps
    assert "is_output" in clients[0].calls


def test_lamps_take_what_a_period_has_room_for_and_the_rest_with_the_next(clients: list[Client]) -> None:
    device = JackDevice("", lambda: None)
    (client,) = clients
    device.send([b"\x90\x01\x7f", b"\x90\x02\x7f"])
    client.process(64)
    assert client.out.sent == [b"\x90\x01\x7f"]
    client.came = [(5, b"\xb0\x01\x40")]
    client.process(64)
    assert client.out.sent == [b"\x90\x02\x7f"]
    assert list(device.heard) == [(0, b"\xb0\x01\x40")]
    client.process(64)
    assert client.out.sent == []
    device.send([bytes([0x90, number % 128, 1]) for number in range(MAX_OUT + 1)])
    client.process(64)
    assert client.out.sent == [b"\x90\x01\x01"]
