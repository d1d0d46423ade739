"""Lines that swap, take back, put off or go on with the one before, and what they speak of."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from agent.offline_model import OfflineAgent
from agent.practice import PracticeSession
from agent.sandbox import Sandbox
from sequencer.folders import BUNDLED
from tests.agent.corpus import state_after
from tests.agent.heard import replies

if TYPE_CHECKING:
    from agent.reply import Reply

SHOWN = ("command", "action", "layer", "path", "name", "bars", "steps", "on", "config")


def _in_play(*lines: str) -> list[str]:
    """Return the last line's commands, while bars have been played."""
    session, agent = PracticeSession(state_after(())), OfflineAgent()
    files = Sandbox((BUNDLED,), BUNDLED, BUNDLED)

    async def talk() -> list[Reply]:
        return [await agent.answer(line, session, files, turn=f"{at}") for at, line in enumerate(lines)]

    return [str(one["command"]) for one in asyncio.run(talk())[-1].commands]


def _done(*lines: str) -> list[str]:
    """Return the last line's commands, each as its name and its subject."""
    commands = replies(*lines)[-1].commands
    return sorted(" ".join(str(one[key]) for key in SHOWN if one.get(key) is not None) for one in commands)


@pytest.mark.parametrize(("lines", "done"), [
    (("mute the snare for 4 bars", "sorry, i meant the clap, not the snare"), ["mute clap 4", "unmute snare"]),
    (("solo the kick", "make it the snare, not the kick"), ["solo snare", "unsolo kick"]),
    (("mute the clap", "oops, the kick, not the clap"), ["mute kick", "unmute clap"]),
])
def test_a_swap_is_done_in_full(lines: tuple[str, ...], done: list[str]) -> None:
    assert _done(*lines) == done


@pytest.mark.parametrize("line", ["ew no", "yuck", "not yet", "wait, too soon", "scratch that", "nvm the last one",
                                  "ditch it, i'll do it myself", "forget that snare thing"])
def test_what_is_rejected_right_away_is_taken_back(line: str) -> None:
    assert _done("mute the snare", line) == ["undo 1"]


@pytest.mark.parametrize("line", ["revert", "ew no", "not yet", "nvm the last thing", "ditch that",
                                  "scratch that whole clap thing", "forget the clap"])
def test_after_a_line_that_did_nothing_nothing_older_is_taken_back(line: str) -> None:
    reply = replies("snare louder", "wobble the frobs", line)[-1]
    assert not reply.commands
    assert reply.question is None


@pytest.mark.parametrize(("lines", "done"), [
    (("snare 4 ms late", "and the clap", "no, the clap stays"), ["undo 1"]),
    (("snare 4 ms late", "and the kick", "no, the kick stays"), ["undo 1"]),
    (("mute the snare", "the kick too for 4", "no, bring it back now"), ["unmute kick"]),
    (("load detroit", "the previous one was nicer"), ["undo 1"]),
    (("mute the clap", "undo", "too far, one step forward"), ["redo 1"]),
    (("mute the clap", "undo", "go forward one"), ["redo 1"]),
    (("solo the snare", "end the solo"), ["unsolo snare"]),
    (("solo the clap", "the kick instead", "both together"), ["solo clap", "solo kick"]),
    (("mute the snare and the closed hat", "one of those back, the hat"), ["unmute hat_c"]),
    (("mute the open hat", "the hat back"), ["unmute hat_o"]),
    (("mute the snare for 4 bars", "make it two bars longer"), ["mute snare 6"]),
    (("play the arc", "stay here", "ok carry on"), ["hold False"]),
    (("play the arc", "jump to build", "no, break"), ["section break"]),
    (("energy .6", "snare swing .6", "without the swing part"), ["set snare.swing_percent"]),
    (("kick velocity 100", "same 4 closed"), ["set hat_c.velocity"]),
    (("mute the snare", "and back at 33"), ["unmute snare"]),
])
def test_a_line_is_read_from_the_one_before(lines: tuple[str, ...], done: list[str]) -> None:
    assert _done(*lines) == done


def test_a_section_that_is_planned_is_forgotten_by_its_name() -> None:
    lines = ("play the arc", "section break in 8 bars", "mute the clap", "forget the break altogether")
    assert _done(*lines) == ["cancel"]


def test_a_plan_put_off_comes_at_the_new_time() -> None:
    *_, off, later = replies("mute the clap in 8 bars", "not yet", "in 24 then")
    assert [one["command"] for one in off.commands] == ["undo"]
    assert [one["command"] for one in later.commands] == ["mute"]


@pytest.mark.parametrize(("lines", "paths"), [
    (("mute the clap", "and the snare", "no, not the snare", "make it softer"), {"snare.velocity"}),
    (("clap softer", "wobble the kick frobs", "make it louder"), {"kick.velocity"}),
])
def test_it_is_the_layer_that_was_spoken_of_last(lines: tuple[str, ...], paths: set[str]) -> None:
    assert {one.get("path") for one in replies(*lines)[-1].commands} == paths


