"""A stop that is one of several things is asked first: its time may be what was not understood."""

from __future__ import annotations

import pytest

from tests.agent.heard import replies


@pytest.mark.parametrize("said", [
    "first get slower then stop", "at bar 97 drop to the kick at 113 full stop", "mute the clap and stop the music",
    "more hats, then stop playing",
])
def test_a_stop_beside_other_acts_is_asked_and_nothing_is_done(said: str) -> None:
    reply = replies(said)[0]
    assert reply.question is not None
    assert not reply.commands


def test_the_answer_stops_or_does_nothing() -> None:
    stopped = replies("more hats, then stop playing", "stop now")[-1]
    assert [(one["command"], one["action"]) for one in stopped.commands] == [("transport", "stop")]
    assert not replies("more hats, then stop playing", "no")[-1].commands


@pytest.mark.parametrize("said", ["stop", "stop the music", "in 8 bars stop", "mute the clap and stop in 8 bars"])
def test_a_stop_alone_or_with_a_time_is_done(said: str) -> None:
    reply = replies(said)[0]
    assert reply.question is None
    assert {"command": "transport", "action": "stop"}.items() <= reply.commands[-1].items()
