"""What a line that only makes sense after another points back to."""

from __future__ import annotations

from typing import Any

import pytest

from tests.agent.heard import replies


@pytest.mark.parametrize(("lines", "last"), [
    (("tempo up 2", "sorry, 4"), [("tempo", "bpm", 136.0)]),
    (("tempo up 4", "no wait, 2"), [("tempo", "bpm", 134.0)]),
    (("tempo up 2", "no wait, 138"), [("tempo", "bpm", 138.0)]),
    (("solo the hats", "everything"), [("unsolo", "layer", "hat_c"), ("unsolo", "layer", "hat_o")]),
    (("mute the kick", "put it back in"), [("unmute", "layer", "kick")]),
    (("closed hats to 80 velocity", "open hats the same"), [("set", "path", "hat_o.velocity")]),
    (("hat_c.velocity 75", "same on the open hat"), [("set", "path", "hat_o.velocity")]),
    (("more ratchets on the closed hat", "off with them"), [("set", "path", "hat_c.ratchet_prob")]),
    (("mute the clap", "mute the kick", "undo twice"), [("undo", "steps", 2)]),
    (("mute the clap", "back to where it was"), [("undo", "steps", 1)]),
    (("solo the closed hat", "let the kick in too"), [("solo", "layer", "kick")]),
    (("closed hat density .5", "up to .6", "no, .55"), [("set", "to", 0.55)]),
    (("make it hypnotic", "too much, undo that"), [("undo", "steps", 1)]),
    (("swing on the open hat 58%", "and the closed one", "less on the open one"), [
        ("set", "path", "hat_o.swing_percent")
    ]),
    (("energy down", "back up to full"), [("set", "to", 1.0)]),
    (("mute the snare", "mute the clap", "clap back", "snare then"), [("unmute", "layer", "snare")]),
])
def test_a_line_points_back(lines: tuple[str, ...], last: list[tuple[str, str, Any]]) -> None:
    commands = replies(*lines)[-1].commands
    assert [(one["command"], key, one[key]) for one, (_, key, _) in zip(commands, last, strict=True)] == last


def test_a_layer_that_is_off_and_is_to_come_is_not_taken_out_again() -> None:
    (command,) = replies("mute the kick", "the bass drum should come again after 8 bars, now he is off")[-1].commands
    assert (command["command"], command["at_bar"]) == ("unmute", 8)


@pytest.mark.parametrize("said", ["open hat volume", "snare density", "kick louder than the clap"])
def test_a_level_alone_and_a_comparison_are_asked_about(said: str) -> None:
    reply = replies(said)[-1]
    assert not reply.commands
    assert reply.question is not None


@pytest.mark.parametrize("lines", [
    ("nice, that's tight",), ("mute the clap", "who wrote this?", "never mind"),
])
def test_praise_retractions_of_nothing_and_open_lengths_change_nothing(lines: tuple[str, ...]) -> None:
    assert not replies(*lines)[-1].commands


def test_a_layer_in_every_other_bar_is_a_condition_and_no_solo() -> None:
    (command,) = replies("open hat only every other bar")[-1].commands
    assert command["path"] == "hat_o.conditions"
    assert command["to"][0]["b"] == 2


@pytest.mark.parametrize("said", ["swing to 62 but only on the open hats", "swing 62%, only on the open hats"])
def test_only_on_a_layer_says_of_what_a_change_is(said: str) -> None:
    (command,) = replies(said)[-1].commands
    assert (command["path"], command["to"]) == ("hat_o.swing_percent", 0.62)


def test_what_is_excluded_behind_a_change_is_left_alone() -> None:
    paths = {command["path"] for command in replies("louder please, not the kick though")[-1].commands}
    assert paths == {f"{layer}.velocity" for layer in ("hat_c", "hat_o", "snare", "clap")}
    assert {command["path"] for command in replies("hats louder, just the closed ones")[-1].commands} == {
        "hat_c.velocity"
    }


@pytest.mark.parametrize("said", ["only kick on the first beat", "go up 3 bpm every 8 bars"])
def test_places_in_the_bar_and_changes_that_add_up_are_asked_about(said: str) -> None:
    reply = replies(said)[-1]
    assert not reply.commands
    assert reply.question is not None


def test_energy_off_the_floor_is_not_none() -> None:
    assert all(one["to"] == 1.0 for one in replies("energy off the floor, full")[-1].commands)


def test_a_chance_is_set_where_a_layer_has_one() -> None:
    (command,) = replies("set snare probability to 50%")[-1].commands
    assert [one["p"] for one in command["to"] if one["kind"] == "PROB"] == [0.5]
