"""Words beside a wish, and of other times, are no mood and no plan."""

from __future__ import annotations

import pytest

from tests.agent.heard import replies


def _paths(*lines: str) -> set[str]:
    return {str(one.get("path", "bpm" if "bpm" in one else one["command"])) for one in replies(*lines)[-1].commands}


@pytest.mark.parametrize("line", [
    "a bit slower, i want to dance", "and a little slower, we want to dance but my knees are bad",
    "slower please, because i like to dance",
])
def test_somebody_who_dances_is_no_mood(line: str) -> None:
    assert _paths(line) == {"bpm"}


@pytest.mark.parametrize("line", [
    "some ghost notes on the snare, very subtle", "and a few ghosts on the snare, quite discreet",
    "and ghost notes on the snare, but really gentle",
])
def test_how_a_wish_is_meant_is_no_mood(line: str) -> None:
    assert _paths("the clap louder", line) == {"snare.ghost_pre1_prob"}


@pytest.mark.parametrize("line", [
    "in 91 we played all this by hand", "back in 88 people danced to less", "in 1994 nobody had a laptop",
])
def test_a_year_is_no_bar(line: str) -> None:
    assert not replies(line)[-1].commands
    assert not replies("the open hat louder", line)[-1].commands


@pytest.mark.parametrize("line", ["in 64 we drop", "in 16 we go to the break", "in 32 the kick comes back"])
def test_what_is_to_come_in_so_many_bars_is_planned(line: str) -> None:
    assert all("at_bar" in one for one in replies(line)[-1].commands)
    assert replies(line)[-1].commands


@pytest.mark.parametrize(("said", "to"), [("the kick 8 ms late", 4), ("the kick 4 ms early", -6)])
@pytest.mark.parametrize("line", ["come forward a bit", "too late, bring it forward a bit", "move forward a touch"])
def test_forward_after_a_shift_in_time_is_earlier(said: str, to: int, line: str) -> None:
    (command,) = replies(said, line)[-1].commands
    assert command["path"] == "kick.beat_bins_ms"
    assert command["to"] == [to]


@pytest.mark.parametrize("line", ["more subtle", "make it gentle", "more danceable"])
def test_a_mood_that_is_wished_for_is_one(line: str) -> None:
    assert len(replies(line)[-1].commands) > 1
