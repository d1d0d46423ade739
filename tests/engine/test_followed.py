"""While another clock leads, the tempo is its own: for wishes, glides, scenes, loads, and in what is written down."""

from __future__ import annotations

from typing import Any

import pytest

from engine import next_bar, start
from engine.commands import Command, Load, Scene, Set, Tempo, Undo, Wish
from engine.config import Config, Layer
from engine.session import apply

CONFIG = Config(mode="m2", bpm=120.0, layers={"kick": Layer()})
CLOCK = Wish(Tempo(127.25), author="clock")


@pytest.mark.parametrize("command", [Tempo(90.0), Tempo(90.0, 8), Set("bpm", 90.0)])
def test_a_wish_for_another_tempo_is_refused_and_says_who_holds_it(command: Command) -> None:
    state, _ = next_bar(start(CONFIG), [CLOCK])
    state, bar = next_bar(state, [Wish(command, "mine"), CLOCK])
    mine = next(outcome for outcome in bar.outcomes if outcome.wish == "mine")
    assert (mine.status, mine.held_by) == ("refused", "clock: 127.25 BPM")
    assert bar.bpm == state.config.bpm == 127.25


@pytest.mark.parametrize("command", [Load(CONFIG, "other", "config"), Undo(), Scene("recall", "one")])
def test_whatever_else_would_move_the_tempo_the_clock_has_the_last_word(command: Command) -> None:
    state, _ = apply(start(CONFIG), [Wish(Scene("save", "one")), Wish(Tempo(100.0))])
    _, bar = next_bar(state, [Wish(command), CLOCK])
    assert bar.bpm == 127.25


@pytest.mark.parametrize("section", [{"set": {"bpm": 140.0}}, {"scene": "one"}, {"scene": "one", "morph": 4}])
def test_a_section_does_not_move_a_tempo_that_is_led(section: dict[str, Any]) -> None:
    arc = {"on": True, "sections": [{"name": "a", "bars": 8, "energy": 1.0}, {"name": "b", "bars": 8, **section}]}
    config = Config.model_validate({"mode": "m4", "layers": {"kick": {}}, "arc": arc, "bpm": 120.0}, strict=False)
    state, _ = apply(start(config), [Wish(Scene("save", "one"))])
    found = []
    for _ in range(13):
        state, bar = next_bar(state, [CLOCK])
        found.append((bar.bpm, state.config.bpm))
    assert set(found) == {(127.25, 127.25)}


def test_a_ramp_that_was_on_its_way_ends() -> None:
    state, _ = next_bar(start(CONFIG), [Wish(Tempo(200.0, 16))])
    state, _ = next_bar(state, [CLOCK])
    _, bar = next_bar(state)
    assert bar.bpm == 127.25


def test_the_clock_makes_no_step_of_undo_and_its_tempo_is_clipped() -> None:
    state, bar = next_bar(start(CONFIG), [Wish(Tempo(700.0), author="clock")])
    assert state.undo == ()
    assert bar.bpm == 300.0
