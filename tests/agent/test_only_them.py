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
