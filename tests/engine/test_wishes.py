"""Is every wish answered, truly, whatever it is and whoever asks? Does the last one win?"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from engine import commands as ask
from engine.config import Config
from engine.parameters import canonical, parameter, parameters, read
from engine.session import apply, next_bar
from engine.state import state_from_json, state_json
from engine.wishes import label_of, slot_of
from tests.engine.asked import anything, evenings, opened, played, run, sensible, stopped
from tests.thorough import tries

if TYPE_CHECKING:
    from pydantic import JsonValue

    from engine.bar import Outcome
    from engine.commands import Wish

UNASKED = {"arc", ask.JAM}
"""Authors of what nobody has asked for: a section's scene, a move of the bandmate."""


# --- whatever is asked ------------------------------------------------------------------------------------------------


@settings(max_examples=tries(150))
@given(evenings(anything))
def test_nothing_a_person_may_ask_raises_and_each_wish_is_answered_once_a_bar(evening: list[list[Wish]]) -> None:
    state, under_way = opened(), Counter[str]()
    for bar, asked in enumerate(evening):
        named = [replace(wish, id=f"{bar}.{place}") for place, wish in enumerate(asked)]
        state, made = next_bar(state, named)
        asked_for = [outcome for outcome in made.outcomes if outcome.author not in UNASKED]
        assert Counter(outcome.wish for outcome in asked_for) == under_way + Counter(wish.id for wish in named)
        under_way = Counter(outcome.wish for outcome in asked_for if outcome.status == "gliding")
        for outcome in made.outcomes:
            assert (outcome.bars_left > 0) == (outcome.status == "gliding")
            assert (outcome.bar is None) == (outcome.status == "refused")
            assert outcome.reason or outcome.status not in {"refused", "superseded"}


@settings(max_examples=tries(100))
@given(evenings(anything))
def test_while_stopped_every_wish_is_answered_at_once_and_nothing_glides(evening: list[list[Wish]]) -> None:
    state = opened()
    state, _ = next_bar(state)
    for bar, asked in enumerate(evening):
        named = [replace(wish, id=f"{bar}.{place}") for place, wish in enumerate(asked)]
        state, outcomes = apply(state, named)
        assert Counter(outcome.wish for outcome in outcomes) == Counter(wish.id for wish in named)
        assert {outcome.status for outcome in outcomes} <= {"applied", "superseded", "refused"}
        assert all(outcome.cut == (outcome.status == "applied") for outcome in outcomes)
        assert (state.glides, state.switches, state.morph) == ((), (), None)
    next_bar(state)


@settings(max_examples=tries(60))
@given(evenings())
def test_a_state_with_wishes_in_it_survives_json_and_plays_on_alike(evening: list[list[Wish]]) -> None:
    state = opened()
    for asked in evening:
        state, _ = next_bar(state, asked)
        assert state_from_json(state_json(state)) == state


def moving(config: Config) -> dict[str, tuple[float, JsonValue]]:
    """Return the cap and the value of each parameter that moves."""
    return {path: (known.cap_per_bar, read(config, path)) for path, known in parameters(config).items() if known.moves}


@settings(max_examples=tries(100))
@given(evenings())
def test_every_capped_parameter_moves_at_most_its_cap_whoever_asks(evening: list[list[Wish]]) -> None:
    state = opened()
    before = moving(state.config)
    for asked in [*evening, [], [], []]:
        after, bar = next_bar(state, asked)
        now = moving(after.config)
        exempt = any(outcome.cut for outcome in bar.outcomes)
        if not exempt:
            for path, (cap, one) in before.items():
                layer = state.config.layers.get(path.partition(".")[0])
                if ".density." in path and layer is not None and layer.density is None:
                    continue  # its own hits, which switch with its cycle
                if path == "energy" and after.arc is not None:
                    continue  # it is where the section wants it from its first bar on (docs/rules.md#arc)
                two = now[path][1]
                if isinstance(one, (int, float)) and isinstance(two, (int, float)):
                    assert abs(two - one) <= cap + 1e-9, path
            for modulator in state.config.modulators:
                rate = after.config.modulators[state.config.modulators.index(modulator)].mod.max_delta_per_bar
                path = canonical(modulator.param_path)
                one, two = read(state.config, path), read(after.config, path)
                assert isinstance(one, float)
                assert isinstance(two, float)
                assert rate is None or abs(two - one) <= max(rate, modulator.mod.max_delta_per_bar or 0.0) + 1e-9, path
        state, before = after, now


