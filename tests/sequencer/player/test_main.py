"""The player's process: what it opens, what it says first, and that it plays and ends by itself."""

from __future__ import annotations

import os
import select
import signal
import socket
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest

from engine import Wish, next_bar, start
from engine import commands as ask
from engine.state import state_json
from sequencer.midi.messages import CLOCK, ON_NEXT, Due
from sequencer.midi.ports import MemoryOutput, MidiSystem, NullOutput, PortNotFound
from sequencer.player import __main__ as process
from sequencer.player.clock import ManualClock
from sequencer.player.player import Player
from sequencer.player.timed_output import SenderDoor, TimedOutput
from sequencer.tape.mirror import bar_crc
from sequencer.wire.link import daemon_link, player_link
from sequencer.wire.orders import OpenSession, OutputWanted, Ping, Quit, Resume, SenderAt, SetTrim, TakeWish
from sequencer.wire.reports import BarComposed, BarSent, Bye, Granted, OutputChanged, PlayerReady, WishesApplied
from tests.engine.asked import club
from tests.live.stage import LiveStage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sequencer.wire.link import DaemonLink, Garbled, PlayerLink
    from sequencer.wire.orders import Order
    from sequencer.wire.reports import Report

GRANTED = Granted("other", -1, -1, 0, "frozen")
NULL = OutputWanted("null", "", 0.0)
LIMIT_SECONDS = 240.0


class Port(MemoryOutput):
    """A port of a MIDI system that has the ports `there` and `broken`."""

    def __init__(self, api: int, slot: int) -> None:
        super().__init__("")
        self.state = "none"
        self.made = (api, slot)

    def open_virtual(self, name: str) -> None:
        self.name, self.state = f"virtual {name}", "open"

    def open(self, port: str | None) -> None:
        if port == "broken":
            raise OSError("the MIDI system says no")
        if port not in {None, "there"}:
            raise PortNotFound(str(port), ["there"])
        self.name, self.state = str(port), "open"


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine with a MIDI system, on which this process keeps its rights, and closes what the player leaves open."""
    left: list[PlayerLink | SenderDoor] = []

    def linked(end: socket.socket) -> PlayerLink:
        left.append(player_link(end))
        return left[-1]  # type: ignore[return-value] # just put there

    def door_to(path: str) -> SenderDoor:
        left.append(SenderDoor(path))
        return left[-1]  # type: ignore[return-value] # likewise

    monkeypatch.setattr(process, "player_link", linked)
    monkeypatch.setattr(process, "SenderDoor", door_to)
    monkeypatch.setattr(process, "midi_system", lambda: MidiSystem(3, "JACK"))
    monkeypatch.setattr(process, "MidiOutput", Port)
    monkeypatch.setattr(process, "prepare", lambda: GRANTED)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    yield
    for one in left:
        one.close()


# --- outputs ----------------------------------------------------------------------------------------------------------


def test_outputs_are_made_in_their_order_each_in_its_slot() -> None:
    wanted = [
        OutputWanted("real", "there", 0.0), OutputWanted("virtual", "ours", 0.0), OutputWanted("real", "", 0.0),
        OutputWanted("null", "nowhere", 0.0), NULL,
    ]
    outputs, faults = process._outputs(wanted)
    assert faults == []
    assert [(output.name, output.state) for output in outputs] == [
        ("there", "open"), ("virtual ours", "open"), ("", "none"), ("nowhere", "none"), ("null", "none"),
    ]
    assert [output.made for output in outputs if isinstance(output, Port)] == [(3, 0), (3, 1), (3, 2)]
    assert [type(output) for output in outputs[3:]] == [NullOutput] * 2


def test_a_port_that_is_gone_or_does_not_open_is_told_and_the_others_are_made() -> None:
    wanted = [OutputWanted("real", name, 0.0) for name in ("gone", "broken", "there")]
    outputs, faults = process._outputs(wanted)
    assert [output.state for output in outputs] == ["none", "none", "open"]
    assert faults == ["no MIDI port matches 'gone'; available: there", "the MIDI system says no"]


def test_without_a_midi_system_every_output_leads_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "midi_system", lambda: MidiSystem(None, "none", "install one"))
    outputs, faults = process._outputs([OutputWanted("real", "there", 0.0), OutputWanted("virtual", "v", 0.0)])
    assert [type(output) for output in outputs] == [NullOutput] * 2
    assert [output.name for output in outputs] == ["there", "v"]
    assert faults == []


def test_who_wants_no_output_gets_one_to_nowhere() -> None:
    outputs, _ = process._outputs([])
    assert [type(output) for output in outputs] == [NullOutput]


@pytest.fixture
def sender() -> Iterator[tuple[str, socket.socket]]:
    """Where a sender takes players."""
    with TemporaryDirectory(prefix="techno-") as name, socket.socket(socket.AF_UNIX) as door:
        path = str(Path(name) / "door")
        door.bind(path)
        door.listen()
        yield path, door


def test_outputs_of_a_sender_share_one_connection_and_need_no_midi_system(
    sender: tuple[str, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_wanted() -> MidiSystem:
        raise AssertionError("a MIDI system was looked for")

    monkeypatch.setattr(process, "midi_system", none_wanted)
    path, door = sender
    at = SenderAt(path, 29_000_000)
    outputs, faults = process._outputs([
        OutputWanted("real", "synth", 0.0, at), OutputWanted("virtual", "ours", 0.0, at),
        OutputWanted("real", "", 0.0, at), OutputWanted("null", "n", 0.0, at),
    ])
    assert faults == []
    assert [type(output) for output in outputs] == [TimedOutput] * 3 + [NullOutput]
    assert [output.lead_ns for output in outputs] == [29_000_000] * 3 + [0]
    connection, _ = door.accept()
    with connection:
        assert connection.recv(1 << 16).splitlines() == [
            b'{"output":0,"name":"synth","virtual":false,"do":"connect"}',
            b'{"output":1,"name":"ours","virtual":true,"do":"connect"}',
        ]
        for output in outputs:
            output.close()


def test_a_sender_that_is_gone_is_told(tmp_path: Path) -> None:
    at = SenderAt(str(tmp_path / "gone"), 1)
    outputs, (fault,) = process._outputs([OutputWanted("real", "synth", 0.0, at)])
    assert fault.startswith("the sender of synth does not answer: ")
    assert [output.state for output in outputs] == ["none"]


# --- a whole process --------------------------------------------------------------------------------------------------


class Daemon:
    """The daemon's end of a player's process that runs in this one, on a manual clock."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, send_bytes: int = 1 << 20) -> None:
        one, other = socket.socketpair()
        other.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, send_bytes)
        self.link: DaemonLink = daemon_link(one)
        self.clock = ManualClock(5_000_000_000)
        self.spun: list[int] = []
        monkeypatch.setattr(process, "SystemClock", self._clock)
        monkeypatch.setattr(sys, "argv", ["player", str(other.detach())])

    def _clock(self, spin_ns: int) -> ManualClock:
        self.spun.append(spin_ns)
        return self.clock

    def run(self, *orders: Order) -> tuple[int, list[Report | Garbled]]:
        """Let the player run to its end; return its exit status and all it has said."""
        for order in orders:
            self.link.send(order)
        status = process.main()
        said = list(self.link.receive())
        self.link.close()
        return status, said


