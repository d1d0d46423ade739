"""The last plan goes to another bar, is done at another one too, or has something in the bar before it."""

from __future__ import annotations

import pytest

from tests.agent.heard import replies

DROP = "section drop at bar 72"


def _planned(*lines: str) -> list[str]:
    """Return the commands of the last line, each with its layer and bar."""
    found = []
    for one in replies(*lines)[-1].commands:
        subject = one.get("name") or one.get("layer") or ""
        bar = f" {int(str(one['at_bar'])) + 1}" if "at_bar" in one else ""
        found.append(f"{one['command']} {subject}".strip() + bar)
    return found


@pytest.mark.parametrize("line", [
    "not yet, give me another 8", "hang on, he is in the restroom. hold it off another 8", "8 more bars",
    "wait another eight", "8 bars later than that", "let it begin eight bars later than i said", "80 is better",
    "my wife says 80 is better", "he's changing lenses, of course. 80, not 72", "not 72, 80", "bar 80 works better",
    "speaker's late coming on. push the drop 8 bars", "uff not ready, can the drop be 8 later",
    "too early. please move to bar 80", "8 bars more for him to plug in", "the room needs eight more before that",
    "promoter is still talking into my ear, push that to 80", "move the drop to 80",
])
def test_the_last_plan_moves_and_only_it(line: str) -> None:
    done = _planned(DROP, line)
    assert "section drop 80" in done
    assert {one.split()[0] for one in done} <= {"section", "cancel", "undo"}
    assert len(done) == 2


@pytest.mark.parametrize("line", [
    "the clap quieter, he is late", "mute the clap for 8 bars", "8 hits on the clap", "tempo 80", "more energy",
    "a fill every 8 bars", "give me a fill", "the snare at 80", "another clap",
])
def test_a_wish_of_its_own_moves_no_plan(line: str) -> None:
    assert not any(one.startswith(("section", "cancel", "undo")) for one in _planned(DROP, line))


@pytest.mark.parametrize(("lines", "done"), [
    ((DROP, "the same at 90 as well"), ["section drop 90"]),
    ((DROP, "and the same thing at 105 too"), ["section drop 105"]),
    (("fill at bar 64", "yes and that same thing at 80"), ["fill 80"]),
    (("mute the snare for 4 bars", "and in another 32 too"), ["mute snare 33"]),
    (("mute the clap at bar 64", "at 80"), ["undo", "mute clap 80"]),
])
def test_as_well_leaves_the_first_where_it_is(lines: tuple[str, ...], done: list[str]) -> None:
    assert _planned(*lines) == done


@pytest.mark.parametrize(("line", "done"), [
    ("and a fill right before it", ["fill 71"]), ("a fill in the bar before the drop", ["fill 71"]),
    ("a fill just before the drop lands", ["fill 71"]), ("solo the kick the bar before it", ["solo kick 71"]),
    ("fill right before it, and hands off the kick from now on", ["fill 71", "lock kick"]),
    ("mute the clap and a fill just before the drop", ["mute clap", "fill 71"]),
    ("and 16 bars after it a break so they can recover", ["section break 88"]),
    ("from there the tempo climbs to 140 over 16", ["tempo 72"]), ("from that same bar on no clap", ["mute clap 72"]),
])
def test_what_is_to_come_with_a_plan_or_before_it_waits_for_it(line: str, done: list[str]) -> None:
    assert _planned(DROP, line) == done


@pytest.mark.parametrize(("lines", "done"), [
    (("section rise at bar 65", DROP, "slide both by 8"), ["section rise 73", "section drop 80", "cancel", "cancel"]),
    (("section rise at bar 65", DROP, "move the rise 8 bars later", "drop also same, of course"),
     ["section drop 80", "cancel"]),
    (("at bar 64 the break, mute the kick at bar 64", "let us have both already at 60"),
     ["section break 60", "mute kick 60", "cancel", "cancel"]),
    (("mute the snare and the clap at bar 58", "eight bars, then they come back"),
     ["undo", "mute snare 58", "mute clap 58"]),
    (("in 8 bars tempo 116 over 8 bars", "only to 120, on second thought"), ["undo", "tempo 9"]),
    (("more energy in 4 bars", "and the drop is at 56"), ["section drop 56"]),
    (("mute the clap", "it comes at 57"), ["unmute clap 57"]),
    (("unmute the open hat at bar 57", "maybe 61, my song starts there"), ["undo", "unmute hat_o 61"]),
    (("unmute the open hat at bar 61", "and one bar before it a small fill?"), ["fill 60"]),
    ((DROP, "one bar before the drop only the kick"), ["solo kick 71"]),
    (("mute the clap at bar 64", "birthday's tomorrow. forget 64"), ["undo"]),
    (("mute the clap at bar 57", "not 57"), ["undo"]),
])
def test_several_plans_their_lengths_and_their_goals_change_together(lines: tuple[str, ...], done: list[str]) -> None:
    assert _planned(*lines) == done


