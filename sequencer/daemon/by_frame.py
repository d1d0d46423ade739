"""Do messages go by the frame, through a JACK sender, and what happens when the sender or the JACK server dies?

JACK is taken where a server runs, unless RtMidi was asked for. What is not found on JACK is looked for on ALSA, whose
ports are played to at once. When the sender has gone, its notes are ended by the daemon's own client; when the server
has, there is nothing to end. What comes back is opened again.
"""

from __future__ import annotations

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

SENDER: Final = "JACK sender"
LEAST_PERIOD_SECONDS: Final = 0.004
"""The shortest period that is taken unasked. Python may miss a shorter one on a busy machine, and the messages in it
are lost; what is sent when it is due is late by one period at most, and so short a one is not heard."""


class ByFrame:
    """The JACK sender of a session; owned by the one thread of the daemon's event loop.

    Args:
        path: of the socket on which the sender takes players, in a folder that is ours alone.
        standby: the daemon's own client.
        lead_ms: the least lead to ask for, 0 for what it needs.

    Attributes:
        keeper: of the sender.
    """

    def __init__(self, path: Path, standby: Standby, lead_ms: float = 0.0) -> None:
        self.keeper = SenderKeeper("sequencer.jack", path, (str(round(lead_ms * NS_PER_MS)),))
        self._standby = standby
        self._plans: Sequence[OutputPlan] = ()
        self._outputs: Sequence[PortStatus] = ()

    def begin(self, *, short_periods: bool) -> None:
        """Start the sender, and wait until it is ready; blocks for half a second, for START_SECONDS at most.

        Args:
            short_periods: take JACK also where its period is shorter than LEAST_PERIOD_SECONDS.

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
        self, plans: Sequence[OutputPlan], outputs: Sequence[PortStatus], *, tell: Callable[[Order], None],
        log: Callable[[str], None], silence: Callable[[], None],
    ) -> None:
        """Look after the outputs from now on.

        Args:
            plans: the session's outputs. outputs: how they stand.
            tell: gives the player an order. log: tells people a line.
            silence: ends all notes that may sound on ports.
        """
        self._plans, self._outputs = plans, outputs
        self._tell, self._log, self._silence = tell, log, silence
        self.keeper.on_lost = self._lost
        self.keeper.on_ready = self._ready
        self.keeper.watch()

    def names(self) -> tuple[str, ...]:
        """Return the names of JACK's ports that can be played to."""
        return self.keeper.names or ()

    def _lost(self, why: str) -> None:
        """Close the outputs of a sender that has ended; one that says why has lost its server."""
        self._log(
            "the JACK server has gone; its ports are taken back when it returns" if why
            else "the JACK sender was lost; another is started"
        )
        if not why:
            self._silence()
        for index, plan in enumerate(self._plans):
            if plan.ahead:
                self._tell(SwitchPort(index, None))

    def _ready(self) -> None:
        """Open the outputs again that were open; ports that are not there yet are taken when they appear."""
        self._standby.renew()
        names = self.names()
        for index, (plan, output) in enumerate(zip(self._plans, self._outputs, strict=True)):
            if plan.ahead and plan.kind == "virtual":
                self._tell(SwitchPort(index, plan.name, self.keeper.at))
            elif plan.ahead and output.name in names:
                self._tell(SwitchPort(index, output.name, self.keeper.at))
            elif plan.ahead:
                self._tell(SwitchPort(index, None, self.keeper.at))
        if not self._standby.works:  # nobody has ended what a dead sender left open
            self._tell(MoveTransport("panic"))
        self._log("JACK is there again")

    def as_json(self) -> dict[str, JsonValue]:
        """Return the state of JACK, and of the sender since it was started, as status shows it."""
        opened, beat = self.keeper.opened, self.keeper.beat
        found: dict[str, JsonValue] = {"way": "jack", "running": self.keeper.at is not None}
        if opened is not None:
            found |= {"rate": opened.rate, "period_frames": opened.period_frames}
        if beat is not None:
            found |= {"late": beat.late, "dropped": beat.dropped, "xruns": beat.gaps, "own_xruns": beat.slow}
        return found
