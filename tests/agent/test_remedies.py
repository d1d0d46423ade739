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


@pytest.mark.parametrize(("line", "way"), [
    ("it gallops, let it walk", -1), ("it's galloping, make it trot", -1), ("don't run, walk", -1),
    ("it should stroll, not run", -1), ("the beat is racing, let it jog", -1), ("it runs; please let it walk", -1),
    ("it drags, make it run", 1), ("it's crawling, make it run", 1), ("the groove is limping, make it trot", 1),
])
def test_from_one_gait_to_another_is_a_tempo(line: str, way: int) -> None:
    (tempo,) = replies(line)[-1].commands
    assert tempo["command"] == "tempo"
    assert (float(str(tempo["bpm"])) > float(str(replies("tempo 132")[-1].commands[0]["bpm"]))) == (way > 0)


@pytest.mark.parametrize("line", [
    "the clap i almost dont listen", "i barely listen to the clap", "i almost don't hear the clap",
    "i can hardly listen the clap",
])
def test_what_is_hardly_heard_is_louder(line: str) -> None:
    (set_,) = replies(line)[-1].commands
    assert (set_["path"], float(str(set_["to"])) > float(str(set_["from"]))) == ("clap.velocity", True)
