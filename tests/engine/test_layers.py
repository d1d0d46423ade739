"""Cycles, polymeters, drift, and which layers are there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.config import Config, Density, Layer
from engine.kit import filled
from engine.layers import Part, base_mask, drifted, parts_of, steps_of
from tests.engine.pattern import mask, text


def bars(layer: Layer, count: int) -> str:
    return "".join(text(base_mask(layer, bar, 0.0)) for bar in range(count))


def test_a_positive_rotation_moves_hits_later() -> None:
    assert text(base_mask(Layer(fills=2, rot=4), 0, 0.0)) == "....x.......x..."


def test_negative_fills_are_the_rests_of_the_positive() -> None:
    assert base_mask(Layer(fills=-5), 0, 0.0) == 0xFFFF & ~base_mask(Layer(fills=5), 0, 0.0)


def test_a_cycle_of_another_length_runs_on_over_the_bar_line() -> None:
    assert bars(Layer(steps=12, fills=1), 3) == ("x" + "." * 11) * 4
    assert bars(Layer(steps=5, fills=1), 5) == "x...." * 16
    assert bars(Layer(steps=64, fills=1), 5) == "x" + "." * 63 + "x" + "." * 15


def test_last_step_cuts_the_cycle_short() -> None:
    assert bars(Layer(steps=16, fills=4, last_step=10), 5) == "x...x...x." * 8
    assert bars(Layer(steps=8, fills=2, last_step=20), 1) == "x...x...x...x..."


def test_offbeats_are_the_eighths_between_the_beats() -> None:
    assert text(base_mask(Layer(fills=16, offbeats_only=True), 0, 0.0)) == "..x...x...x...x."


@given(st.integers(1, 64), st.integers(0, 30), st.floats(-40, 40))
def test_a_cycle_has_its_hits_wherever_it_stands(steps: int, bar: int, drift: float) -> None:
    layer = Layer(steps=steps, fills=steps // 2)
    cycles = "".join(text(base_mask(layer, bar + ahead, drift)) for ahead in range(steps))
    assert cycles.count("x") == 16 * (steps // 2)


def part(name: str, layer: Layer) -> Part:
    return parts_of(filled(Config(mode="m4", layers={name: layer})))[0]


def test_drift_adds_up_in_parts_of_a_step_and_the_guard_bounds_it() -> None:
    rotation = 0.0
    for _ in range(8):
        rotation = drifted(part("rim", Layer(rotation_rate_per_bar=0.5)), rotation, max_rate=0.125, kick_immutable=True)
    assert rotation == pytest.approx(1.0)
    back = drifted(part("rim", Layer(rotation_rate_per_bar=-1.0)), 0.0, max_rate=0.25, kick_immutable=True)
    assert back == pytest.approx(15.75)


def test_a_steady_drift_moves_the_cycle_by_a_step_in_even_time() -> None:
    starts = [base_mask(Layer(fills=1), 0, bar * 0.125).bit_length() - 1 for bar in range(36)]
    assert [bar for bar in range(1, 36) if starts[bar] != starts[bar - 1]] == [4, 12, 20, 28]


def test_a_kick_drifts_only_where_the_guard_lets_it() -> None:
    kick = part("kick", Layer(rotation_rate_per_bar=0.1))
    assert drifted(kick, 2.0, max_rate=0.5, kick_immutable=True) == 2.0
    assert drifted(kick, 2.0, max_rate=0.5, kick_immutable=False) == pytest.approx(2.1)


def test_what_the_config_mutes_is_not_there() -> None:
    config = filled(Config(mode="m2", layers={"kick": Layer(), "clap": Layer(muted=True), "tom": Layer()}))
    assert [one.name for one in parts_of(config)] == ["kick", "tom"]


def test_the_controller_may_choose_for_layers_with_a_density_but_never_for_a_kick() -> None:
    layers = {name: Layer(density=Density()) for name in ("kick", "clap", "ride")} | {"tom": Layer()}
    free = {one.name: one.free for one in parts_of(filled(Config(mode="m4", layers=layers)))}
    assert free == {"kick": False, "clap": True, "ride": True, "tom": False}
    assert not any(one.free for one in parts_of(filled(Config(mode="m3", layers=layers))))


def test_closed_hats_are_known_by_name_or_note() -> None:
    layers = {"hat_c2": Layer(note=70), "blip": Layer(note=44), "hat_o": Layer(), "ride": Layer(note=51)}
    closed = {one.name: one.closed_hat for one in parts_of(filled(Config(mode="m4", layers=layers)))}
    assert closed == {"hat_c2": True, "blip": True, "hat_o": False, "ride": False}


def test_steps_are_read_off_a_mask_in_order() -> None:
    assert steps_of(mask("x..x...........x")) == [0, 3, 15]
