"""Turns of speech with a place for other words are read as the plainer words that they stand for."""

from __future__ import annotations

import pytest

from agent.offline.rewritten import rewritten, with_open_hat
from tests.agent.heard import replies


@pytest.mark.parametrize(("say", "plain"), [
    ("swap the clap for the snare", "mute the clap and unmute the snare"),
    ("the clap instead of the snare", "unmute the clap and mute the snare"),
    ("make that the open hat and not the claps", "no wait, the open hat"),
    ("fill x2", "fill 2 times"),
    ("the clap leaves in four bars", "the clap out in four bars"),
    ("still", "again"),
    ("make the closed hat 12 steps long", "make the closed hat cycle 12"),
])
def test_a_turn_becomes_plain(say: str, plain: str) -> None:
    assert rewritten(say) == plain


@pytest.mark.parametrize("say", ["mute the clap", "still too loud", "oh no", "off you go", "leave the clap alone"])
def test_other_words_stay(say: str) -> None:
    assert rewritten(say) == say


@pytest.mark.parametrize(("say", "layer"), [("OH solo", "hat_o"), ("oh solo", "hat_o"), ("CH solo", "hat_c")])
def test_layers_are_known_by_their_letters(say: str, layer: str) -> None:
    assert [command["layer"] for command in replies(say)[-1].commands] == [layer]


def test_a_sigh_is_no_layer() -> None:
    assert with_open_hat("oh come on, more hats") == "oh come on, more hats"
    assert with_open_hat("OH MY GOD MORE HATS") == "OH MY GOD MORE HATS"


@pytest.mark.parametrize(("say", "path", "value"), [
    ("CH ratchet x4", "hat_c.ratchet_repeat", 4),
    ("make the closed hat pattern 12 steps long so it rolls over the bar", "hat_c.steps", 12),
    ("dont play the closed hats so close to the kick", "hat_c.mute_near_kick", 1),
])
def test_parameters_are_known_by_what_they_do(say: str, path: str, value: int) -> None:
    (command,) = replies(say)[-1].commands
    assert (command["path"], command["to"]) == (path, value)


def test_the_last_bar_of_every_eight_is_a_plan() -> None:
    (command,) = replies("let the open hat drop out for the last bar of every eight")[-1].commands
    assert (command["layer"], command["bars"], command["at_bar"], command["every_bars"]) == ("hat_o", 1, 7, 8)
