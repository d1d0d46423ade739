"""What does a JSON Schema allow, in words that a person or a model can act on?

Ranges are written once, on the fields of models; pydantic makes schemas of them. Its own sentences never reach a user.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

KINDS: Final = {
    "integer": "a whole number", "number": "a number", "string": "text", "boolean": "true or false", "array": "a list",
    "object": "an object", "null": "null",
}
MAX_CHOICES: Final = 40


def schema_at(schema: Mapping[str, Any], keys: Sequence[str | int]) -> Mapping[str, Any] | None:
    """Return the part of a schema that holds for a place: keys of objects and places in lists; None when none does."""
    return _at(schema, schema, tuple(keys))


def keys_of(schema: Mapping[str, Any], whole: Mapping[str, Any]) -> list[str]:
    """Return the keys that an object of a schema may have, by their names; `whole` holds what it refers to."""
    return [key for arm in _arms(schema, whole) for key in arm.get("properties", {})]


def allowed_words(schema: Mapping[str, Any], whole: Mapping[str, Any] | None = None) -> str:
    """Describe the values of a schema: "a whole number in 1..16 or null". `whole` holds the parts it refers to."""
    known = schema if whole is None else whole
    words = list(dict.fromkeys(_words(arm, known) for arm in _arms(schema, known)))
    return " or ".join(sorted(words, key=lambda word: word == "null")) or "another value"


def _at(
    schema: Mapping[str, Any], whole: Mapping[str, Any], keys: tuple[str | int, ...]
) -> Mapping[str, Any] | None:
    if not keys:
        return schema
    key, *more = keys
    for arm in _arms(schema, whole):
        inner: Any = None
        if isinstance(key, str):
            by_pattern = next(iter(arm.get("patternProperties", {}).values()), None)
            inner = arm.get("properties", {}).get(key) or by_pattern or arm.get("additionalProperties")
        elif "prefixItems" in arm and 0 <= key < len(arm["prefixItems"]):
            inner = arm["prefixItems"][key]
        else:
            inner = arm.get("items")
        if isinstance(inner, dict):
            found = _at(inner, whole, tuple(more))
            if found is not None:
                return found
    return None


def _arms(schema: Mapping[str, Any], whole: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the alternatives of a schema, with what it refers to in place."""
    reference = schema.get("$ref")
    if isinstance(reference, str):
        return _arms(whole.get("$defs", {}).get(reference.rpartition("/")[2], {}), whole)
    several = schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf")
    return [arm for one in several for arm in _arms(one, whole)] if several else [schema]


def _words(schema: Mapping[str, Any], whole: Mapping[str, Any]) -> str:
    """Return one alternative in words."""
    choices = schema.get("enum", [schema["const"]] if "const" in schema else None)
    if choices:
        return " or ".join(json.dumps(choice) for choice in choices[:MAX_CHOICES])
    kind = schema.get("type")
    words = KINDS.get(kind, "another value") if isinstance(kind, str) else "another value"
    if kind in {"integer", "number"}:
        return words + _range(schema)
    if kind == "string" and schema.get("description") and schema.get("pattern"):
        return f"{words} for {schema['description']}, by the pattern {schema['pattern']}"
    if kind == "string" and schema.get("pattern"):
        return f"{words} by the pattern {schema['pattern']}"
    if kind == "string" and "maxLength" in schema:
        return f"{words} of up to {schema['maxLength']} characters"
    if kind == "object" and schema.get("properties"):
        return f"{words} with {', '.join(_key_words(*pair) for pair in schema['properties'].items())}"
    return _list_words(schema, whole) if kind == "array" else words


def _key_words(key: str, schema: Mapping[str, Any]) -> str:
    """Return the key of an object, with its choices where it has some."""
    choices = schema.get("enum", [])
    return f"{key} ({', '.join(map(str, choices[:MAX_CHOICES]))})" if choices else key


def _list_words(schema: Mapping[str, Any], whole: Mapping[str, Any]) -> str:
    """Return how long a list may be, and what stands in it."""
    least, most = schema.get("minItems"), schema.get("maxItems")
    words = "a list" if most is None else f"a list of {most}" if least == most else f"a list of up to {most}"
    items = schema.get("items")
    return f"{words}, each {allowed_words(items, whole)}" if isinstance(items, dict) and items else words


def _range(schema: Mapping[str, Any]) -> str:
    """Return the bounds of a number, "" when it has none."""
    low, high = schema.get("minimum"), schema.get("maximum")
    if schema.get("type") == "integer":
        low = schema["exclusiveMinimum"] + 1 if "exclusiveMinimum" in schema else low
        high = schema["exclusiveMaximum"] - 1 if "exclusiveMaximum" in schema else high
    if low is not None and high is not None:
        return f" in {number_words(low)}..{number_words(high)}"
    if low is not None:
        return f", {number_words(low)} or more"
    if high is not None:
        return f", {number_words(high)} or less"
    if "exclusiveMinimum" in schema:
        return f" above {number_words(schema['exclusiveMinimum'])}"
    return ""


def number_words(value: float) -> str:
    """Return a bound: whole numbers with all their digits, others as short as they are."""
    return str(int(value)) if float(value).is_integer() else f"{value:g}"
