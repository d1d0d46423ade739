"""How does anyone touch a running session?

`SessionControl` is the only door: console, agent, line client and controllers use nothing else. The session in the
daemon and the client on the other end of a socket both satisfy it. Only types stand here.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence  # noqa: TC003 - pydantic reads the annotations
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol

from pydantic import JsonValue  # noqa: TC002 - likewise

from engine.bar import Bar, Outcome  # noqa: TC001 - likewise
from engine.phrase import place_of

if TYPE_CHECKING:
    from engine.commands import Command
    from engine.heard import HeardBar
    from engine.state import SessionState
    from engine.when import When
    from engine.why import Explanation

TransportAction = Literal["play", "stop", "continue", "panic"]
RecordAction = Literal["start", "stop"]


@dataclass(frozen=True, slots=True)
class PortStatus:
    """One output.

    Attributes:
        name: of its port.
        state: open, lost or none.
        trim_ms: its signed latency trim.
        lead_ms: how far ahead it wants messages.
        latency_ms: how long after its moment a hit is heard, as far as that is known.
        kit: it is the built-in kit.
    """

    name: str
    state: str
    trim_ms: float = 0.0
    lead_ms: float = 0.0
    latency_ms: float = 0.0
    kit: bool = False


@dataclass(frozen=True, slots=True)
class LatenessStatus:
    """How late messages left, in microseconds, on the output where it is worst; `late` counts those above 1 ms."""

    p50: float = 0.0
    p99: float = 0.0
    p99_9: float = 0.0
    max: float = 0.0
    late: int = 0


def worst(outputs: Sequence[LatenessStatus]) -> LatenessStatus:
    """Return the worst figures of some outputs (at least one), each for itself, and the sum of what was late."""
    return LatenessStatus(
        max(one.p50 for one in outputs), max(one.p99 for one in outputs), max(one.p99_9 for one in outputs),
        max(one.max for one in outputs), sum(one.late for one in outputs),
    )


MAX_OFFSET_MS: Final = 200.0
MAX_SHIFT_MS: Final = 500.0
"""Range of the offset of a clock that is followed, and of a shift, both ways."""

ClockSource = Literal["own", "in", "link", "jack"]
Followed = Literal["all", "tempo", "transport"]
ClockState = Literal["own", "waiting", "locking", "chasing", "locked", "lost"]
Awaits = Literal["", "start", "bar"]


@dataclass(frozen=True, slots=True)
class ClockWish:
    """Whose time the session is to keep.

    Attributes:
        source: one's own, that of MIDI clock that comes in, of an Ableton Link session, or of JACK's transport.
        port: pattern of the port that MIDI clock comes in at; "" offers one.
        follow: tempo and transport, or one of them.
        send: our outputs carry MIDI clock; None does so unless MIDI clock comes in.
        offset_ms: we play so much later than the clock says, -200..200.
        bars: of a phrase on whose lines we start with a Link session, 1, 2, 4, 8, 16 or 32.
        here: a bar of the MIDI clock that comes in begins now; nothing else is changed.
    """

    source: ClockSource = "own"
    port: str = ""
    follow: Followed = "all"
    send: bool | None = None
    offset_ms: float = 0.0
    bars: int = 1
    here: bool = False


@dataclass(frozen=True, slots=True)
class ClockStatus:
    """Whose time the session keeps, and how well.

    Attributes:
        source, port, follow, send, offset_ms, bars: as wished (`ClockWish`).
        state: own; not heard yet; heard for too short a while; being caught up with; kept; not heard any more.
        off_ms: by how much we were late against it before that was put right; negative is early.
        bpm: its tempo, 0 while that is not known.
        jitter_ms: how unevenly it comes in.
        shift_ms: by how much everything is played later than it would be; negative is earlier.
        peers: how many others share it; None where that is not known.
        awaits: start: it is heard, and we play from its next Start or Continue on; bar: where its bars begin is not
            known until then. song_bar: the bar at which its song stands meanwhile, if that was heard.
    """

    source: ClockSource = "own"
    port: str = ""
    follow: Followed = "all"
    send: bool = True
    offset_ms: float = 0.0
    state: ClockState = "own"
    off_ms: float = 0.0
    bpm: float = 0.0
    jitter_ms: float = 0.0
    shift_ms: float = 0.0
    bars: int = 1
    peers: int | None = None
    awaits: Awaits = ""
    song_bar: int | None = None


def sends_clock(wish: ClockWish) -> bool:
    """Return whether our outputs carry MIDI clock; not where one comes in, unless that is asked for."""
    return wish.source != "in" if wish.send is None else wish.send


WELL: Final = "all is well"


@dataclass(frozen=True, slots=True)
class PhraseStatus:
    """Where the session stands on the phrase grid: `bar` (from 0) of `of`, counted from the bar `anchor`."""

    bar: int
    of: int
    anchor: int


def phrase_status(state: SessionState, bar: int | None = None) -> PhraseStatus:
    """Place a bar on a session's phrase grid; None takes the next one."""
    place = place_of(state.bar if bar is None else bar, state.anchor, state.config.phrase.bars)
    return PhraseStatus(place.bar, place.of, place.anchor)


