"""What the chat makes of words about jamming: on, off, asking first, only saying; and of a jam that is only praised."""

from __future__ import annotations

from typing import Any

import pytest

from tests.agent.heard import replies


@pytest.mark.parametrize(("said", "command"), [
    ("jam along", {"action": "auto"}),
    ("take over for a bit", {"action": "auto"}),
    ("jam along on the hats", {"action": "auto", "layers": ["hat_c", "hat_o"]}),
    ("jam along 10%", {"action": "auto", "change": 0.1}),
    ("jam but ask first", {"action": "assist"}),
    ("just say what you would do", {"action": "ghost"}),
    ("stop jamming", {"action": "off"}),
    ("no more jamming please", {"action": "off"}),
])
def test_words_about_jamming_are_understood(said: str, command: dict[str, Any]) -> None:
    (reply,) = replies(said)
    assert list(reply.commands) == [{"command": "jam", **command}]


@pytest.mark.parametrize("said", ["nice jam", "that was a great jam", "i love this jam", "what a jam"])
def test_a_jam_that_is_praised_begins_none(said: str) -> None:
    (reply,) = replies(said)
    assert not reply.commands


def test_what_is_said_beside_a_jam_is_not_left_out() -> None:
    (reply,) = replies("jam along and mute the clap")
    assert {command["command"] for command in reply.commands} == {"jam", "mute"}
