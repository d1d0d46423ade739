"""What a number without a unit is of after a question, a plan, a condition or a change."""

from __future__ import annotations

import pytest

from agent.offline.talk.thanks import only_thanks
from tests.agent.heard import replies
from tests.agent.test_bare_numbers import values


@pytest.mark.parametrize(("asks", "said", "done"), [
    ("how loud is the clap now?", "make it 104", [("clap.velocity", 104)]),
    ("what's the open hat's volume?", "bring it down to 70", [("hat_o.velocity", 70)]),
    ("what is the swing on the open hat?", "set it to 58%", [("hat_o.swing_percent", 0.58)]),
    ("which channel is the snare on?", "put it on 12", [("snare.channel", 12)]),
])
def test_a_number_is_of_the_value_that_was_asked_about(asks: str, said: str, done: list[tuple[str, float]]) -> None:
    asked, reply = replies(asks, said)
    assert not asked.commands
    assert values(reply.commands) == done


def test_a_number_after_a_question_of_the_tempo_is_a_tempo() -> None:
    assert values(replies("what is the tempo", "make it 136")[-1].commands) == [("bpm", 136)]


def test_another_line_between_ends_what_was_asked_about() -> None:
    *_, reply = replies("how loud is the clap now?", "tempo 130", "make it 128")
    assert values(reply.commands) == [("bpm", 128)]


@pytest.mark.parametrize("said", ["sorry, i meant 145", "make that 145", "no, 145", "145 i mean"])
@pytest.mark.parametrize("plan", ["stop at bar 97", "let the clap out at bar 97", "fill at 97"])
def test_a_number_after_a_plan_for_a_bar_is_its_bar(plan: str, said: str) -> None:
    _, reply = replies(plan, said)
    assert [one.get("at_bar") for one in reply.commands] == [None, 144]


def test_a_small_number_after_a_mute_for_a_bar_is_its_length() -> None:
    _, reply = replies("mute the snare for 4 bars at bar 97", "make that 8")
    assert (reply.commands[-1]["bars"], reply.commands[-1]["at_bar"]) == (8, 96)


@pytest.mark.parametrize(("said", "value"), [("make it .7", 0.7), ("over point seven", 0.7), ("no, 0.4", 0.4)])
def test_a_number_after_a_condition_is_its_limit(said: str, value: float) -> None:
    _, reply = replies("when S goes over .6 mute the clap", said)
    assert [one["command"] for one in reply.commands] == ["undo", "when"]
    assert reply.commands[-1]["value"] == value


@pytest.mark.parametrize("change", ["busier", "thin the closed hat", "more accents"])
@pytest.mark.parametrize("said", ["136", "no, 136", "make it 136"])
def test_a_number_that_no_share_can_be_moves_no_share(change: str, said: str) -> None:
    _, reply = replies(change, said)
    assert values(reply.commands) in ([("bpm", 136)], [])


def test_a_number_after_a_chance_is_that_chance() -> None:
    _, reply = replies("40% prob on the snare", "nah, 60")
    assert 0.6 in [rule["p"] for rule in reply.commands[0]["to"]]


@pytest.mark.parametrize(("lines", "done"), [
    (("snare louder, like 6",), [("snare.velocity", [76, 90, 102])]),
    (("kick down 8", "clap quieter, same amount"), [("clap.velocity", 90)]),
    (("clap velocity 80", "and the open hat the same as the clap"), [("hat_o.velocity", 80)]),
    (("tempo 126", "oops, too far. two up"), [("bpm", 128)]),
    (("rotation 0 on the closed hat",), [("hat_c.rot", 0)]),
])
def test_an_amount_is_of_what_was_spoken_of(lines: tuple[str, ...], done: list[tuple[str, float]]) -> None:
    assert values(replies(*lines)[-1].commands) == done


def test_what_a_value_was_is_told_and_put_back() -> None:
    *_, told, reply = replies("kick softer", "what was the kick's velocity at the start?", "put it back to that")
    assert "kick.velocity was 116" in told.reply
    assert values(reply.commands) == [("kick.velocity", 116)]


@pytest.mark.parametrize("line", [
    "hi robot", "hello there machine", "good evening!", "hey hey, everyone",
    "ta very much", "merci, super", "great stuff, thanks a lot", "thx u r a star", "danke!", "cool, that's all",
    "we're good", "grazie, bravo", "so grateful, everyone", "good one, mate",
])
def test_thanks_in_any_dress_do_nothing(line: str) -> None:
    *_, reply = replies("tempo 130", line)
    assert (reply.commands, reply.refused, reply.question) == ((), False, None)
    assert reply.reply.startswith("all right")


@pytest.mark.parametrize("line", [
    "thanks, now mute the clap", "nice, one more", "more of that", "good kick", "all", "not good", "stop, thanks",
    "hi robot, faster", "more robotic",
    "one", "is that all thanks to you?", "great, 130", "this one", "yes",
])
def test_what_asks_for_something_is_no_thanks(line: str) -> None:
    assert not only_thanks(line)


def test_more_of_nothing_changes_nothing() -> None:
    first, reply = replies("glorp the wuggle", "even softer")
    assert (first.commands, reply.commands) == ((), ())
