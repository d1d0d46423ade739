import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.euclid import euclid_mask, window
from tests.engine.pattern import mask, text


@st.composite
def cycles(draw: st.DrawFn) -> tuple[int, int]:
    steps = draw(st.integers(1, 64))
    return draw(st.integers(-steps, steps)), steps


def gaps(pattern: str) -> list[int]:
    onsets = [step for step, letter in enumerate(pattern) if letter == "x"]
    return [b - a for a, b in zip(onsets, [*onsets[1:], onsets[0] + len(pattern)], strict=True)]


@pytest.mark.parametrize(
    ("fills", "steps", "pattern"),
    [
        # Toussaint (2005), in the rotation that the Bjorklund recursion gives
        (2, 3, "xx."),
        (2, 5, "x.x.."),
        (3, 4, "xxx."),
        (3, 5, "x.x.x"),
        (3, 7, "x.x.x.."),
        (3, 8, "x..x..x."),
        (4, 7, "x.x.x.x"),
        (5, 6, "xxxxx."),
        (5, 7, "x.xx.xx"),
        (5, 8, "x.xx.xx."),
        (5, 9, "x.x.x.x.x"),
        (5, 12, "x..x.x..x.x."),
        (5, 16, "x..x..x..x..x..."),
        (7, 8, "xxxxxxx."),
        (7, 16, "x..x.x.x..x.x.x."),
        (4, 16, "x...x...x...x..."),
        (-5, 16, ".xx.xx.xx.xx.xxx"),
        (0, 4, "...."),
        (4, 4, "xxxx"),
        (-4, 4, "...."),
        (1, 1, "x"),
    ],
)
def test_known_cycles(fills: int, steps: int, pattern: str) -> None:
    assert text(euclid_mask(fills, steps), steps) == pattern


def test_two_hits_turned_by_a_beat_are_the_backbeat() -> None:
    assert euclid_mask(2, 16, 4) == mask("....x.......x...")


@given(cycles())
def test_a_cycle_has_its_hits_and_gaps_differ_by_at_most_one(cycle: tuple[int, int]) -> None:
    fills, steps = abs(cycle[0]), cycle[1]
    pattern = text(euclid_mask(fills, steps), steps)
    assert pattern.count("x") == fills
    if fills:
        assert pattern[0] == "x"
        assert max(gaps(pattern)) - min(gaps(pattern)) <= 1


@given(cycles())
def test_negative_hits_sound_where_positive_ones_rest(cycle: tuple[int, int]) -> None:
    fills, steps = cycle
    if fills:
        assert euclid_mask(fills, steps) ^ euclid_mask(-fills, steps) == (1 << steps) - 1


@given(cycles(), st.integers(-200, 200))
def test_rotation_moves_hits_later_and_round(cycle: tuple[int, int], rotation: int) -> None:
    fills, steps = cycle
    straight = text(euclid_mask(fills, steps), steps)
    turned = text(euclid_mask(fills, steps, rotation), steps)
    assert all(turned[(step + rotation) % steps] == straight[step] for step in range(steps))


@pytest.mark.parametrize(("fills", "steps"), [(5, 4), (-5, 4), (1, 0), (0, -1)])
def test_impossible_cycles_are_refused(fills: int, steps: int) -> None:
    with pytest.raises(ValueError, match="cycle"):
        euclid_mask(fills, steps)


def test_a_bar_hears_a_short_cycle_again_and_again() -> None:
    assert text(window(mask("x.."), 3, 0)) == "x..x..x..x..x..x"
    assert text(window(mask("x.."), 3, 16)) == "..x..x..x..x..x."
    assert text(window(mask("x"), 1, 7)) == "x" * 16


def test_a_bar_hears_a_part_of_a_long_cycle() -> None:
    assert text(window(mask("x..................."), 20, 16)) == "....x..........."


@given(st.integers(1, 64), st.integers(-1000, 1000), st.data())
def test_a_window_reads_the_cycle_step_by_step(length: int, start: int, data: st.DataObject) -> None:
    cycle = data.draw(st.integers(0, (1 << length) - 1))
    bar = window(cycle, length, start)
    assert bar < 1 << 16
    assert [bar >> step & 1 for step in range(16)] == [cycle >> (start + step) % length & 1 for step in range(16)]


@given(st.integers(1, 16), st.integers(0, (1 << 20) - 1))
def test_bits_above_the_cycle_do_not_count(length: int, cycle: int) -> None:
    assert window(cycle, length, 3) == window(cycle & (1 << length) - 1, length, 3)


def test_a_window_needs_a_cycle() -> None:
    with pytest.raises(ValueError, match="at least one step"):
        window(1, 0, 0)
