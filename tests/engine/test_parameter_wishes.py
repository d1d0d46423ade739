"""How does a wish for a parameter, a band or a tempo become what is heard?"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from engine import commands as ask
from engine.parameters import canonical, parameters, read
from tests.engine.asked import LAYERS, opened, played, run, stopped, wished

if TYPE_CHECKING:
    from pydantic import JsonValue

    from engine.bar import Outcome
    from engine.state import SessionState


def path_of(state: SessionState, path: str, bars: int) -> list[JsonValue]:
    """Values of a path in the next bars."""
    return [read(after.config, canonical(path)) for after, _ in run(state, bars)]


# --- one parameter ----------------------------------------------------------------------------------------------------


def test_a_capped_parameter_glides_at_its_cap_and_the_outcome_counts_the_bars_to_go() -> None:
    state, seen = opened(), []
    for bar in range(5):
        state, outcomes = played(state, *([ask.Set("hat_c.density", 0.9)] if not bar else []))
        seen += [(one.status, one.requested, one.applied, one.bar, one.bars_left) for one in outcomes]
    assert seen == [
        ("gliding", 0.9, 0.625, 0, 3), ("gliding", 0.9, 0.75, 1, 2), ("gliding", 0.9, 0.875, 2, 1),
        ("applied", 0.9, 0.9, 3, 0),
    ]


@pytest.mark.parametrize(
    ("path", "to", "reason"),
    [
        ("hat_c.density", 1.4, "1.4 is outside 0..1 share, took 1"),
        ("thin_bias", 3, "3 is outside -1..0 weight, took 0"),
        ("kick.note", 300, "300 is outside 0..127 MIDI note, took 127"),
        ("bpm", 9, "9 is outside 20..300 beats per minute, took 20"),
        ("hat_c.ratchet_repeat", 99, "99 is outside 2..8 hits, took 8"),
    ],
)
def test_an_agents_number_out_of_range_is_clipped_and_says_so(path: str, to: float, reason: str) -> None:
    state, outcomes = played(opened(), ask.Set(path, to), author="agent")
    assert outcomes[0].reason.split("; ")[0] == reason
    assert outcomes[0].requested == to
    assert path_of(state, path, 8)[-1] is not None
    after, outcomes = played(opened(), ask.Set(path, to))
    assert (outcomes[0].status, outcomes[0].reason) == ("refused", reason.partition(",")[0])
    assert after.config.layers == played(opened())[0].config.layers


def test_a_journal_of_version_0_1_0_clips_for_hands_too() -> None:
    old = replace(opened(), meaning=1)
    assert stopped(old, ask.Set("kick.note", 300))[1][0].applied == 127
    assert stopped(old, ask.Tempo(999))[1][0].applied == 300
    assert stopped(old, ask.Target("S", 0.4, 3))[1][0].applied == [0.4, 0.9]
    assert stopped(old, ask.Set("bass.fills", 20))[1][0].applied == 16


@pytest.mark.parametrize(
    ("path", "to", "reason"),
    [
        ("hat_c.density", "loud", "hat_c.density.target takes a number in 0..1 share"),
        ("hat_c.density", True, "hat_c.density.target takes a number in 0..1 share"),
        ("hat_c.density", None, "hat_c.density.target takes a number in 0..1 share"),
        ("hat_c.density", float("nan"), "hat_c.density.target takes a number in 0..1 share"),
        ("hat_c.density", 10**400, "hat_c.density.target takes a number in 0..1 share"),
        ("kick.note", 36.5, "kick.note takes a whole number in 0..127 MIDI note"),
        ("kick.nota", 36, "there is no parameter kick.nota (did you mean kick.note?)"),
        ("hat.density", 0.5, "there is no parameter hat.density.target (did you mean hat_o.density.target?)"),
        ("", 1, "there is no parameter "),
        ("guard.kick_immutable", 1, "guard.kick_immutable takes true or false: no ghosts"),
        ("phrase.bars", 5, "phrase.bars takes 4 or 8 or 16 or 32: bars of a phrase"),
        ("hat_c.beat_bins_ms", [99], "hat_c.beat_bins_ms takes a list of up to 16, each a number in -50..50: "),
        ("hat_c.conditions", [{"kind": "A_B", "a": 4, "b": 2}], "hat_c.conditions takes a list of up to 16, each an"),
        ("hat_c.beat_bins_probs", [1.0], "hat_c.beat_bins_probs needs one weight for each of the 3 beat_bins_ms"),
        ("hat_c.beat_bins_probs", [0, 0, 0], "hat_c.beat_bins_probs needs at least one weight above 0"),
    ],
)
def test_what_cannot_be_is_refused_with_what_can(path: str, to: JsonValue, reason: str) -> None:
    state = opened()
    after, outcomes = stopped(state, ask.Set(path, to))
    assert outcomes[0].status == "refused"
    assert outcomes[0].reason.startswith(reason)
    assert after == state


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("kick.note", 40), ("kick.channel", 2), ("kick.port", "synth"), ("kick.steps", 12), ("kick.fills", 3),
        ("kick.rot", 1), ("hat_o.choke_with_note", None), ("kick.velocity", [90, 100]), ("bpm", 180.0),
        ("hat_c.conditions", [{"kind": "PROB", "p": 0.5}]), ("phrase.bars", 16), ("hat_c.last_step", 7),
    ],
)
def test_what_has_no_cap_switches_on_the_bar_line(path: str, to: JsonValue) -> None:
    state, outcomes = played(opened(), ask.Set(path, to))
    assert [(one.status, one.cut, one.bars_left) for one in outcomes] == [("applied", False, 0)]
    value = read(state.config, path)
    assert outcomes[0].applied == value
    if path != "hat_c.conditions":
        assert value == to
    else:
        assert state.config.layers["hat_c"].conditions[0].p == 0.5


def test_whole_numbers_move_in_whole_steps_inside_their_cap() -> None:
    state, outcomes = played(opened(), ask.Set("hat_c.ratchet_repeat", 6))
    assert outcomes[0].bars_left == 3
    assert [read(state.config, "hat_c.ratchet_repeat"), *path_of(state, "hat_c.ratchet_repeat", 3)] == [3, 4, 5, 6]
    state, _ = played(opened(), ask.Set("hat_c.refractory_steps", 5))
    assert [read(state.config, "hat_c.refractory_steps"), *path_of(state, "hat_c.refractory_steps", 2)] == [2, 4, 5]


@pytest.mark.parametrize(
    ("path", "value"),
    [("kick.note", 36), ("hat_o.fills", 16), ("hat_c.swing_percent", 0.55), ("clap.velocity", 92), ("kick.rot", 0)],
)
def test_null_gives_a_layer_what_its_name_stands_for(path: str, value: float) -> None:
    given = 0.56 if path == "hat_c.swing_percent" else 3
    state, _ = stopped(opened(modulators=[]), ask.Set(path, given), ask.Set(path, None))
    assert read(state.config, path) == value


def test_hits_are_kept_within_the_cycle_whichever_is_set() -> None:
    _, outcomes = played(opened(), ask.Set("bass.fills", 20), author="agent")
    assert (outcomes[0].applied, outcomes[0].reason) == (16, "kept at 16 by its other bound")
    _, outcomes = played(opened(), ask.Set("bass.fills", 20))
    assert outcomes[0].reason == "20 is outside -16..16: bass.steps is 16"
    state, outcomes = played(opened(), ask.Set("hat_c.steps", 7))
    assert outcomes[0].reason == "hat_c.fills became 7"
    assert state.config.layers["hat_c"].fills == 7
    state, _ = played(state, ask.Undo())
    assert (state.config.layers["hat_c"].steps, state.config.layers["hat_c"].fills) == (16, 12)


def test_weights_that_no_longer_fit_their_offsets_are_dropped() -> None:
    state, _ = stopped(opened(), ask.Set("hat_c.beat_bins_probs", [0.2, 0.6, 0.2]))
    state, outcomes = stopped(state, ask.Set("hat_c.beat_bins_ms", [0, 3]))
    assert outcomes[0].reason == "hat_c.beat_bins_probs became []"
    state, _ = stopped(state, ask.Undo())
    assert state.config.layers["hat_c"].beat_bins_probs == (0.2, 0.6, 0.2)


def test_an_end_of_a_band_stops_at_the_other() -> None:
    _, outcomes = played(opened(), ask.Set("targets.S_low", 0.8), author="agent")
    assert outcomes[0].reason == "kept at 0.5 by its other bound"
    _, outcomes = played(opened(), ask.Set("targets.S_low", 0.8))
    assert outcomes[0].reason == "0.8 is outside 0..0.5: targets.S_high is 0.5"
    _, outcomes = stopped(opened(), ask.Set("targets.S_high", None), ask.Set("targets.S_low", 0.8))
    assert (outcomes[1].applied, outcomes[1].reason) == (0.8, "")
    _, outcomes = played(opened(), ask.Set("modulators.sway.max_val", 0.5), author="agent")
    assert (outcomes[0].applied, outcomes[0].reason) == (0.54, "kept at 0.54 by its other bound")


# --- under a modulator ------------------------------------------------------------------------------------------------


def test_a_wish_on_a_modulated_path_shifts_the_modulator_with_its_width_kept() -> None:
    state, outcomes = played(opened(), ask.Set("hat_c.swing_percent", 0.62))
    modulation = state.config.modulators[0].mod
    assert [modulation.min_val, modulation.max_val] == pytest.approx([0.6, 0.64])
    assert outcomes[0].reason == "modulator sway now moves in 0.6..0.64"
    assert (outcomes[0].path, outcomes[0].status) == ("hat_c.swing_percent", "gliding")


@pytest.mark.parametrize(("to", "low", "high"), [(0.7, 0.66, 0.7), (0.5, 0.5, 0.54)])
def test_the_shifted_modulator_stays_inside_the_range(to: float, low: float, high: float) -> None:
    state, _ = played(opened(), ask.Set("hat_c.swing_percent", to))
    modulation = state.config.modulators[0].mod
    assert [modulation.min_val, modulation.max_val] == pytest.approx([low, high])


def test_the_value_follows_no_faster_than_the_modulator_and_wanders_on_from_there() -> None:
    state = run(opened(), 4)[-1][0]
    values = [state.config.layers["hat_c"].swing_percent or 0.0]
    state, outcomes = played(state, ask.Set("hat_c.swing_percent", 0.66))
    told = outcomes[0].bars_left
    values.append(state.config.layers["hat_c"].swing_percent or 0.0)
    for after, _ in run(state, told + 8):
        values.append(after.config.layers["hat_c"].swing_percent or 0.0)
    assert max(abs(two - one) for one, two in pairwise(values)) <= 0.01 + 1e-9
    assert values[told + 1] == 0.66
    assert values[told] != 0.66
    assert all(0.64 - 1e-9 <= value <= 0.68 + 1e-9 for value in values[told + 1 :])
    assert len(set(values[told + 1 :])) > 3


def test_a_modulator_that_stands_still_refuses_wishes_for_its_path() -> None:
    state, _ = played(opened(), ask.Set("modulators.sway.max_delta_per_bar", 0))
    for command in (ask.Set("hat_c.swing_percent", 0.6), ask.Set("hat_c.swing_percent", 0.5)):
        state, outcomes = played(state, command)
        assert outcomes[0].status == "refused"
        assert outcomes[0].reason == "modulator sway stands still; raise modulators.sway.max_delta_per_bar first"
    again = (ask.Set("modulators.sway.max_delta_per_bar", 0.01), ask.Set("hat_c.swing_percent", 0.6))
    _, outcomes = played(state, *again)
    assert outcomes[1].status == "gliding"


def test_a_band_with_an_end_at_rest_is_refused_whole() -> None:
    still = {"mode": "sine", "min_val": 0.3, "max_val": 0.3, "max_delta_per_bar": 0}
    state = opened(modulators=[{"name": "m", "param_path": "targets.S_high", "mod": still}])
    after, outcomes = stopped(state, ask.Target("S", 0.1, 0.2))
    assert outcomes[0].reason == "modulator m stands still; raise modulators.m.max_delta_per_bar first"
    assert after == state


def test_a_wish_on_its_way_ends_when_its_modulator_is_told_to_stand_still() -> None:
    state, _ = played(opened(), ask.Set("hat_c.swing_percent", 0.7))
    before = state.config.layers["hat_c"].swing_percent
    state, outcomes = played(state, ask.Set("modulators.sway.max_delta_per_bar", 0), id="still")
    assert sorted((one.wish, one.status) for one in outcomes) == [("still", "applied"), ("w0", "superseded")]
    assert state.config.layers["hat_c"].swing_percent == before


def test_a_goal_that_was_taken_away_stays_away_under_a_modulator() -> None:
    sway = {"mode": "sine", "min_val": 0.1, "max_val": 0.2, "tau": 4}
    state = opened(modulators=[{"name": "m", "param_path": "targets.S_low", "mod": sway}])
    state, _ = played(state, ask.Target("S", None, 0.6))
    assert path_of(state, "targets.S_low", 3) == [None] * 3
    state, _ = played(state, ask.Set("targets.S_low", 0.15))
    assert all(0.1 <= float(str(value)) <= 0.2 for value in path_of(state, "targets.S_low", 4))


def test_a_tempo_holds_on_a_path_that_a_modulator_drives() -> None:
    state = opened(modulators=[{
        "name": "push", "param_path": "bpm",
        "mod": {"mode": "sine", "min_val": 128, "max_val": 132, "tau": 8, "max_delta_per_bar": 0.5},
    }])
    state, outcomes = played(state, ask.Tempo(150))
    assert outcomes[0].reason == "modulator push now moves in 148..152"
    assert all(abs(bar.bpm - 150) <= 2 for _, bar in run(state, 4))


# --- what the controller leaves alone ---------------------------------------------------------------------------------


@pytest.mark.parametrize("give", [-4, -1, 1, 4])
def test_the_controller_keeps_a_density_that_somebody_set_for_16_bars(give: int) -> None:
    far = {"S_low": 0.75, "S_high": 0.8, "hat_density_target": 0.5, "hat_density_tol": 0.05}
    state = run(opened(targets=far, modulators=[]), 2)[-1][0]
    state = replace(state, control=replace(state.control, give=give))
    heard = run(state, 16, {0: wished(ask.Set("hat_c.density", 0.5))})
    assert {dict(bar.densities)["hat_c"] for _, bar in heard} == {0.5}


# --- every parameter --------------------------------------------------------------------------------------------------


def final(outcomes: tuple[Outcome, ...]) -> str:
    return next(one.status for one in outcomes if one.wish == "w0")


@pytest.mark.parametrize("path", list(parameters(opened().config)))
def test_every_parameter_takes_both_ends_of_its_range(path: str) -> None:
    known = parameters(opened().config)[path]
    for to in (known.low, known.high):
        if to is not None:
            state, outcomes = stopped(opened(), ask.Set(path, to), author="agent")
            assert final(outcomes) == "applied"
            assert read(state.config, path) == outcomes[0].applied
            run(state, 3)


def test_layers_of_the_tests_are_those_of_the_config() -> None:
    assert list(opened().config.layers) == LAYERS
