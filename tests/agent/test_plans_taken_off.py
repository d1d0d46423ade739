"""Which plan a line takes off, and which bar "until then" is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.agent.heard import replies
from tests.agent.test_conversations import talked

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("said", [
    "take the fills off again", "no more fills", "turn the fills off", "lose the fills again", "fills off please",
    "drop the fills", "ok, enough fills", "stop the fills now",
])
@pytest.mark.parametrize("plan", ["fill every 8 bars", "a fill every 4 bars"])
def test_fills_that_are_planned_again_and_again_are_taken_off(tmp_path: Path, plan: str, said: str) -> None:
    state, _ = talked(tmp_path, (plan, "louder snare", said))
    assert state.agenda == ()


@pytest.mark.parametrize("said", ["fill", "another fill", "fills off"])
def test_without_such_a_plan_nothing_is_cancelled(said: str) -> None:
    assert "cancel" not in {one["command"] for one in replies(said)[-1].commands}


@pytest.mark.parametrize("said", [
    "drop that load, I'll stay", "drop that load, i will stay here", "scrap the load, we stay here", "cancel the load",
])
def test_a_load_that_is_planned_is_taken_off(tmp_path: Path, said: str) -> None:
    state, _ = talked(tmp_path, ("load acid in 8 bars", said))
    assert state.agenda == ()


@pytest.mark.parametrize("plan", ["wind it down in 16 bars", "in 8 bars energy down to 30%"])
def test_the_way_down_is_skipped(tmp_path: Path, plan: str) -> None:
    state, _ = talked(tmp_path, (plan, "skip the way down"))
    assert state.agenda == ()


@pytest.mark.parametrize("said", ["free the snare again", "release the snare", "let the snare go",
                                  "let go of the snare"])
def test_a_layer_that_is_locked_is_free_again(tmp_path: Path, said: str) -> None:
    state, _ = talked(tmp_path, ("lock the snare", said))
    assert state.stage.locks == ()


@pytest.mark.parametrize("plan", ["in 8 bars drop the kick", "in 8 bars a fill", "in 8 bars no kick"])
@pytest.mark.parametrize("said", ["mute the clap until then", "until that mute the clap", "till then, no clap"])
def test_until_then_is_the_bar_of_the_plan(tmp_path: Path, plan: str, said: str) -> None:
    _, replied = talked(tmp_path, (plan, said))
    (command,) = replied[-1].commands
    assert (command["command"], command["layer"], command["bars"]) == ("mute", "clap", 8)


@pytest.mark.parametrize("said", ["a fill before that", "before that, a fill"])
def test_before_that_is_the_bar_before_it(said: str) -> None:
    (command,) = replies("in 8 bars mute the kick", said)[-1].commands
    assert (command["command"], command["at_bar"]) == ("fill", 7)


TWO_PLANS = ("tempo 140 at bar 72", "fill at bar 56")


@pytest.mark.parametrize("line", [
    "cancel 1", "cancel number 1", "forget the tempo change", "scrap the tempo thing",
    "forget about the speed change, we run late",
])
def test_the_plan_that_is_named_goes_and_not_the_last_one(line: str) -> None:
    assert [dict(one) for one in replies(*TWO_PLANS, line)[-1].commands] == [{"command": "cancel", "id": "1"}]


@pytest.mark.parametrize("line", [
    "forget the tempo change, i want the clap out", "a tempo change at 80", "change the tempo thing to 130",
])
def test_a_tempo_that_is_only_spoken_of_takes_no_plan_off(line: str) -> None:
    assert not any(one["command"] in {"cancel", "undo"} for one in replies(*TWO_PLANS, line)[-1].commands)


def test_a_tempo_of_just_now_is_forgotten_by_an_undo() -> None:
    assert [one["command"] for one in replies("tempo 140", "forget the tempo change")[-1].commands] == ["undo"]


THREE = ("mute the kick at bar 16", "bring the snare back at bar 24", "section drop at bar 48")


def _left(*lines: str) -> list[object]:
    """Return the numbers of the plans that the last line takes off."""
    return [one.get("id", one["command"]) for one in replies(*lines)[-1].commands]


@pytest.mark.parametrize("said", [
    "scrap plan 2", "cancel number 2", "drop plan 2 please", "remove plan 2", "cancel only the second one",
    "forget just the second",
])
def test_one_plan_by_its_number_goes_and_no_other(said: str) -> None:
    assert _left(*THREE, said) == ["2"]


@pytest.mark.parametrize("said", ["remove only the second one", "remove just the second", "delete the second one"])
def test_a_plan_that_was_just_told_is_no_layer(said: str) -> None:
    assert _left(*THREE, "what is planned?", said) == ["2"]


@pytest.mark.parametrize("said", ["scrap cue 2", "cancel cue 5", "scrap number 9", "forget plan 7"])
def test_a_number_that_no_plan_has_takes_off_none(said: str) -> None:
    reply = replies(*THREE, said)[-1]
    assert not reply.commands
    assert reply.question is not None
    assert reply.question.choices == ("cancel 1", "cancel 2", "cancel 3")


@pytest.mark.parametrize("said", ["cancel everything", "scrap the lot", "forget all of it"])
def test_everything_is_still_taken_off(tmp_path: Path, said: str) -> None:
    state, _ = talked(tmp_path, (*THREE, said))
    assert state.agenda == ()


def test_the_second_of_two_layers_is_a_layer() -> None:
    (command,) = replies("what is planned?", "mute the snare and the clap", "only the second one back")[-1].commands
    assert (command["command"], command["layer"]) == ("unmute", "clap")
