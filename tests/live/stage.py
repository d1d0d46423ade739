"""A player on a manual clock with memory outputs, and a daemon's end of its link: whole sessions without sleeping."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

from engine import SessionState, start
from engine.config import Config
from sequencer.midi.ports import MemoryOutput
from sequencer.player.clock import ManualClock
from sequencer.player.player import Player
from sequencer.wire.codec import wish_to_json
from sequencer.wire.link import Link

if TYPE_CHECKING:
    from engine.commands import Wish

ORIGIN_NS = 1_000_000_000


class LiveStage:
    """One session in the hands of a test.

    Attributes:
        clock: the manual clock.
        outputs: what was sent.
        player: under test.
        said: everything the player has told the daemon, filled by `run`.
    """

    def __init__(
        self, config: Config | None = None, *, state: SessionState | None = None, outputs: int = 1,
        bars: int | None = None, clock_out: bool = False, trims_ms: tuple[float, ...] = (),
        layer_outputs: dict[str, int] | None = None, pulses_while_stopped: bool = False,
    ) -> None:
        here, there = socket.socketpair()
        self.clock = ManualClock(ORIGIN_NS)
        self.outputs = [MemoryOutput(f"out {index}", self.clock.now_ns) for index in range(outputs)]
        self.daemon = Link(there)
        self.player = Player(
            state if state is not None else start(config or Config(mode="m1")), self.clock, self.outputs, Link(here),
            clock_outputs=tuple(range(outputs)) if clock_out else (), bars=bars, layer_outputs=layer_outputs,
            pulses_while_stopped=pulses_while_stopped,
        )
        for index, trim in enumerate(trims_ms):
            self.player.deadlines.trim(index, trim)
        self.said: list[dict[str, Any]] = []

    def at(self, ms: float, *messages: dict[str, Any]) -> None:
        """Plan messages from the daemon, some ms after the session's origin."""
        def tell() -> None:
            for message in messages:
                self.daemon.send(message)
        self.clock.at(ORIGIN_NS + round(ms * 1_000_000), tell)

    def wish(self, ms: float, wish: Wish) -> None:
        """Plan a wish."""
        self.at(ms, {"do": "wish", "wish": wish_to_json(wish)})

    def transport(self, ms: float, action: str, **more: Any) -> None:  # noqa: ANN401 - as JSON
        """Plan a transport action."""
        self.at(ms, {"do": "transport", "action": action, **more})

    def run(self) -> None:
        """Run the player to its end, and keep what it said."""
        try:
            while not self.player.done:
                self.player.turn()
                self.said.extend(self.daemon.receive())
            self.player.sender.end_notes()
            self.said.extend(self.daemon.receive())
        finally:
            self.close()

    def close(self) -> None:
        """Close both ends of the link."""
        self.player.link.close()
        self.daemon.close()

    def told(self, what: str) -> list[dict[str, Any]]:
        """Return the messages of a kind, in order."""
        return [message for message in self.said if message["say"] == what]

    def notes(self, output: int = 0) -> list[tuple[float, int, bool]]:
        """Return (ms after the origin, note, on) of everything sent to an output."""
        return [
            ((ns - ORIGIN_NS) / 1e6, message[1], message[0] >> 4 == 9)
            for ns, message in self.outputs[output].sent if message[0] < 0xB0
        ]
