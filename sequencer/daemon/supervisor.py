"""Who starts the player, and what happens when it dies or hangs?

The daemon does. It reads what the player says, asks it twice a second whether it is there, and when it is gone or has
been silent for two seconds ends its notes through the standby clients, gives the mirror's state to another one, and
lets it play on at a bar line of the same grid. A spare that has loaded everything waits for that moment.
"""

from __future__ import annotations

import asyncio
import subprocess
import time
from contextlib import suppress
from enum import Enum
from typing import TYPE_CHECKING, Final

from engine.errors import TechnoError
from engine.state import state_json
from sequencer.daemon.launched import Launched, launched
from sequencer.daemon.opened_outputs import outputs_wanted
from sequencer.daemon.patience import START_SECONDS
from sequencer.daemon.port_watch import layer_outputs
from sequencer.daemon.standby import may_sound_on
from sequencer.daemon.tasks import fallen
from sequencer.wire.launch import own_command
from sequencer.wire.link import Garbled, LinkClosed
from sequencer.wire.orders import OpenSession, Ping, Quit, RouteLayers
from sequencer.wire.reports import Bye, PlayerReady, Pong

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from engine.config import Config
    from sequencer.daemon.live import LiveSession
    from sequencer.daemon.port_watch import OutputPlan
    from sequencer.daemon.standby import Standby
    from sequencer.wire.link import DaemonLink
    from sequencer.wire.orders import Order, Resume, SenderAt
    from sequencer.wire.reports import Report, SessionReport

ASK_SECONDS: Final = 0.5
SILENT_NS: Final = 2_000_000_000
"""A player that says nothing for this long counts as dead (docs/rules.md#losses)."""
STOOD_STILL_NS: Final = 1_500_000_000
"""When the daemon itself has not looked for this long, the player's silence says nothing."""
QUIT_SECONDS: Final = 2.0
NS_PER_SECOND: Final = 1_000_000_000
SILENCE_AGAIN_SECONDS: Final = (0.02, 0.05, 0.1, 0.15, 0.3)
"""Well before the next player's first note, a second away at least; JACK was seen to drop the first one."""
MAX_FAILED_STARTS: Final = 5
RETRY_SECONDS: Final = 1.0
"""Between two tries to start a process where the system has no room for one."""
SPARE_SECONDS: Final = 0.5
"""A spare is started that long after its forerunner is ready, whose first bars it is not to disturb."""
WITH_SPARE_NS: Final = 300_000_000
WITHOUT_SPARE_NS: Final = 1_000_000_000
"""A new player plays on at the first bar line at least this far away (docs/rules.md#losses)."""


PLAYER: Final = "player"


class Loss(Enum):
    """How a player was lost, in the words that people and the journal are told."""

    SILENT = "it was silent for too long"
    ENDED = "it ended"
    UNFOLLOWED = "what it says cannot be followed"
    UNSTARTED = "it could not be started"


