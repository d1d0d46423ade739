"""Is every wish answered, truly, whatever it is and whoever asks?"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from engine import commands as ask
from engine.config import MAX_SCENES, Config
from engine.parameters import canonical, parameter, parameters, read
from engine.session import apply, next_bar
from engine.state import state_from_json, state_json
from engine.wishes import label_of, slot_of
from tests.engine.asked import anything, club, evenings, masks, opened, played, run, sensible, stopped, wished
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


# --- mutes, solos, drops and fills ------------------------------------------------------------------------------------


@pytest.mark.parametrize("bars", [1, 2, 8])
@pytest.mark.parametrize("command", [ask.Mute, ask.Solo])
def test_for_n_bars_is_heard_for_exactly_n_bars(command: type[ask.Mute | ask.Solo], bars: int) -> None:
    state = run(opened(), 2)[-1][0]
    heard = run(state, bars + 2, {0: wished(command("clap", bars))})
    held = [bool(bar.muted) for _, bar in heard]
    assert held == [True] * bars + [False] * 2
    others = {"kick", "bass", "hat_c", "hat_o"}
    assert set(heard[0][1].muted) == ({"clap"} if command is ask.Mute else others)


def test_a_mute_without_bars_lasts_until_it_is_taken_back() -> None:
    heard = run(opened(), 9, {0: wished(ask.Mute("kick")), 7: wished(ask.Unmute("kick"))})
    assert [bar.muted for _, bar in heard] == [("kick",)] * 7 + [()] * 2


def test_muted_hits_stay_in_the_bar_and_its_scores() -> None:
    _, loud = next_bar(opened())
    _, quiet = next_bar(opened(), wished(ask.Mute("kick"), ask.Solo("clap")))
    assert (quiet.events, quiet.scores) == (loud.events, loud.scores)


def test_muting_a_layer_again_renews_its_bars() -> None:
    heard = run(opened(), 6, {0: wished(ask.Mute("kick", 3)), 2: wished(ask.Mute("kick", 2))})
    assert [bool(bar.muted) for _, bar in heard] == [True] * 4 + [False] * 2


def test_a_drop_takes_kick_and_bass_out_for_exactly_n_bars() -> None:
    heard = run(opened(), 6, {1: wished(ask.Drop(4))})
    assert [bar.muted for _, bar in heard] == [(), *[("kick", "bass")] * 4, ()]


def test_a_drop_of_0_brings_them_back() -> None:
    heard = run(opened(), 4, {0: wished(ask.Drop(8)), 2: wished(ask.Drop(0))})
    assert [bool(bar.muted) for _, bar in heard] == [True, True, False, False]


def test_a_drop_without_kick_or_bass_is_refused() -> None:
    _, outcomes = played(opened(layers={"clap": {}}, modulators=[]), ask.Drop(4), ask.Drop(0))
    assert [outcome.status for outcome in outcomes] == ["refused", "applied"]


@pytest.mark.parametrize("bars", [1, 3])
def test_a_fill_sounds_for_exactly_n_bars(bars: int) -> None:
    heard = run(opened(), bars + 2, {1: wished(ask.Fill(bars))})
    assert [bar.fill for _, bar in heard] == [False, *[True] * bars, False]


def test_a_latched_fill_sounds_until_it_is_ended() -> None:
    heard = run(opened(), 9, {0: wished(ask.Fill(None)), 7: wished(ask.Fill(0))})
    assert [bar.fill for _, bar in heard] == [True] * 7 + [False] * 2


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (ask.Mute("hat"), "there is no layer hat (did you mean hat_o?)"),
        (ask.Mute("kik"), "there is no layer kik (did you mean kick?)"),
        (ask.Solo("xyz"), "there is no layer xyz; there are kick, bass, hat_c, hat_o, clap"),
        (ask.Mute("kick", 0), "bars must lie in 1..1024"),
        (ask.Solo("kick", -4), "bars must lie in 1..1024"),
        (ask.Fill(65), "a fill takes 0..64 bars"),
        (ask.Fill(-1), "a fill takes 0..64 bars"),
        (ask.Drop(-1), "a drop takes 0..256 bars"),
        (ask.Scene("recall", "peak"), "there is no scene peak; there are none"),
        (ask.Scene("recall", "calm", 9999), "a morph takes 0..1024 bars"),
        (ask.Scene("save", "a b"), "a scene's name is 1..32 letters, digits, - or _"),
        (ask.Undo(0), "steps must be 1 or more"),
        (ask.Undo(), "there is nothing to undo"),
        (ask.Redo(), "there is nothing to redo"),
        (ask.Freeze(), "there is no bar to freeze yet"),
    ],
)
def test_a_refusal_says_why_and_changes_nothing(command: ask.Command, reason: str) -> None:
    state = opened()
    after, outcomes = stopped(state, command)
    assert [(outcome.status, outcome.reason) for outcome in outcomes] == [("refused", reason)]
    assert after == state


@pytest.mark.parametrize("command", [ask.Unmute("kick"), ask.Unsolo("kick"), ask.Unfreeze()])
def test_taking_back_what_is_not_there_is_fine_and_says_so(command: ask.Command) -> None:
    state, outcomes = played(opened(), command)
    assert (outcomes[0].status, outcomes[0].applied) == ("applied", False)
    assert "was" in outcomes[0].reason
    assert state.undo == ()


def test_a_wish_that_asks_nothing_of_the_music_moves_no_hit() -> None:
    state = run(opened(), 2)[-1][0]
    _, plain = next_bar(state)
    asked: list[ask.Command] = [
        ask.Scene("save", "a"), ask.Set("zap.note", 1), ask.Set("kick.note", 36), ask.Undo(), ask.Unmute("kick"),
        ask.Mute("zap"), ask.Fill(0), ask.Drop(0), ask.Unfreeze(),
    ]
    _, bar = next_bar(state, wished(*asked))
    assert (bar.events, bar.scores, bar.muted) == (plain.events, plain.scores, plain.muted)


# --- freeze -----------------------------------------------------------------------------------------------------------


def test_a_frozen_bar_repeats_its_steps_with_fresh_microtiming() -> None:
    state, last = run(opened(), 3)[-1]
    heard = run(state, 4, {0: wished(ask.Freeze())})
    steps = [{(event.layer, event.step) for event in bar.events} for _, bar in heard]
    assert steps == [{(event.layer, event.step) for event in last.events}] * 4
    offsets = {tuple(event.offset_ticks for event in bar.events if event.layer == "hat_c") for _, bar in heard}
    assert len(offsets) > 1


def test_wishes_glide_under_a_frozen_bar_and_are_heard_on_release() -> None:
    state = run(opened(), 2)[-1][0]
    heard = run(state, 6, {0: wished(ask.Freeze(), ask.Set("hat_c.density", 1.0)), 5: wished(ask.Unfreeze())})
    hats = [masks(state)["hat_c"].bit_count() for state, _ in heard]
    assert len(set(hats[:5])) == 1
    assert heard[4][0].config.targets.hat_density_target == 1.0
    assert hats[5] >= 14


def test_a_fill_and_a_load_asked_for_under_a_frozen_bar_wait_for_its_release() -> None:
    state = run(opened(), 2)[-1][0]
    plain = ask.Load(Config(bpm=130), "plain")
    asked = {0: wished(ask.Freeze()), 1: wished(ask.Fill(1), plain), 4: wished(ask.Unfreeze())}
    heard = run(state, 6, asked)
    assert [bar.fill for _, bar in heard] == [False] * 4 + [True, False]
    assert {event.layer for event in heard[3][1].events} >= {"bass", "hat_c"}
    assert {event.layer for event in heard[5][1].events} == {"kick", "clap", "hat_o"}
    assert [outcome.reason for outcome in heard[1][1].outcomes] == ["heard when the bar is unfrozen"] * 2


def test_the_frozen_bar_is_the_one_that_sounded_whatever_was_wished_since() -> None:
    state = run(opened(), 2)[-1][0]
    _, last = next_bar(replace(state, bar=1, tick=0))
    changed, _ = stopped(state, ask.Load(Config()))
    for after, bar in (
        next_bar(state, wished(ask.Set("kick.note", 50), ask.Load(Config()), ask.Freeze())),
        next_bar(changed, wished(ask.Freeze())),
    ):
        assert {event.layer for event in bar.events} == {event.layer for event in last.events}
        assert {event.note for event in bar.events if event.layer == "kick"} == {36}
        assert set(after.config.layers) == {"kick", "clap", "hat_o"}


def test_freezing_twice_keeps_the_first_bar() -> None:
    state = run(opened(), 2)[-1][0]
    state, _ = played(state, ask.Freeze())
    state, outcomes = played(state, ask.Freeze())
    assert outcomes[0].reason == "it is frozen already"
    assert state.frozen is not None
    assert state.frozen.bar == 1


def test_mutes_work_on_a_frozen_bar() -> None:
    state = run(opened(), 2)[-1][0]
    heard = run(state, 4, {0: wished(ask.Freeze(), ask.Mute("kick", 2))})
    assert [bar.muted for _, bar in heard] == [("kick",)] * 2 + [()] * 2


# --- load -------------------------------------------------------------------------------------------------------------


def test_a_load_plays_the_new_config_from_this_bar_line_on_and_is_a_cut() -> None:
    state = run(opened(), 3)[-1][0]
    state, outcomes = played(state, ask.Load(Config(bpm=150), "plain", "config"))
    assert [(outcome.status, outcome.applied, outcome.cut, outcome.bar) for outcome in outcomes] == [
        ("applied", "plain", True, 3)
    ]
    assert set(masks(state)) == {"kick", "clap", "hat_o"}
    assert state.config.bpm == 150
    assert state.bar == 4


def test_a_loaded_config_is_filled_in_as_at_the_start() -> None:
    state, _ = played(opened(), ask.Load(club()))
    assert state.config.layers["kick"].note == 36
    assert state.config.layers["hat_c"].swing_percent is not None


def test_a_load_keeps_mutes_of_layers_that_exist_and_scenes() -> None:
    state, _ = played(opened(), ask.Mute("kick"), ask.Mute("bass"), ask.Solo("clap", 4), ask.Scene("save", "a"))
    state, _ = played(state, ask.Load(Config()))
    assert [hold.layer for hold in state.stage.mutes] == ["kick"]
    assert [hold.layer for hold in state.stage.solos] == ["clap"]
    assert [scene.name for scene in state.scenes] == ["a"]


def test_a_load_supersedes_what_glides() -> None:
    state, _ = played(opened(), ask.Set("kick.ghost_pre1_prob", 1.0), ask.Tempo(180, 8))
    _, outcomes = played(state, ask.Load(Config()), id="load")
    assert sorted(told(outcomes)) == [("load", "applied"), ("w0", "superseded"), ("w1", "superseded")]


def test_a_config_whose_modulator_leads_nowhere_is_refused() -> None:
    lost = club(modulators=[
        {"name": "m", "param_path": "kick.swing", "mod": {"mode": "sine", "min_val": 0.5, "max_val": 0.6}}
    ])
    state, outcomes = played(opened(), ask.Load(lost, "lost"))
    assert outcomes[0].status == "refused"
    assert outcomes[0].reason == (
        "modulator m: there is no parameter kick.swing (did you mean kick.swing_percent?)"
    )
    assert "bass" in state.config.layers


# --- while stopped ----------------------------------------------------------------------------------------------------


def test_while_stopped_wishes_apply_in_full_and_are_marked_cut() -> None:
    state, outcomes = stopped(
        opened(), ask.Set("hat_c.density", 1.0), ask.Target("S", 0.6, 0.7), ask.Tempo(90, 16), ask.Mute("kick", 4)
    )
    assert all((outcome.status, outcome.cut, outcome.bars_left) == ("applied", True, 0) for outcome in outcomes)
    targets = state.config.targets
    assert (targets.hat_density_target, targets.S_low, targets.S_high, state.config.bpm) == (1.0, 0.6, 0.7, 90)


def test_what_a_stopped_transport_set_on_a_modulated_path_is_where_it_plays_on() -> None:
    state, outcomes = stopped(opened(), ask.Set("hat_c.swing_percent", 0.66))
    assert outcomes[0].applied == 0.66
    state, _ = played(state)
    value = state.config.layers["hat_c"].swing_percent
    assert value is not None
    assert abs(value - 0.66) <= 0.01 + 1e-9


def test_while_playing_only_exempt_wishes_are_marked_cut() -> None:
    state, _ = played(opened(), ask.Scene("save", "a"))
    commands: list[tuple[ask.Command, bool]] = [
        (ask.Set("kick.note", 40), False), (ask.Set("hat_c.density", 0.9), False), (ask.Target("S", 0.3, 0.4), False),
        (ask.Tempo(120), False), (ask.Mute("kick"), False), (ask.Fill(), False), (ask.Drop(1), False),
        (ask.Scene("save", "b"), False), (ask.Scene("recall", "a", 4), False), (ask.Freeze(), False),
        (ask.Unfreeze(), False), (ask.Scene("recall", "a"), True), (ask.Undo(), True), (ask.Redo(), True),
        (ask.Load(club()), True),
    ]
    for command, cut in commands:
        state, outcomes = played(state, command, id="now")
        mine = [outcome for outcome in outcomes if outcome.wish == "now" and outcome.status != "superseded"]
        assert {outcome.cut for outcome in mine} == {cut}, command


def test_there_is_room_for_64_scenes() -> None:
    state, outcomes = stopped(opened(), *(ask.Scene("save", f"s{number}") for number in range(MAX_SCENES + 1)))
    assert [outcome.status for outcome in outcomes] == ["applied"] * MAX_SCENES + ["refused"]
    _, outcomes = stopped(state, ask.Scene("save", "s3"))
    assert outcomes[0].status == "applied"
