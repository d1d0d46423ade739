"""What only tells of the people there, praises or takes leave changes nothing; what wants a change is a wish."""

from __future__ import annotations

import pytest

from agent.offline.talk.banter import is_banter
from agent.offline.talk.thanks import only_thanks
from tests.agent.heard import replies


@pytest.mark.parametrize("say", [
    "people are dancing!", "muito bom!! people is already dancing", "the crowd loves it", "look at them go",
    "everyone's up on their feet now", "the whole room is going mad, keep it going", "they love it!!",
    "huh, that polymeter is filthy", "salut tout le monde, we are forty tonight", "bis gleich", "hola a todos!",
    "you are the best drummer I ever had", "you're a star", "oh how delightful, my grandson would be thrilled",
    "ok that's lunch, back at two", "that's a wrap everyone, see you at seven", "the neighbours are happy lol",
    "give me a second", "one moment please", "hang on a sec", "ready when you are", "goodnight everyone",
])
def test_what_tells_of_those_who_are_there_changes_nothing(say: str) -> None:
    (reply,) = replies(say)
    assert (reply.commands, reply.question, reply.refused) == ((), None, False), reply.reply


@pytest.mark.parametrize("say", [
    "nobody is dancing", "make them dance", "people are dancing, more of that", "they are too loud",
    "look at the snare, it's late", "everyone loves the snare, louder", "the hats are moving, mute them", "back at two",
    "you are too loud", "how loud is it", "they love the clap, bring it up", "when people are dancing, a fill",
])
def test_what_wants_a_change_is_no_banter(say: str) -> None:
    assert not is_banter(say)
    assert not only_thanks(say)


@pytest.mark.parametrize("say", [
    "high pass on the master, 8 bars", "patch an LFO to the filter cutoff, 1/8 triplet",
    "dim the side lights during the solo", "would you print out the programme notes for this evening?", "cue 15 go",
    "standby cue 3", "raise the curtain at the drop", "more reverb, 1/4 dotted", "strobe for 8 bars",
])
def test_what_is_of_other_gear_is_declined_and_not_asked_about(say: str) -> None:
    (reply,) = replies(say)
    assert reply.question is None
    assert "not for a drum machine" in reply.reply
    assert reply.commands == ()


def test_what_is_wished_beside_it_is_done() -> None:
    (reply,) = replies("much softer open hats, they hiss over my voice")
    assert [one["path"] for one in reply.commands] == ["hat_o.velocity"]