@settings(max_examples=tries(100))
@given(evenings())
def test_what_is_applied_is_in_force_and_bands_stay_in_order(evening: list[list[Wish]]) -> None:
    state = opened()
    for asked in evening:
        state, bar = next_bar(state, asked)
        for outcome in bar.outcomes:
            if outcome.command in {"set", "tempo"} and outcome.status in {"applied", "gliding", "superseded"}:
                known = parameter(state.config, outcome.path)
                driven = outcome.path in {canonical(modulator.param_path) for modulator in state.config.modulators}
                if known is not None and outcome.status != "superseded" and not driven:
                    assert read(state.config, outcome.path) == outcome.applied
        targets = state.config.targets
        for low, high in ((targets.S_low, targets.S_high), (targets.H_low, targets.H_high)):
            assert low is None or high is None or low <= high


@settings(max_examples=tries(60))
@given(sensible)
def test_when_it_says_n_bars_to_go_it_arrives_in_n_bars(command: ask.Command) -> None:
    state = opened()
    for scene, density, hits in (("peak", 0.9, 7), ("calm", 0.2, 2)):
        state, _ = stopped(state, ask.Set("hat_c.density", density), ask.Set("hat_c.ratchet_repeat", hits))
        state, _ = stopped(state, ask.Scene("save", scene))
    state, outcomes = played(state, command)
    left = outcomes[0].bars_left
    for bars in range(left, 0, -1):
        assert (outcomes[0].status, outcomes[0].bars_left) == ("gliding", bars)
        state, outcomes = played(state)
    assert not left or (outcomes[0].status, outcomes[0].bars_left) == ("applied", 0)
    assert not played(state)[1]


# --- the last wish wins -----------------------------------------------------------------------------------------------


def told(outcomes: tuple[Outcome, ...]) -> list[tuple[str, str]]:
    return [(outcome.wish, outcome.status) for outcome in outcomes]


@pytest.mark.parametrize("path", ["hat_c.density", "kick.note", "bpm", "guard.kick_immutable", "targets.D_target"])
def test_of_two_wishes_in_one_bar_the_later_wins(path: str) -> None:
    to = (True, False) if path == "guard.kick_immutable" else (30, 40) if path in {"kick.note", "bpm"} else (0.8, 0.6)
    state, outcomes = played(opened(), ask.Set(path, to[0]), ask.Set(path, to[1]))
    assert dict(told(outcomes))["w0"] == "superseded"
    assert dict(told(outcomes))["w1"] in {"applied", "gliding"}
    assert len(outcomes) == 2
    state = run(state, 10)[-1][0]
    assert read(state.config, canonical(path)) == to[1]


def test_a_later_bars_wish_supersedes_what_still_glides_and_only_that() -> None:
    state, _ = played(opened(), ask.Set("kick.ghost_pre1_prob", 1.0), ask.Set("clap.ghost_pre1_prob", 1.0))
    state, outcomes = played(state, ask.Set("kick.ghost_pre1_prob", 0.5), id="later")
    assert sorted(told(outcomes)) == [("later", "gliding"), ("w0", "superseded"), ("w1", "gliding")]
    gone = next(outcome for outcome in outcomes if outcome.status == "superseded")
    assert gone.applied == 0.125
    assert gone.requested == 1.0


