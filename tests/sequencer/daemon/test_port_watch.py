"""Outputs find the ports they were asked for, lose them and find them again."""

from __future__ import annotations

import pytest

from engine.config import Config, Layer
from sequencer.daemon.port_watch import OutputPlan, changes, layer_outputs, planned

NAMES = ["Midi Through:Midi Through Port-0 14:0", "TR-8S:TR-8S MIDI 1 24:0", "synth:in"]
CONFIG = Config(layers={"kick": Layer(), "clap": Layer(port="TR-8S"), "hat_c": Layer(port="nothing")})


def test_patterns_find_their_ports_in_upper_and_lower_case() -> None:
    plans = planned(Config(), ["tr-8s", "syn*in"], None, NAMES, midi=True, trims_ms=[-10.0])
    assert [(plan.name, plan.trim_ms) for plan in plans] == [(NAMES[1], -10.0), (NAMES[2], 0.0)]


def test_a_port_whose_whole_name_is_asked_for_is_taken_before_one_that_contains_it() -> None:
    (plan,) = planned(Config(), ["EAR:in"], None, ["bear:in", "ear:in", "ear:in2"], midi=True)
    assert plan.name == "ear:in"


def test_without_a_pattern_the_first_real_port_is_played_to_even_when_it_comes_back_under_another_number() -> None:
    (plan,) = planned(Config(), [], None, NAMES, midi=True)
    assert (plan.kind, plan.pattern, plan.name) == ("real", "TR-8S:TR-8S MIDI 1", NAMES[1])


def test_without_any_port_one_is_offered() -> None:
    (plan,) = planned(Config(), [], None, NAMES[:1], midi=True)
    assert (plan.kind, plan.name) == ("virtual", "techno")


@pytest.mark.parametrize("name", [
    "Midi Through:Midi Through Port-0 14:0", "a2j:Midi Through [14] (playback): Midi Through Port-0",
    "alsa_midi:Midi Through Port-0 (in)", "Midi-Bridge:Midi Through:(playback_0) Midi Through Port-0",
    "Midi-Bridge:techno-1 0:(playback_0) in",
])
def test_midi_through_is_no_real_port_whoever_shows_it_so_a_plain_laptop_hears_the_kit(name: str) -> None:
    (plan,) = planned(Config(), [], None, [name], midi=True)
    assert (plan.kind, plan.name) == ("virtual", "techno")
    (plan,) = planned(Config(), [], None, [], midi=True, jack_names=[name])
    assert (plan.kind, plan.name) == ("virtual", "techno")


def test_a_virtual_port_has_the_name_it_was_given() -> None:
    (plan,) = planned(Config(), [], "mine", NAMES, midi=True)
    assert (plan.kind, plan.name) == ("virtual", "mine")


def test_layers_go_to_the_ports_they_name_and_others_to_the_first() -> None:
    plans = planned(CONFIG, ["synth"], None, NAMES, midi=True)
    assert [plan.pattern for plan in plans] == ["synth", "TR-8S", "nothing"]
    assert plans[2].name == ""
    assert layer_outputs(CONFIG, plans) == ({"clap": 1, "hat_c": 2}, {})
    assert layer_outputs(CONFIG, plans[:2]) == ({"clap": 1}, {"hat_c": "nothing"})


def test_a_controller_lane_goes_to_the_port_it_names() -> None:
    lane = {"name": "cc", "cc": {"number": 74, "port": "synth"}, "mod": {"mode": "sine", "min_val": 0, "max_val": 9}}
    config = Config.model_validate({"layers": {"kick": {}}, "modulators": [lane]}, strict=False)
    plans = planned(config, ["TR-8S"], None, NAMES, midi=True)
    assert [plan.pattern for plan in plans] == ["TR-8S", "synth"]
    assert layer_outputs(config, plans) == ({"cc": 1}, {})


def test_without_a_midi_system_everything_goes_nowhere() -> None:
    plans = planned(CONFIG, ["synth"], None, [], midi=False)
    assert {plan.kind for plan in plans} == {"null"}


def test_a_lost_port_is_closed_and_found_again_by_its_pattern() -> None:
    plans = [
        OutputPlan("real", "TR-8S", NAMES[1]), OutputPlan("real", "synth", NAMES[2]), OutputPlan("virtual", "v", "v"),
    ]
    there = [NAMES[1], NAMES[2], "v"]
    assert changes(plans, there, NAMES) == {}
    assert changes(plans, there, NAMES[2:]) == {0: None}
    assert changes(plans, [None, NAMES[2], "v"], NAMES[2:]) == {}
    again = ["TR-8S:TR-8S MIDI 1 28:0", NAMES[2]]
    assert changes(plans, [None, NAMES[2], "v"], again) == {0: again[0]}
    assert changes(plans, there, again) == {0: again[0]}
