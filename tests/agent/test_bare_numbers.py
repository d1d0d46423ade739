"""What a number without a unit is of, where the line before was about something else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.agent.heard import replies
from tests.thorough import tries

HELD = ("mute the closed hat", "solo the kick", "kick out", "only the snare", "drop the clap")
SAYS = ("{n}", "make it {n}", "to {n}", "now {n}", "make that {n} please")


def values(commands: tuple[dict[str, Any], ...]) -> list[tuple[str, Any]]:
    return [(one.get("path", "bpm"), one.get("to", one.get("bpm"))) for one in commands]


@pytest.mark.parametrize("held", HELD)
@pytest.mark.parametrize("said", SAYS)
def test_a_number_is_of_what_was_last_set_to_one(held: str, said: str) -> None:
    tempo = replies("tempo 130", held, said.format(n=128))[-1]
    assert values(tempo.commands) == [("bpm", 128)]
    level = replies("snare velocity 116", held, said.format(n=108))[-1]
    assert values(level.commands) == [("snare.velocity", 108)]


@settings(max_examples=tries(25))
@given(held=st.sampled_from(HELD), said=st.sampled_from(SAYS), number=st.integers(1, 300))
def test_no_number_becomes_a_length_that_was_not_spoken_of(held: str, said: str, number: int) -> None:
    reply = replies(held, said.format(n=number))[-1]
    assert not reply.commands


@pytest.mark.parametrize(("said", "bars"), [("8", 8), ("make it 16", 16), ("+2", 6), ("two more", 6)])
def test_a_length_that_was_set_takes_another(said: str, bars: int) -> None:
    (command,) = replies("mute the clap for 4 bars", said)[-1].commands
    assert (command["layer"], command["bars"]) == ("clap", bars)


def test_a_length_is_no_number_beyond_a_long_phrase() -> None:
    reply = replies("mute the clap for 4 bars", "make it 128")[-1]
    assert not reply.commands
    assert reply.question is not None
    assert reply.question.choices[0] == "tempo 128"


@pytest.mark.parametrize("between", ["", "mute the clap", "fill"])
@pytest.mark.parametrize(("said", "bpm"), [("+1", 131), ("and two more", 132), ("one more", 131), ("minus 2", 128)])
def test_a_change_is_of_the_last_number(between: str, said: str, bpm: int) -> None:
    if said == "one more" and between:
        return  # another fill
    reply = replies("tempo 130", *([between] if between else []), said)[-1]
    assert values(reply.commands) == [("bpm", bpm)]


@pytest.mark.parametrize(("said", "bpm"), [
    ("a little quicker, one or two bpm", 134), ("slower, two or three bpm", 129), ("up 1 or 2 bpm", 134),
])
def test_one_or_two_bpm_is_a_small_change(said: str, bpm: int) -> None:
    assert values(replies(said)[-1].commands) == [("bpm", bpm)]


def test_a_number_beyond_a_velocity_is_asked_about() -> None:
    reply = replies("tempo 130", "snare velocity 110", "make it 128")[-1]
    assert not reply.commands
    assert reply.question is not None
    assert reply.question.choices == ("tempo 128", "no")


def test_a_share_after_a_mute_is_asked_about_with_the_layer() -> None:
    reply = replies("mute the clap", "70%")[-1]
    assert not reply.commands
    assert reply.question is not None
    assert reply.question.choices[0] == "clap density 70%"


STAYS = ("{n} and keep it there", "and {n}, not more", "{n} and leave it there", "{n}, stay there",
         "ok {n} and no more")


@pytest.mark.parametrize("said", STAYS)
def test_a_number_that_is_to_stay_is_that_number(said: str) -> None:
    assert values(replies("tempo 130", said.format(n=137))[-1].commands) == [("bpm", 137)]
    assert values(replies("a bit faster", "mute the clap", "undo", said.format(n=137))[-1].commands) == [("bpm", 137)]
    assert values(replies("the clap louder", said.format(n=112))[-1].commands) == [("clap.velocity", 112)]
    assert values(replies("energy 0.8", said.format(n=0.6))[-1].commands) == [("energy", 0.6)]


@pytest.mark.parametrize("said", ["{n}", "make it {n}", *STAYS])
@pytest.mark.parametrize(("before", "number"), [("the clap quieter", 125), ("the kick louder", 137),
                                                ("the clap louder", 80)])
def test_a_velocity_the_other_way_is_asked_about(before: str, number: int, said: str) -> None:
    reply = replies(before, said.format(n=number))[-1]
    assert not reply.commands
    assert reply.question is not None
    assert reply.question.choices[0] == f"tempo {number}"


@pytest.mark.parametrize("said", ["137", "137 and keep it there", "make it 137"])
def test_a_number_after_an_undo_is_no_velocity_beyond_the_highest(said: str) -> None:
    assert values(replies("the kick louder", "undo", said)[-1].commands) == [("bpm", 137)]


@pytest.mark.parametrize("said", ["60", "mm, too oily. 60", "no, too wobbly. make it 60", "60 and keep it there"])
@pytest.mark.parametrize("before", ["the hats swing 0.65", "the closed hat swing 0.65, the open hat swing 0.65"])
def test_a_number_after_a_swing_is_a_swing_of_the_same_layers(before: str, said: str) -> None:
    assert values(replies(before, said)[-1].commands) == [
        ("hat_c.swing_percent", 0.6), ("hat_o.swing_percent", 0.6),
    ]


@pytest.mark.parametrize("said", ["the kick louder and keep it there", "leave it there", "keep it there", "no more"])
def test_without_a_number_none_is_set(said: str) -> None:
    assert ("bpm", 130) not in values(replies("tempo 130", said)[-1].commands)
