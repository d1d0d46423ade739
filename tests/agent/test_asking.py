"""What is not understood, or could be two things, gets one short question; the next line answers it."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

import pytest

from agent.offline.asking import about_clause, about_unknown, chosen
from agent.offline.meaning import Clause
from tests.agent.heard import replies

ASKED = (
    "hats", "hat_c 9", "swing 200%", "tempo 500", "double time", "when the bass comes, more hats", "give me some acid",
    "frobnicate the kick", "mute the kick and frobnicate the clap", "there's a stuck note", "turn it off", "kick",
    "if it rains thin the hats",
    "everything out but the xyz", "2 4", "the drop for 8 bars",
    "150", "stop this madness at once!", "kick on channel 40",
)


@pytest.mark.parametrize("wish", ASKED)
def test_what_is_not_clear_gets_a_question_and_no_command(wish: str) -> None:
    (reply,) = replies(wish)
    assert reply.question is not None, reply.reply
    assert (reply.commands, reply.refused, reply.failed) == ((), False, False)
    assert len(reply.question.text) <= 160
    assert len(reply.question.choices) <= 4


@pytest.mark.parametrize(("answer", "path"), [
    ("1", "hat_c.density.target"), ("more hats", "hat_c.density.target"), ("louder", "hat_c.velocity"),
    ("the second one", "hat_c.velocity"), ("2", "hat_c.velocity"),
])
def test_the_next_line_answers_by_number_or_word(answer: str, path: str) -> None:
    *_, last = replies("hats", answer)
    assert path in {command["path"] for command in last.commands}


@pytest.mark.parametrize(("wish", "answer", "command"), [
    ("double time", "yes", {"command": "tempo", "bpm": 264.0, "over_bars": 0}),
    ("150", "yes please", {"command": "tempo", "bpm": 150.0, "over_bars": 0}),
    ("give me some acid", "ok", {"command": "load", "config": "acid"}),
    ("there's a stuck note", "yes", {"command": "panic"}),
    ("turn it off", "y", {"command": "transport", "action": "stop"}),
])
def test_loads_jumps_stop_and_panic_are_echoed_before_they_happen(
    wish: str, answer: str, command: dict[str, object]
) -> None:
    asked, done = replies(wish, answer)
    assert asked.question is not None
    assert asked.question.choices[1:] == ("no",)
    assert done.commands == (command,)


@pytest.mark.parametrize(("wish", "command"), [
    ("tempo 150", "tempo"), ("go to 150 bpm", "tempo"), ("load acid", "load"), ("switch to dub", "load"),
    ("stop", "transport"),
    ("panic", "panic"), ("all notes off", "panic"),
])
def test_what_is_said_outright_happens_at_once(wish: str, command: str) -> None:
    (reply,) = replies(wish)
    assert [one["command"] for one in reply.commands] == [command]


@pytest.mark.parametrize("answer", ["no", "nope", "never mind"])
def test_no_changes_nothing(answer: str) -> None:
    *_, reply = replies("double time", answer)
    assert (reply.commands, reply.question, reply.refused) == ((), None, False)


def test_another_wish_takes_the_place_of_an_answer() -> None:
    *_, reply = replies("hats", "mute the clap")
    assert reply.commands == ({"command": "mute", "layer": "clap"},)


def test_a_question_is_asked_once() -> None:
    *_, late = replies("double time", "mute the clap", "yes")
    assert not late.commands


def test_a_clause_that_is_not_understood_holds_the_others_back() -> None:
    (reply,) = replies("mute the clap and frobnicate the hats")
    assert reply.question is not None
    assert not reply.commands


def test_what_is_planned_ahead_does_not_happen_now() -> None:
    for wish in (
        "in 8 bars mute the kick", "every 16 bars a fill", "on the next phrase more hats", "wait 4 bars and go to 140",
    ):
        (reply,) = replies(wish)
        assert all({"at_bar", "in_bars", "every_bars", "phrase"} & set(command) for command in reply.commands), wish


@pytest.mark.parametrize(("said", "place"), [
    ("2", 1), ("both", 1), ("closed", 0), ("the closed one", 0), ("first", 0),
    ("no", -1), ("yes", 0), ("maybe later", None), ("", None),
    ("mute both hats", 1),
])
def test_an_answer_means_a_choice(said: str, place: int | None) -> None:
    assert chosen(said, ("mute the closed hat", "mute both hats")) == place


@pytest.mark.parametrize("text", ["qwertz blubb", "asdf", "what is qwertz", "zzz 12", "!!!", "glorb"])
def test_what_is_not_understood_at_all_fails_and_says_so(text: str) -> None:
    found = replies(text)[0]
    assert (found.failed, found.commands, found.question) == (True, (), None)
    assert found.reply.startswith("I did not understand that")


@pytest.mark.parametrize("text", ["what is the weather in berlin", "make coffee", "add reverb to the clap"])
def test_what_is_not_for_a_drum_machine_is_declined_and_no_failure(text: str) -> None:
    found = replies(text)[0]
    assert (found.failed, found.refused, found.commands) == (False, True, ())


@lru_cache(1)
def sentences() -> frozenset[str]:
    """Return every line of the wishes, plans and voices that the tests know."""
    found: set[str] = set()

    def walk(part: object, *, said: bool = False) -> None:
        if isinstance(part, str) and said:
            found.add(part)
        for key, one in part.items() if isinstance(part, dict) else ():
            walk(one, said=key in {"say", "text", "wish", "said", "turns", "lines"})
        for one in part if isinstance(part, list) else ():
            walk(one, said=said)

    for path in sorted(Path(__file__).parent.glob("*.json")):
        walk(json.loads(path.read_text(encoding="utf-8")))
    return frozenset(found)


def test_a_question_has_choices_or_asks_for_other_words() -> None:
    assert len(sentences()) > 400
    bare = [
        (line, asked.text) for line in sorted(sentences())
        if (asked := replies(line)[-1].question) is not None and not asked.choices
        and ("which of these" in asked.text or not ("in other words" in asked.text or ":" in asked.text))
    ]
    assert not bare


@pytest.mark.parametrize("said", ["leave it out", "mute the cowbell", "load a config", "the same", "kick velocity 300"])
def test_no_question_speaks_of_choices_that_are_not_there(said: str) -> None:
    asked = replies(said)[-1].question
    assert asked is None or asked.choices or "in other words" in asked.text


def test_yes_is_no_answer_to_which_of_four() -> None:
    four = ("more snare", "snare louder", "mute the snare", "solo the snare")
    assert chosen("yes", four) is None
    assert chosen("yes", four[:1]) == 0


def test_no_question_quotes_nothing() -> None:
    assert '""' not in about_unknown(Clause()).text + about_clause(Clause()).text
