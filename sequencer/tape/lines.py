"""Which lines does a journal hold behind its header, and how are they written?

Most are what the player has said; four are the daemon's own. `docs/journal.md` describes them. Written are the keys
that say something: an empty list or null is left out, and so is clock time. A reader passes over what it does not know.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

from pydantic import JsonValue, TypeAdapter, ValidationError

from engine.validation_words import first_fault
from sequencer.wire.reports import (
    BarComposed,
    BarDiscarded,
    BarReplaced,
    BarSent,
    LayerStruck,
    MusicReport,
    TransportMoved,
    WishesApplied,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class TakeMarked:
    """A named take begins or ends with the line of a bar; start ends one that runs."""

    action: Literal["start", "stop"]
    name: str = ""
    bar: int = field(kw_only=True)
    say: Literal["record"] = "record"


@dataclass(frozen=True, slots=True)
class Marked:
    """A performer has marked the line of a bar that was sent; `clock` is the local time at which the bar was made.

    It is for people and for `techno sessions`: a replay finds its marks among the wishes.
    """

    name: str
    bar: int
    clock: str = ""
    say: Literal["mark"] = "mark"


@dataclass(frozen=True, slots=True)
class PlayerReplaced:
    """Another player goes on, from a bar on; `reason` is for people."""

    bar: int
    reason: str = ""
    say: Literal["restart"] = "restart"


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """The last line of a session that ended cleanly; `bar` is the next it would have made."""

    bar: int
    say: Literal["end"] = "end"


Line = MusicReport | TakeMarked | Marked | PlayerReplaced | SessionEnded

KINDS: Final[Mapping[str, type[Line]]] = {
    "composed": BarComposed, "failed": BarReplaced, "applied": WishesApplied, "discarded": BarDiscarded,
    "sent": BarSent, "transport": TransportMoved, "record": TakeMarked, "mark": Marked, "restart": PlayerReplaced,
    "end": SessionEnded, "struck": LayerStruck,
}
CLOCK_TIME: Final = {"start_ns", "lateness", "song_start"}
"""Keys of reports that no journal keeps."""


def line_to_json(line: Line) -> dict[str, JsonValue]:
    """Return a line as the journal's file holds it."""
    whole: dict[str, JsonValue] = _shape(line.say).dump_python(line, mode="json", exclude=CLOCK_TIME | {"say"})
    wishes = whole.get("wishes")
    for wish in wishes if isinstance(wishes, list) else ():
        if isinstance(wish, dict) and wish.get("when") is None:
            wish.pop("when", None)
    return {"say": line.say, **{key: value for key, value in whole.items() if not _unsaid(key, value)}}


def _unsaid(key: str, value: JsonValue) -> bool:
    """Return True for a key that is left out because it says nothing."""
    return value == "last" if key == "repeats" else value is None or value == []


def line_from_json(data: Mapping[str, JsonValue]) -> Line | None:
    """Return the line that JSON describes, None for a kind that is not known.

    Raises:
        ValueError: it has not the shape of its kind.
    """
    say = data.get("say")
    if not isinstance(say, str) or say not in KINDS:
        return None
    try:  # a config is strict: only as JSON may its tuples be lists
        return _shape(say).validate_json(json.dumps(data), strict=True)
    except ValidationError as error:
        raise ValueError(first_fault(error)) from None


@lru_cache(maxsize=len(KINDS))
def _shape(say: str) -> TypeAdapter[Line]:
    return TypeAdapter(KINDS[say])
