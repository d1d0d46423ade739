"""What short words point to that only the session settles: its plans, sections, scenes and mutes."""

from __future__ import annotations

from typing import Any

import pytest

from agent.offline.talk.follow import Scene
from agent.offline.talk.session_words import by_session
from agent.offline.talk.turns import Talk
from tests.agent.corpus import read_by_rules, state_after
from tests.agent.heard import replies


def kinds(commands: tuple[dict[str, Any], ...]) -> list[str]:
    return [str(one["command"]) for one in commands]


@pytest.mark.parametrize("off", ["get rid of it", "cancel it", "rm that", "cancel that, not yet", "scrap it"])
@pytest.mark.parametrize("plan", ["mute the snare at bar 65", "when S goes over .6 mute the snare"])
def test_it_is_the_plan_that_was_made_or_told_of(plan: str, off: str) -> None:
    assert kinds(replies(plan, off)[-1].commands) == ["undo"]
    told, reply = replies(plan, "kick softer", "what's on the agenda?", off)[-2:]
    assert "snare" in told.reply
    assert kinds(reply.commands) == ["cancel"]


def test_which_of_several_plans_is_asked() -> None:
    reply = replies("mute the snare at bar 65", "fill at bar 33", "show the plans", "cancel it")[-1]
    assert not reply.commands
    assert reply.question is not None


@pytest.mark.parametrize(("lines", "done"), [
    (("if S goes over .6 thin the hats", "that condition is no longer needed"), ["cancel"]),
    (("fill at bar 65", "no, leave the fill out after all"), ["cancel"]),
    (("mute the snare at bar 65", "fill at bar 33", "only the snare, cancel"), ["cancel"]),
    (("only the snare, cancel",), []),
    (("snare out", "let it back in 8 bars", "no, in fact now"), ["undo", "unmute"]),
    (("mute the snare and the clap", "only the snare, the clap stays"), ["unmute"]),
    (("mute the kick", "snare out", "no, back in, keep it in"), ["unmute"]),
    (("tempo 130", "kick softer", "undo both of them"), ["undo"]),
    (("more swing on the open hat", "too wild, take that off"), ["undo"]),
    (("snareless",), ["mute"]),
])
def test_the_session_settles_what_is_meant(lines: tuple[str, ...], done: list[str]) -> None:
    assert kinds(replies(*lines)[-1].commands) == done


def test_both_plans_move_together() -> None:
    reply = replies("snare out at bar 33, back at bar 41", "shift both of those 8 bars later")[-1]
    assert [one["at_bar"] for one in reply.commands if one["command"] not in {"undo", "cancel"}] == [40, 48]


@pytest.mark.parametrize(("lines", "done"), [
    (("arc on", "remain in this part for a while"), {"command": "hold", "on": True}),
    (("arc on", "go to the build", "hold it in there"), {"command": "hold", "on": True}),
    (("arc on", "stay in this section", "let it go on"), {"command": "hold", "on": False}),
    (("arc on", "the next part should be the rise"), {"command": "section", "name": "rise"}),
    (("begin the plan of the night",), {"command": "arc", "on": True}),
    (("energy .6", "glide us to 126 over 8 bars"), {"command": "tempo", "bpm": 126.0, "over_bars": 8}),
    (("more open hat", "a little more few"), {"path": "hat_o.density.target"}),
    (("open hat to 12 steps",), {"path": "hat_o.steps", "to": 12}),
    (("give me the berlin set",), {"command": "load", "config": "berlin_hypnotic"}),
    (("in four bars do a drop for two bars",), {"command": "drop", "bars": 2}),
    (("save this as dusk", "snare out", "back to dusk, straight"), {"action": "recall", "name": "dusk"}),
    (("retain this under the name wren", "snare out", "let's have that wren"), {"action": "recall", "name": "wren"}),
    (("hang on to this mix as wren", "snare out", "put wren in there again"), {"action": "recall", "name": "wren"}),
    (("save this as x", "snare out", "this is y"), {"action": "save", "name": "y"}),
])
def test_one_thing_is_done(lines: tuple[str, ...], done: dict[str, Any]) -> None:
    (command,) = replies(*lines)[-1].commands
    assert {key: command.get(key) for key in done} == done


@pytest.mark.parametrize(("lines", "told"), [
    (("fill at bar 33", "list the plans"), "fill at bar 33"),
    (("when S goes over .6 mute the clap", "anything on watch?"), "when S > 0.6"),
    (("save this as dusk", "what scenes have i got"), "dusk"),
    (("save this as dusk", "what did i call the scene?"), "dusk"),
    (("when does this phrase end",), "phrase line is bar"),
    (("fill at bar 33", "how long until it starts"), "in 32 bars"),
    (("tempo 120 over 16 bars", "how long is that going to take"), "16 bars, about"),
    (("arc on", "where are we in the set"), "intro, bar"),
    (("what's the snare doing?",), "hits in 16 steps"),
    (("which channel does the clap play on",), "clap.channel 10"),
    (("snare out", "muted?"), "snare: muted"),
    (("why is the snare still playing?",), "it enters at energy"),
    (("how syncopated is it now?",), "S goal"),
    (("fill at bar 33", "what's about to happen"), "fill"),
])
def test_the_state_answers(lines: tuple[str, ...], told: str) -> None:
    *_, reply = replies(*lines)
    assert told in reply.reply
    assert (reply.commands, reply.refused, reply.question) == ((), False, None)



def test_no_more_fills_takes_those_that_are_planned_off_the_agenda_too() -> None:
    state = state_after(("fill every 4 bars", "mute the clap at bar 90"))
    asked = [one.request.command for one in read_by_rules("no more fills", state).asked]
    assert asked == ["fill", "cancel"]
    assert [one.request.command for one in read_by_rules("fill", state).asked] == ["fill"]


@pytest.mark.parametrize(("lines", "acts"), [
    (("can it stay in this bit 16 bars then get going again",), ["freeze", "unfreeze"]),
    (("stay on this part for 8 bars, then move on",), ["freeze", "unfreeze"]),
    (("arc on", "stay here 8 bars and then carry on"), ["hold", "hold"]),
    (("stay here 8 bars, then drop the kick",), ["mute"]), (("wait 8 bars then go to 140",), ["tempo"]),
])
def test_what_stays_for_some_bars_goes_on_after_them(lines: tuple[str, ...], acts: list[str]) -> None:
    done = replies(*lines)[-1].commands
    assert [one["command"] for one in done] == acts
    assert done[-1]["at_bar"] > 0


@pytest.mark.parametrize("line", [
    "five, six, seven, eight, and!", "one two three four", "1 2 3 4", "a one, a two, a one two three four",
    "and one, two, three, four, go",
])
def test_a_count_begins_what_stands_still(line: str) -> None:
    assert [one.get("action") for one in replies("stop", line)[-1].commands] == ["play"]
    assert by_session(line, Scene(Talk(), state_after(()), playing=True)) == line
    assert by_session("128", Scene(Talk(), state_after(()), playing=False)) == "128"


@pytest.mark.parametrize("line", [
    "stop the surprises", "no more surprises", "enough of those turnarounds", "cut the fill-ins",
    "stop those drum breaks",
])
def test_fills_by_other_names_are_off(line: str) -> None:
    assert {one["command"] for one in replies("fill every 4 bars", line)[-1].commands} <= {"cancel", "fill"}
    assert replies("fill every 4 bars", line)[-1].commands
    assert not [one for one in replies("more swing", line)[-1].commands if one["command"] == "cancel"]
