"""What is muted and soloed after words about what shall be heard, and what becomes of half a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.agent.heard import replies
from tests.agent.test_conversations import talked

if TYPE_CHECKING:
    from pathlib import Path

WHOLE = (
    "whole kit", "the whole kit again", "full kit please", "all in", "everything back", "bring it all in",
    "bring back what's missing", "bring back whatever is muted", "let everything play", "back to the entire kit",
    "ok, give me the full band",
)


@pytest.mark.parametrize("said", WHOLE)
def test_the_whole_kit_ends_mutes_and_solos(tmp_path: Path, said: str) -> None:
    state, _ = talked(tmp_path, ("mute the kick", "mute the clap", "solo the hats", said))
    assert (state.stage.mutes, state.stage.solos) == ((), ())


@pytest.mark.parametrize("said", [
    "add the {}", "add {}", "{} too", "with the {}", "and the {} as well", "bring in the {}", "let me hear the {} too",
    "add the {} to it", "plus the {}",
])
@pytest.mark.parametrize(("word", "layer"), [("snare", "snare"), ("clap", "clap"), ("open hat", "hat_o")])
def test_what_is_added_under_a_solo_is_heard_and_no_denser(
    tmp_path: Path, said: str, word: str, layer: str
) -> None:
    state, _ = talked(tmp_path, ("solo the kick", said.format(word)))
    assert {hold.layer for hold in state.stage.solos} == {"kick", layer}
    begun, _ = talked(tmp_path, ("solo the kick",))
    assert state.config == begun.config


@pytest.mark.parametrize("said", ["add the clap", "put in the clap", "let me hear the clap again"])
def test_what_is_added_comes_back_where_it_is_muted(tmp_path: Path, said: str) -> None:
    state, replied = talked(tmp_path, ("mute the clap", said))
    assert not state.stage.mutes
    assert [one["command"] for one in replied[-1].commands] == ["unmute"]


def test_add_thickens_what_sounds() -> None:
    (command,) = replies("add clap")[-1].commands
    assert command["path"] == "clap.fills"


@pytest.mark.parametrize("said", [
    "just the closed hat, not the other", "only the closed hat, not the open one", "just closed hat without the other",
])
def test_one_of_two_that_are_soloed_stays_alone(tmp_path: Path, said: str) -> None:
    state, _ = talked(tmp_path, ("solo the hats", said))
    assert {hold.layer for hold in state.stage.solos} == {"hat_c"}


@pytest.mark.parametrize("said", [
    "hear hats, without the kick", "let me hear the hats without the kick", "i want to hear the hats but not the kick",
])
def test_what_is_heard_is_not_muted(tmp_path: Path, said: str) -> None:
    state, _ = talked(tmp_path, ("mute the closed hat", said))
    assert {hold.layer for hold in state.stage.mutes} == {"kick"}


@pytest.mark.parametrize("between", ["louder snare", "more swing on the hats", "tempo 130"])
@pytest.mark.parametrize("said", ["leave it out", "keep it out", "leave it out for now", "leave the clap out"])
def test_what_is_left_out_stays_out_and_nothing_is_new(between: str, said: str) -> None:
    assert not replies("mute the clap", between, said)[-1].commands


@pytest.mark.parametrize("said", [
    "whole kit, original speed", "original speed, whole kit", "everything back, normal speed",
    "bring the kick back, original tempo",
])
def test_both_halves_are_done(tmp_path: Path, said: str) -> None:
    state, _ = talked(tmp_path, ("tempo 140", "mute the kick", said))
    assert not state.stage.mutes
    assert state.config.bpm == 132


@pytest.mark.parametrize("half", ["zorp zorp", "florbelate", "blibber the wug"])
@pytest.mark.parametrize("rest", ["original speed", "for 8 bars", "half that"])
def test_a_half_that_is_not_understood_is_told(half: str, rest: str) -> None:
    reply = replies("mute the kick for 4 bars", "tempo 136" if rest != "for 8 bars" else "mute the clap",
                    f"{half}, {rest}")[-1]
    assert reply.question is not None or reply.refused or "left out" in reply.reply
