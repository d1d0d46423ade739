"""What is said of plans in passing: a fill just before, another bar behind a remark, what is taken off again."""

from __future__ import annotations

import pytest

from tests.agent.heard import replies

DROP = "drop at bar 80"


def _done(*lines: str) -> list[str]:
    """Return the commands of the last line, each with its subject and bar."""
    found = []
    for one in replies(*lines)[-1].commands:
        subject = one.get("name") or one.get("layer") or one.get("path") or one.get("id") or ""
        bar = f" {int(str(one['at_bar'])) + 1}" if "at_bar" in one else ""
        found.append(f"{one['command']} {subject}".strip() + bar)
    return sorted(found)


@pytest.mark.parametrize("line", [
    "one roll of drum just before", "then put one, last bar before", "fill going in", "a fill on the way in",
    "with a fill leading into it", "fill going into 80", "and a roll into the drop", "put one right before",
    "throw in a snare roll right before the drop", "a turnaround to take us in to it",
])
def test_a_fill_comes_in_the_bar_before_the_plan(line: str) -> None:
    assert _done(DROP, line) == ["fill 79"]


@pytest.mark.parametrize("line", [
    "push it to 88 then, with a fill just before", "shift it to 88, and a fill on the way in",
    "make that 88, fill going in", "move the drop to 88 with a roll right before",
])
def test_a_plan_moves_and_a_fill_leads_to_it(line: str) -> None:
    assert _done(DROP, line) == ["cancel 1", "fill 87", "section drop 88"]


def test_a_fill_leads_to_the_bar_of_its_own_line() -> None:
    assert _done("drop at 96, with a fill going in") == ["fill 95", "section drop 96"]
    assert _done("fill into 60") == ["fill 59"]


@pytest.mark.parametrize(("before", "line", "bar"), [
    ("fill at bar 80", "no, just before", 79), ("fill at bar 70", "no, it must land on 84, so one bar before", 83),
])
def test_a_fill_that_is_planned_moves_before_the_plan(before: str, line: str, bar: int) -> None:
    assert _done(DROP, before, line) == ["cancel 2", f"fill {bar}"]


@pytest.mark.parametrize("line", [
    "no fill just before", "cancel the fill just before", "forget the fill right before it",
])
def test_a_fill_that_is_denied_does_not_come(line: str) -> None:
    assert _done(DROP, "fill at bar 79", line) == ["cancel 2"]
    assert _done(DROP, line) == []


@pytest.mark.parametrize(("line", "done"), [
    ("kick out just before", "mute kick 79"), ("more hats just before", "set hat_c.density.target 79"),
])
def test_what_comes_just_before_a_plan_is_never_done_at_once(line: str, done: str) -> None:
    assert _done(DROP, line) == [done]


@pytest.mark.parametrize("line", ["one every 8 from then", "and one every 8 from there", "every 8 bars from then on"])
def test_a_planned_fill_comes_again(line: str) -> None:
    done = replies("fill at bar 64", line)[-1].commands
    assert [(one["at_bar"], one["every_bars"]) for one in done if one["command"] == "fill"] == [(63, 8)]


@pytest.mark.parametrize(("lines", "done"), [
    (("mute the kick at bar 60", "kick at 60 is too early. 64."), ["cancel 1", "mute kick 64"]),
    (("mute the kick at bar 60", DROP, "the kick is too soon. make it 64"), ["cancel 1", "mute kick 64"]),
    ((DROP, "haze machine jammed. 88"), ["cancel 1", "section drop 88"]),
    ((DROP, "bus broke down: 90"), ["cancel 1", "section drop 90"]),
    ((DROP, "fill at bar 79", "she's not ready. 96"), ["cancel 1", "cancel 2", "fill 95", "section drop 96"]),
    ((DROP, "fill at bar 79", "make it 96"), ["cancel 1", "cancel 2", "fill 95", "section drop 96"]),
])
def test_a_number_behind_a_remark_is_the_bar_of_the_plan(lines: tuple[str, ...], done: list[str]) -> None:
    assert _done(*lines) == done


