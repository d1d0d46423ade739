"""Whatever stands in a config or in a tool's arguments, what is wrong with it is told in the program's own words."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.tools import BY_NAME, ToolMisused, tool_of
from engine.checked import checked
from engine.config_file import parse_config
from engine.errors import ConfigError
from engine.parameters import parameters
from tests.thorough import tries

LIBRARY_WORDS = (
    "Input should", "Value error", "Assertion failed", "Extra inputs", "Field required", "validation error",
    "unable to parse", "should have at", "String should", "List should", "Tuple should", "Dictionary should",
    "Keys should", "valid tuple", "Unable to", "discriminator", "instance of", "pydantic",
)
"""What pydantic's sentences begin with, or hold."""

WHOLE: dict[str, Any] = {
    "mode": "m4", "bpm": 130.0, "bars": 4, "seed": 1, "ppq": 960, "description": "x", "thin_bias": -0.5, "energy": 0.5,
    "energy_map": {"kick.density.target": [0.2, 0.4]},
    "arc": {"on": False, "sections": [{"name": "a", "bars": 8, "energy": [0.1, 0.9], "targets": {"S_low": 0.2}}]},
    "layers": {"kick": {
        "steps": 16, "fills": 4, "velocity": [100, 90], "density": {"target": 0.5, "tol": 0.1, "void_steps": [1]},
        "conditions": [{"kind": "EVERY_N", "n": 4}], "beat_bins_ms": [0.0], "beat_bins_probs": [1.0], "muted": False,
    }},
    "targets": {"S_low": 0.3, "S_high": 0.5}, "guard": {"min_E": 0.7}, "accent": {"steps": [1], "prob": 0.5},
    "phrase": {"bars": 8, "variation": 0.2}, "dynamics": {"swell": 0.1},
    "modulators": [{"name": "m", "param_path": "thin_bias", "mod": {"mode": "sine", "min_val": -0.5, "max_val": -0.1}}],
    "scenes": {"a": {"set": {"bpm": 120.0}, "mutes": ["kick"]}},
}
ODD: st.SearchStrategy[Any] = st.sampled_from([
    None, True, -1, 0, 4.5, 10**30, -1e300, "", "x" * 600, "\u202e", [], [1, 2, 3], ["a"], [[]], {}, {"a": 1},
    {"kind": "A_B"},
])


def spoken_by_the_library(text: str) -> list[str]:
    """Return pydantic's own sentences in a text."""
    return [words for words in LIBRARY_WORDS if words in text]


