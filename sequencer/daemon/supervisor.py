"""Who starts the player, and what happens when it dies or hangs?

The daemon does. It reads what the player says, asks it twice a second whether it is there, and when it is gone or has
been silent for two seconds ends its notes through the standby clients, starts another one from the mirror's state, and
lets it play on at a bar line of the same grid.
"""

from __future__ import annotations

import asyncio
import socket
import subprocess
import time
from contextlib import suppress
from enum import Enum
from typing import TYPE_CHECKING, Final

from engine.errors import TechnoError
from engine.state import state_json
from sequencer.daemon.port_watch import layer_outputs
from sequencer.midi.messages import NOTE_OFF
from sequencer.wire.launch import python_command, python_environment
from sequencer.wire.link import Garbled, LinkClosed, daemon_link
from sequencer.wire.orders import OpenSession, OutputWanted, Ping, Quit, RouteLayers
from sequencer.wire.reports import Bye, PlayerReady, Pong

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from engine.bar import Bar
    from engine.config import Config
    from sequencer.daemon.live import LiveSession
    from sequencer.daemon.port_watch import OutputPlan
    from sequencer.daemon.standby import Standby
    from sequencer.wire.link import DaemonLink
    from sequencer.wire.orders import Order, Resume
    from sequencer.wire.reports import Report, SessionReport

ASK_SECONDS: Final = 0.5
SILENT_NS: Final = 2_000_000_000
"""A player that says nothing for this long counts as dead (docs/rules.md#losses)."""
START_NS: Final = 15_000_000_000
"""A player that has just been started may take this long on a full machine before it says anything."""
STOOD_STILL_NS: Final = 1_500_000_000
"""When the daemon itself has not looked for this long, the player's silence says nothing."""
QUIT_SECONDS: Final = 2.0
SILENCE_AGAIN_SECONDS: Final = (0.02, 0.05, 0.1, 0.15, 0.3)
"""Well before the next player's first note, a second away at least; JACK was seen to drop the first one."""
MAX_FAILED_STARTS: Final = 5


class Loss(Enum):
    """How a player was lost, in the words that people and the journal are told."""

    SILENT = "it was silent for too long"
    ENDED = "it ended"
    UNLINKED = "its link closed"
    UNFOLLOWED = "what it says cannot be followed"


