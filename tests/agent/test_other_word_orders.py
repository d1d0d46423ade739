"""Wishes in the word order of other tongues do what they do in English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from agent.offline.understand import understand
from engine import apply, start
from engine.commands import Mute, Set, Unmute, Wish
from sequencer.folders import find_config

if TYPE_CHECKING:
    from agent.requests import Request
    from engine.state import SessionState

STATE: Final = start(find_config("m4_showcase").config)
SILENT: Final = apply(STATE, [Wish(Mute("clap"))])[0]


def asked(text: str, state: SessionState = STATE) -> list[Request]:
    return [one.request for one in understand(text, state, ()).asked]


@pytest.mark.parametrize(("said", "louder"), [
    ("clap more loud", True), ("more loud the clap", True), ("make more strong the clap", True),
    ("the clap must be more loud", True), ("too quiet clap", True), ("up the clap", True), ("clap vol up", True),
    ("i do not hear well the clap", True), ("the clap not so loud", False), ("not so loud the clap", False),
    ("more quiet the clap", False), ("down with the clap volume", False), ("clap down a notch", False),
    ("pull the clap back a bit", False), ("knock the clap back", False), ("a hair less clap", False),
])
def test_a_level_moves_its_way(said: str, louder: bool) -> None:
    (found,) = asked(said)
    assert isinstance(found, Set)
    assert found.path in {"clap.velocity", "clap.fills"}
    now = STATE.config.layers["clap"]
    before = now.velocity if found.path == "clap.velocity" else now.fills
    assert isinstance(found.to, int)
    assert isinstance(before, int)
    assert (found.to > before) is louder


@pytest.mark.parametrize("said", [
    "the clap please away", "away with the clap", "put the clap off", "to mute the clap", "the clap i don't want",
    "let the clap out", "the clap can go", "give the clap a rest", "no the clap", "clap stop", "clap on mute",
])
def test_a_layer_goes_out(said: str) -> None:
    assert asked(said) == [Mute("clap")]


@pytest.mark.parametrize("said", [
    "the clap again", "again the clap", "with the clap again", "let come the clap", "i miss the clap", "now the clap",
    "give us the claps", "let play the clap again", "put on the clap", "bring the clap out",
    "hit me with the clap again",
])
def test_a_silent_layer_comes_back_by_its_name(said: str) -> None:
    assert asked(said, SILENT) == [Unmute("clap")]
    assert Unmute("clap") not in asked(said) or "play" in said or "come" in said


@pytest.mark.parametrize("said", ["it sounds like a computer", "it is lifeless", "this feels mechanical"])
def test_what_is_said_to_be_lifeless_is_not_wished(said: str) -> None:
    assert asked(said) == asked("too robotic") != []
    assert asked("make it robotic") != asked(said)
