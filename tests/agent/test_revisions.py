"""A line that revises the wish before changes that wish, or takes it back, and nothing else."""

from __future__ import annotations

import pytest

from tests.agent.heard import replies


def said(*lines: str) -> list[str]:
    """Return the commands of the last of some lines, each in a few words."""
    return [
        " ".join(str(command[key]) for key in ("command", "layer", "bars", "at_bar", "every_bars", "step", "on")
                 if command.get(key) is not None)
        for command in replies(*lines)[-1].commands
    ]


@pytest.mark.parametrize(("lines", "commands"), [
    (("mute the clap", "not forever, 8 bars"), ["mute clap 8"]),
    (("lock the hats", "hang on, not the hats"), ["unlock hat_c", "unlock hat_o"]),
    (("mute the closed hat", "swap them"), ["unmute hat_c", "mute hat_o"]),
    (("give me a clap on 16", "and 15"), ["hit clap 14 True"]),
    (("give me a clap on 16", "take it out then"), ["hit clap 15 False"]),
    (("solo the kick", "off"), ["unsolo kick"]),
    (("mute the clap for 2 bars", "loop that every 8"), ["mute clap 2 0 8"]),
    (("mute the clap in 8 bars", "actually do it in 4 bars"), ["undo", "mute clap 4"]),
    (("mute the clap in 8 bars", "remove it"), ["undo"]),
    (("mute the clap in 4 bars", "could it be the snare rather than the clap?"), ["undo", "mute snare 4"]),
])
def test_a_revision_changes_the_wish_before(lines: tuple[str, ...], commands: list[str]) -> None:
    assert said(*lines) == commands


@pytest.mark.parametrize("line", ["not the hats", "off", "8 bars", "and 15", "swap them", "remove it"])
def test_without_a_wish_before_nothing_is_done(line: str) -> None:
    assert said(line) == []
