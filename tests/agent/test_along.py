"""Plans that move together, and a layer that comes with one."""

from __future__ import annotations

import pytest

from tests.agent.heard import replies

DROP = "section drop at bar 64"
RETURNS = ("bring the kick back at bar 40", "bring the snare back at bar 48")


def _done(*lines: str) -> list[str]:
    """Return the commands of the last line but cancels, each with its layer and bar."""
    found = []
    for one in replies(*lines)[-1].commands:
        subject = one.get("name") or one.get("layer") or one.get("path") or ""
        bar = f" {int(str(one['at_bar'])) + 1}" if "at_bar" in one else ""
        found.append(f"{one['command']} {subject}".strip() + bar)
    return sorted(one for one in found if not one.startswith("cancel"))


@pytest.mark.parametrize("line", [
    "both four later", "both of them 4 bars later", "can you do both four later", "push both 4 bars later",
    "the two four later", "the singer is late, both four later", "everything 4 bars later", "it all moves 4 later",
    "4 more bars on both", "four bars more for both",
])
def test_both_plans_move_by_as_much(line: str) -> None:
    assert _done(*RETURNS, line) == ["unmute kick 44", "unmute snare 52"]


def test_both_plans_of_one_line_move() -> None:
    assert _done("mute the clap at bar 40, unmute the clap at bar 44", "both two earlier") == [
        "mute clap 38", "unmute clap 42",
    ]


@pytest.mark.parametrize("line", [
    "everything slides to 72", "all of it moves to 72", "it all goes to bar 72",
    "they are running over. everything shifts to 72",
])
def test_all_plans_of_one_bar_move_to_another(line: str) -> None:
    lines = ("bring the hats back at bar 64", "the groove at bar 64", line)
    assert _done(*lines) == ["section groove 72", "unmute hat_c 72", "unmute hat_o 72"]


@pytest.mark.parametrize("line", ["70 instead of 64", "make it 70 instead of 64", "bar 70 instead of bar 64"])
@pytest.mark.parametrize(("plan", "moved"), [(DROP, "section drop 70"), ("tempo 126 at bar 64", "tempo 70")])
def test_a_bar_instead_of_another_is_no_tempo(plan: str, moved: str, line: str) -> None:
    assert _done(plan, line) == [moved]


@pytest.mark.parametrize("line", [
    "the kick comes with it", "kick back in with that", "bring the kick back with it", "and the kick returns with it",
    "kick is back with that", "the kick comes in with the drop", "the kick enters together with it",
])
def test_what_comes_with_a_plan_is_back_at_its_bar(line: str) -> None:
    assert _done("mute the kick", DROP, line) == ["unmute kick 64"]
    assert _done("mute the kick", "bring the clap back at bar 32", DROP, line) == ["unmute kick 64"]


@pytest.mark.parametrize("line", [
    "do it 8 bars later", "the film is longer than i thought, can you do it 8 bars later",
])
def test_a_section_takes_along_what_comes_with_it(line: str) -> None:
    assert _done("mute the kick", DROP, "the kick comes with it", line) == ["section drop 72", "unmute kick 72"]


@pytest.mark.parametrize("line", [
    "the kick out with it", "the kick comes with more swing", "both hats louder",
    "everything quieter", "both hats 4 ms later", "the snare 4 steps later", "128 instead of 132",
    "more on both hats", "everything at 72 percent",
])
def test_other_lines_move_no_plan_and_bring_nothing_back(line: str) -> None:
    assert not [one for one in _done("mute the kick", DROP, line) if one.startswith(("section", "unmute"))]


@pytest.mark.parametrize("line", ["both four later", "both of them 4 bars later"])
def test_what_was_muted_at_once_waits_and_no_pattern_turns(line: str) -> None:
    done = _done("mute the hats for 8 bars", line)
    assert [one for one in done if one != "undo"] == ["mute hat_c 5", "mute hat_o 5"]


@pytest.mark.parametrize("line", ["4 more bars on both", "four bars more for both"])
@pytest.mark.parametrize("before", [("mute the kick for 8 bars", "mute the snare for 8 bars"),
                                    ("mute the kick and the snare for 8 bars",)])
def test_what_is_held_is_held_longer(before: tuple[str, ...], line: str) -> None:
    found = [(one["command"], one["layer"], one["bars"]) for one in replies(*before, line)[-1].commands]
    assert found == [("mute", "kick", 12), ("mute", "snare", 12)]


@pytest.mark.parametrize("line", ["the kick comes with it", "kick back in with that"])
@pytest.mark.parametrize("before", ["section drop", "more swing"])
def test_what_comes_back_is_never_muted(before: str, line: str) -> None:
    assert _done("mute the kick", before, line) == ["unmute kick"]


def test_a_turned_pattern_turns_on() -> None:
    assert all(one.startswith("set") for one in _done("rotate the hats by 2", "both 2 later"))


