"""Words that only remark on a wish are left out and told; others are asked about."""

from __future__ import annotations

import pytest

from tests.agent.heard import replies


@pytest.mark.parametrize(("say", "command", "left"), [
    ("lock the kick before i wreck it", {"command": "lock", "layer": "kick"}, "wreck"),
    ("mute the clap like a ninja", {"command": "mute", "layer": "clap"}, "ninja"),
    ("mute the clap for the headliner", {"command": "mute", "layer": "clap"}, "headliner"),
])
def test_a_remark_is_left_out_and_told(say: str, command: dict[str, str], left: str) -> None:
    reply = replies(say)[-1]
    (done,) = reply.commands
    assert {key: done[key] for key in command} == command
    assert "left out" in reply.reply
    assert left in reply.reply


@pytest.mark.parametrize("say", [
    "mute the clap until she nods", "mute the clap unless it rains", "mute the clap before the drop",
    "the hats like the clap", "bpm 136 instead of surge", "kick velocity 100 and then frobnicate",
    "render 32 bars but only when underwood nods",
])
def test_what_could_change_the_wish_is_no_remark(say: str) -> None:
    reply = replies(say)[-1]
    assert not reply.commands
    assert reply.question is not None or reply.refused


@pytest.mark.parametrize("say", [
    "the hats feel like a typewriter, quieter", "that clap is stabbing me in the ears. quieter",
    "these closed hats are pure machine gun, quieter",
])
def test_a_layer_that_is_described_first_is_what_the_wish_is_about(say: str) -> None:
    layers = {command["path"].partition(".")[0] for command in replies(say)[-1].commands}
    assert layers in ({"hat_c", "hat_o"}, {"clap"}, {"hat_c"})
    assert all(command["path"].endswith("velocity") for command in replies(say)[-1].commands)
