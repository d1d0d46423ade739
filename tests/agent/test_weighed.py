"""What the grammar understood is weighed before it is done, by what people meant by lines with such words."""

from __future__ import annotations

import pytest

from agent.offline.learned.checked import DECLINE, NOTHING, likeliest, unlikely, wants_nothing
from agent.offline.learned.last import Last, last_of, points
from agent.offline.learned.weights import BIAS, Learnt, Regression, holding, learnt
from agent.offline.learned.which import likely_layers, likely_set, share_of
from tests.agent.heard import replies
from tests.agent.learn import read_by_rules, state_after


@pytest.mark.parametrize(("before", "last"), [
    ((), Last()), (("mute clap",), Last("mute", ("clap",))), (("bpm 140",), Last("bpm:up")),
    (("set hat_c.velocity 50",), Last("velocity:down", ("hat_c",))), (("lock kick", "fill"), Last("fill")),
    (("mute kick, hat_c",), Last("mute", ("kick", "hat_c"))),
])
def test_what_was_done_last_has_a_kind_and_layers(before: tuple[str, ...], last: Last) -> None:
    assert last_of(state_after(before)) == last


def test_words_that_point_are_told_from_others() -> None:
    assert points("Same for the snare, a bit more") == ["same", "more"]
    assert points("mute the snare") == []


@pytest.mark.parametrize(("line", "layers"), [
    ("turn the kick down", {"kick"}), ("the shut hat is too loud", {"hat_c"}), ("that bass drum hurts", {"kick"}),
    ("a bit less of the open one please, the long hat", {"hat_o"}), ("clap and snare out", {"clap", "snare"}),
    ("faster please", set()),
])
def test_layers_are_known_by_what_people_call_them(line: str, layers: set[str]) -> None:
    shares = likely_layers(line, state_after(()))
    assert likely_set(shares) == layers
    assert share_of(layers, shares) > 0.5 > share_of({"snare", "hat_o"} ^ layers, shares)


@pytest.mark.parametrize(("line", "kind"), [
    ("cheers mate that was lovely", NOTHING), ("thank you very much, this is so nice", NOTHING),
    ("order me a pizza", DECLINE), ("what is the weather tomorrow in Leeds", DECLINE), ("mute the clap", ""),
])
def test_what_wants_nothing_is_told_from_wishes(line: str, kind: str) -> None:
    assert wants_nothing(line, state_after(())) == kind


def test_a_reading_of_another_kind_or_layer_than_was_meant_is_unlikely() -> None:
    state = state_after(())
    right, wrong = "turn the clap down a bit would you", "solo the open hat"
    assert not unlikely(right, state, read_by_rules("the clap quieter", state))
    assert unlikely(right, state, read_by_rules(wrong, state))
    assert likeliest(right, state) == "velocity:down"


def test_what_was_never_taught_is_not_weighed() -> None:
    state = state_after(())
    assert not unlikely("the snare on channel 12", state, read_by_rules("snare channel 12", state))


def test_nothing_is_done_that_is_unlikely_and_the_question_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.offline.learned.checked.LEAST", 2.0)
    monkeypatch.setattr("agent.offline.learned.second.SURE", 2.0)
    answer = replies("mute the clap")[-1]
    assert answer.commands == ()
    assert answer.question is not None
    assert answer.question.choices[0] == "mute the clap"
    assert answer.reply.startswith("I may have that wrong")


def test_other_weights_can_be_held_for_a_while() -> None:
    nothing = Regression(("right", "wrong"), {BIAS: {}})
    found = Learnt(nothing, nothing, nothing, {})
    with holding(found):
        assert learnt() is found
    assert learnt() is not found
