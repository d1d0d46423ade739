"""What the grammar understood is weighed before it is done, by what people meant by lines with such words."""

from __future__ import annotations

import pytest

from agent.offline.learned.checked import may_be_doubted, right_share
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


def test_a_reading_of_another_kind_or_layer_than_was_meant_is_unlikely() -> None:
    state = state_after(())
    line = "turn the clap down a bit would you"
    right, wrong = (read_by_rules(one, state).asked for one in ("the clap quieter", "solo the open hat"))
    assert right_share(line, state, right) > 0.5 > right_share(line, state, wrong)


@pytest.mark.parametrize("line", [
    "the snare on channel 12", "when the clap is back, fill", "mute the clap at bar 65", "save this as foo", "stop",
])
def test_what_was_never_taught_is_not_weighed(line: str) -> None:
    state = state_after(())
    assert not may_be_doubted(line, state, read_by_rules(line, state))


def test_what_others_meant_is_offered_beside_what_was_read() -> None:
    answer = replies("drop in 8 bars")[-1]
    assert answer.commands == ()
    assert answer.question is not None
    assert answer.question.choices[:2] == ("section drop in 8 bars", "drop for 8 bars in 8 bars")


def test_what_others_surely_meant_is_done_instead_of_a_mood() -> None:
    answer = replies("please don't touch the deep thump, whatever else you do")[-1]
    assert [one["command"] for one in answer.commands] == ["lock"]


def test_a_change_of_sizes_alone_is_no_other_meaning() -> None:
    (command,) = replies("the clap a tiny bit quieter")[-1].commands
    (more,) = replies("the clap quieter")[-1].commands
    assert command["to"] > more["to"]


def test_other_weights_can_be_held_for_a_while() -> None:
    nothing = Regression(("right", "wrong"), {BIAS: {}})
    found = Learnt(nothing, nothing, nothing, {})
    with holding(found):
        assert learnt() is found
    assert learnt() is not found
