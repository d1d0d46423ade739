"""Is what `explain` says about a step true, and is all of it said?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import commands as ask
from engine.commands import Wish
from engine.config import Config
from engine.session import next_bar, start
from engine.why import explain
from tests.engine.asked import LAYERS, anything, club, evenings, opened, played, run, wished
from tests.thorough import tries

if TYPE_CHECKING:
    from engine.state import SessionState


def why(state: SessionState, layer: str, step: int, *commands: ask.Command) -> tuple[bool, str]:
    found = explain(state, wished(*commands), layer, step)
    return found.sounds, "; ".join(found.reasons)


def alone(mode: str = "m3", **layer: Any) -> SessionState:
    """A kick on the beats and one other layer."""
    layers = {"kick": {}, "perc": {"fills": 16, **layer}}
    return start(Config.model_validate({"mode": mode, "layers": layers}, strict=False), seed=1)


layer_settings = st.fixed_dictionaries(
    {}, optional={
        "fills": st.integers(-8, 8), "rot": st.integers(-8, 8), "steps": st.integers(8, 24),
        "offbeats_only": st.booleans(),
        "mute_near_kick": st.integers(0, 2), "refractory_steps": st.integers(0, 3), "muted": st.booleans(),
        "ghost_pre1_prob": st.sampled_from([0.0, 0.5, 1.0]), "displace_into_2_prob": st.sampled_from([0.0, 1.0]),
        "conditions": st.lists(
            st.sampled_from([
                {"kind": "PROB", "p": 0.4}, {"kind": "PRE"}, {"kind": "NEI", "negate": True}, {"kind": "FILL"},
                {"kind": "EVERY_N", "n": 2}, {"kind": "A_B", "a": 1, "b": 2}, {"kind": "FIRST"},
                {"kind": "FILL", "n": 2},
            ]), max_size=2,
        ),
        "density": st.fixed_dictionaries({"target": st.floats(0, 1), "tol": st.floats(0, 0.2)}),
    },
)
configs = st.fixed_dictionaries({
    "mode": st.sampled_from(["m0", "m1", "m2", "m3", "m4"]),
    "layers": st.fixed_dictionaries(dict.fromkeys(LAYERS, layer_settings)),
    "thin_bias": st.sampled_from([0.0, -0.5, -1.0]),
    "guard": st.fixed_dictionaries({"kick_immutable": st.booleans(), "min_E": st.sampled_from([0.0, 0.78, 1.0])}),
}).map(lambda given: Config.model_validate(given, strict=False))


@settings(max_examples=tries(100), deadline=None)
@given(configs, evenings(anything, bars=4), st.integers(0, 15))
def test_what_it_says_sounds_is_what_next_bar_plays(config: Config, evening: list[list[Wish]], step: int) -> None:
    state = start(config, seed=3)
    for asked in evening:
        after, bar = next_bar(state, asked)
        heard = {(event.layer, event.step) for event in bar.events if event.layer not in bar.muted}
        for layer in (after.config if after.frozen is None else after.frozen.config).layers:
            said = explain(state, asked, layer, step)
            assert said.sounds == ((layer, step) in heard)
            assert (said.layer, said.step, said.bar) == (layer, step, bar.index)
            assert said.reasons
        state = after


def test_an_unknown_layer_is_a_key_error_that_suggests_one() -> None:
    with pytest.raises(KeyError, match=r"there is no layer hatc \(did you mean hat_c\?\)"):
        explain(opened(), (), "hatc", 0)


@pytest.mark.parametrize("step", [-1, 16])
def test_an_unknown_step_is_an_index_error(step: int) -> None:
    with pytest.raises(IndexError, match="a bar has the steps 0"):
        explain(opened(), (), "kick", step)


def test_a_plain_hit_is_the_cycles() -> None:
    assert why(opened(), "kick", 4) == (True, "the cycle sounds it")
    assert why(opened(), "kick", 5) == (False, "the cycle leaves it out")


def test_a_condition_that_fails_is_named_with_its_kind_and_place() -> None:
    state = alone(conditions=[{"kind": "PROB", "p": 1}, {"kind": "EVERY_N", "n": 4}])
    assert why(state, "perc", 0) == (False, "the cycle sounds it; condition 2 (EVERY_N) does not hold")
    assert why(run(state, 3)[-1][0], "perc", 0) == (True, "the cycle sounds it")


def test_a_neighbours_condition_is_heard() -> None:
    layers = {
        "tom": {"fills": 16, "conditions": [{"kind": "PROB", "p": 0}]},
        "perc": {"fills": 16, "conditions": [{"kind": "NEI"}]},
    }
    state = start(Config.model_validate({"mode": "m3", "layers": layers}, strict=False))
    assert why(state, "perc", 3) == (False, "the cycle sounds it; condition 1 (NEI) does not hold")


def test_a_fill_lets_its_condition_through_and_rolls_where_there_is_none() -> None:
    state = alone(conditions=[{"kind": "FILL"}])
    assert why(state, "perc", 3) == (False, "the cycle sounds it; condition 1 (FILL) does not hold")
    assert why(state, "perc", 3, ask.Fill()) == (True, "the cycle sounds it")
    assert why(alone(fills=0), "perc", 14, ask.Fill()) == (True, "the cycle leaves it out; fill puts it in")


def test_near_a_kick_and_off_the_off_beats_a_step_is_forbidden() -> None:
    state = alone(mute_near_kick=1)
    forbidden = "the cycle sounds it; mute_near_kick forbids it: a kick lies within 1 steps"
    assert why(state, "perc", 1) == (False, forbidden)
    assert why(state, "perc", 2) == (True, "the cycle sounds it")
    state = alone(offbeats_only=True, conditions=[])
    sounds, reasons = why(state, "perc", 14, ask.Fill())
    assert (sounds, reasons) == (True, "the cycle sounds it")
    assert "offbeats_only forbids it" in why(state, "perc", 15, ask.Fill())[1]


def test_a_ghost_where_the_layer_is_forbidden_is_taken_out_by_what_forbids_it() -> None:
    state = alone(fills=4, ghost_pre1_prob=1, mute_near_kick=1, rot=1)
    found = [why(state, "perc", step)[1] for step in range(16)]
    assert any("ghosts and displacement puts it in; mute_near_kick forbids it" in reasons for reasons in found) or all(
        "ghosts" not in reasons for reasons in found
    )
    state = alone(conditions=[{"kind": "PROB", "p": 0.5}], ghost_pre1_prob=1)
    told = [why(state, "perc", step) for step in (3, 7, 11, 15)]
    blocked = [reasons for _, reasons in told if "does not hold" in reasons and "ghosts" in reasons]
    assert blocked
    assert all(reasons.endswith("a condition that does not hold keeps the step silent") for reasons in blocked)


def test_ghosts_and_displacement_are_named() -> None:
    state = alone(fills=4, ghost_pre1_prob=1)
    assert why(state, "perc", 3) == (
        True, "the cycle leaves it out; ghosts and displacement puts it in; it is a ghost before a beat"
    )
    state = alone(fills=4, displace_into_2_prob=1)
    told = {step: why(state, "perc", step) for step in range(16)}
    assert (True, "the cycle leaves it out; ghosts and displacement puts it in") in told.values()


def test_thinning_density_and_the_refractory_gap_are_named() -> None:
    layers = {"kick": {}, "hat_c": {"fills": 16}}
    state = start(Config.model_validate({"mode": "m2", "thin_bias": -1, "layers": layers}, strict=False))
    assert why(state, "hat_c", 0) == (False, "the cycle sounds it; thinning near kick takes it out")
    state = alone(density={"target": 0.25, "tol": 0})
    assert why(state, "perc", 1) == (False, "the cycle sounds it; density takes it out")
    state = alone(fills=0, density={"target": 0.25, "tol": 0})
    assert why(state, "perc", 0) == (True, "the cycle leaves it out; density puts it in")
    state = alone(refractory_steps=1)
    assert why(state, "perc", 1) == (False, "the cycle sounds it; refractory gap takes it out")


def test_the_controllers_choice_is_told_with_its_density_and_bias() -> None:
    state = opened()
    _, bar = next_bar(state)
    hats = {event.step for event in bar.events if event.layer == "hat_c"}
    for step in range(16):
        sounds, reasons = why(state, "hat_c", step)
        assert sounds == (step in hats)
        verb = "keeps it" if sounds else "leaves it out"
        assert f"the controller {verb} for a density of 0.5 (now {len(hats) / 16:g})" in reasons
        assert "at a syncopation bias of" in reasons


def test_what_the_controller_may_not_choose_is_told() -> None:
    layer = {"fills": 16, "density": {"target": 0.5, "tol": 0}}
    assert "mute_near_kick forbids it" in why(alone("m4", mute_near_kick=1, **layer), "perc", 1)[1]
    assert "offbeats_only forbids it" in why(alone("m4", offbeats_only=True, **layer), "perc", 1)[1]
    never = alone("m4", conditions=[{"kind": "PROB", "p": 0}], **layer)
    assert "condition 1 (PROB) does not hold" in why(never, "perc", 1)[1]
    state = replace(alone("m4", refractory_steps=3, **layer), meaning=1)  # no hits changed afterwards
    told = [why(state, "perc", step) for step in range(16)]
    for step, (sounds, reasons) in enumerate(told):
        recent = any(told[other][0] for other in range(max(0, step - 3), step))
        assert (not sounds and recent) == ("the refractory gap keeps 3 steps silent after a hit" in reasons)


def test_a_hit_that_a_goal_asked_for_is_told() -> None:
    config = Config.model_validate({
        "mode": "m4", "layers": {"kick": {}, "clap": {}, "ride": {"fills": 8, "note": 51}},
        "targets": {"S_low": None, "S_high": None, "H_low": 0.3, "H_high": 0.6},
    })
    state = start(config)
    told = [why(state, "ride", step) for step in range(16)]
    for verb, plays in (("adds it", True), ("leaves it out", False)):
        changed = [sounds for sounds, reasons in told if f"the controller {verb} to meet its goals" in reasons]
        assert all(sounds == plays for sounds in changed)
    assert any("to meet its goals" in reasons for _, reasons in told)


def test_a_rescue_is_told_where_it_changed_the_step() -> None:
    off = {"kick": {"rot": 2}, "hat_c": {"fills": 8}}
    state = start(Config.model_validate({"mode": "m4", "layers": off}, strict=False))
    assert next_bar(state)[1].rescued
    reason = "the guard rebuilt the bar plainly, because its entrainment was too low"
    assert why(state, "kick", 0) == (True, f"the cycle leaves it out; {reason}")
    assert why(state, "kick", 2) == (False, f"the cycle sounds it; {reason}")
    assert reason not in why(state, "hat_c", 0)[1]


def test_a_layer_the_config_mutes_is_not_there() -> None:
    state = opened(layers={"kick": {}, "clap": {"muted": True}}, modulators=[])
    assert why(state, "clap", 4) == (False, "the config mutes the layer: it is not there")


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (ask.Mute("kick"), "the performer has muted the layer"),
        (ask.Solo("clap"), "the performer has soloed other layers"),
        (ask.Drop(2), "the drop takes the layer out"),
    ],
)
def test_a_hit_under_the_performers_hand_does_not_sound_and_says_why(command: ask.Command, reason: str) -> None:
    assert why(opened(), "kick", 0, command) == (False, f"the cycle sounds it; {reason}")
    assert reason not in why(opened(), "kick", 1, command)[1]


@pytest.mark.parametrize("mode", ["m2", "m4"])
@pytest.mark.parametrize(("layer", "step"), [("kick", 4), ("perc", 3)])
def test_a_hit_that_a_hand_took_out_or_put_in_is_told_as_the_hands(mode: str, layer: str, step: int) -> None:
    layers = {"kick": {}, "perc": {"fills": 16, "free": True}}
    club = Config.model_validate({"mode": mode, "layers": layers, "guard": {"min_E": 0}}, strict=False)
    for on, act in ((False, "takes it out"), (True, "puts it in")):
        sounds, reasons = why(start(club, seed=1), layer, step, ask.Hit(layer, step, on))
        assert sounds == on
        assert reasons.count("hand") == 1
        assert f"your hand {act}" in reasons
        assert "condition" not in reasons


def test_a_locked_layer_is_told_as_it_was() -> None:
    before = run(alone("m4", fills=4, free=True, density={"target": 0.5}), 2)[-1][0]
    state, bar = next_bar(before, wished(ask.Lock("perc")))
    was = {event.step for event in bar.events if event.layer == "perc"}
    found = {step: why(state, "perc", step) for step in range(16)}
    assert {step for step, (sounds, _) in found.items() if sounds} == was
    assert found[next(iter(was - {0, 4, 8, 12}))][1] == (
        "the cycle leaves it out; the layer is locked as it was, with it"
    )


def test_a_frozen_bar_is_told_with_the_bar_it_repeats() -> None:
    state = run(opened(), 3)[-1][0]
    state, _ = played(state, ask.Freeze())
    assert why(state, "kick", 0) == (True, "the bar is frozen: it repeats bar 3, which sounds it")
    state, _ = played(state, ask.Load(Config(), "plain"))
    assert why(state, "bass", 1)[1] == "the bar is frozen: it repeats bar 3, which leaves it out"
    with pytest.raises(KeyError):
        why(state, "tom", 0)


def test_the_state_it_was_asked_about_is_what_it_explains() -> None:
    state = run(start(club(), seed=5), 2)[-1][0]
    asked = [Wish(ask.Set("bass.rot", 1))]
    assert explain(state, asked, "bass", 2).sounds != explain(state, (), "bass", 2).sounds
