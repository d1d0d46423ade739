"""What does the running session know, and how does it answer its fronts?

`LiveSession` is the door in the daemon. It passes wishes to the player, makes the same bars from what the player says,
hands them to the recording, and resolves each wish at the bar that took it. It touches no process, port or socket:
the supervisor gives it the player's words and takes its own.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, assert_never

from engine.agenda import rows
from engine.bands import score_values
from engine.bar import Outcome
from engine.clock_words import clock_word
from engine.commands import Record, Transport, Wish
from engine.control import (
    Answered,
    Composed,
    LatenessStatus,
    Logged,
    Moved,
    PortStatus,
    Snapshot,
    phrase_status,
    section_row,
    worst,
)
from engine.errors import TechnoError
from engine.followed import CLOCK
from engine.goals import goals
from engine.jam import jam_row
from engine.when import arrived
from sequencer.daemon.alignment import Alignment
from sequencer.daemon.bar_lines import BarLines
from sequencer.daemon.carrying_out import stopped, takes_due
from sequencer.daemon.output_states import reported, shown
from sequencer.daemon.patience import answer_seconds, move_seconds
from sequencer.daemon.readers import Readers
from sequencer.daemon.recorder import kept, not_recorded
from sequencer.daemon.shared_tempo import tempo_for_all
from sequencer.daemon.sounding import Sounding
from sequencer.daemon.verdict import verdict
from sequencer.daemon.waiting import WaitingMoves, WaitingWishes, refused
from sequencer.tape.mirror import Mirror
from sequencer.wire.launch import own_command
from sequencer.wire.orders import FollowClock, MoveTransport, Resume, TakeWish
from sequencer.wire.reports import (
    BarComposed,
    BarDiscarded,
    BarReplaced,
    BarSent,
    ClockFollowed,
    LayerStruck,
    OutputChanged,
    PlayerFault,
    PlayerReady,
    TransportMoved,
    WishesApplied,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pydantic import JsonValue

    from engine.commands import Command
    from engine.control import RecordAction, TransportAction
    from engine.state import SessionState
    from engine.when import When
    from sequencer.daemon.listening import Listening
    from sequencer.daemon.recorder import Recorder
    from sequencer.wire.orders import Order
    from sequencer.wire.reports import MusicReport, SessionReport
    from sequencer.wire.subscription import Subscription


class LiveSession(Alignment, Sounding):
    """The session in the daemon; a `SessionControl`, owned by the one thread of its event loop.

    Attributes:
        mirror: the player's state and its last bars.
        playing: the transport runs. ended: set when the session is over.
        recording: what writes the session down, None when files are off.
        incomplete: what was recorded is not all that was played; known after `close`.
        player_runs: the player has said that it is there, and was not lost since.
        midi_fault: why there is no MIDI system, "" where there is one.
        midi_status: tells which way messages take. priority: tells what the player was given, and by whom.
        unheard: tells the ports that are there, but that nothing is led to any more.
        unjoined: tells the ports that are offered, and that nobody is connected to.
        listening: the built-in kit; set before the first start.
    """

    listening: Listening

    def __init__(  # noqa: PLR0913 - what a session is made of
        self, state: SessionState, *, tell: Callable[[Order], None], name: str = "main",
        outputs: Sequence[PortStatus] = (), clock: str = "off", bars: int | None = None,
        out_folder: str = "", now_ns: Callable[[], int] = time.monotonic_ns, mirror: Mirror | None = None,
    ) -> None:
        self.mirror = mirror or Mirror(state)
        self._lines = BarLines()
        super().__init__(
            outputs, tell, self.log, lambda: self.mirror.state.config.bpm, self._lines.line, sends_clock=clock == "out"
        )
        self.playing = self.incomplete = self.player_runs = False
        self.ended = asyncio.Event()
        self.recording: Recorder | None = None
        self.midi_fault = ""
        self.midi_status: Callable[[], Mapping[str, JsonValue]] = dict
        self.priority: Callable[[], Mapping[str, JsonValue]] = dict
        self.unheard: Callable[[], Sequence[str]] = tuple
        self.unjoined: Callable[[], Sequence[str]] = tuple
        self._name = name
        self._end_bar = None if bars is None else state.bar + bars
        self._out_folder = out_folder
        self._now_ns = now_ns
        self._first_bar = state.bar
        self._wishes = 0
        self._waiting = WaitingWishes(self.mirror.closed)
        self._moves = WaitingMoves()
        self._lateness = LatenessStatus()
        self._realtime: dict[str, JsonValue] = {}
        self.restarts = self._rescues = self._faults = 0
        self._differs, self._song_start = False, 0
        self._resume_at: tuple[int, int] | None = None
        self._readers = Readers()

    # --- the door -----------------------------------------------------------------------------------------------------

    async def submit(
        self, command: Command, *, author: str = "user", turn: str = "", when: When | None = None
    ) -> Outcome:
        """Ask for something; see `SessionControl`.

        Raises:
            TechnoError: a stop was asked for, and the player does not answer.
        """
        if when is None and isinstance(command, Record):
            return await self.record(command.action, name=command.name, author=author)
        if when is None and isinstance(command, Transport):
            return stopped(await self.transport("stop"), author)
        self._wishes += 1
        when = arrived(when, self._sounding_index())
        wish = Wish(command, f"{self._first_bar}-{self._wishes}", author, turn, when)
        state = self.mirror.state
        shared = tempo_for_all(wish, state, self.clocks)
        early = shared or self._waiting.early(wish, state, led=self.clocks.leads_tempo)
        if early is not None and (shared is not None or early.status == "refused"):
            self._readers.publish(Answered((early,)))
            return early
        future = self._waiting.add(wish)
        self._tell(TakeWish(wish))
        if early is not None and self.playing:
            self._readers.publish(Answered((early,)))  # it sounds at once, so every stage shows it at once
            return early
        patience = answer_seconds(self.mirror.state.config.bpm, player_runs=self.player_runs)
        try:
            return await asyncio.wait_for(asyncio.shield(future), patience)
        except TimeoutError:
            self._waiting.leave(wish)
            return refused(wish, f"the player did not answer within {patience:.1f} s; the wish may still come true")

    async def transport(self, action: TransportAction, *, from_bar: int = 0, count_in: int = 0) -> Moved:
        """Move the transport; see `SessionControl`.

        Raises:
            TechnoError: the player does not answer.
        """
        if count_in and self.clocks.status.source != "own":
            raise TechnoError("nothing is counted in while another clock is followed; it starts us")
        message = MoveTransport(action, from_bar, count_in)
        future = self._moves.add(message)
        if not self.clocks.rolls(action, from_bar):
            self._tell(message)
        try:
            patience = move_seconds(player_runs=self.player_runs)
            return await asyncio.wait_for(asyncio.shield(future), patience)
        except TimeoutError as error:
            raise TechnoError(f"the player does not answer; see {own_command()} status") from error

    async def snapshot(self) -> Snapshot:
        """Return a snapshot of the session."""
        return self.now()

    def now(self) -> Snapshot:
        """Return a snapshot of the session, without waiting."""
        bar = self.sounding()
        state = self.mirror.state
        return Snapshot(
            playing=self.playing, bar=None if bar is None else bar.index,
            bpm=bar.bpm if bar is not None and self.playing else self.clocks.next_bpm(state.config.bpm),
            config=self.mirror.state.name, scores=None if bar is None else score_values(bar.scores),
            goals=goals(state.config.targets), ports=shown(self.outputs), clock=clock_word(self.clocks.status),
            lateness_us=self._lateness, rescues=self._rescues, midi=self.midi_status(),
            recording=None if self.recording is None else self.recording.as_json(), name=self._name,
            out_folder=self._out_folder, realtime={**self._realtime, **self.priority()}, restarts=self.restarts,
            faults=self._faults, energy=state.config.energy if bar is None else bar.energy, section=section_row(bar),
            phrase=phrase_status(state, None if bar is None else bar.index), agenda=tuple(rows(state)),
            verdict=verdict(
                player_runs=self.player_runs, midi_fault=self.midi_fault, ports=self.outputs,
                recording_fault="" if self.recording is None else self.recording.fault, incomplete=self.incomplete,
                unheard=self.unheard(), unjoined=self.unjoined(), clock=self.clocks.status,
            ),
            sync=self.clocks.status, jam=jam_row(state),
        )

    async def state(self) -> SessionState:
        """Return the state from which the next bar will be made."""
        return self.mirror.state

    async def record(self, action: RecordAction, *, name: str = "", author: str = "user") -> Outcome:
        """Begin or end a named take with the next bar line."""
        self._wishes += 1
        wish = f"{self._first_bar}-{self._wishes}"
        if self.recording is None:
            return not_recorded(wish, author, action)
        outcome = self.recording.record(action, name, wish=wish, author=author)
        self._readers.publish(Answered((outcome,)))
        return outcome

    async def end(self) -> None:
        """End the session: notes and files are closed by the daemon."""
        self.ended.set()

    def subscribe(self) -> Subscription:
        """Subscribe to all that happens from now on."""
        return self._readers.subscribe()

    def log(self, text: str) -> None:
        """Send one line to every subscriber."""
        self._readers.publish(Logged(text))

    # --- the player's words -------------------------------------------------------------------------------------------

    def take(self, report: SessionReport) -> None:
        """Follow one report of the player.

        Raises:
            TechnoError: it cannot be followed; the player has to be replaced.
        """
        match report:
            case OutputChanged():
                self._port(report)
            case PlayerReady():
                self._ready(report)
            case PlayerFault():
                self.log(report.error)
            case ClockFollowed():
                self.clocks.followed(report)
            case _:
                self._follow(report)
                self._kept(report)

    def _follow(self, report: MusicReport) -> None:
        if self.recording is not None:
            self.recording.look()
        made = self.mirror.take(report)
        match report:
            case BarComposed():
                self._composed(report)
            case BarReplaced():
                self._faults += 1
                self.log(f"{report.error}; the last good bar is played again")
                lost = [refused(wish, "the bar could not be made with this wish") for wish in report.wishes]
                self._answered(lost, report.wishes)
            case WishesApplied():
                self._answered([outcome for outcome in made if isinstance(outcome, Outcome)], report.wishes)
            case BarDiscarded():
                discarded = self._lines.discarded(report.bar)
                self._rescues -= discarded is not None and discarded.rescued
            case BarSent():
                taken = takes_due(report, self.mirror, self.recording)
                if taken:
                    self._readers.publish(Answered(taken))
                self._lines.sent(report.bar)
                self._lateness = worst(report.lateness) if report.lateness else self._lateness
            case LayerStruck():
                self._struck(report)
            case TransportMoved():
                self._moved(report)
            case _:
                assert_never(report)

    def _composed(self, report: BarComposed) -> None:
        bar, start_ns = self.mirror.bars[-1].bar, report.start_ns
        self._lines.composed(bar, start_ns)
        self._rescues += bar.rescued
        if self.mirror.differs is not None and not self._differs:
            self._differs = True
            self.log(f"bar {self.mirror.differs + 1} was not made alike by player and daemon; please report it")
        self._readers.publish(Composed(bar, start_ns))
        self._answered(bar.outcomes, self.mirror.bars[-1].wishes)

    def _answered(self, outcomes: Sequence[Outcome], taken: Sequence[Wish]) -> None:
        """Resolve the wishes that were taken, and tell everybody."""
        self._waiting.answer(outcomes, taken)
        asked = tuple(outcome for outcome in outcomes if outcome.author != CLOCK)
        if asked:
            self._readers.publish(Answered(asked))

    def _moved(self, report: TransportMoved) -> None:
        self.playing = report.playing
        self._song_start = report.song_start
        moved = Moved(report.playing, report.bar, report.tick)
        line = self._lines.line()
        self.clocks.moved(playing=report.playing, ns=0 if line is None else line.ns)
        self._moves.answer(moved)
        self._readers.publish(moved)

    def _port(self, report: OutputChanged) -> None:
        changed = reported(self.outputs, report)
        if changed is not None:
            self._readers.publish(changed)

    def _ready(self, report: PlayerReady) -> None:
        self.player_runs = True
        self._realtime = {**asdict(report.granted), "pid": report.pid}
        for output in report.outputs:
            self._port(output)
        for fault in report.faults:
            self.log(fault)

    # --- when the player is lost --------------------------------------------------------------------------------------

    def lost(self, since_ns: int, why: str, room_ns: int) -> None:
        """Record what a lost player has not finished.

        Args:
            since_ns: when it was last heard, on the monotonic clock.
            why: for the journal.
            room_ns: what the next player needs before its first bar line; a bar that begins later is made anew by it.
        """
        self.restarts += 1
        self.player_runs = False
        self._resume_at = None
        ahead = self._lines.ahead(self._now_ns(), room_ns) if self.playing else None
        if ahead is not None:
            again = [wish for wish in self.mirror.bars[-1].wishes if wish.author != CLOCK]
            self.take(BarDiscarded(ahead.bar.index))
            self._waiting.again(again)
            self._resume_at = (ahead.bar.start_tick, ahead.start_ns)
        if self.playing:
            for message in self._lines.cut(since_ns):
                self.take(message)
        if self.recording is not None:
            self.recording.restarted(why)

    def place_to_resume(self, room_ns: int) -> Resume | None:
        """Return the bar and the moment for the next player, at least `room_ns` from now; None when it stays stopped.

        The grid goes on: what nobody plays is made and kept as skipped.
        """
        if not self.playing:
            return None
        earliest_ns = self._now_ns() + room_ns
        if self._resume_at is not None and self._resume_at[1] >= earliest_ns:
            return Resume(*self._resume_at, self._song_start)
        place = self._lines.next_line(self.mirror, earliest_ns, self._kept)
        if place is None and self._resume_at is not None:  # the first bar of all, which has not begun
            place = (self._resume_at[0], earliest_ns)
        return None if place is None else Resume(*place, self._song_start)

    def _kept(self, report: MusicReport) -> None:
        if self.recording is not None and not kept(self.recording, report, self.log):
            self.recording, self.incomplete = None, True

    def bars_left(self) -> int | None:
        """Return how many bars are still to be played, None without an end."""
        return None if self._end_bar is None else max(0, self._end_bar - self.mirror.state.bar)

    def untaken(self) -> list[TakeWish | MoveTransport | FollowClock]:
        """Return the orders that a lost player has not answered, for the next one, and whose time that is to keep."""
        return [*self.clocks.orders(), *map(TakeWish, self._waiting.wishes()), *self._moves.orders()]

    def close(self) -> None:
        """Close the recording and every subscription."""
        self.close_clocks()
        self._waiting.close()
        self._moves.close()
        if self.recording is not None:
            self.recording.close()
            self.incomplete |= bool(self.recording.fault)
        self._readers.close()
