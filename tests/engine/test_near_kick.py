"""Hats make room for the kick, and a layer for itself."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from engine.near_kick import has_room, near, rested, since_last, thinned, thinning
from tests.engine.pattern import mask as mask_of

FLOOR = mask_of("x...x...x...x...")
masks = st.integers(0, 0xFFFF)


def test_a_distance_reaches_both_ways_and_round_the_bar() -> None:
    kick = mask_of("x...............")
    assert near(kick, 0) == 0
    assert near(kick, 1) == mask_of("xx.............x")
    assert near(kick, 2) == mask_of("xxx...........xx")
    assert near(FLOOR, 2) == 0xFFFF


def test_thinning_takes_all_on_a_kick_and_half_beside_it() -> None:
    losses = thinning(FLOOR, -0.4)
    assert losses[:5] == (0.4, 0.2, 0.0, 0.2, 0.4)


def test_full_thinning_clears_the_kick_and_nothing_further_than_a_step() -> None:
    certain = (0.49,) * 16
    assert thinned(0xFFFF, FLOOR, -1.0, certain) == mask_of("..x...x...x...x.")
    assert thinned(0xFFFF, FLOOR, -1.0, (0.99,) * 16) == mask_of(".xxx.xxx.xxx.xxx")
    assert thinned(0xFFFF, FLOOR, 0.0, (0.0,) * 16) == 0xFFFF


def test_silence_is_kept_after_a_hit() -> None:
    assert rested(0xFFFF, 1, 64) == mask_of("x.x.x.x.x.x.x.x.")
    assert rested(0xFFFF, 3, 64) == mask_of("x...x...x...x...")
    assert rested(0xFFFF, 0, 1) == 0xFFFF


def test_silence_is_kept_over_the_bar_line() -> None:
    assert rested(0xFFFF, 2, 1) == mask_of("..x..x..x..x..x.")


@given(masks, st.integers(0, 15), st.integers(1, 64))
def test_no_two_hits_are_nearer_than_the_gap(mask: int, gap: int, since: int) -> None:
    hits = [-since, *(step for step in range(16) if rested(mask, gap, since) >> step & 1)]
    assert all(later - earlier > gap for earlier, later in pairwise(hits[1:]))
    if len(hits) > 1 and gap:
        assert hits[1] - hits[0] > gap


@given(masks, st.integers(0, 15), st.integers(0, 15), st.integers(1, 64))
def test_room_is_what_the_silence_leaves(mask: int, step: int, gap: int, since: int) -> None:
    hits = [-since, *(other for other in range(16) if mask >> other & 1)]
    assert has_room(mask, step, gap, since) == all(abs(step - hit) > gap for hit in hits)


def test_the_last_hit_is_counted_from_the_bar_line() -> None:
    assert since_last(mask_of("...............x"), 64) == 1
    assert since_last(mask_of("x..............."), 64) == 16
    assert since_last(0, 5) == 21
    assert since_last(0, 60) == 64