@pytest.mark.parametrize("line", [
    "both cues four later", "both plans 4 bars later", "push both changes back 4", "all those plans 4 bars later",
    "the two cues four later", "both of these moves 4 later", "push all the cues back by 4",
])
def test_plans_are_called_cues_and_changes(line: str) -> None:
    assert _done(*RETURNS, line) == ["unmute kick 44", "unmute snare 52"]


@pytest.mark.parametrize("line", ["make it 66", "she's delayed, make it 66", "push it to bar 66", "move it back to 66"])
def test_what_was_planned_for_the_bar_of_a_section_goes_along(line: str) -> None:
    assert _done("section intro at bar 50", "mute the kick at bar 50", line) == ["mute kick 66", "section intro 66"]


@pytest.mark.parametrize(("line", "fill"), [
    ("put it eight bars later and there also a fill, to announce it", "fill 71"),
    ("eight bars later, with a fill before it", "fill 71"), ("8 bars later and a fill there", "fill 72"),
    ("the drop 8 bars later, and give me a big fill right before", "fill 71"),
    ("do it 8 bars later with a fill leading into it", "fill 71"),
])
def test_a_plan_moves_and_gets_a_fill(line: str, fill: str) -> None:
    assert _done(DROP, line) == [fill, "section drop 72"]


@pytest.mark.parametrize("line", [
    "oh, not so soon! twice as long, please", "twice as long", "double the wait", "wait, twice as long",
    "too early, make it double the time", "not that soon. double that",
])
def test_a_plan_waits_twice_as_long_and_no_note_is_longer(line: str) -> None:
    assert _done("section drop in 8 bars") == ["section drop 9"]
    assert _done("section drop in 8 bars", line) == ["section drop 17"]


@pytest.mark.parametrize("line", [
    "lord, stretch it out to eights", "space them out to every 8 bars", "make it 8s",
    "thin them out to eights", "rather every 8 bars", "stretch that to every eight bars",
])
def test_fills_come_less_often(line: str) -> None:
    found = replies("fill every 4 bars", line)[-1].commands
    assert [one["every_bars"] for one in found if one["command"] == "fill"] == [8]


@pytest.mark.parametrize("line", ["make the fills every 4", "fills every 4 instead", "put those fills every 4 bars"])
def test_fills_made_anew_take_the_old_ones_off(line: str) -> None:
    found = replies("fill every 8 bars", "mute the kick", line)[-1].commands
    assert [one["command"] for one in found] == ["cancel", "fill"]


@pytest.mark.parametrize("line", ["make that every 4", "make that every 4 and leave the rest be"])
def test_a_condition_between_leaves_the_fills_what_they_are(line: str) -> None:
    found = replies("fill every 8 bars", "when the drop comes, no more fills", line)[-1].commands
    assert [one["command"] for one in found] == ["cancel", "fill"]


@pytest.mark.parametrize("line", [
    "kick off until 57, clap back with the drop", "kick out till bar 57 and the clap comes in with the drop",
    "mute the kick until 57; clap returns with the drop",
])
def test_in_one_line_what_comes_with_a_plan_comes_at_its_bar(line: str) -> None:
    done = _done("section drop at bar 65", "mute the clap", line)
    assert done == ["mute kick", "unmute clap 65", "unmute kick 57"]
TWO = ("break at bar 64", "drop at bar 72")


@pytest.mark.parametrize("line", [
    "everything slides to 72", "push the whole thing back 8", "move everything to 72", "everything 8 later",
    "the break at 72, the drop still eight bars after it", "break to 72, drop still 8 after it",
    "move the break to 72 and the drop with it", "the break goes to 72, the drop moves along",
])
def test_plans_of_several_bars_keep_their_distance(line: str) -> None:
    done = [one for one in replies(*TWO, line)[-1].commands if "name" in one]
    assert [(one["name"], one["at_bar"]) for one in done] == [("break", 71), ("drop", 79)]


@pytest.mark.parametrize(("line", "path"), [
    ("tempo 136 with the drop", "bpm"), ("louder hats with the drop", "velocity"),
    ("the snare out at the same spot", ""),
    ("a fill with the drop", ""), ("mute the clap with the drop", ""),
])
def test_what_comes_with_a_plan_is_planned_for_its_bar(line: str, path: str) -> None:
    done = replies("drop at bar 72", line)[-1].commands
    assert done
    assert {one.get("at_bar") for one in done} == {71}
    assert path in str(done) or path == "bpm"


@pytest.mark.parametrize(("lines", "bar"), [
    ((*TWO, "the second one to 80"), 80), ((*TWO, "what is planned?", "push the second one to 80"), 80),
    ((*TWO, "the second one 4 later"), 76), ((*TWO, "what is planned?", "the last one at bar 90"), 90),
])
def test_the_second_of_the_plans_moves(lines: tuple[str, ...], bar: int) -> None:
    moved = [(one["name"], one["at_bar"]) for one in replies(*lines)[-1].commands if "name" in one]
    assert moved == [("drop", bar - 1)]
