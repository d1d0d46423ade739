"""Do messages go ahead, through a sender for JACK or ALSA, and what happens when the sender or the server dies?

When the sender has gone, its notes are ended by the daemon's own client; when the server has, there is nothing to end.
What comes back is opened again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from sequencer.daemon.sender_keeper import NoSender, SenderKeeper
from sequencer.midi.timeline import NS_PER_MS
from sequencer.wire.orders import MoveTransport, SwitchPort

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pydantic import JsonValue

    from engine.control import PortStatus
    from sequencer.daemon.port_watch import OutputPlan
    from sequencer.daemon.standby import Standby
    from sequencer.wire.orders import Order

LEAST_PERIOD_SECONDS: Final = 0.004
"""The shortest period that is taken unasked. Python may miss a shorter one on a busy machine, and the messages in it
are lost; what is sent when it is due is late by one period at most, and so short a one is not heard."""


@dataclass(frozen=True, slots=True)
class Way:
    """Where a sender puts messages.

    Attributes:
        name: as `--midi` has it.
        system, server: what it plays to, and what it may lose, for people.
        module: the sender's.
    """

    name: str
    system: str
    server: str
    module: str

    @property
    def sender(self) -> str:
        """What people call the sender."""
        return f"{self.system} sender"


JACK_WAY: Final = Way("jack", "JACK", "the JACK server", "sequencer.jack")
ALSA_WAY: Final = Way("alsa", "ALSA", "the ALSA sequencer", "sequencer.wire.alsa_sender")
"""Never tried on hardware, so it is taken only where it is asked for."""


class ByFrame:
    """The sender of a session; owned by the one thread of the daemon's event loop.

    Args:
        way: where it puts messages.
        path: of the socket on which the sender takes players, in a folder that is ours alone.
        standby: the daemon's own client.
        lead_ms: the least lead to ask for, 0 for what it needs.

    Attributes:
        way: where it puts messages.
        keeper: of the sender.
    """

    def __init__(self, way: Way, path: Path, standby: Standby, lead_ms: float = 0.0) -> None:
        self.way = way
        self.keeper = SenderKeeper(way.module, path, (str(round(lead_ms * NS_PER_MS)),))
        self._standby = standby
        self._plans: Sequence[OutputPlan] = ()
        self._outputs: list[PortStatus] = []

    def begin(self, *, short_periods: bool) -> None:
        """Start the sender, and wait until it is ready; blocks for half a second, for START_SECONDS at most.

        Args:
            short_periods: take it also where its period is shorter than LEAST_PERIOD_SECONDS.

        Raises:
            OSError, NoSender: it cannot be started, or the period is too short.
        """
        self.keeper.launch()
        self.keeper.wait()
        opened = self.keeper.opened
        if short_periods or opened is None or opened.period_frames >= LEAST_PERIOD_SECONDS * opened.rate:
            return
        self.keeper.dismiss()
        raise NoSender(
            f"a period of {opened.period_frames} frames is too short to be sure of, and RtMidi is at most that late;"
            " --midi jack takes it all the same"
        )

    def watch(
        self, plans: Sequence[OutputPlan], outputs: list[PortStatus], *, tell: Callable[[Order], None],
        log: Callable[[str], None], silence: Callable[[], None], silence_ports: Callable[[Sequence[str]], None],
    ) -> None:
        """Look after the outputs from now on.

        Args:
            plans: the session's outputs. outputs: how they stand.
            tell: gives the player an order. log: tells people a line.
            silence: ends all notes that may sound on the ports of outputs. silence_ports: on these ports.
        """
        self._plans, self._outputs = plans, outputs
        self._tell, self._log, self._silence = tell, log, silence
        self.keeper.on_lost = self._lost
        self._silence_ports = silence_ports
        self.keeper.on_ready = self._ready
        self.keeper.on_lead = self._led
        self.keeper.on_came = self._came
        self.keeper.on_left = self._left
        self.keeper.watch()

    def names(self) -> tuple[str, ...]:
        """Return the names of the ports that can be played to through it."""
        return self.keeper.names or ()

    def _lost(self, why: str) -> None:
        """Close the outputs of a sender that has ended; one that says why has lost its server."""
        self._log(
            f"{self.way.server} has gone; its ports are taken back when it returns" if why
            else f"the {self.way.sender} was lost; another is started"
        )
        if not why:
            self._silence()
        for index, plan in enumerate(self._plans):
            if plan.ahead:
                self._tell(SwitchPort(index, None))

    def _ready(self) -> None:
        """Open the outputs again that were open."""
        self._standby.renew()
        self._open()
        if not self._standby.works:  # nobody has ended what a dead sender left open
            self._tell(MoveTransport("panic"))
        self._log(f"{self.way.system} is there again")

    def _led(self) -> None:
        """The server has changed its period, and the sender wants messages another lead ahead."""
        self._open()
        if self.keeper.at is not None and self.keeper.opened is not None:
            self._log(
                f"{self.way.system} has periods of {self.keeper.opened.period_frames} frames now; messages are placed"
                f" {self.keeper.at.lead_ns / NS_PER_MS:.0f} ms ahead"
            )

    def _open(self) -> None:
        """Let outputs be as far ahead as the sender wants; ports that are not there yet are taken when they appear."""
        names, at = self.names(), self.keeper.at
        if at is None:
            return
        for index, (plan, output) in enumerate(zip(self._plans, self._outputs, strict=True)):
            if not plan.ahead:
                continue
            there = plan.name if plan.kind == "virtual" else output.name if output.name in names else None
            self._outputs[index] = replace(output, lead_ms=at.lead_ns / NS_PER_MS)
            self._tell(SwitchPort(index, there, at))

    def _came(self, names: Sequence[str]) -> None:
        """Take back the ports that have gone and come again between two looks at them."""
        for index, (plan, output) in enumerate(zip(self._plans, self._outputs, strict=True)):
            if plan.ahead and plan.kind == "real" and output.state == "open" and output.name in names:
                self._tell(SwitchPort(index, None))
                self._tell(SwitchPort(index, output.name))

    def _left(self, index: int, names: Sequence[str]) -> None:
        """End the notes of those who listen no more at an output but are there: a hand has led it elsewhere."""
        if self._plans[index].ahead:
            self._silence_ports([name for name in names if name in self.names()])

    def unheard(self) -> list[str]:
        """Return the ports of outputs that are there, but that a hand has parted from us, so that nobody hears."""
        return [
            output.name for index, (plan, output) in enumerate(zip(self._plans, self._outputs, strict=True))
            if plan.ahead and plan.kind == "real" and output.state == "open" and output.name in self.names()
            and self.keeper.listeners.get(index) == ()
        ]

    def unjoined(self) -> list[str]:
        """Return the ports that we offer and that nobody is connected to."""
        return [
            output.name for index, (plan, output) in enumerate(zip(self._plans, self._outputs, strict=True))
            if plan.ahead and plan.kind == "virtual" and output.state == "open" and self.keeper.at is not None
            and not self.keeper.listeners.get(index)
        ]

    def as_json(self) -> dict[str, JsonValue]:
        """Return the state of the server, and of the sender since it was started, as status shows it."""
        opened, beat = self.keeper.opened, self.keeper.beat
        found: dict[str, JsonValue] = {"way": self.way.name, "running": self.keeper.at is not None}
        if opened is not None:
            found |= {"rate": opened.rate, "period_frames": opened.period_frames}
        if beat is not None:
            found |= {"late": beat.late, "dropped": beat.dropped, "xruns": beat.gaps, "own_xruns": beat.slow}
        return found
