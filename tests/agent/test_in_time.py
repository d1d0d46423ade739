"""A sentence that asks whose time is to be kept is read as a whole, and nothing else is taken for one."""

from __future__ import annotations

import pytest

from agent.offline.asking import Question
from agent.offline.in_time import in_time
from agent.requests import KeepTime, Shift

LAYERS = ("kick", "hat_c", "hat_o", "snare", "clap")


@pytest.mark.parametrize(("said", "wish"), [
    ("follow the clock from tr-8", KeepTime("in", "tr-8")),
    ("please follow the MIDI clock from the TR-8S, tempo only", KeepTime("in", "TR-8S", "tempo")),
    ("follow the TR-8's clock but not its transport", KeepTime("in", "TR-8", "tempo")),
    ("follow the clock of the digitakt, not its tempo", KeepTime("in", "digitakt", "transport")),
    ("Sync to the tr-8.", KeepTime("in", "tr-8")),
    ("take the tempo from the mpc", KeepTime("in", "mpc")),
    ("be in time with the drum machine", KeepTime("in")),
    ("follow the external clock", KeepTime("in")),
    ("follow the clock from digitakt with offset -5 ms", KeepTime("in", "digitakt", offset_ms=-5.0)),
    ("follow the clock from digitakt 5 ms earlier", KeepTime("in", "digitakt", offset_ms=-5.0)),
    ("follow the clock from the mpc and send clock", KeepTime("in", "mpc", send=True)),
    ("go to your own clock", KeepTime("own")),
    ("don't follow the clock any more", KeepTime("own")),
    ("use my own clock and don't send clock", KeepTime("own", send=False)),
    ("turn link off", KeepTime("own")),
    ("use Ableton Link", KeepTime("link")),
    ("can you join the link session please", KeepTime("link")),
    ("sync with ableton link on phrases of 8 bars", KeepTime("link", bars=8)),
    ("follow jack transport", KeepTime("jack")),
    ("roll with JACK's transport now", KeepTime("jack")),
    ("send midi clock", KeepTime(send=True)),
    ("stop sending clock", KeepTime(send=False)),
    ("follow only its tempo", KeepTime(follow="tempo")),
    ("follow its starts and stops only", KeepTime(follow="transport")),
    ("follow jack transport but keep our own tempo", KeepTime("jack", follow="transport")),
    ("follow the clock from tr-8 at our own tempo", KeepTime("in", "tr-8", follow="transport")),
    ("play 5 ms earlier than the clock", KeepTime(offset_ms=-5.0)),
    ("offset the clock by -5 ms", KeepTime(offset_ms=-5.0)),
    ("turn the midi clock off", KeepTime("own", send=False)),
    ("set the clock offset to 3,5 ms", KeepTime(offset_ms=3.5)),
    ("the one is here", KeepTime(here=True)),
    ("shift everything 12 ms earlier", Shift(-12.0)),
    ("play everything 10ms later", Shift(10.0)),
    ("move everything by -3.5 ms", Shift(-3.5)),
])
def test_a_wish_is_read(said: str, wish: KeepTime | Shift) -> None:
    found = in_time(said, LAYERS)
    assert found is not None
    assert (found.asks, found.rest) == (wish, "")


@pytest.mark.parametrize("said", [
    "follow the kick", "sync the hats with the kick", "get in sync with the beat", "follow me", "tighten the timing",
    "keep the tempo", "take it half time", "use jack", "play jack", "load jack", "link",
    "follow the tempo of the crowd", "this is the one",
    "mute the kick", "hats 5 ms later", "in time", "more swing on the hats, then a fill", "",
    "what is midi clock", "how do i send midi clock", "do you follow the clock",
])
def test_what_asks_for_something_else_is_left_to_others(said: str) -> None:
    assert in_time(said, LAYERS) is None


@pytest.mark.parametrize(("said", "choices"), [
    ("sync to ableton", ("use ableton link", "follow the clock from ableton")),
    ("follow tr-8", ("follow the clock from tr-8", "no")),
    ("use link in 8 bars", ("use link", "no")),
    ("move everything 10 ms", ("shift everything 10 ms earlier", "shift everything 10 ms later")),
])
def test_two_readings_get_a_question_whose_choices_are_wishes(said: str, choices: tuple[str, ...]) -> None:
    found = in_time(said, LAYERS)
    assert found is not None
    assert isinstance(found.asks, Question)
    assert found.asks.choices == choices
    for choice in choices:
        chosen = in_time(choice, LAYERS)
        assert choice == "no" or (chosen is not None and not isinstance(chosen.asks, Question))


def test_a_phrase_that_link_does_not_have_is_asked_about() -> None:
    found = in_time("use link on phrases of 5 bars", LAYERS)
    assert found is not None
    assert isinstance(found.asks, Question)


@pytest.mark.parametrize(("said", "rest"), [
    ("use ableton link and mute the kick", "mute the kick"), ("mute the kick and then use link", "mute the kick"),
    ("follow the clock from tr-8, then drop the kick for 8 bars", "drop the kick for 8 bars"),
])
def test_what_else_is_said_is_left_to_be_read(said: str, rest: str) -> None:
    found = in_time(said, LAYERS)
    assert found is not None
    assert isinstance(found.asks, KeepTime)
    assert found.rest == rest
