"""What is wrong with a value, in the program's own words, where only the kind of the fault is known?

pydantic's sentences speak of tuples, instances and inputs; a person or a script is told what must stand there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.schema_words import number_words

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

MAX_PLACE: Final = 64
"""Letters of a place that are shown."""
RULE: Final = "Value error, "
"""What stands before a sentence of a rule of our own."""

WORDS: Final = {
    "missing": "is missing", "extra_forbidden": "is not known here", "unexpected_keyword_argument": "is not known here",
    "int_type": "must be a whole number", "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number", "float_type": "must be a number", "float_parsing": "must be a number",
    "finite_number": "must be a number that is not infinite", "string_type": "must be text",
    "bool_type": "must be true or false", "bool_parsing": "must be true or false", "list_type": "must be a list",
    "tuple_type": "must be a list", "set_type": "must be a list", "frozen_set_type": "must be a list",
    "dict_type": "must be an object", "model_type": "must be an object", "model_attributes_type": "must be an object",
    "dataclass_type": "must be an object", "none_required": "must be null", "json_invalid": "is no JSON",
    "string_pattern_mismatch": "has letters that are not allowed", "union_tag_invalid": "is of no kind that is known",
    "union_tag_not_found": "does not say its kind", "string_too_long": "is too long",
    "string_too_short": "is too short", "too_long": "is too long", "too_short": "is too short",
    "invalid_key": "is no key",
}
BOUNDS: Final = {
    "greater_than_equal": ("ge", "must be at least"), "less_than_equal": ("le", "must be at most"),
    "greater_than": ("gt", "must be above"), "less_than": ("lt", "must be below"),
}


def first_fault(error: ValidationError) -> str:
    """Describe the first fault, with its place: "layers.0: must be text"."""
    return fault_words(error.errors(include_url=False, include_input=False)[0])


def fault_words(fault: ErrorDetails) -> str:
    """Describe a value's fault, with its place; bounds are told if the fault has its context."""
    place = ".".join(str(part) for part in fault["loc"])[:MAX_PLACE]
    return f"{place}: {_words(fault)}" if place else _words(fault)


def _words(fault: ErrorDetails) -> str:
    kind, context = fault["type"], fault.get("ctx", {})
    if kind == "value_error":
        return fault["msg"].removeprefix(RULE)
    if kind in BOUNDS and BOUNDS[kind][0] in context:
        name, words = BOUNDS[kind]
        return f"{words} {number_words(context[name])}"
    if kind in {"literal_error", "enum"} and "expected" in context:
        return f"must be {context['expected']}"
    return WORDS.get(kind, "is not allowed")
