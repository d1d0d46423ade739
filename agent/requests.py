"""What can a sentence ask for, beyond the commands of the music?

A request is a command of the engine or one of those below, which need the transport, the recording or a file. Words and
fields are those of `ask --json`. Both agents, the one with a model and the one with rules, speak in requests;
`agent/carry_out.py` does them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from engine.commands import (
    Arc,
    Cancel,
    Drop,
    Fill,
    Freeze,
    Hit,
    Hold,
    Jam,
    Lock,
    Mark,
    Mute,
    Phrase,
    Redo,
    Scene,
    Section,
    Set,
    Solo,
    Target,
    Tempo,
    Undo,
    Unfreeze,
    Unlock,
    Unmute,
    Unsolo,
    Watch,
)

if TYPE_CHECKING:
    from engine.control import ClockSource, Followed

TransportAction = Literal["play", "stop", "continue"]
RecordAction = Literal["start", "stop"]


@dataclass(frozen=True, slots=True)
class Transport:
    """Play, stop or go on, at once."""

    action: TransportAction
    command: Literal["transport"] = "transport"


@dataclass(frozen=True, slots=True)
class Panic:
    """End all sound on all channels at once."""

    command: Literal["panic"] = "panic"


@dataclass(frozen=True, slots=True)
class Record:
    """Begin or end a take with the next bar line."""

    action: RecordAction
    name: str = ""
    command: Literal["record"] = "record"


@dataclass(frozen=True, slots=True)
class LoadNamed:
    """Play the config of a name from the next bar line on; the name is looked up where configs are."""

    config: str
    command: Literal["load"] = "load"


@dataclass(frozen=True, slots=True)
class Save:
    """Write the config as it stands under a new name."""

    name: str
    command: Literal["save"] = "save"


@dataclass(frozen=True, slots=True)
class Render:
    """Write bars to a `.mid` in the output folder; of the config as it stands when none is named."""

    bars: int
    out: str
    config: str | None = None
    command: Literal["render"] = "render"


@dataclass(frozen=True, slots=True)
class KeepTime:
    """Keep another clock's time, or one's own; what is None stays as it is with the same source, and else is as usual.

    Fields are those of `engine.control.ClockWish`.
    """

    source: ClockSource | None = None
    port: str = ""
    follow: Followed | None = None
    send: bool | None = None
    offset_ms: float | None = None
    bars: int = 1
    here: bool = False
    command: Literal["clock"] = "clock"


@dataclass(frozen=True, slots=True)
class Shift:
    """Play everything so much later than now; negative is earlier."""

    by_ms: float
    command: Literal["shift"] = "shift"


MusicCommand = (
    Set | Target | Tempo | Mute | Unmute | Solo | Unsolo | Fill | Drop | Scene | Undo | Redo | Freeze | Unfreeze
    | Hit | Lock | Unlock | Phrase | Cancel | Mark | Section | Arc | Hold | Watch | Jam
)
Request = MusicCommand | Transport | Panic | Record | LoadNamed | Save | Render | KeepTime | Shift
