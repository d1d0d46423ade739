"""How does the daemon run a session: start the player, record, and serve the fronts?

One asyncio thread. It may block on a disk or a slow client without any harm to the beat, because the player is another
process. It ends on SIGTERM, SIGINT, SIGHUP, when its bars are over, or when a client says so.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from contextlib import AsyncExitStack, suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pydantic import TypeAdapter

from engine.config_file import parse_config
from engine.control import ClockWish, Logged, PortStatus, sends_clock
from engine.errors import TechnoError
from engine.session import start
from engine.state import state_from_json
from sequencer.daemon.listening import KIT_NAME, Listening
from sequencer.daemon.live import LiveSession
from sequencer.daemon.port_watch import OutputPlan, changes, planned
from sequencer.daemon.priorities import Priorities
from sequencer.daemon.reached import Reached
from sequencer.daemon.realtime_kit import RealtimeKit
from sequencer.daemon.recorder import Recorder, new_session_folder
from sequencer.daemon.server import Server
from sequencer.daemon.standby import may_sound
from sequencer.daemon.supervisor import PLAYER, Supervisor
from sequencer.daemon.tasks import fallen
from sequencer.daemon.ways import MidiWay, way_to_ports
from sequencer.midi.timeline import NS_PER_MS
from sequencer.tape.tape_mirror import mirror_of
from sequencer.wire.launch import own_command
from sequencer.wire.orders import SwitchPort
from sequencer.wire.runtime_folder import Noted, SessionLock, option, socket_path

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.config import Config
    from engine.state import SessionState
    from sequencer.daemon.by_frame import ByFrame
    from sequencer.daemon.standby import Standby
    from sequencer.wire.orders import SenderAt
    from sequencer.wire.subscription import Subscription

SESSIONS: Final = "sessions"
LOOK_SECONDS: Final = 1.0
"""Between two looks at which ports there are."""
KIT_SECONDS: Final = 2.5
"""So long the first beat waits for the built-in kit."""


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """What a session is started with; contents, no paths but those of the command line.

    Attributes:
        config: JSON text of the config, filled in.
        config_name: for people.
        name: of the session.
        ports: patterns of the ports to play to. virtual: name of a port to offer, None for none.
        trims_ms: of the outputs, in their order.
        midi: which way to the ports: "rtmidi" sends each message at its deadline, "jack" places it by the frame, "auto"
            does that where JACK runs, "alsa" hands it to the kernel's queue.
        lead_ms: the least time to hand messages to a sender ahead, 0 for what it needs.
        state: JSON text of a state to go on from instead of the config; "" for none.
        bpm, seed: None for the config's. bars: end after that many, None plays on.
        clock: whose time is kept, and whether MIDI clock is sent. pulses_while_stopped: also while nothing plays.
        record: folder for this session's files; "" for a new one in the out folder, None writes nothing.
        out_folder: where output goes.
        listen: let the built-in kit play along; None where there is nothing else to play to.
        audio: system for the kit to play to, "auto" for the first that opens.
        stopped: do not play at once. count_in: bars of clicks before the first.
        tape: JSON text of the bars of a recording to play again from that state (`tape_json`); "" composes.
    """

    config: str
    config_name: str
    name: str = "main"
    ports: tuple[str, ...] = ()
    virtual: str | None = None
    trims_ms: tuple[float, ...] = ()
    midi: MidiWay = "auto"
    lead_ms: float = 0.0
    state: str = ""
    bpm: float | None = None
    seed: int | None = None
    bars: int | None = None
    clock: ClockWish = field(default_factory=ClockWish)
    pulses_while_stopped: bool = True
    record: str | None = ""
    out_folder: str = "out"
    listen: bool | None = False
    audio: str = "auto"
    stopped: bool = False
    count_in: int = 0
    tape: str = ""

    def as_json(self) -> str:
        """Return the order as JSON text."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> SessionPlan:
        """Return the order that `as_json` wrote."""
        return TypeAdapter(cls).validate_json(text)


