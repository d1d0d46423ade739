"""A sender takes one player after another, forgets what a dead one has left, and ends with its daemon."""

from __future__ import annotations

import shutil
import signal
import socket
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from sequencer.jack.placing import PlacedOutput
from sequencer.player.timed_output import SenderDoor, TimedOutput
from sequencer.wire.link import LinkClosed
from sequencer.wire.orders import SenderAt
from sequencer.wire.serving import CannotServe, Serving, serve
from sequencer.wire.timed import Ahead, Beat, Cancel, Connect, Failed, Listeners, Opened, Ports, Regain, owner_link
from tests.sequencer.wire.room import ServingRoom

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from sequencer.wire.link import Garbled
    from sequencer.wire.timed import FromSender, SenderLink

ON, OFF = bytes((0x99, 36, 100)), bytes((0x89, 36, 0))
FRAMES = 1 << 20


class Client:
    """A client without a server: what is placed can be asked for."""

    def __init__(self) -> None:
        self.system, self.server = "JACK", "the JACK server"
        self.rate, self.period = 48_000, 256
        self.xruns = self.slow = self.lates = self.drops = self.cycles = 0
        self.gone = self.closed = False
        self.there: tuple[str, ...] | None = None
        self.coming: tuple[str, ...] = ()
        self.listening: dict[int, tuple[str, ...]] = {}
        self.regained: list[tuple[int, tuple[str, ...]]] = []
        self.outputs: dict[int, PlacedOutput] = {}
        self.connected: list[tuple[int, str | None, bool]] = []

    def connect(self, index: int, name: str | None, *, virtual: bool) -> None:
        self.outputs.setdefault(index, PlacedOutput())
        self.connected.append((index, name, virtual))

    def late(self) -> int:
        return self.lates

    def dropped(self) -> int:
        return self.drops

    def names(self) -> tuple[str, ...] | None:
        found, self.there = self.there, None
        return found

    def came(self) -> tuple[str, ...]:
        return self.coming

    def listeners(self) -> dict[int, tuple[str, ...]]:
        found, self.listening = self.listening, {}
        return found

    def regain(self, index: int, names: Collection[str]) -> None:
        self.regained.append((index, tuple(names)))

    def frame_now(self, ns: int) -> int:
        return ns // 1_000

    def close(self) -> None:
        self.closed = True

    def leaves(self, index: int = 0) -> list[bytes]:
        """Return the messages that leave an output now, at a frame a microsecond."""
        heard: list[bytes] = []
        self.outputs[index].fill(0, FRAMES, lambda us: us, lambda _, message: heard.append(message))
        return heard


class Room(ServingRoom):
    """A client without a server, served at a moment that is given."""

    def __init__(self, path: Path) -> None:
        self.client = Client()
        self.ns = 0
        super().__init__(path, self.client, lambda: self.ns)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path)
    yield made
    made.close()


def test_what_a_player_hands_over_leaves_with_its_lead_on_the_output_it_connected(room: Room) -> None:
    _, output = room.player(2)
    output.send(ON, 5_000)
    output.send(OFF)
    room.serving.turn(1.0)
    assert room.client.connected == [(2, "synth:in", False)]
    assert room.client.leaves(2) == [ON, OFF]


def test_a_player_that_dies_leaves_nothing_waiting_and_nothing_open(room: Room) -> None:
    door, output = room.player()
    output.send(ON, 0)
    room.serving.turn(1.0)
    assert room.client.leaves() == [ON]
    output.send(ON, 500_000)
    door.close()
    room.serving.turn(1.0)  # hears the message
    room.serving.turn(1.0)  # and then that the link is broken
    assert room.client.leaves() == [OFF]


def test_what_a_player_has_handed_over_before_it_took_its_leave_still_leaves(room: Room) -> None:
    door, output = room.player()
    output.send(ON, 0)
    output.send(OFF, 500_000)
    output.close()
    door.close()
    room.serving.turn(1.0)
    room.serving.turn(1.0)
    assert room.client.leaves() == [ON, OFF]


def test_another_player_takes_the_place_of_the_one_before(room: Room) -> None:
    _, first = room.player()
    first.send(ON, 0)
    room.serving.turn(1.0)
    assert room.client.leaves() == [ON]
    _, second = room.player()
    second.send(ON, 0)
    room.serving.turn(1.0)
    assert room.client.leaves() == [OFF, ON]


