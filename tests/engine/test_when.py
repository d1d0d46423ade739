"""Which times can a wish have, and how do they travel in a command's JSON?"""

from __future__ import annotations

import pytest

from engine.when import When, arrived, misplaced, when_json, when_of


@pytest.mark.parametrize(
    "when",
    [
        When(at_bar=0), When(at_bar=1_000_000), When(in_bars=8), When(every_bars=1024), When(phrase=True),
        When(phrase=32), When(at_bar=8, every_bars=16), When(in_bars=1, every_bars=4), When(phrase=8, every_bars=8),
    ],
)
def test_a_time_survives_json_beside_a_command(when: When) -> None:
    assert misplaced(when) == ""
    assert when_of({"command": "fill", "bars": 2, **when_json(when)}) == ({"command": "fill", "bars": 2}, when)


@pytest.mark.parametrize("given", [{}, {"at_bar": None}, {"every_bars": None, "phrase": False, "in_bars": None}])
def test_null_is_the_next_bar_line(given: dict[str, object]) -> None:
    assert when_of({"command": "fill", **given}) == ({"command": "fill"}, None)
    assert when_json(None) == {}


@pytest.mark.parametrize(
    ("when", "fault"),
    [
        (When(at_bar=-1), "at_bar must be a whole number in 0..1000000"),
        (When(at_bar=1_000_001), "at_bar must be a whole number in 0..1000000"),
        (When(at_bar=True), "at_bar must be a whole number in 0..1000000"),
        (When(in_bars=0), "in_bars must be a whole number in 1..1000000"),
        (When(in_bars="8"), "in_bars must be a whole number in 1..1000000"),  # type: ignore[arg-type]
        (When(every_bars=0), "every_bars must be a whole number in 1..1024"),
        (When(every_bars=1025), "every_bars must be a whole number in 1..1024"),
        (When(phrase=7), "phrase must be true or one of 4, 8, 16, 32 bars"),
        (When(at_bar=4, in_bars=4), "a wish has one time: at_bar, in_bars or phrase"),
        (When(in_bars=4, phrase=True), "a wish has one time: at_bar, in_bars or phrase"),
    ],
)
def test_what_is_no_time_is_named(when: When, fault: str) -> None:
    assert misplaced(when) == fault


def test_a_time_remembers_the_bar_that_sounded_when_it_arrived() -> None:
    assert arrived(When(in_bars=2), 7) == When(in_bars=2, sounding=7)
    assert arrived(None, 7) is None
