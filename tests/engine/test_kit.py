"""What a layer plays when its config leaves something out."""

from __future__ import annotations

from typing import Any

import pytest

from engine.config import Config, Layer
from engine.kit import HAT_SWING, STRAIGHT, filled, filled_layer
from engine.layers import base_mask
from tests.engine.pattern import text


def hat_density(mode: str = "m4", layer: dict[str, Any] | None = None, **targets: float | None) -> tuple[Any, ...]:
    """Target and tolerance of hat_c and of the targets, once filled in."""
    config = filled(Config.model_validate({"mode": mode, "layers": {"hat_c": layer or {}}, "targets": targets}))
    density = config.layers["hat_c"].density
    own = (None, None) if density is None else (density.target, density.tol)
    assert (config.targets.hat_density_target, config.targets.hat_density_tol) == own
    return own


@pytest.mark.parametrize(
    ("name", "note", "pattern"),
    [
        ("kick", 36, "x...x...x...x..."), ("hat_c", 42, "x.xxx.xxx.xxx.xx"), ("hat_o", 46, "..x...x...x...x."),
        ("snare", 38, "....x.......x..."), ("clap", 39, "....x.......x..."), ("whatever", 75, "x...x...x...x..."),
    ],
)
def test_the_kit_has_its_notes_and_places_on_channel_ten(name: str, note: int, pattern: str) -> None:
    layer = filled_layer(name, Layer())
    assert (layer.note, layer.channel) == (note, 10)
    assert text(base_mask(layer, 0, 0.0)) == pattern


def test_hats_swing_a_little_and_the_rest_is_straight() -> None:
    swings = {name: filled_layer(name, Layer()).swing_percent for name in ("kick", "hat_c", "hat_o", "clap", "zap")}
    assert swings == {"kick": 0.5, "hat_c": 0.55, "hat_o": 0.55, "clap": 0.5, "zap": 0.5}
    assert (STRAIGHT, HAT_SWING) == (0.5, 0.55)


def test_what_the_config_says_is_kept() -> None:
    said = Layer(fills=0, rot=0, note=0, velocity=1, swing_percent=0.5, length_steps=2.0)
    assert filled_layer("hat_c", said) == said


def test_an_off_beat_layer_plays_all_four_wherever_its_name_would_stand() -> None:
    for name in ("hat_o", "clap", "zap"):
        assert text(base_mask(filled_layer(name, Layer(offbeats_only=True)), 0, 0.0)) == "..x...x...x...x."


def test_a_short_cycle_takes_no_more_hits_than_it_has_steps() -> None:
    assert filled_layer("hat_c", Layer(steps=5)).fills == 5
    assert filled_layer("kick", Layer(steps=3)).fills == 3


def test_hat_density_is_one_parameter_and_the_targets_rule() -> None:
    assert hat_density() == (0.7, 0.05)
    assert hat_density(layer={"density": {"target": 0.4, "tol": 0.1}}) == (0.4, 0.1)
    assert hat_density(layer={"density": {"target": 0.4, "tol": 0.1}}, hat_density_target=0.6) == (0.6, 0.1)
    assert hat_density(hat_density_target=0.5, hat_density_tol=0.1) == (0.5, 0.1)
    assert hat_density(hat_density_tol=0.1) == (0.7, 0.1)


def test_an_explicit_null_leaves_the_hats_as_they_are() -> None:
    assert hat_density(hat_density_target=None) == (None, None)
    assert hat_density(hat_density_target=None, hat_density_tol=0.1) == (None, None)
    assert hat_density(layer={"density": {"target": 0.4}}, hat_density_target=None) == (0.4, 0.05)


def test_below_the_closed_loop_hats_have_a_density_only_when_told() -> None:
    assert hat_density("m3") == (None, None)
    assert hat_density("m3", hat_density_tol=0.1) == (None, None)
    assert hat_density("m3", hat_density_target=0.5) == (0.5, 0.05)


def test_without_hats_there_is_no_hat_density() -> None:
    config = filled(Config(mode="m4", layers={"kick": Layer()}))
    assert config.targets.hat_density_target is None
    assert "hat_c" not in config.layers


@pytest.mark.parametrize("mode", ["m0", "m1", "m2", "m4"])
def test_filling_in_twice_changes_nothing(mode: str) -> None:
    once = filled(Config.model_validate({"mode": mode, "layers": {"kick": {}, "hat_c": {}, "zap": {"steps": 7}}}))
    assert filled(once) == once
