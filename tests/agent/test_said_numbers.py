"""Numbers of steps, channels, scenes and values: each is of what the conversation is about."""

from __future__ import annotations

import pytest

from tests.agent.heard import replies

SHOWN = ("command", "action", "layer", "path", "name", "step", "on", "to", "bpm", "bars", "over_bars", "at_bar")


def _done(*lines: str) -> list[str]:
    """Return the last line's commands, each as its name and its subject."""
    commands = replies(*lines)[-1].commands
    return sorted(" ".join(str(one[key]) for key in SHOWN if one.get(key) is not None) for one in commands)


@pytest.mark.parametrize(("lines", "done"), [
    (("put a snare on 3 and on 7",), ["hit snare 2 True", "hit snare 6 True"]),
    (("add a clap on 4, 12",), ["hit clap 11 True", "hit clap 3 True"]),
    (("place a kick on 14",), ["hit kick 13 True"]),
    (("put a snare on step 12", "and on 14"), ["hit snare 13 True"]),
    (("put a snare on step 12", "same for the clap, on 6"), ["hit clap 5 True"]),
    (("put a snare on step 12", "take out the 12"), ["hit snare 11 False"]),
    (("put a clap on step 3", "3 was a mistake"), ["hit clap 2 False"]),
    (("put a clap on step 3", "that sounds wrong, take it off"), ["hit clap 2 False"]),
])
def test_a_step_is_no_bar(lines: tuple[str, ...], done: list[str]) -> None:
    assert _done(*lines) == done


@pytest.mark.parametrize(("lines", "done"), [
    (("put the kick on channel 3", "clap too"), ["set clap.channel 3"]),
    (("put the kick on channel 3", "and the snare on 7"), ["set snare.channel 7"]),
    (("put the kick on channel 3", "no, kick stays on 10"), ["set kick.channel 10"]),
])
def test_a_channel_goes_on_to_other_layers(lines: tuple[str, ...], done: list[str]) -> None:
    assert _done(*lines) == done


@pytest.mark.parametrize(("lines", "done"), [
    (("energy 40", "lower", "no back to 40"), ["set energy 0.4"]),
    (("tempo 138", "faster", "go back to 138"), ["tempo 138.0 0"]),
    (("kick velocity 90", "louder", "put it back to 90"), ["set kick.velocity 90"]),
    (("tempo 144", "140 is plenty"), ["tempo 140.0 0"]),
    (("snare louder", "90 max"), ["set snare.velocity 90"]),
    (("snare velocity 90", "at most 70"), ["set snare.velocity 70"]),
    (("energy 40", "back to 134"), ["tempo 134.0 0"]),
    (("snare softer", "make it 66"), ["set snare.velocity 66"]),
    (("clap louder", "what is the tempo?", "make it 104"), ["set clap.velocity 104"]),
    (("clap softer", "80"), ["set clap.velocity 80"]),
    (("energy 40", "point seven is fine"), ["set energy 0.7"]),
    (("energy point two five",), ["set energy 0.25"]),
    (("tempo one-three-six",), ["tempo 136.0 0"]),
    (("closed hat density .5", "swing .6"), ["set hat_c.swing_percent 0.6"]),
    (("tempo 126 over 8 bars", "now, not slowly"), ["tempo 126.0 0"]),
    (("clap fills to 6",), ["set clap.fills 6"]),
    (("rotate the snare by 2", "136"), ["tempo 136.0 0"]),
])
def test_a_value_is_of_what_was_set_last(lines: tuple[str, ...], done: list[str]) -> None:
    assert _done(*lines) == done


@pytest.mark.parametrize(("lines", "done"), [
    (("save this as x2",), ["scene save x2"]),
    (("save this as x2", "mute the kick", "back to x2"), ["scene recall x2"]),
    (("store: part2",), ["scene save part2"]),
    (("save, drop_3",), ["scene save drop_3"]),
    (("mute the snare at bar 33", "no 41"), ["mute snare 40", "undo"]),
])
def test_names_with_figures_and_bars_keep_their_figures(lines: tuple[str, ...], done: list[str]) -> None:
    assert _done(*lines) == done


def test_a_length_after_a_line_that_did_nothing_is_no_share() -> None:
    *_, reply = replies("energy 60", "gribble the frobs", "make that 4")
    assert not reply.commands


def test_a_scene_with_a_figure_comes_in_so_many_bars() -> None:
    *_, reply = replies("save this as cut7", "mute the clap", "in 8, cut7")
    (command,) = reply.commands
    assert (command["action"], command["name"]) == ("recall", "cut7")
    assert command.get("at_bar") is not None


@pytest.mark.parametrize(("lines", "bpm"), [
    (("tempo 100", "freeze", "Up to 106"), 106), (("tempo 100", "freeze", "up to 106", "another six"), 112),
    (("tempo 128", "mute the hats", "down to 122"), 122), (("tempo 100", "bring it up to 106"), 106),
    (("tempo 120", "faster, go to 126"), 126), (("tempo 126", "tempo 120", "another two"), 118),
    (("bpm up to 124... I mean down, we're way past that",), 124), (("tempo up to 128, no wait, down",), 128),
])
def test_up_to_a_number_is_that_tempo(lines: tuple[str, ...], bpm: float) -> None:
    (only,) = replies(*lines)[-1].commands
    assert (only["command"], only["bpm"]) == ("tempo", bpm)


@pytest.mark.parametrize("line", ["more than that, go to 62", "higher, make it 62", "still more, 62%"])
def test_further_than_a_swing_is_a_swing(line: str) -> None:
    commands = replies("more swing", line)[-1].commands
    assert {(one["path"], one["to"]) for one in commands} == {
        ("hat_c.swing_percent", 0.62), ("hat_o.swing_percent", 0.62),
    }


@pytest.mark.parametrize("lines", [("mute the hats", "up to 8"), ("fill", "another two"), ("hats louder", "up to 100")])
def test_up_to_another_number_is_no_tempo(lines: tuple[str, ...]) -> None:
    assert not [one for one in replies(*lines)[-1].commands if one["command"] == "tempo"]
