"""What lasts until a section comes begins at once, and what waits for a section is done when it comes."""

from __future__ import annotations

import pytest

from tests.agent.heard import replies


@pytest.mark.parametrize(("say", "now", "then"), [
    ("mute the kick until the drop", [("mute", "kick")], [("unmute", "kick")]),
    ("kick n snare off till the drop hits", [("mute", "kick"), ("mute", "snare")], [
        ("unmute", "kick"), ("unmute", "snare")]),
    ("no clap until the drop please", [("mute", "clap")], [("unmute", "clap")]),
    ("keep the clap out till the drop lands", [("mute", "clap")], [("unmute", "clap")]),
    ("solo the kick until the break comes", [("solo", "kick")], [("unsolo", "kick")]),
    ("lock the snare until the outro", [("lock", "snare")], [("unlock", "snare")]),
    ("kick and hats gone until the breakdown", [("mute", "kick"), ("mute", "hat_c"), ("mute", "hat_o")], [
        ("unmute", "kick"), ("unmute", "hat_c"), ("unmute", "hat_o")]),
])
def test_it_begins_at_once_and_the_section_ends_it(
    say: str, now: list[tuple[str, str]], then: list[tuple[str, str]]
) -> None:
    (reply,) = replies(say)
    assert [(one["command"], one["layer"]) for one in reply.commands if one["command"] != "when"] == now
    ends = [one for one in reply.commands if one["command"] == "when"]
    assert [(one["then"]["command"], one["then"]["layer"]) for one in ends] == then
    assert {(one["what"], one["op"]) for one in ends} == {("section", "=")}


@pytest.mark.parametrize("say", [
    "mute the kick until bar 65", "wait until the drop", "more swing until the drop", "mute the kick until I say",
    "how long until the drop", "mute the kick until the chorus",
])
def test_what_lasts_until_something_else_is_not_ended_by_a_section(say: str) -> None:
    (reply,) = replies(say)
    assert all(one["command"] != "when" for one in reply.commands)


@pytest.mark.parametrize(("say", "then"), [
    ("wait the drop and there the open hat enters", ("unmute", "hat_o")),
    ("wait for the drop and then bring the open hat in", ("unmute", "hat_o")),
    ("hold on for the drop and then mute the clap", ("mute", "clap")),
    ("wait until the break comes, then mute the kick", ("mute", "kick")),
])
def test_what_waits_for_a_section_is_not_done_now(say: str, then: tuple[str, str]) -> None:
    (reply,) = replies(say)
    (only,) = reply.commands
    assert (only["command"], only["then"]["command"], only["then"]["layer"]) == ("when", *then)
