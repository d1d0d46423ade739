"""A line that follows from the one before fills what it leaves out: target, amount, length, time."""

from __future__ import annotations

import pytest

from tests.agent.heard import replies


def said(*lines: str) -> list[str]:
    """Return the commands of the last of some lines, each in a few words."""
    keys = ("command", "layer", "path", "to", "bpm", "name", "steps", "id", "bars", "at_bar", "every_bars", "over_bars")
    return [
        " ".join(str(command[key]) for key in keys if command.get(key) not in {None, 0})
        for command in replies(*lines)[-1].commands
    ]


@pytest.mark.parametrize(("lines", "commands"), [
    (("mute the kick", "for 8"), ["mute kick 8"]),
    (("mute the kick", "8 bars", "make that 16"), ["mute kick 16"]),
    (("in 16 bars take the kick out", "make it 8"), ["undo 1", "mute kick 8"]),
    (("in 16 bars take the kick out", "for 4 bars"), ["undo 1", "mute kick 4 16"]),
    (("in 16 bars take the kick out", "now"), ["undo 1", "mute kick"]),
    (("in 16 bars take the kick out", "sooner"), ["undo 1", "mute kick 8"]),
    (("in 16 bars take the kick out", "4 bars later"), ["undo 1", "mute kick 20"]),
    (("can you fill every 8", "nah every 16"), ["undo 1", "fill 1 15 16"]),
    (("fill every 16", "skip the next one"), ["undo 1", "fill 1 31 16"]),
])
def test_a_time_alone_changes_the_time_of_the_last_act(lines: tuple[str, ...], commands: list[str]) -> None:
    assert said(*lines) == commands


@pytest.mark.parametrize(("lines", "commands"), [
    (("mute the clap", "not that one, the snare"), ["unmute clap", "mute snare"]),
    (("mute the clap", "i meant the snare"), ["unmute clap", "mute snare"]),
    (("mute the hats", "just the open one"), ["unmute hat_c"]),
    (("mute the clap", "no, mute the kick"), ["unmute clap", "mute kick"]),
    (("take the snare out in 4", "the clap as well"), ["mute clap 4"]),
    (("take the snare out in 4", "drop the other one instead"), ["undo 1", "mute clap 4"]),
    (("solo the kick", "with the clap"), ["solo clap"]),
    (("solo the kick", "ok now the clap"), ["unsolo kick", "solo clap"]),
    (("hat swing 60", "only the closed one"), ["undo 1", "set hat_c.swing_percent 0.6"]),
    (("take the kick out", "fill", "hats too"), ["mute hat_c", "mute hat_o"]),
])
def test_layers_alone_take_the_last_act(lines: tuple[str, ...], commands: list[str]) -> None:
    assert said(*lines) == commands


@pytest.mark.parametrize(("lines", "commands"), [
    (("tempo 140", "too much"), ["tempo 136.0"]),
    (("tempo 140", "not that much, half of it"), ["tempo 136.0"]),
    (("tempo 124", "hmm too slow now"), ["tempo 128.0"]),
    (("tempo 140", "way too much"), ["tempo 134.0"]),
    (("tempo 140", "too much", "still too much"), ["tempo 134.0"]),
    (("tempo 140", "other way"), ["tempo 124.0"]),
    (("faster by 4", "make it 3"), ["tempo 135.0"]),
    (("clap velocity 110", "half that", "same on the kick"), ["set kick.velocity 123"]),
    (("closed hat density 50%", "the opposite for the open hat"), ["set hat_o.density.target 0.45"]),
    (("mute the clap for 8 bars", "half as long"), ["mute clap 4"]),
])
def test_a_share_is_measured_from_the_last_change(lines: tuple[str, ...], commands: list[str]) -> None:
    assert said(*lines) == commands


@pytest.mark.parametrize(("lines", "commands"), [
    (("make it darker", "hmm no"), ["undo 1"]),
    (("clap velocity 90", "snare velocity 80", "the clap was fine"), ["set clap.velocity 98"]),
    (("tempo 140", "clap velocity 90", "put the tempo back"), ["tempo 132.0"]),
    (("tempo 136", "tempo 140", "put it back how it was"), ["tempo 132.0"]),
    (("tempo 136", "tempo 140", "go back to the one before"), ["undo 1"]),
    (("mute the kick", "tempo 140", "undo everything"), ["undo 2"]),
    (("save this as night", "tempo 140", "go back to the one you saved"), ["scene night"]),
    (("mute the kick", "undo", "no"), ["redo 1"]),
])
def test_what_was_is_brought_back(lines: tuple[str, ...], commands: list[str]) -> None:
    assert said(*lines) == commands


@pytest.mark.parametrize(("lines", "commands"), [
    (("stop in 64 bars", "tempo 140", "don't stop at all"), ["cancel 1"]),
    (("fill in 16", "mute the kick in 8", "skip that fill"), ["cancel 1"]),
    (("mute the snare", "bring the snare back in 8", "actually leave the snare out"), ["cancel 1"]),
    (("stop at the next phrase", "sorry, not the next, the one after"), ["undo 1", "transport 8"]),
])
def test_a_plan_is_found_by_what_it_does(lines: tuple[str, ...], commands: list[str]) -> None:
    assert said(*lines) == commands


@pytest.mark.parametrize("line", ["hi", "thanks, carry on", "that's good", "perfect, keep it", "leave it like that"])
def test_content_changes_nothing(line: str) -> None:
    assert said("tempo 140", line) == []
