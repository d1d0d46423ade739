"""A few hits are changed so that a bar meets its goals, and no more than that."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.aims import MET, Aims, Fixed, Hand, changes, missed
from engine.near_kick import crowded
from engine.retouch import MAX_CHANGES, MAX_CHANGES_FOR_BEAT, retouched
from engine.scores import dispersion, entrainment, entropy, syncopation
from tests.engine.pattern import mask
from tests.thorough import tries

FLOOR = mask("x...x...x...x...")
CLAP = mask("....x.......x...")
EIGHTHS = mask("x.x.x.x.x.x.x.x.")
ALL = 0xFFFF
FIXED = Fixed(FLOOR, CLAP, 0, FLOOR | CLAP, None)
NO_AIMS = Aims(0.0, None, None, None, None)
HAT = Hand("hat_c", 2, backbone=False, mask=EIGHTHS, open_steps=ALL, low=7, high=9)

hands = st.builds(
    Hand, st.sampled_from(["hat_c", "ride", "conga", "rim"]), st.sampled_from([1, 2]), st.booleans(),
    st.integers(1, ALL), st.integers(0, ALL), st.integers(0, 8), st.integers(8, 16), st.booleans(),
    st.sampled_from([0, 0, 1]), st.just(16),
)
bands = st.none() | st.tuples(st.floats(0, 0.4), st.floats(0.4, 1.0))
aims = st.builds(Aims, st.sampled_from([0.0, 0.78]), bands, bands, bands, bands)


def scores_of(masks: tuple[int, ...], own: tuple[Hand, ...] = (HAT,), fixed: Fixed = FIXED) -> dict[str, float]:
    voices = [fixed.kick, fixed.middle, fixed.cymbal]
    for hand, its in zip(own, masks, strict=True):
        voices[hand.voice] |= its
    sounding = (voices[0], voices[1], voices[2])
    return {"S": syncopation(*sounding), "H": entropy(sounding), "D": dispersion(sounding)}


def test_a_bar_that_meets_its_goals_is_left_alone() -> None:
    aim = NO_AIMS._replace(syncopation=(0.0, 0.9))
    assert retouched((HAT,), FIXED, aim, (0,), 1) == ((EIGHTHS,), MET)


@pytest.mark.parametrize(("letter", "band", "aim"), [
    ("H", (0.2, 0.4), NO_AIMS._replace(entropy=(0.2, 0.4))),
    ("D", (0.05, 0.15), NO_AIMS._replace(dispersion=(0.05, 0.15))),
    ("S", (0.4, 0.5), NO_AIMS._replace(syncopation=(0.4, 0.5))),
])
def test_each_goal_within_reach_is_met(letter: str, band: tuple[float, float], aim: Aims) -> None:
    found = retouched((HAT,), FIXED, aim, (0,), 1)
    assert found.miss == MET
    assert band[0] - 0.01 <= scores_of(found.masks)[letter] <= band[1] + 0.01
    assert not band[0] <= scores_of((EIGHTHS,))[letter] <= band[1]


def test_the_search_finds_what_trying_every_three_changes_finds() -> None:
    """Within three changed hits of eighths no bar that keeps S and density has more H than the search's, by a grain."""
    aim = NO_AIMS._replace(syncopation=(0.2, 0.5), entropy=(0.9, 1.0))
    found = retouched((HAT,), FIXED, aim, (0,), 3)
    best = 0.0
    for count in (1, 2, 3):
        for steps in combinations(range(16), count):
            tried = EIGHTHS
            for step in steps:
                tried ^= 1 << step
            miss = missed((HAT,), (tried,), FIXED, aim)
            if not (miss.syncopation or miss.density):
                best = max(best, scores_of((tried,))["H"])
    assert scores_of(found.masks)["H"] >= best - 0.05


def test_s_comes_before_density_and_density_before_h_and_h_before_d() -> None:
    narrow = HAT._replace(low=8, high=8)
    far = NO_AIMS._replace(syncopation=(0.7, 0.9), entropy=(0.9, 1.0), dispersion=(0.9, 1.0))
    s_first = retouched((narrow,), FIXED, far, (0,), 1)
    only_s = retouched((narrow,), FIXED, NO_AIMS._replace(syncopation=(0.7, 0.9)), (0,), 1)
    assert s_first.miss.syncopation == only_s.miss.syncopation
    held = NO_AIMS._replace(syncopation=(0.2, 0.3), entropy=(0.9, 1.0), dispersion=(0.9, 1.0))
    dense = retouched((narrow,), FIXED, held, (0,), 1)
    assert (dense.miss.syncopation, dense.miss.density) == (0, 0)
    only_h = retouched((narrow,), FIXED, held._replace(dispersion=None), (0,), 1)
    assert dense.miss.entropy == only_h.miss.entropy


