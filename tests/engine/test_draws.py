import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.draws import unit_draw, unit_draws

ROOT = Path(__file__).parents[2]

NAMES = st.lists(st.text(max_size=8) | st.integers(-1000, 10**6), max_size=4).map(tuple)
SEEDS = st.integers() | st.integers(-(2**80), 2**80)


@given(SEEDS, NAMES)
def test_sixteen_numbers_from_zero_to_below_one(seed: int, names: tuple[str | int, ...]) -> None:
    draws = unit_draws(seed, *names)
    assert len(draws) == 16
    assert all(0.0 <= draw < 1.0 for draw in draws)


@given(SEEDS, NAMES)
def test_the_same_address_gives_the_same_numbers(seed: int, names: tuple[str | int, ...]) -> None:
    assert unit_draws(seed, *names) == unit_draws(seed, *names)
    assert unit_draw(seed, *names) == unit_draws(seed, *names)[0]


@given(SEEDS, NAMES, SEEDS, NAMES)
def test_different_addresses_give_different_numbers(
    seed: int, names: tuple[str | int, ...], other_seed: int, other_names: tuple[str | int, ...]
) -> None:
    same = (seed, names) == (other_seed, other_names)
    assert (unit_draws(seed, *names) == unit_draws(other_seed, *other_names)) is same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("ab", "c"), ("a", "bc")),
        (("a", "b"), ("a, b",)),
        (("a', 'b",), ("a", "b")),
        ((1,), ("1",)),
        (("",), ()),
        ((1, 2), (12,)),
        (("a", "b"), ("b", "a")),
    ],
)
def test_names_do_not_run_into_each_other(one: tuple[str | int, ...], other: tuple[str | int, ...]) -> None:
    assert unit_draws(0, *one) != unit_draws(0, *other)


def test_the_seed_does_not_run_into_the_names() -> None:
    assert unit_draws(1, 2) != unit_draws(12)
    assert unit_draws(-1, "a") != unit_draws(1, "a")


def test_a_huge_seed_is_a_seed() -> None:
    assert unit_draws(10**6000, "kick") != unit_draws(10**6000 + 1, "kick")


def test_a_name_that_is_no_proper_text_is_a_name() -> None:
    assert unit_draws(0, "\udc80") != unit_draws(0, "\udc81")


def test_numbers_are_as_written_down() -> None:
    assert unit_draw(0, 0, "kick", "hit") == 0.6659671142697334


def test_numbers_do_not_depend_on_the_hash_seed() -> None:
    command = [sys.executable, "-c", "from engine.draws import unit_draws; print(unit_draws(7, 3, 'hat_c', 'micro'))"]
    outputs = {
        subprocess.run(
            command, env={**os.environ, "PYTHONHASHSEED": seed}, cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert outputs == {f"{unit_draws(7, 3, 'hat_c', 'micro')}\n"}


def test_numbers_are_spread_evenly() -> None:
    draws = [draw for bar in range(2000) for draw in unit_draws(1, bar, "spread")]
    tenths = [sum(1 for draw in draws if index <= draw * 10 < index + 1) for index in range(10)]
    assert all(abs(count - 3200) < 6 * 54 for count in tenths)  # six standard deviations of a fair tenth


def test_neighbouring_steps_are_independent() -> None:
    rows = [unit_draws(1, bar, "neighbours") for bar in range(2000)]
    products = [(a - 0.5) * (b - 0.5) for row in rows for a, b in pairwise(row)]
    assert abs(sum(products) / len(products)) < 0.003  # six standard deviations
