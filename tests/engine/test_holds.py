"""Does what the performer holds last exactly as long as asked?"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.holds import REST, after_bar, differences, drops, held, holds_layer, on_layers, released, silent, turned
from engine.state import Held, Holds

LAYERS = ("kick", "kick_2", "bass", "hat_c", "clap")

holds = st.lists(
    st.builds(Held, st.sampled_from(LAYERS), st.integers(1, 4) | st.none()),
    max_size=3, unique_by=lambda hold: hold.layer,
).map(tuple)
stages = st.builds(Holds, holds, holds, st.integers(0, 4), st.integers(0, 4) | st.none())


def test_a_drop_takes_out_layers_whose_names_begin_so() -> None:
    assert [layer for layer in ("kick", "kick_2", "bassline", "sub_bass", "Kick") if drops(layer)] == [
        "kick", "kick_2", "bassline"
    ]


def test_silent_are_the_muted_those_not_soloed_and_the_dropped() -> None:
    assert silent(Holds(), LAYERS) == ()
    assert silent(Holds(mutes=(Held("clap", 1),)), LAYERS) == ("clap",)
    assert silent(Holds(solos=(Held("clap", None), Held("bass", 1))), LAYERS) == ("kick", "kick_2", "hat_c")
    assert silent(Holds(drop_bars=1), LAYERS) == ("kick", "kick_2", "bass")
    assert silent(Holds(mutes=(Held("clap", 1),), solos=(Held("clap", 1),)), LAYERS) == LAYERS


def test_holding_a_layer_again_renews_it() -> None:
    once = held((Held("kick", None),), "clap", 4)
    assert held(once, "kick", 2) == (Held("clap", 4), Held("kick", 2))
    assert released(once, "kick") == (Held("clap", 4),)
    assert (holds_layer(once, "clap"), holds_layer(once, "bass")) == (True, False)


@given(stages)
def test_a_bar_takes_one_bar_from_everything_that_counts(stage: Holds) -> None:
    after = after_bar(stage)
    for one, two in ((stage.mutes, after.mutes), (stage.solos, after.solos)):
        assert [hold.layer for hold in two] == [hold.layer for hold in one if hold.bars_left != 1]
        left = {hold.layer: hold.bars_left for hold in one}
        assert all(hold.bars_left == (None if left[hold.layer] is None else left[hold.layer] - 1) for hold in two)  # type: ignore[operator]  # None is told apart
    assert after.drop_bars == max(0, stage.drop_bars - 1)
    assert after.fill_bars == (None if stage.fill_bars is None else max(0, stage.fill_bars - 1))


@given(stages)
def test_a_fill_waits_for_a_frozen_bar_and_nothing_else_does(stage: Holds) -> None:
    frozen, free = after_bar(stage, frozen=True), after_bar(stage)
    assert frozen.fill_bars == stage.fill_bars
    assert (frozen.mutes, frozen.solos, frozen.drop_bars) == (free.mutes, free.solos, free.drop_bars)


def test_nothing_held_stays_nothing() -> None:
    assert after_bar(Holds()) == REST


@given(stages, stages)
def test_turning_from_a_stage_to_another_and_back_gives_it_again(one: Holds, two: Holds) -> None:
    there = turned(one, one, two)
    assert (set(there.mutes), set(there.solos), there.drop_bars, there.fill_bars) == (
        set(two.mutes), set(two.solos), two.drop_bars, two.fill_bars
    )


@given(stages, stages)
def test_turning_leaves_alone_what_did_not_differ(now: Holds, same: Holds) -> None:
    assert turned(now, same, same) == now


def test_turning_back_a_mute_leaves_others_as_they_have_become() -> None:
    before, after = Holds(mutes=(Held("hat_c", 4),)), Holds(mutes=(Held("hat_c", 4), Held("clap", None)))
    assert turned(Holds(mutes=(Held("clap", None),)), after, before) == Holds()


def test_what_differs_between_two_stages_is_named() -> None:
    one = Holds((Held("kick", 1), Held("bass", 2)), (), 0, 1)
    two = Holds((Held("kick", 1), Held("bass", 3)), (Held("clap", None),), 4, None)
    assert differences(one, two) == {"mute bass", "solo clap", "drop", "fill"}
    assert differences(one, one) == set()


def test_holds_of_layers_that_are_not_there_go() -> None:
    stage = Holds((Held("kick", 1), Held("x", 1)), (Held("x", 1),), 2, None)
    assert on_layers(stage, LAYERS) == Holds((Held("kick", 1),), (), 2, None)
