"""Does undo take back exactly what a wish changed, and redo bring exactly that again?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from engine import commands as ask
from engine.config import Config
from engine.history import recorded
from engine.parameters import canonical, parameters, read
from engine.session import apply, next_bar
from engine.state import MAX_UNDO, Change, UndoStep
from tests.engine.asked import club, evenings, opened, played, run, stopped, wished
from tests.thorough import tries

if TYPE_CHECKING:
    from engine.commands import Wish
    from engine.state import SessionState


def values(state: SessionState) -> dict[str, object]:
    """What undo restores: tempo, mutes and solos without an end, and all parameters that no modulator moves."""
    driven = {canonical(modulator.param_path) for modulator in state.config.modulators}
    found = {path: read(state.config, path) for path in parameters(state.config) if path not in driven}
    return {**found, "mutes": set(state.stage.mutes), "solos": set(state.stage.solos), "fill": state.stage.fill_bars}


def test_undo_is_a_cut_and_names_what_it_took_back() -> None:
    state, _ = played(opened(), ask.Set("kick.note", 40), ask.Mute("clap"))
    state, outcomes = played(state, ask.Undo(2))
    assert [(one.status, one.requested, one.applied, one.reason, one.cut) for one in outcomes] == [
        ("applied", 2, 2, "mute clap, set kick.note", True)
    ]
    assert (state.config.layers["kick"].note, state.stage.mutes, state.undo) == (36, (), ())


def test_undo_of_more_than_there_is_takes_all_and_says_so() -> None:
    state, _ = played(opened(), ask.Set("kick.note", 40))
    state, outcomes = played(state, ask.Undo(9))
    assert (outcomes[0].applied, outcomes[0].reason) == (1, "set kick.note; there were only 1")
    assert state.config.layers["kick"].note == 36


def test_a_wish_that_changes_nothing_is_no_step() -> None:
    state, _ = played(
        opened(), ask.Set("kick.note", 36), ask.Set("hat_c.density", 0.5), ask.Target("S", 0.3, 0.5), ask.Tempo(130),
        ask.Unmute("kick"), ask.Fill(0), ask.Scene("save", "a"), ask.Unfreeze(), ask.Set("x", 1), ask.Mute("x"),
    )
    assert state.undo == ()
    state, _ = played(state, ask.Scene("recall", "a"), ask.Scene("recall", "a", 4))
    driven = {change.path for step in state.undo for change in step.changes}
    assert driven <= {"hat_c.swing_percent", "thin_bias"}


def test_undo_of_a_wish_that_still_glides_goes_back_to_what_was_wished_before() -> None:
    state, _ = stopped(opened(), ask.Set("hat_c.density", 0.2))
    state, _ = played(state, ask.Set("hat_c.density", 1.0))
    state, _ = played(state, ask.Set("hat_c.density", 0.6))
    state, outcomes = played(state, ask.Undo(), id="undo")
    assert sorted((one.wish, one.status) for one in outcomes) == [("undo", "applied"), ("w0", "superseded")]
    assert read(state.config, "hat_c.density.target") == 1.0
    state, _ = played(state, ask.Undo())
    assert read(state.config, "hat_c.density.target") == 0.2
    assert state.glides == ()


def test_undo_restores_bands_tempo_mutes_drop_and_fill() -> None:
    state, _ = stopped(opened(), ask.Mute("hat_o"))
    before = values(state)
    state, _ = played(
        state, ask.Target("S", 0.1, 0.2), ask.Tempo(180, 8), ask.Unmute("hat_o"), ask.Solo("kick"), ask.Fill(None),
        ask.Drop(8), ask.Target("D", 0.1, 0.2),
    )
    state, _ = played(state, ask.Undo(7))
    assert values(state) == before
    assert state.stage.drop_bars == 0


def test_undo_of_a_mute_does_not_bring_back_what_has_run_out_since() -> None:
    state, _ = played(opened(), ask.Mute("hat_c", 2))
    state, _ = played(state, ask.Mute("clap"))
    state = run(state, 4)[-1][0]
    state, _ = played(state, ask.Undo())
    assert state.stage.mutes == ()


def test_all_wishes_of_a_turn_are_one_step_over_several_bars() -> None:
    state, _ = played(opened(), ask.Set("kick.note", 40), ask.Mute("clap"), turn="chat")
    state, _ = played(state, ask.Set("kick.note", 50), turn="chat")
    assert [step.label for step in state.undo] == ["set kick.note, mute clap, set kick.note"]
    state, _ = played(state, ask.Undo())
    assert (state.config.layers["kick"].note, state.stage.mutes) == (36, ())
    state, _ = played(state, ask.Redo())
    assert (state.config.layers["kick"].note, [hold.layer for hold in state.stage.mutes]) == (50, ["clap"])


def test_a_turn_stays_one_step_when_somebody_else_wishes_in_between() -> None:
    state, _ = played(opened(), ask.Set("kick.note", 40), ask.Mute("clap"), turn="chat")
    state, _ = played(state, ask.Mute("bass"), ask.Set("clap.note", 50))
    state, _ = played(state, ask.Set("bass.note", 60), turn="chat")
    assert [step.turn for step in state.undo] == ["", "", "chat"]
    state, _ = played(state, ask.Undo())
    layers = state.config.layers
    assert (layers["kick"].note, layers["bass"].note, layers["clap"].note) == (36, 75, 50)
    assert [hold.layer for hold in state.stage.mutes] == ["bass"]


@pytest.mark.parametrize(
    "between", [ask.Set("kick.note", 50), ask.Mute("clap", 4), ask.Load(Config()), ask.Scene("recall", "a", 4)]
)
def test_a_turn_is_parted_by_who_changes_the_same_things(between: ask.Command) -> None:
    state, _ = stopped(opened(), ask.Scene("save", "a"), ask.Set("accent.prob", 0.9))
    before = values(state)
    state, _ = played(state, ask.Set("kick.note", 40), ask.Mute("clap"), turn="chat")
    state, _ = played(state, between)
    state, _ = played(state, ask.Set("kick.velocity", 90), turn="chat")
    assert [step.turn for step in state.undo] == ["", "chat", "", "chat"]
    state, _ = played(state, ask.Undo(3))
    assert values(state) == before


def test_a_turn_with_a_load_in_it_is_one_step_there_and_back() -> None:
    state = opened()
    before = values(state)
    note, load = ask.Set("kick.note", 40), ask.Load(Config(bpm=150), "plain")
    after = ask.Set("kick.note", 50)
    for commands, last in (((note, load), 36), ((load, after), 50), ((note, load, after), 50), ((load, load), 36)):
        changed, _ = stopped(state, *commands, turn="chat")
        assert len(changed.undo) == 1
        back, _ = stopped(changed, ask.Undo())
        assert values(back) == before
        again, _ = stopped(back, ask.Redo())
        assert (again.config.bpm, again.config.layers["kick"].note) == (150, last)
        assert values(again) == values(changed)


def test_undo_takes_back_whoevers_wish_was_last() -> None:
    state, _ = played(opened(), ask.Set("kick.note", 40), author="agent")
    state, _ = played(state, ask.Set("clap.note", 50), author="user")
    state, _ = played(state, ask.Undo(2), author="agent")
    assert (state.config.layers["kick"].note, state.config.layers["clap"].note) == (36, 39)


def test_there_are_64_steps() -> None:
    commands = [ask.Set("kick.note", note) for note in range(40, 40 + MAX_UNDO + 6)]
    state, _ = stopped(opened(), *commands)
    assert len(state.undo) == MAX_UNDO
    state, outcomes = stopped(state, ask.Undo(100))
    assert outcomes[0].applied == MAX_UNDO
    assert state.config.layers["kick"].note == 45


def test_redo_brings_back_what_was_undone_until_something_new_is_wished() -> None:
    state, _ = stopped(opened(), ask.Set("kick.note", 40), ask.Set("kick.note", 41), ask.Undo(2), ask.Redo())
    assert state.config.layers["kick"].note == 40
    assert (len(state.undo), len(state.redo)) == (1, 1)
    state, _ = stopped(state, ask.Set("clap.note", 50))
    state, outcomes = stopped(state, ask.Redo())
    assert outcomes[0].reason == "there is nothing to redo"


def test_redo_of_an_end_does_not_pass_the_other_that_still_glides() -> None:
    state = opened(targets={"S_low": 0.1, "S_high": 0.2}, modulators=[])
    state, _ = played(state, ask.Set("targets.S_high", 0.9), ask.Set("targets.S_low", 0.8))
    state, _ = played(state, ask.Undo(), ask.Redo())
    assert (state.config.targets.S_low, state.config.targets.S_high) == (0.8, 0.9)


def test_undo_of_a_load_brings_the_config_and_its_mutes_back() -> None:
    state, _ = stopped(opened(), ask.Mute("bass"), ask.Set("hat_c.density", 0.8))
    before = values(state)
    state, _ = played(state, ask.Load(Config(bpm=99), tempo="config"))
    state = run(state, 2)[-1][0]
    state, _ = played(state, ask.Undo())
    assert values(state) == before
    state, _ = played(state, ask.Redo())
    assert (state.config.bpm, state.stage.mutes) == (99, ())


def test_undo_of_a_load_counts_what_was_still_gliding_as_wished() -> None:
    state, _ = played(opened(), ask.Set("hat_c.density", 1.0))
    state, _ = played(state, ask.Load(Config()))
    state, _ = played(state, ask.Undo())
    assert read(state.config, "hat_c.density.target") == 1.0


def test_undo_of_a_scene_and_of_a_morph_goes_back() -> None:
    state, _ = stopped(opened(), ask.Scene("save", "a"), ask.Set("kick.note", 40), ask.Mute("clap"))
    state, _ = stopped(state, ask.Set("accent.prob", 1))
    before = values(state)
    for over, bars in ((0, 1), (4, 1), (4, 3), (4, 8)):
        there, _ = played(state, ask.Scene("recall", "a", over))
        there = run(there, bars)[-1][0]
        back, _ = played(there, ask.Undo())
        assert values(back) == before
        assert (back.glides, back.switches, back.morph) == ((), (), None)
        again, _ = played(back, ask.Redo())
        assert (again.config.layers["kick"].note, again.stage.mutes, again.config.accent.prob) == (36, (), 0.5)


def test_undo_of_a_mute_leaves_a_running_morph_alone() -> None:
    state, _ = stopped(opened(), ask.Scene("save", "a"), ask.Set("kick.note", 40))
    state, _ = played(state, ask.Scene("recall", "a", 4))
    state, _ = played(state, ask.Mute("clap"), ask.Undo())
    assert state.morph is not None
    assert run(state, 4)[-1][0].config.layers["kick"].note == 36


def test_undo_gives_a_modulator_its_bounds_back_but_not_its_wandering() -> None:
    state = run(opened(), 3)[-1][0]
    state, _ = played(state, ask.Set("hat_c.swing_percent", 0.66))
    value = state.config.layers["hat_c"].swing_percent or 0.0
    state, outcomes = played(state, ask.Undo(), id="undo")
    assert ("w0", "superseded") in {(one.wish, one.status) for one in outcomes}
    modulation = state.config.modulators[0].mod
    assert (modulation.min_val, modulation.max_val) == (0.54, 0.58)
    assert abs((state.config.layers["hat_c"].swing_percent or 0.0) - value) <= 0.01 + 1e-9
    values = [after.config.layers["hat_c"].swing_percent or 0.0 for after, _ in run(state, 6)]
    assert all(0.54 <= value <= 0.58 for value in values)


def test_undo_leaves_freeze_and_the_place_in_the_music_alone() -> None:
    state = run(opened(), 2)[-1][0]
    state, _ = played(state, ask.Set("kick.note", 40), ask.Freeze())
    state, _ = played(state, ask.Undo())
    assert state.frozen is not None
    assert state.bar == 4


def test_a_path_that_is_gone_is_passed_over() -> None:
    changes = [Change("x.note", 1, 2), Change("kick.note", "?", 2)]
    state = recorded(opened(), UndoStep("", "set x.note", tuple(changes)))
    after, outcomes = stopped(state, ask.Undo())
    assert outcomes[0].status == "applied"
    assert after.config == state.config


@settings(max_examples=tries(80))
@given(evenings())
def test_undoing_every_step_restores_all_parameters_mutes_and_tempo(evening: list[list[Wish]]) -> None:
    state = opened()
    state, _ = next_bar(state)
    before = values(state)
    for asked in evening:
        kept = [wish for wish in asked if not isinstance(wish.command, (ask.Undo, ask.Redo, ask.Freeze, ask.Fill))]
        state, _ = next_bar(state, kept)
    state, _ = apply(state, wished(ask.Undo(MAX_UNDO)))
    after = values(state)
    for held in ("mutes", "solos"):
        after.pop(held), before.pop(held)
    assert after == before


@settings(max_examples=tries(60))
@given(evenings(bars=5))
def test_redo_after_undo_is_as_if_nothing_had_been_undone(evening: list[list[Wish]]) -> None:
    state = opened()
    for asked in evening:
        kept = [wish for wish in asked if not isinstance(wish.command, (ask.Undo, ask.Redo))]
        state, _ = apply(state, kept)
    steps = len(state.undo)
    if not steps:
        return
    there, _ = apply(state, wished(ask.Undo(steps)))
    again, _ = apply(there, wished(ask.Redo(steps)))
    assert values(again) == values(state)
    back = list(again.undo)
    assert back == [step for step in state.undo if step in back]  # one that changed nothing was passed over


def test_undo_passes_over_what_has_run_out_and_takes_back_what_is_heard() -> None:
    state, _ = played(opened(), ask.Mute("clap"))
    state, _ = played(state, ask.Fill(1))
    state, _ = played(state, ask.Mute("hat_o", 1))
    state, _ = played(state)
    state, outcomes = played(state, ask.Undo())
    assert (outcomes[0].applied, outcomes[0].reason) == (1, "mute clap")
    assert state.stage.mutes == ()
    state, outcomes = played(state, ask.Undo())
    assert outcomes[0].status == "refused"


def test_the_name_of_the_config_follows_load_undo_and_redo() -> None:
    state, _ = played(replace(opened(), name="one"), ask.Load(club(bpm=140), "two"))
    assert state.name == "two"
    state, _ = played(state, ask.Undo())
    assert state.name == "one"
    state, _ = played(state, ask.Redo())
    assert state.name == "two"


def test_a_scene_of_another_config_brings_its_name_back() -> None:
    state, _ = played(replace(opened(), name="one"), ask.Scene("save", "calm"))
    state, _ = played(state, ask.Load(club(bpm=140), "two"))
    state, _ = played(state, ask.Scene("recall", "calm"))
    assert state.name == "one"