def test_agreeing_goals_for_h_and_d_are_both_met() -> None:
    aim = NO_AIMS._replace(syncopation=(0.2, 0.6), entropy=(0.2, 0.4), dispersion=(0.04, 0.14))
    assert retouched((HAT,), FIXED, aim, (0,), 1).miss == MET


def test_what_was_changed_stays_while_it_serves() -> None:
    aim = NO_AIMS._replace(entropy=(0.25, 0.4))
    first = retouched((HAT,), FIXED, aim, (0,), 1).masks
    again = retouched((HAT,), FIXED, aim, (EIGHTHS ^ first[0],), 1).masks
    assert again == first


def test_without_its_goal_the_figure_is_as_it_was() -> None:
    assert retouched((HAT,), FIXED, NO_AIMS, (0b11,), 1).masks == (EIGHTHS,)


def test_another_seed_finds_another_way() -> None:
    aim = NO_AIMS._replace(entropy=(0.25, 0.4))
    assert len({retouched((HAT,), FIXED, aim, (0,), seed).masks for seed in range(8)}) > 1


def test_extra_kicks_lower_e_and_keep_the_downbeat() -> None:
    kick = Hand("kick", 0, backbone=True, mask=FLOOR, open_steps=ALL & ~1, low=3, high=8)
    fixed = Fixed(0, CLAP, EIGHTHS, CLAP, FLOOR | CLAP)
    for band in ((0.8, 0.9), (0.9, 0.96)):
        aim = NO_AIMS._replace(least_entrainment=0.7, entrainment=band)
        (found,), miss = retouched((kick,), fixed, aim, (0,), 1)
        assert miss == MET
        assert found & 1
        assert band[0] - 0.01 <= entrainment(found | CLAP, found | CLAP) <= band[1] + 0.01


def test_a_bar_that_the_guard_rebuilds_is_left_to_it() -> None:
    off = Fixed(mask("..x...x...x...x."), 0, 0, mask("..x...x...x...x."), None)
    snare = Hand("snare", 1, backbone=True, mask=CLAP, open_steps=ALL, low=1, high=3)
    aim = Aims(0.99, (0.8, 1.0), (0.3, 0.5), None, None)
    assert retouched((snare,), off, aim, (0,), 1).masks == (CLAP,)


@given(st.lists(hands, min_size=1, max_size=3), aims, st.integers(0, 9), st.integers(0, ALL))
@settings(max_examples=tries(60), deadline=None)
def test_no_search_leaves_its_bounds(own: list[Hand], aim: Aims, seed: int, last: int) -> None:
    asked = tuple(own)
    found = retouched(asked, FIXED, aim, tuple([last] * len(asked)), seed)
    assert found.miss <= missed(asked, tuple([hand.mask for hand in asked]), FIXED, aim)
    assert found.miss == missed(asked, found.masks, FIXED, aim)
    assert changes(asked, found.masks) <= MAX_CHANGES_FOR_BEAT
    if not any(missed(asked, tuple([hand.mask for hand in asked]), FIXED, aim)[:3]):
        assert changes(asked, found.masks) <= MAX_CHANGES
    for hand, its in zip(asked, found.masks, strict=True):
        differs = hand.mask ^ its
        assert not differs & ~hand.open_steps
        if differs:
            assert its
            assert not (hand.firm and not hand.low <= its.bit_count() <= hand.high)
            assert not (hand.gap and crowded(its, hand.gap, hand.since_hit))


def test_for_a_narrow_band_of_e_a_snare_comes_where_only_a_conga_plays() -> None:
    """The conga's hits count for S, H and D, and none of them for E."""
    snare = Hand("snare", 1, backbone=True, mask=mask("..x.......x...x."), open_steps=ALL & ~CLAP, low=3, high=6)
    congas = mask(".....xx....x....")
    fixed = Fixed(FLOOR, CLAP | congas, EIGHTHS, FLOOR | CLAP, None)
    aim = NO_AIMS._replace(entrainment=(0.97, 1.0), holds_beat=True)
    (found,), miss = retouched((snare,), fixed, aim, (0,), 1)
    assert (found, miss) == (mask("..x...x...x...x."), MET)


def test_a_beat_that_is_held_changes_no_more_than_e_bears() -> None:
    """Two bars of E 1 each, of which the second comes after the first: the one that is like it is taken."""
    snare = Hand("snare", 1, backbone=True, mask=mask(".....x...x...x.."), open_steps=ALL & ~CLAP, low=1, high=6)
    before = FLOOR | CLAP | mask(".x...x...x...x..")
    fixed = Fixed(FLOOR, CLAP, EIGHTHS, FLOOR | CLAP, before)
    aim = NO_AIMS._replace(entrainment=(0.97, 1.0), holds_beat=True)
    (found,), miss = retouched((snare,), fixed, aim, (0,), 1)
    assert (found, miss) == (mask(".x...x...x...x.."), MET)
