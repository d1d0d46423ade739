"""Different acts of one command are answered in different words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine import commands as ask
from engine.acts import act_of
from engine.outcome_words import outcome_words
from engine.session import start
from tests.engine.asked import club, played, stopped

if TYPE_CHECKING:
    from engine.commands import Command

FAMILIES: list[tuple[Command, ...]] = [
    (ask.Scene("save", "a"), ask.Scene("recall", "a"), ask.Scene("delete", "a")),
    (ask.Fill(), ask.Fill(4), ask.Fill(None), ask.Fill(0)),
    (ask.Drop(4), ask.Drop(8), ask.Drop(0)),
    (ask.Hit("kick", 2), ask.Hit("kick", 2, on=False), ask.Hit("kick", 2, on=None)),
    (ask.Hold(), ask.Hold(on=False)),
    (ask.Arc(), ask.Arc(on=False)),
]


@pytest.mark.parametrize("family", FAMILIES)
def test_each_act_of_a_command_has_words_of_its_own(family: tuple[Command, ...]) -> None:
    state = start(club(), seed=1)
    said = []
    for command in family:
        state, outcomes = stopped(state, command)
        said.append(outcome_words(outcomes[-1]).partition(" (")[0])
    assert len(set(said)) == len(family), said


def test_a_morph_under_way_says_that_it_recalls() -> None:
    state, _ = stopped(start(club(), seed=1), ask.Scene("save", "a"), ask.Set("hat_c.swing_percent", 0.7))
    _, outcomes = played(state, ask.Scene("recall", "a", 4))
    assert {outcome.act for outcome in outcomes} == {"recall"}


def test_what_is_no_number_is_no_act() -> None:
    assert act_of(ask.Fill("many")) == ""  # type: ignore[arg-type]  # an edge may let anything through


@pytest.mark.parametrize("command", [ask.Scene, ask.Jam])
def test_what_is_no_word_is_no_act(command: type[ask.Scene | ask.Jam]) -> None:
    assert act_of(command(float("nan"), "a")) == ""  # type: ignore[arg-type]  # as above