def test_an_output_that_loses_its_port_is_silent_at_once(room: Room) -> None:
    _, output = room.player()
    output.send(ON, 0)
    room.serving.turn(1.0)
    assert room.client.leaves() == [ON]
    output.send(ON, 900_000)
    output.open(None)
    output.send(ON, 0)
    room.serving.turn(1.0)
    assert room.client.leaves() == [OFF]
    assert output.state == "lost"


def test_cancel_forgets_what_waits_and_messages_for_no_output_are_passed_over(room: Room) -> None:
    door, output = room.player()
    output.send(ON, 0)
    door.send(Ahead(0, ON, 7))
    door.send(Cancel())
    room.serving.turn(1.0)
    assert room.client.leaves() == []


def test_it_says_how_far_ahead_it_wants_messages_and_ends_with_the_daemon(room: Room) -> None:
    room.daemon.close()
    assert room.serving.run()
    room.serving.close()
    assert room.client.closed


def test_a_dead_server_is_said_and_ends_it(room: Room) -> None:
    room.client.gone = True
    assert not room.serving.run()
    assert list(room.daemon.receive()) == [
        Opened("JACK", 48_000, 256, 8_000_000 + 5_333_333, 0, 2_000_000 + 5_333_333), Failed("the JACK server has gone")
    ]


def test_the_daemon_is_told_who_listens_at_a_port_we_offer_and_has_them_led_to_again(room: Room) -> None:
    room.client.listening = {1: ("synth:in",)}
    room.client.gone = True
    assert not room.serving.run()
    assert Listeners(1, ("synth:in",)) in list(room.daemon.receive())
    room.daemon.send(Regain(1, ("synth:in", "other:in")))
    room.serving.turn(1.0)
    assert room.client.regained == [(1, ("synth:in", "other:in"))]


def test_another_period_is_told_with_the_lead_that_it_wants_and_so_are_ports_that_come(room: Room) -> None:
    looks = 0

    def names() -> tuple[str, ...] | None:
        nonlocal looks
        looks += 1
        if looks == 2:
            room.client.period, room.client.coming = 4_096, ("synth:in",)
            return ("synth:in",)
        room.client.gone = looks == 4
        return None

    room.client.names = names  # type: ignore[method-assign]  # what the server does while it is asked
    room.serving = Serving(room.client, room.control, room.door, lambda: room.ns, lead_ns=20_000_000)
    assert not room.serving.run()
    assert list(room.daemon.receive()) == [
        Opened("JACK", 48_000, 256, 20_000_000, 0, 2_000_000 + 5_333_333),
        Ports(("synth:in",), came=("synth:in",)),
        Opened("JACK", 48_000, 4_096, 8_000_000 + 85_333_333, 0, 2_000_000 + 85_333_333),
        Failed("the JACK server has gone"),
    ]


def test_what_a_player_takes_back_is_forgotten_and_ended_on_that_output_alone(room: Room) -> None:
    door, output = room.player(1)
    other = TimedOutput(door, 2, SenderAt(room.path, 1_000, 500), room.now_ns)
    other.open("synth:in")
    for one in (output, other):
        one.send(ON, 0)
    room.serving.turn(1.0)
    assert room.client.leaves(1) == room.client.leaves(2) == [ON]
    for one in (output, other):
        one.send(OFF, 500_000)
        one.send(ON, 800_000)
    output.cancel(400_000, None)
    room.serving.turn(1.0)
    assert room.client.leaves(1) == [OFF]
    assert room.client.leaves(2) == [OFF, ON]


def test_an_output_whose_sender_is_gone_drops_what_it_is_given(tmp_path: Path) -> None:
    output = TimedOutput(SenderDoor(str(tmp_path / "none")), 0, SenderAt("none", 1_000), lambda: 0)
    with pytest.raises(OSError, match="No such file"):
        output.open("synth:in")
    output.send(ON)
    assert (output.name, output.state) == ("", "none")


def test_what_is_handed_to_a_sender_that_has_just_died_is_dropped_and_the_player_plays_on(room: Room) -> None:
    door, output = room.player()
    room.serving.close()
    room.door.close()
    output.send(ON, 0)
    output.cancel(0, None)
    door.send(Ahead(0, OFF, 0, 0))
    assert output.state == "open"  # the daemon says when another sender is there


