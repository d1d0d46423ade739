from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.file_bars import Stretch, stretches

FAR = 10**6
PPQ = 96
BAR = 4 * PPQ


def rows(*metres: tuple[int, int, int], last: int = FAR) -> list[tuple[int, int, str, bool]]:
    """Return (start, first bar, metre, scored) of each stretch."""
    found = stretches(metres, PPQ, last)
    return [(stretch.start, stretch.first_bar, stretch.metre, stretch.scored) for stretch in found]


def test_bars_are_4_4_until_a_file_says_otherwise() -> None:
    assert stretches((), PPQ, FAR) == (Stretch(0, None, 16 * BAR, 0, "4/4", scored=True),)


@pytest.mark.parametrize(("beats", "unit"), [(4, 4), (8, 8), (2, 2), (16, 16), (1, 1), (32, 32), (64, 64)])
def test_what_lasts_16_sixteenths_is_scored(beats: int, unit: int) -> None:
    ((start, _, _, scored),) = rows((0, beats, unit))
    assert (start, scored) == (0, True)


@pytest.mark.parametrize(("beats", "unit"), [(3, 4), (5, 4), (7, 8), (12, 8), (4, 2), (2, 4), (255, 1), (1, 64)])
def test_what_lasts_another_time_is_not(beats: int, unit: int) -> None:
    assert rows((0, beats, unit)) == [(0, 0, f"{beats}/{unit}", False)]


def test_a_change_on_a_bar_line_begins_a_stretch() -> None:
    assert rows((2 * BAR, 3, 4), (2 * BAR + 3 * 288, 4, 4)) == [
        (0, 0, "4/4", True), (2 * BAR, 2, "3/4", False), (2 * BAR + 3 * 288, 5, "4/4", True),
    ]


def test_a_change_inside_a_bar_cuts_it_and_begins_another() -> None:
    assert rows((2 * BAR + 100, 3, 4)) == [
        (0, 0, "4/4", True), (2 * BAR, 2, "4/4 cut short", False), (2 * BAR + 100, 3, "3/4", False),
    ]


def test_a_change_inside_the_first_bar_leaves_none_before_it() -> None:
    assert rows((100, 3, 4)) == [(0, 0, "4/4 cut short", False), (100, 1, "3/4", False)]


@pytest.mark.parametrize("off", [-11, -1, 1, 11])
def test_a_change_by_less_than_half_a_sixteenth_off_is_on_the_line(off: int) -> None:
    assert rows((2 * BAR + off, 3, 4)) == [(0, 0, "4/4", True), (2 * BAR, 2, "3/4", False)]


def test_a_metre_said_again_or_by_another_name_of_its_length_changes_nothing() -> None:
    assert rows((100, 4, 4), (500, 2, 2), (501, 8, 8)) == [(0, 0, "4/4", True)]


def test_of_two_metres_at_one_tick_the_later_holds() -> None:
    assert rows((0, 3, 4), (0, 4, 4)) == [(0, 0, "4/4", True)]
    assert rows((BAR, 4, 4), (BAR, 7, 8)) == [(0, 0, "4/4", True), (BAR, 1, "7/8", False)]


def test_metres_may_come_in_any_order() -> None:
    assert rows((2 * BAR, 4, 4), (0, 3, 4)) == rows((0, 3, 4), (2 * BAR, 4, 4))


@pytest.mark.parametrize("tick", [673, 684, 768, 900])
def test_a_change_behind_the_last_hit_changes_nothing(tick: int) -> None:
    assert rows((tick, 3, 4), last=672) == [(0, 0, "4/4", True)]


def test_a_last_hit_just_before_the_line_belongs_to_the_new_metre() -> None:
    assert rows((2 * BAR, 3, 4), last=2 * BAR - 5) == [(0, 0, "4/4", True), (2 * BAR, 2, "3/4", False)]


def test_hits_belong_to_the_next_stretch_from_half_a_sixteenth_before_it() -> None:
    first, _ = stretches([(2 * BAR, 3, 4)], PPQ, FAR)
    assert first.until == 2 * BAR - 12


metres = st.tuples(st.integers(0, 5000), st.integers(1, 17), st.sampled_from([1, 2, 4, 8, 16, 32, 64]))


@example([(0, 3, 16), (1, 1, 1)], 1, 1)
@given(st.lists(metres, max_size=12), st.integers(1, 480), st.integers(0, 6000))
def test_stretches_follow_each_other(given_metres: list[tuple[int, int, int]], ppq: int, last: int) -> None:
    found = stretches(given_metres, ppq, last)
    assert (found[0].start, found[0].first_bar, found[-1].until) == (0, 0, None)
    for before, after in pairwise(found):
        assert before.start < after.start
        assert before.first_bar < after.first_bar
        assert before.until is not None
        assert before.until <= after.start
        bars = after.first_bar - before.first_bar
        if before.scored:
            assert after.start == before.start + bars * 4 * ppq
