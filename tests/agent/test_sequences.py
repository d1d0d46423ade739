"""Sequences add up, minutes are bars, mutes inside the bar are so, and what rules a wish is never left out."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final

import pytest

from agent.offline.control_words import TURNS
from agent.offline.in_sequence import in_bars
from agent.offline.understand import understand
from engine import start
from engine.commands import Mute, Set, Solo, Tempo, Unmute, Unsolo, Watch
from engine.when import When
from sequencer.folders import find_config

if TYPE_CHECKING:
    from agent.offline.understand import Asked

CONFIG: Final = find_config("m4_showcase").config
STATE: Final = start(CONFIG)
FOUR: Final = ("hat_c", "hat_o", "snare", "clap")


def asked(text: str) -> list[Asked]:
    found = understand(text, STATE, ())
    assert found.question is None, (text, found.question)
    return found.asked


def told(text: str) -> list[tuple[object, int | None]]:
    return [(one.request, None if one.when is None else one.when.in_bars) for one in asked(text)]


@pytest.mark.parametrize(
    "text",
    [
        "line check: kick 4 bars, then snare 4, then clap 4", "kick 4 bars then snare 4 then clap 4",
        "just the kick for 4 bars, then the snare for 4, then the clap for 4", "4 bars of kick, 4 of snare, 4 of clap",
        "solo the kick for four bars, and then solo the snare for four bars, and then solo the clap for four bars",
    ],
)
def test_layers_are_alone_one_after_the_other(text: str) -> None:
    assert told(text) == [(Solo("kick", 4), None), (Solo("snare", 4), 4), (Solo("clap", 4), 8)]


def test_layers_come_in_one_by_one() -> None:
    expected = [*((Mute(name), None) for name in FOUR), *((Unmute(name), 4 * at) for at, name in enumerate(FOUR, 1))]
    assert told("bring the layers in one by one over 16 bars") == expected
    assert told("bring in the layers one by one every 4 bars") == expected


def test_layers_go_one_by_one_the_kick_last() -> None:
    found = told("drop the layers one by one over 20 bars")
    assert found == [(Mute(name), 4 * at) for at, name in enumerate((*reversed(FOUR), "kick"), 1)]


def test_layers_one_by_one_without_a_way_are_asked_about() -> None:
    assert understand("the layers one by one over 16 bars", STATE, ()).question is not None


@pytest.mark.parametrize(
    ("text", "bpm"),
    [
        ("double the tempo for 4 bars then return", 264.0), ("halve the tempo for 4 bars and then back", 66.0),
        ("tempo 140 for 4 bars, then back to normal", 140.0),
    ],
)
def test_a_tempo_for_some_bars_returns(text: str, bpm: float) -> None:
    assert told(text) == [(Tempo(bpm), None), (Tempo(132.0), 4)]


def test_a_tempo_out_of_reach_is_asked_about() -> None:
    assert understand("tempo 999 for 4 bars then back", STATE, ()).question is not None


def test_a_value_over_some_bars_moves_in_steps() -> None:
    found = told("fade the energy to .2 over 16 bars")
    assert found == [(Set("energy", to), bar) for to, bar in ((0.8, 4), (0.6, 8), (0.4, 12), (0.2, 16))]
    found = told("raise the swell to .4 over 2 bars")
    assert found == [(Set("dynamics.swell", to), bar) for to, bar in ((0.2, 1), (0.4, 2))]


@pytest.mark.parametrize(
    ("text", "bars"),
    [
        ("stop in 2 minutes", "stop in 66 bars"), ("in two minutes must be finish", "in 66 bars stop"),
        ("mute the clap for 30 seconds", "mute the clap for 16 bars"), ("fill every minute", "fill every minute"),
        ("stop half a minute from now", "stop 16 bars from now"), ("stop in a minute", "stop in a minute"),
        ("energy should be over .5", "energy should be over .5"),
    ],
)
def test_minutes_are_bars_at_the_tempo(text: str, bars: str) -> None:
    assert in_bars(text, 132.0) == bars


@pytest.mark.parametrize(
    "manner",
    [
        "{} right now, not on the bar", "{}, not on the line", "not on the bar line, {}",
        "{} without waiting for the bar", "{} immediately, don't wait for the bar",
    ],
)
@pytest.mark.parametrize(
    ("wish", "request_"),
    [
        ("mute the clap", Mute("clap", at="now")), ("unmute the clap", Unmute("clap", "now")),
        ("solo the kick", Solo("kick", at="now")), ("unsolo the kick", Unsolo("kick", "now")),
    ],
)
def test_hands_act_inside_the_bar_where_it_is_said(manner: str, wish: str, request_: object) -> None:
    assert [one.request for one in asked(manner.format(wish))] == [request_]


def test_what_cannot_act_inside_the_bar_is_asked_about() -> None:
    found = understand("more swing, not on the bar", STATE, ())
    assert found.question is not None
    assert found.question.choices == ("more swing", "no")
    assert not found.asked


WISHES: Final = ("mute the clap", "more swing", "do a fill", "drop the kick for 8 bars", "louder hats", "stop")
RULING: Final = (
    "before the snare comes back", "before the kick drops", "during the break", "during the fill",
    "while the kick is out", "unless it is quiet", "only if the kick is out", "only when the energy is low",
    "so long as it is busy", "provided the hats play", "otherwise mute the snare", "except when it is busy",
    "even if the kick is out", "assuming the kick plays", "depending on the energy",
)


@pytest.mark.parametrize(("wish", "ruling"), list(product(WISHES, RULING)))
def test_what_rules_a_wish_is_asked_about_in_any_order(wish: str, ruling: str) -> None:
    for text in (f"{wish} {ruling}", f"{wish}, {ruling}", f"{ruling} {wish}", f"{ruling}, {wish}"):
        found = understand(text, STATE, ())
        assert not found.asked, (text, found.asked)
        assert found.question is not None or found.foreign, text


@pytest.mark.parametrize("turn", TURNS)
def test_every_turn_that_rules_is_heeded(turn: tuple[str, ...]) -> None:
    assert not understand(f"mute the clap {' '.join(turn)} the snare", STATE, ()).asked


@pytest.mark.parametrize(
    "text", ["mute the clap or the snare", "either mute the clap or the snare", "solo kick or clap"]
)
def test_one_of_two_layers_is_asked_about(text: str) -> None:
    assert not understand(text, STATE, ()).asked


@pytest.mark.parametrize("text", ["no hats or clap", "as before, louder hats", "during the next 8 bars no clap"]
)
def test_what_only_sounds_so_is_done(text: str) -> None:
    assert asked(text)


STARTS: Final = (
    "if", "when", "once", "whenever", "as soon as", "any time", "every time", "each time", "should", "the moment",
    "in case", "if ever",
)
CONDITIONS: Final = {
    "the clap is back": ("hits", ">", 0), "it gets too busy": ("hits", ">", 35),
    "the energy goes over .9": ("energy", ">", 0.9), "entrainment falls under .85": ("E", "<", 0.85),
    "there are more than 20 hits": ("hits", ">", 20), "syncopation goes above .6": ("S", ">", 0.6),
    "the energy drops below .3": ("energy", "<", 0.3), "the kick is out": ("hits", "<", 1),
}
ORDERS: Final = ("{waits}, {act}", "{waits} then {act}", "{act} {waits}", "{waits} {act}", "please {act} {waits}")
ACTS: Final = {
    "do a fill": "fill", "mute the open hat": "mute", "thin the hats": "set", "drop the kick for 4 bars": "mute",
    "back off the syncopation": "target", "bring the snare back": "unmute", "more swing": "set",
}


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_condition_is_watched_in_any_order(start: str, condition: str) -> None:
    for at, (act, command) in enumerate(ACTS.items(), STARTS.index(start)):
        text = ORDERS[at % len(ORDERS)].format(waits=f"{start} {condition}", act=act)
        watches = [one.request for one in asked(text)]
        assert watches, text
        for one in watches:
            assert isinstance(one, Watch), text
            assert (one.what, one.op, one.value) == CONDITIONS[condition], text
            assert one.then.command == command, text


def test_a_named_parameter_waits_for_a_bar() -> None:
    (one,) = asked("refractory of 2 on the snare in 1 minute")
    assert one.request == Set("snare.refractory_steps", 2)
    assert one.when == When(in_bars=33)
