"""What is wished as if it were so is done, and waits for nothing."""

from __future__ import annotations

import pytest

from agent.offline.talk.wishful import with_wish
from tests.agent.heard import replies


@pytest.mark.parametrize(("say", "put"), [
    ("it would be nice if the hats were softer", "the hats softer"),
    ("It'd be lovely if the kick came back", "the kick comes back"),
    ("would be great if it went faster", "faster"), ("I'd love it if the clap stopped", "the clap stops"),
    ("if only the snare were softer", "the snare softer"),
    ("we'd be happy if the closed hat played less", "the closed hat plays less"),
    ("It would be really cool if the open hat was a bit louder!", "the open hat a bit louder"),
    ("that would be great if the clap dropped out at bar 65", "the clap drops out at bar 65"),
    ("i would prefer it if it were less busy", "less busy"),
])
def test_it_is_put_as_it_is_to_be(say: str, put: str) -> None:
    assert with_wish(say) == put


@pytest.mark.parametrize("say", [
    "if the hats were softer I would dance", "it was nice when the hats were softer",
    "it would be nice if you dropped it",
    "if energy is above 0.8 mute the clap", "would it be nice", "I'd love it", "that would be great",
])
def test_other_lines_stay(say: str) -> None:
    assert with_wish(say) == say


@pytest.mark.parametrize(("say", "command"), [
    ("it would be nice if the hats were softer", "set"), ("it'd be lovely if the kick came back", "unmute"),
    ("I'd love it if the clap stopped", "mute"), ("would be great if it went faster", "tempo"),
    ("if only the snare were softer", "set"),
])
def test_it_is_done(say: str, command: str) -> None:
    (reply,) = replies(say)
    assert {one["command"] for one in reply.commands} == {command}, reply.reply
