"""A time is never dropped, what lasts comes back once, and what is left out by name stays out."""

from __future__ import annotations

from typing import Any

import pytest

from tests.agent.heard import replies


def done(*lines: str) -> list[dict[str, Any]]:
    return [dict(one) for one in replies(*lines)[-1].commands]


@pytest.mark.parametrize(("say", "layer", "bar"), [
    ("keep it going till bar 50, then mute the clap", "clap", 49),
    ("let this roll until 32 and then kick out", "kick", 31),
    ("stay like this till bar 20, then the snare out", "snare", 19),
    ("carry on up to 48, then mute the hats", "hat_c", 47),
])
def test_what_runs_on_until_a_bar_is_done_there(say: str, layer: str, bar: int) -> None:
    assert {"command": "mute", "layer": layer, "at_bar": bar} in done(say)


@pytest.mark.parametrize("say", [
    "clap out for 2 bars, then it's back", "no clap for 4 bars then back in",
    "mute the clap for 8 bars and then bring it back",
])
def test_a_mute_with_a_length_comes_back_once(say: str) -> None:
    (mute,) = done(say)
    assert (mute["command"], mute["layer"]) == ("mute", "clap")
    assert mute["bars"] in {2, 4, 8}


@pytest.mark.parametrize("say", [
    "give it 4 bars of only kick and then everyone comes back", "4 bars of nothing but the kick",
    "do us 4 bars of just the kick, then everything back",
])
def test_bars_of_nothing_but_a_layer_are_a_solo_of_that_length(say: str) -> None:
    assert done(say) == [{"command": "solo", "layer": "kick", "bars": 4}]


@pytest.mark.parametrize(("say", "layer"), [
    ("just the closed hat not the open one, 4 bars off", "hat_c"),
    ("only the open not the closed, out for 4 bars", "hat_o"),
    ("just the open one, not the other, mute it 4 bars", "hat_o"),
])
def test_the_other_hat_is_left_alone(say: str, layer: str) -> None:
    assert {str(one["layer"]) for one in done(say)} <= {layer}


@pytest.mark.parametrize("say", [
    "leave the kick alone from now on", "keep the kick alone from here on, hands off",
    "leave the kick alone, don't let anybody change it",
])
def test_a_layer_that_is_to_stay_is_locked(say: str) -> None:
    assert done(say) == [{"command": "lock", "layer": "kick"}]


def test_what_is_taken_out_up_top_are_the_hats() -> None:
    muted = done("mute everything up top, leave me the drum and the clap")
    assert {one["layer"] for one in muted} == {"hat_c", "hat_o"}


@pytest.mark.parametrize(("say", "path", "last"), [
    ("slowly thin the hats", "hat_c.density.target", 7), ("hats louder, slowly", "hat_c.velocity", 7),
    ("gradually more hats over 16 bars", "hat_c.density.target", 15),
    ("at bar 50 slowly more hats", "hat_c.density.target", 57), ("at bar 50 more swing over 4 bars",
    "hat_o.swing_percent", 53),
])
def test_what_is_to_come_slowly_comes_in_steps(say: str, path: str, last: int) -> None:
    steps = [one for one in done(say) if one["path"] == path]
    assert [one["at_bar"] for one in steps] == sorted(one["at_bar"] for one in steps)
    assert len(steps) > 1
    assert steps[-1]["at_bar"] >= last


def test_a_mood_that_is_to_come_slowly_is_no_jump() -> None:
    commands = done("more tension gradually")
    assert commands
    assert all("at_bar" in one for one in commands)


def test_a_morph_is_told_with_its_bars() -> None:
    *_, reply = replies("save this as scene calm", "clap velocity 120", "at bar 9 morph to calm over 8 bars")
    (recall,) = reply.commands
    assert (recall["command"], recall["over_bars"], recall["at_bar"]) == ("scene", 8, 8)
    assert "over 8 bars" in reply.reply


@pytest.mark.parametrize(("say", "layers", "bars"), [
    ("give us a break of 8 bars with no kick and no clap", ["kick", "clap"], 8),
    ("break for 4 bars, minus the clap", ["clap"], 4), ("an 8 bar break without the kick", ["kick"], 8),
])
def test_what_a_break_that_lasts_is_without_comes_back_at_its_end(say: str, layers: list[str], bars: int) -> None:
    assert [(one["command"], one["layer"], one["bars"]) for one in done(say)] == [
        ("mute", layer, bars) for layer in layers
    ]


@pytest.mark.parametrize("say", ["break for 8 bars", "break in 8 bars without kick"])
def test_a_time_before_a_break_is_not_how_long_it_lasts(say: str) -> None:
    assert not any(one["command"] == "mute" and one.get("bars") for one in done(say))


@pytest.mark.parametrize(("say", "bar"), [
    ("just stop everything at bar 20", 19), ("end it all at bar 72", 71), ("finish the music in 8 bars", 8),
    ("battery at 3% just stop everything at bar 20", 19), ("my battery is dying, stop it all at 20", 19),
])
def test_everything_that_stops_at_a_bar_is_the_stop_planned(say: str, bar: int) -> None:
    assert done(say) == [{"command": "transport", "action": "stop", "at_bar": bar}]


@pytest.mark.parametrize("say", [
    "just stop everything", "stop everything but the kick at bar 20", "stop everything from changing at bar 20",
    "my battery is dying",
])
def test_no_other_ending_is_planned_as_a_stop(say: str) -> None:
    assert not any(one["command"] == "transport" for one in done(say))


@pytest.mark.parametrize(("say", "acts"), [
    ("and there, bang, the clap out", ["mute"]), ("boom, a fill at 20", ["fill"]),
    ("and then, wham, no kick", ["mute"]),
    ("bang the snare harder", ["set"]), ("and there, bang, order again", []),
])
def test_a_sound_that_is_called_out_is_no_wish_for_force(say: str, acts: list[str]) -> None:
    assert [one["command"] for one in done(say)] == acts