def places(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Return every place in a JSON value."""
    inner: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    return [path, *(place for key, one in inner for place in places(one, (*path, key)))]


def with_value(value: Any, path: tuple[str | int, ...], put: object) -> Any:
    """Return a copy with another value at a place."""
    if not path:
        return put
    copy = deepcopy(value)
    target = copy
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = put
    return copy


def test_the_whole_config_is_one() -> None:
    parse_config(json.dumps(WHOLE).encode(), "whole")


@settings(max_examples=tries(300))
@given(st.sampled_from(places(WHOLE)[1:]), ODD)
def test_a_configs_faults_are_told_without_the_librarys_words(path: tuple[str | int, ...], put: object) -> None:
    try:
        parse_config(json.dumps(with_value(WHOLE, path, put)).encode(), "odd")
    except ConfigError as error:
        for fault in error.faults:
            told = f"{fault.allowed} {fault.message}"
            assert not spoken_by_the_library(told), told
            assert fault.allowed
            assert "None" not in told


@settings(max_examples=tries(100))
@given(st.sampled_from([path for path in places(WHOLE) if path]), st.sampled_from(["bogus", "Steps", ""]))
def test_an_unknown_key_anywhere_is_told_with_those_there_are(path: tuple[str | int, ...], key: str) -> None:
    owner: Any = WHOLE
    for part in path:
        owner = owner[part]
    if not isinstance(owner, dict):
        return
    try:
        parse_config(json.dumps(with_value(WHOLE, path, owner | {key: 1})).encode(), "odd")
    except ConfigError as error:
        for fault in error.faults:
            assert not spoken_by_the_library(f"{fault.allowed} {fault.message}")


@pytest.mark.parametrize(("text", "words"), [
    ('{"seed": -1}', "seed: found -1, allowed is a whole number in 0..9223372036854775807"),
    ('{"seed": 9223372036854775808}', "allowed is a whole number in 0..9223372036854775807"),
    ('{"seed": 1.5}', "seed: found 1.5, allowed is a whole number in 0..9223372036854775807"),
    ('{"seed": true}', "seed: found true, allowed is a whole number in 0..9223372036854775807"),
    ('{"seed": 1e30}', "allowed is a whole number in 0..9223372036854775807"),
    ('{"seed": null}', "seed: found null, allowed is a whole number in 0..9223372036854775807"),
    ('{"arc": {"sections": [{"name": "a", "bars": 3}]}}', "allowed is a whole number in 4..1024"),
    ('{"arc": {"sections": 5}}', "arc.sections: found 5, allowed is a list"),
    ('{"arc": {"sections": [{"name": "a", "bars": 8, "bogus": 1}]}}', 'there is no key "bogus" here'),
    ('{"energy_map": {"bpm": 3}}', "energy_map.bpm: found 3, allowed is a list of 2"),
])
def test_every_refusal_names_what_is_allowed(text: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_config(text.encode(), "odd")
    assert words in str(caught.value)


@pytest.mark.parametrize("text", ['{"bars": 4.0}', '{"bars": 4e0}', '{"layers": {"kick": {"steps": 16.0}}}'])
def test_a_whole_number_with_a_point_is_one_as_the_schema_has_it(text: str) -> None:
    config = parse_config(text.encode(), "whole")
    assert config.bars in {4, 64}


@pytest.mark.parametrize("text", ['{"bars": 4.5}', '{"bars": 1e300}', '{"seed": 9007199254740994.0}'])
def test_other_numbers_with_a_point_are_none(text: str) -> None:
    with pytest.raises(ConfigError):
        parse_config(text.encode(), "odd")


PARAMETERS = parse_config(json.dumps(WHOLE).encode(), "whole")


@settings(max_examples=tries(300))
@given(st.sampled_from(sorted(parameters(PARAMETERS))), ODD)
def test_a_wish_for_a_parameter_is_refused_without_the_librarys_words(path: str, value: Any) -> None:
    told = checked(PARAMETERS, path, value).reason
    assert not spoken_by_the_library(told), told


@pytest.mark.parametrize(("path", "value", "words"), [
    ("accent.steps", [0], "accent.steps takes a list of up to 16, each a whole number in 1..16: "),
    ("kick.density.void_steps", "a", "kick.density.void_steps takes a list, each a whole number in 1..16: "),
    ("kick.conditions", [{"kind": "A_B", "a": 9}], "; 0: A_B needs a <= b, found a 9 and b 2"),
    ("phrase.bars", 7, "phrase.bars takes 4 or 8 or 16 or 32: "),
    ("kick.offbeats_only", 3, "kick.offbeats_only takes true or false: "),
    ("kick.conditions", [{"kind": "PROB", "p": "a"}], "; 0.p: must be a number"),
])
def test_a_refused_wish_names_what_the_parameter_takes(path: str, value: Any, words: str) -> None:
    assert words in checked(PARAMETERS, path, value).reason


@settings(max_examples=tries(200))
@given(st.sampled_from(sorted(BY_NAME)), st.data())
def test_a_tools_misuse_is_told_without_the_librarys_words(name: str, data: st.DataObject) -> None:
    fields = [*BY_NAME[name].model_fields, "bogus"]
    given_ = data.draw(st.dictionaries(st.sampled_from(fields), ODD, max_size=4))
    try:
        tool_of(name, json.dumps(given_))
        told = ""
    except ToolMisused as misused:
        told = str(misused)
    assert not spoken_by_the_library(told), told


def test_a_tool_takes_a_whole_number_with_a_point() -> None:
    assert tool_of("undo", '{"steps": 2.0}').model_dump()["steps"] == 2
