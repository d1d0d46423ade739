"""Any file at all is a config or a list of clear faults, and never anything else."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.config import Config, Density, Layer
from engine.config_file import below_out, config_json, confined, load_config, merged, parse_config
from engine.errors import ConfigError, Fault
from engine.json_object import MAX_BYTES
from engine.kit import filled
from tests.thorough import tries

WHOLE: dict[str, Any] = {
    "mode": "m4", "bpm": 130,
    "layers": {
        "kick": {}, "hat_c": {"fills": 11, "velocity": [90, 60], "beat_bins_ms": [-3, 3], "swing_percent": 0.56},
        "clap": {"conditions": [{"kind": "EVERY_N", "n": 2}], "density": {"target": 0.2, "tol": 0.1}},
    },
    "modulators": [{"name": "m", "param_path": "accent.prob", "mod": {"mode": "sine", "min_val": 0, "max_val": 1}}],
    "accent": {"steps": [1, 9], "prob": 0.5},
}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


def faults_of(value: object) -> tuple[Fault, ...]:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    with pytest.raises(ConfigError) as caught:
        parse_config(raw, "x.json")
    assert caught.value.faults
    return caught.value.faults


def clear(error: ConfigError) -> None:
    """Each line of an error is one printable line."""
    assert error.faults
    assert all(line.isprintable() and line for line in error.lines())


def only_fault(value: object) -> Fault:
    (fault,) = faults_of(value)
    return fault


def test_a_whole_config_is_read_and_filled() -> None:
    config = parse_config(json.dumps(WHOLE).encode(), "x.json")
    assert config == filled(Config.model_validate_json(json.dumps(WHOLE)))
    assert config.layers["kick"].note == 36


def test_what_is_written_reads_back_equal() -> None:
    config = parse_config(json.dumps(WHOLE).encode(), "x.json")
    assert parse_config(config_json(config).encode(), "y.json") == config


def test_a_byte_order_mark_is_accepted() -> None:
    assert parse_config(b"\xef\xbb\xbf{}", "x.json").mode == "m1"


def test_an_unknown_key_names_its_path_and_what_was_meant() -> None:
    fault = only_fault({"layers": {"hat_c": {"swing_percnt": 0.5}}})
    assert fault.path == "layers.hat_c.swing_percnt"
    assert "did you mean swing_percent?" in fault.message
    assert "swing_percent" in fault.allowed


def test_a_value_out_of_range_says_found_and_allowed() -> None:
    fault = only_fault({"bpm": 999})
    assert (fault.path, fault.found) == ("bpm", "999")
    assert "20..300" in fault.allowed
    assert "999" in fault.message
    assert "20..300" in fault.message


def test_a_wrong_type_says_what_the_field_takes() -> None:
    assert "a whole number in 1..64" in only_fault({"layers": {"kick": {"steps": "many"}}}).message
    assert "true or false" in only_fault({"layers": {"kick": {"muted": 1}}}).message
    assert '"m4"' in only_fault({"mode": "M4"}).message


def test_all_faults_are_reported_at_once() -> None:
    faults = faults_of({"bpm": 1, "mode": "x", "layers": {"kick": {"note": 300, "fills": 80}}, "nope": 1})
    assert {fault.path for fault in faults} == {"bpm", "mode", "layers.kick.note", "layers.kick.fills", "nope"}


def test_one_bad_velocity_in_a_list_is_one_fault() -> None:
    fault = only_fault({"layers": {"kick": {"velocity": [100, 300]}}})
    assert fault.path == "layers.kick.velocity.1"
    assert "1..127" in fault.message


def test_what_fields_together_get_wrong_is_said_in_words() -> None:
    assert "fills" in only_fault({"layers": {"kick": {"steps": 4, "fills": 5}}}).message
    assert "S_low must not lie above S_high" in only_fault({"targets": {"S_low": 0.6, "S_high": 0.1}}).message
    assert "EVERY_N needs n" in only_fault({"layers": {"kick": {"conditions": [{"kind": "EVERY_N"}]}}}).message


@pytest.mark.parametrize(
    ("value", "path", "found"),
    [
        ({"layers": {"kick": {"steps": 4, "fills": 5}}}, "layers.kick.fills", "5"),
        (
            {"layers": {"kick": {"beat_bins_ms": [1], "beat_bins_probs": [1, 1]}}}, "layers.kick.beat_bins_probs",
            "a list",
        ),
        ({"targets": {"S_low": 0.7}}, "targets.S_low", "0.7"),
        ({"targets": {"S_high": 0.1}}, "targets.S_low", "its default"),
        ({"layers": {"kick": {"conditions": [{"kind": "EVERY_N"}]}}}, "layers.kick.conditions.0", "an object"),
    ],
)
def test_a_rule_between_fields_is_told_at_one_of_them(value: object, path: str, found: str) -> None:
    fault = only_fault(value)
    assert (fault.path, fault.found) == (path, found)
    assert "found" not in fault.allowed


def test_a_phase_may_be_any_turn_of_the_sine() -> None:
    mod = {"mode": "sine", "min_val": 0, "max_val": 1, "phase": 1.57}
    value = {**WHOLE, "modulators": [{"name": "m", "param_path": "accent.prob", "mod": mod}]}
    assert parse_config(json.dumps(value).encode(), "x").modulators[0].mod.phase == 1.57


def test_a_layers_name_is_letters_digits_and_dashes() -> None:
    fault = only_fault({"layers": {"hat c": {}}})
    assert fault.path == "layers.hat c"
    assert "1..32 letters" in fault.message


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("hat_c.swing", "did you mean hat_c.swing_percent?"), ("kick.note", "is switched, not moved"),
        ("modulators.m.tau", "there is no parameter"), ("snare.swing_percent", "there is no parameter"),
    ],
)
def test_a_modulator_needs_a_parameter_that_moves(path: str, words: str) -> None:
    mod = {"mode": "ou", "min_val": 0.5, "max_val": 0.6}
    value = {**WHOLE, "modulators": [{"name": "m", "param_path": path, "mod": mod}]}
    assert words in only_fault(value).message


def test_a_modulators_bounds_lie_in_its_parameters_range() -> None:
    mod = {"mode": "ou", "min_val": 0.4, "max_val": 0.8}
    value = {**WHOLE, "modulators": [{"name": "m", "param_path": "hat_c.swing_percent", "mod": mod}]}
    assert [fault.path for fault in faults_of(value)] == ["modulators.0.mod.min_val", "modulators.0.mod.max_val"]


def test_two_modulators_share_neither_name_nor_parameter() -> None:
    twice = {**WHOLE, "modulators": WHOLE["modulators"] * 2}
    assert [fault.path for fault in faults_of(twice)] == ["modulators.1.name", "modulators.1.param_path"]


def test_a_controller_lane_bears_no_layers_name() -> None:
    lane = {"name": "kick", "cc": {"number": 74}, "mod": {"mode": "sine", "min_val": 0, "max_val": 1}}
    value = {**WHOLE, "layers": {"kick": {}}, "modulators": [lane]}
    (fault,) = faults_of(value)
    assert (fault.path, fault.allowed) == ("modulators.0.name", "a name that no layer has")


@pytest.mark.parametrize("raw", [b'{"bpm":NaN}', b'{"bpm":-Infinity}', b'{"bpm":1e999}'])
def test_what_is_no_number_is_refused(raw: bytes) -> None:
    assert "number" in only_fault(raw).message


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "is empty"), (b" \n", "is empty"), (b"[1]", "is a list"), (b"null", "is null"),
        (b"{", "line 1, column 2"),
        (b"\xff{}", "not UTF-8 (byte 1)"), (b'{"bpm": 1' + b"0" * 5000 + b"}", "thousands of digits"),
        (b"[" * 100_000, "32 levels"), (b'{"a":' * 40 + b"1" + b"}" * 40, "32 levels"),
        (b'{"seed":1,"seed":1}', "stands here twice"), (b" " * (MAX_BYTES + 1), "larger than 1 MiB"),
    ],
)
def test_what_is_no_config_says_so_in_one_line(raw: bytes, words: str) -> None:
    fault = only_fault(raw)
    assert words in fault.message
    assert "\n" not in fault.message


def test_a_key_that_stands_twice_is_named_by_its_whole_path() -> None:
    raw = b'{"layers":{"kick":{"note":36,"note":36},"a b":{}},"modulators":[{"x":1,"x":1}]}'
    assert [fault.path for fault in faults_of(raw) if fault.found == "twice"] == ["layers.kick.note", "modulators.0.x"]


def test_what_a_later_key_replaces_may_be_nested_as_deep_as_it_likes() -> None:
    raw = b'{"seed":' + b"[" * 900 + b"]" * 900 + b',"seed":1}'
    assert "stands here twice" in only_fault(raw).message


@pytest.mark.parametrize("raw", [b'{"description":"\\ud800"}', b'{"\\udfff":1}', b'{"layers":{"\\udc00x":{}}}'])
def test_half_a_character_is_refused_in_words(raw: bytes) -> None:
    assert "half a character" in only_fault(raw).message


def test_files_that_are_none_say_what_they_are(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is a folder"):
        load_config(tmp_path)
    with pytest.raises(ConfigError, match="cannot be read"):
        load_config(tmp_path / "missing.json")
    with pytest.raises(ConfigError, match="cannot be read"):
        load_config(Path("a\0b"))
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ConfigError, match="no regular file"):
        load_config(tmp_path / "pipe")


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    with pytest.raises(ConfigError, match="larger than 1 MiB"):
        load_config(path)


def test_a_style_is_laid_underneath_key_by_key() -> None:
    kick = {"velocity": 90, "note": 35}
    below = {"mode": "m2", "bpm": 125, "layers": {"kick": kick, "clap": {}}, "accent": {"steps": [1]}}
    above = {"style": "deep", "layers": {"kick": {"note": 36}}, "accent": {"steps": [5]}}
    config = parse_config(json.dumps(above).encode(), "x", styles={"deep": json.dumps(below).encode()}.get)
    assert config.bpm == 125
    assert (config.layers["kick"].velocity, config.layers["kick"].note) == (90, 36)
    assert list(config.layers) == ["kick", "clap"]
    assert config.accent.steps == (5,)
    assert config.style == "deep"


def test_an_unknown_style_and_a_circle_of_styles_are_faults() -> None:
    with pytest.raises(ConfigError, match="did you mean minimal"):
        parse_config(b'{"style":"minimul"}', "x", known=["minimal", "dub"])
    with pytest.raises(ConfigError, match="leads back to itself"):
        parse_config(b'{"style":"a"}', "x", styles={"a": b'{"style":"b"}', "b": b'{"style":"a"}'}.get)


def test_a_style_with_faults_names_itself() -> None:
    with pytest.raises(ConfigError, match='style "a"'):
        parse_config(b'{"style":"a"}', "x", styles={"a": b"["}.get)


@pytest.mark.parametrize("path", ["a.mid", "takes/a.mid", "a..b.mid", "..."])
def test_paths_below_the_output_folder_are_confined(path: str) -> None:
    assert confined(path)


@pytest.mark.parametrize("path", ["../a", "/a", "a/../../b", "\\a", "C:/a", "a\n", "", " ", "a/..\\..", "a\u202eb"])
def test_paths_that_leave_it_are_not(path: str) -> None:
    assert not confined(path)
    if path:
        assert only_fault({"out": path}).path == "out"


@pytest.mark.parametrize(
    ("own", "below"),
    [
        ("a.mid", "a.mid"), ("out/a.mid", "a.mid"), ("./out/b/a.mid", "b/a.mid"), ("out", "out"),
        ("out\\a.mid", "a.mid"), ("outer/a.mid", "outer/a.mid"), ("b/out/a.mid", "b/out/a.mid"),
    ],
)
def test_a_leading_out_means_the_output_folder_itself(own: str, below: str) -> None:
    assert below_out(own) == below
    assert confined(below)


def test_merging_replaces_lists_and_joins_objects() -> None:
    assert merged({"a": {"b": 1, "c": [1]}, "d": 2}, {"a": {"c": [2]}}) == {"a": {"b": 1, "c": [2]}, "d": 2}


def test_twenty_faults_are_shown_and_the_rest_counted() -> None:
    with pytest.raises(ConfigError) as caught:
        parse_config(json.dumps({f"key{n}": 1 for n in range(30)}).encode(), "x")
    lines = caught.value.lines()
    assert len(lines) == 21
    assert lines[-1].endswith("and 10 more")


@settings(max_examples=tries(300), deadline=None)
@given(json_values)
def test_any_json_at_all_is_a_config_or_clear_faults(value: object) -> None:
    try:
        config = parse_config(json.dumps(value).encode(), "x.json")
    except ConfigError as error:
        clear(error)
    else:
        assert isinstance(config, Config)


@settings(max_examples=tries(300), deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_at_all_are_a_config_or_clear_faults(raw: bytes) -> None:
    try:
        parse_config(raw, "x.json")
    except ConfigError as error:
        clear(error)


def spots(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place in a JSON value."""
    found = [path]
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        found += spots(inner, (*path, key))
    return found


