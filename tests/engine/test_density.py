"""Too many hits: the weakest go first; too few: the strongest silent steps come first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.config import Density
from engine.density import STRONGEST_FIRST, bounds, clamped, ranked
from engine.scores import METRIC_WEIGHTS
from tests.engine.pattern import mask as mask_of

masks = st.integers(0, 0xFFFF)


@pytest.mark.parametrize(
    ("target", "tol", "expected"),
    [(0.7, 0.05, (11, 12)), (0.5, 0.0, (8, 8)), (1.0, 0.0, (16, 16)), (0.0, 0.1, (0, 1)), (0.53, 0.0, (8, 8)),
     (0.5, 0.5, (0, 16)), (0.25, 0.0625, (3, 5))],
)
def test_a_share_of_sixteen_becomes_a_count(target: float, tol: float, expected: tuple[int, int]) -> None:
    assert bounds(Density(target=target, tol=tol)) == expected


def test_the_strongest_step_is_the_downbeat_and_weights_never_rise_along_the_order() -> None:
    assert STRONGEST_FIRST[:4] == (0, 8, 4, 12)
    weights = [METRIC_WEIGHTS[step] for step in STRONGEST_FIRST]
    assert weights == sorted(weights, reverse=True)


def test_a_full_bar_loses_its_weakest_steps() -> None:
    assert clamped(0xFFFF, Density(target=0.5, tol=0.0), 0) == mask_of("x.x.x.x.x.x.x.x.")
    assert clamped(0xFFFF, Density(target=0.25, tol=0.0), 0) == mask_of("x...x...x...x...")


def test_an_empty_bar_gains_the_strongest_steps() -> None:
    assert clamped(0, Density(target=0.25, tol=0.0), 0) == mask_of("x...x...x...x...")


def test_blocked_steps_are_never_added() -> None:
    blocked = mask_of("x...x...x...x...")
    assert clamped(0, Density(target=0.25, tol=0.0), blocked) == mask_of("..x...x...x...x.")
    assert clamped(0, Density(target=1.0, tol=0.0), blocked) == 0xFFFF & ~blocked


def test_void_steps_go_first_and_come_last() -> None:
    density = Density(target=0.25, tol=0.0, void_steps=(1,), void_bias=1.0)
    assert ranked(density)[-1] == 0
    assert clamped(0, density, 0) == mask_of("..x.x...x...x...")


def test_only_the_size_of_the_void_bias_counts() -> None:
    for bias in (0.3, 0.8):
        one = Density(void_steps=(1, 9), void_bias=bias)
        assert ranked(one) == ranked(Density(void_steps=(1, 9), void_bias=-bias))


def test_added_hits_keep_the_silence_of_the_layer() -> None:
    density = Density(target=0.25, tol=0.0)
    assert clamped(mask_of("...x............"), density, 0, gap=2) == mask_of("x..x....x...x...")
    assert clamped(0, density, 0, gap=3, since_hit=2) == mask_of("....x...x...x...")  # a downbeat would be too near


@given(masks, masks, st.floats(0, 1), st.floats(0, 0.5))
def test_the_clamp_keeps_the_count_and_moves_no_more_than_it_must(
    mask: int, blocked: int, target: float, tol: float
) -> None:
    density = Density(target=target, tol=tol)
    mask &= ~blocked
    after = clamped(mask, density, blocked)
    low, high = bounds(density)
    room = 16 - blocked.bit_count()
    assert min(low, room) <= after.bit_count() <= max(high, 0)
    assert after & blocked == 0
    assert after & mask in {after, mask}
    if low <= mask.bit_count() <= high:
        assert after == mask
