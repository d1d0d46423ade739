"""What "undo that", "again" and "do it" mean after a line that did nothing."""

from __future__ import annotations

import pytest

from tests.agent.heard import replies

LOST = ("make the snare blorp sideways", "play me a banana", "snare density", "freeze", "shift the snare 3 zorps")
POINTS = (
    "undo that", "again", "do that again", "reverse that", "take that back", "ok, do that", "the opposite",
    "no, cancel that", "repeat that", "put it back as it was", "once more please",
)


@pytest.mark.parametrize("lost", LOST)
@pytest.mark.parametrize("said", POINTS)
def test_a_line_that_did_nothing_is_not_taken_back_nor_done_again(lost: str, said: str) -> None:
    reply = replies("mute the clap", "unmute everything", lost, said)[-1]
    assert not reply.commands
    assert "nothing" in reply.reply


def test_what_was_last_done_is_told_and_a_bare_undo_takes_it_back() -> None:
    told, undone = replies("mute the clap", "make the snare zorp", "undo that", "undo")[-2:]
    assert "mute clap" in told.reply
    assert [one["command"] for one in undone.commands] == ["undo"]


def test_nothing_before_is_told_too() -> None:
    assert "nor did any before it" in replies("make the snare zorp", "reverse that")[-1].reply


@pytest.mark.parametrize("said", ["undo that", "take that back"])
def test_an_answer_hides_no_wish(said: str) -> None:
    commands = replies("mute the clap", "how fast is it?", said)[-1].commands
    assert [one["command"] for one in commands] == ["undo"]


def test_do_it_agrees_to_a_yes_or_no_question_and_yes_chooses_none_of_several() -> None:
    assert replies("mute the closed hat", "128", "do it")[-1].commands[0]["bpm"] == 128
    assert not replies("make the snare zorp", "yes")[-1].commands
