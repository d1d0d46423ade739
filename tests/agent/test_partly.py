"""A line that is understood in part is offered in part: what is known, what is not, and the wish without it."""

from __future__ import annotations

import pytest

from tests.agent.corpus import offered_by_rules
from tests.agent.heard import replies


@pytest.mark.parametrize(("say", "offered"), [
    ("flumph mute the snare", "mute the snare"), ("the gribbly snare off please", "mute the snare"),
])
def test_one_reading_without_the_unknown_words_is_offered_alone(say: str, offered: str) -> None:
    choices = offered_by_rules(say) or ()
    assert len(choices) == 1
    assert choices[0].startswith(offered)


@pytest.mark.parametrize(("before", "say", "offered"), [
    ("mute clap", "bring the clap in gribbly on the phrase", "unmute the clap at the next phrase"),
    ("", "snare gribbly for 8 bars", "mute the snare for 8 bars"),
    ("", "gribbly drop 4 bars at bar 90", "drop for 4 bars at bar 90"),
    ("", "snooze the clap 12 bars", "mute the clap for 12 bars"),
])
def test_the_bars_and_the_time_of_a_line_are_in_the_choices(before: str, say: str, offered: str) -> None:
    assert offered in (offered_by_rules(say, (before,) if before else ()) or ())


@pytest.mark.parametrize(("say", "known", "strange"), [
    ("gribble the clap for 8 bars", "clap", "gribble"),
])
def test_the_question_names_what_is_known_and_what_is_not(say: str, known: str, strange: str) -> None:
    (reply,) = replies(say)
    assert strange in reply.reply.partition("not")[2]
    assert known in reply.reply.partition("not")[0]


UNSURE = (
    "gribble the clap for 8 bars", "snare gribbly", "hats 9 wobbly things", "dangle the hats by a thread", "kill it",
    "make it gribble", "cut the kick before the fairies come", "swing thing 3 please",
    "the clap is way too shouty, push it aside a bit and flumph the hats",
)


@pytest.mark.parametrize("say", UNSURE)
def test_a_choice_that_is_answered_by_its_number_carries_out_what_it_says(say: str) -> None:
    *_, asked = replies("bpm 131", say)
    assert asked.question is not None, asked.reply
    choices = [one for one in asked.question.choices if one != "no"]
    for number, choice in enumerate(choices, 1):
        by_number = replies("bpm 131", say, str(number) if asked.question.choices[1:] != ("no",) else "yes")[-1]
        outright = replies("bpm 131", "what a night", choice)[-1]
        assert by_number.commands, (choice, by_number.reply)
        assert by_number.commands == outright.commands or outright.question is not None


def test_a_signed_figure_beside_a_layer_moves_its_level() -> None:
    (reply,) = replies("kick +6")
    (command,) = reply.commands
    assert command["path"] == "kick.velocity"
    assert command["to"] == command["from"] + 6


@pytest.mark.parametrize("say", UNSURE)
def test_a_question_and_its_no_change_nothing(say: str) -> None:
    *_, asked, refused = replies("bpm 131", say, "no")
    assert not asked.commands
    assert not refused.commands


@pytest.mark.parametrize("say", [
    "not the flumph", "cut the kick before the fairies come", "keep the hats, flumph off",
    "do not mute the gribbly snare",
])
def test_a_word_that_rules_others_is_not_left_out_without_them(say: str) -> None:
    (reply,) = replies(say)
    assert not reply.commands
    for choice in () if reply.question is None else reply.question.choices:
        assert not choice.startswith(("keep the hats off", "mute the gribbly"))


@pytest.mark.parametrize("say", [
    "write me a poem about the sea", "is there pizza left", "who won the match last night",
    "sing something for grandma",
    "translate this into latin", "make me a coffee", "buy some socks",
])
def test_what_is_about_something_else_is_declined_in_one_line(say: str) -> None:
    (reply,) = replies(say)
    assert reply.question is None, reply.reply
    assert not reply.commands
    assert "\n" not in reply.reply


@pytest.mark.parametrize("say", [
    "the snare is too sharp, everything louder and everything quieter", "more swing, less swing on the hats",
])
def test_a_line_against_itself_is_asked_about(say: str) -> None:
    (reply,) = replies(say)
    assert reply.question is not None, reply.reply
    assert not reply.commands


@pytest.mark.parametrize("say", ["notch 300 gribbles off the kick", "mute the snare 40 gribbles"])
def test_a_number_of_what_is_not_known_is_no_length(say: str) -> None:
    (reply,) = replies(say)
    assert not reply.commands
    for choice in () if reply.question is None else reply.question.choices:
        assert "300 bars" not in choice
        assert not choice.startswith("mute the snare 40")


@pytest.mark.parametrize("say", ["delete everything", "wipe it all", "erase all of it please"])
def test_what_could_be_meant_for_files_is_asked_about(say: str) -> None:
    (reply,) = replies(say)
    assert not reply.commands
    assert reply.question is not None or reply.refused


@pytest.mark.parametrize("line", ["can you put a violin on top, very far away", "a saxophone please, far away"])
def test_where_something_of_another_trade_is_to_be_is_no_question(line: str) -> None:
    (reply,) = replies(line)
    assert not reply.commands
    assert reply.question is None
    assert "not for a drum machine" in reply.reply


def test_a_layer_that_goes_beside_it_still_goes() -> None:
    assert [one["layer"] for one in replies("the clap away, and a trumpet")[-1].commands] == ["clap"]
