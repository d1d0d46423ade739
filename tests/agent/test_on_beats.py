"""Bare figures up to four are beats, as musicians count; a greater figure or the word step makes all of them steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine import commands as ask
from engine import next_bar
from engine.commands import Hit, Set, Wish
from tests.agent.corpus import read_by_rules, state_after
from tests.agent.heard import replies

if TYPE_CHECKING:
    from agent.offline.understand import Understood


def _read(say: str) -> Understood:
    return read_by_rules(say, state_after(()))


def _hits(say: str) -> list[tuple[str, int, bool | None]]:
    """Return the hits of a line, each with its layer and its step from 1."""
    found = _read(say)
    assert found.question is None, found.question
    return [(one.request.layer, one.request.step + 1, one.request.on) for one in found.asked
            if isinstance(one.request, Hit)]


@pytest.mark.parametrize(("say", "hits"), [
    ("add the snare on 2 and 4", [("snare", 5, True), ("snare", 13, True)]),
    ("put the snare on beats 2 and 4", [("snare", 5, True), ("snare", 13, True)]),
    ("clap on two and four", [("clap", 5, True), ("clap", 13, True)]),
    ("claps on the 2 & 4", [("clap", 5, True), ("clap", 13, True)]),
    ("a snare on the second and fourth beat", [("snare", 5, True), ("snare", 13, True)]),
    ("snare on the backbeat", [("snare", 5, True), ("snare", 13, True)]),
    ("kick on 1 and 3", [("kick", 1, True), ("kick", 9, True)]),
    ("clap on the last beat", [("clap", 13, True)]),
    ("put a clap on 4", [("clap", 13, True)]),
    ("take the clap off the 4", [("clap", 13, False)]),
    ("no clap on 2 and 4", [("clap", 5, False), ("clap", 13, False)]),
    ("kick on 1 and snare on 2", [("kick", 1, True), ("snare", 5, True)]),
])
def test_figures_up_to_four_are_beats(say: str, hits: list[tuple[str, int, bool]]) -> None:
    assert _hits(say) == hits


@pytest.mark.parametrize(("say", "steps"), [
    ("snare on steps 2 and 4", [2, 4]), ("put a snare on 3 and on 7", [3, 7]), ("a clap on 4, 12", [4, 12]),
    ("kick on 1 5 9 13", [1, 5, 9, 13]), ("put a clap on step 3", [3]),
])
def test_a_greater_figure_or_the_word_step_means_steps(say: str, steps: list[int]) -> None:
    assert [step for _, step, _ in _hits(say)] == steps


@pytest.mark.parametrize(("say", "step"), [
    ("play the clap only on the 4", 12), ("clap on the 4 only", 12), ("clap on beat 2 only", 4),
    ("the clap just on the last offbeat", 14),
])
def test_only_there_takes_the_other_hits_away(say: str, step: int) -> None:
    state = state_after(())
    asked = [Wish(one.request) for one in _read(say).asked]  # type: ignore[arg-type]
    state, _ = next_bar(state, asked)
    for _ in range(3):
        state, bar = next_bar(state)
        assert {one.step for one in bar.events if one.layer == "clap"} == {step}


def test_beats_that_no_even_cycle_falls_on_are_put_by_hand() -> None:
    state = state_after(())
    state, _ = next_bar(state, [Wish(one.request) for one in _read("clap only on 1 and 2").asked])  # type: ignore[arg-type]
    _, bar = next_bar(state)
    assert {one.step for one in bar.events if one.layer == "clap"} == {0, 4}


@pytest.mark.parametrize("say", ["clap on every quarter", "clap on every beat", "clap on all four beats"])
def test_every_quarter_is_every_beat(say: str) -> None:
    cycle = {"clap.steps": 16, "clap.fills": 4, "clap.rot": 0}
    assert [one.request for one in _read(say).asked] == [Set(path, value) for path, value in cycle.items()]


@pytest.mark.parametrize(("say", "command"), [
    ("drop the kick on the one", "mute"), ("bring the kick back on the one", "unmute"),
])
def test_the_one_is_a_time_beside_a_verb_that_moves(say: str, command: str) -> None:
    assert [one.request.command for one in _read(say).asked] == [command]


@pytest.mark.parametrize("say", ["the clap on 4 is nice", "the snare on 2 and 4 sounds great"])
def test_a_hit_that_is_only_spoken_of_is_not_put(say: str) -> None:
    assert not [one for one in _read(say).asked if isinstance(one.request, Hit)]


@pytest.mark.parametrize(("lines", "steps"), [
    (("put a snare on 2", "and on 4"), [13]), (("put a snare on 2", "and 4"), [13]),
    (("put a snare on step 2", "and on 4"), [4]), (("put a snare on 2", "same for the clap, on 4"), [13]),
])
def test_the_next_line_counts_as_the_one_before(lines: tuple[str, ...], steps: list[int]) -> None:
    assert [one["step"] + 1 for one in replies(*lines)[-1].commands] == steps


def test_it_takes_out_all_that_the_last_line_put_in() -> None:
    last = replies("put a snare on 2 and 4", "take it out")[-1]
    assert [(one["step"], one["on"]) for one in last.commands] == [(4, False), (12, False)]


def test_a_place_in_the_bar_is_not_left_out() -> None:
    (reply,) = replies("hats quieter on the third eighth")
    assert not reply.commands


def test_a_hit_in_hand_is_let_go_where_no_other_is_to_sound() -> None:
    state, _ = next_bar(state_after(()), [Wish(ask.Hit("clap", 12, on=True))])
    found = read_by_rules("clap only on 4", state)
    assert Hit("clap", 12, None) in [one.request for one in found.asked]
