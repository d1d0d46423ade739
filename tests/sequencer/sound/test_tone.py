"""What drums are made of: decays, sines, squares, noise and filters."""

from __future__ import annotations

from itertools import pairwise
from math import log10, pi, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sequencer.sound.tone import (
    attack,
    band_pass,
    bend,
    count_of,
    decay,
    discharge,
    driven,
    high_pass,
    levelled,
    low_pass,
    mixed,
    noise,
    sine,
    squares,
    steady,
    times,
)

RATE = 48000


def tone(hertz: float, count: int = 9600) -> list[float]:
    return [sin(2 * pi * hertz * place / RATE) for place in range(count)]


def gain_db(filtered: list[float]) -> float:
    settled = filtered[len(filtered) // 2:]
    return 20 * log10(max(map(abs, settled)))


@given(ms=st.floats(1, 2000), rate=st.sampled_from([44100, 48000, 96000]))
def test_a_decay_is_40_decibels_lower_after_its_time(ms: float, rate: int) -> None:
    count = count_of(ms, rate) + 1
    assert decay(count, rate, ms)[-1] == pytest.approx(0.01, rel=0.12)


def test_a_discharge_holds_then_is_40_decibels_lower_after_its_time_and_soon_silent() -> None:
    level = discharge(RATE, RATE, hold_ms=50, decay_ms=300)
    assert level[: count_of(50, RATE)] == [1.0] * count_of(50, RATE)
    assert level[count_of(350, RATE)] == pytest.approx(0.01, abs=0.001)
    assert level[count_of(420, RATE)] == 0.0


def test_a_sine_keeps_its_frequency_and_starts_at_its_turn() -> None:
    assert sine(steady(100, 1000.0), RATE) == pytest.approx(tone(1000.0, 100))
    assert sine(steady(1, 1000.0), RATE, turn=0.25) == pytest.approx([1.0])


def test_a_bend_starts_above_and_comes_down_to_37_percent_of_it_in_its_time() -> None:
    pitch = bend(count_of(20, RATE) + 1, RATE, hertz=100.0, above_hz=50.0, ms=20.0)
    assert pitch[0] == 150.0
    assert pitch[-1] == pytest.approx(100 + 50 / 2.71828, abs=0.01)


def test_an_attack_begins_near_silence_and_leaves_the_rest_alone() -> None:
    faded = attack([1.0] * 100, RATE, 1.0)
    assert faded[0] < 0.01
    assert faded[:48] == sorted(faded[:48])
    assert faded[48:] == [1.0] * 52


def test_squares_sum_up_to_one_and_change_sign_at_their_frequency() -> None:
    wave = squares(RATE, RATE, [100.0])
    assert sum((a < 0) != (b < 0) for a, b in pairwise(wave)) == 199
    assert max(map(abs, squares(1000, RATE, [200.0, 331.0, 470.0]))) == 1.0


def test_noise_is_its_seeds_and_lies_between_minus_1_and_1() -> None:
    assert noise(500, 3) == noise(500, 3)
    assert noise(500, 3) != noise(500, 4)
    assert max(map(abs, noise(5000, 3))) <= 1.0


@pytest.mark.parametrize(("hertz", "low", "high"), [(100.0, 0.0, -40.0), (1000.0, -3.01, -3.01), (10000.0, -40.0, 0.0)])
def test_low_and_high_pass_meet_at_their_corner_and_fall_12_decibels_an_octave(
    hertz: float, low: float, high: float
) -> None:
    assert gain_db(low_pass(tone(hertz), RATE, 1000.0)) == pytest.approx(low, abs=0.1) or hertz == 10000.0
    assert gain_db(high_pass(tone(hertz), RATE, 1000.0)) == pytest.approx(high, abs=0.15)
    if hertz == 10000.0:
        assert gain_db(low_pass(tone(hertz), RATE, 1000.0)) < low  # the bilinear transform falls faster near the top


def test_a_band_pass_lets_its_middle_through_and_is_3_decibels_down_at_its_edges() -> None:
    assert gain_db(band_pass(tone(1000.0), RATE, 1000.0, 2.0)) == pytest.approx(0.0, abs=0.05)
    for edge in (780.8, 1280.8):
        assert gain_db(band_pass(tone(edge), RATE, 1000.0, 2.0)) == pytest.approx(-3.0, abs=0.2)


def test_a_filter_starts_at_rest_each_time() -> None:
    assert low_pass(tone(300.0), RATE, 500.0) == low_pass(tone(300.0), RATE, 500.0)


def test_parts_of_any_length_are_summed_at_their_levels() -> None:
    assert mixed((2.0, [1.0, 1.0, 1.0]), (0.5, [2.0])) == [3.0, 2.0, 2.0]
    assert times([1.0, 2.0, 3.0], [2.0, 2.0]) == [2.0, 4.0]


def test_drive_keeps_the_peak_and_lifts_what_is_below_it() -> None:
    soft, loud = driven([0.5, 1.0], 2.0)
    assert loud == 1.0
    assert soft > 0.7


def test_levelled_samples_have_their_highest_peak_where_it_was_asked_for() -> None:
    assert levelled([0.1, -0.2], 0.5) == [0.25, -0.5]


def test_a_filter_above_what_the_rate_can_hold_stays_stable() -> None:
    for make in (low_pass, high_pass):
        assert max(map(abs, make(noise(2000, 1), 8000, 9000.0))) < 4.0
