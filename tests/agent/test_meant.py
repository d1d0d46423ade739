"""Commands of an author mean what the chat asks of the music for the same wish, and nothing else."""

from __future__ import annotations

import pytest

from tests.agent.corpus import read_by_rules, state_after
from tests.agent.meant import acts_of, is_meant


@pytest.mark.parametrize(("command", "wish"), [
    ("mute clap", "mute the clap"), ("mute hat_c for 8", "mute the closed hat for 8 bars"),
    ("mute kick, snare", "mute the kick and the snare"), ("solo kick @bar 64", "solo the kick at bar 64"),
    ("set kick.velocity down", "the kick quieter"), ("set kick.velocity 100", "kick velocity 100"),
    ("set swing_percent up", "more swing"), ("set hat_c.density.target up", "more closed hat"),
    ("bpm 134", "tempo 134"), ("bpm up", "faster"), ("bpm 140 over 16", "tempo 140 over 16 bars"),
    ("energy down", "less energy"), ("fill", "fill"), ("fill every 8", "fill every 8 bars"),
    ("fill off", "no more fills"), ("undo", "undo"), ("freeze", "freeze"), ("section drop", "section drop"),
    ("mood hypnotic", "hypnotic"),
    ("hit on clap 5", "clap hit on step 5"), ("lock kick", "lock the kick"), ("scene save dusk", "save scene dusk"),
    ("set snare.velocity down over 8", "the snare quieter over 8 bars"), ("jam off", "jam off"), ("stop", "stop"),
])
def test_a_wish_is_what_the_command_means_and_what_no_other_command_means(command: str, wish: str) -> None:
    state = state_after(())
    asked = read_by_rules(wish, state).asked
    assert is_meant([command], asked, state)
    others = ["mute snare", "mute clap for 4", "set kick.velocity up", "bpm down", "redo", "fill @bar 99", "hold on"]
    assert not any(is_meant([other], asked, state) for other in others)
    assert not is_meant([command, "unlock snare"], asked, state)


@pytest.mark.parametrize(("commands", "wish"), [
    (["mute clap"], "mute the clap and the snare"), (["mute clap"], "mute the clap for 8 bars"),
    (["mute clap", "bpm 134"], "mute the clap"), (["set kick.velocity up"], "the kick quieter"),
    (["bpm 134"], "tempo 136"), (["ANSWER"], "mute the clap"), (["hit on clap 5"], "clap hit on step 6"),
])
def test_more_less_or_another_time_is_not_meant(commands: list[str], wish: str) -> None:
    state = state_after(())
    assert not is_meant(commands, read_by_rules(wish, state).asked, state)


@pytest.mark.parametrize(("command", "wish"), [
    ("mute clap for 16", "mute the clap until bar 57"), ("freeze for 4", "freeze for 4 bars"),
    ("set kick.velocity down for 8", "the kick quieter for 8 bars"), ("lock kick for 8", "lock the kick for 8 bars"),
    ("mute clap for 8 @bar 45", "mute the clap in 4 bars for 8 bars"),
])
def test_what_ends_by_itself_is_one_act(command: str, wish: str) -> None:
    state = state_after(())
    asked = read_by_rules(wish, state).asked
    assert is_meant([command], asked, state)
    assert not is_meant([command.partition(" for ")[0]], asked, state)


def test_words_that_want_nothing_done_are_no_acts() -> None:
    assert acts_of(["DECLINE"]) == "DECLINE"
    assert acts_of(["ASK: fill | drop"]) == "ASK"