@pytest.mark.parametrize("line", ["too fast. 120", "people are sleeping. 138", "crowd's gone quiet. 128"])
def test_a_number_behind_a_remark_on_the_feel_is_the_tempo(line: str) -> None:
    assert _done(DROP, line) == ["tempo"]


@pytest.mark.parametrize(("lines", "done"), [
    (("break at bar 72", "the break at 80 instead"), ["cancel 1", "section break 80"]),
    (("save this as recovery", "recall recovery at bar 72", "recovery at 80"), ["cancel 1", "scene recovery 80"]),
    ((DROP, "and a drop at 88 too"), ["section drop 88"]),
    ((DROP, "drop at bar 128"), ["section drop 128"]),
])
def test_a_plan_that_is_said_again_moves(lines: tuple[str, ...], done: list[str]) -> None:
    assert _done(*lines) == done


@pytest.mark.parametrize("line", ["cancel all that", "forget those", "none of that then", "scrap all of that"])
def test_what_was_just_planned_is_taken_off(line: str) -> None:
    assert _done("hats louder", DROP, "mute the kick at bar 60", line) == ["cancel 1", "cancel 2"]


def test_the_plans_of_one_line_are_taken_off_and_no_other() -> None:
    assert _done("fill every 8 bars", "drop at 64, mute the clap at 63", "forget those") == ["cancel 2", "cancel 3"]


@pytest.mark.parametrize("line", ["scrap the hat, just the drop", "ditch the hats, only the drop"])
def test_the_plan_of_a_layer_is_taken_off_and_nothing_muted(line: str) -> None:
    assert _done(DROP, "mute the open hat at bar 60", line) == ["cancel 2"]


def test_a_correction_keeps_the_bar() -> None:
    done = _done("mute snare at bar 72 for 8", "Correction: the clap, not the snare.")
    assert done == ["mute clap 72", "undo"]


@pytest.mark.parametrize(("line", "bars"), [
    ("Build it: rise in 8, drop 8 after that", [9, 17]), ("rise at bar 64, drop 16 after that", [64, 80]),
    ("rise in 8, drop 8 after that, break 16 after that", [9, 17, 33]),
])
def test_each_part_of_a_line_is_counted_from_the_one_before(line: str, bars: list[int]) -> None:
    assert [int(str(one["at_bar"])) + 1 for one in replies(line)[-1].commands] == bars


@pytest.mark.parametrize(("lines", "path", "way"), [
    (("kick quieter", "just a touch more, if it isn't any bother"), "kick.velocity", -1),
    (("kick quieter", "a bit more, if you don't mind"), "kick.velocity", -1),
    (("put the kick late", "late lil more"), "kick.beat_bins_ms", 1),
    (("open hat quieter", "make it gentle"), "hat_o.velocity", -1),
    (("mute the open hat", "bring it back at bar 40", "make it gentle when it returns"), "hat_o.velocity", -1),
    (("kick busier", "hats louder", "kick too crowded now, one step back"), "kick.fills", -1),
])
def test_more_goes_on_the_way_it_went(lines: tuple[str, ...], path: str, way: int) -> None:
    (done,) = replies(*lines)[-1].commands
    old, new = (one[0] if isinstance(one, list) else one for one in (done["from"], done["to"]))
    assert done["path"] == path
    assert (new > old) == (way > 0)


@pytest.mark.parametrize("line", [
    "and same time bring the other hat back", "t'other hat too", "the shut one at the same time",
    "the shut hat at the same bar",
])
def test_the_other_hat_comes_at_the_same_time(line: str) -> None:
    assert _done("mute the hats", "open hat back at bar 40", line) == ["unmute hat_c 40"]


def test_a_scene_is_saved_over_and_a_place_is_marked() -> None:
    assert replies("save this as combat", "kick quieter", "save over it")[-1].commands[0]["name"] == "combat"
    assert replies("mark here as cue4")[-1].commands[0]["name"] == "cue4"
