"""Swing, offsets, and how near two hits may come."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.config import Layer
from engine.microtiming import (
    MAX_OFFSET_TICKS,
    MIN_APART_TICKS,
    deviations,
    last_tick_after,
    placed,
    spread,
    swing_ticks,
)
from engine.scores import timing
from engine.timebase import BAR_TICKS, PPQ, STEP_TICKS, ticks_to_ms

step_lists = st.sets(st.integers(0, 15)).map(sorted)
FAR = -BAR_TICKS


@pytest.mark.parametrize(("share", "ticks"), [(0.5, 0), (0.55, 48), (0.6, 96), (2 / 3, 160), (0.7, 192)])
def test_swing_is_the_share_of_a_pair_of_sixteenths(share: float, ticks: int) -> None:
    assert swing_ticks(share) == ticks
    assert (STEP_TICKS + ticks) / (2 * STEP_TICKS) == pytest.approx(share, abs=0.001)


def test_only_odd_steps_swing() -> None:
    assert placed(range(16), [0.0] * 16, 96, FAR, 1.0) == [0, 96] * 8


def test_offsets_keep_within_half_a_step_so_that_a_file_finds_the_step_again() -> None:
    assert placed([4], [900.0], 0, FAR, 1.0) == [MAX_OFFSET_TICKS]
    assert placed([4], [-900.0], 0, FAR, 1.0) == [-MAX_OFFSET_TICKS]
    assert MAX_OFFSET_TICKS < STEP_TICKS / 2


@given(step_lists, st.lists(st.floats(-500, 500), min_size=16, max_size=16), st.integers(0, 192), st.floats(0, 1))
def test_hits_of_a_layer_keep_six_tenths_of_a_step_apart(
    steps: list[int], random_ticks: list[float], swing: int, scale: float
) -> None:
    offsets = placed(steps, random_ticks[: len(steps)], swing, FAR, scale)
    ticks = [step * STEP_TICKS + offset for step, offset in zip(steps, offsets, strict=True)]
    assert all(later - earlier >= MIN_APART_TICKS for earlier, later in pairwise(ticks))
    assert all(abs(offset) <= MAX_OFFSET_TICKS for offset in offsets)


def test_the_first_hit_keeps_apart_from_the_last_of_the_bar_before() -> None:
    last = last_tick_after([15], [235], FAR)
    assert last == 235 - STEP_TICKS
    (offset,) = placed([0], [-235.0], 0, last, 1.0)
    assert offset == last + MIN_APART_TICKS


def test_an_empty_bar_remembers_that_the_last_hit_is_a_bar_further_off() -> None:
    assert last_tick_after([], [], -100) == -BAR_TICKS


def test_bins_are_drawn_by_weight_and_cut_to_their_cap() -> None:
    layer = Layer(beat_bins_ms=(-30.0, 0.0, 4.0), beat_bins_probs=(0.25, 0.5, 0.25), beat_bin_cap_ms=10.0)
    found: list[float] = []
    for bar in range(400):
        found += deviations(layer, "x", range(16), seed=1, bar=bar, bpm=125.0)
    one_ms = PPQ * 125.0 / 60_000
    kinds = sorted(set(found))
    assert kinds == pytest.approx([-10.0 * one_ms, 0.0, 4.0 * one_ms])
    shares = [found.count(kind) / len(found) for kind in kinds]
    assert shares == pytest.approx([0.25, 0.5, 0.25], abs=0.03)


def test_an_even_spread_reaches_both_ways_and_no_further() -> None:
    found: list[float] = []
    for bar in range(100):
        found += deviations(Layer(micro_ms=5.0), "x", range(16), seed=1, bar=bar, bpm=120.0)
    edge = 5.0 * PPQ * 120.0 / 60_000
    assert -edge <= min(found) < -0.95 * edge
    assert 0.95 * edge < max(found) <= edge
    assert sum(found) / len(found) == pytest.approx(0.0, abs=edge / 10)


def test_offsets_are_drawn_anew_in_every_bar_and_the_same_for_the_same_bar() -> None:
    layer = Layer(micro_ms=5.0)
    bars = [tuple(deviations(layer, "x", range(16), seed=1, bar=bar, bpm=120.0)) for bar in (0, 1, 0)]
    assert bars[0] == bars[2] != bars[1]


def test_weights_that_do_not_fit_count_as_equal() -> None:
    layer = Layer(beat_bins_ms=(-2.0, 2.0)).model_copy(update={"beat_bins_probs": (1.0,)})
    found = deviations(layer, "x", range(16), seed=3, bar=0, bpm=120.0)
    assert len(set(found)) == 2


@given(st.lists(st.tuples(step_lists, st.integers(-200, 200), st.integers(1, 4)), min_size=1, max_size=4))
def test_the_bars_own_sum_is_the_score_of_timing(lines: list[tuple[list[int], int, int]]) -> None:
    timings, hits = [], []
    for number, (steps, base, copies) in enumerate(lines):
        offsets = [base + 7 * step % 31 for step in steps]
        timings.append((steps, offsets, [copies] * len(steps)))
        for step, offset in zip(steps, offsets, strict=True):
            hits += [(str(number), step, ticks_to_ms(offset, 120.0))] * copies
    total, random = spread(timings)
    expected_total, expected_random = timing(hits)
    one_tick = ticks_to_ms(1, 120.0)
    assert total * one_tick == pytest.approx(expected_total, abs=1e-6)
    assert random * one_tick == pytest.approx(expected_random, abs=1e-6)


def test_deviations_stay_within_what_can_sound_at_any_tempo() -> None:
    layer = Layer(beat_bins_ms=(-50.0, 50.0), beat_bin_cap_ms=50.0, micro_ms=30.0)
    for bpm in (20.0, 132.0, 300.0):
        found = deviations(layer, "hat_c", range(16), seed=1, bar=0, bpm=bpm)
        assert max(map(abs, found)) <= MAX_OFFSET_TICKS
