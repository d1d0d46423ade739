"""Can a parameter hold a wished value, and what becomes of one that it cannot?"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from pydantic import BaseModel, JsonValue, TypeAdapter, ValidationError

from engine.parameters import is_number, no_such, owner_of, parameter
from engine.schema_words import allowed_words
from engine.validation_words import fault_words

if TYPE_CHECKING:
    from engine.config import Config
    from engine.parameters import Parameter


class Checked(NamedTuple):
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
    field = _adapter(type(owner), path.rpartition(".")[2])
    try:
        return Checked(field.validate_python(raw, strict=not path.endswith(".conditions")))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        schema = field.json_schema()
        deep = len(first["loc"]) > 1 or first["type"] == "value_error"  # more than the range of an item is to be told
        broken = f"; {fault_words(first)}" if deep else ""
        return Checked(None, f"{path} takes {allowed_words(schema, schema)}: {known.text}{broken}", refused=True)


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
