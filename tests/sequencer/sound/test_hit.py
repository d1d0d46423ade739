"""A hit answers to velocity: louder, and brighter."""

from __future__ import annotations

from math import log10

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sequencer.sound.hit import TUNED_VELOCITY, Hit, level_of, stepped, struck

HIT = Hit([1.0, 0.0, 0.5], [0.0, 1.0])


def test_the_level_is_the_square_of_the_velocity_and_one_at_127() -> None:
    assert level_of(127) == 1.0
    assert 20 * log10(level_of(64)) == pytest.approx(40 * log10(64 / 127))


def test_a_harder_stroke_brings_out_the_bite_beyond_its_level() -> None:
    soft, hard = struck(HIT, 60, 1.0), struck(HIT, 120, 1.0)
    assert hard[0] / soft[0] == pytest.approx(4.0)
    assert hard[1] / soft[1] == pytest.approx(8.0)


def test_at_the_tuned_velocity_body_and_bite_have_one_level() -> None:
    sound = struck(HIT, TUNED_VELOCITY, 0.5)
    assert sound[0] == pytest.approx(sound[1])
    assert sound[2] == pytest.approx(sound[0] / 2)


def test_a_bite_that_outlasts_the_body_is_heard_to_its_end() -> None:
    assert len(struck(Hit([1.0], [1.0, 1.0, 1.0]), 127, 1.0)) == 3


@given(velocity=st.integers(1, 127))
def test_velocities_are_rounded_up_within_a_step_and_stay_in_range(velocity: int) -> None:
    assert velocity <= stepped(velocity) <= min(127, velocity + 3)
    assert stepped(stepped(velocity)) == stepped(velocity)
