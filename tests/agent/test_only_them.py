"""What "only" and "just" are beside a change: its layers, never a solo."""

from __future__ import annotations

from typing import Any

import pytest

from tests.agent.heard import replies


def _moved(*lines: str) -> dict[str, Any]:
    """Return the new value of each path that the last line sets, and the names of its other commands."""
    return {str(one.get("path", one["command"])): one.get("to") for one in replies(*lines)[-1].commands}


@pytest.mark.parametrize("line", ["just make the kick knock", "then just make the kick slam",
                                  "ok let the kick thump", "make the kick bang harder"])
def test_a_drum_that_is_to_knock_is_louder_and_not_alone(line: str) -> None:
    assert set(_moved(line)) == {"kick.velocity"}


@pytest.mark.parametrize("line", ["only the hats should have that", "just the hats get that, the rest straight"])
def test_a_change_of_one_layer_goes_to_those_that_should_have_it(line: str) -> None:
    assert _moved("kick swing 0.58", line) == {
        "kick.swing_percent": 0.5, "hat_c.swing_percent": 0.58, "hat_o.swing_percent": 0.58,
    }


@pytest.mark.parametrize("line", ["only the kick should have that", "just the kick gets that"])
def test_a_change_of_all_layers_is_left_to_one(line: str) -> None:
    assert set(_moved("everything louder", line)) == {f"{one}.velocity" for one in ("hat_c", "hat_o", "snare", "clap")}


def test_who_has_it_alone_keeps_it() -> None:
    assert not _moved("swing 0.57", "only the hats should have that, everything else as it was")


@pytest.mark.parametrize("line", ["just the kick", "only the hats", "just let the kick play", "only the kick please"])
def test_only_a_layer_is_still_a_solo(line: str) -> None:
    assert set(_moved("tempo 130", line)) == {"solo"}


def test_a_hit_is_put_on_its_step() -> None:
    assert set(_moved("make the snare hit on step 7")) == {"hit"}


@pytest.mark.parametrize("line", [
    "now silence all, only the closed hat, four bars", "mute everything, just the closed hat for 4 bars",
    "all out, only the closed hat, 4 bars", "everything off, closed hat only, for 4 bars",
    "kill everything: just the closed hat, 4 bars",
])
def test_all_out_and_only_one_is_that_one_alone(line: str) -> None:
    (only,) = replies(line)[-1].commands
    assert (only["command"], only["layer"], only["bars"]) == ("solo", "hat_c", 4)


@pytest.mark.parametrize("line", ["mute everything", "all out at bar 60, only then the clap", "everything out"])
def test_all_out_alone_solos_nothing(line: str) -> None:
    assert not [one for one in replies(line)[-1].commands if one["command"] == "solo"]


@pytest.mark.parametrize("line", ["half as many kicks", "kick half as many", "half the number of kicks"])
def test_half_as_many_are_hits_and_no_level(line: str) -> None:
    assert set(_moved(line)) == {"kick.fills"}


@pytest.mark.parametrize(("line", "bar"), [
    ("the snare falls silent at bar 57", 56), ("snare fall silent at bar 57", 56), ("snare goes silent on 57", 56),
    ("let the snare be silent at bar 57", 56), ("the snare turns silent", None), ("snare to be silent now", None),
])
def test_what_falls_silent_is_muted(line: str, bar: int | None) -> None:
    (only,) = replies(line)[-1].commands
    assert (only["command"], only["layer"], only.get("at_bar")) == ("mute", "snare", bar)