def test_a_fill_before_a_layer_is_back_comes_in_the_bar_before() -> None:
    lines = ("mute the kick", "unmute kick at bar 65", "and a fill in the bar before the kick lands")
    assert _planned(*lines) == ["fill 64"]


@pytest.mark.parametrize(("line", "bars"), [
    ("one every four bars", 4), ("one of those every 8", 8), ("that fill was all right. give us one every 16 bars", 16),
])
def test_one_every_so_many_bars_after_a_fill_is_a_fill_that_repeats(line: str, bars: int) -> None:
    assert [(one["command"], one.get("every_bars")) for one in replies("fill", line)[-1].commands] == [("fill", bars)]


@pytest.mark.parametrize("lines", [
    ("fill", "mute the clap", "one every four bars"), ("put a clap on step 7", "one every four bars"),
    ("fill", "one more fill"), ("fill", "one at bar 8"),
])
def test_nothing_else_repeats_as_a_fill(lines: tuple[str, ...]) -> None:
    assert not any(one["command"] == "fill" and one.get("every_bars") for one in replies(*lines)[-1].commands)


@pytest.mark.parametrize("line", [
    "no no, more late, bar 80", "later please, at 80", "a bit later, say 80", "no, later. bar 80", "make it later, 80",
    "rather a little later, maybe around bar 80", "perhaps somewhat later, dear. say bar 80",
    "too early. later, bar 80",
])
@pytest.mark.parametrize("before", [DROP, "section drop in 10 bars"])
def test_later_with_a_bar_is_the_plan_at_that_bar(before: str, line: str) -> None:
    assert "section drop 80" in _planned(before, line)


@pytest.mark.parametrize("line", [
    "perhaps a touch longer, dear. say bar 58", "a bit longer, until 58", "longer, say 58", "longer. bar 58",
])
def test_longer_with_a_bar_is_the_end_of_what_is_out(line: str) -> None:
    assert "unmute clap 58" in _planned("mute the clap", "unmute the clap at bar 50", line)
    assert _planned("mute the clap for 8 bars", line) == ["mute clap", "unmute clap 58"]


@pytest.mark.parametrize("line", [
    "they're late, roll four bars later", "start rolling 4 bars later", "record it 4 bars later", "tape 4 bars later",
])
def test_a_recording_that_is_planned_rolls_later(line: str) -> None:
    assert "record 53" in [one.replace(" start", "") for one in _planned("start recording at bar 49", line)]


@pytest.mark.parametrize("line", [
    "the second one i change the idea, 136 is enough", "no, 136 for the second one", "make the second one 136",
    "the last one only 136", "136 is enough", "the second tempo should be 136", "actually the other one is 136",
])
def test_one_of_two_tempos_is_another(line: str) -> None:
    found = replies("tempo 130", "tempo 138 at bar 65", line)[-1].commands
    assert [(one["bpm"], one["at_bar"]) for one in found if one["command"] == "tempo"] == [(136.0, 64)]


@pytest.mark.parametrize("line", [
    "the clap later, in bar 80 that is", "swing 62 is enough", "the second hat 60", "a longer clap", "more of it later",
    "roll the snare 4 bars later",
])
def test_other_lines_put_no_tempo_and_no_section(line: str) -> None:
    done = _planned("tempo 130", DROP, line)
    assert not [one for one in done if one.startswith(("section", "tempo"))]


@pytest.mark.parametrize("line", [
    "not yet, at 49", "wait, not before bar 49", "hold on, from 49", "too early, only at 49",
    "not now, do it at bar 49", "hang on, not yet, at 49 please",
])
def test_not_yet_with_a_bar_is_what_was_done_at_that_bar(line: str) -> None:
    assert _planned("tempo 140", line) == ["undo", "tempo 49"]


def test_not_yet_names_the_layer_again() -> None:
    assert _planned("mute the clap", "hold up, clap on 49, not yet") == ["undo", "mute clap 49"]