class Supervisor:
    """Keeps one player alive; owned by the one thread of the daemon's event loop, and never blocks it for long.

    Attributes:
        session: set before the first start.
        sender: tells where the sender is that places messages in time; None where outputs send at once.
        kit: tells where the built-in kit is; with a lead of 0 while it does not run.
        pid: of the player that runs, None between two.
        senders: tells the pid of each sender's process, by what people call it.
    """

    session: LiveSession

    def __init__(
        self, plans: list[OutputPlan], standby: Standby, *, clock_out: bool,
        pulses_while_stopped: bool = True, on_bye: Callable[[], None], on_failure: Callable[[str], None],
        launch: Callable[[], Launched] = launched,
    ) -> None:
        self.pid: int | None = None
        self.sender: Callable[[], SenderAt | None] | None = None
        self.kit: Callable[[], SenderAt | None] = lambda: None
        self.senders: dict[str, Callable[[], int | None]] = {}
        self._last_sender: SenderAt | None = None
        self._plans = plans
        self._layer_outputs: dict[str, int] = {}
        self._missing: set[str] = set()
        self._standby = standby
        self._clock_out = clock_out
        self._pulses_while_stopped = pulses_while_stopped
        self._on_bye = on_bye
        self._on_failure = on_failure
        self._config: Config | None = None
        self._launch = launch
        self._spare: Launched | None = None
        self._later: asyncio.TimerHandle | None = None
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
        """Start a player's process, or take the spare; it waits for its session. Takes a few milliseconds.

        Raises:
            OSError: no process can be started.
        """
        spare, self._spare = self._spare, None
        if spare is not None and not spare.waits():
            self._discard(spare)
            spare = None
        new = spare or self._launch()
        self._player, self._link = new.process, new.link
        self.pid = new.process.pid
        self._ready = False
        self._heard_ns = self._looked_ns = time.monotonic_ns()

    def _warm_spare(self) -> None:
        """Have a spare waiting; where none can be started now, the next look at the player tries again."""
        if self._ending or self._link is None or not self._ready:
            return
        if self._spare is not None and not self._spare.waits():
            self._discard(self._spare)
            self._spare = None
        if self._spare is None:
            with suppress(OSError):
                self._spare = self._launch()

    def _discard(self, spare: Launched) -> None:
        spare.drop()
        self._gone.append(spare.process)

    def begin(self, resume: Resume | None = None) -> None:
        """Give the launched player its session, and listen to it from now on."""
        if self._link is None:
            raise AssertionError("no player has been launched")
        session = self.session
        self._config = session.mirror.state.config
        self._layer_outputs, missing = layer_outputs(self._config, self._plans)
        self._missing = set(missing)
        outputs = outputs_wanted(
            self._plans, session.outputs, self._sender_at(), self.kit(),
            closed=self.sender is not None and self.sender() is None,
        )
        asyncio.get_running_loop().add_reader(self._link.fileno(), self._read)
        self.tell(OpenSession(
            state_json(session.mirror.state), outputs, self._layer_outputs, self._clock_out,
            self._pulses_while_stopped, session.bars_left(), resume, session.mirror.rest(),
        ))
        for order in session.untaken():
            self.tell(order)
        if self._watching is None:
            self._watching = asyncio.get_running_loop().create_task(self._watch())
            self._watching.add_done_callback(fallen(self.session.log))

    def _sender_at(self) -> SenderAt | None:
        """Return the sender's address, even before it is started."""
        self._last_sender = (self.sender() if self.sender else None) or self._last_sender
        return self._last_sender

    def processes(self) -> dict[str, int]:
        """Return the pid of each process that is to be on time and is ready, by what people call it."""
        found = {PLAYER: self.pid if self._ready else None, **{what: pid() for what, pid in self.senders.items()}}
        return {what: pid for what, pid in found.items() if pid is not None}

    # --- talking ------------------------------------------------------------------------------------------------------

    def tell(self, order: Order) -> None:
        """Send the player an order; between two players it is dropped, and the session sends it again."""
        if self._link is not None:
            with suppress(LinkClosed):  # `_flush` meets that too
                self._link.send(order)
            self._flush()

    def _flush(self) -> None:
        """Send what fits now, and the rest as soon as the player reads; that it has ended is for `_read` to find."""
        if self._link is None:
            return
        loop, descriptor, done = asyncio.get_running_loop(), self._link.fileno(), True
        with suppress(LinkClosed):  # what it said last, its farewell above all, is still to be heard
            done = self._link.flush()
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
            self._after(SPARE_SECONDS, self._warm_spare)
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
            self.session.log(f"{layer} goes to the first output: no --port was given for {missing[layer]!r}")
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
            if now - self._heard_ns > (SILENT_NS if self._ready else START_SECONDS * NS_PER_SECOND):
                self._lost(Loss.SILENT)
                continue
            self.tell(Ping())
            if self._later is None:
                self._warm_spare()

    def _lost(self, loss: Loss, detail: str = "") -> None:
        """Silence the ports and start the next player; a player that was told to end is given its time."""
        if self._ending:
            self._unlink()
            return
        why = f"{loss.value}: {detail}" if detail else loss.value
        since = self._heard_ns if loss is Loss.SILENT else time.monotonic_ns()
        self._drop()
        self.silence(ahead=False)  # a sender that loses its player ends its notes itself
        self._failed_starts += not self._ready
        self.session.lost(since, why, self._room_ns())
        self._replace(why)

    def _replace(self, why: str) -> None:
        """Start the next player and let it play on; where that fails, try again a little later, a few times."""
        if self._ending:
            return
        if self._failed_starts < MAX_FAILED_STARTS:
            room_ns = self._room_ns()
            try:
                self.launch()
            except OSError as error:
                self._failed_starts += 1
                why = f"{Loss.UNSTARTED.value}: {error.strerror or error}"
                self.session.log(f"no player runs ({why}); it is tried again in {RETRY_SECONDS:g} s")
                self._after(RETRY_SECONDS, lambda: self._replace(why))
                return
            self._play_on(why, room_ns)
            return
        self._ending = True
        self._on_failure(f"the player cannot be started ({why}); run {own_command()} daemon to see why")

    def _play_on(self, why: str, room_ns: int) -> None:
        resume = self.session.place_to_resume(room_ns)
        if self.session.bars_left() == 0:
            self.session.log(f"the player was lost ({why}) before the last bar was over")
            self._ending = True
            self._drop()
            self._on_bye()
            return
        self.session.log(f"the player was lost ({why}); a new one plays on")
        self.begin(resume)

    def _room_ns(self) -> int:
        return WITHOUT_SPARE_NS if self._spare is None else WITH_SPARE_NS

    def _after(self, seconds: float, do: Callable[[], None]) -> None:
        """Do something a little later, instead of what was to be done before."""
        if self._later is not None:
            self._later.cancel()

        def now() -> None:
            self._later = None
            do()

        self._later = asyncio.get_running_loop().call_later(seconds, now)

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

    def silence(self, *, ahead: bool) -> None:
        """End all notes on the outputs by the frame, or on the others."""
        self.end_notes(self._may_sound(ahead=ahead))

    def end_notes(self, offs: Mapping[str, Sequence[bytes]]) -> None:
        """End all sound on some ports, each with its note-offs; now, and a few times more.

        A MIDI server that loses a client, or gains one, drops what comes then.
        """
        loop = asyncio.get_running_loop()
        *again, last = SILENCE_AGAIN_SECONDS
        self._standby.silence_all(offs)
        for seconds in again:
            loop.call_later(seconds, self._standby.silence_all, offs)
        loop.call_later(last, self._standby.release)

    def _may_sound(self, *, ahead: bool) -> dict[str, list[bytes]]:
        bars = self.session.recent_bars()
        return may_sound_on(self._plans, self.session.outputs, self._layer_outputs, bars, ahead=ahead)

    # --- ending -------------------------------------------------------------------------------------------------------

    async def end(self) -> None:
        """End the player: its notes are closed; it is killed when it takes longer than two seconds."""
        self._ending = True
        if self._watching is not None:
            self._watching.cancel()
        if self._later is not None:
            self._later.cancel()
        if self._spare is not None:
            self._discard(self._spare)
            self._spare = None
        link, player = self._link, self._player
        if link is not None and player is not None:
            with suppress(LinkClosed):
                link.send(Quit())
            deadline = time.monotonic() + QUIT_SECONDS
            while player.poll() is None and time.monotonic() < deadline:  # noqa: ASYNC110 - without a thread no event tells
                await asyncio.sleep(0.01)
            if player.poll() is None:
                self._standby.silence_all(self._may_sound(ahead=False))
        self._drop()
        for gone in self._gone:
            with suppress(subprocess.TimeoutExpired):
                gone.wait(QUIT_SECONDS)