class Supervisor:
    """Keeps one player alive; owned by the one thread of the daemon's event loop, and never blocks it for long.

    Attributes:
        session: set before the first start.
        pid: of the player that runs, None between two.
    """

    session: LiveSession

    def __init__(
        self, plans: list[OutputPlan], standby: Standby, *, clock_out: bool,
        pulses_while_stopped: bool = True, on_bye: Callable[[], None], on_failure: Callable[[str], None],
    ) -> None:
        self.pid: int | None = None
        self._plans = plans
        self._layer_outputs: dict[str, int] = {}
        self._missing: set[str] = set()
        self._standby = standby
        self._clock_out = clock_out
        self._pulses_while_stopped = pulses_while_stopped
        self._on_bye = on_bye
        self._on_failure = on_failure
        self._config: Config | None = None
        self._link: DaemonLink | None = None
        self._player: subprocess.Popen[bytes] | None = None
        self._gone: list[subprocess.Popen[bytes]] = []
        self._heard_ns = 0
        self._looked_ns = 0
        self._ready = False
        self._failed_starts = 0
        self._ending = False
        self._watching: asyncio.Task[None] | None = None

    # --- starting -----------------------------------------------------------------------------------------------------

    def launch(self) -> None:
        """Start a player's process, which waits for its session; takes a few milliseconds."""
        here, there = socket.socketpair()
        with there:
            self._player = subprocess.Popen(  # noqa: S603 - our own module
                [*python_command("sequencer.player"), str(there.fileno())], pass_fds=(there.fileno(),),
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=python_environment(), process_group=0,
            )
        self.pid = self._player.pid
        self._link = daemon_link(here)
        self._ready = False
        self._heard_ns = self._looked_ns = time.monotonic_ns()

    def begin(self, resume: Resume | None = None) -> None:
        """Give the launched player its session, and listen to it from now on."""
        if self._link is None:
            raise AssertionError("no player has been launched")
        session = self.session
        self._config = session.mirror.state.config
        self._layer_outputs, missing = layer_outputs(self._config, self._plans)
        self._missing = set(missing)
        outputs = tuple(
            OutputWanted(plan.kind, self._open_name(index, plan), session.outputs[index].trim_ms)
            for index, plan in enumerate(self._plans)
        )
        asyncio.get_running_loop().add_reader(self._link.fileno(), self._read)
        self.tell(OpenSession(
            state_json(session.mirror.state), outputs, self._layer_outputs, self._clock_out,
            self._pulses_while_stopped, session.bars_left(), resume,
        ))
        for order in session.untaken():
            self.tell(order)
        if self._watching is None:
            self._watching = asyncio.get_running_loop().create_task(self._watch())
            self._watching.add_done_callback(fallen(self.session.log))

    def _open_name(self, index: int, plan: OutputPlan) -> str:
        """Return the name of the port a new player opens: the one it was planned for, or that its forerunner had."""
        output = self.session.outputs[index]
        if plan.kind != "real" or output.state == "none":
            return plan.name
        return output.name if output.state == "open" else ""

    # --- talking ------------------------------------------------------------------------------------------------------

    def tell(self, order: Order) -> None:
        """Send the player an order; between two players it is dropped, and the session sends it again."""
        if self._link is None:
            return
        try:
            self._link.send(order)
            self._flush()
        except LinkClosed:
            self._lost(Loss.UNLINKED)

    def _flush(self) -> None:
        """Send what fits now, and the rest as soon as the player reads."""
        if self._link is None:
            return
        loop, descriptor = asyncio.get_running_loop(), self._link.fileno()
        try:
            done = self._link.flush()
        except LinkClosed:
            self._lost(Loss.UNLINKED)
            return
        if done:
            loop.remove_writer(descriptor)
        else:
            loop.add_writer(descriptor, self._flush)

    def _read(self) -> None:
        link = self._link
        if link is None:
            return
        self._heard_ns = time.monotonic_ns()
        try:
            for message in link.receive():
                self._take(message)
                if self._link is not link:
                    return
        except LinkClosed:
            self._lost(Loss.ENDED)

    def _take(self, report: Report | Garbled) -> None:
        match report:
            case Pong():
                pass
            case Bye():
                self._ending = True
                self.session.playing = False
                self._on_bye()
            case Garbled():
                self._lost(Loss.UNFOLLOWED, report.why)
            case _:
                self._follow(report)

    def _follow(self, report: SessionReport) -> None:
        if isinstance(report, PlayerReady):
            self._ready = True
            self._failed_starts = 0
        try:
            self.session.take(report)
        except TechnoError as error:
            self._lost(Loss.UNFOLLOWED, str(error))
            return
        self._follow_layers()

    def _follow_layers(self) -> None:
        """Tell the player when a wish or another config sends layers to other outputs; from the next bar it makes."""
        config = self.session.mirror.state.config
        if config is self._config:
            return
        self._config = config
        outputs, missing = layer_outputs(config, self._plans)
        for layer in set(missing) - self._missing:
            self.session.log(f"{layer} goes to the first output: no --port was given for {config.layers[layer].port!r}")
        self._missing = set(missing)
        if outputs != self._layer_outputs:
            self._layer_outputs = outputs
            self.tell(RouteLayers(outputs))

    # --- losing -------------------------------------------------------------------------------------------------------

    async def _watch(self) -> None:
        """Ask twice a second whether the player is there."""
        while not self._ending:
            await asyncio.sleep(ASK_SECONDS)
            now = time.monotonic_ns()
            self._gone = [player for player in self._gone if player.poll() is None]
            if now - self._looked_ns > STOOD_STILL_NS:
                self._heard_ns = now  # it was the daemon that stood still
            self._looked_ns = now
            if self._link is None or self._ending:
                continue
            if now - self._heard_ns > (SILENT_NS if self._ready else START_NS):
                self._lost(Loss.SILENT)
            else:
                self.tell(Ping())

    def _lost(self, loss: Loss, detail: str = "") -> None:
        """Silence the ports and start the next player; a player that was told to end is given its time."""
        if self._ending:
            self._unlink()
            return
        why = f"{loss.value}: {detail}" if detail else loss.value
        since = self._heard_ns if loss is Loss.SILENT else time.monotonic_ns()
        self._drop()
        self._silence()
        self._failed_starts += not self._ready
        if self._failed_starts >= MAX_FAILED_STARTS:
            self._ending = True
            self._on_failure(f"the player cannot be started ({why}); run techno daemon to see why")
            return
        self.launch()
        resume = self.session.lost(since, why)
        self.session.log(f"the player was lost ({why}); a new one plays on")
        if self.session.bars_left() == 0:
            self._ending = True
            self._drop()
            self._on_bye()
            return
        self.begin(resume)

    def _drop(self) -> None:
        """Kill the player and close its link; if it ever wakes up, it finds that it has been replaced."""
        player, self._player, self.pid = self._player, None, None
        self._unlink()
        if player is not None:
            player.kill()
            self._gone.append(player)

    def _unlink(self) -> None:
        """Close the link; a player that still runs must end without sending anything."""
        link, self._link = self._link, None
        if link is not None:
            loop = asyncio.get_running_loop()
            loop.remove_reader(link.fileno())
            loop.remove_writer(link.fileno())
            with suppress(LinkClosed):
                link.send(Quit(silent=True))
            link.close()

    def _silence(self) -> None:
        """End all notes now, and a few times more: a MIDI server that loses a client drops what comes then."""
        loop = asyncio.get_running_loop()
        *again, last = SILENCE_AGAIN_SECONDS
        self._silence_once()
        for seconds in again:
            loop.call_later(seconds, self._silence_once)
        loop.call_later(last, self._standby.release)

    def _silence_once(self) -> None:
        """End all notes on the ports that we have connected to; a virtual port is gone with its player."""
        offs = may_sound(self.session.recent_bars())
        for index, (plan, output) in enumerate(zip(self._plans, self.session.outputs, strict=True)):
            if plan.kind == "real" and output.state == "open":
                own = [message for layer, message in offs if self._layer_outputs.get(layer, 0) == index]
                self._standby.silence(output.name, own)

    # --- ending -------------------------------------------------------------------------------------------------------

    async def end(self) -> None:
        """End the player: its notes are closed; it is killed when it takes longer than two seconds."""
        self._ending = True
        if self._watching is not None:
            self._watching.cancel()
        link, player = self._link, self._player
        if link is not None and player is not None:
            with suppress(LinkClosed):
                link.send(Quit())
            deadline = time.monotonic() + QUIT_SECONDS
            while player.poll() is None and time.monotonic() < deadline:  # noqa: ASYNC110 - without a thread no event tells
                await asyncio.sleep(0.01)
            if player.poll() is None:
                self._silence_once()
        self._drop()
        for gone in self._gone:
            with suppress(subprocess.TimeoutExpired):
                gone.wait(QUIT_SECONDS)


def fallen(log: Callable[[str], None]) -> Callable[[asyncio.Task[None]], None]:
    """Done-callback that logs a task's exception; asyncio would drop it silently."""
    def told(task: asyncio.Task[None]) -> None:
        if not task.cancelled() and task.exception() is not None:
            log(f"this should not happen: {task.exception()!r}; please report it")
    return told


def may_sound(bars: Iterable[Bar]) -> list[tuple[str, bytes]]:
    """Return the note-offs of all notes of some bars, as (layer, message), each once."""
    pitches = {(event.layer, event.channel, event.note) for bar in bars for event in bar.events}
    return [(layer, bytes((NOTE_OFF | channel - 1, note, 0))) for layer, channel, note in sorted(pitches)]
