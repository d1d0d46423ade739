"""Is everything that is planned taken at its bar: not lost, not twice, not early?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine import commands as ask
from engine.agenda import MAX_ITEMS, rows
from engine.config import Config
from engine.session import next_bar
from engine.state import SessionState, state_from_json, state_json
from engine.when import When
from tests.engine.asked import club, opened, played, run, stopped


def fired(state: SessionState, bars: int) -> list[tuple[int, str]]:
    """(bar, plan) of everything that fell due in the next bars."""
    return [(bar.index, outcome.plan) for _, bar in run(state, bars) for outcome in bar.outcomes if outcome.plan]


def at(state: SessionState) -> list[tuple[str, int]]:
    """(plan, bar) of everything on the agenda."""
    return [(item.id, item.at_bar) for item in state.agenda]


# --- times ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "bar"),
    [
        (When(at_bar=9), 9), (When(in_bars=4, sounding=5), 9), (When(in_bars=8, sounding=5), 13),
        (When(phrase=True, sounding=5), 8), (When(phrase=4, sounding=5), 8), (When(phrase=32, sounding=5), 32),
        (When(every_bars=5, sounding=5), 10), (When(at_bar=7, every_bars=16, sounding=5), 7),
        (When(in_bars=3, every_bars=16, sounding=5), 8),
    ],
)
def test_a_wish_is_planned_for_its_bar(when: When, bar: int) -> None:
    state = run(opened(), 6)[-1][0]
    state, (outcome,) = played(state, ask.Mute("clap"), when=when)
    assert (outcome.status, outcome.bar, outcome.plan, outcome.applied) == ("planned", bar, "1", None)
    assert rows(state)[0]["at_bar"] == bar
    assert fired(state, 30)[0] == (bar, "1") if bar < 36 else not fired(state, 20)


def test_while_stopped_bars_count_from_the_next_one_and_nothing_falls_due() -> None:
    state, (outcome,) = stopped(opened(), ask.Mute("clap"), when=When(in_bars=8))
    assert outcome.bar == 8
    state, _ = stopped(state, ask.Mute("kick"), when=When(at_bar=0))
    state, outcomes = stopped(state, ask.Fill(1))
    assert [outcome.command for outcome in outcomes] == ["fill"]
    assert at(state) == [("2", 0), ("1", 8)]
    assert fired(state, 9) == [(0, "2"), (8, "1")]


def test_the_bar_that_takes_the_wish_may_be_the_one_it_is_meant_for() -> None:
    state = run(opened(), 4)[-1][0]
    state, (outcome,) = played(state, ask.Mute("clap"), when=When(in_bars=1, sounding=3))
    assert (outcome.status, outcome.bar, outcome.plan, state.agenda) == ("applied", 4, "", ())


def test_a_bar_that_is_made_already_gives_way_to_the_next_and_the_answer_says_so() -> None:
    state = run(opened(), 4)[-1][0]
    _, (outcome,) = played(state, ask.Mute("clap"), when=When(at_bar=3, sounding=2))
    assert (outcome.status, outcome.bar) == ("applied", 4)
    assert outcome.reason == "bar 4 was made already, so it is bar 5"


def test_a_bar_that_was_made_already_does_not_move_the_grid_of_what_repeats() -> None:
    state = run(opened(), 4)[-1][0]
    state, (outcome,) = played(state, ask.Fill(1), when=When(at_bar=3, every_bars=4, sounding=2))
    assert (outcome.status, outcome.bar, outcome.plan) == ("applied", 4, "1")
    assert fired(state, 8) == [(7, "1"), (11, "1")]


@pytest.mark.parametrize("when", [When(at_bar=2, sounding=2), When(at_bar=0, sounding=2), When(at_bar=3)])
def test_a_bar_that_has_sounded_is_refused(when: When) -> None:
    state = run(opened(), 4)[-1][0]
    after, (outcome,) = played(state, ask.Mute("clap"), when=when)
    assert (outcome.status, after.agenda) == ("refused", ())
    assert outcome.reason.endswith("has sounded; the next one is bar 5")


def test_a_fill_ends_on_its_line() -> None:
    state, _ = stopped(opened(), ask.Fill(2), when=When(every_bars=8))
    assert [bar.index for _, bar in run(state, 17) if bar.fill] == [6, 7, 14, 15]
    state, (outcome,) = stopped(opened(), ask.Fill(1), when=When(phrase=16))
    assert outcome.bar == 15


# --- checks -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (ask.Mute("kik"), "there is no layer kik (did you mean kick?)"),
        (ask.Set("hat_c.velocit", 3), "there is no parameter hat_c.velocit (did you mean hat_c.velocity?)"),
        (ask.Scene("recall", "calm"), "there is no scene calm; there are none"),
        (ask.Undo(), "undo is for now and takes no time"),
        (ask.Cancel("1"), "cancel is for now and takes no time"),
        (ask.Mute("kick", at="now"), "at now is no plan: leave it out, or the bar"),
    ],
)
def test_what_cannot_be_is_refused_when_it_is_planned(command: ask.Command, reason: str) -> None:
    state, (outcome,) = stopped(opened(), command, when=When(at_bar=8))
    assert (outcome.status, outcome.reason, state.agenda) == ("refused", reason, ())


def test_a_stop_comes_once() -> None:
    _, (outcome,) = stopped(opened(), ask.Transport(), when=When(every_bars=8))
    assert outcome.status == "refused"


def test_what_an_earlier_plan_brings_about_can_be_counted_on() -> None:
    state, _ = stopped(opened(), ask.Load(Config(), "plain"), ask.Scene("save", "calm"), when=When(at_bar=4))
    state, outcomes = stopped(state, ask.Mute("hat_o"), ask.Scene("recall", "calm"), when=When(at_bar=8))
    assert [outcome.status for outcome in outcomes] == ["planned", "planned"]
    assert [plan for _, plan in fired(state, 9)] == ["1", "2", "3", "4"]


def test_what_cannot_be_any_more_is_refused_when_it_falls_due() -> None:
    state, _ = stopped(opened(), ask.Scene("save", "calm"))
    state, _ = stopped(state, ask.Scene("recall", "calm"), when=When(at_bar=2))
    state, _ = stopped(state, ask.Scene("delete", "calm"))
    bar = run(state, 3)[-1][1]
    assert [(outcome.status, outcome.plan, outcome.reason) for outcome in bar.outcomes] == [
        ("refused", "1", "there is no scene calm; there are none")
    ]


def test_an_agenda_holds_so_much_and_no_more() -> None:
    state, _ = stopped(opened(), *[ask.Fill(1)] * MAX_ITEMS, when=When(at_bar=9))
    assert len(state.agenda) == MAX_ITEMS
    _, (outcome,) = stopped(state, ask.Fill(1), when=When(at_bar=9))
    assert outcome.reason == "there are 256 plans already"
    big = ask.Load(club(description="x" * 500), "big")
    state, outcomes = stopped(opened(), *[big] * MAX_ITEMS, when=When(at_bar=9))
    assert outcomes[-1].reason == "the plans would take more than 256 KiB"
    assert 256 << 9 < len(state_json(state)) < 256 << 12


# --- what repeats, and the anchor -------------------------------------------------------------------------------------


def test_what_repeats_goes_on_until_it_is_cancelled() -> None:
    state, _ = stopped(opened(), ask.Fill(1), when=When(at_bar=1, every_bars=3))
    state = run(state, 8)[-1][0]
    assert at(state) == [("1", 10)]
    state, (outcome,) = played(state, ask.Cancel("1"))
    assert (outcome.status, outcome.applied, state.agenda) == ("applied", ["1"], ())


def test_a_cancel_that_arrives_before_the_bar_outruns_the_plan() -> None:
    state, _ = stopped(opened(), ask.Mute("clap"), when=When(at_bar=0))
    state, outcomes = played(state, ask.Cancel("all"))
    assert [outcome.command for outcome in outcomes] == ["cancel"]
    assert (state.stage.mutes, state.agenda) == ((), ())


def test_there_is_nothing_to_cancel_that_is_not_planned() -> None:
    _, (outcome,) = stopped(opened(), ask.Cancel("3"))
    assert (outcome.status, outcome.reason) == ("refused", "nothing is planned")
    state, _ = stopped(opened(), ask.Fill(1), when=When(at_bar=3))
    _, (outcome,) = stopped(state, ask.Cancel("3"))
    assert outcome.reason == "there is no plan 3; there are 1"


def test_phrase_here_moves_the_grid_and_what_repeats_on_it_but_not_what_has_its_own_bar() -> None:
    state, _ = stopped(opened(), ask.Mute("clap", 1), when=When(every_bars=8))
    state, _ = stopped(state, ask.Mute("bass", 1), when=When(at_bar=8, every_bars=8))
    state = run(state, 3)[-1][0]
    state, _ = played(state, ask.Phrase())
    assert state.anchor == 3
    assert at(state) == [("2", 8), ("1", 11)]
    assert fired(state, 16) == [(8, "2"), (11, "1"), (16, "2"), (19, "1")]


def test_a_load_sets_the_anchor_and_its_undo_restores_it() -> None:
    state, _ = stopped(opened(), ask.Fill(0), when=When(every_bars=8))
    state = run(state, 3)[-1][0]
    state, _ = played(state, ask.Load(club(), "again"))
    assert (state.anchor, at(state)) == (3, [("1", 11)])
    state, _ = played(state, ask.Undo())
    assert (state.anchor, at(state)) == (0, [("1", 8)])
    state, _ = played(state, ask.Redo())
    assert (state.anchor, at(state)) == (3, [("1", 11)])


def test_scenes_and_undo_leave_the_anchor() -> None:
    state, _ = stopped(opened(), ask.Scene("save", "calm"))
    state = run(state, 3)[-1][0]
    state, _ = played(state, ask.Phrase())
    state, _ = played(state, ask.Scene("recall", "calm"), ask.Undo())
    assert state.anchor == 3


def test_a_load_drops_what_names_layers_that_are_gone_and_says_so_and_undo_brings_it_back() -> None:
    state, _ = stopped(opened(), ask.Mute("bass"), ask.Mute("kick"), ask.Set("bass.note", 40), when=When(at_bar=9))
    state, (outcome,) = stopped(state, ask.Load(Config(bpm=130), "plain"))
    assert outcome.reason == "plan 1, 3 dropped: it names a layer that is not there any more"
    assert at(state) == [("2", 9)]
    state, _ = stopped(state, ask.Undo())
    assert at(state) == [("1", 9), ("2", 9), ("3", 9)]


def test_the_turn_of_the_phrase_counts_from_the_anchor() -> None:
    hold = opened(phrase={"bars": 4, "variation": 1.0}, modulators=[])
    moved = run(stopped(run(hold, 2)[-1][0], ask.Phrase())[0], 4)
    layers = [frozenset((event.layer, event.step) for event in bar.events) for _, bar in moved]
    assert moved[0][0].anchor == 2
    assert layers[0] == layers[1] == layers[2]
    assert layers[3] != layers[2]


# --- undo -------------------------------------------------------------------------------------------------------------


def test_undo_of_a_plan_leaves_the_agenda_as_before_and_redo_brings_it_back() -> None:
    before, _ = stopped(opened(), ask.Fill(1), when=When(at_bar=9))
    state, _ = stopped(before, ask.Mute("clap"), ask.Mute("kick"), when=When(at_bar=5), turn="chat")
    planned = state.agenda
    state, (outcome,) = stopped(state, ask.Undo())
    assert state.agenda == before.agenda
    assert outcome.reason == "plan mute clap, plan mute kick"
    assert stopped(state, ask.Redo())[0].agenda == planned


def test_undo_of_what_repeats_cancels_the_rest_and_takes_back_the_last_firing() -> None:
    state, _ = stopped(opened(), ask.Mute("clap"), when=When(at_bar=1, every_bars=2))
    state = run(state, 2)[-1][0]
    state, _ = played(state, ask.Set("kick.note", 40))
    state, _ = played(state, ask.Unmute("clap"))
    state = run(state, 2)[-1][0]
    assert [step.label for step in state.undo] == ["set kick.note", "unmute clap", "plan mute clap"]
    state, (outcome,) = played(state, ask.Undo())
    assert (outcome.reason, state.agenda, state.stage.mutes) == ("plan mute clap", (), ())
    assert state.config.layers["kick"].note == 40


def test_a_plan_that_is_over_is_an_ordinary_step_of_its_bar() -> None:
    state, _ = stopped(opened(), ask.Mute("clap"), ask.Mute("kick"), when=When(at_bar=1), turn="chat")
    state = run(state, 3)[-1][0]
    state, _ = played(state, ask.Undo())
    assert state.stage.mutes == ()
    _, (outcome,) = played(state, ask.Undo())
    assert outcome.reason == "there is nothing to undo"


def test_undo_of_a_cancel_brings_back_what_is_still_to_come() -> None:
    state, _ = stopped(opened(), ask.Mute("clap"), when=When(at_bar=2))
    state, _ = stopped(state, ask.Fill(1), when=When(at_bar=1, every_bars=4))
    state, _ = stopped(state, ask.Mute("kick"), when=When(at_bar=20))
    state, _ = stopped(state, ask.Cancel("all"))
    state = run(state, 4)[-1][0]
    back, _ = played(state, ask.Undo())
    assert at(back) == [("2", 5), ("3", 20)]
    state, _ = played(state, ask.Undo(), ask.Redo())
    assert at(state) == []


def test_what_undo_puts_back_for_the_very_bar_is_heard_in_it() -> None:
    state, _ = stopped(opened(), ask.Mute("clap"), when=When(at_bar=2))
    state, _ = stopped(state, ask.Cancel("1"))
    state = run(state, 2)[-1][0]
    state, outcomes = played(state, ask.Undo())
    assert [(outcome.command, outcome.bar) for outcome in outcomes] == [("undo", 2), ("mute", 2)]


def test_sections_and_watched_conditions_make_no_steps() -> None:
    state, _ = stopped(opened(), ask.Mute("clap"), author="arc")
    state, _ = stopped(state, ask.Mute("kick"), author="when", when=When(at_bar=0))
    assert run(state, 1)[0][0].undo == ()


# --- who carries out what ---------------------------------------------------------------------------------------------


def test_stop_record_and_mark_are_named_by_the_bar_they_are_meant_for() -> None:
    for command in (ask.Transport(), ask.Record("start", "best"), ask.Mark("drop")):
        state, _ = stopped(opened(), command, when=When(at_bar=2))
        bars = [bar for _, bar in run(state, 4)]
        assert [[(one.command, one.bar) for one in bar.due] for bar in bars] == [[], [], [(command.command, 2)], []]


def test_a_stop_that_has_come_takes_itself_off_the_agenda() -> None:
    state, _ = stopped(opened(), ask.Transport(), when=When(at_bar=2))
    state, _ = stopped(state, ask.Transport(), when=When(at_bar=4))
    state = run(state, 2)[-1][0]
    state, (outcome,) = stopped(state, ask.Transport())
    assert (outcome.status, outcome.bar, at(state)) == ("applied", 2, [("2", 4)])


# --- whole states -----------------------------------------------------------------------------------------------------


def test_what_a_discarded_bar_took_returns() -> None:
    state, _ = stopped(opened(), ask.Mute("clap"), when=When(at_bar=0))
    after, _ = next_bar(state)
    assert (at(state), at(after)) == ([("1", 0)], [])


def test_a_state_with_plans_survives_json() -> None:
    state, _ = stopped(opened(), ask.Load(Config(), "plain"), ask.Mute("clap"), when=When(at_bar=4, every_bars=4))
    state = run(state, 5)[-1][0]
    assert state_from_json(state_json(state)) == state


def test_rows_say_the_command_as_scripts_name_it() -> None:
    state, _ = stopped(opened(), ask.Load(Config(), "plain"), author="agent", when=When(at_bar=4))
    state, _ = stopped(state, ask.Fill(None), ask.Scene("recall", "a"), ask.Hit("clap", 3), when=When(every_bars=8))
    assert rows(state) == [
        {
            "id": "2", "at_bar": 0, "every_bars": 8, "author": "user",
            "command": {"command": "fill", "bars": None},
        },
        {
            "id": "3", "at_bar": 0, "every_bars": 8, "author": "user",
            "command": {"command": "hit", "layer": "clap", "step": 3, "on": True},
        },
        {
            "id": "1", "at_bar": 4, "every_bars": None, "author": "agent",
            "command": {"command": "load", "name": "plain"},
        },
    ]


def test_a_wish_of_the_same_bar_outranks_the_plan() -> None:
    state, _ = stopped(opened(), ask.Set("kick.note", 40), when=When(at_bar=1))
    state = run(state, 1)[-1][0]
    state, outcomes = played(state, ask.Set("kick.note", 41))
    assert state.config.layers["kick"].note == 41
    assert [(outcome.plan, outcome.status, outcome.applied) for outcome in outcomes] == [
        ("1", "superseded", 41), ("", "applied", 41)
    ]


def test_a_frozen_bar_still_takes_what_is_due() -> None:
    state, _ = stopped(opened(), ask.Mute("clap"), when=When(at_bar=3))
    state, _ = played(state)
    state, _ = played(state, ask.Freeze())
    assert run(state, 2)[-1][1].muted == ("clap",)


def test_with_the_meanings_of_0_1_0_a_load_leaves_the_anchor() -> None:
    state = replace(run(opened(), 3)[-1][0], meaning=1)
    state, _ = played(state, ask.Load(Config(bpm=99), "plain"))
    assert (state.anchor, state.config.bpm) == (0, 99)
