"""What holds the music for some bars, or cuts it: mutes, drops, fills, a frozen bar, a load, wishes while stopped."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine import commands as ask
from engine.config import MAX_SCENES, Config
from engine.session import next_bar
from tests.engine.asked import club, masks, opened, played, run, stopped, wished

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
