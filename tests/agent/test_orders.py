"""What orders something is no question and tells of no trouble, whatever page has its words."""

from __future__ import annotations

import pytest

from tests.agent.heard import replies


@pytest.mark.parametrize(("say", "does"), [
    ("my solo ends in 3 bars, put a fill there", ("fill", 3)),
    ("my set ends in 8 bars, take the kick out there", ("mute", 8)),
    ("my verse is over at bar 60, mute the kick there", ("mute", 59)),
    ("the lights go out at bar 57, drop the kick there", ("mute", 56)),
    ("I have a solo at bar 49, mute the clap there", ("mute", 48)),
])
def test_what_is_ordered_behind_a_story_is_done(say: str, does: tuple[str, int]) -> None:
    (reply,) = replies(say)
    assert [(one["command"], one.get("at_bar")) for one in reply.commands] == [does], reply.reply


@pytest.mark.parametrize("say", [
    "Do build the energy gently over sixteen bars, no sudden shocks please.", "Do bring the energy up over 8 bars",
    "more energy, they're falling asleep!", "my phone died, keep the groove going",
    "the pose is on bar 65, the music has to stop dead there", "it is always the same, vary it more",
])
def test_an_order_is_answered_by_no_page(say: str) -> None:
    (reply,) = replies(say)
    assert "(docs/" not in reply.reply


@pytest.mark.parametrize("say", [
    "Do scenes survive a restart", "my volca is on a cable and only the kick plays", "the sound crackles and drops out",
    "is there a way to bring a layer back by itself", "can I use the source code",
    "it does not start, the port is gone", "do tokens cost me something here",
])
def test_a_question_and_a_trouble_are_answered_by_their_page(say: str) -> None:
    (reply,) = replies(say)
    assert "(docs/" in reply.reply
    assert reply.commands == ()


@pytest.mark.parametrize("say", ["do the hats softer", "have the hats softer", "do the claps louder please"])
def test_what_begins_like_a_question_of_layers_is_done(say: str) -> None:
    (reply,) = replies(say)
    assert {str(one["path"]).partition(".")[2] for one in reply.commands} == {"velocity"}


@pytest.mark.parametrize(("say", "command"), [
    ("why don't we go faster", "tempo"), ("why don't you mute the clap", "mute"), ("why do we not have a fill", ""),
    ("why don't we try more swing", "set"), ("why don't I hear the clap", ""), ("why don't we have a kick", ""),
])
def test_why_do_we_not_is_a_wish_but_of_what_is_heard(say: str, command: str) -> None:
    (reply,) = replies(say)
    assert {one["command"] for one in reply.commands} == ({command} if command else set())


@pytest.mark.parametrize("say", ["never mind", "forget it", "ignore that"])
def test_what_wants_nothing_is_not_said_to_be_there_already(say: str) -> None:
    (reply,) = replies(say)
    assert reply.reply == "all right; nothing was changed"
