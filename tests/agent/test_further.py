"""The last change goes on, goes part of the way back, or the other way, on what it was of."""

from __future__ import annotations

import pytest

from tests.agent.heard import replies


def _sets(*lines: str) -> dict[str, object]:
    return {str(one["path"]): one["to"] for one in replies(*lines)[-1].commands if one["command"] == "set"}


def _mean(value: object) -> float:
    return sum(map(_mean, value)) / len(value) if isinstance(value, (list, tuple)) else float(str(value))


@pytest.mark.parametrize("line", [
    "a bit more still", "still a bit", "1 more notch", "another notch", "just a touch more", "add small more still",
    "yet another touch", "a tad further", "just a tiny bit more, if you can", "one more notch", "even further that way",
])
def test_more_of_the_last_change_goes_its_way(line: str) -> None:
    once, more = _sets("the hats quieter"), _sets("the hats quieter", line)
    assert set(more) == set(once)
    assert all(_mean(more[path]) < _mean(once[path]) for path in once)


@pytest.mark.parametrize("line", ["another fill", "a bit more swing", "more kick", "a fill", "again"])
def test_what_names_something_else_is_no_more_of_it(line: str) -> None:
    assert not set(_sets("the hats quieter", line)) & {"hat_o.velocity"} or "again" in line


@pytest.mark.parametrize("line", [
    "half of that", "half as much as that, mate", "overcooked it, give half of that back", "only half as much as that",
    "take half of it back", "half the change",
])
def test_half_of_it_lies_between(line: str) -> None:
    before, once = 98, _sets("the clap louder")
    half = _sets("the clap louder", line)
    assert set(half) == set(once)
    assert before < _mean(half["clap.velocity"]) < _mean(once["clap.velocity"])


@pytest.mark.parametrize(("lines", "louder"), [
    (("the snare louder", "harder"), True), (("the snare louder", "HARDER"), True),
    (("the snare louder", "even stronger"), True), (("the snare quieter", "softer"), False),
    (("the snare louder", "hit it harder"), True), (("the snare louder", "a bit weaker"), False),
])
def test_harder_is_of_the_drum_that_was_just_made_louder(lines: tuple[str, ...], *, louder: bool) -> None:
    once, more = _sets(lines[0]), _sets(*lines)
    assert set(more) == {"snare.velocity"}
    assert (_mean(more["snare.velocity"]) > _mean(once["snare.velocity"])) is louder


@pytest.mark.parametrize("lines", [("harder",), ("tempo 140", "harder"), ("more swing", "harder")])
def test_harder_after_anything_else_is_of_all(lines: tuple[str, ...]) -> None:
    assert len(_sets(*lines)) > 2


@pytest.mark.parametrize(("lines", "level"), [
    (("kick 8 ms late", "no, in front"), -6.0), (("kick 8 ms early", "no, behind"), 6.0),
    (("kick 8 ms late", "rather ahead of the beat"), -6.0), (("kick 8 ms late", "now too late"), 4.0),
    (("kick 8 ms early", "that is too early"), -4.0),
])
def test_the_other_side_of_the_beat(lines: tuple[str, ...], level: float) -> None:
    assert _sets(*lines) == {"kick.beat_bins_ms": [level]} or _mean(_sets(*lines)["kick.beat_bins_ms"]) == level


@pytest.mark.parametrize(("lines", "path"), [
    (("the closed hat busier", "not busier, louder"), "hat_c.velocity"),
    (("the kick louder", "no, not louder, longer"), "kick.length_steps"),
])
def test_not_this_but_that_takes_the_first_back(lines: tuple[str, ...], path: str) -> None:
    assert next(one["command"] for one in replies(*lines)[-1].commands) == "undo"
    assert set(_sets(*lines)) == {path}


@pytest.mark.parametrize(("lines", "found"), [
    (("clap 6 hits", "8"), {"clap.fills": 8}), (("clap 6 hits", "eight hits instead"), {"clap.fills": 8}),
    (("clap 6 hits", "make it eight"), {"clap.fills": 8}), (("clap 6 hits", "hm, 3"), {"clap.fills": 3}),
    (("clap 16 hits", "ok is too much even for me. eight"), {"clap.fills": 8}),
    (("kick 6 ms late", "twelve"), {"kick.beat_bins_ms": [12.0]}),
    (("the clap 12 steps", "14"), {"clap.steps": 14}), (("the clap 12 steps", "make it 13 steps"), {"clap.steps": 13}),
])
def test_a_bare_number_is_of_what_was_counted_last(lines: tuple[str, ...], found: dict[str, int]) -> None:
    assert _sets(*lines) == found


@pytest.mark.parametrize("lines", [
    ("clap louder", "8"), ("mute the clap for 4 bars", "eight"), ("fill every 8 bars", "16"), ("tempo 130", "8"),
    ("8",),
])
def test_a_number_after_anything_else_counts_no_hits(lines: tuple[str, ...]) -> None:
    assert not any(path.endswith((".fills", ".steps")) for path in _sets(*lines))


@pytest.mark.parametrize("line", [
    "heavier", "heavier, nobody heard the difference", "nobody heard the difference", "i can't hear it",
    "no difference", "even bolder",
])
def test_what_was_not_heard_goes_further(line: str) -> None:
    once, more = _sets("more swing"), _sets("more swing", line)
    assert set(more) == set(once)
    assert all(_mean(more[path]) > _mean(once[path]) for path in once)


@pytest.mark.parametrize("line", ["i can hear it", "we hear the difference", "they noticed it"])
def test_what_was_heard_goes_no_further(line: str) -> None:
    assert _sets("more swing", line) == {}


@pytest.mark.parametrize("line", ["perkele thats annoying", "that's awful", "ugh, this is horrible"])
def test_what_is_awful_is_taken_back(line: str) -> None:
    assert [one["command"] for one in replies("hats louder", line)[-1].commands] == ["undo"]
    assert not replies(line)[-1].commands


@pytest.mark.parametrize(("lines", "way"), [(("tempo 120", "like a turtle"), -1), (("faster", "like a rocket"), 1)])
def test_a_likeness_after_a_tempo_is_of_the_tempo(lines: tuple[str, ...], way: int) -> None:
    first, then = (replies(*lines)[at].commands[0]["bpm"] for at in (0, 1))
    assert (float(str(then)) - float(str(first))) * way > 0