def test_a_sender_that_lets_nobody_in_does_not_keep_a_player_waiting(tmp_path: Path) -> None:
    path = str(tmp_path / "door")
    players = [SenderDoor(path) for _ in range(8)]

    def come_in() -> None:
        for player in players:
            player.reach()

    with socket.socket(socket.AF_UNIX) as door:
        door.bind(path)
        door.listen(0)
        with pytest.raises((BlockingIOError, ConnectionRefusedError)):
            come_in()
    for player in players:
        player.close()


def test_a_player_reaches_the_sender_that_follows_one_that_died(room: Room, tmp_path: Path) -> None:
    door, _ = room.player()
    room.serving.close()
    room.door.close()
    with pytest.raises(ConnectionRefusedError):
        door.reach()
    (tmp_path / "next").mkdir()
    following = Room(tmp_path / "next")
    shutil.move(following.path, room.path)
    door.reach()
    door.reach()  # once is enough
    following.serving.turn(1.0)
    door.send(Connect(0, "synth:in", virtual=False))
    door.send(Ahead(0, ON, 0, 0))
    following.serving.turn(1.0)
    assert following.client.leaves() == [ON]
    following.close()


def test_a_server_that_asks_for_nothing_is_dead(room: Room) -> None:
    room.client.there = ("synth:in",)
    moments = iter([0, 0, 0, 1_000_000_000, 1_000_000_000, 2_000_000_000, 4_000_000_000])
    room.serving = Serving(room.client, room.control, room.door, lambda: next(moments, 4_000_000_000))
    assert not room.serving.run()
    said = list(room.daemon.receive())
    assert said[0] == Ports(("synth:in",))
    assert said[-1] == Failed("the JACK server has gone")


def test_once_a_second_it_says_how_it_is(room: Room) -> None:
    looks = 0

    def names() -> None:
        nonlocal looks
        looks += 1
        room.ns, room.client.cycles = looks * 250_000_000, looks
        room.client.gone = looks == 14
        room.daemon.send(Regain(0, ()))  # so that it does not wait for something to hear

    room.client.names = names  # type: ignore[method-assign]  # what the server does while it is asked
    room.client.lates, room.client.drops, room.client.slow, room.client.xruns = 5, 4, 3, 2
    assert not room.serving.run()
    beats = [said for said in room.daemon.receive() if isinstance(said, Beat)]
    assert [replace(beat, cpu_ns=0) for beat in beats] == [
        Beat(ns, ns // 1_000, late=5, slow=3, gaps=2, spread_ns=0, cpu_ns=0, dropped=4)  # it cannot see a spread
        for ns in (1_250_000_000, 2_250_000_000, 3_250_000_000)
    ]


# --- a process of its own ---------------------------------------------------------------------------------------------


def process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[SenderLink], Client]
) -> tuple[int, list[FromSender | Garbled]]:
    """Be a sender's process whose daemon goes at once; return its exit status and what it has said."""
    ignored: list[tuple[int, object]] = []
    monkeypatch.setattr(signal, "signal", lambda *what: ignored.append(what))
    here, there = socket.socketpair()
    door = socket.socket(socket.AF_UNIX)
    door.bind(str(tmp_path / "door"))
    door.listen()
    there.shutdown(socket.SHUT_WR)
    status = serve(["sender", str(here.detach()), str(door.detach()), "20000000"], make)
    assert ignored == [(signal.SIGINT, signal.SIG_IGN)]
    daemon = owner_link(there)
    said: list[FromSender | Garbled] = []
    with suppress(LinkClosed):  # it has ended
        said.extend(daemon.receive())
    daemon.close()
    return status, said


def test_a_process_serves_on_the_ends_that_its_command_names_and_asks_for_the_lead_that_it_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    assert process(tmp_path, monkeypatch, lambda _: client) == (
        0, [Opened("JACK", 48_000, 256, 20_000_000, 0, 2_000_000 + 5_333_333)]
    )
    assert client.closed


def test_a_process_that_has_nothing_to_play_to_says_so_and_ends_as_one_that_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def make(_: SenderLink) -> Client:
        raise CannotServe("no server runs")

    assert process(tmp_path, monkeypatch, make) == (1, [Failed("no server runs")])


def test_a_process_whose_daemon_goes_while_it_waits_for_a_server_ends_as_one_that_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def make(control: SenderLink) -> Client:
        assert list(control.receive()) == []
        raise AssertionError("the daemon is there")

    assert process(tmp_path, monkeypatch, make) == (1, [])
