"""What does the daemon tell the player? A closed set of orders; the first is the session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from engine.commands import Wish
from engine.control import TransportAction
from sequencer.wire.master import MasterAt, MasterMoved, Source

MAX_TRIM_MS: Final = 200.0
"""Largest latency trim, either way (docs/rules.md#deadlines)."""

OutputKind = Literal["real", "virtual", "null", "kit"]


@dataclass(frozen=True, slots=True)
class SenderAt:
    """A sender that takes players.

    Attributes:
        path: of the socket on which it does.
        lead_ns: how far ahead of its deadline it wants a message.
        hold_ns: what is due within so long cannot be taken back.
    """

    path: str
    lead_ns: int
    hold_ns: int = 0


@dataclass(frozen=True, slots=True)
class OutputWanted:
    """An output to make.

    Attributes:
        kind: a port of others, one that we offer, nowhere, or the built-in kit, which hears the notes of all layers.
        name: of its port, "" while there is none.
        trim_ms: signed latency trim.
        sender: who places its messages in time; None sends them at once.
    """

    kind: OutputKind
    name: str
    trim_ms: float
    sender: SenderAt | None = None


@dataclass(frozen=True, slots=True)
class Resume:
    """Where a new player comes in: the next bar begins at `tick`, which lies at `wall_ns` on the monotonic clock.

    Song positions are counted from the tick `song_start`.
    """

    tick: int
    wall_ns: int
    song_start: int


@dataclass(frozen=True, slots=True)
class OpenSession:
    """The session to play; nothing comes before it.

    Attributes:
        state: JSON text of the state before the first bar (`engine.state_json`).
        outputs: in their order.
        layer_outputs: index of each layer's output; others go to 0.
        clock_out: send MIDI clock. clock_while_stopped: also while the transport is stopped.
        bars: end after that many, None plays on.
        resume: play on at once, in the place of a player that was lost; None waits for play.
    """

    state: str
    outputs: tuple[OutputWanted, ...]
    layer_outputs: Mapping[str, int]
    clock_out: bool
    clock_while_stopped: bool
    bars: int | None = None
    resume: Resume | None = None
    do: Literal["session"] = "session"


@dataclass(frozen=True, slots=True)
class TakeWish:
    """A wish for the next bar, or to be applied at once while the transport is stopped."""

    wish: Wish
    do: Literal["wish"] = "wish"


@dataclass(frozen=True, slots=True)
class MoveTransport:
    """Play, stop, continue or panic, at once; `from_bar` only sets the song position that play sends."""

    action: TransportAction
    from_bar: int = 0
    do: Literal["transport"] = "transport"


@dataclass(frozen=True, slots=True)
class SwitchPort:
    """Open a port by its full name at an output, or close the one that is open (None).

    Attributes:
        output: its index.
        open: the port's name.
        sender: how its sender, on the same socket as ever, wants messages from now on; None leaves that as it was.
    """

    output: int
    open: str | None
    sender: SenderAt | None = None
    do: Literal["port"] = "port"


@dataclass(frozen=True, slots=True)
class SetTrim:
    """Set an output's latency trim."""

    output: int
    ms: float
    do: Literal["trim"] = "trim"


@dataclass(frozen=True, slots=True)
class RouteLayers:
    """Send layers to these outputs, from the next bar that is made; layers that are not named go to 0."""

    layer_outputs: Mapping[str, int]
    do: Literal["layers"] = "layers"


@dataclass(frozen=True, slots=True)
class FollowClock:
    """Keep another clock's time, or one's own.

    Attributes:
        source: whose time. Where its clock stands is told by `MasterAt`, how its transport moves by `MasterMoved`.
        tempo: its tempo and phase are followed. transport: its transport is.
        offset_ns: we play so much later than it says; negative is earlier.
        send: our outputs carry MIDI clock.
        bars: of a phrase on whose lines a start falls.
    """

    source: Source = "own"
    tempo: bool = True
    transport: bool = True
    offset_ns: int = 0
    send: bool = True
    bars: int = 1
    do: Literal["follow"] = "follow"


@dataclass(frozen=True, slots=True)
class ShiftTime:
    """Play everything so many nanoseconds later from now on; negative is earlier."""

    ns: int
    do: Literal["shift"] = "shift"


@dataclass(frozen=True, slots=True)
class StrikeLayer:
    """A hand has hit a layer: let it sound at once, or, quantised, on its next step; `velocity` is 1..127."""

    layer: str
    velocity: int
    quantised: bool = False
    do: Literal["strike"] = "strike"


@dataclass(frozen=True, slots=True)
class Ping:
    """Say that you are there."""

    do: Literal["ping"] = "ping"


@dataclass(frozen=True, slots=True)
class Quit:
    """End; silently when another player has taken over already."""

    silent: bool = False
    do: Literal["quit"] = "quit"


Order = (
    OpenSession | TakeWish | MoveTransport | SwitchPort | SetTrim | RouteLayers | FollowClock | ShiftTime | MasterAt
    | MasterMoved | StrikeLayer | Ping | Quit
)
