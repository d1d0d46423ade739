"""What only tells what goes on is passed over, and told to be, beside a line that is about those before."""

from __future__ import annotations

import pytest

from agent.offline.talk.follow import Scene
from agent.offline.talk.stories import is_story
from agent.offline.talk.turns import Talk
from tests.agent.corpus import state_after
from tests.agent.heard import replies

SCENE = Scene(Talk(), state_after(()), playing=True)


@pytest.mark.parametrize("part", [
    "the guest is still going strong", "promoter is still talking into my ear", "he's changing lenses", "of course",
    "speaker's late coming on", "bride's in the restroom", "house has given us more time", "uff", "not ready",
    "we ain't there yet", "they've no cut the cake yet", "sorry", "i do apologise", "my video is longer",
    "they are dancing harder",
])
def test_a_part_that_tells_what_goes_on_is_a_story(part: str) -> None:
    assert is_story(part, SCENE)


@pytest.mark.parametrize("part", [
    "the kick is too loud", "make it 80", "he wants it louder", "mute the clap", "faster", "the clap is out", "16 bars",
    "bring it back", "what is planned", "stop", "more energy", "the swing is off", "drop at 65", "record this", "undo",
])
def test_a_part_that_may_ask_for_something_is_none(part: str) -> None:
    assert not is_story(part, SCENE)


def test_what_was_passed_over_is_told() -> None:
    *_, reply = replies("section drop at bar 72", "the speaker is late. push the drop 8 bars")
    assert "left out: the speaker is late" in reply.reply
    assert [one["command"] for one in reply.commands] == ["section", "cancel"]


def test_without_a_conversation_a_line_keeps_its_parts() -> None:
    (reply,) = replies("the guest is still going strong. 80")
    assert reply.commands == ()
