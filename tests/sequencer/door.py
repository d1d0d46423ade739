"""A running session without processes or waiting: the real player on a manual clock, behind either kind of door."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from engine import start, state_from_json, state_json
from engine.config import Config, Layer
from engine.control import PortStatus
from engine.errors import SoundFailed
from sequencer.daemon.listening import KIT_NAME, Listening
from sequencer.daemon.live import LiveSession
from sequencer.daemon.server import Server
from sequencer.midi.ports import MemoryOutput
from sequencer.player.clock import ManualClock
from sequencer.player.player import Player
from sequencer.wire.client import SocketSession
from sequencer.wire.link import Garbled, daemon_link, player_link
from sequencer.wire.reports import Bye, Pong

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from engine.control import SessionControl
    from sequencer.wire.orders import Order, Resume

CONFIG = Config(mode="m4", layers={"kick": Layer(), "hat_c": Layer(fills=12), "clap": Layer()})
LIMIT_SECONDS = 240.0


class MuteKit(Listening):
    """A kit on a machine without a sound card."""

    async def switch(self, *, on: bool) -> PortStatus:
        """Refuse to play."""
        if on:
            raise SoundFailed("the built-in kit cannot play: no audio device can be opened")
        return PortStatus(KIT_NAME, "none", kit=True)


class Played:
    """A session whose player is turned by the event loop itself.

    Attributes:
        live: the session in the daemon.
        player: what it talks to. output: where that one sends.
        held: the player is not turned, as if it hung.
    """

    def __init__(self, config: Config = CONFIG, *, bars: int | None = None) -> None:
        state = start(config, name="mine")
        self.clock = ManualClock(1_000_000_000)
        here, there = socket.socketpair()
        self.output = MemoryOutput("out", self.clock.now_ns)
        self._near, self._far = daemon_link(here), player_link(there)
        self.player = Player(state, self.clock, [self.output], self._far, bars=bars)
        self.live = LiveSession(
            state, tell=self.tell, outputs=[PortStatus("out", "open")], bars=bars,
            now_ns=self.clock.now_ns,
        )
        self.live.player_runs = True
        self.live.listening = MuteKit(
            Path("nowhere"), 1, self.live.outputs, tell=self.tell, log=self.live.log, notes=list
        )
        self.held = False
        self.told: list[Order] = []

    def tell(self, order: Order) -> None:
        """Pass an order on to the player."""
        self.told.append(order)
        self._near.send(order)

    async def turn(self) -> None:
        """Turn the player until cancelled."""
        while not self.player.done:
            if not self.held:
                if self.player.transport.playing:
                    self.player.turn()
                else:
                    self.player.take(self.player.link.receive())
                for report in self._near.receive():
                    if not isinstance(report, (Pong, Bye, Garbled)):
                        self.live.take(report)
            await asyncio.sleep(0)

    def replace_player(self, resume: Resume | None) -> None:
        """Put another player in the place of the one that is lost, as the supervisor does; None leaves it stopped."""
        self.close()
        here, there = socket.socketpair()
        self._near, self._far = daemon_link(here), player_link(there)
        state = state_from_json(state_json(self.live.mirror.state))
        self.player = Player(state, self.clock, [self.output], self._far)
        if resume is not None:
            self.player.transport.resume(resume)
        for order in self.live.untaken():
            self.tell(order)

    def close(self) -> None:
        """Close both ends of the link."""
        self._near.close()
        self._far.close()


@dataclass
class Door:
    """A way to the session: in process, or through a socket at a path."""

    path: Path | None
    config: Config = CONFIG
    bars: int | None = None
    logged: list[str] = field(default_factory=list)

    def run(self, scene: Callable[[SessionControl, Played], Awaitable[None]]) -> None:
        """Play a scene with the session, to its end."""
        asyncio.run(asyncio.wait_for(self._run(scene), LIMIT_SECONDS))

    async def _run(self, scene: Callable[[SessionControl, Played], Awaitable[None]]) -> None:
        played = Played(self.config, bars=self.bars)
        turning = asyncio.create_task(played.turn())
        try:
            if self.path is None:
                await scene(played.live, played)
            else:
                await self._through_socket(self.path, played, scene)
        finally:
            turning.cancel()
            with suppress(asyncio.CancelledError):
                await turning
            played.live.close()
            played.close()

    async def _through_socket(
        self, path: Path, played: Played, scene: Callable[[SessionControl, Played], Awaitable[None]]
    ) -> None:
        server = Server(played.live, self.logged.append)
        await server.start(path)
        try:
            session = SocketSession(*await asyncio.open_unix_connection(str(path)))
            try:
                await scene(session, played)
            finally:
                await session.close()
        finally:
            await server.close()
            await asyncio.sleep(0)