def session(**more: object) -> OpenSession:
    whole = {"outputs": (NULL,), "layer_outputs": {}, "clock_out": False, "clock_while_stopped": False, **more}
    return OpenSession(state_json(start(club(), seed=3)), **whole)  # type: ignore[arg-type] # its own fields


def test_it_says_that_it_is_ready_before_it_plays_and_good_bye_when_it_ends(
    monkeypatch: pytest.MonkeyPatch
) -> None:
    daemon = Daemon(monkeypatch)
    outputs = (OutputWanted("real", "there", 0.0), OutputWanted("real", "gone", 0.0))
    status, said = daemon.run(session(outputs=outputs, resume=Resume(0, 0, 0), bars=2), Ping())
    assert status == 0
    assert said[0] == PlayerReady(
        os.getpid(), GRANTED, (OutputChanged(0, "there", "open"), OutputChanged(1, "", "none")),
        ("no MIDI port matches 'gone'; available: there",),
    )
    assert [report.bar for report in said if isinstance(report, BarComposed)] == [0, 1]
    assert [report.bar for report in said if isinstance(report, BarSent)] == [0, 1]
    assert said[-1] == Bye()
    assert daemon.spun == [GRANTED.spin_ns]


@pytest.mark.parametrize("bars", [1, 12, 60])
def test_what_a_daemon_that_stood_still_has_not_read_is_left_for_it(monkeypatch: pytest.MonkeyPatch, bars: int) -> None:
    daemon, done = Daemon(monkeypatch, send_bytes=2048), Event()
    run, said = Player.run, list[object]()

    def until_the_end(player: Player) -> None:
        run(player)
        done.set()

    def read() -> None:
        assert done.wait(LIMIT_SECONDS)
        while Bye() not in said:
            select.select([daemon.link.fileno()], [], [], LIMIT_SECONDS)
            said.extend(daemon.link.receive())

    monkeypatch.setattr(Player, "run", until_the_end)
    reading = Thread(target=read)
    reading.start()
    daemon.link.send(session(resume=Resume(0, 0, 0), bars=bars))
    assert process.main() == 0
    reading.join(LIMIT_SECONDS)
    daemon.link.close()
    assert [report.bar for report in said if isinstance(report, BarSent)] == list(range(bars))


