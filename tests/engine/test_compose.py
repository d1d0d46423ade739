"""The rules meet: who listens to whom, what forbids what, and what stays as it was."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Wish, next_bar, start
from engine.commands import Mute, Set
from engine.compose import WITH_CONDITIONS, compose
from engine.config import Config
from engine.nudges import TOUCH_PROTECTS_BARS
from engine.state import Figure, LayerMemory, SessionState
from tests.engine.pattern import mask, text
from tests.thorough import tries


def club(layers: dict[str, Any], mode: str = "m3", **more: object) -> Config:
    made = Config.model_validate({"mode": mode, "layers": layers, **more}, strict=False)
    return Config.model_validate_json(made.model_dump_json())


def figures(config: Config, bars: int = 1, seed: int = 1) -> list[dict[str, str]]:
    state = start(config, seed=seed)
    found = []
    for _ in range(bars):
        state, _ = next_bar(state)
        assert state.figure is not None
        found.append({name: text(steps) for name, steps in state.figure.masks.items()})
    return found


FULL = "x" * 16
NOTHING = "." * 16
HALF = {"kind": "PROB", "p": 0.5}


def test_a_neighbour_is_heard_at_the_same_step_and_until_it_is_asked_again() -> None:
    layers = {
        "snare": {"fills": 4, "rot": 0, "conditions": [HALF]},
        "tom": {"fills": 16, "conditions": [{"kind": "NEI"}]},
    }
    for bar in figures(club(layers), 12)[1:]:
        for beat in (0, 4, 8, 12):
            assert bar["tom"][beat : beat + 4] == bar["snare"][beat] * 4


def test_a_muted_layer_is_no_neighbour() -> None:
    layers = {
        "snare": {"fills": 16, "conditions": [{"kind": "PROB", "p": 0.0}]},
        "clap": {"fills": 16, "conditions": [{"kind": "PROB", "p": 1.0}], "muted": True},
        "tom": {"fills": 16, "conditions": [{"kind": "NEI"}]},
    }
    assert figures(club(layers))[0] == {"snare": NOTHING, "tom": NOTHING}
    layers["clap"]["muted"] = False
    assert figures(club(layers))[0]["tom"] == FULL


def test_the_first_layer_hears_nobody_and_counts_it_as_true() -> None:
    assert figures(club({"tom": {"fills": 16, "conditions": [{"kind": "NEI"}]}}))[0] == {"tom": FULL}


def test_the_neighbour_is_the_layer_before_in_the_file_kick_or_not() -> None:
    layers = {
        "kick": {"fills": 16, "conditions": [{"kind": "PROB", "p": 0.0}]},
        "tom": {"fills": 16, "conditions": [{"kind": "NEI"}]},
    }
    assert figures(club(layers))[0]["tom"] == NOTHING
    back_to_front = dict(reversed(layers.items()))
    assert figures(club(back_to_front))[0]["tom"] == FULL


def test_the_memory_of_a_condition_survives_the_bar_line() -> None:
    # The first condition fails all through bar 1, which NOT_PRE still hears at the first step of bar 2 and no later.
    pre = [{"kind": "FIRST", "negate": True}, {"kind": "NOT_PRE"}]
    bars = figures(club({"tom": {"fills": 16, "conditions": pre}}), 3)
    assert bars[0]["tom"] == NOTHING
    assert bars[1]["tom"] == "x" + "." * 15
    assert bars[2]["tom"] == NOTHING


@pytest.mark.parametrize("mode", ["m2", "m3", "m4"])
def test_conditions_and_density_are_for_m3_and_m4(mode: str) -> None:
    layers = {
        "kick": {}, "tom": {"fills": 16, "conditions": [{"kind": "PROB", "p": 0.0}]},
        "perc": {"fills": 16, "density": {"target": 0.25, "tol": 0.0}},
    }
    bar = figures(club(layers, mode, targets={"S_low": None, "S_high": None}))[0]
    assert (bar["tom"] == NOTHING) == (mode in WITH_CONDITIONS)
    assert (bar["perc"].count("x") == 4) == (mode in WITH_CONDITIONS)


def test_muting_near_the_kick_reaches_so_many_steps() -> None:
    layers = {"kick": {}, "tom": {"fills": 16, "mute_near_kick": 1}, "perc": {"fills": 16, "mute_near_kick": 0}}
    bar = figures(club(layers))[0]
    assert bar["tom"] == "..x...x...x...x."
    assert bar["perc"] == FULL


def test_thinning_empties_the_kicks_steps_of_closed_hats_only() -> None:
    layers = {"kick": {}, "hat_c": {"fills": 16}, "ride": {"fills": 16}}
    for bar in figures(club(layers, "m2", thin_bias=-1.0), 8):
        assert bar["hat_c"][::4] == "...."
        assert bar["hat_c"][2::4] == "xxxx"
        assert bar["ride"] == FULL


def test_density_never_sounds_a_forbidden_step() -> None:
    every = {"target": 1.0, "tol": 0.0}
    layers = {
        "kick": {"offbeats_only": True, "density": every}, "tom": {"mute_near_kick": 1, "density": every},
        "hat_o": {"offbeats_only": True, "density": every},
        "perc": {"fills": 8, "conditions": [{"kind": "PROB", "p": 0.0}], "density": every},
    }
    bar = figures(club(layers))[0]
    assert bar["kick"] == bar["hat_o"] == "..x...x...x...x."
    assert bar["tom"] == "x...x...x...x..."
    assert bar["perc"] == ".x.x.x.x.x.x.x.x"  # the cycle's own steps failed; only others may be added


def test_the_silence_after_a_hit_is_kept_over_the_bar_line() -> None:
    bars = figures(club({"tom": {"fills": 16, "refractory_steps": 2}}), 3)
    assert "".join(bar["tom"] for bar in bars) == ("x.." * 16)


def test_a_polymeter_runs_on_while_others_repeat() -> None:
    bars = figures(club({"kick": {}, "rim": {"steps": 12, "fills": 3, "rot": 0}}), 3)
    assert "".join(bar["rim"] for bar in bars) == "x..." * 12
    bars = figures(club({"rim": {"steps": 16, "fills": 4, "rot": 0, "last_step": 6}}), 3)
    assert "".join(bar["rim"] for bar in bars) == "x...x." * 8


def test_the_drift_of_a_cycle_stays_under_the_guards_rate() -> None:
    layers = {"rim": {"fills": 1, "rot": 0, "rotation_rate_per_bar": 1.0}}
    bars = figures(club(layers, guard={"max_rot_rate": 0.25}), 13)
    assert [bar["rim"].index("x") for bar in bars] == [0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3]


def test_phrases_repeat_in_m4_and_bars_differ_below_it() -> None:
    layers = {"kick": {}, "tom": {"fills": 16, "conditions": [HALF]}}
    repeating = figures(club(layers, "m4"), 3)
    assert repeating[0] == repeating[1] == repeating[2]
    drawn = [bar["tom"] for bar in figures(club(layers), 8)]
    assert len(set(drawn)) == 8


@pytest.mark.parametrize("mode", ["m2", "m3", "m4"])
@given(seed=st.integers(0, 1_000))
@settings(max_examples=tries(10))
def test_a_layer_that_the_config_mutes_moves_nothing(mode: str, seed: int) -> None:
    layers = {
        "kick": {}, "clap": {"conditions": [HALF]}, "hat_c": {"ratchet_prob": 0.3, "micro_ms": 4.0},
    }
    ghostly = {"cow": {"fills": 7, "muted": True, "conditions": [HALF]}}
    one, other = (start(club(given_layers, mode), seed=seed) for given_layers in (layers, {**ghostly, **layers}))
    for _ in range(9):
        one, bar = next_bar(one)
        other, same = next_bar(other)
        assert same.events == bar.events


def test_a_performers_mute_does_not_change_what_is_composed() -> None:
    config = club({"kick": {}, "clap": {}, "hat_c": {}}, "m4")
    one, other = start(config, seed=2), start(config, seed=2)
    for index in range(6):
        one, bar = next_bar(one)
        other, same = next_bar(other, [Wish(Mute("kick"))] if index == 2 else [])
        assert (same.events, same.scores) == (bar.events, bar.scores)


def test_a_hand_on_a_density_keeps_the_controller_off_for_sixteen_bars() -> None:
    state = start(club({"kick": {}, "clap": {}, "hat_c": {}}, "m4"), meaning=1)  # without the search for changed hits
    state, _ = next_bar(state, [Wish(Set("hat_c.density.target", 0.7))])
    touched = replace(state, touched={"hat_c.density.target": 0}, control=replace(state.control, give=4))
    counts = []
    for bar in (TOUCH_PROTECTS_BARS - 1, TOUCH_PROTECTS_BARS):
        later = replace(touched, bar=bar)
        counts.append(compose(later, later.config).figure.masks["hat_c"].bit_count())
    assert counts[0] <= 12 < counts[1]


def test_ghosts_are_marked_only_where_they_sound() -> None:
    layers = {"kick": {}, "clap": {"ghost_pre1_prob": 1.0, "mute_near_kick": 1, "fills": 1, "rot": 2}}
    state, _ = next_bar(start(club(layers)))
    assert state.figure == Figure({"kick": mask("x...x...x...x..."), "clap": mask("..x.............")}, {})


def memories(state: SessionState) -> dict[str, LayerMemory]:
    return dict(state.layers)


def test_each_layer_remembers_its_own() -> None:
    layers = {"kick": {}, "tom": {"fills": 1, "rot": 13, "conditions": [{"kind": "FIRST", "negate": True}]}}
    state, _ = next_bar(start(club(layers)))
    kick, tom = memories(state)["kick"], memories(state)["tom"]
    assert (kick.result, kick.since_hit) == (True, 4)
    assert (tom.result, tom.since_hit) == (False, 64)
    state, _ = next_bar(state)
    assert (memories(state)["tom"].result, memories(state)["tom"].since_hit) == (True, 3)
