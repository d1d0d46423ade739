"""What is said of a plan waits for its bar: a fill before each, a section so many bars after it, a mute behind it."""

from __future__ import annotations

import pytest

from tests.agent.heard import replies

BREAK = "break at bar 80"
BOTH = (BREAK, "drop at bar 96")
ENDS = "stop at bar 120"
FILL = "fill at bar 60"


def _plans(*lines: str) -> list[tuple[str, object]]:
    """Return each command of the last line and its bar, counted from 1; the bar is 0 where it is done at once."""
    done = [one for one in replies(*lines)[-1].commands if one["command"] not in {"cancel", "undo"}]
    return sorted((_said(one), _bar(one)) for one in done)


def _said(one: dict[str, object]) -> str:
    wish = one["wish"] if isinstance(one.get("wish"), dict) else one
    assert isinstance(wish, dict)
    return " ".join(str(wish[key]) for key in ("command", "action", "name", "layer") if wish.get(key))


def _bar(one: dict[str, object]) -> int:
    at = one.get("at_bar", -1)
    return int(at) + 1 if isinstance(at, int) else 0


@pytest.mark.parametrize("line", [
    "fill just before each of those", "one fill before each change", "a fill one bar before both of them",
    "a fill before both", "before each of them a fill please", "and a little fill right before every one",
    "give me a fill leading into each",
])
def test_a_fill_before_each_plan_waits_for_each(line: str) -> None:
    assert _plans(*BOTH, line) == [("fill", 79), ("fill", 95)]


@pytest.mark.parametrize("line", [
    "and 16 later the drop", "16 bars later the drop", "then the drop 16 bars later", "the drop 16 bars after",
    "and out of it 16 later with the drop", "back in with the drop 16 bars later", "sixteen later comes the drop",
])
def test_later_is_counted_from_the_plan_that_was_just_made(line: str) -> None:
    assert _plans(BREAK, line) == [("section drop", 96)]


@pytest.mark.parametrize(("line", "bar"), [
    ("move it 16 bars later", 96), ("the break 8 bars later", 88), ("8 bars later please", 88),
])
def test_what_names_the_plan_still_moves_it(line: str, bar: int) -> None:
    assert _plans(BREAK, line) == [("section break", bar)]


def test_later_without_a_plan_is_counted_from_now() -> None:
    assert _plans("tempo 130", "drop 16 bars later")[0][1] == 17


@pytest.mark.parametrize("line", [
    "outro before that, 16 bars", "16 bars of outro before that", "and a 16 bar outro before it",
    "outro 16 bars before that",
])
def test_a_section_of_so_many_bars_before_a_plan(line: str) -> None:
    assert _plans(ENDS, line) == [("section outro", 104)]


@pytest.mark.parametrize("line", [
    "and after it the clap should stop", "after that mute the clap", "mute the clap right after the fill",
])
def test_after_it_is_after_the_plan_and_not_at_once(line: str) -> None:
    assert _plans(FILL, line) == [("mute clap", 61)]


def test_a_plan_that_would_change_what_is_to_be_left_alone_is_taken_off() -> None:
    last = replies(FILL, "mute the clap after it", "no, leave the clap alone after all")[-1]
    assert [one["command"] for one in last.commands] == ["cancel"]


@pytest.mark.parametrize("line", [
    "back to the first times", "back to the old times", "as it was planned at first", "the original plan again",
    "oh they are ready. back to the first times",
])
def test_plans_that_were_moved_go_back_to_where_they_were(line: str) -> None:
    assert _plans(ENDS, "outro at 104", "next act isn't ready. both 32 later", line) == [
        ("section outro", 104), ("transport stop", 120),
    ]


@pytest.mark.parametrize("line", ["he says sixty-four, i do beg your pardon", "64", "sixty four i meant"])
def test_another_bar_for_a_plan_is_no_tempo(line: str) -> None:
    assert _plans(FILL, line) == [("fill", 64)]


@pytest.mark.parametrize("line", ["and when it comes back do the drop", "when it's back, drop",
                                  "the drop as soon as it is back"])
def test_when_it_comes_back_is_the_bar_on_which_it_does(line: str) -> None:
    assert _plans("mute the kick for 16 bars", line) == [("section drop", 17)]


@pytest.mark.parametrize(("lines", "bar"), [
    (("mute the kick at 72 for 8 bars", "the snare joins the silence"), 72),
    (("mute the kick at 72", "snare joins it"), 72), (("mute the kick", "the snare does the same"), 0),
])
def test_who_joins_a_mute_is_muted_along(lines: tuple[str, ...], bar: int) -> None:
    assert _plans(*lines) == [("mute snare", bar)]


@pytest.mark.parametrize(("line", "done"), [
    ("at 80 i have a white flash, break there please", [("section break", 80)]),
    ("the flash is at 80, break there", [("section break", 80)]),
    ("my singer comes in at 64, mute the clap there", [("mute clap", 64)]),
    ("the tempo is at 128, mute the clap then", [("mute clap", 0), ("tempo", 0)]),
])
def test_a_bar_that_is_told_of_is_the_one_that_is_pointed_to(line: str, done: list[tuple[str, int]]) -> None:
    assert _plans(line) == done


@pytest.mark.parametrize(("line", "done"), [
    ("np. hats only inside the break", [("solo hat_c", 80), ("solo hat_o", 80)]),
    ("only the kick in the break", [("solo kick", 80)]), ("no snare in the break", [("mute snare", 80)]),
    ("clap out during the break", [("mute clap", 80)]),
])
def test_what_is_only_in_a_section_lasts_until_the_next(line: str, done: list[tuple[str, int]]) -> None:
    assert _plans(*BOTH, line) == done
    assert "for 16 bars" in replies(*BOTH, line)[-1].reply


def test_one_more_stays_in_the_break_where_others_are_alone() -> None:
    assert _plans(*BOTH, "hats only in the break", "kick should also stay in the break, sorry") == [("solo kick", 80)]


@pytest.mark.parametrize("line", ["clap louder during that", "the clap louder throughout it as well"])
def test_during_it_is_for_the_bars_that_are_left(line: str) -> None:
    assert _plans("mute the kick for 16 bars", line) == [("set", 0), ("set", 17)]
