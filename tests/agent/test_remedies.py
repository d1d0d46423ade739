"""A complaint with its remedy is the remedy alone, and praise with a feel in it is praise."""

from __future__ import annotations

import pytest

from tests.agent.heard import replies


def _asked(line: str) -> list[tuple[str, object]]:
    return [(str(one["command"]), one.get("path") or one.get("layer")) for one in replies(line)[-1].commands]


@pytest.mark.parametrize(("line", "remedy"), [
    ("the hats are drunk, sober them up", "sober the hats up"),
    ("the hats are wild now, rein them in", "rein the hats in"),
    ("it got muddy, clean it up", "clean it up"),
    ("it's stiff now, loosen it up", "loosen it up"),
    ("the kick is woolly now, tighten it up", "tighten the kick up"),
    ("that swing's drunk now, sober it up", "less swing"),
    ("the swing is lazy, tighten it up a bit", "a bit less swing"),
    ("that swing is crazy, please tame it", "less swing"),
    ("the hats are so harsh; soften them", "soften the hats"),
    ("it went messy, tidy it up", "tidy it up"),
    ("the clap is getting wild, calm it down", "calm the clap down"),
])
def test_what_is_amiss_is_mended_and_never_more_of_it(line: str, remedy: str) -> None:
    assert _asked(line) == _asked(remedy) != []


@pytest.mark.parametrize("line", [
    "bravo, very elegant", "bravo, so warm and so deep", "lovely, very warm", "gorgeous, so dark", "bravo! how elegant",
    "perfect. really hypnotic", "beautiful, very airy", "bravo, beautiful and smooth", "superb, most elegant",
])
def test_praise_that_names_a_feel_asks_for_nothing(line: str) -> None:
    reply = replies(line)[-1]
    assert not reply.commands
    assert reply.question is None


@pytest.mark.parametrize("line", [
    "bravo, now darker", "lovely, a bit warmer please", "nice, more swing", "very elegant groove, make it darker",
    "it is dark, make it darker", "the hats are wild now, wilder please",
])
def test_other_lines_still_ask(line: str) -> None:
    assert _asked(line)
