"""Places in the bar are steps, a bare condition waits, a note that hangs is panic, and a great thing is asked about."""

from __future__ import annotations

import pytest

from agent.offline.places_in_bar import on_steps
from tests.agent.heard import replies


@pytest.mark.parametrize(("say", "layer", "step", "on"), [
    ("put a clap on the and of two", "clap", 6, True), ("take the snare off the e of three", "snare", 9, False),
    ("the closed hat off the ah of 1", "hat_c", 3, False), ("sneak in one extra clap on the very last sixteenth",
    "clap", 15, True), ("give me another snare on the final 16th of the bar", "snare", 15, True),
    ("trig the snare on 11", "snare", 10, True), ("trigger the open hat at 7", "hat_o", 6, True),
    ("step 6, clap hit, add", "clap", 5, True), ("step 9 snare off", "snare", 8, False),
    ("throw in a clap on the first sixteenth", "clap", 0, True),
])
def test_a_place_in_the_bar_is_a_step(say: str, layer: str, step: int, on: bool) -> None:
    (reply,) = replies(say)
    assert reply.commands == ({"command": "hit", "layer": layer, "step": step, "on": on},), reply.reply


@pytest.mark.parametrize("say", ["clap out for 4 bars", "drop the kick for 8", "the clap and the snare out", "trig it"])
def test_a_line_without_a_place_stays_as_it_is(say: str) -> None:
    assert on_steps(say) == say


@pytest.mark.parametrize(("say", "what", "op", "value"), [
    ("S over .5 -> mute the snare", "S", ">", 0.5), ("E drops below .7, then you mute the clap", "E", "<", 0.7),
    ("entropy goes above 0.6 for 4 bars: mute the open hat", "H", ">", 0.6),
    ("hits > 20 => mute the clap", "hits", ">", 20),
    ("once syncopation has been under 0.2 for 2 bars, fill", "S", "<", 0.2),
    ("clap hits over 4: mute the snare", "hits", ">", 4),
])
def test_a_condition_without_if_is_watched(say: str, what: str, op: str, value: float) -> None:
    (reply,) = replies(say)
    (watch,) = reply.commands
    assert watch["command"] == "when", reply.reply
    assert (watch["what"], watch["op"], watch["value"]) == (what, op, value)


@pytest.mark.parametrize("say", [
    "a note is hanging, all sounds off", "stuck note on the synth!", "all notes off", "something is stuck, help",
    "the drone won't stop, kill it",
])
def test_a_note_that_hangs_is_panic_and_mutes_nothing(say: str) -> None:
    (reply,) = replies(say)
    assert [one["command"] for one in reply.commands] == ["panic"], reply.reply


@pytest.mark.parametrize("say", ["a note is hanging", "the tone on port 2 won't stop", "notes are stuck again"])
def test_a_note_that_is_told_to_hang_is_asked_about(say: str) -> None:
    (reply,) = replies(say)
    assert reply.question is not None, reply.reply
    assert not reply.commands


def test_a_layer_that_is_stuck_is_no_panic() -> None:
    (reply,) = replies("a note hangs, mute the clap")
    assert all(one["command"] != "panic" for one in reply.commands)


@pytest.mark.parametrize(("say", "choice"), [
    ("could you bring it up a bit", "faster"),
    ("time for a huge bass drop", "drop the kick for 8 bars"),
    ("kill all of it now", "stop"), ("please kill the lot", "mute everything"), ("shut everything off", "panic"),
])
def test_a_great_thing_is_asked_about_and_not_done(say: str, choice: str) -> None:
    (reply,) = replies(say)
    assert reply.question is not None, reply.reply
    assert not reply.commands
    assert choice in reply.question.choices


def test_what_was_spoken_of_is_turned_down_without_a_question() -> None:
    *_, reply = replies("clap velocity 120", "turn it down")
    assert reply.question is None, reply.reply


@pytest.mark.parametrize("say", ["kick out on the and of 4", "mute the kick on the and of four"])
def test_a_place_in_the_bar_is_no_length(say: str) -> None:
    (reply,) = replies(say)
    assert reply.commands == ({"command": "hit", "layer": "kick", "step": 14, "on": False},), reply.reply


@pytest.mark.parametrize(("say", "does"), [
    ("oh no, something is wrong, quick, make it all stop!", "transport"), ("aw naw, it hangs, make it STOP", "panic"),
    ("please make everything stop", "transport"), ("make it stop swinging", ""), ("make the clap stop", ""),
    ("make it stop when the break comes", ""),
])
def test_a_cry_for_it_all_to_stop_is_heard_through_the_words_around_it(say: str, does: str) -> None:
    commands = replies("play", say)[-1].commands
    assert [one["command"] for one in commands if one["command"] in {"transport", "panic"}] == ([does] if does else [])


@pytest.mark.parametrize("line", [
    "more hats later", "bring the kick back later", "more swing later on", "give me a fill later",
    "mute the clap some time later",
])
def test_a_wish_for_later_is_asked_when(line: str) -> None:
    reply = replies(line)[-1]
    assert not reply.commands
    assert reply.question is not None
    assert reply.question.choices[0].endswith("in 4 bars")


@pytest.mark.parametrize("line", ["the snare a bit later", "the snare 2 steps later"])
def test_a_layer_later_is_where_it_stands(line: str) -> None:
    assert replies(line)[-1].commands
