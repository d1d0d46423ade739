"""One fader brings layers in and out on lines, moves what the map names, and keeps guard and controller still."""

from __future__ import annotations

from itertools import pairwise
from statistics import mean
from typing import Any

import pytest

from engine import Config, SessionState, Wish, next_bar, start
from engine.commands import Set, Target
from engine.energy import gated

NO_GOALS = dict.fromkeys(("E_target", "S_low", "S_high", "H_low", "H_high", "hat_density_target"))
LAYERS: dict[str, Any] = {
    "kick": {"enters": 0.3}, "clap": {"enters": 0.5}, "hat_c": {"fills": 16, "velocity": 80},
    "ride": {"note": 51, "fills": 8, "enters": 0.8},
}


def groove(**over: Any) -> Config:
    given = {"mode": "m4", "layers": LAYERS, "targets": NO_GOALS, "phrase": {"bars": 4}, **over}
    return Config.model_validate(given, strict=False)


def played(
    config: Config, bars: int, wishes: dict[int, list[Any]] | None = None
) -> tuple[SessionState, list[tuple[Any, dict[str, int]]]]:
    state, found = start(config, seed=1), []
    for index in range(bars):
        state, bar = next_bar(state, [Wish(wish) for wish in (wishes or {}).get(index, ())])
        assert state.figure is not None
        found.append((bar, dict(state.figure.masks)))
    return state, found


def test_at_full_energy_everything_is_there() -> None:
    assert set(played(groove(), 1)[1][0][1]) == set(LAYERS)


def test_a_layer_leaves_a_little_lower_than_it_enters() -> None:
    config = groove()
    assert gated(config, 0.8, ()) == ()
    assert gated(config, 0.76, ()) == ()
    assert gated(config, 0.76, ("ride",)) == ("ride",)
    assert gated(config, 0.74, ()) == ("ride",)
    assert gated(config, 0.0, ()) == ("kick", "clap", "ride")


def test_the_fader_is_a_parameter_with_a_cap_and_layers_wait_for_the_line() -> None:
    _, bars = played(groove(), 24, {5: [Set("energy", 0.4)]})
    energies = [bar.energy for bar, _ in bars]
    assert all(abs(there - here) <= 0.125 + 1e-9 for here, there in pairwise(energies))
    there = [set(masks) for _, masks in bars]
    assert there[7] == set(LAYERS)
    assert there[8] == {"kick", "clap", "hat_c"}
    assert there[12] == {"kick", "hat_c"}


def test_a_layer_that_is_out_is_not_scored_and_its_goals_say_why() -> None:
    config = groove(energy=0.4, targets={**NO_GOALS, "S_low": 0.5, "S_high": 0.9})
    state, bars = played(config, 12)
    bar = bars[11][0]
    assert bar.out == ("clap", "ride")
    assert dict(bar.held_by).get("S", "energy 0.40 keeps clap, ride out") == "energy 0.40 keeps clap, ride out"
    assert state.control.missed == {}


def test_without_the_kick_the_guard_has_no_say() -> None:
    layers = {"kick": {"enters": 0.3}, "clap": {}, "hat_c": {"fills": 16}}
    _, bars = played(groove(layers=layers), 24, {3: [Set("energy", 0.0)], 13: [Set("energy", 1.0)]})
    assert not any(bar.rescued for bar, _ in bars)
    assert any("kick" not in masks for _, masks in bars)
    assert "kick" in bars[23][1]


def test_energy_moves_what_the_map_names_through_the_limiter_but_not_what_a_hand_has_set() -> None:
    config = groove(energy_map={"thin_bias": [-0.8, 0.0]})
    state, found = start(config, seed=1), []
    for index in range(24):
        state, _ = next_bar(state, [Wish(Set("energy", 0.0))] if index == 4 else [])
        found.append(state.config.thin_bias)
    assert found[3] == 0.0
    assert found[-1] == pytest.approx(-0.8)
    assert all(abs(there - here) <= 0.125 + 1e-9 for here, there in pairwise(found))
    state, _ = played(config, 24, {2: [Set("thin_bias", -0.1)], 4: [Set("energy", 0.0)]})
    assert state.config.thin_bias == -0.1


def test_energy_makes_louder_but_not_the_backbone() -> None:
    loud = {}
    for energy in (0.6, 1.0):
        config = groove(energy=energy, dynamics={"energy": 0.5})
        events = played(config, 1)[1][0][0].events
        loud[energy] = {name: mean(e.velocity for e in events if e.layer == name) for name in ("kick", "hat_c")}
    assert loud[0.6]["hat_c"] == pytest.approx(0.8 * loud[1.0]["hat_c"], abs=1)
    assert loud[0.6]["kick"] == loud[1.0]["kick"]


def test_a_goal_wished_for_while_layers_are_out_is_answered() -> None:
    _, bars = played(groove(energy=0.4), 6, {4: [Target("S", 0.7, 0.8)]})
    assert bars[4][0].outcomes[0].status in {"applied", "gliding"}
