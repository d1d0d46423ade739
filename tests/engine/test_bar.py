"""What a bar holds: hits in time order, each by its nominal step, and its scores."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import next_bar
from engine.bar import SILENCE, Bar, Scores
from engine.timebase import BAR_TICKS, STEP_TICKS
from tests.engine.asked import opened
from tests.thorough import tries


def test_silence_scores_nothing() -> None:
    assert Scores(0.0, 0.0, 0.0, 0.0, 0.0, 0.0) == SILENCE


def test_a_bar_cannot_be_changed() -> None:
    bar = Bar(0, 0, 130.0, (), SILENCE)
    with pytest.raises(FrozenInstanceError):
        bar.bpm = 131.0  # type: ignore[misc]


@given(st.integers(0, 10_000))
@settings(max_examples=tries(25))
def test_every_hit_of_a_played_bar_is_a_note_that_a_port_can_send(seed: int) -> None:
    state = opened(seed)
    for index in range(4):
        state, bar = next_bar(state)
        assert (bar.index, bar.start_tick) == (index, index * BAR_TICKS)
        assert [event.tick for event in bar.events] == sorted(event.tick for event in bar.events)
        for event in bar.events:
            assert 1 <= event.velocity <= 127
            assert 0 <= event.note <= 127
            assert 1 <= event.channel <= 16
            assert 0 <= event.step <= 15
            assert event.duration_ticks >= 1
            assert abs(event.offset_ticks) <= 0.49 * STEP_TICKS
            if event.sub == 0:
                assert event.tick == bar.start_tick + event.step * STEP_TICKS + event.offset_ticks


def test_a_bars_densities_are_shares_of_sixteen_in_file_order() -> None:
    state, bar = next_bar(opened())
    assert [name for name, _ in bar.densities] == list(state.config.layers)
    assert state.figure is not None
    assert dict(bar.densities) == {name: mask.bit_count() / 16 for name, mask in state.figure.masks.items()}
