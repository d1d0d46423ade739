"""What may a request on the session's socket ask for, and within which bounds? One model a method."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from engine.control import ClockSource
from engine.heard import MAX_HEARD
from engine.names import NAME_PATTERN
from sequencer.wire.orders import MAX_TRIM_MS
from sequencer.wire.rpc import NOTICE_KINDS, Wrong

AUTHOR: Final = r"^[A-Za-z0-9_.:-]{1,32}$"


class Params(BaseModel):
    """Parameters of a request; unknown ones are refused."""

    model_config = ConfigDict(extra="forbid", strict=True)

    wrong: ClassVar[Mapping[str, Wrong]] = {}
    """What a parameter outside its range is, where it is not only a wrong value."""


class SubmitParams(Params):
    """A command, who asks, and the turn it belongs to."""

    command: dict[str, JsonValue]
    author: str = Field("user", pattern=AUTHOR)
    turn: str = Field("", max_length=64)


class TransportParams(Params):
    """A transport action; play may send another song position."""

    action: Literal["play", "stop", "continue", "panic"]
    from_bar: int = Field(0, ge=0, le=1_000_000)


class WhyParams(Params):
    """A step of a layer in a bar that is kept."""

    wrong: ClassVar[Mapping[str, Wrong]] = {"layer": Wrong.KEY, "step": Wrong.PLACE, "bar": Wrong.KEY}

    layer: str = Field(max_length=64)
    step: int = Field(ge=0, le=15)
    bar: int | None = Field(None, ge=0)


class HeardParams(Params):
    """How many of the last bars are told of."""

    bars: int = Field(ge=1, le=MAX_HEARD)


class RecordParams(Params):
    """A named take."""

    action: Literal["start", "stop"]
    name: str = Field("", pattern=rf"^({NAME_PATTERN})?$")
    author: str = Field("user", pattern=AUTHOR)


class StrikeParams(Params):
    """A hit by hand."""

    layer: str = Field(max_length=64)
    velocity: int = Field(ge=1, le=127)
    quantised: bool = False


class TrimParams(Params):
    """An output's latency trim."""

    wrong: ClassVar[Mapping[str, Wrong]] = {"output": Wrong.PLACE}

    output: int = Field(ge=0, le=63)
    ms: float = Field(ge=-MAX_TRIM_MS, le=MAX_TRIM_MS, allow_inf_nan=False)
    latency_ms: float | None = Field(None, ge=-1_000.0, le=1_000.0, allow_inf_nan=False)


class ClockParams(Params):
    """Whose time to keep; as `ClockWish`."""

    source: ClockSource = "own"
    port: str = Field("", max_length=256)
    follow: Literal["all", "tempo", "transport"] = "all"
    send: bool | None = None
    offset_ms: float = Field(0.0, ge=-MAX_TRIM_MS, le=MAX_TRIM_MS, allow_inf_nan=False)
    bars: Literal[1, 2, 4, 8, 16, 32] = 1
    here: bool = False


class ShiftParams(Params):
    """By how much to play everything later."""

    ms: float = Field(ge=-500.0, le=500.0, allow_inf_nan=False)


class ListenParams(Params):
    """Whether the built-in kit plays along."""

    on: bool


class SubscribeParams(Params):
    """Which kinds of notices are wanted."""

    kinds: list[Literal["composed", "struck", "outcomes", "transport", "port", "log"]] = Field(
        default=list(NOTICE_KINDS)
    )


class NoParams(Params):
    """A request without parameters."""