def test_wishes_without_an_id_are_still_told_apart() -> None:
    state, outcomes = played(opened(), *[ask.Set("kick.ghost_pre1_prob", to) for to in (1.0, 0.9)], id="")
    assert [outcome.status for outcome in outcomes] == ["superseded", "gliding"]
    state, outcomes = played(state, ask.Set("kick.ghost_pre1_prob", 0.8), id="")
    assert [(outcome.status, outcome.requested) for outcome in outcomes] == [("superseded", 0.9), ("gliding", 0.8)]


def test_a_refused_wish_supersedes_nothing() -> None:
    state, _ = played(opened(), ask.Set("targets.S_low", 0.1))
    state, outcomes = played(state, ask.Set("targets.S_low", "low"), ask.Target("S", 0.9, 0.1), id="bad")
    assert sorted(told(outcomes)) == [("bad", "refused"), ("bad", "refused"), ("w0", "applied")]


def test_the_two_names_of_the_hat_density_are_one_parameter() -> None:
    state, outcomes = played(opened(), ask.Set("targets.hat_density_target", 0.9), ask.Set("layers.hat_c.density", 0.6))
    assert sorted(told(outcomes)) == [("w0", "superseded"), ("w1", "applied")]
    assert {outcome.path for outcome in outcomes} == {"hat_c.density.target"}
    assert state.config.targets.hat_density_target == state.config.layers["hat_c"].density.target == 0.6  # type: ignore[union-attr]


def test_what_an_undo_or_a_load_of_the_same_bar_takes_back_is_superseded() -> None:
    _, outcomes = played(opened(), ask.Set("kick.note", 40), ask.Undo())
    assert told(outcomes) == [("w0", "superseded"), ("w1", "applied")]
    assert outcomes[0].applied == 36
    _, outcomes = played(opened(), ask.Set("bass.note", 40), ask.Load(Config()))
    assert told(outcomes) == [("w0", "superseded"), ("w1", "applied")]
    assert outcomes[0].applied is None


def test_what_a_morph_of_the_same_bar_takes_over_is_superseded() -> None:
    state, _ = played(opened(), ask.Scene("save", "a"))
    state, outcomes = played(state, ask.Set("bpm", 60), ask.Set("kick.note", 40), ask.Scene("recall", "a", 4))
    assert told(outcomes) == [("w0", "superseded"), ("w1", "superseded"), ("w2", "gliding")]
    assert (state.config.bpm, state.config.layers["kick"].note) == (77.5, 40)


def test_a_modulators_bound_that_a_later_wish_shifts_is_superseded() -> None:
    _, outcomes = played(opened(), ask.Set("modulators.sway.min_val", 0.5), ask.Set("hat_c.swing_percent", 0.65))
    assert told(outcomes) == [("w0", "superseded"), ("w1", "gliding")]
    assert outcomes[0].applied == pytest.approx(0.61)


def test_of_a_mute_and_an_unmute_in_one_bar_the_later_wins() -> None:
    state, outcomes = played(opened(), ask.Mute("kick"), ask.Solo("kick"), ask.Unmute("kick"))
    assert told(outcomes) == [("w0", "superseded"), ("w1", "applied"), ("w2", "applied")]
    assert state.stage.mutes == ()


def test_slots_and_labels_say_what_a_command_is_about() -> None:
    assert [slot_of(command) for command in (ask.Tempo(120), ask.Set("bpm", 1), ask.Drop(1), ask.Undo())] == [
        "bpm", "bpm", "drop", ""
    ]
    assert [label_of(command) for command in (ask.Set("bpm", 1), ask.Target("S", 0, 1), ask.Mute("kick"))] == [
        "set bpm", "target S", "mute kick"
    ]
    assert label_of(ask.Load(Config())) == "load"


# --- load -------------------------------------------------------------------------------------------------------------


def test_a_load_supersedes_what_glides() -> None:
    state, _ = played(opened(), ask.Set("kick.ghost_pre1_prob", 1.0), ask.Tempo(180, 8))
    _, outcomes = played(state, ask.Load(Config()), id="load")
    assert sorted(told(outcomes)) == [("load", "applied"), ("w0", "superseded"), ("w1", "superseded")]
