"""Short and roundabout questions are answered, and polite wishes are no questions."""

from __future__ import annotations

import pytest

from tests.agent.heard import replies


@pytest.mark.parametrize(("say", "answer"), [
    ("bpm?", "132 BPM"), ("tempo is how much?", "132 BPM"), ("ok thats fine. whats the tempo", "132 BPM"),
    ("who's off right now?", "muted: nothing"), ("which port are we going out of", "ports: none is open"),
    ("is that still going to happen?", "planned: nothing"),
    ("how long until it changes to the next part?", "sections:"),
    ("what exactly does the S number tell me?", "against the beat"), ("wheres my recording saved", "out/sessions/"),
    ("why's the closed hat sounding on 3?", "hat_c sounds on step 3"),
])
def test_a_short_question_is_answered(say: str, answer: str) -> None:
    reply = replies(say)[-1]
    assert answer in reply.reply
    assert not reply.commands
    assert not reply.refused


@pytest.mark.parametrize("say", ["can it sound funkier?", "can the hats be louder?", "more swing?"])
def test_a_polite_wish_is_no_question(say: str) -> None:
    assert replies(say)[-1].commands


def test_what_is_planned_is_told() -> None:
    assert "mute" in replies("mute the clap in 8 bars", "is that still going to happen?")[-1].reply
