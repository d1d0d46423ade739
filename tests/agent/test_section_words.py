"""A section's name with a time is that section, where the arc has one; a length or a layer makes it a hand's act."""

from __future__ import annotations

import pytest

from agent.offline.talk.follow import Scene
from agent.offline.talk.section_words import with_sections
from agent.offline.talk.turns import Talk
from tests.agent.corpus import state_after
from tests.agent.heard import replies

SCENE = Scene(Talk(), state_after(()), playing=True)


@pytest.mark.parametrize(("line", "put"), [
    ("drop at 65", "section drop at bar 65"), ("drop on 65 please", "section drop at bar 65 please"),
    ("drop in 4 bars", "section drop in 4 bars"), ("a break in 8 bars", "section break in 8 bars"),
    ("at bar 64 the break", "section break at bar 64"), ("the big drop at the next phrase",
                                                        "section drop at the next phrase"),
    ("and rise at 65, drop at 73", "and section rise at bar 65, section drop at bar 73"),
    ("we drop at 72", "section drop at bar 72"), ("breakdown at 90", "section break at bar 90"),
    ("outro in 64 bars", "section outro in 64 bars"), ("in eight bars the drop", "section drop in eight bars"),
    ("anyway, groove at 88", "anyway, section groove at bar 88"),
    ("intro now, break at 72", "section intro, section break at bar 72"),
    ("go to the rise in 8 bars", "section rise in 8 bars"),
    ("let us head into the rise at 65", "section rise at bar 65"),
    ("we go to the rise in eight bars", "section rise in eight bars"),
    ("ok, build right now, drop at 72", "section build, section drop at bar 72"),
])
def test_a_name_with_a_time_is_a_section(line: str, put: str) -> None:
    assert with_sections(line, SCENE) == put


@pytest.mark.parametrize("line", [
    "drop for 8 bars at 72", "a drop of 4 bars at 72", "drop the kick at 72", "kick drop in 4 bars", "drop it at 72",
    "drop to 120 bpm at 72", "drop 4 db", "mark drop at 72", "cancel the drop at 72", "is the drop at 72 or 73?",
    "the break was good at 64", "more groove in 8 bars", "rise in energy over 16 bars", "drop at 120 bpm", "drop at 12",
    "move the drop to 80", "no drop at 72", "when the drop comes, a fill", "groove", "groove now",
    "intro now, clap out", "the groove now needs a break",
])
def test_what_is_of_a_layer_a_length_or_a_plan_is_none(line: str) -> None:
    assert with_sections(line, SCENE) == line


@pytest.mark.parametrize(("line", "command"), [
    ("drop at 65", "section"), ("a break in 8 bars", "section"), ("drop for 8 bars at 65", "drop"),
    ("drop the kick at 65", "mute"), ("rise in 8 bars", "section"), ("build in 8 bars", "section"),
])
def test_a_section_is_planned_as_one(line: str, command: str) -> None:
    assert [one["command"] for one in replies(line)[-1].commands] == [command]


def test_a_rise_that_is_gone_to_is_a_section_and_one_that_lasts_a_build_up() -> None:
    (reply,) = replies("we go to the rise in eight bars, and the drop eight bars after that")
    assert [(one["name"], one["at_bar"]) for one in reply.commands] == [("rise", 8), ("drop", 16)]
    (reply,) = replies("rise over 8 bars")
    assert {one["command"] for one in reply.commands} <= {"set", "target"}


@pytest.mark.parametrize(("line", "put"), [
    ("kick off the drop", "section drop"), ("let's kick off the intro", "let's section intro"),
    ("once energy falls under 0.4 kick off the rise", "once energy falls under 0.4 section rise"),
    ("kick things off with the intro", "section intro"), ("kick off the break at bar 57", "section break at bar 57"),
    ("kick off the big drop", "section drop"),
    ("kick off at the drop", "kick off at the drop"), ("kick off until the drop", "kick off until the drop"),
    ("take the kick off the drop", "take the kick off the drop"), ("kick off the beat", "kick off the beat"),
])
def test_what_is_kicked_off_is_a_section_and_no_kick(line: str, put: str) -> None:
    assert with_sections(line, SCENE) == put
