"""Which layers a wish takes, where one clause says what goes and another what stays."""

from __future__ import annotations

import pytest

from tests.agent.heard import replies


@pytest.mark.parametrize(("said", "commands"), [
    ("no hats, just kick", "mute hat_c; mute hat_o; solo kick"),
    ("no hats no clap just kick n snare", "mute hat_c; mute hat_o; mute clap; solo kick; solo snare"),
    ("take out the snare, only kick and clap", "mute snare; solo kick; solo clap"),
    ("no clap and just the kick", "mute clap; solo kick"),
    ("mute the hats, only the open one", "mute hat_o"),
    ("mute the hats and clap, just the clap", "mute clap"),
    ("mute the hats and clap only", "mute hat_c; mute hat_o; mute clap"),
    ("kick and clap only", "solo kick; solo clap"),
    ("mute the closed hats so I hear the rest", "mute hat_c"),
    ("mute the kick so we can hear the hats", "mute kick"),
])
def test_what_stays_is_not_taken_out_with_what_goes(said: str, commands: str) -> None:
    told = [f"{one['command']} {one['layer']}" for one in replies(said)[-1].commands]
    assert sorted(told) == sorted(commands.split("; "))
