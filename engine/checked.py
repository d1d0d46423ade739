"""Can a parameter hold a wished value, and what becomes of one that it cannot?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from pydantic import BaseModel, JsonValue, TypeAdapter, ValidationError

from engine.field_words import item_words, taken_by
from engine.found_words import shown
from engine.parameters import is_number, no_such, owner_of, parameter

if TYPE_CHECKING:
    from engine.config import Config
    from engine.parameters import Parameter


@dataclass(frozen=True, slots=True)
class Checked:
    """A wished value after its check: usable, perhaps clipped, or refused with a reason.

    Attributes:
        value: that the parameter can hold; None when refused.
        reason: what was clipped, or why it is refused.
        refused: the parameter cannot hold anything like it.
        outside: of a number that was clipped, which range it lies outside.
    """

    value: object
    reason: str = ""
    refused: bool = False
    outside: str = ""


@lru_cache(maxsize=512)
def _adapter(model: type[BaseModel], field: str) -> TypeAdapter[object]:
    return TypeAdapter(model.model_fields[field].rebuild_annotation())


def checked(config: Config, path: str, value: JsonValue) -> Checked:
    """Return a wished value as the parameter at a canonical path can hold it.

    A number outside the range is clipped and says so; anything of another type is refused, with what is allowed.
    """
    known = parameter(config, path)
    if known is None:
        return Checked(None, no_such(config, path), refused=True)
    if value is None and known.nullable:
        return Checked(None)
    if known.kind in {"float", "int"}:
        return _checked_number(known, value)
    owner = owner_of(config, path)[1]
    raw = tuple(value) if isinstance(value, list) and path.rpartition(".")[2] != "conditions" else value
    try:
        if path.endswith(".conditions"):
            field = _adapter(type(owner), "conditions")
            return Checked(field.validate_python(value, strict=False))
        return Checked(_adapter(type(owner), path.rpartition(".")[2]).validate_python(raw, strict=True))
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        return Checked(None, _misfit(owner, path, value, first["type"], first["msg"]), refused=True)


def _misfit(owner: BaseModel, path: str, value: JsonValue, fault: str, message: str) -> str:
    """Return why a field cannot hold a value: the rule between its parts that it breaks, or what the field takes."""
    if fault == "value_error":
        return f"{path}: {message.removeprefix('Value error, ')}"
    name = path.rpartition(".")[2]
    field = type(owner).model_fields[name]
    items = f", {item_words(field.annotation)} each" if isinstance(value, list) and name.startswith("beat_bins") else ""
    return f"{path}: found {shown(value)}, it takes {taken_by(field, name)}{items}"


def _checked_number(known: Parameter, value: JsonValue) -> Checked:
    if not is_number(value):
        return Checked(None, f"{known.path} takes a number in {known.allowed()}", refused=True)
    number: float = value
    if known.kind == "int":
        if number != round(number):
            return Checked(None, f"{known.path} takes a whole number in {known.allowed()}", refused=True)
        number = round(number)
    low = -math.inf if known.low is None else known.low
    high = math.inf if known.high is None else known.high
    clipped = min(max(number, low), high)
    if clipped != number:
        outside = f"{value:g} is outside {known.allowed()}"
        return Checked(clipped, f"{outside}, took {clipped:g}", outside=outside)
    return Checked(float(number) if known.kind == "float" else number)
