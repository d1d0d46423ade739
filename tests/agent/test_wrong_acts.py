"""What a line says of one thing is not done to another, and what it only remarks is not done at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.agent.heard import replies

if TYPE_CHECKING:
    from collections.abc import Mapping


def _moved(command: Mapping[str, object]) -> str:
    """Word a command in short: "mute clap", "kick.velocity up"."""
    if command["command"] != "set":
        return " ".join(str(command[key]) for key in ("command", "action", "layer", "name") if command.get(key))
    before, to = command.get("from"), command["to"]
    levels = [one[0] if isinstance(one, list) else one for one in (before, to)]
    return f"{command['path']} {'up' if levels[1] > levels[0] else 'down'}"  # type: ignore[operator] # two numbers


def _does(*lines: str) -> set[str]:
    return {_moved(command) for command in replies(*lines)[-1].commands}


@pytest.mark.parametrize(("say", "does"), [
    ("kick heavier clap quieter", {"kick.velocity up", "clap.velocity down"}),
    ("open hat up closed hat down", {"hat_o.velocity up", "hat_c.velocity down"}),
    ("kick down snare up", {"kick.velocity down", "snare.velocity up"}),
    ("clap off, snare 97", {"mute clap", "snare.velocity up"}),
    ("kick 88 snare 77", {"kick.velocity down", "snare.velocity up"}),
    ("mute the clap and put the kick on max", {"mute clap", "kick.velocity up"}),
    ("hats busier clap out", {"hat_c.density.target up", "mute clap"}),
    ("kick quieter + snare louder", {"kick.velocity down", "snare.velocity up"}),
])
def test_layers_side_by_side_have_each_its_own_change(say: str, does: set[str]) -> None:
    assert _does(say) == does


@pytest.mark.parametrize(("say", "does"), [
    ("the snare is a bit bright", {"snare.velocity down"}),
    ("the snare is a bit brighter", {"snare.velocity up"}),
    ("the snare is somewhat aggressive", {"snare.velocity down"}),
])
def test_a_hedged_adjective_is_a_complaint_and_a_comparison_a_wish(say: str, does: set[str]) -> None:
    assert _does(say) == does


@pytest.mark.parametrize("say", ["drunk people everywhere", "dark story", "a long day"])
def test_an_adjective_of_something_else_changes_nothing(say: str) -> None:
    assert not replies(say)[-1].commands


@pytest.mark.parametrize(("lines", "does"), [
    (("tempo 140", "too quick, go back"), {"undo"}),
    (("clap out. that sucked",), {"mute clap"}),
    (("quick, mute the snare",), {"mute snare"}),
    (("swing is great, kick quieter",), {"kick.velocity down"}),
    (("the snare is fine, kick quieter",), {"kick.velocity down"}),
    (("we are all relaxed again, mute the clap",), {"mute clap"}),
    (("this is so cool",), set()),
    (("hey, it's me again, mute the clap",), {"mute clap"}),
])
def test_what_only_judges_praises_or_hurries_is_not_done(lines: tuple[str, ...], does: set[str]) -> None:
    assert _does(*lines) == does


@pytest.mark.parametrize(("lines", "does"), [
    (("mute the clap", "clap back in, a bit softer"), {"unmute clap", "clap.velocity down"}),
    (("mute the snare", "snare in again, only quieter"), {"unmute snare", "snare.velocity down"}),
    (("more softly on the snare",), {"snare.velocity down"}),
    (("claps? none",), {"mute clap"}),
    (("the boss says snare 101, do 101",), {"snare.velocity up"}),
])
def test_what_has_no_name_of_its_own_is_of_what_was_named(lines: tuple[str, ...], does: set[str]) -> None:
    assert _does(*lines) == does


@pytest.mark.parametrize(("say", "name"), [
    ("store this, call it sunrise", "sunrise"), ("save that, it's called Red_Dawn", "Red_Dawn"),
    ("remember this bit, it calls itself nuit", "nuit"),
])
def test_a_name_may_stand_beside_what_is_saved(say: str, name: str) -> None:
    (done,) = replies(say)[-1].commands
    assert (done["command"], done["action"], done["name"]) == ("scene", "save", name)


@pytest.mark.parametrize(("say", "choice"), [
    ("mute the small drum", "mute the snare"), ("enough ghosts", "less ghosts"), ("stop thinking", "jam off"),
    ("pull the clap 5", "mute the clap for 5 bars"),
])
def test_what_may_be_two_things_is_asked(say: str, choice: str) -> None:
    reply = replies(say)[-1]
    assert not reply.commands
    assert reply.question is not None
    assert choice in reply.question.choices


@pytest.mark.parametrize("say", [
    "the weather again, but fainter",
    "our bassist is far too loud, tame it",
    "snare busier clap calmer, meine damen",
])
def test_a_likely_reading_that_passes_over_something_is_asked_about(say: str) -> None:
    reply = replies(say)[-1]
    assert not reply.commands
    assert reply.question is not None


def test_a_place_far_out_in_the_bar_takes_no_hit_away() -> None:
    (done,) = replies("put a snare way out on step 13")[-1].commands
    assert (done["command"], done["layer"], done["on"]) == ("hit", "snare", True)


def test_this_one_bar_is_no_length() -> None:
    (done,) = replies("loop this single bar")[-1].commands
    assert done["command"] == "freeze"


def test_what_is_to_come_is_told_and_not_turned_up() -> None:
    reply = replies("anything coming up soon?")[-1]
    assert not reply.commands
    assert "planned" in reply.reply


def test_a_layer_that_is_out_comes_back_in_whatever_words() -> None:
    reply = replies("mute the clap", "the clap may exhale again")[-1]
    assert reply.commands == ({"command": "unmute", "layer": "clap"},)
