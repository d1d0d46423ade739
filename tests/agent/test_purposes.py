"""What a wish is for is passed over and told as left out; a subject that is left out or put last is no question."""

from __future__ import annotations

import pytest

from agent.offline.talk.purposes import without_purpose
from agent.offline.talk.subjects import with_subject
from tests.agent.heard import replies


@pytest.mark.parametrize(("say", "command"), [
    ("Might we have a small fill at bar 56, to lead us into the next part?", "fill"),
    ("a fill at bar 56 to take us to the chorus", "fill"), ("a fill in 4 bars to get their attention", "fill"),
    ("mute the clap for 8 bars to make room for the singer", "mute"),
    ("drop the kick for 4 bars to build some tension", "mute"),
    ("slow down a bit to let them breathe", "tempo"), ("lower the energy to calm the room", "set"),
])
def test_a_wish_is_done_whatever_it_is_for(say: str, command: str) -> None:
    (reply,) = replies(say)
    assert {one["command"] for one in reply.commands} == {command}
    assert "left out: to " in reply.reply


def test_room_that_is_wanted_makes_nothing_denser() -> None:
    (reply,) = replies("thin the hats to give me space")
    (only,) = reply.commands
    assert only["path"] == "hat_c.density.target"
    assert only["to"] < only["from"]


@pytest.mark.parametrize("say", [
    "I want to take them out", "time to bring the kick back", "bring the tempo down to let the snare breathe",
    "we need to wake them up", "how to make room", "turn it down to 0.4", "go to the break",
])
def test_what_is_wanted_itself_is_no_purpose(say: str) -> None:
    assert without_purpose(say) == (say, "")


@pytest.mark.parametrize(("say", "put"), [
    ("is very loud the clap", "the clap is very loud"), ("are too loud the hats", "the hats are too loud"),
    ("is always the same, vary more", "it is always the same, vary more"), ("is a bit slow", "it is a bit slow"),
    ("is not enough loud the kick", "the kick is not enough loud"),
])
def test_the_subject_is_put_in_front(say: str, put: str) -> None:
    assert with_subject(say) == put


@pytest.mark.parametrize("say", [
    "is the clap too loud", "is it too fast", "is very loud the clap?", "is always the same?", "is not the clap late",
    "are the hats muted", "is there a fill", "the clap is very loud", "is so quiet that clap or is it me",
])
def test_a_question_stays_one(say: str) -> None:
    assert with_subject(say) == say


@pytest.mark.parametrize(("say", "path"), [
    ("is very loud the clap", "clap.velocity"), ("is always the same, always the same... change more please",
                                                 "phrase.variation"),
    ("more change please", "phrase.variation"), ("is so boring, vary more", "phrase.variation"),
])
def test_it_is_no_question_then(say: str, path: str) -> None:
    (reply,) = replies(say)
    assert [one["path"] for one in reply.commands] == [path]


@pytest.mark.parametrize("say", [
    "don't let it change the hats any more, they are perfect", "I don't want the hats to change any more",
    "the hats must not change", "please don't let the machine touch the hats", "the hats should never change again",
])
def test_what_is_to_change_no_more_is_locked(say: str) -> None:
    (reply,) = replies(say)
    assert [(one["command"], one["layer"]) for one in reply.commands] == [("lock", "hat_c"), ("lock", "hat_o")]


@pytest.mark.parametrize("say", [
    "the clap must not be so loud", "don't let the kick stop", "don't let me hear the clap",
])
def test_what_is_denied_otherwise_locks_nothing(say: str) -> None:
    (reply,) = replies(say)
    assert "lock" not in {one["command"] for one in reply.commands}


@pytest.mark.parametrize("say", ["energy 0.6, doors open but nobody is in yet", "energy 0.6 but nobody is here yet"])
def test_what_is_told_behind_but_holds_nothing_up(say: str) -> None:
    (reply,) = replies(say)
    assert [(one["path"], one["to"]) for one in reply.commands] == [("energy", 0.6)]


@pytest.mark.parametrize(("say", "layers"), [
    ("Take the clap and both hats out so he hears kick and snare only", {"clap", "hat_c", "hat_o"}),
    ("lose the snare so they hear the kick", {"snare"}),
    ("mute the hats so that we can hear the clap", {"hat_c", "hat_o"}),
    ("lose the hats so the dancers feel the kick", {"hat_c", "hat_o"}),
    ("take out the clap so that she hears the snare only for 8 bars", {"clap"}),
])
def test_what_is_left_to_hear_is_no_wish(say: str, layers: set[str]) -> None:
    (reply,) = replies(say)
    assert {(one["command"], one["layer"]) for one in reply.commands} == {("mute", layer) for layer in layers}
    assert "left out: so " in reply.reply


def test_a_wish_behind_a_purpose_is_done() -> None:
    (reply,) = replies("mute the kick so we hear the hats and bring it back at 57")
    assert [(one["command"], one.get("at_bar")) for one in reply.commands] == [("mute", None), ("unmute", 56)]
    assert without_purpose("make it so we hear the kick only") == ("make it so we hear the kick only", "")


@pytest.mark.parametrize(("say", "left"), [
    ("ratchets to 0.2 on the closed hat please, currently it is a machine gun",
     "ratchets to 0.2 on the closed hat please"),
    ("tempo 120, right now it's dragging along", "tempo 120"), ("swing 60, it is straight right now", "swing 60"),
    ("hats at .4, at the moment it sounds like rain", "hats at .4"),
    ("kick velocity 110 because right now it's too weak", "kick velocity 110"),
    ("currently it sounds like a machine gun, ratchets 0.2", "ratchets 0.2"),
    ("at the moment it's 130, make it 132", "make it 132"),
])
def test_how_it_is_now_beside_a_figure_asks_for_nothing(say: str, left: str) -> None:
    assert without_purpose(say)[0] == left


@pytest.mark.parametrize("say", [
    "currently the hats are too loud", "right now the clap is too loud, more kick", "the hats are too loud right now",
    "hats quieter right now", "drop for 4 bars right now", "tempo 120 right now",
])
def test_how_it_is_now_without_a_figure_may_be_a_wish(say: str) -> None:
    assert without_purpose(say) == (say, "")
