"""What do the player and a sender say to each other? A sender is handed messages ahead and places them in time.

A sender is a process of its own that knows no music: the built-in kit, which turns note-ons into sound, or a MIDI
client that puts bytes on a port at a frame. It is started with one end of a socket pair; each line is a JSON object,
one of the dataclasses below, told apart by `do` (to the sender) or `say` (from it).

To the sender, in any order of deadlines:

* `Ahead`: send these bytes at that moment. It should arrive `lead_ns` before; one that comes late sounds at once and
  is counted.
* `Cancel`: forget what was handed over for a moment and later, and at that moment close what sounds of some tags (or
  all): the kit fades it out within 3 ms, a MIDI sender sends note-offs. What is handed over afterwards is new.
* `Connect`: lead an output to a port, where a sender has several; comes before what is to sound there.
* `Leave`: close everything and end. A link that breaks means the same. To a sender that outlives its players it says
  that this one ends as it should: what it has handed over still sounds.
* `Regain`, over the link of who started it: others listened at a port we offer, before the last sender ended.

From the sender:

* `Opened`: it is ready, and how far ahead it wants messages; again where its server has changed its period.
* `Ports`, where it has several to lead to: which ones there are, before `Opened` and whenever that changes.
* `Listeners`, where outputs are ports: who listens there, whenever that changes.
* `Beat` about once a second: where its frame clock stands against the monotonic clock, and its health.
* `Failed`: it cannot go on, why, and it ends.

Moments are nanoseconds of the monotonic clock, which all processes of a machine share.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import ConfigDict, Discriminator, TypeAdapter

from sequencer.wire.codec import Codec
from sequencer.wire.link import Link

if TYPE_CHECKING:
    import socket

HEXADECIMAL: Final = ConfigDict(strict=True, ser_json_bytes="hex", val_json_bytes="hex")
"""MIDI bytes travel as hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """A message ahead of its deadline.

    Attributes:
        deadline_ns: when it is to sound, or to leave.
        message: the MIDI bytes.
        output: index of the output, where a sender has several.
        tag: what `Cancel` calls it by, a number of 0 or more: its layer, say. A note-off has that of its note-on.
    """

    deadline_ns: int
    message: bytes
    output: int = 0
    tag: int = 0
    do: Literal["ahead"] = "ahead"


@dataclass(frozen=True, slots=True)
class Cancel:
    """Forget what is to come, and close what is open.

    Attributes:
        from_ns: what has this deadline or a later one is forgotten, whatever its tag, unless it has begun.
        tags: whose notes are closed at that moment; None for all.
        output: at which output, where a sender has several; None for all.
    """

    from_ns: int = 0
    tags: tuple[int, ...] | None = None
    output: int | None = None
    do: Literal["cancel"] = "cancel"


@dataclass(frozen=True, slots=True)
class Connect:
    """Lead an output to a port.

    Attributes:
        output: its index.
        name: of the port, in full; None leads it nowhere.
        virtual: it is a port of our own, offered to others under that name.
    """

    output: int
    name: str | None
    virtual: bool = False
    do: Literal["connect"] = "connect"


@dataclass(frozen=True, slots=True)
class Leave:
    """Close everything and end."""

    do: Literal["leave"] = "leave"


@dataclass(frozen=True, slots=True)
class Regain:
    """Lead a port that we offer to others again, those that are there now and those that come.

    Attributes:
        output: its index.
        names: of their ports, in full.
    """

    output: int
    names: tuple[str, ...]
    do: Literal["regain"] = "regain"


@dataclass(frozen=True, slots=True)
class Opened:
    """The sender is ready.

    Attributes:
        name: what it plays to, for people.
        rate: frames a second.
        period_frames: frames it is asked for at a time.
        lead_ns: how far ahead of its deadline it wants a message.
        latency_ns: how long after its deadline a message is heard or leaves; constant while it is open.
        hold_ns: a message whose deadline is no further away has begun, or is about to: no `Cancel` should want it back.
    """

    name: str
    rate: int
    period_frames: int
    lead_ns: int
    latency_ns: int
    hold_ns: int = 0
    say: Literal["opened"] = "opened"


@dataclass(frozen=True, slots=True)
class Ports:
    """Which ports there are to lead an output to.

    Attributes:
        names: in full, without our own.
        came: those that have come since it was said last; one of them may have been there before, and gone.
    """

    names: tuple[str, ...]
    came: tuple[str, ...] = ()
    say: Literal["ports"] = "ports"


@dataclass(frozen=True, slots=True)
class Listeners:
    """Who listens at the port of an output.

    Attributes:
        output: its index.
        names: of their ports, in full; those of `Regain` that have not come yet are among them.
    """

    output: int
    names: tuple[str, ...]
    say: Literal["listeners"] = "listeners"


@dataclass(frozen=True, slots=True)
class Beat:
    """Where the sender's clock stands, and how it is.

    Attributes:
        ns: a moment of the monotonic clock.
        frame: the frame that a message with this deadline would fall on.
        late: messages so far that came too late for their frame.
        slow: periods so far that took longer to make than they last.
        gaps: times so far that the device lost time.
        spread_ns: how unevenly the device has asked for frames, lately.
        cpu_ns: processor time used so far.
        dropped: of the late messages, those that were so late that they did not sound at all.
    """

    ns: int
    frame: int
    late: int
    slow: int
    gaps: int
    spread_ns: int
    cpu_ns: int
    dropped: int = 0
    say: Literal["beat"] = "beat"


@dataclass(frozen=True, slots=True)
class Failed:
    """The sender cannot go on, and ends.

    Attributes:
        reason: a sentence for people.
    """

    reason: str
    say: Literal["failed"] = "failed"


ToSender = Ahead | Cancel | Connect | Leave | Regain
FromSender = Opened | Ports | Listeners | Beat | Failed

SenderLink = Link[FromSender, ToSender]
"""A sender's end."""
OwnerLink = Link[ToSender, FromSender]
"""The end of who started it."""


@lru_cache(maxsize=1)
def to_sender_codec() -> Codec[ToSender]:
    """Return the codec of the messages to a sender."""
    return Codec(TypeAdapter(Annotated[ToSender, Discriminator("do")], config=HEXADECIMAL))


@lru_cache(maxsize=1)
def from_sender_codec() -> Codec[FromSender]:
    """Return the codec of the messages from a sender."""
    return Codec(TypeAdapter(Annotated[FromSender, Discriminator("say")], config=HEXADECIMAL))


def sender_link(end: socket.socket) -> SenderLink:
    """Return a sender's end of a socket pair."""
    return Link(end, from_sender_codec(), to_sender_codec())


def owner_link(end: socket.socket) -> OwnerLink:
    """Return the end of who starts a sender."""
    return Link(end, to_sender_codec(), from_sender_codec())
