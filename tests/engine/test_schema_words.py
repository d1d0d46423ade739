import pytest

from engine.schema_words import allowed_words, keys_of, number_words, schema_at

WHOLE = {
    "$defs": {
        "Hit": {"type": "object", "properties": {"step": {"type": "integer", "minimum": 1, "maximum": 16}}},
    },
    "type": "object",
    "properties": {
        "hits": {"type": "array", "items": {"$ref": "#/$defs/Hit"}, "maxItems": 64},
        "pair": {"type": "array", "prefixItems": [{"type": "number"}, {"type": "string"}], "maxItems": 2},
        "by_name": {
            "type": "object",
            "additionalProperties": {"anyOf": [{"type": "boolean"}, {"$ref": "#/$defs/Hit"}]},
        },
        "by_pattern": {"type": "object", "patternProperties": {"^x": {"type": "number"}}},
    },
}


@pytest.mark.parametrize(("schema", "words"), [
    ({"type": "integer", "minimum": 1, "maximum": 16}, "a whole number in 1..16"),
    ({"type": "integer", "minimum": 0, "exclusiveMaximum": 2**63}, "a whole number in 0..9223372036854775807"),
    ({"type": "integer", "exclusiveMinimum": 0, "maximum": 5}, "a whole number in 1..5"),
    ({"type": "number", "minimum": 0.0, "maximum": 0.5}, "a number in 0..0.5"),
    ({"type": "number", "minimum": 0.0}, "a number, 0 or more"),
    ({"type": "number", "maximum": 2.5}, "a number, 2.5 or less"),
    ({"type": "number", "exclusiveMinimum": 0.0}, "a number above 0"),
    ({"type": "number"}, "a number"),
    ({"anyOf": [{"type": "null"}, {"type": "boolean"}]}, "true or false or null"),
    ({"enum": ["a", 4]}, '"a" or 4'),
    ({"const": "a"}, '"a"'),
    ({"type": "string"}, "text"),
    ({"type": "string", "maxLength": 9}, "text of up to 9 characters"),
    ({"type": "string", "pattern": "^x$"}, "text by the pattern ^x$"),
    ({"type": "string", "pattern": "^x$", "description": "a name"}, "text for a name, by the pattern ^x$"),
    ({"type": "array", "minItems": 2, "maxItems": 2}, "a list of 2"),
    ({"type": "array", "maxItems": 4}, "a list of up to 4"),
    ({"type": "array"}, "a list"),
    ({"type": "array", "items": {"type": "integer", "minimum": 1}}, "a list, each a whole number, 1 or more"),
    ({"type": "object"}, "an object"),
    ({}, "another value"),
    ({"anyOf": []}, "another value"),
])
def test_a_schema_is_told_in_words(schema: dict[str, object], words: str) -> None:
    assert allowed_words(schema) == words


@pytest.mark.parametrize(("keys", "words"), [
    (("hits",), "a list of up to 64, each an object with step"),
    (("hits", 3), "an object with step"),
    (("hits", 3, "step"), "a whole number in 1..16"),
    (("pair", 1), "text"),
    (("by_name", "x"), "true or false or an object with step"),
    (("by_name", "x", "step"), "a whole number in 1..16"),
    (("by_pattern", "x"), "a number"),
    ((), "an object with hits, pair, by_name, by_pattern"),
])
def test_a_place_is_found_in_objects_lists_alternatives_and_references(keys: tuple[str | int, ...], words: str) -> None:
    place = schema_at(WHOLE, keys)
    assert place is not None
    assert allowed_words(place, WHOLE) == words


@pytest.mark.parametrize("keys", [("none",), ("hits", "step"), ("pair", 2), ("hits", 3, "step", "more")])
def test_a_place_that_is_not_there_is_none(keys: tuple[str | int, ...]) -> None:
    assert schema_at(WHOLE, keys) is None


def test_an_objects_keys_are_those_of_all_its_alternatives() -> None:
    place = schema_at(WHOLE, ("by_name", "x"))
    assert place is not None
    assert keys_of(place, WHOLE) == ["step"]


@pytest.mark.parametrize(("value", "words"), [(2**63 - 1, str(2**63 - 1)), (1.0, "1"), (0.05, "0.05"), (-3, "-3")])
def test_bounds_have_all_their_digits(value: float, words: str) -> None:
    assert number_words(value) == words
