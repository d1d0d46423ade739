"""Outputs by the frame follow their server: its period, ports that come again, and hands at its patch bay."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from engine.control import PortStatus
from sequencer.daemon.by_frame import JACK_WAY, ByFrame
from sequencer.daemon.port_watch import OutputPlan
from sequencer.daemon.standby import Standby
from sequencer.wire.orders import SenderAt, SwitchPort
from sequencer.wire.timed import Listeners, Opened, Ports

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sequencer.wire.orders import Order
    from sequencer.wire.timed import FromSender

MS = 1_000_000
PLANS = [
    OutputPlan("real", "synth", "synth:in", ahead=True), OutputPlan("virtual", "groove", "groove", ahead=True),
    OutputPlan("real", "drums", "", ahead=True), OutputPlan("real", "usb", "usb", ahead=False),
]


class Session:
    """Outputs by the frame whose sender is ready, and whose player does as it is told."""

    def __init__(self, folder: Path) -> None:
        self.outputs = [
            PortStatus("synth:in", "open"), PortStatus("groove", "open"), PortStatus("drums", "lost"),
            PortStatus("usb", "open"),
        ]
        self.orders: list[Order] = []
        self.lines: list[str] = []
        self.silenced: list[str] = []
        self.by_frame = ByFrame(JACK_WAY, folder / "door", Standby(None))
        self.by_frame.watch(
            PLANS, self.outputs, tell=self.orders.append, log=self.lines.append, silence=self.lines.clear,
            silence_ports=self._silence,
        )
        self.say(Ports(("synth:in",)), Opened("JACK", 48_000, 256, 13 * MS, 0, 7 * MS))
        self.orders.clear()

    def _silence(self, names: Sequence[str]) -> None:
        self.silenced += names

    def say(self, *messages: FromSender) -> None:
        """Let the sender say something."""
        for message in messages:
            self.by_frame.keeper.take(message)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    made = Session(tmp_path)
    yield made
    asyncio.run(made.by_frame.keeper.end())


def test_a_port_that_is_offered_is_told_until_somebody_is_connected_to_it(session: Session) -> None:
    assert session.by_frame.unjoined() == ["groove"]
    session.say(Listeners(1, ("daw:in",)))
    assert session.by_frame.unjoined() == []
    session.say(Listeners(1, ()))
    assert session.by_frame.unjoined() == ["groove"]
    session.outputs[1] = replace(session.outputs[1], state="lost")
    assert session.by_frame.unjoined() == []


def test_another_period_is_another_lead_for_all_outputs_by_the_frame_and_for_status(session: Session) -> None:
    session.say(Opened("JACK", 48_000, 4_096, 93 * MS, 0, 87 * MS))
    at = SenderAt(str(session.by_frame.keeper.at and session.by_frame.keeper.at.path), 93 * MS, 87 * MS)
    assert session.orders == [
        SwitchPort(0, "synth:in", at), SwitchPort(1, "groove", at), SwitchPort(2, None, at)
    ]
    assert [output.lead_ms for output in session.outputs] == [93.0, 93.0, 93.0, 0.0]
    assert session.by_frame.as_json()["period_frames"] == 4_096
    assert session.lines == ["JACK has periods of 4096 frames now; messages are placed 93 ms ahead"]


def test_a_port_that_has_gone_and_come_between_two_looks_is_taken_back(session: Session) -> None:
    session.say(Ports(("drums", "synth:in"), came=("synth:in", "drums", "usb", "groove")))
    assert session.orders == [SwitchPort(0, None), SwitchPort(0, "synth:in")]


def test_notes_end_where_a_hand_parts_a_port_from_us_and_it_is_known_that_nobody_hears(session: Session) -> None:
    session.say(Listeners(0, ("other:in", "synth:in")))
    assert (session.silenced, session.by_frame.unheard()) == ([], [])
    session.say(Listeners(0, ("synth:in",)))
    assert session.silenced == []  # it has gone by itself
    session.say(Listeners(0, ()))
    assert (session.silenced, session.by_frame.unheard()) == (["synth:in"], ["synth:in"])
    session.say(Listeners(0, ("synth:in",)))
    assert session.by_frame.unheard() == []
    session.say(Ports(()), Listeners(0, ()))
    assert session.by_frame.unheard() == []  # it is not there, which is told elsewhere
