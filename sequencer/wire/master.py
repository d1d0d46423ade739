"""What do the daemon, a source of time and the player say to each other about another clock?

A source of time is a process of its own that hears one other clock and says where that clock stands. It is started with
one end of a socket pair; each line is a JSON object, one of the dataclasses below, told apart by `do`. What it says of
the clock goes on to the player unchanged.

The other clock counts ticks of its own, which never jump (1920 to the beat, as everywhere). Where its song stands is
said beside that, because a song may jump, stop, and not be known at all.

Moments are nanoseconds of the monotonic clock, which all processes of a machine share.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sequencer.midi.timeline import Timeline  # noqa: TC001 - the codec reads it

Source = Literal["own", "in", "link", "jack"]
"""Whose time is kept: one's own, that of MIDI clock that comes in, of an Ableton Link session, of JACK's transport."""
Lock = Literal["waiting", "locking", "locked", "lost"]
"""How surely a clock is heard: not yet, too short a while, well, or not any more: its last tempo goes on."""


@dataclass(frozen=True, slots=True)
class MasterAt:
    """Where the other clock stands.

    Attributes:
        tick: of its own count, which never jumps.
        ns: when that tick happens, filtered.
        bpm: its tempo.
        lock: how surely it is heard.
        song: tick of its song there; None while it does not play, or nobody knows.
        jitter_ns: how unevenly it was heard, lately.
        cue: tick at which its song stands and will go on; None while that is not known, or it plays.
    """

    tick: int
    ns: int
    bpm: float
    lock: Lock = "locked"
    song: int | None = None
    jitter_ns: int = 0
    cue: int | None = None
    do: Literal["at"] = "at"


@dataclass(frozen=True, slots=True)
class MasterMoved:
    """The other clock's transport moved.

    Attributes:
        action: what it did; jump: its song goes on elsewhere.
        tick: of its own count, at which the song is at `song`.
        ns: when that is.
        song: tick of its song; for stop, where it stopped.
        bpm: its tempo.
        by_hand: somebody who hears it says where a bar of its song is.
    """

    action: Literal["start", "continue", "stop", "jump"]
    tick: int
    ns: int
    song: int
    bpm: float
    by_hand: bool = False
    do: Literal["moved"] = "moved"


@dataclass(frozen=True, slots=True)
class SourceSays:
    """A line for people; `fault` when the source cannot be had now."""

    text: str
    fault: bool = False
    do: Literal["says"] = "says"


@dataclass(frozen=True, slots=True)
class SourcePeers:
    """Who shares the clock.

    Attributes:
        peers: how many others; None where that is not known. tempo: we may change its tempo.
    """

    peers: int | None
    tempo: bool = True
    do: Literal["peers"] = "peers"


@dataclass(frozen=True, slots=True)
class Listen:
    """What to listen to, the first line a source hears.

    Attributes:
        source: whose time, not one's own.
        port: pattern of the port that MIDI clock comes in at; "" offers one of our own and takes what connects to it.
        bpm: tempo until the clock's is known.
        bars: on the lines of phrases of so many bars a start falls, where several share the clock.
        transport: starts and stops are shared, likewise.
        playing: we play. line: where our bars stand, None before the first.
    """

    source: Source = "in"
    port: str = ""
    bpm: float = 120.0
    bars: int = 1
    transport: bool = True
    playing: bool = False
    line: Timeline | None = None
    do: Literal["listen"] = "listen"


@dataclass(frozen=True, slots=True)
class Lead:
    """What was changed here, for a clock that takes it: whoever shares it changes it for all.

    Attributes:
        bpm: the tempo, None leaves it. playing: the transport, None leaves it. ns: moment from which on it plays.
        asked: we wait for it to play. song: tick of the song that is to play then, None goes on.
        here: a bar of its song begins at that moment, as somebody says who hears it.
    """

    bpm: float | None = None
    playing: bool | None = None
    ns: int = 0
    asked: bool = False
    song: int | None = None
    here: bool = False
    do: Literal["lead"] = "lead"
