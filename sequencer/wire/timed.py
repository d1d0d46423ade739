"""What do the player and a sender say to each other? A sender is handed messages ahead and places them in time.

A sender is a process of its own that knows no music: the built-in kit, which turns note-ons into sound, or a MIDI
client that puts bytes on a port at a frame. It is started with one end of a socket pair (`sequencer.wire.link.Link`),
whose lines are JSON objects with a key `say`; everything else in a line is a field of one of the dataclasses below.

To the sender, in any order of deadlines:

* `Ahead`: send these bytes at that moment. It should arrive `lead_ns` before; one that comes late sounds at once and
  is counted.
* `Cancel`: forget what was handed over under a tag (or all) and has not begun, and close what it left open: the kit
  fades it out within 3 ms, a MIDI sender sends note-offs. What is handed over afterwards is new.
* `Leave`: close everything and end. A link that breaks means the same.

From the sender:

* `Opened`, once, before anything else it says: it is ready, and how far ahead it wants messages.
* `Beat` about once a second: where its frame clock stands against the monotonic clock, and its health.
* `Failed`: it cannot go on, why, and it ends.

Moments are nanoseconds of the monotonic clock, which all processes of a machine share.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final, assert_never

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Ahead:
    """A message ahead of its deadline.

    Attributes:
        deadline_ns: when it is to sound, or to leave.
        message: the MIDI bytes.
        output: index of the output, where a sender has several.
        tag: what `Cancel` calls it by, a number of 0 or more: its layer, say.
    """

    deadline_ns: int
    message: bytes
    output: int = 0
    tag: int = 0


@dataclass(frozen=True, slots=True)
class Cancel:
    """Forget what has not begun, and close what is open.

    Attributes:
        tag: of which messages; None for all.
    """

    tag: int | None = None


@dataclass(frozen=True, slots=True)
class Leave:
    """Close everything and end."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The sender is ready.

    Attributes:
        name: what it plays to, for people.
        rate: frames a second.
        period_frames: frames it is asked for at a time.
        lead_ns: how far ahead of its deadline it wants a message.
        latency_ns: how long after its deadline a message is heard or leaves; constant while it is open.
    """

    name: str
    rate: int
    period_frames: int
    lead_ns: int
    latency_ns: int


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
    """

    ns: int
    frame: int
    late: int
    slow: int
    gaps: int
    spread_ns: int
    cpu_ns: int


@dataclass(frozen=True, slots=True)
class Failed:
    """The sender cannot go on, and ends.

    Attributes:
        reason: a sentence for people.
    """

    reason: str


ToSender = Ahead | Cancel | Leave
FromSender = Opened | Beat | Failed

_FROM: Final[dict[str, type[Opened | Beat | Failed]]] = {"opened": Opened, "beat": Beat, "failed": Failed}


class NotSpoken(ValueError):
    """A line that is no message of this protocol."""


def to_sender_line(message: ToSender) -> dict[str, Any]:
    """Return the line, without its end, that says a message to a sender."""
    match message:
        case Ahead(deadline_ns, sent, output, tag):
            return {"say": "ahead", "ns": deadline_ns, "hex": sent.hex(), "output": output, "tag": tag}
        case Cancel(tag):
            return {"say": "cancel", "tag": tag}
        case Leave():
            return {"say": "leave"}
        case _:
            assert_never(message)


def to_sender(line: Mapping[str, Any]) -> ToSender:
    """Return the message of a line to a sender.

    Raises:
        NotSpoken: it is none.
    """
    try:
        match str(line["say"]):
            case "ahead":
                return Ahead(int(line["ns"]), bytes.fromhex(line["hex"]), int(line["output"]), int(line["tag"]))
            case "cancel":
                return Cancel(None if line["tag"] is None else int(line["tag"]))
            case "leave":
                return Leave()
            case _:
                raise NotSpoken(str(line))
    except (KeyError, TypeError, ValueError) as error:
        raise NotSpoken(str(line)) from error


def from_sender_line(message: FromSender) -> dict[str, Any]:
    """Return the line, without its end, that a sender says."""
    return {"say": type(message).__name__.lower(), **asdict(message)}


def from_sender(line: Mapping[str, Any]) -> FromSender:
    """Return the message of a line from a sender.

    Raises:
        NotSpoken: it is none.
    """
    try:
        said = dict(line)
        return _FROM[said.pop("say")](**said)
    except (KeyError, TypeError) as error:
        raise NotSpoken(str(line)) from error
