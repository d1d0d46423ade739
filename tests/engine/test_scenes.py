"""Does a scene come back as it was, at once or over some bars?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from engine import commands as ask
from engine.config import Config
from engine.parameters import read, write
from tests.engine.asked import club, opened, played, run, stopped, wished

if TYPE_CHECKING:
    from engine.state import SessionState


def between() -> SessionState:
    """A session with scene "calm", playing something else: a number, a whole number, switches, a mute and the tempo."""
    state, _ = stopped(opened(), ask.Scene("save", "calm"))
    state, _ = stopped(
        state, ask.Set("accent.prob", 0.9), ask.Set("hat_c.ratchet_repeat", 5), ask.Set("kick.note", 40),
        ask.Tempo(150), ask.Mute("clap"), ask.Target("D", 0.1, 0.2),
        ask.Set("hat_c.conditions", [{"kind": "PROB", "p": 0.9}]),
    )
    return run(state, 2)[-1][0]


def test_a_scene_recalled_at_once_is_a_cut_to_all_it_held() -> None:
    state, outcomes = played(between(), ask.Scene("recall", "calm"))
    assert [(one.status, one.path, one.applied, one.cut, one.bars_left) for one in outcomes] == [
        ("applied", "calm", "calm", True, 0)
    ]
    config = state.config
    assert (config.accent.prob, config.layers["kick"].note, config.bpm, config.targets.D_target) == (0.5, 36, 130, None)
    assert config.layers["hat_c"].conditions == ()
    assert state.stage.mutes == ()


def test_a_modulated_value_starts_again_where_the_scene_has_it() -> None:
    state, _ = stopped(opened(), ask.Set("hat_c.swing_percent", 0.52), ask.Scene("save", "calm"))
    state, _ = stopped(state, ask.Set("hat_c.swing_percent", 0.68))
    state, _ = played(state, ask.Scene("recall", "calm"))
    value = state.config.layers["hat_c"].swing_percent
    assert value is not None
    assert abs(value - 0.52) <= 0.01 + 1e-9


def test_a_morph_moves_numbers_linearly_and_switches_the_rest_in_its_last_bar() -> None:
    heard = run(between(), 8, {0: wished(ask.Scene("recall", "calm", 6))})
    configs = [state.config for state, _ in heard]
    way = [min(bar, 6) / 6 for bar in range(1, 9)]
    assert [config.accent.prob for config in configs] == pytest.approx([0.9 - 0.4 * share for share in way])
    assert [bar.bpm for _, bar in heard] == pytest.approx([150 - 20 * share for share in way])
    assert [config.layers["kick"].note for config in configs] == [40] * 5 + [36] * 3
    assert [len(config.layers["hat_c"].conditions) for config in configs] == [1] * 5 + [0] * 3
    assert [config.targets.D_target is None for config in configs] == [False] * 5 + [True] * 3
    assert [bar.muted for _, bar in heard] == [("clap",)] * 5 + [()] * 3
    assert [config.layers["hat_c"].ratchet_repeat for config in configs][5:] == [2] * 3


def test_a_morph_is_answered_as_one_wish_and_counts_its_bars() -> None:
    heard = run(between(), 8, {0: wished(ask.Scene("recall", "calm", 6))})
    told = [[(one.status, one.bars_left, one.cut, one.applied) for one in bar.outcomes] for _, bar in heard]
    gliding = [[("gliding", left, False, "calm")] for left in range(5, 0, -1)]
    assert told == [*gliding, [("applied", 0, False, "calm")], [], []]


def test_a_morph_too_short_for_a_cap_takes_as_long_as_the_cap_needs() -> None:
    state, _ = stopped(opened(), ask.Scene("save", "calm"), ask.Set("kick.ghost_pre1_prob", 1.0))
    heard = run(state, 9, {0: wished(ask.Scene("recall", "calm", 2))})
    shares = [state.config.layers["kick"].ghost_pre1_prob for state, _ in heard]
    assert shares == [0.875 - bar / 8 for bar in range(8)] + [0]
    told = [[(one.status, one.bars_left) for one in bar.outcomes] for _, bar in heard]
    assert told == [*([("gliding", left)] for left in range(7, 0, -1)), [("applied", 0)], []]


def test_a_morph_over_one_bar_switches_in_this_bar() -> None:
    state, outcomes = played(between(), ask.Scene("recall", "calm", 1))
    assert (state.config.layers["kick"].note, state.stage.mutes, state.config.bpm) == (36, (), 130)
    assert outcomes[0].cut is False


def test_a_morph_of_nothing_but_switches_or_mutes_is_on_its_way_too() -> None:
    for command in (ask.Set("kick.note", 40), ask.Mute("clap")):
        state, _ = stopped(opened(modulators=[]), ask.Scene("save", "calm"), command)
        heard = run(state, 4, {0: wished(ask.Scene("recall", "calm", 3))})
        told = [[(one.status, one.bars_left) for one in bar.outcomes] for _, bar in heard]
        assert told == [[("gliding", 2)], [("gliding", 1)], [("applied", 0)], []]
        assert (heard[1][0].config.layers["kick"].note, heard[1][0].stage.mutes) != (36, ())
        assert (heard[2][0].config.layers["kick"].note, heard[2][0].stage.mutes) == (36, ())


def test_a_scene_that_sounds_already_is_there_at_once() -> None:
    state, _ = stopped(opened(modulators=[]), ask.Scene("save", "calm"))
    state, outcomes = played(state, ask.Scene("recall", "calm", 8))
    assert [(one.status, one.reason) for one in outcomes] == [("applied", "it sounds already")]
    assert state.undo == ()


def test_a_later_set_takes_only_its_own_path_out_of_a_morph() -> None:
    state, _ = played(between(), ask.Scene("recall", "calm", 6))
    state, outcomes = played(state, ask.Set("kick.note", 50), ask.Set("accent.prob", 0.6), id="set")
    assert sorted((one.wish, one.status) for one in outcomes) == [
        ("set", "applied"), ("set", "gliding"), ("w0", "gliding")
    ]
    state = run(state, 8)[-1][0]
    assert (state.config.layers["kick"].note, state.config.accent.prob) == (50, 0.6)
    assert (state.config.bpm, state.config.layers["hat_c"].ratchet_repeat, state.stage.mutes) == (130, 2, ())


def test_a_later_mute_takes_only_its_own_layer_out_of_a_morph() -> None:
    state, _ = stopped(opened(), ask.Mute("hat_o"), ask.Scene("save", "calm"), ask.Unmute("hat_o"), ask.Mute("clap"))
    state, _ = played(state, ask.Scene("recall", "calm", 3))
    heard = run(state, 4, {0: wished(ask.Mute("kick"), ask.Unmute("clap"))})
    assert [set(bar.muted) for _, bar in heard] == [{"kick"}, {"kick", "hat_o"}, {"kick", "hat_o"}, {"kick", "hat_o"}]


def test_a_later_solo_takes_only_its_own_layer_out_of_a_morph() -> None:
    state, _ = stopped(opened(), ask.Scene("save", "calm"), ask.Solo("clap"), ask.Solo("bass"))
    state, _ = played(state, ask.Scene("recall", "calm", 2))
    state, _ = played(state, ask.Solo("clap", 8))
    assert [hold.layer for hold in state.stage.solos] == ["clap"]


def test_a_later_scene_supersedes_a_morph() -> None:
    state, _ = played(between(), ask.Scene("recall", "calm", 6), id="")
    state, outcomes = played(state, ask.Scene("recall", "calm", 4), id="")
    assert [(one.status, one.bars_left) for one in outcomes] == [("superseded", 0), ("gliding", 3)]
    state, outcomes = played(state, ask.Scene("recall", "calm"), id="")
    assert [(one.status, one.cut) for one in outcomes] == [("superseded", False), ("applied", True)]


def test_saving_a_scene_supersedes_nothing_and_takes_what_sounds_now() -> None:
    state, _ = played(between(), ask.Scene("recall", "calm", 6))
    state, outcomes = played(state, ask.Scene("save", "half"), id="save")
    assert {(one.wish, one.status) for one in outcomes} == {("save", "applied"), ("w0", "gliding")}
    assert state.scenes[-1].config.accent.prob == pytest.approx(0.9 - 0.4 / 6)


def test_a_scene_saved_again_is_the_newer_one() -> None:
    state, _ = stopped(opened(), ask.Scene("save", "a"), ask.Tempo(150), ask.Scene("save", "a"))
    assert [scene.config.bpm for scene in state.scenes] == [150]


def test_while_stopped_a_morph_is_there_at_once() -> None:
    state, outcomes = stopped(between(), ask.Scene("recall", "calm", 8))
    assert [(one.status, one.cut, one.applied) for one in outcomes] == [("applied", True, "calm")]
    assert (state.config.layers["kick"].note, state.config.accent.prob, state.stage.mutes) == (36, 0.5, ())


def test_a_scene_of_another_config_is_recalled_at_once_or_not_at_all() -> None:
    state, _ = stopped(opened(), ask.Scene("save", "calm"), ask.Load(Config()))
    state = run(state, 2)[-1][0]
    state, outcomes = played(state, ask.Scene("recall", "calm", 4), ask.Scene("recall", "clam"))
    assert [one.reason for one in outcomes] == [
        "scene calm has other layers or modulators; recall it without a morph",
        "there is no scene clam (did you mean calm?)",
    ]
    state, _ = played(state, ask.Scene("recall", "calm"))
    assert "bass" in state.config.layers
    run(state, 2)


@pytest.mark.parametrize(
    "other",
    [
        club(mode="m3"),
        club(modulators=[]),
        club(modulators=[
            {"name": "sway", "param_path": "hat_c.swing_percent", "mod": {"mode": "ou", "min_val": 0, "max_val": 1}},
            {"name": "air", "param_path": "thin_bias", "mod": {"mode": "sine", "min_val": -0.4, "max_val": -0.2}},
        ]),
        club(layers={"kick": {}, "bass": {}, "hat_c": {"density": {}}, "hat_o": {}, "clap": {"muted": True}}),
    ],
)
def test_no_morph_leads_where_parameters_alone_do_not(other: Config) -> None:
    state, _ = stopped(opened(), ask.Scene("save", "calm"), ask.Load(other))
    _, outcomes = played(state, ask.Scene("recall", "calm", 4))
    assert outcomes[0].status == "refused"


def test_a_scene_is_recalled_under_a_frozen_bar_and_heard_on_release() -> None:
    state, _ = stopped(opened(), ask.Scene("save", "calm"), ask.Load(Config()))
    state = run(state, 2)[-1][0]
    state, _ = played(state, ask.Freeze())
    heard = run(state, 4, {0: wished(ask.Scene("recall", "calm")), 2: wished(ask.Unfreeze())})
    assert [any(event.layer == "hat_c" for event in bar.events) for _, bar in heard] == [False, False, True, True]
    assert heard[0][1].outcomes[0].reason == "heard when the bar is unfrozen"


def test_what_a_modulator_at_rest_holds_does_not_move_in_a_morph_and_is_told() -> None:
    state, _ = stopped(opened(), ask.Scene("save", "calm"), ask.Set("hat_c.swing_percent", 0.68))
    state, _ = stopped(state, ask.Set("modulators.sway.max_delta_per_bar", 0), ask.Scene("save", "still"))
    state, outcomes = played(state, ask.Scene("recall", "calm", 2))
    assert outcomes[0].reason == "hat_c.swing_percent cannot move: a modulator stands still there"
    assert run(state, 2)[-1][1].outcomes == ()


def test_switches_at_the_end_of_a_morph_fit_what_was_set_since() -> None:
    state, _ = stopped(opened(), ask.Scene("save", "calm"), ask.Set("hat_c.fills", 5))
    state, _ = played(state, ask.Scene("recall", "calm", 3))
    state, _ = played(state, ask.Set("hat_c.steps", 8))
    layer = run(state, 3)[-1][0].config.layers["hat_c"]
    assert (layer.steps, layer.fills) == (8, 8)


def test_an_end_that_comes_back_in_a_morph_waits_beside_the_one_that_glides() -> None:
    state, _ = stopped(opened(modulators=[]), ask.Scene("save", "calm"), ask.Target("S", None, 0.0))
    heard = run(state, 6, {0: wished(ask.Scene("recall", "calm", 1))})
    bands = [(state.config.targets.S_low, state.config.targets.S_high) for state, _ in heard]
    assert bands[:3] == [(0.1125, 0.1125), (0.225, 0.225), (0.3, pytest.approx(0.3375))]
    told = [[(one.status, one.bars_left) for one in bar.outcomes] for _, bar in heard]
    assert told == [*([("gliding", left)] for left in (4, 3, 2, 1)), [("applied", 0)], []]


def test_an_end_that_comes_back_where_there_is_room_is_there_in_the_last_bar() -> None:
    state, _ = stopped(opened(modulators=[]), ask.Scene("save", "calm"), ask.Set("targets.S_low", None))
    heard = run(state, 3, {0: wished(ask.Scene("recall", "calm", 2))})
    assert [state.config.targets.S_low for state, _ in heard] == [None, 0.3, 0.3]


def test_a_bound_that_will_switch_is_the_one_that_holds() -> None:
    state, _ = stopped(opened(), ask.Set("modulators.sway.min_val", 0.57), ask.Scene("save", "calm"))
    state, _ = stopped(state, ask.Set("modulators.sway.min_val", 0.51))
    state, _ = played(state, ask.Scene("recall", "calm", 4))
    state, outcomes = played(state, ask.Set("modulators.sway.max_val", 0.55), id="set", author="agent")
    assert next(one.applied for one in outcomes if one.wish == "set") == 0.57
    modulation = run(state, 4)[-1][0].config.modulators[0].mod
    assert (modulation.min_val, modulation.max_val) == (0.57, 0.57)


def test_a_scene_keeps_mutes_of_layers_that_exist_only() -> None:
    state, _ = stopped(opened(), ask.Mute("clap"), ask.Scene("save", "calm"))
    scene = state.scenes[0]
    state = replace(state, scenes=(replace(scene, config=Config(layers={})),), config=write(state.config, "bpm", 99.0))
    state, _ = stopped(state, ask.Scene("recall", "calm"))
    assert state.stage.mutes == ()
    assert read(state.config, "bpm") == 132
