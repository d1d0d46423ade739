"""The last act done to another layer with something about it changed, and turned a step further."""

from __future__ import annotations

import pytest

from tests.agent.heard import replies


def _done(*lines: str) -> list[str]:
    """Return the commands of the last line, each with its layer and its bars, or its path and its value."""
    found = []
    for one in replies(*lines)[-1].commands:
        if one["command"] == "set":
            level = one["to"][0] if isinstance(one["to"], list) else one["to"]
            found.append(f"{one['path']} {level:g}")
        else:
            found.append(f"{one['command']} {one.get('layer', '')} {one.get('bars', '')}".strip())
    return found


@pytest.mark.parametrize(("line", "bars"), [
    ("the same for the clap, but only half as long", 4), ("same for the clap but only 4", 4),
    ("the same on the clap, half as long", 4), ("the clap too, but twice as long", 16),
    ("the clap too but for 16", 16), ("do the same thing with the clap, but for two bars", 2),
    ("same again for the clap, just 4 bars", 4), ("the clap as well, only for half the time", 4),
    ("the same for the clap but shorter", 4), ("same for the clap though double the bars", 16),
])
def test_the_same_of_another_layer_lasts_as_long_as_is_said(line: str, bars: int) -> None:
    assert _done("mute the snare for 8 bars", line) == [f"mute clap {bars}"]


@pytest.mark.parametrize("line", [
    "now the clap, just the same", "ditto the clap", "the clap likewise", "the clap, exactly the same",
    "and the clap the same way", "same deal for the clap", "same treatment for the clap",
])
def test_just_the_same_is_the_same_act(line: str) -> None:
    assert _done("mute the snare", line) == ["mute clap"]
    assert _done("the snare 6 ms late", line) == ["clap.beat_bins_ms 6"]


@pytest.mark.parametrize("line", [
    "opposite on the snare", "the opposite on the snare", "snare the other way", "do the reverse for the snare",
    "the exact opposite for the snare", "the snare, the opposite way", "and the snare the other way round",
])
def test_the_opposite_of_late_is_early_by_as_much(line: str) -> None:
    assert _done("the kick 8 ms late", line) == ["snare.beat_bins_ms -8"]


@pytest.mark.parametrize("line", [
    "wrong way, and do it by 8", "other way, 8", "the wrong way. make it 8 ms", "opposite direction, by 8",
])
def test_the_wrong_way_with_a_number_is_the_other_way_by_it(line: str) -> None:
    assert _done("the clap 12 ms late", line) == ["clap.beat_bins_ms -8"]


@pytest.mark.parametrize("line", [
    "even later, and the clap together with it", "even later, and the clap too", "still later and the clap as well",
    "later, and now the clap too",
])
def test_further_along_with_another_layer_puts_both_there(line: str) -> None:
    found = _done("the snare 6 ms late", line)
    assert [one.split()[0] for one in found] == ["snare.beat_bins_ms", "clap.beat_bins_ms"]
    assert len({one.split()[1] for one in found}) == 1


@pytest.mark.parametrize(("line", "done"), [
    ("one step further", "hat_c.rot 3"), ("another step", "hat_c.rot 3"), ("one more step", "hat_c.rot 3"),
    ("two steps back", "hat_c.rot 0"), ("turn it 3 steps more", "hat_c.rot 5"), ("and one step later", "hat_c.rot 3"),
])
def test_steps_further_turn_what_was_turned(line: str, done: str) -> None:
    assert _done("the closed hat rotation 2", line) == [done]


@pytest.mark.parametrize("line", [
    "one step further", "the clap half as long", "more clap", "the clap louder", "the same but shorter",
    "8 bars of clap",
])
def test_other_lines_do_no_act_again(line: str) -> None:
    done = _done("the kick louder", line)
    assert not [one for one in done if one.startswith(("mute", "clap.beat_bins_ms")) or ".rot" in one]


@pytest.mark.parametrize(("before", "line", "done"), [
    ("mute the clap for 8 bars", "again with 16", ["mute clap 16"]),
    ("mute the clap for 8 bars", "once more with 4 bars", ["mute clap 4"]),
    ("the snare 5 hits", "again with 7", ["snare.fills 7"]),
    ("the snare 5 hits", "do it again with 7", ["snare.fills 7"]),
])
def test_again_with_a_number_is_the_last_act_with_it(before: str, line: str, done: list[str]) -> None:
    assert _done(before, line) == done


def test_again_with_a_number_after_fills_is_how_often_they_come() -> None:
    found = [one for one in replies("fill every 8 bars", "again with 4")[-1].commands if one["command"] == "fill"]
    assert [(one["bars"], one["every_bars"]) for one in found] == [(1, 4)]
