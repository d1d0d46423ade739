"""What newcomers say first: how it stands, which key, like whom, a drum that is not there, back to the start."""

from __future__ import annotations

import pytest

from agent.offline.other_grooves import way_on
from tests.agent.heard import replies


@pytest.mark.parametrize("say", [
    "what's happening right now?", "what is going on?", "show me the state", "give me an overview",
])
def test_what_happens_is_how_it_stands(say: str) -> None:
    (reply,) = replies(say)
    assert reply.reply.startswith("heard: kick")
    assert "energy" in reply.reply
    assert "planned" in reply.reply


@pytest.mark.parametrize(("say", "key"), [
    ("what key do I press for a fill?", "F3"), ("which key mutes the kick?", "Alt+1..9"),
    ("is there a shortcut for undo?", "F7"), ("what keys are there?", "F1 shows all keys"),
])
def test_a_key_is_named(say: str, key: str) -> None:
    (reply,) = replies(say)
    assert reply.reply.startswith(key)
    assert reply.reply.endswith("(docs/stage.md)")


def test_the_key_of_the_music_is_no_key_of_the_stage() -> None:
    (reply,) = replies("what key is it in?")
    assert reply.reply.startswith("no key: these are drums")


def test_what_would_be_liked_is_wanted() -> None:
    (asked,), (liked,) = replies("make it sound like Jeff Mills"), replies("I'd like it to sound like Jeff Mills")
    assert asked.question is not None
    assert liked.question is not None
    assert liked.question.choices == asked.question.choices
    assert "Jeff Mills".lower() in liked.reply.lower()


def test_a_drum_that_is_not_there_is_found_elsewhere() -> None:
    (reply,) = replies("add a ride")
    assert reply.reply.startswith("this groove has no ride; detroit,")
    assert reply.reply.endswith('"load detroit"')
    assert way_on("gong") == ""


@pytest.mark.parametrize("say", [
    "make it a bit darker", "make it darker", "make the groove a bit darker please", "I'd like it to be darker",
])
def test_it_is_made_what_the_page_says(say: str) -> None:
    (made,), (said,) = replies(say), replies("a bit darker" if "bit" in say else "darker")
    assert (made.reply, made.commands) == (said.reply, said.commands)


@pytest.mark.parametrize("say", [
    "go back to how it was at the start", "put it back to how it was at the beginning",
    "make it like it was when we started",
])
def test_the_start_is_no_undo_of_one_wish(say: str) -> None:
    (reply,), (reset,) = replies(say), replies("reset")
    assert reply.reply == reset.reply
    last = replies("kick louder", "mute the clap", "go back to how it was at the start")[-1]
    assert [(one["command"], one["steps"]) for one in last.commands] == [("undo", 2)]


def test_half_time_for_some_bars_comes_back() -> None:
    asked, done = replies("half time feel for 8 bars", "yes")
    assert not asked.commands
    assert [(one["bpm"], one.get("at_bar")) for one in done.commands] == [(66.0, None), (132.0, 8)]


def test_a_break_without_the_kick_is_a_mute_for_as_long() -> None:
    (reply,) = replies("give me a break without the kick for 4 bars and then bring it all back")
    assert [(one["command"], one["layer"], one["bars"]) for one in reply.commands] == [("mute", "kick", 4)]
