from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from pydantic import ValidationError

from bench.closed_loop import showcase
from engine import commands as ask
from engine.session import apply, next_bar, start
from engine.state import state_from_json, state_json
from tests.engine.any_config import configs
from tests.engine.asked import anything, evenings, opened, run, wished
from tests.thorough import tries

if TYPE_CHECKING:
    from engine.commands import Wish
    from engine.config import Config

BARS_ON = 8


@given(evening=evenings(anything))
@settings(max_examples=tries(60))
def test_a_state_restored_from_json_is_equal_and_goes_on_exactly(evening: list[list[Wish]]) -> None:
    state = opened()
    for wishes in evening:
        state, _ = next_bar(state, wishes)
    restored = state_from_json(state_json(state))
    assert restored == state
    assert run(restored, BARS_ON) == run(state, BARS_ON)


@given(config=configs(), evening=evenings(anything, bars=4))
@settings(max_examples=tries(60))
def test_that_holds_for_any_config_at_every_bar(config: Config, evening: list[list[Wish]]) -> None:
    state = start(config)
    for wishes in evening:
        state, _ = next_bar(state, wishes)
        restored = state_from_json(state_json(state))
        assert restored == state
        assert next_bar(restored) == next_bar(state)


@given(evening=evenings(anything, bars=3))
@settings(max_examples=tries(30))
def test_a_stopped_state_is_restored_as_well(evening: list[list[Wish]]) -> None:
    state = opened()
    for wishes in evening:
        state, _ = apply(state, wishes)
        assert state_from_json(state_json(state)) == state
    assert next_bar(state_from_json(state_json(state))) == next_bar(state)


def test_a_morph_in_midway_scenes_history_and_a_frozen_bar_are_restored() -> None:
    asked = {
        1: wished(ask.Scene("save", "calm"), ask.Mute("clap", bars=9)),
        2: wished(ask.Set("hat_c.swing_percent", 0.7), ask.Set("bass.rot", 5), turn="one"),
        3: wished(ask.Scene("recall", "calm", over_bars=6), ask.Undo()),
        4: wished(ask.Scene("recall", "calm", over_bars=6), ask.Tempo(150.0, over_bars=5)),
        5: wished(ask.Freeze(), ask.Fill(2)),
    }
    state, _ = run(opened(), 6, asked)[-1]
    assert state.morph is not None
    assert state.frozen is not None
    assert state.scenes
    assert state.redo or state.undo
    restored = state_from_json(state_json(state))
    assert restored == state
    later = {2: wished(ask.Unfreeze()), 4: wished(ask.Undo(3)), 5: wished(ask.Redo())}
    assert run(restored, 12, later) == run(state, 12, later)


def test_the_text_is_one_json_object_without_nan() -> None:
    state, _ = run(start(showcase()), 3)[-1]
    text = state_json(state)
    assert json.loads(text)["bar"] == 3
    assert "NaN" not in text


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"config": 1, "seed": 0}', "x"])
def test_what_is_no_state_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        state_from_json(text)
