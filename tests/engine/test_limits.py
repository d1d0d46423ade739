"""The limiter never exceeds its cap and arrives when it said."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.limits import bars_to, towards, whole

numbers = st.floats(-1000, 1000)
caps = st.floats(0.01, 100)


@given(numbers, numbers, caps)
def test_it_arrives_in_the_bars_it_said_and_never_moves_faster(value: float, goal: float, cap: float) -> None:
    bars = bars_to(value, goal, cap)
    for _ in range(bars):
        after = towards(value, goal, cap)
        assert abs(after - value) <= cap + 1e-6
        value = after
    assert abs(value - goal) <= 1e-6


@given(numbers, caps)
def test_who_is_there_stays(value: float, cap: float) -> None:
    assert towards(value, value, cap) == value
    assert bars_to(value, value, cap) == 0


@given(st.floats(-100, 100), st.integers(1, 5))
def test_whole_steps_never_exceed_a_whole_cap(value: float, cap: int) -> None:
    assert abs(whole(value + cap) - whole(value)) == cap


def test_halves_go_up() -> None:
    assert [whole(value) for value in (0.5, 1.5, 2.5, -0.5)] == [1, 2, 3, 0]
