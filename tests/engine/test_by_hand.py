"""Is a hit that is held by hand there, whatever the rules say, and does a locked layer stay as it is?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import apply
from engine import commands as ask
from engine.why import explain
from tests.engine.asked import club, masks, opened, played, run, stopped
from tests.thorough import tries

if TYPE_CHECKING:
    from engine.bar import Bar


def steps(bar: Bar, layer: str) -> set[int]:
    return {event.step for event in bar.events if event.layer == layer}


@settings(max_examples=tries(40), deadline=None)
@given(
    layer=st.sampled_from(["bass", "hat_c", "hat_o", "clap"]), step=st.integers(0, 15), on=st.booleans(),
    mode=st.sampled_from(["m2", "m3", "m4"]), seed=st.integers(0, 50),
)
def test_it_holds_in_every_bar_until_it_is_released(layer: str, step: int, on: bool, mode: str, seed: int) -> None:
    state, _ = stopped(opened(seed, mode=mode, guard={"min_E": 0.0}), ask.Hit(layer, step, on))
    assert all((step in steps(bar, layer)) == on for _, bar in run(state, 9))
    assert not stopped(state, ask.Hit(layer, step, None))[0].stage.hits


def test_a_hit_that_is_put_in_leaves_with_the_hand() -> None:
    state = opened(mode="m2")
    plain = [steps(bar, "clap") for _, bar in run(state, 4)]
    state, _ = stopped(state, ask.Hit("clap", 1))
    state, _ = played(state)
    state, _ = stopped(state, ask.Hit("clap", 1, None))
    assert [steps(bar, "clap") for _, bar in run(state, 3)] == plain[1:]


def test_a_kick_by_hand_makes_room_for_itself() -> None:
    config = {"hat_c": {"fills": 16, "mute_near_kick": 1}, "kick": {}}
    state, _ = stopped(opened(mode="m2", layers=config, modulators=[], targets={}), ask.Hit("kick", 6))
    assert not {5, 6, 7} & steps(run(state, 1)[0][1], "hat_c")


def test_the_last_hit_on_a_step_counts_and_undo_takes_it_back() -> None:
    state, outcomes = stopped(opened(), ask.Hit("clap", 3), ask.Hit("clap", 3, on=False))
    assert [outcome.status for outcome in outcomes] == ["superseded", "applied"]
    assert [(hit.step, hit.on) for hit in state.stage.hits] == [(3, False)]
    state, _ = stopped(state, ask.Hit("clap", 4), ask.Undo())
    assert [(hit.step, hit.on) for hit in state.stage.hits] == [(3, False)]
    state, _ = stopped(state, ask.Redo())
    assert [(hit.step, hit.on) for hit in state.stage.hits] == [(3, False), (4, True)]


def test_why_names_the_hand() -> None:
    state, _ = stopped(opened(), ask.Hit("clap", 3))
    assert "your hand puts it in" in explain(state, (), "clap", 3).reasons


def test_the_guard_that_rebuilds_a_hit_is_named_with_its_numbers() -> None:
    state = run(opened(), 2)[-1][0]
    state, outcomes = played(state, *[ask.Hit("kick", step, on=False) for step in (0, 4, 8)])
    assert masks(state)["kick"] == 0x1111
    assert {outcome.held_by[:25] for outcome in outcomes} == {"the guard rebuilds this: "}
    assert all("< 0.78" in outcome.held_by for outcome in outcomes)


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (ask.Hit("klap", 3), "there is no layer klap (did you mean clap?)"),
        (ask.Hit("clap", 16), "a bar has the steps 1..16"),
        (ask.Lock("klap"), "there is no layer klap (did you mean clap?)"),
    ],
)
def test_what_is_not_there_is_refused(command: ask.Command, reason: str) -> None:
    _, (outcome,) = stopped(opened(), command)
    assert (outcome.status, outcome.reason) == ("refused", reason)


def test_a_locked_layer_keeps_its_figure_while_the_others_go_on() -> None:
    state = run(opened(phrase={"bars": 4, "variation": 1.0}), 3)[-1][0]
    state, _ = played(state, ask.Lock("hat_c"))
    held = masks(run(state, 1)[0][0])["hat_c"]
    heard = [masks(after)["hat_c"] for after, _ in run(state, 24)]
    assert set(heard) == {held}
    free = run(stopped(state, ask.Unlock("hat_c"))[0], 24)
    assert len({masks(after)["hat_c"] for after, _ in free}) > 1


def test_a_locked_kick_follows_its_own_steps_and_the_answer_says_nothing_else() -> None:
    state, _ = played(opened(guard={"min_E": 0.0}), ask.Lock("kick"))
    before = masks(state)["kick"]
    after, (outcome,) = played(state, ask.Set("kick.rot", 2))
    assert (outcome.status, outcome.held_by) == ("applied", "")
    assert masks(after)["kick"] != before


def test_modulators_of_a_locked_layer_stand_still() -> None:
    state = run(opened(), 3)[-1][0]
    state, _ = stopped(state, ask.Lock("hat_c"))
    before = state.config.layers["hat_c"].swing_percent
    after = run(state, 6)[-1][0]
    assert after.config.layers["hat_c"].swing_percent == before
    assert after.config.thin_bias != state.config.thin_bias


def test_a_locked_layer_is_refused_to_the_agent_and_not_to_a_hand() -> None:
    state, _ = stopped(opened(), ask.Lock("hat_c"))
    wishes = (ask.Set("hat_c.velocity", 50), ask.Mute("hat_c"), ask.Hit("hat_c", 3))
    after, outcomes = stopped(state, *wishes, author="agent")
    assert after == state
    assert {outcome.held_by for outcome in outcomes} == {"lock hat_c"}
    _, outcomes = stopped(state, *wishes)
    assert {outcome.status for outcome in outcomes} == {"applied"}
    _, outcomes = stopped(state, ask.Unlock("hat_c"), author="agent")
    assert outcomes[0].status == "applied"


def test_a_load_keeps_what_is_held_on_layers_that_are_still_there() -> None:
    state, _ = stopped(opened(), ask.Hit("clap", 3), ask.Hit("bass", 3), ask.Lock("bass"), ask.Lock("kick"))
    small = club(layers={"kick": {}, "clap": {}}, modulators=[], targets={})
    state, _ = stopped(state, ask.Load(small))
    assert ([hit.layer for hit in state.stage.hits], state.stage.locks) == (["clap"], ("kick",))
    state, _ = stopped(state, ask.Undo())
    assert ([hit.layer for hit in state.stage.hits], state.stage.locks) == (["clap", "bass"], ("kick", "bass"))


@pytest.mark.parametrize("wish", [ask.Scene("recall", "one"), ask.Load(club(bpm=120.0), "other")])
def test_a_scene_or_a_load_by_the_agent_says_that_it_changes_locked_layers_too(wish: ask.Command) -> None:
    state, _ = stopped(opened(), ask.Scene("save", "one"))
    state, _ = stopped(state, ask.Lock("kick"))
    for author, told in (("agent", True), ("user", False)):
        _, outcomes = apply(state, [ask.Wish(wish, author=author)])
        assert ("it changes kick too" in outcomes[-1].reason) is told
