"""How do wishes, commands and outcomes travel as JSON between processes and into the journal?

The types of `engine/commands.py` and `engine/bar.py` are the shapes; a command is told apart by its `command`.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from engine.bar import Outcome
from engine.commands import Wish

if TYPE_CHECKING:
    from collections.abc import Sequence


@lru_cache(maxsize=1)
def _wish() -> TypeAdapter[Wish]:
    return TypeAdapter(Wish)


@lru_cache(maxsize=1)
def _outcome() -> TypeAdapter[Outcome]:
    return TypeAdapter(Outcome)


def wish_to_json(wish: Wish) -> dict[str, Any]:
    """Return a wish as JSON can hold it."""
    found: dict[str, Any] = _wish().dump_python(wish, mode="json")
    return found


def wish_from_json(data: object) -> Wish:
    """Return the wish that JSON describes: {command: {command, ...}, id, author, turn}.

    Raises:
        pydantic.ValidationError: it describes none.
    """
    return _wish().validate_json(json.dumps(data))  # a config is strict: only as JSON may its tuples be lists


def wishes_to_json(wishes: Sequence[Wish]) -> list[dict[str, Any]]:
    """Return wishes as JSON can hold them."""
    return [wish_to_json(wish) for wish in wishes]


def outcome_to_json(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome as JSON can hold it."""
    found: dict[str, Any] = _outcome().dump_python(outcome, mode="json")
    return found


def outcome_from_json(data: object) -> Outcome:
    """Return the outcome that JSON describes.

    Raises:
        pydantic.ValidationError: it describes none.
    """
    return _outcome().validate_python(data)
