"""A hand moves a parameter by a fiftieth of its range, and sees what the next bar would be."""

from __future__ import annotations

from engine import start
from engine.commands import Set, Tempo, Wish
from engine.parameters import read
from engine.session import apply
from sequencer.console.nudge import beside, command_of, effect, next_bound, nudged, paths
from tests.sequencer.console.scenes import CONFIG, MOVED

STATE = start(CONFIG)


def test_what_is_reached_for_comes_first() -> None:
    found = paths(STATE.config, "hat_c")
    assert found[:2] == ["hat_c.density.target", "hat_c.swing_percent"]
    assert "bpm" in found
    assert len(found) == len(set(found))
    assert beside(STATE.config, "hat_c", "", 1) == found[0]
    assert beside(STATE.config, "hat_c", found[0], -1) == found[-1]


def test_nudges_add_up_and_stay_in_the_range() -> None:
    found = None
    for _ in range(100):
        found = nudged(STATE, STATE.config, "hat_c.swing_percent", found, 1)
    assert found is not None
    assert (found.before, found.after) == (0.55, 0.7)
    down = nudged(STATE, STATE.config, "kick.rot", None, -1)
    assert down is not None
    assert down.after == down.before - 1.0
    louder = nudged(STATE, STATE.config, "hat_c.fills", None, 1)
    assert louder is not None
    assert louder.after == louder.before + 1.0
    faster = nudged(STATE, STATE.config, "bpm", None, 1)
    assert faster is not None
    assert faster.after == 133.0
    assert nudged(STATE, STATE.config, "nothing.there", None, 1) is None
    assert nudged(STATE, STATE.config, "kick.conditions", None, 1) is None


def test_a_nudge_becomes_the_command_it_shows() -> None:
    assert command_of("bpm", 133.0, whole=False) == Tempo(133.0)
    assert command_of("kick.rot", -1.0, whole=True) == Set("kick.rot", -1)
    assert command_of("hat_c.swing_percent", 0.6, whole=False) == Set("hat_c.swing_percent", 0.6)


def test_the_effect_is_that_of_the_next_bar() -> None:
    assert effect(STATE, Set("hat_c.density", 0.825)) == "next bar: the same hits"
    assert "hits" in effect(STATE, Set("hat_c.density", 0.1))
    assert ", there in " in effect(STATE, Set("hat_c.density", 0.1))
    assert effect(STATE, Set("kick.velocity", 30)) == "next bar: another feel"


def test_bounds_of_modulators_are_in_reach_one_by_one() -> None:
    found = [path := "hat_c.density.target"]
    for _ in range(7):
        path = next_bound(MOVED, path)
        found.append(path)
    assert found[1:4] == ["modulators.hat_swing.min_val", "modulators.hat_swing.max_val", "modulators.open.min_val"]
    assert found[7] == found[1]
    assert next_bound(CONFIG, "bpm") == ""
    state = start(MOVED)
    wider = nudged(state, MOVED, "modulators.hat_swing.max_val", None, 1)
    assert wider is not None
    assert wider.after > wider.before
    moved, _ = apply(state, [Wish(command_of(wider.path, wider.after, whole=False), "1")])
    assert read(moved.config, wider.path) == wider.after
    assert found[1] in paths(MOVED, "kick")
