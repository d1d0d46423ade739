from hypothesis import given
from hypothesis import strategies as st

from engine.timebase import (
    BAR_TICKS,
    BEAT_TICKS,
    PPQ,
    STEP_TICKS,
    STEPS_PER_BAR,
    ms_to_ticks,
    nearest_step,
    ticks_per_ms,
    ticks_to_ms,
)

TEMPOS = st.floats(20.0, 300.0)


def test_a_bar_is_16_steps_of_480_ticks() -> None:
    assert (PPQ, STEP_TICKS, BEAT_TICKS, STEPS_PER_BAR, BAR_TICKS) == (1920, 480, 1920, 16, 7680)


def test_a_beat_at_120_bpm_is_half_a_second() -> None:
    assert ms_to_ticks(500.0, 120.0) == BEAT_TICKS
    assert ticks_to_ms(BEAT_TICKS, 120.0) == 500.0
    assert ticks_per_ms(120.0) == 3.84


def test_early_offsets_are_negative_ticks() -> None:
    assert ms_to_ticks(-10.0, 130.0) == -42
    assert ticks_to_ms(-42, 130.0) < 0.0


@given(st.integers(-100_000, 100_000), TEMPOS)
def test_ticks_survive_the_way_through_ms(ticks: int, bpm: float) -> None:
    assert ms_to_ticks(ticks_to_ms(ticks, bpm), bpm) == ticks


@given(st.floats(-50.0, 50.0), TEMPOS)
def test_rounding_to_ticks_costs_at_most_half_a_tick(ms: float, bpm: float) -> None:
    assert abs(ticks_to_ms(ms_to_ticks(ms, bpm), bpm) - ms) <= 0.5001 / ticks_per_ms(bpm)


def test_the_nearest_16th_of_a_tie_is_the_later() -> None:
    assert [nearest_step(tick) for tick in (-241, -240, 0, 239, 240, 719, 720, 7680)] == [-1, 0, 0, 0, 1, 1, 2, 16]
    assert [nearest_step(tick, 96) for tick in (11, 12, 35, 36)] == [0, 1, 1, 2]


@given(st.integers(-1000, 1000), st.integers(-235, 235))
def test_a_hit_keeps_its_16th_up_to_half_a_step_away(step: int, offset_ticks: int) -> None:
    assert nearest_step(step * STEP_TICKS + offset_ticks) == step


@given(st.integers(0, 1000), st.integers(24, 30_720))
def test_the_grid_is_the_same_at_every_resolution(step: int, ppq: int) -> None:
    assert nearest_step(round(step * ppq / 4), ppq) == step
