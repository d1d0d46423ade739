"""Scenes lie on keys; the row says which sounds, which comes and in how many bars."""

from __future__ import annotations

from dataclasses import replace

from engine import start
from engine.commands import Load, Scene, Set, Undo, Wish
from engine.session import apply, next_bar
from engine.state import Planned, SessionState
from engine.when import When
from sequencer.console.paint import plain_text
from sequencer.console.paint_scenes import scene_lines
from sequencer.console.slots import MORPHS, armed_scenes, beyond, next_morph, slots, sounding_scene
from sequencer.console.view import StageView
from tests.sequencer.console.scenes import CONFIG, played


def with_scenes(*names: str) -> SessionState:
    state = start(CONFIG)
    for place, name in enumerate(names):
        state, _ = apply(state, [Wish(Set("kick.velocity", 60 + place), f"set {name}")])
        state, _ = apply(state, [Wish(Scene("save", name), name)])
    return state


def recalled(state: SessionState, name: str, over: int = 0) -> SessionState:
    return next_bar(state, [Wish(Scene("recall", name, over), f"recall {name}")])[0]


def test_a_scene_named_by_a_digit_lies_on_its_key_and_others_take_the_free_ones() -> None:
    assert slots(with_scenes("intro", "2", "drop")) == {"1": "intro", "2": "2", "3": "drop"}
    many = with_scenes(*(f"s{number}" for number in range(12)))
    assert len(slots(many)) == 9
    assert beyond(many) == 3


def test_the_scene_that_sounds_is_the_last_one_recalled_until_undo_or_load() -> None:
    state = with_scenes("intro", "drop")
    assert sounding_scene(state) == "drop"
    state = recalled(state, "intro")
    assert sounding_scene(state) == "intro"
    moved, _ = next_bar(state, [Wish(Set("kick.velocity", 99), "louder")])
    assert sounding_scene(moved) == "intro"
    assert sounding_scene(next_bar(state, [Wish(Undo(), "undo")])[0]) == "drop"
    other = CONFIG.model_copy(update={"mode": "m3"})
    assert sounding_scene(next_bar(state, [Wish(Load(other, "other"), "load")])[0]) == ""
    gone, _ = next_bar(state, [Wish(Scene("delete", "intro"), "delete")])
    assert sounding_scene(gone) != "intro"


def test_the_row_shows_what_sounds_what_is_armed_and_the_length_of_a_morph() -> None:
    view = played()
    text = plain_text(scene_lines(view, 80))
    assert "1 intro  2 build  3 drop in 5  recall: cut" in text
    assert "morph 8 bars" in plain_text(scene_lines(replace(view, morph_bars=8), 80))
    waiting = replace(view, waiting=("scene intro",))
    assert "1 intro in 1" in plain_text(scene_lines(waiting, 80))
    assert view.state is not None
    assert set(armed_scenes(view.state)) == {"drop"}
    styles = {
        style for tick in (0, 960) for style, part in scene_lines(replace(view, tick=tick), 80)[0] if "drop" in part
    }
    assert styles == {"class:armed", "class:waiting"}
    assert "none yet" in plain_text(scene_lines(StageView(), 80))


def test_a_morph_says_its_bars_to_go() -> None:
    state = recalled(with_scenes("intro", "drop"), "intro", 8)
    assert state.morph is not None
    assert f"1 intro >{state.morph.bars_left}" in plain_text(scene_lines(StageView(state=state), 80))


def test_scenes_without_room_or_key_are_counted() -> None:
    many = with_scenes(*(f"a_rather_long_{number}" for number in range(12)))
    text = plain_text(scene_lines(StageView(state=many), 80))
    shown = sum(text.count(f"  {key} ") for key in "123456789")
    assert f"+{12 - shown}" in text
    assert len(text) <= 80


def test_the_length_of_a_morph_goes_round() -> None:
    bars, seen = 0, []
    for _ in MORPHS:
        seen.append(bars)
        bars = next_morph(bars)
    assert (tuple(seen), bars) == (MORPHS, 0)
    assert next_morph(5) == 0


def test_an_armed_scene_is_the_next_plan_of_its_name() -> None:
    state = with_scenes("one")
    state, _ = next_bar(state, [Wish(Scene("recall", "one"), "1", when=When(at_bar=9))])
    state, _ = next_bar(state, [Wish(Scene("recall", "one"), "2", when=When(at_bar=5))])
    found = armed_scenes(state)["one"]
    assert isinstance(found, Planned)
    assert found.at_bar == 5
