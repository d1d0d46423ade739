"""Hits that are named by their steps alone: off, on, and one in place of another."""

from __future__ import annotations

import pytest

from tests.agent.heard import replies

ASKED = "on which steps does the kick play?"
PUT = "put a kick on step 7"


def _hits(*lines: str) -> list[str]:
    return [
        f"{one['layer']} {int(str(one['step'])) + 1} {'on' if one['on'] else 'off'}"
        for one in replies(*lines)[-1].commands if one["command"] == "hit"
    ]


@pytest.mark.parametrize(("lines", "done"), [
    ((ASKED, "take him off 11"), ["kick 11 off"]),
    ((ASKED, "take him off 11, it's my note"), ["kick 11 off"]),
    ((ASKED, "then remove the one on 13"), ["kick 13 off"]),
    ((ASKED, "lose the hit on step 3"), ["kick 3 off"]),
    ((ASKED, "get it off step 5 please"), ["kick 5 off"]),
    ((ASKED, "put one on number 7 and one on number 11"), ["kick 7 on", "kick 11 on"]),
    ((ASKED, "add another on eleven"), ["kick 11 on"]),
    ((PUT, "the 11 too"), ["kick 11 on"]),
    ((PUT, "and 15"), ["kick 15 on"]),
    (("take the kick off step 5", "the 13 also"), ["kick 13 off"]),
    ((PUT, "not 7, 11 i wanted to say"), ["kick 7 off", "kick 11 on"]),
    ((PUT, "sorry, i said wrong, 12"), ["kick 7 off", "kick 12 on"]),
    ((PUT, "12, not 7"), ["kick 7 off", "kick 12 on"]),
    ((PUT, "12 i meant"), ["kick 7 off", "kick 12 on"]),
    (("put a snare on step 8", "somebody is lost. that extra snare goes again"), ["snare 8 off"]),
])
def test_a_step_is_of_the_layer_that_was_spoken_of(lines: tuple[str, ...], done: list[str]) -> None:
    assert _hits(*lines) == done


@pytest.mark.parametrize("lines", [
    ("take him off 11",), (ASKED, "take it off for 8 bars"), (ASKED, "take it out at 49"),
    ("mute the clap", "not 7, 11"),
    (PUT, "put it on 140"), ("tempo 130", "and 15"), ("fill every 8", "16, not 8"),
    (PUT, "take the kick out"), ("clap louder", "12 i meant"), (PUT, "mute it for 12"), (ASKED, "remove the one on 2"),
])
def test_what_is_no_step_puts_and_takes_no_hit(lines: tuple[str, ...]) -> None:
    assert _hits(*lines) == []


@pytest.mark.parametrize(("line", "done"), [
    ("snare off the 9, it fights with the voice", ["snare 9 off"]), ("open hat off the 11, too much", ["hat_o 11 off"]),
    ("clap off the 14. it clashes", ["clap 14 off"]), ("clap off the 8 bars", []), ("clap off the next 8", []),
    ("clap off for the 8", []), ("clap off the 16 bars of it, thanks", []), ("clap off 8, too loud", []),
])
def test_a_figure_behind_off_the_is_a_step_and_no_length(line: str, done: list[str]) -> None:
    assert _hits(line) == done


STROKE = "put a snare on step 9"
PAIR = "and another just before it"


@pytest.mark.parametrize(("line", "done"), [
    (PAIR, ["snare 8 on"]), ("and another one before", ["snare 8 on"]), ("one more right after it", ["snare 10 on"]),
    ("another hit two steps later", ["snare 11 on"]), ("the same one step earlier", ["snare 8 on"]),
])
def test_another_beside_a_hit_is_on_the_step_beside_it(line: str, done: list[str]) -> None:
    assert _hits(STROKE, line) == done


@pytest.mark.parametrize(("line", "done"), [
    ("leave me only the first one", ["snare 8 off"]), ("keep only the second of them", ["snare 9 off"]),
    ("hm. the two together sound like a trot. leave me only the first one i asked for", ["snare 8 off"]),
])
def test_of_two_hits_only_one_is_left(line: str, done: list[str]) -> None:
    assert _hits(STROKE, PAIR, line) == done


def test_only_the_first_of_one_takes_nothing_off() -> None:
    assert _hits(STROKE, "leave me only the first one") == []
