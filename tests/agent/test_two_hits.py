"""A hit that moves: taken off one step and put on another, in one line or after it was put."""

from __future__ import annotations

import pytest

from tests.agent.heard import replies


def _done(*lines: str) -> list[str]:
    return sorted(
        f"{one['layer']} {int(str(one['step'])) + 1} {'on' if one['on'] else 'off'}"
        for one in replies(*lines)[-1].commands if one["command"] == "hit"
    )


@pytest.mark.parametrize("line", [
    "take the clap off 16 and put one on 9", "remove the clap on step 16, and add one on 9",
    "remove the clap on the last sixteenth of the bar and place one on beat three instead",
    "delete the clap on 16, then put it on 9", "get rid of the clap on step 16; give me one on step 9",
    "lose the clap on 16 and stick another one on 9 instead", "move the clap from 16 to 9",
    "shift the clap hit from step 16 over to step 9",
])
def test_a_hit_taken_off_one_step_is_put_on_another(line: str) -> None:
    assert _done(line) == ["clap 16 off", "clap 9 on"]


@pytest.mark.parametrize("line", [
    "add a clap for the very last step of the bar and remove the one just before it",
    "put a clap on 16 and take out the one right before", "add clap on step 16, and lose the one before it",
])
def test_the_one_before_it_is_a_step_earlier(line: str) -> None:
    assert _done(line) == ["clap 15 off", "clap 16 on"]


@pytest.mark.parametrize("line", [
    "move that to the and of three", "mm. scoot that to the and of three", "shift it to step 11",
    "put it on 11 instead", "slide that one over to 11", "nudge that hit to step 11", "drag it onto 11",
])
def test_a_hit_that_was_put_moves(line: str) -> None:
    assert _done("put a kick on step 15", line) == ["kick 11 on", "kick 15 off"]


@pytest.mark.parametrize("line", [
    "put one on 11", "the 11 too", "and 11",
])
def test_another_hit_leaves_the_first_where_it_is(line: str) -> None:
    assert _done("put a kick on step 15", line) == ["kick 11 on"]


@pytest.mark.parametrize("line", [
    "take the clap out for 8 and put a fill in", "drop the clap at 48 and put one at 64", "move the drop to 64",
    "remove the clap on step 16, more hats",
])
def test_other_lines_put_no_hit(line: str) -> None:
    assert not [one for one in _done(line) if one.endswith("on")]