@pytest.mark.parametrize("say", ["make it bang", "bang", "it has to bang more"])
def test_what_is_to_bang_is_still_harder(say: str) -> None:
    assert any(one.get("path") == "kick.velocity" for one in done(say))


@pytest.mark.parametrize(("say", "bpm", "bars"), [
    ("slowly go to 128, like in 16 bars", 128, 16), ("bit by bit to 124, say in thirty-two bars", 124, 32),
    ("slowly to 126, in 16 bars", 126, 16), ("gradually to 136 in 8 bars", 136, 8),
])
def test_a_tempo_that_comes_slowly_in_some_bars_begins_now(say: str, bpm: float, bars: int) -> None:
    assert done(say) == [{"command": "tempo", "bpm": bpm, "over_bars": bars}]


@pytest.mark.parametrize("say", ["slowly more hats, like in 16 bars", "gradually more swing in 16 bars"])
def test_a_sound_that_comes_slowly_in_some_bars_is_there_at_their_end(say: str) -> None:
    assert max(one["at_bar"] for one in done(say)) == 16


@pytest.mark.parametrize(("say", "bar"), [
    ("go to 128, like in 16 bars", 16), ("tempo 128 in 16 bars", 16), ("slowly mute the clap in 16 bars", 16),
])
def test_what_is_not_slow_waits(say: str, bar: int) -> None:
    assert [one["at_bar"] for one in done(say)] == [bar]


@pytest.mark.parametrize("say", ["swing like triplets", "make it swing like a triplet", "swing it as triplets, please"])
def test_a_swing_like_triplets_is_two_thirds_and_rolls_nothing(say: str) -> None:
    assert {one["path"].rpartition(".")[2]: one["to"] for one in done(say)} == {"swing_percent": 0.667}


def test_triplets_without_a_swing_are_rolls() -> None:
    assert {one["path"].rpartition(".")[2] for one in done("triplets on the hats")} == {"ratchet_prob"}


@pytest.mark.parametrize("say", [
    "make the clap go on every beat", "let the clap fall on each beat", "the clap comes on every single beat",
])
def test_what_goes_on_every_beat_has_four_hits(say: str) -> None:
    assert {one["path"]: one["to"] for one in done(say)} == {"clap.steps": 16, "clap.fills": 4, "clap.rot": 0}


def test_what_comes_at_a_time_has_its_hits_as_they_are() -> None:
    assert not any(str(one.get("path", "")).endswith("fills") for one in done("the clap comes on bar 20"))


@pytest.mark.parametrize("line", [
    "please do not touch the kick any more, i shall look after it", "don't touch the kick again, and more hats",
    "keep your hands off the kick and the hats louder", "hands off my kick and more hats",
    "don't you dare touch my kick", "never ever change the kick", "the hats quieter, don't touch the kick any more",
    "don't touch the kick, i will look after it; everything else may change", "hands off the kick from here on",
    "do not alter the kick any longer, everything else may vary a little",
])
def test_a_drum_that_nobody_is_to_touch_is_locked(line: str) -> None:
    found = [one for one in replies(line)[-1].commands if one["command"] == "lock"]
    assert [one["layer"] for one in found] == ["kick"]


@pytest.mark.parametrize("line", [
    "everything else may vary a little", "the rest can wander a bit", "all the rest may evolve",
])
def test_what_may_vary_varies_its_figures(line: str) -> None:
    assert [one["path"] for one in replies(f"lock the kick, {line}")[-1].commands[1:]] == ["phrase.variation"]


def test_an_exception_is_no_lock() -> None:
    found = replies("everything louder, don't touch the kick")[-1].commands
    assert {one["command"] for one in found} == {"set"}
    assert not [one for one in found if str(one["path"]).startswith("kick")]


@pytest.mark.parametrize("line", [
    "at the break, blackout on the drums, two bars, then all back", "at the break mute everything for two bars",
    "at the break a blackout for two bars", "once the break lands, everything out for 2 bars",
    "on the break, mute everything, two bars, then it comes back",
])
def test_what_is_done_at_a_section_waits_for_it(line: str) -> None:
    found = [one for one in replies(line)[-1].commands if one["command"] == "when"]
    assert [(one["value"], one["then"]["command"], one["then"]["bars"]) for one in found] == [("break", "mute", 2)] * 5


@pytest.mark.parametrize(("line", "act"), [
    ("at the break no hats", "mute"), ("at the drop bring the kick back", "unmute"), ("in the break, no kick", "mute"),
    ("once the drop hits, a fill", "fill"), ("at the break only the kick", "solo"),
    ("at the drop, kick back in", "unmute"),
])
def test_a_hand_at_a_section_is_a_condition(line: str, act: str) -> None:
    found = replies(line)[-1].commands
    assert found
    assert {(one["command"], one["then"]["command"]) for one in found} == {("when", act)}


@pytest.mark.parametrize("line", ["kick out, 4 bars, then back", "mute the kick, four bars, then all back",
                                  "no kick for 4 bars and then it comes back in"])
def test_what_is_back_after_some_bars_is_out_for_them(line: str) -> None:
    assert [(one["command"], one["layer"], one["bars"]) for one in replies(line)[-1].commands] == [("mute", "kick", 4)]


@pytest.mark.parametrize("line", [
    "in the intro the hats are too loud", "in the break?", "at the drop at 64 mute the kick",
])
def test_a_section_with_a_complaint_or_a_time_is_no_condition(line: str) -> None:
    assert not [one for one in replies(line)[-1].commands if one["command"] == "when"]
