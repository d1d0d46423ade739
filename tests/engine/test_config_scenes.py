"""Scenes that stand in a config are in the session, come back into the config, and are replaced by a load."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine import commands as ask
from engine.config_file import config_json, parse_config
from engine.config_scenes import not_in_config, with_scenes
from engine.errors import ConfigError
from engine.session import start
from tests.engine.asked import club, opened, played, stopped

PEAK: dict[str, Any] = {
    "set": {"hat_c.density.target": 0.8, "kick.velocity": 120, "bpm": 134.0}, "mutes": ["bass"], "solos": [],
}


def test_a_scene_of_the_config_is_recalled_like_any_other() -> None:
    state, (outcome,) = stopped(opened(scenes={"peak": PEAK}), ask.Scene("recall", "peak"))
    assert outcome.status == "applied"
    density = state.config.layers["hat_c"].density
    assert (density and density.target, state.config.layers["kick"].velocity, state.config.bpm) == (0.8, 120, 134.0)
    assert [hold.layer for hold in state.stage.mutes] == ["bass"]


def test_what_hands_hold_is_named_since_no_config_has_a_place_for_it() -> None:
    state, _ = stopped(opened(), ask.Hit("kick", 4), ask.Mute("hat_c"), ask.Solo("bass"), ask.Lock("kick"))
    assert not_in_config(state) == (
        "; not in it, which a config cannot hold: hits by hand on kick (5), mute hat_c, solo bass, lock kick"
    )
    assert not_in_config(opened()) == ""


def test_what_is_saved_holds_the_scenes_as_differences_and_reads_back() -> None:
    state, _ = stopped(opened(scenes={"peak": PEAK}), ask.Set("kick.note", 40), ask.Mute("clap"))
    state, _ = stopped(state, ask.Scene("save", "mine"))
    text = config_json(with_scenes(state))
    written: dict[str, Any] = json.loads(text)["scenes"]
    assert written["mine"] == {"set": {}, "mutes": ["clap"], "solos": []}
    assert written["peak"]["set"] == {**PEAK["set"], "kick.note": 36}
    again = start(parse_config(text.encode(), "x"))
    assert {scene.name: scene.config for scene in again.scenes} == {scene.name: scene.config for scene in state.scenes}


def test_a_scene_with_other_layers_stays_in_the_session() -> None:
    state, _ = stopped(opened(), ask.Scene("save", "mine"))
    small = club(layers={"kick": {}}, modulators=[], targets={})
    state, _ = stopped(state, ask.Load(small))
    assert not with_scenes(state).scenes
    assert [scene.name for scene in state.scenes] == ["mine"]


def test_a_load_replaces_the_scenes_of_the_config_and_keeps_the_sessions_own() -> None:
    state, _ = stopped(opened(scenes={"peak": PEAK, "calm": {}}), ask.Scene("save", "mine"), ask.Scene("save", "calm"))
    state, _ = stopped(state, ask.Load(club(scenes={"other": {}, "mine": {}})))
    assert [(scene.name, scene.own) for scene in state.scenes] == [("calm", True), ("mine", True), ("other", False)]


@pytest.mark.parametrize(("scene", "message"), [
    ({"set": {"hat_c.densty.target": 0.5}}, "there is no parameter hat_c.densty.target"),
    ({"set": {"kick.velocity": 300}}, "kick.velocity"), ({"set": {"bpm": 999}}, "999 is outside 20..300"),
    ({"mutes": ["klap"]}, "there is no layer klap (did you mean clap?)"), ({"solo": ["kick"]}, "solo"),
])
def test_a_scene_that_cannot_be_is_a_fault_of_the_config(scene: dict[str, Any], message: str) -> None:
    whole = {**json.loads(config_json(club())), "scenes": {"peak": scene}}
    with pytest.raises(ConfigError) as fault:
        parse_config(json.dumps(whole).encode(), "x")
    assert any(message in line for line in fault.value.lines())


# --- overwritten, renamed, deleted ------------------------------------------------------------------------------------


def names(state: Any) -> list[str]:
    return [scene.name for scene in state.scenes]


def test_overwriting_a_scene_is_said_and_can_be_undone() -> None:
    state, _ = stopped(opened(), ask.Scene("save", "a"))
    first = state.scenes
    state, (_, outcome) = stopped(state, ask.Set("kick.note", 40), ask.Scene("save", "a"))
    assert outcome.reason == "it took the place of the scene a that was there"
    assert state.scenes != first
    back, _ = stopped(state, ask.Undo())
    assert back.scenes == first
    assert stopped(back, ask.Redo())[0].scenes == state.scenes


def test_a_scene_is_renamed_and_deleted_and_undo_brings_it_back() -> None:
    state, _ = stopped(opened(), ask.Scene("save", "a"), ask.Scene("save", "b"), ask.Scene("rename", "a", to="c"))
    assert sorted(names(state)) == ["b", "c"]
    state, _ = stopped(state, ask.Scene("delete", "c"))
    assert names(state) == ["b"]
    state, _ = stopped(state, ask.Undo(2))
    assert sorted(names(state)) == ["a", "b"]
    state, _ = stopped(state, ask.Redo(2))
    assert names(state) == ["b"]


@pytest.mark.parametrize(("command", "reason"), [
    (ask.Scene("rename", "x", to="c"), "there is no scene x; there are a, b"),
    (ask.Scene("delete", "x"), "there is no scene x; there are a, b"),
    (ask.Scene("rename", "a", to="b"), "there is a scene b already"),
    (ask.Scene("rename", "a", to="b c"), "a scene's name is 1..32 letters, digits, - or _"),
])
def test_what_cannot_be_renamed_or_deleted_is_refused(command: ask.Command, reason: str) -> None:
    state, _ = stopped(opened(), ask.Scene("save", "a"), ask.Scene("save", "b"))
    _, (outcome,) = stopped(state, command)
    assert (outcome.status, outcome.reason) == ("refused", reason)


# --- a load and the tempo ---------------------------------------------------------------------------------------------


def test_a_load_keeps_the_tempo_while_playing_and_takes_it_while_stopped() -> None:
    other = club(bpm=99)
    state, (outcome,) = played(opened(), ask.Load(other, "other"))
    assert (state.config.bpm, outcome.reason) == (130.0, "the tempo stays at 130; its own is 99")
    assert played(opened(), ask.Load(other, "other", "config"))[0].config.bpm == 99.0
    assert stopped(opened(), ask.Load(other, "other"))[0].config.bpm == 99.0
