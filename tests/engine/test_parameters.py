"""Is the table of parameters what the models say, and does every path read, check and write?"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import JsonValue, TypeAdapter

from engine.checked import checked
from engine.config import SWITCH, Accent, Config, Density, Dynamics, Guard, Layer, Modulation, Phrase, Targets
from engine.parameters import (
    Parameter,
    canonical,
    did_you_mean,
    is_number,
    kept_in_order,
    no_such,
    parameter,
    parameters,
    read,
    write,
    write_all,
)
from engine.session import start
from tests.engine.asked import club, nonsense, numbers, opened, paths

if TYPE_CHECKING:
    from pydantic import BaseModel

CONFIG = opened().config
EVERY = parameters(CONFIG)
MODELS: dict[str, type[BaseModel]] = {
    "targets": Targets, "guard": Guard, "accent": Accent, "phrase": Phrase, "dynamics": Dynamics, "kick": Layer,
    "hat_c": Layer,
    "hat_c.density": Density, "modulators.sway": Modulation,
}


# --- the table --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("owner", MODELS)
def test_every_field_of_a_model_is_a_parameter(owner: str) -> None:
    mine = {path.removeprefix(f"{owner}.") for path in EVERY if path.rpartition(".")[0] == owner}
    fields = set(MODELS[owner].model_fields)
    left_out = {
        "targets": {"hat_density_target", "hat_density_tol"}, "kick": {"muted", "density", "free"},
        "hat_c": {"muted", "density", "free"}, "modulators.sway": {"mode"},
    }
    assert mine == fields - left_out.get(owner, set())


def test_of_the_config_itself_tempo_thinning_and_energy_can_change_while_it_plays() -> None:
    assert [path for path in EVERY if "." not in path] == ["bpm", "thin_bias", "energy"]


@pytest.mark.parametrize("path", EVERY)
def test_range_unit_and_help_stand_on_the_field(path: str) -> None:
    owner, _, name = path.rpartition(".")
    model = MODELS.get(owner) or (
        Density if owner.endswith(".density") else Config if not owner
        else Modulation if owner.startswith("modulators") else Layer
    )
    field, known = model.model_fields[name], EVERY[path]
    assert known.path == path
    assert known.text == field.description
    assert known.text
    bounds = {side: next((getattr(m, side) for m in field.metadata if hasattr(m, side)), None) for side in ("ge", "le")}
    if name not in {"min_val", "max_val"}:
        assert (known.low, known.high) == (bounds["ge"], bounds["le"])


def test_a_capped_parameter_crosses_its_range_in_at_most_eight_bars() -> None:
    for known in EVERY.values():
        if known.moves:
            assert known.low is not None
            assert known.high is not None
            assert math.ceil((known.high - known.low) / known.cap_per_bar - 1e-9) <= 8, known.path


def test_what_is_uncapped_by_nature_switches_and_every_other_ranged_number_is_capped() -> None:
    by_nature = {"note", "channel", "steps", "fills", "rot", "choke_with_note", "last_step", "bpm", "drawn", "enters"}
    for path, known in EVERY.items():
        name = path.rpartition(".")[2]
        if known.kind in {"float", "int"} and known.low is not None and known.high is not None:
            assert known.moves == (name not in by_nature and not path.startswith("modulators.")), path
        else:
            assert known.cap_per_bar == SWITCH, path


def test_a_modulators_bounds_take_the_range_of_what_they_bound() -> None:
    known = EVERY["modulators.sway.max_val"]
    assert (known.low, known.high, known.kind) == (0.5, 0.7, "float")
    lost = Config.model_validate({
        "modulators": [{"name": "m", "param_path": "no.such", "mod": {"mode": "ou", "min_val": 0, "max_val": 1}}]
    }, strict=False)
    assert parameters(lost)["modulators.m.max_val"].high is None


def test_defaults_are_json() -> None:
    for known in EVERY.values():
        TypeAdapter(JsonValue).validate_python(known.default)
    assert EVERY["accent.steps"].default == []
    assert EVERY["kick.note"].default is None
    assert EVERY["kick.note"].nullable
    assert EVERY["hat_c.density.target"].default == 0.7


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("hat_c.density.target", "0..1 share"), ("guard.kick_immutable", "true or false"),
        ("kick.channel", "1..16 MIDI channel"),
        ("accent.steps", "accented steps, counted from 1"), ("thin_bias", "-1..0 weight"),
    ],
)
def test_what_is_allowed_is_said_for_people(path: str, allowed: str) -> None:
    assert EVERY[path].allowed() == allowed


def test_a_range_without_a_unit_is_only_a_range() -> None:
    assert Parameter("x", "float", 0, 1, None, nullable=False, unit="", cap_per_bar=0, text="").allowed() == "0..1"


# --- paths ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "one"),
    [
        ("layers.kick.note", "kick.note"), ("hat_c.density", "hat_c.density.target"), ("bpm", "bpm"),
        ("layers.hat_c.density", "hat_c.density.target"), ("targets.hat_density_target", "hat_c.density.target"),
        ("targets.hat_density_tol", "hat_c.density.tol"), ("modulators.a.max_val", "modulators.a.max_val"),
    ],
)
def test_a_parameter_is_kept_under_one_path(path: str, one: str) -> None:
    assert canonical(path) == one
    assert canonical(one) == one


@pytest.mark.parametrize(
    "path",
    [
        "", ".", "kick", "kick.", "kick.muted", "kick.density.no", "modulators.zap.tau", "a.b.c.d",
        "targets.hat_density", "modulators", "seed", "mode", "modulators.sway.mode", "layers",
    ],
)
def test_what_is_no_parameter_has_no_description(path: str) -> None:
    assert parameter(CONFIG, path) is None
    usable = checked(CONFIG, canonical(path), 1)
    assert usable.refused
    assert usable.reason.startswith("there is no parameter")


@pytest.mark.parametrize(
    "path",
    [
        "", "zap", "kick.zap", "zap.note", "targets.zap", "modulators.zap.tau", "modulators.sway.zap",
        "zap.density.target", "hat_c.density.zap", "a.b.c.d",
    ],
)
def test_reading_or_writing_what_is_not_there_is_a_key_error(path: str) -> None:
    with pytest.raises(KeyError):
        read(CONFIG, path)
    with pytest.raises(KeyError):
        write(CONFIG, path, 1)


def test_the_nearest_name_is_suggested_or_none() -> None:
    assert did_you_mean("hat_c.swing", EVERY) == " (did you mean hat_c.swing_percent?)"
    assert did_you_mean("xyzzy", EVERY) == ""


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("kick.swing", "kick.swing_percent"), ("kik.note", "kick.note"), ("hat.density.target", "hat_o.density.target"),
        ("swing_percent", "kick.swing_percent"), ("xyz", None), ("bmp", "bpm"), ("target.S_low", "targets.S_low"),
        ("modulator.sway.max", "modulators.sway.max_val"), ("acent.prob", "accent.prob"), ("zzz.note", None),
        ("kick.swong", "kick.swing_percent"), ("kick.rott", "kick.rot"), ("kick.zzz", None), ("kick.", None),
    ],
)
def test_a_path_that_is_not_there_gets_the_nearest_that_is(path: str, hint: str | None) -> None:
    assert no_such(CONFIG, path) == f"there is no parameter {path}" + (
        f" (did you mean {hint}?)" if hint else "; techno params lists all"
    )


@pytest.mark.parametrize("path", EVERY)
def test_every_path_reads_checks_and_writes(path: str) -> None:
    known = parameter(CONFIG, path)
    assert known == EVERY[path]
    value = read(CONFIG, path)
    TypeAdapter(JsonValue).validate_python(value)
    usable = checked(CONFIG, path, value)
    assert (usable.refused, usable.reason) == (False, "")
    again = write(CONFIG, path, usable.value)
    assert read(again, path) == value
    assert again == CONFIG


@given(paths, numbers | nonsense)
def test_whatever_is_taken_is_a_value_that_a_config_may_hold(path: str, value: Any) -> None:
    path = canonical(path)
    usable = checked(CONFIG, path, value)
    if usable.refused:
        assert usable.reason
        return
    config = write(CONFIG, path, usable.value)
    owner, _, name = path.rpartition(".")
    if owner in MODELS or owner in CONFIG.layers:
        field = TypeAdapter((MODELS.get(owner) or Layer).model_fields[name].rebuild_annotation())
        field.validate_json(field.dump_json(usable.value))
    known = EVERY[path]
    if is_number(usable.value) and known.low is not None and known.high is not None:
        assert known.low <= usable.value <= known.high
    assert read(config, path) is None or usable.value is not None


@given(paths.filter(lambda path: path in EVERY), st.floats(-400, 400))
@example("kick.fills", -17.0)
@example("kick.fills", 17.0)
def test_writing_one_path_changes_no_other(path: str, value: float) -> None:
    usable = checked(CONFIG, path, value)
    if usable.refused:
        return
    config = write(CONFIG, path, usable.value)
    changed = {other for other in EVERY if read(config, other) != read(CONFIG, other)}
    follows = {f"{path.partition('.')[0]}.density.target"}  # its own hits, where a layer writes no density
    assert changed <= {path} | follows


def test_the_hats_density_stays_the_same_in_both_places() -> None:
    config = write(write(CONFIG, "hat_c.density.target", 0.9), "hat_c.density.tol", 0.2)
    assert (config.targets.hat_density_target, config.targets.hat_density_tol) == (0.9, 0.2)
    assert write(CONFIG, "hat_c.density.void_bias", 0.1).targets == CONFIG.targets
    other = start(club(layers={"clap": {"density": {}}}, modulators=[])).config
    assert write(other, "clap.density.target", 0.9).targets == other.targets


def test_many_paths_are_written_as_one_after_the_other() -> None:
    values = {
        "bpm": 140.0, "accent.prob": 0.1, "hat_c.density.target": 0.9, "hat_c.note": 44, "hat_c.density.tol": 0.2,
        "kick.note": 35, "targets.S_low": 0.1, "modulators.sway.tau": 4.0, "modulators.air.tau": 5.0, "hat_c.rot": 1,
    }
    one_by_one = CONFIG
    for path, value in values.items():
        one_by_one = write(one_by_one, path, value)
    assert write_all(CONFIG, values) == one_by_one != CONFIG
    assert {path: read(one_by_one, path) for path in values} == values
    assert write_all(CONFIG, {}) is CONFIG
    with pytest.raises(KeyError):
        write_all(CONFIG, {**values, "kick.zap": 1})


def test_a_layer_may_bear_a_sections_name() -> None:
    names = ("accent", "targets", "modulators")
    config = start(Config.model_validate({"layers": {name: {} for name in names}, "mode": "m2"}, strict=False)).config
    for path in ("accent.note", "targets.note", "modulators.note", "accent.steps", "accent.prob"):
        assert parameter(config, path) == parameters(config)[path]
        assert read(config, path) is not None
    assert read(write(config, "accent.note", 50), "accent.note") == 50
    assert read(config, "accent.steps") == []


# --- numbers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("value", "is_one"), [
    (1, True), (0.5, True), (True, False), ("1", False), (None, False), (math.nan, False), (math.inf, False),
    (10**400, False), (-(10**400), False), (10**300, True),
])
def test_a_number_is_finite_and_no_bool(value: object, is_one: bool) -> None:
    assert is_number(value) is is_one


def test_a_huge_number_is_clipped_like_any_other() -> None:
    usable = checked(CONFIG, "kick.note", 10**300)
    assert (usable.value, usable.reason) == (127, "1e+300 is outside 0..127 MIDI note, took 127")


def test_a_whole_number_may_come_as_a_float_and_a_float_as_a_whole_number() -> None:
    assert repr(checked(CONFIG, "kick.note", 40.0).value) == "40"
    assert repr(checked(CONFIG, "bpm", 140).value) == "140.0"


def test_a_number_keeps_to_its_side_of_the_other_end() -> None:
    assert kept_in_order(CONFIG, "targets.S_low", 0.8) == 0.5
    assert kept_in_order(CONFIG, "targets.S_high", 0.1) == 0.3
    assert kept_in_order(CONFIG, "bpm", 500) == 500
    assert kept_in_order(write(CONFIG, "targets.S_high", None), "targets.S_low", 0.8) == 0.8
