"""A verb and its particle mean the same whether what is meant stands behind them or between them."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final

import pytest

from agent.offline.particles import beside
from agent.offline.understand import understand
from agent.offline.words import PARTED, words_of
from engine import start
from engine.commands import Mute, Unmute
from sequencer.folders import find_config

if TYPE_CHECKING:
    from agent.offline.understand import Asked

STATE: Final = start(find_config("m4_showcase").config)
LAYERS: Final = {
    "the kick": "kick", "the closed hat": "hat_c", "clap": "clap", "my snare": "snare", "the open hats": "hat_o",
}
OUT: Final = (
    "throw {} out", "take {} out", "leave {} out", "switch {} off", "shut {} up", "turn {} off", "phase {} out",
    "leave off {}", "take {} away", "knock {} out", "cut {} out", "pull {} out", "throw out {}", "toss {}", "skip {}",
)
IN: Final = (
    "put {} back in", "switch {} back on", "slam {} back in", "add {} back", "fade {} in", "drop {} back in",
    "cue {} in",
    "add {} again", "throw {} back in", "bring {} back", "let {} back in", "reintroduce {}", "turn {} on",
)
AROUND: Final = (
    "{}", "please {}", "it would be cool to {}", "go ahead and {}", "time to {}", "could you maybe {} for me?",
    "{}, thanks a lot", "i think we should {}", "why don't we {}", "any chance you could {}", "{} real quick",
)


def asked(text: str) -> list[Asked]:
    return understand(text, STATE).asked


@pytest.mark.parametrize(("said", "layer"), list(product(OUT, LAYERS)))
def test_a_layer_goes_out_whatever_the_verb(said: str, layer: str) -> None:
    assert [one.request for one in asked(said.format(layer))] == [Mute(LAYERS[layer])]


@pytest.mark.parametrize(("said", "layer"), list(product(IN, LAYERS)))
def test_a_layer_comes_back_whatever_the_verb(said: str, layer: str) -> None:
    assert [one.request for one in asked(said.format(layer))] == [Unmute(LAYERS[layer])]


@pytest.mark.parametrize("around", AROUND)
def test_manners_change_nothing_of_a_wish(around: str) -> None:
    for wish in ("mute the clap", "bring the clap back", "more swing on the hats", "solo the kick for 8 bars"):
        assert asked(around.format(wish)) == asked(wish) != []


@pytest.mark.parametrize("turn", ["kick the hats out", "kick out the hats", "please kick those hats out"])
def test_a_kick_is_a_verb_before_what_it_kicks_out(turn: str) -> None:
    assert {one.request for one in asked(turn)} == {Mute("hat_c"), Mute("hat_o")}


def test_a_kick_that_is_named_stays_a_layer() -> None:
    assert [one.request for one in asked("kick out")] == [Mute("kick")]
    assert [one.request for one in asked("kick and clap out")] == [Mute("kick"), Mute("clap")]


def test_what_belongs_to_a_time_is_no_particle() -> None:
    assert beside(words_of("put a clap on step 13"), PARTED) == words_of("put a clap on step 13")
    assert asked("bring the clap back in 4 bars") == asked("in 4 bars bring back the clap") != []
