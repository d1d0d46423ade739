"""A question for a meaning, a reason, a note or a length is not answered with the reading of a meter."""

from __future__ import annotations

import pytest

from tests.agent.heard import replies


@pytest.mark.parametrize(("say", "told"), [
    ("could you explain what dispersion measures", "how unevenly"),
    ("what is syncopation even supposed to mean?", "0.9"),
    ("how many more bars until the phrase is over?", "next phrase line"), ("how long is the outro?", "64 bars"),
    ("which midi note does the closed hat send?", "note 42"), ("what channel is the clap on?", "channel 10"),
    ("why does the snare come so rarely?", "chance of 85"), ("why is the closed hat changing?", "modulator sway"),
])
def test_it_is_told(say: str, told: str) -> None:
    (reply,) = replies(say)
    assert told in reply.reply
    assert reply.commands == ()
