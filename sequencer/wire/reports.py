"""What does the player tell the daemon? A closed set of reports.

The reports of bars and wishes are also the lines of a journal (`tape/lines.py`): there they keep their names and their
keys, without what is marked as clock time here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from engine.commands import Wish
from engine.control import LatenessStatus
from sequencer.midi.ports import OutputState


@dataclass(frozen=True, slots=True)
class BarComposed:
    """A bar was made.

    Attributes:
        bar: its index.
        wishes: what it took, in order of arrival.
        crc: CRC-32 of what it plays; None where nobody compares.
        start_ns: when it begins on the monotonic clock; clock time, which no journal keeps.
    """

    bar: int
    wishes: tuple[Wish, ...] = ()
    crc: int | None = None
    start_ns: int = 0
    say: Literal["composed"] = "composed"


@dataclass(frozen=True, slots=True)
class BarReplaced:
    """A bar could not be made; an earlier one is played again in its place.

    Attributes:
        bar: its index.
        repeats: index of the bar that is played again, None for silence, "last" for the one made last.
        wishes: what it had taken, which is lost.
        error: for people.
    """

    bar: int
    repeats: int | Literal["last"] | None = "last"
    wishes: tuple[Wish, ...] = ()
    error: str = ""
    say: Literal["failed"] = "failed"


@dataclass(frozen=True, slots=True)
class WishesApplied:
    """Wishes were applied at once, because the transport is stopped; `bar` is the next one to be made."""

    bar: int
    wishes: tuple[Wish, ...] = ()
    say: Literal["applied"] = "applied"


@dataclass(frozen=True, slots=True)
class BarDiscarded:
    """A bar that was made ahead will not be played; its wishes are applied by what follows."""

    bar: int
    say: Literal["discarded"] = "discarded"


@dataclass(frozen=True, slots=True)
class BarSent:
    """What was sent of a bar; ticks are absolute.

    Attributes:
        bar: its index.
        from_tick: first tick that was sent, None for all.
        until_tick: last tick that was sent before stop cut it, None for its end.
        muted: (tick, silent layers), by tick: from that tick on. Empty: the bar's own mutes.
        skipped: (first, last) ticks of what was not sent.
        panics: ticks at which all sound was ended.
        closed: (tick, layers) at which the notes of layers were ended that a hand has silenced at once.
        cuts: `until_tick` of layers whose output is trimmed, and so sends earlier or later than others; None when
            nobody played the bar.
        resumes: their `from_tick`.
        lateness: of each output so far; clock time, which no journal keeps.
    """

    bar: int
    from_tick: int | None = None
    until_tick: int | None = None
    muted: tuple[tuple[int, tuple[str, ...]], ...] = ()
    skipped: tuple[tuple[int, int], ...] = ()
    panics: tuple[int, ...] = ()
    closed: tuple[tuple[int, tuple[str, ...]], ...] = ()
    cuts: Mapping[str, int] | None = None
    resumes: Mapping[str, int] | None = None
    lateness: tuple[LatenessStatus, ...] = ()
    say: Literal["sent"] = "sent"


@dataclass(frozen=True, slots=True)
class LayerStruck:
    """A hand has played into a bar.

    Attributes:
        bar: its index; the one of the nearest step.
        layer, note, velocity, channel: of the hit.
        tick: onset, absolute; a quantised hit is told of ahead. duration_ticks: to its note-off.
        step: the nearest, 0..15. offset_ticks: how far behind it.
    """

    bar: int
    layer: str
    tick: int
    duration_ticks: int
    note: int
    velocity: int
    channel: int
    step: int
    offset_ticks: int
    say: Literal["struck"] = "struck"


@dataclass(frozen=True, slots=True)
class TransportMoved:
    """The transport did what it was told.

    Attributes:
        playing: it runs.
        bar: that sounds, None for none.
        tick: of the session, now.
        song_start: tick from which song positions are counted; no journal keeps it.
    """

    playing: bool
    bar: int | None = None
    tick: int = field(kw_only=True)
    song_start: int = 0
    say: Literal["transport"] = "transport"


@dataclass(frozen=True, slots=True)
class OutputChanged:
    """An output's port was opened or closed, or could not be: `error` says why."""

    output: int
    name: str
    state: OutputState
    error: str = ""
    say: Literal["output"] = "output"


@dataclass(frozen=True, slots=True)
class Granted:
    """What the system granted the player.

    Attributes:
        scheduler: "fifo 50" or "other".
        slack: timer slack in ns, -1 where it cannot be set.
        slice_ns: share of the processor asked for at a time, -1 where it cannot be set.
        spin_ns: spun before each deadline.
        collector: "frozen" when Python's cyclic collector is off.
    """

    scheduler: str
    slack: int
    slice_ns: int
    spin_ns: int
    collector: str


@dataclass(frozen=True, slots=True)
class PlayerReady:
    """The player has its session and plays when told to.

    Attributes:
        pid: of its process.
        granted: by the system.
        outputs: as they could be opened.
        faults: a sentence for each that could not.
    """

    pid: int
    granted: Granted
    outputs: tuple[OutputChanged, ...]
    faults: tuple[str, ...] = ()
    say: Literal["ready"] = "ready"


@dataclass(frozen=True, slots=True)
class PlayerFault:
    """Something is wrong, in a sentence; the music goes on."""

    error: str
    say: Literal["fault"] = "fault"


@dataclass(frozen=True, slots=True)
class Pong:
    """The player is there."""

    say: Literal["pong"] = "pong"


@dataclass(frozen=True, slots=True)
class Bye:
    """The player ends, as it should."""

    say: Literal["bye"] = "bye"


@dataclass(frozen=True, slots=True)
class ClockFollowed:
    """How well another clock is kept, about twice a second.

    Attributes:
        state: not heard; heard, but too short a while; being caught up with; kept; not heard any more.
        off_ns: by how much our time was late against it, before it was put right; negative is early.
        bpm: its tempo, 0 while it is not known.
        jitter_ns: how unevenly it comes in.
    """

    state: Literal["waiting", "locking", "chasing", "locked", "lost"]
    off_ns: int
    bpm: float
    jitter_ns: int = 0
    say: Literal["followed"] = "followed"


MusicReport = BarComposed | BarReplaced | WishesApplied | BarDiscarded | BarSent | TransportMoved | LayerStruck
"""Reports that move the music or say what was sent; a journal keeps these."""
SessionReport = MusicReport | OutputChanged | PlayerReady | PlayerFault | ClockFollowed
"""Reports for the live session; the others are for the supervisor."""
Report = SessionReport | Pong | Bye