def section_row(bar: Bar | None) -> dict[str, JsonValue] | None:
    """Place a bar in its section, as scripts read it; None without an arc or a bar."""
    place = None if bar is None else bar.section
    return None if place is None else {
        "name": place.name, "bar": place.bar, "of": place.of, "next": place.next or None,
    }


@dataclass(frozen=True, slots=True)
class Snapshot:
    """How a session stands.

    Attributes:
        playing: the transport runs.
        bar: index of the bar that sounds or sounded last; None before the first.
        bpm: tempo of that bar, or of the next one when none has sounded.
        config: name of the config that plays.
        scores: of that bar by the letters scripts read (E S D H T_ms T_rand_ms); None before the first.
        goals: band of each score by its letter, None where there is no goal; T's is in ms.
        ports: the outputs; the built-in kit, when it is on, is the last.
        clock: in, link, jack where that clock is kept; else out when MIDI clock is sent, and off when it is not.
        lateness_us: how late messages leave.
        rescues: bars that the guard rebuilt.
        recording: folder, bars, take and fault of the recording, None when files are off.
        name: of the session.
        out_folder: where its files go.
        realtime: what the system granted the player.
        restarts: how often the player had to be replaced.
        faults: bars that could not be made, and were replaced.
        phrase: where that bar (or the next one) stands on the phrase grid.
        agenda: what is planned, next first: {id, at_bar, every_bars, command, author} each.
        energy: of that bar, or as it stands before the first. section: {name, bar, of, next} of that bar, None without.
        verdict: what is wrong now and what to do, "" when nothing is.
        sync: whose time is kept.
        jam: how the bandmate steers by itself, None while it does not.
        midi: which way messages take to the ports, and how the sender is that places them by the frame, if any.
    """

    playing: bool
    bar: int | None
    bpm: float
    config: str
    scores: Mapping[str, float] | None
    goals: Mapping[str, tuple[float, float] | None]
    ports: tuple[PortStatus, ...]
    clock: str
    lateness_us: LatenessStatus
    rescues: int
    recording: Mapping[str, JsonValue] | None
    name: str = "main"
    out_folder: str = ""
    realtime: Mapping[str, JsonValue] = field(default_factory=dict)
    restarts: int = 0
    faults: int = 0
    phrase: PhraseStatus = PhraseStatus(0, 8, 0)
    agenda: tuple[Mapping[str, JsonValue], ...] = ()
    verdict: str = ""
    energy: float = 1.0
    section: Mapping[str, JsonValue] | None = None
    sync: ClockStatus = ClockStatus()
    midi: Mapping[str, JsonValue] = field(default_factory=dict)
    jam: Mapping[str, JsonValue] | None = None

    def status(self) -> dict[str, Any]:
        """Return the output of `techno status --json`: exactly the fields scripts read."""
        lateness = self.lateness_us
        return {
            "playing": self.playing, "bar": self.bar, "bpm": self.bpm, "config": self.config,
            "scores": None if self.scores is None else dict(self.scores),
            "goals": {letter: None if band is None else list(band) for letter, band in self.goals.items()},
            "ports": [
                {
                    "name": port.name, "state": port.state, "trim_ms": port.trim_ms, "lead_ms": port.lead_ms,
                    "latency_ms": port.latency_ms, "kit": port.kit,
                }
                for port in self.ports
            ],
            "clock": self.clock,
            "lateness_us": {field.name: getattr(lateness, field.name) for field in fields(lateness)},
            "rescues": self.rescues,
            "recording": None if self.recording is None else dict(self.recording),
            "phrase": {"bar": self.phrase.bar, "of": self.phrase.of, "anchor": self.phrase.anchor},
            "agenda": [dict(item) for item in self.agenda],
            "energy": self.energy, "section": None if self.section is None else dict(self.section),
            "verdict": self.verdict or WELL, "midi": dict(self.midi),
            "sync": {field.name: getattr(self.sync, field.name) for field in fields(self.sync)},
            "jam": None if self.jam is None else dict(self.jam),
        }


