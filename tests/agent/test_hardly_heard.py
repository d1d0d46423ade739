"""A layer that is in and hardly plays is not let in: why is said, and what would help is offered."""

from __future__ import annotations

import pytest

from tests.agent.heard import replies


@pytest.mark.parametrize("say", [
    "bring in the snare", "let the snare come in", "can we hear the snare?", "unmute the snare",
])
def test_a_layer_that_plays_in_fills_is_told_of(say: str) -> None:
    (reply,) = replies(say)
    assert not reply.commands
    assert "it plays in fills" in reply.reply
    assert reply.question is not None
    assert reply.question.choices == ("more snare", "snare on 2 and 4")


def test_what_is_offered_is_done() -> None:
    last = replies("bring in the snare", "snare on 2 and 4")[-1]
    assert [one["step"] for one in last.commands] == [4, 12]


def test_a_layer_that_is_muted_comes_back() -> None:
    last = replies("mute the snare", "bring in the snare")[-1]
    assert [one["command"] for one in last.commands] == ["unmute"]


def test_a_layer_that_plays_is_let_in_as_ever() -> None:
    (reply,) = replies("bring in the clap")
    assert [one["command"] for one in reply.commands] == ["unmute"]