def test_a_daemon_that_never_reads_does_not_keep_a_player(monkeypatch: pytest.MonkeyPatch) -> None:
    daemon = Daemon(monkeypatch, send_bytes=2048)
    monkeypatch.setattr(process, "LAST_WORDS_SECONDS", 0.0)
    daemon.link.send(session(resume=Resume(0, 0, 0), bars=60))
    assert process.main() == 0
    daemon.link.close()


def test_trims_of_the_session_hold_from_its_first_bar_on(monkeypatch: pytest.MonkeyPatch) -> None:
    ports: list[Port] = []

    def port(api: int, slot: int) -> Port:
        ports.append(Port(api, slot))
        ports[-1]._now_ns = daemon.clock.now_ns
        return ports[-1]

    daemon = Daemon(monkeypatch)
    monkeypatch.setattr(process, "MidiOutput", port)
    outputs = (OutputWanted("real", "there", 0.0), OutputWanted("real", "there", 40.0))
    line_ns = daemon.clock.ns + 1_000_000_000
    daemon.run(session(
        outputs=outputs, layer_outputs={"clap": 1}, resume=Resume(0, line_ns, 0), bars=1, clock_out=True,
    ))
    first = [next(ns for ns, message in port.sent if message == CLOCK) for port in ports]
    assert first == [line_ns, line_ns + 40_000_000]
    assert {message[1] for _, message in ports[1].sent if message[0] >> 4 == 9} == {39}
    assert [port.state for port in ports] == ["none"] * 2


def test_a_clock_that_is_off_reaches_no_output(monkeypatch: pytest.MonkeyPatch) -> None:
    port = Port(0, 0)
    daemon = Daemon(monkeypatch)
    monkeypatch.setattr(process, "MidiOutput", lambda *_: port)
    daemon.run(session(outputs=(OutputWanted("real", "there", 0.0),), resume=Resume(0, 0, 0), bars=1))
    assert {message[0] >> 4 for _, message in port.sent} == {8, 9}


def test_orders_that_came_with_the_session_are_taken_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    wish = Wish(ask.Set("kick.velocity", 77), "w")
    _, said = Daemon(monkeypatch).run(session(), TakeWish(wish), SetTrim(0, 5.0), Quit())
    assert [report.wishes for report in said if isinstance(report, WishesApplied)] == [(wish,)]
    assert said[-1] == Bye()


def test_pulses_go_on_while_stopped_only_where_that_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []
    for wanted in (True, False):
        daemon = Daemon(monkeypatch)
        monkeypatch.setattr(
            Player, "run", lambda player: seen.append(player.transport.pulses.run)
        )
        daemon.run(session(outputs=(OutputWanted("real", "there", 0.0),), clock_out=True, clock_while_stopped=wanted))
    assert seen == [True, False]


@pytest.mark.parametrize("first", [Ping(), Quit()])
def test_without_a_session_it_ends_as_one_that_failed(monkeypatch: pytest.MonkeyPatch, first: Order) -> None:
    assert Daemon(monkeypatch).run(first) == (1, [])


def test_a_daemon_that_is_gone_before_it_has_spoken_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    daemon = Daemon(monkeypatch)
    daemon.link.close()
    assert process.main() == 1


def test_the_state_it_warms_up_with_is_not_the_one_it_plays(monkeypatch: pytest.MonkeyPatch) -> None:
    _, said = Daemon(monkeypatch).run(session(resume=Resume(0, 0, 0), bars=1))
    (composed,) = [report for report in said if isinstance(report, BarComposed)]
    assert composed.crc == bar_crc(next_bar(start(club(), seed=3))[1])


@pytest.mark.parametrize("notes", [0, 2])
def test_note_offs_of_the_end_are_said_four_times_more_within_200_ms(
    monkeypatch: pytest.MonkeyPatch, notes: int
) -> None:
    waited: list[float] = []
    monkeypatch.setattr(select, "select", lambda *words: waited.append(words[3]))
    stage = LiveStage()
    one = stage.player
    for note in range(notes):
        one.sender.ready(Due(0, ON_NEXT, note, 0, 0, bytes((0x99, 36 + note, 100)), "kick", note, 0))
    one.sender.take_back(0, ending=None)
    process._end_notes_again(one)
    stage.close()
    assert len(stage.outputs[0].sent) == notes * 5
    assert waited == ([0.04] * 4 if notes else [])
    assert sum(waited) <= 0.2
