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


@pytest.mark.parametrize(("line", "path", "up"), [
    ("hats kinda weak rn", "hat_c.velocity", True), ("snare sounds limp today", "snare.velocity", True),
    ("the kick weak today", "kick.velocity", True), ("clap still weak", "clap.velocity", True),
    ("still quiet", "kick.velocity", True), ("hats a bit weak", "hat_c.velocity", True),
    ("snare a bit flat", "snare.velocity", True), ("clap still feels flat", "clap.velocity", True),
    ("the hats are kinda empty", "hat_c.density.target", True), ("hats a bit thin", "hat_c.density.target", True),
    ("it feels empty", "hat_c.density.target", True), ("still empty", "hat_c.density.target", True),
    ("hats are a bit dull", "hat_c.ratchet_prob", True), ("hats still dull", "hat_c.ratchet_prob", True),
    ("this is boring", "phrase.variation", True), ("still too boring", "phrase.variation", True),
    ("hats still busy", "hat_c.density.target", False), ("weak hats please", "hat_c.velocity", False),
    ("make the hats weak", "hat_c.velocity", False), ("hats thin", "hat_c.density.target", False),
    ("thin the hats a bit", "hat_c.density.target", False), ("hats a bit weaker", "hat_c.velocity", False),
    ("hats a bit quiet", "hat_c.velocity", False),
])
def test_what_is_said_to_be_amiss_is_not_wanted_so(line: str, path: str, *, up: bool) -> None:
    moved = {str(one.get("path")): (one.get("from"), one.get("to")) for one in replies(line)[-1].commands}
    before, after = (one[0] if isinstance(one, (list, tuple)) else one for one in moved[path])
    assert (float(str(after)) > float(str(before))) is up


@pytest.mark.parametrize(("first", "line"), [
    ("clap louder", "still weak. more"), ("clap louder", "still too weak, more please"),
    ("clap louder", "it's still quiet. up"), ("clap louder", "still faint; again"),
])
def test_more_behind_a_complaint_is_no_less(first: str, line: str) -> None:
    (louder,) = replies(first, line)[-1].commands
    assert louder["path"] == "clap.velocity"
    assert int(str(louder["to"])) > int(str(louder["from"]))
