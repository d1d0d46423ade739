"""How long a pattern is: its cycle in steps, whatever its word; a note's length and a turn of the pattern are not."""

from __future__ import annotations

import pytest

from agent.offline.loops import as_cycle, with_loops
from tests.agent.heard import replies


def _set(line: str) -> dict[object, object]:
    return {one["path"]: one["to"] for one in replies(line)[-1].commands if one["command"] == "set"}


@pytest.mark.parametrize(("line", "found"), [
    ("the clap 12 steps", {"clap.steps": 12}),
    ("13 steps for the clap loop", {"clap.steps": 13}),
    ("closed hat pattern length seven", {"hat_c.steps": 7}),
    ("kick loop shorter, 14 steps", {"kick.steps": 14}),
    ("a 12 step loop on the snare", {"snare.steps": 12}),
    ("the pattern of the kick 20 steps", {"kick.steps": 20}),
    ("a pattern of 7 steps on the clap", {"clap.steps": 7}),
    ("make the snare row 14 steps long", {"snare.steps": 14}),
    ("kick pattern becomes 15", {"kick.steps": 15}),
    ("the closed hat and the clap 12 steps", {"hat_c.steps": 12, "clap.steps": 12}),
    ("clap: 5 hits over 12 steps", {"clap.steps": 12, "clap.fills": 5}),
    ("Please make the snare 14 steps, I am thinking of home", {"snare.steps": 14}),
    ("could you make the closed hat twelve steps", {"hat_c.steps": 12}),
    ("mute the kick and make the clap 7 steps", {"clap.steps": 7}),
    ("5 hits in 12 steps on the clap", {"clap.steps": 12, "clap.fills": 5}),
    ("euclid(5,12) on the clap", {"clap.steps": 12, "clap.fills": 5}),
])
def test_the_length_of_a_pattern_is_its_cycle(line: str, found: dict[str, int]) -> None:
    assert _set(line) == found


@pytest.mark.parametrize("line", [
    "the snare 2 steps later", "rotate the clap by 3 steps", "the clap 3 steps earlier", "hit the kick on step 12",
    "the open hat's notes 4 steps long", "longer notes on the open hat", "hat_o length 2", "kick pattern 20% louder",
    "the clap loop louder", "kick loop for 8 bars", "the kick pattern 8 bars later", "the clap pattern at 65",
    "clap 5 hits", "loop this bar", "please move the snare 3 steps", "turn the clap 5 steps",
    "mute the clap for 8 bars",
])
def test_what_turns_a_pattern_or_is_of_notes_is_no_cycle(line: str) -> None:
    assert with_loops(line) == line
    assert not any(str(path).endswith(".steps") for path in _set(line))


def test_authors_who_call_a_pattern_a_length_mean_its_cycle() -> None:
    assert as_cycle("set clap.length_steps 13 @bar 65", "a 13 loop on the clap") == "set clap.steps 13 @bar 65"
    assert as_cycle("set clap.length_steps 2", "clap length 2") == "set clap.length_steps 2"
    assert as_cycle("set clap.length_steps 4", "let the clap ring for 4") == "set clap.length_steps 4"


@pytest.mark.parametrize(("line", "found"), [
    ("snare: 3 hits in 16", {"snare.steps": 16, "snare.fills": 3}),
    ("7 hits in 12 on the clap, please", {"clap.steps": 12, "clap.fills": 7}),
    ("snare, five hits in thirteen", {"snare.steps": 13, "snare.fills": 5}),
])
def test_a_number_behind_hits_in_is_of_steps_and_done_now(line: str, found: dict[str, int]) -> None:
    (reply,) = replies(line)
    assert _set(line) == found
    assert not any("at_bar" in one for one in reply.commands)


@pytest.mark.parametrize(("line", "bar"), [
    ("clap 5 hits in 16 bars", 16), ("clap 5 hits in 8", 8), ("mute the clap in 16", 16),
])
def test_bars_behind_hits_in_stay_a_time(line: str, bar: int) -> None:
    assert [one.get("at_bar") for one in replies(line)[-1].commands] == [bar]
