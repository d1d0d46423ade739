"""Do glides move as they should, and are they reported so?"""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import commands as ask
from engine.glides import (
    advance,
    bars_left,
    cap_for,
    fitting,
    followed,
    landed,
    number_at,
    own_hold,
    under_way,
)
from engine.limits import bars_to, towards
from engine.parameters import read, write
from engine.state import Glide, Held, MorphEnd
from tests.engine.asked import opened, played


def glide(path: str, goal: float, bars: int = 0) -> Glide:
    return Glide(path, goal, goal, "w", "user", "set", path, bars)


def test_a_cap_is_the_parameters_or_its_modulators_where_that_is_less() -> None:
    config = opened().config
    assert cap_for(config, "hat_c.swing_percent") == 0.01
    assert cap_for(config, "thin_bias") == 0.125
    assert cap_for(config, "hat_c.refractory_steps") == 2
    assert cap_for(config, "bpm") == math.inf
    assert cap_for(config, "no.such") == math.inf
    assert cap_for(write(config, "modulators.sway.max_delta_per_bar", 0.0), "hat_c.swing_percent") == 0


def test_whole_numbers_under_a_slow_modulator_still_move_by_one_and_never_by_more_than_its_rate() -> None:
    for rate, cap in ((0.2, 1), (1.5, 1), (9.0, 2)):
        swell = {"mode": "sine", "min_val": 0, "max_val": 6, "max_delta_per_bar": rate}
        modulators = [{"name": "m", "param_path": "hat_c.refractory_steps", "mod": swell}]
        assert cap_for(opened(modulators=modulators).config, "hat_c.refractory_steps") == cap


def test_a_number_is_a_number_and_nothing_else() -> None:
    config = opened().config
    assert number_at(config, "kick.note") == 36.0
    assert number_at(config, "guard.kick_immutable") is None
    assert number_at(config, "targets.D_target") is None


values = st.floats(0.0, 1.0)


@given(values, values, st.floats(0.01, 0.5))
def test_the_limiter_never_exceeds_its_cap_and_arrives_when_it_said(value: float, goal: float, cap: float) -> None:
    bars = bars_to(value, goal, cap)
    for left in range(bars, 0, -1):
        assert bars_to(value, goal, cap) == left
        after = towards(value, goal, cap)
        assert abs(after - value) <= cap + 1e-9
        value = after
    assert value == goal or bars == 0


@given(values, values, st.integers(0, 12))
def test_a_morphing_number_arrives_when_it_said_inside_its_cap(start: float, goal: float, over: int) -> None:
    state = opened(modulators=[])
    config = write(state.config, "kick.ghost_pre1_prob", start)
    way = glide("kick.ghost_pre1_prob", goal, over)
    state, said = replace(state, config=config, glides=(way,)), bars_left(config, way, {})
    bars = 0
    while state.glides:
        before = float(str(read(state.config, way.path)))
        state, _ = advance(state)
        assert abs(float(str(read(state.config, way.path))) - before) <= 0.125 + 1e-9
        bars += 1
    assert read(state.config, way.path) == goal or abs(start - goal) <= 1e-9
    assert bars == max(said, 1) or abs(start - goal) <= 1e-9


@given(st.integers(2, 8), st.integers(2, 8), st.integers(0, 12))
def test_a_morphing_whole_number_arrives_when_it_said_too(start: int, goal: int, over: int) -> None:
    state = opened(modulators=[])
    config = write(state.config, "kick.ratchet_repeat", start)
    way = glide("kick.ratchet_repeat", goal, over)
    state, said = replace(state, config=config, glides=(way,)), bars_left(config, way, {})
    if start == goal:
        return
    for _ in range(said):
        assert state.glides
        state, _ = advance(state)
    assert (read(state.config, way.path), state.glides) == (goal, ())


def test_a_ramp_is_linear() -> None:
    state, _ = played(opened(), ask.Scene("save", "a"))
    state, _ = played(state, ask.Set("accent.prob", 0.3))
    state = replace(state, glides=())
    start = float(str(read(state.config, "accent.prob")))
    seen = []
    state, _ = played(state, ask.Scene("recall", "a", 4))
    for _ in range(4):
        seen.append(read(state.config, "accent.prob"))
        state, _ = played(state)
    assert seen == pytest.approx([start + (0.5 - start) * bar / 4 for bar in range(1, 5)])


def test_a_glide_whose_number_is_gone_ends() -> None:
    state = replace(opened(), glides=(glide("targets.D_target", 0.2),))
    assert bars_left(state.config, state.glides[0], {}) == 0
    after, outcomes = advance(state)
    assert after.glides == ()
    assert [(outcome.status, outcome.applied) for outcome in outcomes] == [("applied", None)]


def test_an_end_that_rises_waits_for_the_one_above_it() -> None:
    state = opened(targets={"S_low": 0.2, "S_high": 0.3}, modulators=[])
    state = replace(state, glides=(glide("targets.S_low", 0.6), glide("targets.S_high", 0.7, 10)))
    leading = {one.path: one for one in state.glides}
    said = bars_left(state.config, state.glides[0], leading)
    seen = []
    while any(one.path == "targets.S_low" for one in state.glides):
        state, _ = advance(state)
        seen.append(state.config.targets.S_low)
        assert (state.config.targets.S_low or 0) <= (state.config.targets.S_high or 0)
    assert len(seen) == said == 8


def test_hits_and_weights_are_made_to_fit_their_layer() -> None:
    config = opened().config
    fits = fitting(config)
    assert fits is config
    config = write(write(config, "hat_c.steps", 4), "hat_c.beat_bins_probs", (0.5, 0.5))
    assert fitting(config).layers["hat_c"].fills == 4
    assert fitting(config).layers["hat_c"].beat_bins_probs == ()
    assert fitting(write(config, "hat_c.fills", -9)).layers["hat_c"].fills == -4


def test_landing_puts_everything_at_its_end() -> None:
    state, _ = played(opened(), ask.Scene("save", "a"), ask.Mute("clap"))
    state, _ = played(state, ask.Set("kick.note", 40), ask.Set("accent.prob", 0.9))
    state, _ = played(state, ask.Scene("recall", "a", 8))
    there = landed(state)
    assert (read(there.config, "kick.note"), read(there.config, "accent.prob")) == (36, 0.5)
    assert (there.stage.mutes, there.glides, there.switches, there.morph) == ((), (), (), None)
    assert landed(there) is there
    lost = replace(there, glides=(glide("gone.note", 40),))
    assert landed(lost).config == there.config


def test_modulators_follow_only_their_own_path() -> None:
    state = opened()
    state = replace(state, config=write(state.config, "thin_bias", -0.25))
    assert followed(state, {"kick.note"}) is state
    assert followed(state, {"thin_bias"}).modulators == (state.modulators[0], -0.25)


def test_a_morph_alone_speaks_for_its_wish() -> None:
    morph = MorphEnd(3, (), (), "a", "w", "user")
    assert list(under_way(replace(opened(), morph=morph))) == [("w", "user", "scene", "a")]


def test_a_hand_takes_its_layer_out_of_a_morph() -> None:
    assert own_hold(None, "kick", solo=False) is None
    morph = MorphEnd(1, (Held("kick", None), Held("clap", None)), (), "a", "w", "user")
    after, _ = advance(replace(opened(), morph=own_hold(own_hold(morph, "kick", solo=False), "clap", solo=True)))
    assert after.stage.mutes == (Held("clap", None),)


def test_nothing_on_its_way_is_nothing_to_say() -> None:
    state = opened()
    assert advance(state) == (state, ())
