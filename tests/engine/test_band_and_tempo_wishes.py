"""Wishes for a band or for the tempo: both ends as one wish, never inverted; a ramp that is a straight line."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import commands as ask
from tests.engine.asked import opened, played, run, stopped, wished
from tests.thorough import tries

if TYPE_CHECKING:
    from pydantic import JsonValue



# --- bands ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "band"),
    [
        (ask.Target("E", 0.9, 1.0), [0.9, 1.0]), (ask.Target("E", None, None), None),
        (ask.Target("S", 0.6, 0.7), [0.6, 0.7]), (ask.Target("S", None, 0.6), [0.0, 0.6]),
        (ask.Target("S", 0.2, None), [0.2, 1.0]), (ask.Target("S", None, None), None),
        (ask.Target("H", 0.2, 0.9), [0.2, 0.9]), (ask.Target("D", 0.1, 0.2), [0.1, 0.2]),
        (ask.Target("D", None, None), None), (ask.Target("T", None, 5), [0.0, 5.0]), (ask.Target("T", 0, None), None),
    ],
)
def test_each_scores_band_is_set_and_told_as_it_holds(command: ask.Target, band: JsonValue) -> None:
    _, outcomes = stopped(opened(), command)
    assert [(one.path, one.status, one.reason) for one in outcomes] == [(f"targets.{command.score}", "applied", "")]
    assert outcomes[0].requested == [command.low, command.high]
    assert outcomes[0].applied == (band if band is None else pytest.approx(band))


@pytest.mark.parametrize(
    ("command", "note"),
    [
        (ask.Target("T", 2, 9), "the band of T always starts at 0"),
        (ask.Target("D", 0.1, 0.5), "the band of D is always 0.1 wide"),
        (ask.Target("S", 0.4, 3), "3 is outside 0..0.9 score, took 0.9"),
    ],
)
def test_an_end_that_is_not_free_is_told_to_an_agent_and_refused_to_a_person(command: ask.Target, note: str) -> None:
    _, outcomes = stopped(opened(), command, author="agent")
    assert (outcomes[0].status, outcomes[0].reason) == ("applied", note)
    _, outcomes = stopped(opened(), command)
    assert (outcomes[0].status, outcomes[0].reason) == ("refused", note.partition(", took")[0])


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (ask.Target("S", 0.7, 0.3), "the low end 0.7 lies above the high end 0.3"),
        (ask.Target("X", 0.1, 0.3), "there is no score X; it is one of E S D H T"),  # type: ignore[arg-type]
        (ask.Target("S", math.nan, 0.3), "low must be a number, or null for no bound"),
    ],
)
def test_a_band_that_cannot_be_is_refused(command: ask.Target, reason: str) -> None:
    _, outcomes = played(opened(), command)
    assert (outcomes[0].status, outcomes[0].reason) == ("refused", reason)


def test_both_ends_glide_as_one_wish() -> None:
    state, outcomes = played(opened(), ask.Target("S", 0.5, 0.9))
    assert [(one.status, one.bars_left, one.applied) for one in outcomes] == [("gliding", 3, [0.4125, 0.6125])]
    heard = [bar.outcomes for _, bar in run(state, 4)]
    assert [[(one.status, one.bars_left) for one in outcomes] for outcomes in heard] == [
        [("gliding", 2)], [("gliding", 1)], [("applied", 0)], []
    ]


ends = st.floats(0.0, 0.9)
bands = st.tuples(ends, ends).map(sorted)
band_wishes = st.lists(
    st.one_of(
        bands.map(lambda band: ask.Target("S", band[0], band[1])), ends.map(lambda end: ask.Target("S", None, end)),
        ends.map(lambda end: ask.Set("targets.S_low", end)), ends.map(lambda end: ask.Set("targets.S_high", end)),
        st.just(ask.Undo()), st.just(ask.Redo()), st.integers(0, 8).map(lambda bars: ask.Scene("recall", "calm", bars)),
    ),
    max_size=6,
)


@settings(max_examples=tries(150))
@given(band_wishes, st.booleans(), st.lists(st.integers(0, 3), min_size=6, max_size=6))
def test_a_band_never_inverts_on_its_way(commands: list[ask.Command], slow: bool, pauses: list[int]) -> None:
    crawl = {"mode": "ou", "min_val": 0.2, "max_val": 0.6, "step_per_bar": 0.05, "max_delta_per_bar": 0.02}
    state = opened(modulators=[{"name": "crawl", "param_path": "targets.S_low", "mod": crawl}] if slow else [])
    state, _ = stopped(state, ask.Scene("save", "calm"))
    for command, pause in zip(commands, pauses, strict=False):
        for after, _ in run(state, 1 + pause, {0: wished(command)}):
            low, high = after.config.targets.S_low, after.config.targets.S_high
            assert low is None or high is None or low <= high
            state = after


def test_an_end_that_waits_for_the_other_arrives_when_it_said() -> None:
    crawl = {"mode": "sine", "min_val": 0.4, "max_val": 0.4, "max_delta_per_bar": 0.02}
    state = opened(
        targets={"S_low": 0.4, "S_high": 0.5}, modulators=[{"name": "m", "param_path": "targets.S_low", "mod": crawl}]
    )
    state, outcomes = played(state, ask.Set("targets.S_low", 0.1), ask.Set("targets.S_high", 0.25))
    left = {outcome.wish: outcome.bars_left for outcome in outcomes}
    assert left == {"w0": 14, "w1": 7}
    heard = [bar.outcomes for _, bar in run(state, 14)]
    arrived = {one.wish: bar for bar, outcomes in enumerate(heard, 1) for one in outcomes if one.status == "applied"}
    assert arrived == left


def test_an_end_the_band_did_not_have_begins_beside_the_other() -> None:
    state, _ = stopped(opened(), ask.Target("S", None, 0.3))
    state, _ = played(state, ask.Target("S", 0.6, 0.8))
    assert (state.config.targets.S_low, state.config.targets.S_high) == (0.4125, 0.4125)


def test_what_a_wish_took_away_in_the_same_bar_is_not_gone() -> None:
    state, _ = played(opened(), ask.Set("targets.T_ms_cap", None), ask.Set("targets.T_ms_cap", 50))
    assert state.config.targets.T_ms_cap == 12 + 6.25


# --- tempo ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("over_bars", [0, 1])
def test_a_tempo_is_there_on_the_bar_line(over_bars: int) -> None:
    state, outcomes = played(opened(), ask.Tempo(145.5, over_bars))
    assert [(one.path, one.status, one.applied) for one in outcomes] == [("bpm", "applied", 145.5)]
    assert state.config.bpm == 145.5


@settings(max_examples=tries(30))
@given(st.floats(20, 300), st.integers(2, 40))
def test_a_tempo_ramp_is_a_straight_line_and_arrives_on_time(bpm: float, over_bars: int) -> None:
    heard = run(opened(), over_bars + 2, {0: wished(ask.Tempo(bpm, over_bars))})
    line = [130 + (bpm - 130) * min(bar + 1, over_bars) / over_bars for bar in range(over_bars + 2)]
    assert [bar.bpm for _, bar in heard] == pytest.approx(line)
    if abs(bpm - 130) > 1e-6:
        told = [(one.status, one.bars_left) for _, bar in heard for one in bar.outcomes]
        assert told == [*(("gliding", left) for left in range(over_bars - 1, 0, -1)), ("applied", 0)]


@pytest.mark.parametrize("over_bars", [-1, 1025])
def test_a_ramp_of_no_sense_is_refused(over_bars: int) -> None:
    _, outcomes = played(opened(), ask.Tempo(140, over_bars))
    assert (outcomes[0].status, outcomes[0].reason) == ("refused", "a ramp takes 0..1024 bars")


def test_a_new_tempo_ends_a_ramp() -> None:
    state, _ = played(opened(), ask.Tempo(180, 16))
    state, outcomes = played(state, ask.Set("bpm", 100), id="set")
    assert sorted((one.wish, one.status) for one in outcomes) == [("set", "applied"), ("w0", "superseded")]
    assert {bar.bpm for _, bar in run(state, 3)} == {100}
