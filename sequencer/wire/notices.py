"""How do snapshots, notices, states and explanations travel as JSON between daemon and front?

The types of `engine/control.py` are the shapes; a notice is told apart by its `kind`.
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache
from typing import Annotated, Any, Final

from pydantic import Discriminator, JsonValue, TypeAdapter

from engine.bar import Outcome
from engine.commands import Command, Load
from engine.control import ClockStatus, Moved, Notice, PortStatus, Snapshot
from engine.heard import HeardBar
from engine.plain_text import one_line
from engine.why import Explanation

MAX_CONFIG_NAME: Final = 64
"""Characters; every status and every stage shows it."""


@lru_cache(maxsize=16)
def adapter(shape: Any) -> TypeAdapter[Any]:  # noqa: ANN401 - a type, or an annotated union of types
    """Return the JSON reader and writer of a shape."""
    return TypeAdapter(shape)


AnyNotice = Annotated[Notice, Discriminator("kind")]
AnyCommand = Annotated[Command, Discriminator("command")]


def to_json(shape: object, value: object) -> JsonValue:
    """Return a value of a shape as JSON can hold it."""
    found: JsonValue = adapter(shape).dump_python(value, mode="json")
    return found


def command_to_json(command: Command) -> dict[str, JsonValue]:
    """Return a command as JSON can hold it."""
    found: dict[str, JsonValue] = adapter(AnyCommand).dump_python(command, mode="json")
    return found


def notice_from_json(given: object) -> Notice:
    """Return the notice that JSON describes.

    Raises:
        pydantic.ValidationError: it describes none.
    """
    found: Notice = adapter(AnyNotice).validate_python(given)
    return found


def command_from_json(given: object) -> Command:
    """Return the command that JSON describes; a config's name is free text, of which what can be shown is kept.

    Raises:
        pydantic.ValidationError: it describes none.
    """
    # A config is strict: only as JSON may its tuples be lists.
    found: Command = adapter(AnyCommand).validate_json(json.dumps(given))
    return replace(found, name=one_line(found.name, MAX_CONFIG_NAME)) if isinstance(found, Load) else found


def outcome_from_json(given: object) -> Outcome:
    """Return the outcome that JSON describes; raises pydantic.ValidationError when it describes none."""
    found: Outcome = adapter(Outcome).validate_python(given)
    return found


def snapshot_from_json(given: object) -> Snapshot:
    """Return the snapshot that JSON describes; raises pydantic.ValidationError when it describes none."""
    found: Snapshot = adapter(Snapshot).validate_python(given)
    return found


def moved_from_json(given: object) -> Moved:
    """Return the transport's answer that JSON describes; raises pydantic.ValidationError when it describes none."""
    found: Moved = adapter(Moved).validate_python(given)
    return found


def explanation_from_json(given: object) -> Explanation:
    """Return the explanation that JSON describes; raises pydantic.ValidationError when it describes none."""
    found: Explanation = adapter(Explanation).validate_python(given)
    return found


def port_from_json(given: object) -> PortStatus:
    """Return the port that JSON describes; raises pydantic.ValidationError when it describes none."""
    found: PortStatus = adapter(PortStatus).validate_python(given)
    return found


def clock_from_json(given: object) -> ClockStatus:
    """Return the clock's status that JSON describes; raises pydantic.ValidationError when it describes none."""
    found: ClockStatus = adapter(ClockStatus).validate_python(given)
    return found


def heard_from_json(given: object) -> tuple[HeardBar, ...]:
    """Return the bars that JSON describes; raises pydantic.ValidationError when it describes none."""
    rows = given if isinstance(given, list) else []
    return tuple(adapter(HeardBar).validate_json(json.dumps(row)) for row in rows)
