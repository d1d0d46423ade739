"""The last act once more with one thing changed, and its number corrected in passing."""

from __future__ import annotations

import pytest

from tests.agent.heard import replies


def _done(*lines: str) -> list[str]:
    """Return the commands of the last line in short words; an undo of the line before is left out."""
    last = replies(*lines)[-1]
    return sorted(_said(one) for one in last.commands if one["command"] not in {"undo", "cancel"})


def _said(one: dict[str, object]) -> str:
    if one["command"] == "set":
        return f"{one['path']} {one['to']}"
    keys = ("command", "layer", "bars", "bpm", "value", "every_bars")
    return " ".join(str(one[key]) for key in keys if one.get(key) is not None)


@pytest.mark.parametrize("line", [
    "again but 8", "once more, 8 this time", "same again but for 8 bars", "same thing with 8", "again for 8 bars",
    "and one more time, eight bars this time", "8 this time",
])
def test_what_lasted_so_long_comes_again_for_another_time(line: str) -> None:
    assert _done("mute the kick for 4 bars", line) == ["mute kick 8"]


def test_what_is_named_by_a_word_of_its_line_comes_again() -> None:
    lines = ("for the walk only the kick, 16 bars", "stop", "ok from the top", "the walk again, this time 24")
    assert _done(*lines) == ["solo kick 24"]


@pytest.mark.parametrize("line", ["again", "once more please"])
def test_again_alone_changes_no_length(line: str) -> None:
    assert _done("mute the kick for 4 bars", line) == ["mute kick 4"]


@pytest.mark.parametrize("line", [
    "make that eights", "eights please", "make it 8s", "sorry, eights", "make that eights, i'm old",
])
def test_a_fill_every_four_becomes_one_every_eight(line: str) -> None:
    assert _done("fill every 4", line) == ["fill 1 8"]


def test_eights_of_nothing_that_repeats_plan_nothing() -> None:
    assert _done("tempo 130", "make that eights") == []


@pytest.mark.parametrize("line", ["open same but 7", "open hat the same but 7", "the open one the same with 7"])
def test_the_same_for_another_layer_with_its_own_number(line: str) -> None:
    assert _done("closed hat 12 steps", line) == ["hat_o.steps 7"]


@pytest.mark.parametrize("line", ["kick too. everything really", "kick as well, actually all of them"])
def test_one_and_then_all_of_them_get_it(line: str) -> None:
    paths = {one.partition(" ")[0] for one in _done("hats swing .62", line)}
    assert {"kick.swing_percent", "snare.swing_percent", "clap.swing_percent"} <= paths


@pytest.mark.parametrize("line", ["hmm 24 is low. 30", "24 is too low, 30", "24 is too few, make it 30", "30"])
def test_the_limit_of_a_rule_is_corrected(line: str) -> None:
    assert _done("when hits > 24 mute the clap", line) == ["when 30.0"]


def test_a_number_behind_what_is_wrong_with_the_last_one_is_the_only_one() -> None:
    assert _done("tempo 134", "134 is too fast. 130") == ["tempo 130.0"]


@pytest.mark.parametrize("line", ["every second", "every other one", "ok my ears. every second", "half of them"])
def test_every_second_of_so_many_hits_is_half_of_them_and_no_plan(line: str) -> None:
    assert _done("kick 16 hits", line) == ["kick.fills 8"]


@pytest.mark.parametrize("line", ["no rotation", "without rotation", "shit. no rotation", "no turn at all"])
def test_no_rotation_is_of_the_drum_that_was_turned(line: str) -> None:
    assert _done("kick rotation 2", line) == ["kick.rot 0"]


@pytest.mark.parametrize("line", ["ancora, ancora a little", "mais", "encore", "noch mehr", "ancora"])
def test_more_in_another_language_goes_on(line: str) -> None:
    first, more = (_done("clap louder")[0], _done("clap louder", line)[0])
    assert int(more.split()[1]) > int(first.split()[1])


@pytest.mark.parametrize("line", ["more", "little more", "a bit more", "little more, folks are eatin"])
def test_more_of_less_is_less(line: str) -> None:
    levels = {one.partition(" ")[0]: float(one.split()[1]) for one in _done("ease off a little", line)}
    before = {one.partition(" ")[0]: float(one.split()[1]) for one in _done("ease off a little")}
    assert levels
    assert all(level < before[path] for path, level in levels.items())


@pytest.mark.parametrize(("line", "path"), [("softer'n that", "kick.velocity"), ("softer than that", "kick.velocity")])
def test_softer_than_that_is_of_the_drum_that_was_softened(line: str, path: str) -> None:
    assert [one.partition(" ")[0] for one in _done("kick quieter", line)] == [path]


@pytest.mark.parametrize("line", ["nah js the closed ones", "nah just the closed ones"])
def test_only_the_closed_ones_keep_it(line: str) -> None:
    assert _done("rolls on the hats", line) == ["hat_o.ratchet_prob 0.0"]
