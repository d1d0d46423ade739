"""Trig conditions answer as a drum machine's do."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.conditions import ALWAYS, evaluate, scheduled_fill
from engine.config import Condition, Layer
from engine.phrase import Moment
from tests.engine.pattern import mask as mask_of

FULL = 0xFFFF


def moment(bar: int = 0, *, repeats: bool = False) -> Moment:
    return Moment(seed=1, bar=bar, repeats=repeats, position=bar % 8, turn=0.0, variation=0.25)


def passed(
    *conditions: dict[str, Any], mask: int = FULL, bar: int = 0, memory: bool = True, neighbour: int = ALWAYS,
    fill: bool = False,
) -> int:
    layer = Layer(conditions=tuple(Condition(**condition) for condition in conditions))
    return evaluate(
        layer, "x", mask, moment=moment(bar), generation=0, memory=memory, neighbour=neighbour, fill=fill
    ).passed


def bars_that_sound(condition: dict[str, Any], bars: int) -> list[int]:
    """Bars counted from 1, as a performer counts."""
    return [bar + 1 for bar in range(bars) if passed(condition, bar=bar)]


def test_without_conditions_the_mask_passes() -> None:
    assert passed(mask=0x1234) == 0x1234


def test_every_n_sounds_on_offset_and_every_n_after_it_counted_from_one() -> None:
    assert bars_that_sound({"kind": "EVERY_N", "n": 4}, 12) == [4, 8, 12]
    assert bars_that_sound({"kind": "EVERY_N", "n": 4, "offset": 1}, 12) == [1, 5, 9]
    assert bars_that_sound({"kind": "EVERY_N", "n": 2, "offset": 5}, 12) == [5, 7, 9, 11]
    assert bars_that_sound({"kind": "EVERY_N", "n": 3, "offset": 0}, 9) == [3, 6, 9]


def test_a_of_b_sounds_once_a_cycle() -> None:
    assert bars_that_sound({"kind": "A_B", "a": 1, "b": 4}, 8) == [1, 5]
    assert bars_that_sound({"kind": "A_B", "a": 4, "b": 4}, 8) == [4, 8]
    assert bars_that_sound({"kind": "A_B", "a": 2, "b": 3, "negate": True}, 6) == [1, 3, 4, 6]


def test_first_is_the_sessions_first_bar_only() -> None:
    assert bars_that_sound({"kind": "FIRST"}, 5) == [1]
    assert bars_that_sound({"kind": "FIRST", "negate": True}, 4) == [2, 3, 4]


def test_fill_without_a_schedule_is_the_performers_alone() -> None:
    assert passed({"kind": "FILL"}) == 0
    assert passed({"kind": "FILL"}, fill=True) == FULL
    assert passed({"kind": "FILL", "negate": True}) == FULL


def test_a_scheduled_fill_sounds_in_its_own_time_and_when_the_performer_asks() -> None:
    assert bars_that_sound({"kind": "FILL", "n": 4}, 9) == [4, 8]
    assert passed({"kind": "FILL", "n": 4}, bar=0, fill=True) == FULL
    assert passed({"kind": "FILL", "n": 4, "negate": True}, bar=0, fill=True) == 0
    assert [bar for bar in range(9) if scheduled_fill(Condition(kind="FILL", n=4, offset=2), bar)] == [1, 5]
    assert not scheduled_fill(Condition(kind="FILL"), 3)


def test_prob_is_never_at_nought_and_always_at_one() -> None:
    assert passed({"kind": "PROB", "p": 0.0}) == 0
    assert passed({"kind": "PROB", "p": 1.0}) == FULL


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_larger_chance_lets_the_same_steps_through_and_more(one: float, other: float) -> None:
    less, more = sorted((one, other))
    assert passed({"kind": "PROB", "p": less}) & ~passed({"kind": "PROB", "p": more}) == 0


def test_prob_lets_about_its_share_through() -> None:
    counts = [passed({"kind": "PROB", "p": 0.3}, bar=bar).bit_count() for bar in range(200)]
    assert sum(counts) / (200 * 16) == pytest.approx(0.3, abs=0.03)


def test_all_conditions_of_a_layer_must_hold() -> None:
    assert passed({"kind": "PROB", "p": 1.0}, {"kind": "FIRST"}, bar=1) == 0


def test_pre_starts_true_and_repeats_the_step_before() -> None:
    assert passed({"kind": "PRE"}) == FULL
    assert passed({"kind": "NOT_PRE"}) == 0
    assert passed({"kind": "PRE"}, memory=False) == 0
    assert passed({"kind": "NOT_PRE"}, memory=False) == FULL


def test_pre_reads_an_earlier_step_and_not_its_own() -> None:
    # The memory is true before the bar and FIRST fails at each step of bar 2: PRE holds at the first step alone.
    layer = Layer(conditions=(Condition(kind="FIRST"), Condition(kind="PRE")))
    verdict = evaluate(layer, "x", FULL, moment=moment(1), generation=0, memory=True, neighbour=ALWAYS, fill=False)
    pre_failed = [step for step, place in verdict.failed if place == 1]
    assert pre_failed == list(range(1, 16))


def test_all_conditions_are_asked_without_short_cut() -> None:
    # PROB 0 fails first; the FIRST behind it is asked all the same and is what PRE remembers.
    layer = Layer(conditions=(Condition(kind="PROB", p=0.0), Condition(kind="FIRST")))
    verdict = evaluate(layer, "x", 0b11, moment=moment(0), generation=0, memory=False, neighbour=ALWAYS, fill=False)
    assert verdict.passed == 0
    assert verdict.memory == FULL


def test_pre_itself_is_not_remembered() -> None:
    layer = Layer(conditions=(Condition(kind="NOT_PRE"),))
    verdict = evaluate(layer, "x", FULL, moment=moment(0), generation=0, memory=True, neighbour=ALWAYS, fill=False)
    assert verdict.memory == FULL


def test_the_memory_stands_still_where_the_mask_is_silent() -> None:
    mask = mask_of("....x...........")
    layer = Layer(conditions=(Condition(kind="FIRST"),))
    verdict = evaluate(layer, "x", mask, moment=moment(1), generation=0, memory=True, neighbour=ALWAYS, fill=False)
    assert verdict.memory == mask_of("xxxx............")


def test_a_neighbour_is_heard_at_the_same_step() -> None:
    heard = mask_of("x...xx..........")
    assert passed({"kind": "NEI"}, neighbour=heard) == heard
    assert passed({"kind": "NEI", "negate": True}, neighbour=heard) == FULL & ~heard


@given(st.integers(0, FULL), st.booleans(), st.integers(0, 40))
def test_negation_turns_every_answer_round(mask: int, memory: bool, bar: int) -> None:
    for condition in (
        {"kind": "PROB", "p": 0.5}, {"kind": "EVERY_N", "n": 3}, {"kind": "A_B", "a": 2, "b": 5}, {"kind": "FIRST"},
        {"kind": "FILL"}, {"kind": "NEI"},
    ):
        plain = passed(condition, mask=mask, bar=bar, memory=memory)
        turned = passed({**condition, "negate": True}, mask=mask, bar=bar, memory=memory)
        assert plain ^ turned == mask
