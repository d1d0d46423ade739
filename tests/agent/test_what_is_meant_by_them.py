"""A complaint and its remedy are one wish, a change that takes its time is no plan, and a drum's name is no verb."""

from __future__ import annotations

import pytest

from tests.agent.heard import replies


def paths(said: str) -> set[str]:
    return {command["path"] for command in replies(said)[-1].commands}


@pytest.mark.parametrize(("said", "wanted"), [
    ("the accents are too much, bring them down a bit", "accent."),
    ("the swing is too much, take it down a touch", "hat_"),
    ("the swing is too much take it down", "hat_"),
])
def test_what_is_complained_of_is_what_the_remedy_moves(said: str, wanted: str) -> None:
    commands = replies(said)[-1].commands
    assert commands
    assert all(command["path"].startswith(wanted) and command["to"] < command["from"] for command in commands)


@pytest.mark.parametrize(("said", "over"), [
    ("slowly up to 138 in 12 bars", 12), ("gradually down to 126 in 8 bars", 8),
])
def test_a_slow_change_with_a_time_behind_it_takes_that_long(said: str, over: int) -> None:
    (command,) = replies(said)[-1].commands
    assert (command["command"], command["over_bars"], command.get("at_bar")) == ("tempo", over, None)


def test_a_time_in_front_of_a_slow_change_is_when_it_begins() -> None:
    (command,) = replies("in 6 bars go down to 126 gradually")[-1].commands
    assert command["at_bar"] is not None
    assert command["over_bars"] > 0


@pytest.mark.parametrize("said", ["kick velocity up 4", "put the kick velocity up by 6", "kick velocity down 3"])
def test_the_kicks_level_is_the_kicks_alone(said: str) -> None:
    assert paths(said) == {"kick.velocity"}


@pytest.mark.parametrize("said", [
    "don't change anything", "please do not touch anything", "dump the snare, it bores me",
])
def test_what_says_that_nothing_else_is_to_change_locks_and_moves_nothing(said: str) -> None:
    assert {command["command"] for command in replies(said)[-1].commands} <= {"mute"}
