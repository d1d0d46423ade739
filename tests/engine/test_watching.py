"""Watched conditions: what comes true brings something about in the bar after, and is heard again on replay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import commands as ask
from engine.agenda import rows
from engine.config import Config, Layer
from engine.session import next_bar, start
from engine.state import state_from_json, state_json
from engine.watching import condition_words, hits_of, plan_words, watch_words
from engine.when import When
from tests.engine.asked import club, played, run, stopped, wished

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.bar import Bar
    from engine.state import SessionState

FILL = ask.Fill(1)


def watching(watch: ask.Watch, **changes: object) -> SessionState:
    state, outcomes = stopped(start(club(modulators=[], **changes), seed=1), watch)
    assert [outcome.status for outcome in outcomes] == ["planned"], outcomes
    return state


def filled(bars: Sequence[tuple[SessionState, Bar]]) -> list[int]:
    return [bar.index for _, bar in bars if any(one.command == "fill" for one in bar.outcomes)]


def test_what_comes_true_is_answered_in_the_bar_after_and_once_while_it_stays_true() -> None:
    state = watching(ask.Watch("energy", ">", 0.5, FILL))
    assert filled(run(state, 6)) == [1]


def test_it_waits_for_as_many_bars_as_were_asked() -> None:
    assert filled(run(watching(ask.Watch("energy", ">", 0.5, FILL, for_bars=3)), 8)) == [3]


def test_it_comes_again_while_it_is_true_only_if_that_was_asked() -> None:
    state = watching(ask.Watch("energy", ">", 0.5, FILL, for_bars=2, again_bars=3))
    assert filled(run(state, 10)) == [2, 5, 8]


def test_it_comes_again_after_it_has_been_false() -> None:
    state = watching(ask.Watch("hits", ">", 0, FILL, layer="clap"))
    asked = {3: wished(ask.Mute("clap")), 6: wished(ask.Unmute("clap"))}
    bars = run(state, 10, asked)
    assert [hits_of(bar, "clap") > 0 for _, bar in bars] == [True] * 3 + [False] * 3 + [True] * 4
    assert filled(bars) == [1, 7]


def test_what_must_come_true_anew_waits_until_it_has_been_false() -> None:
    state = watching(ask.Watch("hits", ">", 0, FILL, layer="clap", anew=True))
    assert filled(run(state, 6)) == []
    bars = run(state, 12, {3: wished(ask.Mute("clap")), 6: wished(ask.Unmute("clap"))})
    assert filled(bars) == [7]


def test_what_is_false_when_it_is_asked_for_comes_true_anew_at_once() -> None:
    state, _ = stopped(watching(ask.Watch("hits", ">", 0, FILL, layer="clap", for_bars=2, anew=True)), ask.Mute("clap"))
    assert filled(run(state, 8, {2: wished(ask.Unmute("clap"))})) == [4]


def test_it_is_typed_and_told_with_anew() -> None:
    assert condition_words(ask.Watch("hits", ">", 0, FILL, "clap", 2, anew=True)) == "hits clap > 0 for 2 anew"


def test_hits_are_what_sounds() -> None:
    state, _ = played(start(club(), seed=1), ask.Mute("hat_c"))
    _, bar = next_bar(state)
    heard = [event for event in bar.events if event.sub == 0 and event.layer != "hat_c"]
    assert hits_of(bar) == len(heard)
    assert hits_of(bar, "hat_c") == 0


def test_a_change_by_so_much_is_made_from_the_value_of_the_moment_and_ends_at_the_range() -> None:
    thin = ask.Watch("hits", ">", 0, ask.Set("kick.velocity", 0), by=-40.0, again_bars=1)
    bars = run(watching(thin, accent={}), 7)
    values = [next(event.velocity for event in bar.events if event.layer == "kick") for _, bar in bars]
    assert values == sorted(values, reverse=True)
    assert values[-1] == 1
    assert 39 <= values[0] - values[1] <= 41


@pytest.mark.parametrize(("what", "op", "value"), [
    ("E", ">", 0.1), ("S", "<", 0.9), ("D", ">", 0.0), ("H", "<", 0.99), ("T", "<", 90.0), ("hits", ">", 3),
    ("energy", "=", 1.0),
])
def test_every_reading_is_watched(what: ask.Watched, op: ask.Comparison, value: float) -> None:
    assert filled(run(watching(ask.Watch(what, op, value, FILL)), 3)) == [1]
    other: ask.Comparison = ">" if op == "<" else "<"
    assert filled(run(watching(ask.Watch(what, other, value, FILL)), 3)) == []


def test_a_section_is_watched() -> None:
    arc = {"sections": [{"name": "a", "bars": 4, "energy": 1.0}, {"name": "b", "bars": 4, "energy": 1.0}]}
    state = watching(ask.Watch("section", "=", "b", FILL), arc=arc)
    assert filled(run(state, 8)) == []
    assert filled(run(state, 8, {0: wished(ask.Arc())})) == [5]


@pytest.mark.parametrize(("watch", "reason"), [
    (ask.Watch("X", ">", 1, FILL), "a condition is on one of E, S, D, H, T, hits, energy, section"),  # type: ignore[arg-type]
    (ask.Watch("S", "~", 1, FILL), "op must be one of <, >, ="),  # type: ignore[arg-type]
    (ask.Watch("S", ">", 2, FILL), "S is compared with a number in 0..0.9"),
    (ask.Watch("hits", ">", "many", FILL), "hits is compared with a number in 0..1024"),
    (ask.Watch("hits", ">", 3, FILL, layer="klap"), "there is no layer klap (did you mean clap?)"),
    (ask.Watch("S", ">", 0.5, FILL, layer="clap"), "only hits are of a layer"),
    (ask.Watch("S", ">", 0.5, FILL, for_bars=0), "for_bars must be a whole number in 1..1024"),
    (ask.Watch("S", ">", 0.5, FILL, again_bars=-1), "again_bars must be a whole number in 0..1024"),
    (ask.Watch("S", ">", 0.5, ask.Undo()), "undo comes by no condition"),
    (ask.Watch("section", "=", "b", FILL), "a section is compared by = with its name; there are none"),
    (ask.Watch("S", ">", 0.5, ask.Mute("klap")), "there is no layer klap (did you mean clap?)"),
    (ask.Watch("S", ">", 0.5, FILL, by=1.0), "by is a number, and for set alone"),
    (ask.Watch("S", ">", 0.5, ask.Set("kick.port", "x"), by=1.0), "kick.port is no number now"),
    (ask.Watch("S", ">", 0.5, "fill"), "then must be a command"),  # type: ignore[arg-type]
    (ask.Watch("S", ">", 0.5, ask.Fill("x")), "bars must be a whole number"),  # type: ignore[arg-type]
])
def test_what_cannot_be_watched_is_refused_with_what_is_allowed(watch: ask.Watch, reason: str) -> None:
    state, (outcome,) = stopped(start(club(), seed=1), watch)
    assert (outcome.status, state.agenda) == ("refused", ())
    assert outcome.reason.startswith(reason)


def test_a_condition_takes_no_time() -> None:
    _, (outcome,) = stopped(start(club(), seed=1), ask.Watch("S", ">", 0.5, FILL), when=When(in_bars=4))
    assert (outcome.status, outcome.reason) == ("refused", "when is for now and takes no time")


def test_it_is_cancelled_and_undone_like_a_plan_and_its_firing_is_no_step() -> None:
    state = watching(ask.Watch("energy", ">", 0.5, ask.Set("kick.velocity", 60)))
    state = run(state, 4)[-1][0]
    assert state.config.layers["kick"].velocity == 60
    assert [step.label for step in state.undo] == ["plan when energy > 0.5 then set kick.velocity 60"]
    cancelled, _ = played(state, ask.Cancel("1"))
    assert cancelled.agenda == ()
    undone, _ = played(state, ask.Undo())
    assert (undone.agenda, undone.config.layers["kick"].velocity) == ((), 60)
    back, _ = played(undone, ask.Redo())
    assert [item.id for item in back.agenda] == ["1"]


def test_what_it_brings_about_is_no_persons_and_leaves_a_locked_layer_alone() -> None:
    state = watching(ask.Watch("energy", ">", 0.5, ask.Set("kick.velocity", 60)))
    state, _ = played(state, ask.Lock("kick"))
    state, outcomes = played(state)
    fired = [outcome for outcome in outcomes if outcome.command == "set"]
    assert [(one.status, one.author, one.plan) for one in fired] == [("refused", "when", "1")]


def test_it_is_listed_with_its_words_and_travels_in_the_state() -> None:
    watch = ask.Watch("hits", ">", 20, ask.Set("hat_c.density.target", 0.5), "hat_c", 2, -0.1, 4)
    state = watching(watch)
    assert rows(state) == [{
        "id": "1", "at_bar": None, "every_bars": None, "author": "when",
        "command": {
            "command": "when", "what": "hits", "op": ">", "value": 20,
            "then": {"command": "set", "path": "hat_c.density.target", "to": 0.5}, "layer": "hat_c", "for_bars": 2,
            "by": -0.1, "again_bars": 4,
        },
    }]
    assert condition_words(watch) == "hits hat_c > 20 for 2"
    assert watch_words(watch) == "when hits hat_c > 20 for 2 then set hat_c.density.target -0.1 again 4"
    assert plan_words(state.agenda[0]) == watch_words(watch)
    assert state_from_json(state_json(state)) == state


@given(st.lists(st.tuples(st.integers(0, 15), st.sampled_from(["mute", "unmute"])), max_size=6), st.integers(0, 15))
def test_from_any_restored_state_the_bars_are_the_same(hands: list[tuple[int, str]], cut: int) -> None:
    state = watching(ask.Watch("hits", ">", 0, FILL, layer="clap"))
    asked = {bar: wished(ask.Mute("clap") if what == "mute" else ask.Unmute("clap")) for bar, what in hands}
    straight = [bar for _, bar in run(state, 16, asked)]
    first = run(state, cut, asked)
    middle = first[-1][0] if first else state
    second = run(state_from_json(state_json(middle)), 16 - cut, {bar - cut: given for bar, given in asked.items()})
    assert [bar for _, bar in (*first, *second)] == straight


@pytest.mark.parametrize("path", ["hat_c.swing_percent", "hat_c.density.target", "modulators.sway.max_val"])
def test_a_change_of_what_another_config_has_not_is_refused_and_the_bars_go_on(path: str) -> None:
    watch = ask.Watch("hits", ">", 1, ask.Set(path, 0.0), by=0.01, again_bars=1)
    state, _ = played(start(club(), seed=3), ask.Load(club()), when=When(at_bar=100))  # keeps what is planned behind it
    state, outcomes = played(state, watch)
    assert outcomes[0].status == "planned"
    state, _ = played(state, ask.Load(Config(mode="m4", layers={"kick": Layer(), "tom": Layer()})))
    for bars in (run(state, 3), run(state_from_json(state_json(state)), 3)):
        refusals = [outcome.reason for _, bar in bars for outcome in bar.outcomes]
        assert refusals == [f"there is no parameter {path}; techno params lists all"] * 3
