"""Plans that come at another time: named by what they do, in people's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from agent.offline.moved_plans import moved_plan
from agent.offline.network.spoken import spoken
from engine.commands import Fill, Mute, Section
from engine.when import When
from tests.agent.corpus import state_after
from tests.agent.test_conversations import talked

if TYPE_CHECKING:
    from pathlib import Path

PLANNED = ("section drop in 8 bars", "mute clap @bar 64", "fill @bar 52")
"""What the agenda holds: the drop at bar 49, then the fill, then the clap's mute. Bar 40 sounds."""
DROP, FILL, CLAP = Section("drop"), Fill(1), Mute("clap")


@pytest.mark.parametrize(("said", "command", "bar"), [
    ("the drop, four bars later", DROP, 53), ("move the drop 4 bars later", DROP, 53),
    ("can you push the drop back by eight bars?", DROP, 57), ("delay the drop 8 bars", DROP, 57),
    ("put the drop off for another four bars", DROP, 53), ("ok hold the drop back 4", DROP, 53),
    ("bring the drop forward four bars", DROP, 45), ("we want the drop two bars sooner", DROP, 47),
    ("the drop one phrase later", DROP, 57), ("no, wait, move the drop to bar 64", DROP, 64),
    ("drop at bar 64 instead", DROP, 64), ("make the drop come at bar 50 please", DROP, 50),
    ("the fill a bar earlier please", FILL, 51), ("push back the fill 4 bars", FILL, 56),
    ("fill at 60 instead", FILL, 60), ("postpone that fill by two", FILL, 54),
    ("the clap mute 4 bars later", CLAP, 68), ("shift the mute of the clap to bar 80", CLAP, 80),
    ("move the drop to 64", DROP, 64), ("slide the fill to 80", FILL, 80),
    ("the clap 2 bars later", CLAP, 66), ("move plan 2 to bar 70", CLAP, 70),
])
def test_a_plan_that_is_named_moves_and_no_other(said: str, command: object, bar: int) -> None:
    state = state_after(PLANNED)
    moved = moved_plan(said, state)
    assert moved is not None
    gone = {one.id for one in moved.cancels}
    assert [one.wish.command for one in state.agenda if one.id in gone] == [command]
    assert moved.again == ((command, When(at_bar=bar - 1)),)


@pytest.mark.parametrize("said", ["move the fill to the next phrase", "let the fill wait until the next phrase"])
def test_a_plan_moves_to_the_phrase_line(said: str) -> None:
    moved = moved_plan(said, state_after(PLANNED))
    assert moved is not None
    assert moved.again == ((FILL, When(phrase=True)),)


@pytest.mark.parametrize("said", [
    "drop at bar 60", "fill in 8 bars", "the clap later", "push the clap back 4 ms", "move the clap back 2 steps",
    "the snare 4 bars later", "move the tempo change 4 bars later",
    "the drop needs to be 4 bars later in my next track", "move the drop", "mute the clap 4 bars later",
    "x " * 400 + "4 bars later",
])
def test_other_lines_move_nothing(said: str) -> None:
    assert moved_plan(said, state_after(PLANNED)) is None


def test_without_a_plan_there_is_nothing_to_move() -> None:
    assert moved_plan("the drop, four bars later", state_after(())) is None


def test_a_bar_that_has_been_played_is_asked_about() -> None:
    moved = moved_plan("the drop 20 bars earlier", state_after(PLANNED))
    assert moved is not None
    assert moved.question is not None
    assert not moved.again
    assert "bar 29" in moved.question.text


def test_of_two_such_plans_it_is_asked_which() -> None:
    moved = moved_plan("the fill 2 bars later", state_after((*PLANNED, "fill @bar 60")))
    assert moved is not None
    assert moved.question is not None
    assert not moved.cancels
    assert moved.question.choices == ("plan 3 2 bars later", "plan 4 2 bars later")
    again = moved_plan(moved.question.choices[1], state_after((*PLANNED, "fill @bar 60")))
    assert again is not None
    assert again.again == ((FILL, When(at_bar=61)),)


def test_what_comes_again_and_again_keeps_doing_so() -> None:
    moved = moved_plan("the fills a bar later", state_after(("fill every 8",)))
    assert moved is not None
    assert [when.every_bars for _, when in moved.again] == [8]


@pytest.mark.parametrize(("lines", "bar"), [
    (("fill in 8 bars", "the fill, two bars later"), 10), (("fill in 8 bars", "push that to 16"), 15),
    (("mute the clap in 8 bars", "slide it by 8"), 16), (("fill in 8 bars", "too soon, all that four bars later"), 12),
    (("drop for 4 bars in 8 bars", "push the drop back 4"), 12), (("load acid in 8 bars", "delay the load by 8"), 16),
    (("stop in 8 bars", "the stop four bars later please"), 12),
    (("tempo 140 in 8 bars", "snare louder", "bring the tempo change forward four bars"), 4),
])
def test_a_plan_of_a_conversation_moves(tmp_path: Path, lines: tuple[str, ...], bar: int) -> None:
    first, _ = talked(tmp_path, lines[:1])
    state, _ = talked(tmp_path, lines)
    (was,), (now,) = first.agenda, state.agenda
    assert now.wish.command == was.wish.command
    assert now.at_bar - was.at_bar == bar - 8


@pytest.mark.parametrize(("command", "said"), [
    ("move drop later 4", "move the drop by 4 bars later"),
    ("move section drop earlier 2", "move the drop by 2 bars earlier"),
    ("move mute clap later 4", "move the mute of the clap by 4 bars later"),
    ("move fill @bar 64", "move the fill to bar 64"), ("move bpm @phrase", "move the bpm to the next phrase"),
])
def test_the_network_says_it_so(command: str, said: str) -> None:
    assert spoken(command) == said


def test_what_the_pages_say_of_moving_a_plan_is_done() -> None:
    state = state_after(PLANNED)
    moved = [moved_plan(said, state) for said in ("the drop, four bars later", "move the fill to bar 64")]
    assert [one.again[0][1].at_bar for one in moved if one is not None] == [52, 63]


@pytest.mark.parametrize("said", ["you got that fill lined up or what", "is that fill coming or what?"])
def test_what_asks_about_a_plan_leaves_it(tmp_path: Path, said: str) -> None:
    state, replied = talked(tmp_path, ("fill in 8 bars", said))
    assert len(state.agenda) == 1
    assert replied[-1].commands == ()


@pytest.mark.parametrize("said", ["drop 144", "drop for 140 bars"])
def test_a_drop_of_more_bars_than_anybody_means_is_asked_about(tmp_path: Path, said: str) -> None:
    _, (reply,) = talked(tmp_path, (said,))
    assert reply.question is not None
    assert reply.commands == ()
