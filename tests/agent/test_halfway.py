"""The half of what lasts, a glide that stops where it is, and one drum alone after another."""

from __future__ import annotations

import pytest

from tests.agent.heard import replies

GLIDE = "tempo 126 over 64 bars"


def _done(*lines: str) -> list[str]:
    return sorted(_said(one) for one in replies(*lines)[-1].commands)


def _said(one: dict[str, object]) -> str:
    keys = ("command", "action", "name", "layer", "path", "bars", "bpm", "over_bars", "id")
    said = " ".join(str(one[key]) for key in keys if one.get(key))
    at = one.get("at_bar")
    return f"{said} @{at + 1}" if isinstance(at, int) else said


@pytest.mark.parametrize("line", [
    "no clapping in the first half of that", "without the clap in the first half", "no clap for the first half of it",
    "in the first half of the climb mute the clap",
])
def test_the_first_half_is_so_many_bars(line: str) -> None:
    assert _done(GLIDE, line) == ["mute clap 32"]


@pytest.mark.parametrize("line", ["the clap out in the second half", "no clap in the second half of that"])
def test_the_second_half_begins_in_the_middle(line: str) -> None:
    assert _done(GLIDE, line) == ["mute clap 32 @33"]


@pytest.mark.parametrize("line", ["fill in the middle of it", "a fill halfway", "half way through that a fill"])
def test_halfway_is_the_bar_in_the_middle(line: str) -> None:
    assert _done(GLIDE, line) == ["fill 1 @33"]


def test_halfway_between_two_plans() -> None:
    assert _done("break at bar 80", "drop at bar 96", "a fill halfway between them") == ["fill 1 @88"]


@pytest.mark.parametrize("line", ["halfway", "half way back"])
def test_halfway_after_an_amount_is_half_of_it(line: str) -> None:
    assert {one.partition(" ")[0] for one in _done("hats quieter", line)} == {"set"}


@pytest.mark.parametrize("line", ["stop the climb, we stay here", "you may also stop the climb", "end that glide here"])
def test_a_glide_stops_where_it_is(line: str) -> None:
    assert [one.split()[0] for one in _done(GLIDE, line)] == ["tempo"]


@pytest.mark.parametrize("line", [
    "136 will be plenty, same sixteen bars", "136, same length", "sorry, 136 is enough, over the same 16 bars",
    "pardon me, i have misjudged it. 136 will be plenty, same sixteen bars",
])
def test_another_goal_over_the_same_bars_is_one_glide(line: str) -> None:
    assert _done("tempo 140 over 16 bars", line) == ["tempo 136.0 16", "undo"]


@pytest.mark.parametrize("line", ["snare next", "ta. snare next", "next is the snare", "now the snare", "snare now"])
def test_the_next_one_alone_takes_the_place_of_the_last(line: str) -> None:
    assert _done("solo the kick", line) == ["unsolo kick", "solo snare"] or _done("solo the kick", line) == [
        "solo snare", "unsolo kick",
    ]


def test_a_bare_name_goes_on_through_the_kit() -> None:
    lines = ("solo the kick", "snare next", "clap", "both hats together now")
    assert _done(*lines[:3]) == ["solo clap", "unsolo snare"]
    assert _done(*lines) == ["solo hat_c", "solo hat_o", "unsolo clap"]


@pytest.mark.parametrize("line", ["clap too", "and the clap"])
def test_one_more_of_them_stays_beside_it(line: str) -> None:
    assert _done("solo the kick", "snare next", line) == ["solo clap"]


@pytest.mark.parametrize("line", ["ok bring all back", "everything back in", "whole kit back please"])
def test_all_back_takes_off_a_solo_that_waits(line: str) -> None:
    assert _done("solo the kick at bar 60", line) == ["cancel 1"]


@pytest.mark.parametrize("line", [
    "Go to A at bar 96, 16 bars, then B again", "A at bar 96 for 16 bars, then back to B",
])
def test_a_scene_for_some_bars_and_then_the_other(line: str) -> None:
    assert _done("save this as A", "save this as B", line) == ["scene recall A @96", "scene recall B @112"]


def test_a_rule_is_taken_off_by_its_drum_and_no_plan() -> None:
    lines = ("when hits > 24 less closed hat", "everything louder for 16 bars", "kill the hat rule")
    assert _done(*lines) == ["cancel 1"]


@pytest.mark.parametrize("line", ["list what's armed", "what is armed", "show me what is pending"])
def test_what_is_armed_is_told(line: str) -> None:
    assert "mute clap" in replies("when energy < 0.3 mute the clap", line)[-1].reply


@pytest.mark.parametrize("line", ["and the same for its sister", "same for the brother"])
def test_the_sister_is_the_other_of_the_pair(line: str) -> None:
    assert _done("closed hat quieter", line) == ["set hat_o.velocity"]


def test_the_sister_of_nothing_is_asked_about() -> None:
    assert replies("let it breathe", "and the same for its sister")[-1].question is not None


@pytest.mark.parametrize("line", ["A only 8 bars, please.", "a only for 8 bars", "the scene a is only 8 bars long"])
def test_a_scene_that_is_to_be_shorter_moves_what_follows_it(line: str) -> None:
    lines = ("save this as a", "save this as b", "go to a at bar 96, 16 bars, then b")
    assert _done(*lines, line) == ["cancel 2", "scene recall b @104"]


@pytest.mark.parametrize("line", [
    "Thank you very much. One fill before each change.", "cheers. a fill before each change",
])
def test_thanks_before_a_wish_hide_it_not(line: str) -> None:
    assert _done("break at bar 80", line) == ["fill 1 @79"]


@pytest.mark.parametrize("line", ["no no too much now! come back one", "come back one", "back one please"])
def test_back_one_is_one_step_back(line: str) -> None:
    assert [one.split()[0] for one in _done("faster", "faster", line)] == ["undo"]


def test_the_usual_tempo_by_its_number() -> None:
    assert _done("tempo 120", "back to normal speed please, 132, and turn the clap off") == ["mute clap", "tempo 132.0"]


@pytest.mark.parametrize(("lines", "done"), [
    (("mute the kick", "mute the clap at bar 64", "everything back"), ["unmute kick"]),
    (("drop at 80", "groove at 96", "drop for 8 bars"), ["drop 8"]),
    (("mute the clap", "fill every 4 bars", "mute the hats - no snare fills please"), ["cancel 1", "fill"]),
    (("save this as forty",), ["scene save forty"]),
    (("when i say go, mute the kick", "stop", "go"), ["transport play"]),
    (("mute the kick for 16 bars", "what plays during it"), []),
])
def test_what_looks_alike_is_read_as_before(lines: tuple[str, ...], done: list[str]) -> None:
    assert set(done) <= set(_done(*lines))
    assert bool(done) == bool(_done(*lines))