class Daemon:
    """One session's process.

    Args:
        order: what to play, and where to.
        say: told what people should know, a line at a time.
        ready: called once when the session can be reached.
    """

    def __init__(
        self, order: SessionPlan, say: Callable[[str], None], ready: Callable[[], None] = lambda: None
    ) -> None:
        self._order = order
        self._say = say
        self._ready = ready
        self._failure = ""
        self._early: list[str] = []

    async def run(self) -> int:
        """Run the session to its end; return the exit status: 1 when not all that was played is in the recording.

        Raises:
            TechnoError: it cannot be started.
        """
        lock = SessionLock(self._order.name)
        async with AsyncExitStack() as ends:
            ends.callback(lock.release)
            supervisor = self._prepared(ends)
            ends.push_async_callback(supervisor.end)
            session = self._session
            self._tell_of_last(lock.unclean)
            self._record(session, lock)
            server = Server(session, session.log)
            await server.start(socket_path(self._order.name))
            ends.push_async_callback(server.close)
            reached = asyncio.create_task(Reached(server, lock, session.log).watch())
            reached.add_done_callback(fallen(session.log))
            ends.callback(reached.cancel)
            self._end_on_signals()
            supervisor.begin()
            if await session.may_play(self._order.clock) and not self._order.stopped:
                await self._play(session)
            self._ready()
            notify("READY=1")
            await session.ended.wait()
            notify("STOPPING=1")
            if session.playing:
                with suppress(TechnoError):
                    await session.transport("stop")
        if self._failure:
            raise TechnoError(self._failure)
        return int(self._session.incomplete)

    def _end_on_signals(self) -> None:
        """End when asked to, or when the terminal we run in is closed; not then when it was said not to (nohup)."""
        numbers = [signal.SIGTERM, signal.SIGINT]
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
            numbers.append(signal.SIGHUP)
        for number in numbers:
            asyncio.get_running_loop().add_signal_handler(number, self._ended)

    async def _play(self, session: LiveSession) -> None:
        """Start playing when the player, and a kit that was started, are ready, unless the session ends first."""

        async def heard() -> None:
            await session.listening.ready(KIT_SECONDS)
            resumed = bool(self._order.state)
            await session.transport("continue" if resumed else "play", count_in=0 if resumed else self._order.count_in)

        playing = asyncio.ensure_future(heard())
        ended = asyncio.ensure_future(session.ended.wait())
        await asyncio.wait({playing, ended}, return_when=asyncio.FIRST_COMPLETED)
        ended.cancel()
        if playing.done():
            playing.result()
        else:
            playing.cancel()

    def _prepared(self, ends: AsyncExitStack) -> Supervisor:
        """Launch a player and make the session, so that what takes time goes on side by side."""
        order = self._order
        config = parse_config(order.config.encode(), order.config_name)
        system, standby, by_frame = way_to_ports(order.midi, order.name, order.lead_ms, ends, self._early.append)
        plans = planned(
            config, order.ports, order.virtual, standby.names(), trims_ms=order.trims_ms,
            midi=by_frame is not None or system.api is not None,
            jack_names=None if by_frame is None else by_frame.names(),
        )
        plans.append(OutputPlan("kit", KIT_NAME, KIT_NAME))
        supervisor = Supervisor(
            plans, standby, clock_out=sends_clock(order.clock), pulses_while_stopped=order.pulses_while_stopped,
            on_bye=self._ended, on_failure=self._failed,
        )
        if by_frame is not None:
            supervisor.sender = lambda: by_frame.keeper.at
        try:
            supervisor.launch()
        except OSError as error:
            raise TechnoError(f"no player can be started: {error.strerror or error}") from error
        state = self._first_state(config)
        session = self._session = supervisor.session = LiveSession(
            state, mirror=mirror_of(state, order.tape), tell=supervisor.tell, name=order.name,
            clock="out" if sends_clock(order.clock) else "off", bars=order.bars, out_folder=order.out_folder,
            outputs=[_output(plan, None if by_frame is None else by_frame.keeper.at) for plan in plans],
        )
        self._listen(ends, supervisor, plans)
        if by_frame is not None:
            by_frame.watch(
                plans, session.outputs, tell=supervisor.tell, log=session.log,
                silence=lambda: supervisor.silence(ahead=True), silence_ports=lambda names: supervisor.end_notes({
                    name: [message for _, message in may_sound(session.recent_bars())] for name in names
                }),
            )
            session.unheard, session.unjoined = by_frame.unheard, by_frame.unjoined
        self._watch_priorities(ends, supervisor, by_frame)
        ends.push_async_callback(self._closed, asyncio.create_task(self._tell_people(session.subscribe())))
        for line in self._early:
            session.log(line)
        if system.api is None and by_frame is None:
            session.midi_fault = system.why
            session.log(f"no MIDI system: playing to the screen and the recording; {system.why}")
        else:
            looking = asyncio.create_task(self._watch_ports(standby, supervisor, plans, by_frame))
            looking.add_done_callback(fallen(session.log))
            ends.callback(looking.cancel)
            for plan in plans:
                if not plan.name:
                    names = [*(() if by_frame is None else by_frame.names()), *standby.names()]
                    there = ", ".join(names) or "there are none"
                    session.log(f"no port matches {plan.pattern!r} yet ({there}); it is taken when it appears")
        return supervisor

    def _watch_priorities(self, ends: AsyncExitStack, supervisor: Supervisor, by_frame: ByFrame | None) -> None:
        """Let the processes that must be on time have the priority that can be had, and let status say so."""
        session = self._session
        priorities = Priorities(supervisor.processes, RealtimeKit(), session.log)
        session.priority = lambda: priorities.as_json(PLAYER)
        session.midi_status = lambda: {"way": "rtmidi"}
        if by_frame is not None:
            sender = by_frame.way.sender
            supervisor.senders[sender] = lambda: by_frame.keeper.pid
            session.midi_status = lambda: {**by_frame.as_json(), **priorities.as_json(sender)}
        if sys.platform == "linux":
            watching = asyncio.create_task(priorities.watch())
            watching.add_done_callback(fallen(session.log))
            ends.callback(watching.cancel)

    async def _closed(self, telling: asyncio.Task[None]) -> None:
        """Close the session, and let people read its last lines."""
        self._session.close()
        await telling

    def _listen(self, ends: AsyncExitStack, supervisor: Supervisor, plans: list[OutputPlan]) -> None:
        """Start the built-in kit, if it is wanted or nothing else is there to play to."""
        order, session = self._order, self._session
        listening = session.listening = Listening(
            socket_path(order.name).with_suffix(".kit"), len(plans) - 1, session.outputs, tell=supervisor.tell,
            log=session.log, notes=lambda: _notes(session.mirror.state.config), system=order.audio,
        )
        supervisor.kit = listening.at
        ends.push_async_callback(listening.end)
        asked = order.ports or order.virtual is not None
        alone = not asked and not any(plan.kind == "real" and plan.name for plan in plans)
        if order.listen or (order.listen is None and alone):
            try:
                listening.begin(alone=not order.listen)
            except OSError as fault:
                session.log(f"the built-in kit cannot be started: {fault.strerror or fault}")

    def _first_state(self, config: Config) -> SessionState:
        if self._order.state:
            state = state_from_json(self._order.state)
            return replace(state, name=state.name or self._order.config_name)
        return start(config, seed=self._order.seed, bpm=self._order.bpm, name=self._order.config_name)

    def _record(self, session: LiveSession, lock: SessionLock) -> None:
        """Begin the recording, unless it is off; what is wrong with the disk is told and does not stop the music.

        Each folder that it begins in is noted for the next session, in case this one does not end cleanly.
        """
        order = self._order
        lock.note(Noted(os.getpid()))
        if order.record is None:
            return
        folder = Path(order.record)
        if not order.record:
            folder = new_session_folder(Path(order.out_folder) / SESSIONS, datetime.now().astimezone())

        def begun(folder: Path) -> None:
            with suppress(OSError):  # a full runtime folder costs the hint, not the music
                lock.note(Noted(os.getpid(), str(folder)))

        session.recording = Recorder(
            folder, session.mirror, name=order.config_name, report=session.log, begun=begun,
        )
        session.log(f"recording to {session.recording.folder}")

    def _tell_of_last(self, noted: Noted | None) -> None:
        if noted is None:
            return
        recording, name = noted.recording, option(self._order.name)
        kept = f"its recording is in {recording}; resume it with {own_command()} play{name} --resume {recording}"
        self._session.log(f"the last session did not end cleanly; {kept if recording else 'nothing was recorded'}")

    def _ended(self) -> None:
        self._session.ended.set()

    def _failed(self, why: str) -> None:
        self._failure = why
        self._ended()

    async def _tell_people(self, notices: Subscription) -> None:
        async for notice in notices:
            if isinstance(notice, Logged):
                self._say(notice.text)
            elif notice.kind == "port" and notice.state != "none":
                self._say(f"port {notice.name}: {notice.state}" + (f" ({notice.error})" if notice.error else ""))

    async def _watch_ports(
        self, standby: Standby, supervisor: Supervisor, plans: list[OutputPlan], by_frame: ByFrame | None
    ) -> None:
        """Look which ports are there, and let the player gain and lose them."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if not self._session.player_runs:
                continue  # a new player opens what there is by itself
            jack_names = None if by_frame is None or by_frame.keeper.at is None else by_frame.names()
            outputs = self._session.outputs
            open_names = [output.name if output.state == "open" else None for output in outputs]
            for index, name in changes(plans, open_names, standby.names(), jack_names).items():
                if open_names[index] is not None:
                    supervisor.tell(SwitchPort(index, None))
                if name is not None:
                    supervisor.tell(SwitchPort(index, name))


def _notes(config: Config) -> list[int]:
    """Return the notes that a config's layers play, muted or not."""
    return [layer.note for layer in config.layers.values() if layer.note is not None]


def _output(plan: OutputPlan, sender: SenderAt | None) -> PortStatus:
    """Return an output's status before its player has reported any."""
    if plan.kind == "kit":
        return PortStatus(plan.name, "none", plan.trim_ms, kit=True)
    lead_ms = sender.lead_ns / NS_PER_MS if plan.ahead and sender is not None else 0.0
    return PortStatus(plan.name or plan.pattern, "none" if plan.name else "lost", plan.trim_ms, lead_ms)


def notify(state: str) -> None:
    """Tell systemd how the service stands; does nothing elsewhere.

    Source: sd_notify(3), the datagram protocol behind NOTIFY_SOCKET.
    """
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
        out.sendto(state.encode(), f"\0{address[1:]}" if address.startswith("@") else address)


def run_daemon(order: SessionPlan, say: Callable[[str], None], ready: Callable[[], None] = lambda: None) -> int:
    """Run a session in this process to its end; return the exit status.

    Raises:
        TechnoError: it cannot be started.
    """
    return asyncio.run(Daemon(order, say, ready).run())
