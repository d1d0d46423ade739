"""Parts of a line that only say what stays as it is, and what is taken back by a word of feel."""

from __future__ import annotations

import pytest

from tests.agent.heard import replies


def _done(*lines: str) -> list[str]:
    """Return the commands of the last line, each with its layer or path."""
    found = [
        f"{one['command']} {one.get('layer') or one.get('path') or one.get('id') or ''}".strip()
        for one in replies(*lines)[-1].commands
    ]
    return sorted(found)


FILLS, SWUNG = "fill every 8 bars", "more swing"


@pytest.mark.parametrize("line", [
    "make that every 4 and leave the rest be", "make that every 4, the rest can stay as it is",
    "make it every 4 but leave everything else alone", "every 4 bars, and the others stay like that",
    "make that every 4; the tempo stays", "make it every 4 bars and keep the swing as it is",
])
def test_what_stays_is_passed_over_beside_what_follows(line: str) -> None:
    assert _done(FILLS, line) == _done(FILLS, "make that every 4")


@pytest.mark.parametrize("line", [
    "take back the swing, the kick stays out", "put the swing back, but leave the kick out",
    "put the swing back but the mute stays", "take back the swing and leave the kick muted",
    "put the swing back; the lock stays", "take back the swing but keep the lock",
])
def test_what_is_muted_or_locked_stays_so(line: str) -> None:
    before = ("lock the snare", SWUNG, "mute the kick")
    done = _done(*before, line)
    assert done
    assert all(one.endswith("swing_percent") for one in done)


@pytest.mark.parametrize("line", [
    "forget the fill, and the clap can stay in", "ach forget the fill, and the clap stays in",
    "cancel the fill and keep the clap in", "skip the fill, the clap can stay on",
    "scratch the fill but leave the clap",
])
def test_a_plan_against_what_stays_is_taken_off(line: str) -> None:
    assert _done("mute the clap at bar 64", "fill at bar 63", line) == ["cancel 1", "cancel 2"]
    assert _done("mute the clap at bar 64", "the clap can stay in") in (["cancel 1"], ["undo"])


@pytest.mark.parametrize("line", [
    "the first one can come back leave the other off", "the first one can come back, leave the other off",
    "bring the first one back, keep the other one out", "the first one back please", "only the first one can be back",
])
def test_the_first_of_two_mutes_comes_back(line: str) -> None:
    assert _done("mute the clap", "mute the open hat", line) == ["unmute clap"]


@pytest.mark.parametrize("line", [
    "a bit more swing but leave the kick", "everything louder, but the snare stays", "no, the kick stays",
    "the clap out and leave the rest", "more hats and the kick stays in",
])
def test_other_lines_keep_their_exceptions(line: str) -> None:
    assert _done("mute the kick", line) != ["cancel 1"]
    assert "unmute clap" not in _done("mute the clap", "mute the open hat", line)


@pytest.mark.parametrize("line", [
    "ok nvm that undo", "forget the undo", "scratch that undo", "undo the undo", "take back that last undo",
    "no, i did not want that undo", "cancel the undo", "ignore the undo", "never mind the undo",
])
def test_an_undo_that_is_taken_back_is_a_redo(line: str) -> None:
    assert _done("mute the snare", "undo", line) == ["redo"]


@pytest.mark.parametrize("line", [
    "take back the chaos, the lock stays", "undo the chaos, keep the lock", "take back the chaos", "forget the madness",
    "revert the chaos but leave the lock", "take away the chaos",
])
def test_a_feel_that_is_taken_back_is_never_more_of_it(line: str) -> None:
    assert _done("more entropy", "lock the kick", line) == ["target"]


@pytest.mark.parametrize("line", ["too far, one notch back", "one notch back", "too much, one click back", "ah ah, no"])
def test_a_notch_back_undoes_and_unmutes_nothing(line: str) -> None:
    assert _done("the kick quieter", "the kick quieter", line) == ["undo"]


@pytest.mark.parametrize(("line", "plan"), [
    ("cancel the fill", "cancel 2"), ("cancel that fill please", "cancel 2"), ("cancel the mute", "cancel 1"),
    ("scratch the last cue, keep the one before", "cancel 1"), ("scratch the fill", "cancel 2"),
])
def test_one_plan_of_several_is_taken_off_by_its_kind(line: str, plan: str) -> None:
    assert _done("mute the clap at bar 64", "fill at bar 63", line) == [plan]


@pytest.mark.parametrize("line", [
    "break at 48, without that fill", "go to the break at 48, without the fill",
    "the break at bar 48 but without the fill",
    "attacca into the break at 48, without that fill", "break at 48; minus the fill",
])
def test_a_plan_is_taken_off_beside_a_new_one(line: str) -> None:
    assert _done("fill at bar 48", line) == ["cancel 1", "section"]


@pytest.mark.parametrize("line", [
    "never mind about all of that", "forget all those plans", "never mind about all of those arrangements",
    "scrap all of these plans", "drop all those cues",
])
def test_all_that_is_planned_goes(line: str) -> None:
    assert _done("fill at bar 48", "tempo 128 at bar 64", line) == ["cancel 1", "cancel 2"]


@pytest.mark.parametrize(("line", "done"), [
    ("cancel the fill, more hats", ["cancel 1", "set hat_c.density.target"]), ("cancel the fill, please", ["cancel 1"]),
    ("forget the fill, i changed my mind", ["cancel 1"]), ("cancel the fill, tempo 128", ["cancel 1", "tempo"]),
    ("scrap the fill and give me the break at 64", ["cancel 1", "section"]),
    ("cancel the fill and the mute", ["cancel 1", "cancel 2"]),
])
def test_what_is_said_beside_a_plan_taken_off_is_done_too(line: str, done: list[str]) -> None:
    assert _done("fill at bar 48", "mute the clap at bar 56", line) == done


@pytest.mark.parametrize("line", ["drop early. go", "drop now!", "bring the drop right now", "the drop comes now"])
def test_a_plan_that_comes_now_comes_once(line: str) -> None:
    assert _done("section drop at bar 48", line) == ["cancel 1", "section"]
