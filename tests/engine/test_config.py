"""What do the models of a config refuse, and in which words?"""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from engine.config import (
    BARS_TO_CROSS,
    MAX_LAYERS,
    SWITCH,
    Accent,
    Condition,
    Config,
    Density,
    Guard,
    Layer,
    Modulation,
    Modulator,
    Phrase,
    Targets,
    knob,
)

MODELS: list[type[BaseModel]] = [
    Accent, Condition, Config, Density, Guard, Layer, Modulation, Modulator, Phrase, Targets
]


def faults(model: type[BaseModel], **given: Any) -> list[str]:
    """What the model says of these keys, as they would come from a file."""
    with pytest.raises(ValidationError) as caught:
        model.model_validate_json(json.dumps(given))
    return [str(error["msg"]).removeprefix("Value error, ") for error in caught.value.errors()]


def test_defaults_are_those_of_the_documents() -> None:
    config = Config()
    targets, guard = config.targets, config.guard
    assert (config.mode, config.ppq) == ("m1", 1920)
    assert (guard.min_E, guard.max_rot_rate, guard.kick_immutable) == (0.78, 0.125, True)
    assert (targets.S_low, targets.S_high, targets.H_low, targets.H_high) == (0.35, 0.55, 0.1, 0.5)
    assert (targets.E_target, targets.E_high) == (0.8, None)
    assert (targets.T_ms_cap, targets.D_target) == (12, None)
    assert (targets.hat_density_target, targets.hat_density_tol) == (0.7, 0.05)
    assert (Layer().ghost_velocity, Layer().ratchet_velocity) == (0.6, 0.8)


@pytest.mark.parametrize(
    ("model", "given", "message"),
    [
        (Condition, {"kind": "EVERY_N"}, "EVERY_N needs n, a period in bars 1..256"),
        (Condition, {"kind": "A_B", "a": 3, "b": 2}, "A_B needs a <= b, found a 3 and b 2"),
        (Layer, {"steps": 8, "fills": 9}, "fills must lie in -8..8 (the cycle's steps), found 9"),
        (Layer, {"steps": 8, "fills": -9}, "fills must lie in -8..8 (the cycle's steps), found -9"),
        (
            Layer, {"beat_bins_ms": [0, 1], "beat_bins_probs": [1]},
            "beat_bins_probs needs one weight for each of the 2 beat_bins_ms, found 1",
        ),
        (
            Layer, {"beat_bins_ms": [0, 1], "beat_bins_probs": [0, 0]},
            "beat_bins_probs needs at least one weight above 0",
        ),
        (Targets, {"S_low": 0.6, "S_high": 0.5}, "S_low must not lie above S_high, found 0.6 and 0.5"),
        (Targets, {"H_low": 0.7}, "H_low must not lie above H_high, found 0.7 and 0.5"),
        (
            Modulation, {"mode": "ou", "min_val": 1, "max_val": 0},
            "min_val must not lie above max_val, found 1.0 and 0.0",
        ),
    ],
)
def test_keys_that_do_not_go_together_are_told_with_what_was_found(
    model: type[BaseModel], given: dict[str, Any], message: str
) -> None:
    assert faults(model, **given) == [message]


@pytest.mark.parametrize(
    ("model", "given", "message"),
    [
        (Layer, {"note": 128}, "Input should be less than or equal to 127"),
        (Layer, {"note": 36.5}, "Input should be a valid integer"),
        (Layer, {"note": "36"}, "Input should be a valid integer"),
        (Layer, {"note": True}, "Input should be a valid integer"),
        (Layer, {"swing_percent": 55}, "Input should be less than or equal to 0.7"),
        (Layer, {"swing": 0.55}, "Extra inputs are not permitted"),
        (Layer, {"ratchet_repeat": 1}, "Input should be greater than or equal to 2"),
        (Layer, {"steps": 65}, "Input should be less than or equal to 64"),
        (Config, {"thin_bias": float("nan")}, "Input should be a finite number"),
        (Config, {"bpm": float("inf")}, "Input should be a finite number"),
        (Config, {"thin_bias": 0.1}, "Input should be less than or equal to 0"),
        (Config, {"mode": "m5"}, "Input should be 'm0', 'm1', 'm2', 'm3' or 'm4'"),
        (Accent, {"steps": [0]}, "Input should be greater than or equal to 1"),
        (Accent, {"steps": [17]}, "Input should be less than or equal to 16"),
        (Density, {"void_steps": [17]}, "Input should be less than or equal to 16"),
        (Config, {"layers": {"no dots.": {}}}, "String should match pattern '^[A-Za-z0-9_-]{1,32}$'"),
        (Config, {"layers": {"": {}}}, "String should match pattern '^[A-Za-z0-9_-]{1,32}$'"),
        (Config, {"layers": {"kick\n": {}}}, "String should match pattern '^[A-Za-z0-9_-]{1,32}$'"),
        (Phrase, {"bars": 7}, "Input should be 4, 8, 16 or 32"),
    ],
)
def test_wrong_types_ranges_and_keys_are_refused(model: type[BaseModel], given: dict[str, Any], message: str) -> None:
    assert message in faults(model, **given)


def test_there_is_room_for_64_layers() -> None:
    Config.model_validate({"layers": {f"l{number}": {} for number in range(MAX_LAYERS)}})
    assert "at most 64 items" in faults(Config, layers={f"l{number}": {} for number in range(MAX_LAYERS + 1)})[0]


def test_velocity_is_a_number_or_a_list_of_them() -> None:
    assert Layer.model_validate_json('{"velocity": 100}').velocity == 100
    assert Layer.model_validate_json('{"velocity": [100, 90]}').velocity == (100, 90)
    for bad in ("[]", "[0]", "128", '"loud"', "[100, 1.5]"):
        with pytest.raises(ValidationError):
            Layer.model_validate_json(f'{{"velocity": {bad}}}')


def test_every_key_says_what_it_is_for() -> None:
    sections = {"targets", "guard", "accent", "phrase", "dynamics", "mod"}
    silent = [
        f"{model.__name__}.{name}" for model in MODELS for name, field in model.model_fields.items()
        if not field.description and name not in sections
    ]
    assert silent == []


def test_a_cap_is_an_eighth_of_the_range_unless_it_is_given_or_there_is_no_range() -> None:
    def cap(field: Any) -> object:
        return field.json_schema_extra["cap_per_bar"]

    assert cap(knob(0, 0.0, 4.0, "", "")) == 4.0 / BARS_TO_CROSS
    assert cap(knob(0, 0.0, 4.0, "", "", cap=2.0)) == 2.0
    assert cap(knob(0, None, 4.0, "", "")) == SWITCH
    assert cap(knob(0, 0.0, None, "", "")) == SWITCH


def test_a_config_is_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Config().bpm = 140  # type: ignore[misc]