@dataclass(frozen=True, slots=True)
class Composed:
    """A bar has been made; it begins at `start_ns` on the machine's monotonic clock."""

    bar: Bar
    start_ns: int
    kind: Literal["composed"] = "composed"


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of wishes: in a bar, or at once while stopped."""

    outcomes: tuple[Outcome, ...]
    kind: Literal["outcomes"] = "outcomes"


@dataclass(frozen=True, slots=True)
class Moved:
    """The transport started or stopped, at a tick of the session."""

    playing: bool
    bar: int | None
    tick: int
    kind: Literal["transport"] = "transport"


@dataclass(frozen=True, slots=True)
class PortChanged:
    """An output's port is open, lost or none now."""

    output: int
    name: str
    state: str
    error: str = ""
    kind: Literal["port"] = "port"


@dataclass(frozen=True, slots=True)
class Logged:
    """One line for people."""

    text: str
    kind: Literal["log"] = "log"


@dataclass(frozen=True, slots=True)
class Struck:
    """A hand has played into a bar: the bar as it is now, with its scores."""

    bar: Bar
    kind: Literal["struck"] = "struck"


Notice = Composed | Struck | Answered | Moved | PortChanged | Logged


class SessionControl(Protocol):
    """The door to a running session. All methods are for the one thread of the caller's event loop."""

    async def submit(
        self, command: Command, *, author: str = "user", turn: str = "", when: When | None = None
    ) -> Outcome:
        """Ask for something; return at the bar that first applies it.

        At once when stopped, refused or instant; one that is meant for later is answered as planned by the next bar
        line. Wishes are taken in the order of their calls.

        Args:
            command: what is asked.
            author: who asks.
            turn: wishes that share a turn are one step of undo.
            when: the time it is meant for; None is the next bar line.
        """

    async def transport(self, action: TransportAction, *, from_bar: int = 0, count_in: int = 0) -> Moved:
        """Play, stop, continue or panic, at once.

        `from_bar` only sets the song position that play sends; `count_in` bars of clicks (0..8) come before its bar.

        Raises:
            TechnoError: counted in while another clock is followed.
        """

    async def snapshot(self) -> Snapshot:
        """Return a snapshot of the session."""

    async def state(self) -> SessionState:
        """Return the state from which the next bar will be made."""

    async def why(self, layer: str, step: int, *, bar: int | None = None) -> Explanation:
        """Return why a step (0..15) sounds or not, in one of the last 64 bars; the sounding one when left out.

        Raises:
            KeyError: there is no such layer, or the bar is not kept. IndexError: there is no such step.
        """

    async def heard(self, bars: int) -> tuple[HeardBar, ...]:
        """Return the last bars that have sounded or sound, oldest first: at most so many (1..16), and 64 are kept."""

    async def record(self, action: RecordAction, *, name: str = "", author: str = "user") -> Outcome:
        """Begin or end a named take with the next bar line."""

    async def strike(self, layer: str, velocity: int, *, quantised: bool = False) -> Outcome:
        """Play a layer by hand: at once, or quantised on its next step; return at once.

        It is recorded, and the scores of its bar count it; nothing is kept of it while the transport stands. A layer
        that is muted, or that there is none of, is refused.

        Raises:
            ValueError: the velocity lies outside 1..127.
        """

    async def trim(self, output: int, ms: float, *, latency_ms: float | None = None) -> PortStatus:
        """Set an output's latency trim, -200..200 ms (positive sends later).

        Args:
            output: its index. ms: the trim. latency_ms: how late it was measured to be without one; None leaves that.

        Raises:
            IndexError: there is no such output. ValueError: the trim is out of range.
        """

    async def clock(self, wish: ClockWish) -> ClockStatus:
        """Keep another clock's time from now on, or one's own: softly, the music goes on.

        Raises:
            ValueError: something of it is out of range.
        """

    async def shift(self, ms: float) -> ClockStatus:
        """Play everything so much later than it would be, -500..500 ms; negative is earlier.

        Raises:
            ValueError: the shift is out of range.
        """

    async def listen(self, *, on: bool) -> PortStatus:
        """Let the built-in kit play along, or end it; return its output.

        Raises:
            SoundFailed: there is nothing it can play to.
        """

    async def end(self) -> None:
        """End the session: notes and files are closed."""

    def subscribe(self) -> AsyncIterator[Notice]:
        """Subscribe to all that happens from now on; a reader who falls far behind loses the oldest."""