def test_too_after_a_line_that_did_nothing_is_asked_about() -> None:
    *_, reply = replies("tempo 130", "tighten the clap frobs", "the snare too")
    assert not reply.commands
    assert reply.question is not None


@pytest.mark.parametrize(("lines", "done"), [
    (("kick louder", "drop the clap"), ["mute clap"]),
    (("put a clap on step 3", "drop the kick at 33"), ["mute kick"]),
    (("mute the kick", "the clap, not the snare"), ["mute clap"]),
    (("mute the kick", "and the hats, not the snare"), ["mute hat_c", "mute hat_o"]),
    (("mute the clap", "nice", "the kick too"), ["mute kick"]),
    (("put the clap on channel 4", "mute the snare", "the kick too"), ["mute kick"]),
    (("mute the kick in 8 bars", "mute the hats in 12 bars", "cancel the last one"), ["undo 1"]),
])
def test_what_only_sounds_alike_is_read_as_it_was(lines: tuple[str, ...], done: list[str]) -> None:
    assert _done(*lines) == done


@pytest.mark.parametrize(("lines", "done"), [
    (("lock the snare", "no, unlock it"), ["unlock snare"]),
    (("mute the clap", "hm no, solo it"), ["solo clap"]),
    (("snare louder", "ok no, lock it"), ["lock snare"]),
])
def test_a_no_before_an_act_does_not_turn_it_round(lines: tuple[str, ...], done: list[str]) -> None:
    assert _done(*lines) == done


@pytest.mark.parametrize("lines", [
    ("mute the snare in 8 bars", "the clap too", "no, just the snare"),
    ("solo the kick at bar 33", "the open hat too", "no, only the kick"),
])
def test_a_plan_that_stands_is_not_planned_twice(lines: tuple[str, ...]) -> None:
    assert _done(*lines) == ["undo 1"]


@pytest.mark.parametrize("line", ["in 24 then", "at bar 33 rather", "on the next phrase"])
def test_a_time_after_a_line_that_did_nothing_moves_nothing_older(line: str) -> None:
    *_, reply = replies("mute the snare", "wobble the frobs", line)
    assert not reply.commands
    assert reply.question is not None


@pytest.mark.parametrize(("lines", "done"), [
    (("mute the clap", "Nein, not the clap, the snare!"), ["mute snare", "unmute clap"]),
    (("mute the snare", "nie, not my snare, the kick"), ["mute kick", "unmute snare"]),
    (("mute the open hat", "ugh not that hat the other one"), ["mute hat_c", "unmute hat_o"]),
    (("mute the closed hat", "not this one, the other"), ["mute hat_o", "unmute hat_c"]),
])
def test_what_was_not_meant_comes_back_for_what_was(lines: tuple[str, ...], done: list[str]) -> None:
    assert _done(*lines) == done


@pytest.mark.parametrize("lines", [
    ("mute the hats", "not that hat the other one"), ("mute the clap", "non stop fills"), ("mute the clap", "nein"),
])
def test_no_other_layer_goes_out_where_none_is_named(lines: tuple[str, ...]) -> None:
    assert not any(one.startswith("mute") for one in _done(*lines))


@pytest.mark.parametrize("line", [
    "not the clap lol the snare should brrr", "not the clap, the snare should do that", "not the clap haha, the snare",
    "not the clap but the snare should have it",
])
def test_not_this_one_the_other_should_is_a_swap(line: str) -> None:
    found = replies("more ratchets on the clap", line)[-1].commands
    assert [one.get("path") or one["command"] for one in found] == ["undo", "snare.ratchet_prob"]


def test_ok_ok_is_no_kick() -> None:
    assert [one["command"] for one in replies("freeze", "kk stop repeating and gimme a fill")[-1].commands] == [
        "unfreeze", "fill",
    ]
    assert [one["layer"] for one in replies("kk off")[-1].commands] == ["kick"]


@pytest.mark.parametrize("line", [
    "the other one, not that hat", "no, the other hat, not this one", "i meant the other one, not that one",
    "sorry, the other, and not that hat",
])
def test_the_other_one_is_in_place_of_that_one(line: str) -> None:
    assert _done("mute hat_c", line) == ["mute hat_o", "unmute hat_c"]


@pytest.mark.parametrize("line", [
    "okay, finish repeat", "end the loop", "enough of the repeat", "stop repeating", "quit looping now", "finish it",
    "exit the loop", "done with the repeat", "finish the loop please", "that's enough of the loop",
])
def test_a_repeat_that_is_finished_never_stops_the_music(line: str) -> None:
    assert _in_play("keep repeating this bar", line) == ["unfreeze"]


@pytest.mark.parametrize("line", ["finish this part", "enough of this verse", "finish the hats", "end the drum solo"])
def test_what_ends_and_is_not_the_music_stops_nothing(line: str) -> None:
    assert "transport stop" not in _done(line)