@settings(max_examples=tries(400), deadline=None)
@given(st.sampled_from(spots(WHOLE)[1:]), json_values, st.text(max_size=6))
def test_one_wrong_value_anywhere_never_surprises(spot: tuple[str | int, ...], value: object, key: str) -> None:
    broken = json.loads(json.dumps(WHOLE))
    owner = broken
    for step in spot[:-1]:
        owner = owner[step]
    owner[spot[-1]] = value
    if isinstance(owner, dict):
        owner[key] = value
    try:
        config = parse_config(json.dumps(broken).encode(), "x.json")
    except ConfigError as error:
        clear(error)
    else:
        assert parse_config(config_json(config).encode(), "y.json") == config


@given(st.builds(Layer, density=st.none() | st.builds(Density, target=st.floats(0, 1)), steps=st.integers(1, 64)))
def test_any_layer_of_the_model_survives_the_file(layer: Layer) -> None:
    config = filled(Config(mode="m2", layers={"a": layer}))
    assert parse_config(config_json(config).encode(), "x") == config


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ({"accent": {"steps": [0]}}, "accent.steps.0: found 0, allowed is a whole number in 1..16: accented steps"),
        ({"accent": {"steps": 3}}, "accent.steps: found 3, allowed is a list: accented steps"),
        (
            {"layers": {"k": {"density": {"void_steps": [17]}}}},
            "layers.k.density.void_steps.0: found 17, allowed is a whole number in 1..16: ",
        ),
        (
            {"layers": {"k": {"beat_bins_ms": [1, 51]}}},
            "layers.k.beat_bins_ms.1: found 51, allowed is a number in -50..50: ",
        ),
        ({"layers": {"k": {"conditions": [3]}}}, "layers.k.conditions.0: found 3, allowed is an object: "),
        ({"modulators": [3]}, "modulators.0: found 3, allowed is an object: "),
    ],
)
def test_a_faulty_item_of_a_list_is_told_the_range_of_items(value: object, fault: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_config(json.dumps(value).encode(), "x.json")
    assert len(caught.value.lines()) == 1
    assert caught.value.lines()[0].startswith(f"x.json: {fault}")
