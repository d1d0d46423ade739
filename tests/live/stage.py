"""A player on a manual clock with memory outputs, and a daemon's end of its link: whole sessions without sleeping."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, TypeVar

from engine import SessionState, start
from engine.config import Config
from sequencer.midi.ports import MemoryOutput
from sequencer.player.clock import ManualClock
from sequencer.player.player import Player
from sequencer.wire.link import Garbled, daemon_link, player_link
from sequencer.wire.orders import MoveTransport, TakeWish

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.commands import Wish
    from engine.control import TransportAction
    from sequencer.wire.orders import Order
    from sequencer.wire.reports import Report
    from tests.live.by_frame import FramedOutput

ORIGIN_NS = 1_000_000_000
MOST_TURNS = 500_000
"""No session of a test takes more turns of the player."""

Told = TypeVar("Told")


class LiveStage:
    """One session in the hands of a test.

    Attributes:
        clock: the manual clock.
        outputs: what was sent.
        framed: the outputs by frame, where a test makes some instead.
        player: under test.
        said: everything the player has told the daemon, filled by `run`.
    """

    def __init__(  # noqa: PLR0913 - what a player is given
        self, config: Config | None = None, *, state: SessionState | None = None, outputs: int = 1,
        bars: int | None = None, clock_out: bool = False, trims_ms: tuple[float, ...] = (),
        leads_ms: tuple[float, ...] = (), holds_ms: tuple[float, ...] = (), layer_outputs: dict[str, int] | None = None,
        pulses_while_stopped: bool = False, make: Callable[[LiveStage], Sequence[FramedOutput]] | None = None,
    ) -> None:
        here, there = socket.socketpair()
        self.clock = ManualClock(ORIGIN_NS)
        leads = (*leads_ms, *[0.0] * outputs)
        holds = (*holds_ms, *leads[len(holds_ms):])
        self.outputs = [
            MemoryOutput(
                f"out {index}", self.clock.now_ns, round(leads[index] * 1_000_000), round(holds[index] * 1_000_000)
            )
            for index in range(outputs)
        ]
        self.framed: Sequence[FramedOutput] = make(self) if make else ()
        self.daemon = daemon_link(there)
        self.player = Player(
            state if state is not None else start(config or Config(mode="m1")), self.clock, self.framed or self.outputs,
            player_link(here), clock_outputs=tuple(range(outputs)) if clock_out else (), bars=bars,
            layer_outputs=layer_outputs, pulses_while_stopped=pulses_while_stopped,
        )
        for index, trim in enumerate(trims_ms):
            self.player.deadlines.trim(index, trim)
        self.said: list[Report] = []

    def at(self, ms: float, *orders: Order) -> None:
        """Plan messages from the daemon, some ms after the session's origin."""
        def tell() -> None:
            for order in orders:
                self.daemon.send(order)
        self.clock.at(ORIGIN_NS + round(ms * 1_000_000), tell)

    def wish(self, ms: float, wish: Wish) -> None:
        """Plan a wish."""
        self.at(ms, TakeWish(wish))

    def transport(self, ms: float, action: TransportAction, *, from_bar: int = 0) -> None:
        """Plan a transport action."""
        self.at(ms, MoveTransport(action, from_bar))

    def run(self) -> None:
        """Run the player to its end, and keep what it said."""
        try:
            for _ in range(MOST_TURNS):
                if self.player.done:
                    break
                self.player.turn()
                self._hear()
            assert self.player.done, "the player does not end"
            self.player.sender.take_back(self.clock.ns, None)
            self._hear()
        finally:
            self.close()

    def _hear(self) -> None:
        for report in self.daemon.receive():
            assert not isinstance(report, Garbled), report.why
            self.said.append(report)

    def close(self) -> None:
        """Close both ends of the link."""
        self.player.link.close()
        self.daemon.close()

    def told(self, kind: type[Told]) -> list[Told]:
        """Return the reports of a kind, in order."""
        return [report for report in self.said if isinstance(report, kind)]

    def notes(self, output: int = 0) -> list[tuple[float, int, bool]]:
        """Return (ms after the origin, note, on) of everything sent to an output."""
        return [
            ((ns - ORIGIN_NS) / 1e6, message[1], message[0] >> 4 == 9)
            for ns, message in self.outputs[output].sent if message[0] < 0xB0
        ]
