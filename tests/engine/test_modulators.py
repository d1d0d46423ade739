"""Modulators wander inside their bounds, never faster than they may."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine import next_bar, start
from engine.config import Config, Layer, Modulation, Modulator
from engine.modulators import cap_of, modulated, reflected, stepped

modes = st.sampled_from(["random_walk", "ou", "sine"])
units = st.floats(0, 1)


bounds = st.tuples(units, units).map(sorted)
modulations = st.builds(
    lambda mode, ends, step, tau: Modulation(
        mode=mode, min_val=ends[0], max_val=ends[1], step_per_bar=step, tau=tau
    ),
    modes, bounds, units, st.floats(1, 64),
)


@given(modulations, units, st.floats(0.001, 1), st.integers(0, 500), units)
def test_a_step_stays_in_bounds_and_under_its_cap(
    modulation: Modulation, place: float, cap: float, bar: int, draw: float
) -> None:
    low, high = modulation.min_val, modulation.max_val
    value = low + place * (high - low)
    after = stepped(modulation, value, bar=bar, draw=min(draw, 0.999), cap=cap)
    assert low - 1e-9 <= after <= high + 1e-9
    assert abs(after - value) <= cap + 1e-9


@given(st.floats(-5, 5), st.floats(0.01, 0.5))
def test_one_outside_its_bounds_walks_straight_in(value: float, cap: float) -> None:
    assume(not 0.4 <= value <= 0.6)
    modulation = Modulation(mode="random_walk", min_val=0.4, max_val=0.6)
    after = stepped(modulation, value, bar=3, draw=0.9, cap=cap)
    edge = 0.4 if value < 0.4 else 0.6
    assert abs(after - edge) == pytest.approx(max(0.0, abs(value - edge) - cap), abs=1e-9)


def test_reflection_mirrors_what_passed_a_bound() -> None:
    assert reflected(1.2, 0.0, 1.0) == pytest.approx(0.8)
    assert reflected(-0.3, 0.0, 1.0) == pytest.approx(0.3)
    assert reflected(9.0, 0.0, 1.0) == 0.0


def test_a_sine_has_its_period_in_bars_and_its_phase_in_periods() -> None:
    modulation = Modulation(mode="sine", min_val=-1.0, max_val=1.0, tau=8.0, phase=0.25)
    for bar in range(16):
        wave = math.sin(2 * math.pi * (bar / 8 + 0.25))
        assert stepped(modulation, 0.0, bar=bar, draw=0.5, cap=9.0) == pytest.approx(wave)


def test_an_ou_process_falls_back_to_the_middle() -> None:
    modulation = Modulation(mode="ou", min_val=0.0, max_val=1.0, tau=4.0, step_per_bar=0.0)
    value = 1.0
    for bar in range(4):
        value = stepped(modulation, value, bar=bar, draw=0.5, cap=1.0)
    assert value == pytest.approx(0.5 + 0.5 * 0.75**4)


def config(mode: str, rate: float | None, path: str = "accent.prob", low: float = 0.0, high: float = 1.0) -> Config:
    mod = Modulation.model_validate(
        {"mode": mode, "min_val": low, "max_val": high, "step_per_bar": 1.0, "tau": 2.0, "max_delta_per_bar": rate}
    )
    layers = {"kick": Layer(), "hat_c": Layer()}
    return Config(mode="m4", layers=layers, modulators=(Modulator(name="m", param_path=path, mod=mod),))


def test_the_smaller_of_rate_and_parameter_cap_rules() -> None:
    for rate, cap in ((None, 0.125), (0.01, 0.01), (5.0, 0.125)):
        made = config("sine", rate)
        assert cap_of(made, made.modulators[0]) == pytest.approx(cap)


@pytest.mark.parametrize("mode", ["random_walk", "ou", "sine"])
def test_a_running_session_logs_no_jump_above_the_cap(mode: str) -> None:
    state = start(config(mode, 0.07), seed=4)
    values = []
    for _ in range(80):
        state, bar = next_bar(state)
        values.append(dict(bar.parameters)["accent.prob"])
    steps = [abs(later - earlier) for earlier, later in pairwise(values)]
    assert max(steps) <= 0.07 + 1e-9
    assert max(values) - min(values) > 0.07


def test_whole_numbers_move_in_whole_steps_of_the_cap() -> None:
    state = start(config("random_walk", None, "hat_c.mute_near_kick", 0.0, 4.0), seed=2)
    values = []
    for _ in range(60):
        state, _ = next_bar(state)
        values.append(state.config.layers["hat_c"].mute_near_kick)
    assert all(isinstance(value, int) for value in values)
    assert max(abs(later - earlier) for earlier, later in pairwise(values)) == 1


def test_a_modulator_starts_at_the_configs_value_inside_its_bounds() -> None:
    made = config("random_walk", 0.01, "hat_c.swing_percent", 0.6, 0.65)
    assert start(made).modulators == (0.6,)


def test_a_goal_taken_away_is_left_alone_and_its_modulator_waits() -> None:
    made = config("random_walk", 0.05, "targets.S_low", 0.1, 0.4)
    made = made.model_copy(update={"targets": made.targets.model_copy(update={"S_low": None})})
    assert modulated(made, (0.25,), seed=1, bar=3, led=()) == (made, (0.25,))


def test_a_modulator_follows_the_parameter_that_a_wish_leads() -> None:
    made = config("random_walk", 0.05)
    after, positions = modulated(made, (0.2,), seed=1, bar=3, led={"accent.prob"})
    assert after == made
    assert positions == (made.accent.prob,)
