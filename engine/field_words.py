"""What does a field of a config take, in words, with its range?

Read off the models' own fields, so that a config's fault and a refused wish say the same.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, get_args

from pydantic import BaseModel

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo


def taken_by(field: FieldInfo, name: str) -> str:
    """Return what the field of a name takes: its choices, or its type with its range and unit."""
    bounds = [getattr(m, side) for m in field.metadata for side in ("ge", "le") if hasattr(m, side)]
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    unit = str(extra.get("unit", ""))
    choices = _choices(field.annotation)
    if choices:
        return " or ".join(choices)
    if name == "velocity":
        return "a whole number in 1..127, or a list of them, or null"
    kind = _kind_words(field.annotation)
    between = f" in {bounds[0]:g}..{bounds[-1]:g}" if len(bounds) > 1 else ""
    return f"{kind}{between}" + (f" ({unit})" if unit and between else f": {field.description}")


def _choices(annotation: object) -> list[str]:
    """Return the words of a Literal."""
    arms = getattr(annotation, "__args__", ())
    return [json.dumps(arm) for arm in arms] if arms and all(isinstance(arm, (str, int)) for arm in arms) else []


def _kind_words(annotation: object) -> str:
    """Return a field's type in words."""
    text = str(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "an object"
    for mark, words in (
        ("tuple", "a list"), ("dict", "an object"), ("Density", "an object"), ("bool", "true or false"),
        ("str", "text"), ("float", "a number"), ("int", "a whole number"),
    ):
        if mark in text:
            return words + (" or null" if type(None) in get_args(annotation) else "")
    return "a value"


def item_words(annotation: object) -> str:
    """Return what one item of a list's annotation may be: its type in words, and its range."""
    item = next(iter(get_args(annotation)), None)
    kind, *marks = get_args(item) or (item,)
    known = [rule for mark in marks for rule in getattr(mark, "metadata", ())]
    bounds = [getattr(rule, side) for side in ("ge", "le") for rule in known if hasattr(rule, side)]
    return _kind_words(kind) + (f" in {bounds[0]:g}..{bounds[1]:g}" if len(bounds) > 1 else "")
